//! Signing in to the pages with an issuer: the authorization code flow with PKCE. Source: OpenID Connect Core 1.0, 3.1; RFC 7636.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::sign_in::begin;
use crate::platform::Shared;
use crate::platform::events::log;
use crate::platform::http::errors::Refusal;
use crate::platform::http::form;
use crate::platform::http::query::Query;
use crate::platform::identity::{clear_cookie, cookie_value, hash, random, set_cookie};

/// The cookie with what must come back: `state.nonce.verifier`.
const COOKIE: &str = "devenv_sign_in";
/// Seconds that somebody may take to sign in.
const PATIENCE: i64 = 600;

fn redirect_uri(platform: &Shared, headers: &HeaderMap) -> String {
    format!("{}/sign-in/callback", platform.url(headers))
}

/// Leads to the issuer.
pub(crate) async fn start(State(platform): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    let trusted = platform
        .bearers
        .sign_in()
        .ok_or_else(|| Refusal::not_found("issuer to sign in with"))?;
    let metadata = trusted.keys.metadata().await.map_err(|error| {
        log::failure("nobody can sign in", &error);
        Refusal::unavailable("the issuer cannot be reached")
    })?;
    let endpoint = metadata
        .authorization_endpoint
        .ok_or_else(|| Refusal::not_found("page to sign in at"))?;
    let no_random = || Refusal::unavailable("the system gives no random bytes");
    let state = random::<16>().ok_or_else(no_random)?;
    let nonce = random::<16>().ok_or_else(no_random)?;
    let verifier = random::<32>().ok_or_else(no_random)?;
    let mut scope = trusted.issuer.scopes.join(" ");
    if scope.is_empty() {
        "openid".clone_into(&mut scope);
    }
    let query = form::of(&[
        ("response_type", "code"),
        ("client_id", trusted.issuer.pages_client().id()),
        ("redirect_uri", &redirect_uri(&platform, &headers)),
        ("scope", &scope),
        ("state", &state),
        ("nonce", &nonce),
        ("code_challenge", &base64_url(&hash(verifier.as_bytes()))),
        ("code_challenge_method", "S256"),
    ]);
    let separator = if endpoint.contains('?') { '&' } else { '?' };
    let mut response = Redirect::to(&format!("{endpoint}{separator}{query}")).into_response();
    let value = format!("{state}.{nonce}.{verifier}");
    if let Some(cookie) = set_cookie(COOKIE, &value, PATIENCE, platform.settings.is_secure()) {
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
) -> Result<Response, Refusal> {
    let trusted = platform
        .bearers
        .sign_in()
        .ok_or_else(|| Refusal::not_found("issuer to sign in with"))?;
    let cookie = cookie_value(&headers, COOKIE).unwrap_or_default();
    let mut parts = cookie.split('.');
    let (Some(state), Some(nonce), Some(verifier)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Refusal::forbidden(
            "this sign-in was not begun in this browser, or too long ago",
        ));
    };
    if answer
        .state
        .as_deref()
        .is_none_or(|told| hash(told.as_bytes()) != hash(state.as_bytes()))
    {
        return Err(Refusal::forbidden("this sign-in was not begun in this browser"));
    }
    let Some(code) = answer.code else {
        let why: String = answer.error.unwrap_or_default().chars().take(100).collect();
        return Err(Refusal::forbidden(format!("the issuer refused: {why}")));
    };
    let redirect_uri = redirect_uri(&platform, &headers);
    let code = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect_uri.as_str()),
        ("code_verifier", verifier),
    ];
    let client = trusted.issuer.pages_client();
    let id_token = trusted.keys.exchange(client, &code).await.map_err(|error| {
        log::failure("somebody could not sign in", &error);
        Refusal::forbidden("the issuer did not give a token for this sign-in")
    })?;
    let caller = trusted.signed_in(&id_token, nonce).await?;
    if !caller.may_read() {
        return Err(Refusal::forbidden("you may upload, not read"));
    }
    let mut response = begin(&platform, &caller).await?;
    if let Some(cookie) = clear_cookie(COOKIE, platform.settings.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Source: RFC 4648, 5, without padding.
fn base64_url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = group >> (18 - 6 * place) & 63;
            let letter = usize::try_from(index).ok().and_then(|index| ALPHABET.get(index));
            text.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_those_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(
            base64_url(&hash(verifier.as_bytes())),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64_url(text.as_bytes())),
            ["", "Zg", "Zm8", "Zm9v", "Zm9vYg"]
        );
    }
}
