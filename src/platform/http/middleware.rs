//! What every answer gets on its way out: a request id, headers that keep browsers safe, a line in the log, a place in the
//! counts, and for a refusal a body in the shape of its route.

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::answer::Json;
use super::errors::Refusal;
use super::pages;
use crate::platform::Shared;
use crate::platform::events::log::{self, Answered};

/// The header with a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What a page may load and where it may send forms: its own style, its own forms, and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// In which shape a route refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// RFC 9457.
    Problem,
    /// FastAPI's.
    FastApi,
    /// A page for people.
    Page,
}

fn shape(path: &str) -> Shape {
    let is_below = |root: &str| path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    if is_below("/scan") || is_below("/health") || is_below("/metrics") {
        Shape::FastApi
    } else if is_below("/api") || is_below("/.well-known") || path == "/openapi.json" {
        Shape::Problem
    } else {
        Shape::Page
    }
}

/// Answers a request, and finishes the answer.
pub(crate) async fn finish(
    State(platform): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let request_id = request_id(request.headers());
    let address = client(request.headers(), peer, platform.settings.trust_proxy);
    let mut response = match platform.rates.by_address(address) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = tell(&refusal, response.headers(), &path);
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::try_from(&request_id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if shape(&path) == Shape::Page {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    let duration = started.elapsed();
    platform.metrics.answered(response.status().as_u16(), duration);
    log::answered(&Answered {
        request_id: &request_id,
        method: method.as_str(),
        path: &path,
        status: response.status().as_u16(),
        duration_ms: (duration.as_secs_f64() * 10_000.0).round() / 10.0,
    });
    response
}

/// The id that a proxy gave the request, if it is a word; else one of our own.
fn request_id(headers: &HeaderMap) -> String {
    let is_word = |text: &&str| {
        (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(is_word)
        .map_or_else(new_id, str::to_owned)
}

/// An id that no other request has: of this server as long as it runs, and of others by all likelihood.
fn new_id() -> String {
    static FIRST: LazyLock<u64> = LazyLock::new(|| Uuid::new_v4().as_u64_pair().0);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:016x}", FIRST.wrapping_add(count))
}

/// The address that a request is from. Behind a proxy that is trusted: the one that the proxy itself saw.
fn client(headers: &HeaderMap, peer: SocketAddr, trust_proxy: bool) -> std::net::IpAddr {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .filter(|_| trust_proxy)
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    forwarded.unwrap_or_else(|| peer.ip())
}

/// Gives a refusal the body that its route's clients understand. The headers of the empty answer stay.
fn tell(refusal: &Refusal, empty: &HeaderMap, path: &str) -> Response {
    let mut told = match shape(path) {
        Shape::Problem => {
            let mut response = (refusal.status, Json(refusal.problem())).into_response();
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            );
            response
        }
        Shape::FastApi => (refusal.status, Json(refusal.fast_api())).into_response(),
        Shape::Page if refusal.status == StatusCode::UNAUTHORIZED => Redirect::to("/sign-in").into_response(),
        Shape::Page => (refusal.status, pages::refusal(refusal)).into_response(),
    };
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = empty.get(&name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn each_route_refuses_in_the_shape_of_its_clients() {
        let shapes = [
            "/scan",
            "/scan/history",
            "/scans/x",
            "/api/v1/scans",
            "/metrics",
            "/",
            "/metricsx",
        ]
        .map(shape);
        let (fast_api, page) = (Shape::FastApi, Shape::Page);
        assert_eq!(shapes, [fast_api, fast_api, page, Shape::Problem, fast_api, page, page]);
    }

    #[tokio::test]
    async fn an_answer_says_what_browsers_may_do_with_it_and_has_an_id_of_its_own() {
        let platform = crate::platform::testing::TestPlatform::new();
        let (json, page) = (platform.get("/health", "").await, platform.get("/sign-in", "").await);
        for (reply, kind, referrer) in [
            (&json, "application/json", ""),
            (&page, "text/html; charset=utf-8", "same-origin"),
        ] {
            let headers = [
                "content-type",
                "referrer-policy",
                "x-content-type-options",
                "cache-control",
                "content-security-policy",
            ]
            .map(|name| reply.header(name));
            assert_eq!(
                headers,
                [kind, referrer, "nosniff", "no-store", CONTENT_SECURITY_POLICY]
            );
        }
        let (one, other) = (json.header("x-request-id"), page.header("x-request-id"));
        assert!(u64::from_str_radix(one, 16).is_ok() && one.len() == 16, "{one}");
        assert_ne!(one, other);
        let asked = [("x-request-id", "0af7651916cd43dd")];
        let reply = platform.ask("GET", "/health", "", &asked, Body::empty()).await;
        assert_eq!(reply.header("x-request-id"), "0af7651916cd43dd");
    }

    #[test]
    fn an_address_is_the_proxys_word_only_where_it_is_trusted() {
        let peer: SocketAddr = "10.0.0.1:5".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("1.1.1.1, 2.2.2.2"));
        assert_eq!(client(&headers, peer, false).to_string(), "10.0.0.1");
        assert_eq!(client(&headers, peer, true).to_string(), "2.2.2.2");
        headers.insert("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(client(&headers, peer, true).to_string(), "10.0.0.1");
    }
}
