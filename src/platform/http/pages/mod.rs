//! The pages: drawn here, whole without script, with nothing from elsewhere.

mod chart;
mod compare;
mod developers;
mod docs;
mod layout;
mod list;
mod machines;
mod oidc;
mod overview;
mod projects;
mod redactions;
mod rules;
mod scan;
mod score_breakdown;
mod sessions;
mod sign_in;
mod tokens;
mod tools;

#[cfg(test)]
mod company_tests;
#[cfg(test)]
mod tests;

pub(crate) use compare::compare;
pub(crate) use developers::{developer, developers};
pub(crate) use docs::docs;
pub(crate) use layout::encode;
pub(crate) use machines::machines;
pub(crate) use oidc::{callback, start};
pub(crate) use overview::overview;
pub(crate) use projects::{project, projects};
pub(crate) use rules::{rule, rules};
pub(crate) use scan::scan;
pub(crate) use sessions::{end_session, sessions};
pub(crate) use sign_in::{sign_in, sign_in_by_token, sign_out};
pub(crate) use tokens::{create_token, revoke_token, tokens};
pub(crate) use tools::{tool, tools};

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::errors::ApiError;
use super::web_session::WebSession;
use crate::platform::Platform;
use layout::{Frame, page};

/// How the pages look.
pub(crate) async fn style() -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/css; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, include_str!("style.css")).into_response()
}

/// A page that says why there is none.
pub(crate) fn error_page(error: &ApiError, platform: &Platform, session: Option<&WebSession>) -> Markup {
    let body = html! {
        h1 { (error.title) }
        p { (error.detail) }
        p { a href="/" { "Back to the overview" } }
    };
    let frame = match session {
        Some(session) => Frame::of(error.title, platform, session),
        None => Frame::bare(error.title, platform),
    };
    page(&frame, &body)
}
