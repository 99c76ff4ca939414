//! The body of an error, in the shape that the clients of its route understand.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::errors::ApiError;
use super::pages;
use crate::platform::{Platform, Shared};
use axum::Json;

/// In which shape a route tells its errors.
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

/// Gives an error its body: a handler answers with its status and its headers alone.
pub(crate) async fn write(State(platform): State<Shared>, request: Request, next: Next) -> Response {
    let shape = shape(request.uri().path());
    let sign_in = sign_in_address(&platform, &request);
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<ApiError>() {
        Some(error) => body(&error, response.headers(), shape, &platform, &sign_in),
        None => response,
    }
}

/// Where to sign in, and which page to come back to.
fn sign_in_address(platform: &Platform, request: &Request) -> String {
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    let is_page = request.method() == Method::GET && wanted != "/" && !wanted.starts_with("/sign-in");
    let next = if is_page {
        format!("?next={}", pages::encode(wanted))
    } else {
        String::new()
    };
    format!("{}/sign-in{next}", platform.base)
}

/// The headers of the empty answer stay.
fn body(error: &ApiError, empty: &HeaderMap, shape: Shape, platform: &Platform, sign_in: &str) -> Response {
    let mut response = match shape {
        Shape::Problem => {
            let mut response = (error.status, Json(error.problem())).into_response();
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            );
            response
        }
        Shape::FastApi => (error.status, Json(error.fast_api())).into_response(),
        Shape::Page if error.status == StatusCode::UNAUTHORIZED => Redirect::to(sign_in).into_response(),
        Shape::Page => (error.status, pages::error_page(error, platform)).into_response(),
    };
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = empty.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

#[cfg(test)]
mod tests {
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
}
