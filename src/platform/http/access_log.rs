//! A line in the log for each request, and its place in the counts.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::middleware::Next;
use axum::response::Response;

use crate::platform::Shared;
use crate::platform::events::log::{self, Answered};

/// The header with a request's id.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs and counts a request when it is answered.
pub(crate) async fn record(State(platform): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let request_id = request.headers().get(REQUEST_ID).cloned();
    let response = next.run(request).await;
    let duration = started.elapsed();
    platform.metrics.answered(response.status().as_u16(), duration);
    log::answered(&Answered {
        request_id: request_id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default(),
        method: method.as_str(),
        path: &path,
        status: response.status().as_u16(),
        duration_ms: (duration.as_secs_f64() * 10_000.0).round() / 10.0,
    });
    response
}
