//! The body of an error, in the shape that the clients of its route understand.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::errors::ApiError;
use super::pages;
use super::web_session::WebSession;
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
    let cookies = request.headers().get(header::COOKIE).cloned();
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<ApiError>() else {
        return response;
    };
    if shape == Shape::Page && error.status != StatusCode::UNAUTHORIZED {
        // The page has the navigation of who is signed in. Where that cannot be read, it goes without.
        let headers: HeaderMap = cookies.map(|cookies| (header::COOKIE, cookies)).into_iter().collect();
        let session = WebSession::of(&platform, &headers).await.unwrap_or_default();
        let page = pages::error_page(&error, &platform, session.as_ref());
        return with_headers((error.status, page).into_response(), response.headers());
    }
    with_headers(body(&error, shape, &sign_in), response.headers())
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

fn body(error: &ApiError, shape: Shape, sign_in: &str) -> Response {
    match shape {
        Shape::Problem => {
            let mut response = (error.status, Json(error.problem())).into_response();
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            );
            response
        }
        Shape::FastApi => (error.status, Json(error.fast_api())).into_response(),
        Shape::Page => Redirect::to(sign_in).into_response(),
    }
}

/// The headers of the empty answer stay.
fn with_headers(mut response: Response, empty: &HeaderMap) -> Response {
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
