//! Signing in to the pages, and out.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::{Timestamp, ToSpan as _};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, page};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::web_session::{COOKIE, WebSession, clear_cookie, cookie_value, set_cookie};
use crate::platform::identity::{Caller, hash, random};
use crate::platform::store::Session;

/// How long somebody stays signed in.
const HOURS: i64 = 12;

/// Who is signed in, and may read.
pub(crate) async fn session(platform: &Shared, headers: &HeaderMap) -> Result<WebSession, ApiError> {
    WebSession::of(platform, headers)
        .await?
        .filter(|session| session.caller.may_read())
        .ok_or_else(|| ApiError::unauthorized("you are not signed in"))
}

pub(crate) async fn sign_in(State(platform): State<Shared>) -> Markup {
    form(&platform, None)
}

fn form(platform: &Shared, wrong: Option<&str>) -> Markup {
    let body = html! {
        h1 { "Sign in to " (platform.settings.name) }
        @if let Some(trusted) = platform.verifier.sign_in() {
            p { a.button href="/sign-in/start" { "Sign in with " (host(&trusted.issuer.url)) } }
            p.note { "Or sign in with a token:" }
        }
        form.card method="post" action="/sign-in" {
            label for="token" { "Token" }
            input id="token" name="token" type="password" autocomplete="current-password" required
                aria-describedby="token-hint" aria-invalid=[wrong.map(|_| "true")];
            p.note id="token-hint" { "The platform's administrator creates one with " code { "devenv serve token create" } "." }
            @if let Some(wrong) = wrong { p.wrong role="alert" { (wrong) } }
            button type="submit" { "Sign in" }
        }
    };
    page(&Frame::bare("Sign in"), &body)
}

/// The host in an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[derive(Deserialize)]
pub(crate) struct TokenForm {
    token: String,
}

pub(crate) async fn sign_in_by_token(
    State(platform): State<Shared>,
    Form(form_data): Form<TokenForm>,
) -> Result<Response, ApiError> {
    let begun = match platform
        .verifier
        .caller(platform.store.as_ref(), form_data.token.trim())
        .await
    {
        Ok(caller) if !caller.may_read() => {
            return Ok(form(&platform, Some("This token can only upload scans.")).into_response());
        }
        Ok(caller) => begin(&platform, &caller).await,
        Err(error) => Err(error.into()),
    };
    begun.or_else(|error| match error.status {
        StatusCode::UNAUTHORIZED => {
            Ok(form(&platform, Some("This token is unknown, expired or revoked.")).into_response())
        }
        _ => Err(error),
    })
}

/// Begins a session, and leads to the overview. It ends with what proves who the caller is, and after some hours anyway.
pub(crate) async fn begin(platform: &Shared, caller: &Caller) -> Result<Response, ApiError> {
    let no_random = || ApiError::unavailable("the system provides no random bytes");
    let (text, csrf) = (
        random::<32>().ok_or_else(no_random)?,
        random::<16>().ok_or_else(no_random)?,
    );
    let hash = hash(text.as_bytes());
    let now = Timestamp::now();
    let latest = now.checked_add(HOURS.hours()).unwrap_or(Timestamp::UNIX_EPOCH);
    let expires_at = caller.expires_at.map_or(latest, |end| latest.min(end));
    let seconds = expires_at.duration_since(now).as_secs();
    if seconds <= 0 {
        return Err(ApiError::unauthorized("the token has just expired"));
    }
    let session = Session {
        credential: caller.credential.clone(),
        developer_id: caller.developer_id.clone(),
        role: caller.role,
        csrf,
        expires_at,
    };
    platform.store.add_session(hash, session).await?;
    let mut response = Redirect::to("/").into_response();
    if let Some(cookie) = set_cookie(COOKIE, &text, seconds, platform.settings.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What a form that changes something brings along: another site cannot know it.
#[derive(Deserialize)]
pub(crate) struct Csrf {
    csrf: String,
}

pub(crate) async fn sign_out(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<Csrf>,
) -> Result<Response, ApiError> {
    let session = session(&platform, &headers).await?;
    check(&session, &form.csrf)?;
    if let Some(text) = cookie_value(&headers, COOKIE) {
        let hash = hash(text.as_bytes());
        platform.store.end_session(hash).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    if let Some(cookie) = clear_cookie(COOKIE, platform.settings.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Refuses a form that does not come from our own page.
pub(crate) fn check(session: &WebSession, csrf: &str) -> Result<(), ApiError> {
    if hash(session.csrf.as_bytes()) == hash(csrf.as_bytes()) {
        Ok(())
    } else {
        Err(ApiError::forbidden("the form is from another session; reload the page"))
    }
}
