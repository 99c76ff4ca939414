//! Signing in to the pages with an issuer: the authorization code flow with PKCE. Source: OpenID Connect Core 1.0, 3.1; RFC 7636.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::layout::{decode, encode};
use super::sign_in::{Next, begin, page_path};
use crate::platform::Shared;
use crate::platform::events::log;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::http::web_session::{clear_cookie, cookie_value, set_cookie};
use crate::platform::identity::hash;

/// The cookie with what must come back, and the page to go to then: `state.nonce.verifier.next`.
const COOKIE: &str = "devenv_sign_in";
/// Seconds that somebody may take to sign in.
const PATIENCE: i64 = 600;

fn redirect_uri(platform: &Shared, headers: &HeaderMap) -> String {
    format!("{}/sign-in/callback", platform.url(headers))
}

/// Leads to the issuer.
pub(crate) async fn start(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response, ApiError> {
    let trusted = platform
        .verifier
        .sign_in()
        .ok_or_else(|| ApiError::not_found("identity provider"))?;
    let begun = trusted.begin_sign_in(&redirect_uri(&platform, &headers)).await;
    let begun = begun.map_err(|error| {
        log::failure("nobody can sign in", &error);
        ApiError::unavailable("the issuer cannot be reached")
    })?;
    let mut response = Redirect::to(begun.url.as_str()).into_response();
    let next = encode(page_path(query.next.as_deref()));
    let value = format!("{}.{}.{}.{next}", begun.state, begun.nonce, begun.verifier);
    if let Some(cookie) = set_cookie(&platform, COOKIE, &value, PATIENCE) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What the issuer sends back.
#[derive(Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// Takes what the issuer sent back, and begins a session.
pub(crate) async fn callback(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, ApiError> {
    let trusted = platform
        .verifier
        .sign_in()
        .ok_or_else(|| ApiError::not_found("identity provider"))?;
    let cookie = cookie_value(&platform, &headers, COOKIE).unwrap_or_default();
    let mut parts = cookie.splitn(4, '.');
    let (Some(state), Some(nonce), Some(verifier)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(ApiError::forbidden(
            "this sign-in was not started in this browser, or it has expired",
        ));
    };
    if answer
        .state
        .as_deref()
        .is_none_or(|told| hash(told.as_bytes()) != hash(state.as_bytes()))
    {
        return Err(ApiError::forbidden("this sign-in was not started in this browser"));
    }
    let Some(code) = answer.code else {
        let why: String = answer.error.unwrap_or_default().chars().take(100).collect();
        return Err(ApiError::forbidden(format!("the issuer refused: {why}")));
    };
    let redirect = redirect_uri(&platform, &headers);
    let redeemed = trusted.redeem(code, verifier.to_owned(), &redirect).await;
    let id_token = redeemed.map_err(|error| {
        log::failure("somebody could not sign in", &error);
        ApiError::forbidden("the issuer did not return a token for this sign-in")
    })?;
    let (caller, person) = trusted.signed_in(id_token.reveal(), nonce).await?;
    platform.verifier.know(platform.store.as_ref(), person).await?;
    if !caller.may_read() {
        return Err(ApiError::forbidden("your role cannot read scans"));
    }
    let next = parts.next().map(decode).unwrap_or_default();
    let mut response = begin(&platform, &caller, page_path(Some(&next))).await?;
    if let Some(cookie) = clear_cookie(&platform, COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
