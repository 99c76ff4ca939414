//! What every request passes on its way to its handler, and every answer on its way out: the layers, outermost first.

use std::any::Any;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::errors::ApiError;
use super::{audit, error_body, memory, rate};
use crate::platform::Shared;
use crate::platform::events::log::{self, Answered};

/// The header with a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a request may take, its body included. An upload's body has less: see `Limits`.
const LONGEST: Duration = Duration::from_mins(1);
/// Letters of a path in the log: longer ones would fill it.
const LONGEST_PATH: usize = 200;
/// Answers of more bytes than this are compressed where the client takes that.
const COMPRESSED: u16 = 1 << 10;
/// What a page may load and where it may send forms: its own style, its own forms, and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Puts the layers around the routes.
pub(crate) fn wrap(routes: Router, platform: &Shared) -> Router {
    let set = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    let default = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let layers = ServiceBuilder::new()
        .option_layer(other_sites(&platform.settings.cors_origins))
        .layer(from_fn(drop_unusable_request_id))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(SetSensitiveRequestHeadersLayer::new([
            header::AUTHORIZATION,
            header::COOKIE,
        ]))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(from_fn_with_state(Shared::clone(platform), record))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .option_layer(
            platform
                .settings
                .is_secure()
                .then(|| set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000")),
        )
        .layer(default(header::CACHE_CONTROL, "no-store"))
        .layer(default(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(COMPRESSED)))
        .layer(from_fn_with_state(Shared::clone(platform), error_body::write))
        .layer(from_fn_with_state(Shared::clone(platform), memory::limit_answers))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(limit_time))
        .layer(from_fn_with_state(Shared::clone(platform), rate::limit_address));
    routes.layer(layers)
}

/// What pages of other sites may do: ask the API with a token. `None`: nothing.
fn other_sites(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
            .max_age(Duration::from_mins(10))
    })
}

/// The id that a proxy gave a request is kept if it is a word; any other text would end up in the log and in the answer.
async fn drop_unusable_request_id(mut request: Request, next: Next) -> Response {
    let is_word = |id: &HeaderValue| {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        (8..=64).contains(&id.len()) && id.as_bytes().iter().all(is_part)
    };
    if !request.headers().get(REQUEST_ID).is_some_and(is_word) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Logs and counts a request when it is answered.
async fn record(
    State(platform): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = shortened(request.uri().path());
    let request_id = request.headers().get(REQUEST_ID).cloned();
    let address = rate::client_address(request.headers(), peer, platform.settings.trust_proxy);
    let (response, sender) = audit::with_sender(address, next.run(request)).await;
    let duration = started.elapsed();
    platform.metrics.answered(response.status().as_u16(), duration);
    log::answered(&Answered {
        request_id: request_id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default(),
        method: method.as_str(),
        path: &path,
        status: response.status().as_u16(),
        duration_ms: (duration.as_secs_f64() * 10_000.0).round() / 10.0,
        developer_id: &sender.developer_id,
        token_id: sender.token_id.as_deref().unwrap_or_default(),
        address: &address.to_string(),
    });
    response
}

/// A path as the log has it.
fn shortened(path: &str) -> String {
    match path.char_indices().nth(LONGEST_PATH) {
        Some((end, _)) => format!("{}…", path.get(..end).unwrap_or_default()),
        None => path.to_owned(),
    }
}

/// tower-http's own answers with a bare status, which would have to be given its body afterwards.
async fn limit_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(LONGEST, next.run(request)).await;
    answer.unwrap_or_else(|_| ApiError::unavailable("the request took longer than a minute").into_response())
}

/// The answer in place of one whose handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "that is what the layer calls")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    log::error(&format!("a handler panicked: {}", text.unwrap_or("without a message")));
    ApiError::internal().into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use serde_json::json;

    use super::*;
    use crate::platform::testing::TestPlatform;

    #[tokio::test]
    async fn an_answer_says_what_browsers_may_do_with_it_and_has_an_id_of_its_own() {
        let platform = TestPlatform::new();
        let (json, page) = (platform.get("/health", "").await, platform.get("/sign-in", "").await);
        for (reply, kind) in [(&json, "application/json"), (&page, "text/html; charset=utf-8")] {
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
                [kind, "same-origin", "nosniff", "no-store", CONTENT_SECURITY_POLICY]
            );
        }
        assert_eq!(page.header("strict-transport-security"), "");
        let public = TestPlatform::with(|settings| settings.public_url = "https://devenv.example.org".to_owned());
        let secure = public.get("/health", "").await;
        assert_eq!(secure.header("strict-transport-security"), "max-age=31536000");
        let (one, other) = (json.header("x-request-id"), page.header("x-request-id"));
        assert!(uuid::Uuid::try_parse(one).is_ok(), "{one}");
        assert_ne!(one, other);
        for (asked, taken) in [("0af7651916cd43dd", true), ("short", false), ("\"<script>\"", false)] {
            let headers = [("x-request-id", asked)];
            let reply = platform.ask("GET", "/health", "", &headers, Body::empty()).await;
            assert_eq!(reply.header("x-request-id") == asked, taken, "{asked}");
        }
    }

    #[test]
    fn a_long_path_is_shortened_in_the_log() {
        let longest = format!("/{}", "x".repeat(199));
        assert_eq!(shortened(&longest), longest);
        assert_eq!(shortened(&format!("{longest}yz")), format!("{longest}…"));
    }

    #[tokio::test]
    async fn a_handler_that_panics_gives_500_in_the_shape_of_its_route_and_is_counted() {
        let panics = || {
            async fn panicking() -> &'static str {
                panic!("of this test")
            }
            get(panicking)
        };
        let routes = Router::new()
            .route("/api/v1/panics", panics())
            .route("/scan/panics", panics())
            .route("/panics", panics());
        let platform = TestPlatform::with_routes(routes);
        let detail = "the request could not be handled; the server's log says why";
        let native = platform.get("/api/v1/panics", "").await;
        assert_eq!(
            (native.status, native.header("content-type"), native.json()),
            (
                500,
                "application/problem+json",
                json!({ "type": "urn:devenv:problem:internal", "title": "Internal error", "status": 500, "detail": detail })
            )
        );
        let fast_api = platform.get("/scan/panics", "").await;
        assert_eq!((fast_api.status, fast_api.json()), (500, json!({ "detail": detail })));
        let page = platform.get("/panics", "").await;
        assert_eq!(
            (page.status, page.header("content-type")),
            (500, "text/html; charset=utf-8")
        );
        assert!(page.text().contains("<h1>Internal error</h1>"), "{page:?}");
        assert!(!page.header("x-request-id").is_empty());
        let counted = platform
            .platform
            .metrics
            .text(crate::platform::store::Totals::default());
        assert!(
            counted.contains("devenv_requests_total{class=\"5xx\"} 3\n"),
            "{counted}"
        );
    }
}
