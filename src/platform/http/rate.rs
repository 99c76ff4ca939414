//! How often somebody may ask: a bucket of requests for each caller and each address, refilled with time.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::errors::ApiError;
use crate::platform::Shared;
use crate::platform::identity::Caller;
use crate::platform::settings::{Rate, RateSettings};

/// Buckets that are remembered; full ones are forgotten first.
const MOST: usize = 100_000;

/// The buckets of one kind. A bucket is kept as the time at which it will be full again.
struct Buckets<K> {
    rate: Rate,
    full_at: Mutex<HashMap<K, Instant>>,
}

impl<K: std::hash::Hash + Eq> Buckets<K> {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            full_at: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one request out of a bucket, or says in how long there will be one.
    fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        if self.rate.per_second <= 0.0 {
            return Ok(());
        }
        let each = Duration::from_secs_f64(1.0 / self.rate.per_second);
        let whole = each.mul_f64(self.rate.burst.max(1.0));
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            buckets.retain(|_, full_at| *full_at > now);
        }
        let full_at = buckets.get(&key).copied().unwrap_or(now).max(now) + each;
        let over = (full_at - now).checked_sub(whole).filter(|over| !over.is_zero());
        if let Some(over) = over {
            return Err(over);
        }
        buckets.insert(key, full_at);
        Ok(())
    }
}

pub(crate) struct Rates {
    callers: Buckets<String>,
    addresses: Buckets<IpAddr>,
}

impl Rates {
    pub(crate) fn new(settings: RateSettings) -> Self {
        Self {
            callers: Buckets::new(settings.caller),
            addresses: Buckets::new(settings.address),
        }
    }

    pub(crate) fn by_caller(&self, caller: &Caller) -> Result<(), ApiError> {
        let key = caller.token_id().unwrap_or(&caller.developer_id).to_owned();
        self.callers.take(key, Instant::now()).map_err(refuse)
    }

    pub(crate) fn by_address(&self, address: IpAddr) -> Result<(), ApiError> {
        self.addresses.take(network(address), Instant::now()).map_err(refuse)
    }
}

/// Refuses a request from an address that asks too often.
pub(crate) async fn limit_address(
    State(platform): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let address = client_address(request.headers(), peer, platform.settings.trust_proxy);
    platform.rates.by_address(address)?;
    Ok(next.run(request).await)
}

/// The address that a request is from. Behind a proxy that is trusted: the one that the proxy itself saw.
pub(crate) fn client_address(headers: &HeaderMap, peer: SocketAddr, trust_proxy: bool) -> IpAddr {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .filter(|_| trust_proxy)
        .and_then(|value| forwarded_address(value.to_str().ok()?.rsplit(',').next()?.trim()));
    forwarded.unwrap_or_else(|| peer.ip())
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn forwarded_address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    text.parse().ok().or_else(with_port).or_else(in_brackets)
}

/// The address that is counted: of IPv6 its first 64 bits, since one connection has all the others.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or_else(
            || IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            IpAddr::V4,
        ),
        IpAddr::V4(_) => address,
    }
}

fn refuse(wait: Duration) -> ApiError {
    ApiError::too_many(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_then_refills() {
        let buckets = Buckets::new(Rate {
            per_second: 2.0,
            burst: 3.0,
        });
        let start = Instant::now();
        let taken: Vec<bool> = (0..4).map(|_| buckets.take("a", start).is_ok()).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert_eq!(buckets.take("b", start), Ok(()));
        assert_eq!(buckets.take("a", start), Err(Duration::from_millis(500)));
        assert_eq!(buckets.take("a", start + Duration::from_millis(500)), Ok(()));
        assert_eq!(
            buckets.take("a", start + Duration::from_millis(500)),
            Err(Duration::from_millis(500))
        );
        // It holds no more than its burst, however long it stands.
        let later = start + Duration::from_mins(10);
        assert_eq!((0..9).filter(|_| buckets.take("a", later).is_ok()).count(), 3);
    }

    #[test]
    fn an_address_is_the_proxys_word_only_where_it_is_trusted() {
        let peer: SocketAddr = "10.0.0.1:5".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("1.1.1.1, 2.2.2.2"));
        assert_eq!(client_address(&headers, peer, false).to_string(), "10.0.0.1");
        assert_eq!(client_address(&headers, peer, true).to_string(), "2.2.2.2");
        for (text, address) in [
            ("1.1.1.1, 3.3.3.3:8080", "3.3.3.3"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
        ] {
            headers.insert("x-forwarded-for", HeaderValue::from_static(text));
            assert_eq!(client_address(&headers, peer, true).to_string(), address, "{text}");
        }
        let counted =
            ["2001:db8:0:7:1::2", "::ffff:10.0.0.1", "10.0.0.1"].map(|text| network(text.parse().unwrap()).to_string());
        assert_eq!(counted, ["2001:db8:0:7::", "10.0.0.1", "10.0.0.1"]);
        headers.insert("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(client_address(&headers, peer, true).to_string(), "10.0.0.1");
    }

    #[test]
    fn a_rate_of_none_lets_all_through() {
        let buckets = Buckets::new(Rate {
            per_second: 0.0,
            burst: 0.0,
        });
        let now = Instant::now();
        assert!((0..1000).all(|_| buckets.take("a", now).is_ok()));
    }
}
