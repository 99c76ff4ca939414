//! How often somebody may ask: a bucket of requests for each caller and each address, refilled with time.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
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
        self.addresses.take(address, Instant::now()).map_err(refuse)
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
fn client_address(headers: &HeaderMap, peer: SocketAddr, trust_proxy: bool) -> IpAddr {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .filter(|_| trust_proxy)
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    forwarded.unwrap_or_else(|| peer.ip())
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
