//! Signing in to the pages, and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::{Timestamp, ToSpan as _};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, encode, page};
use crate::api::wire::Role;
use crate::platform::Shared;
use crate::platform::http::address::is_same_site;
use crate::platform::http::audit;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Form, Query};
use crate::platform::http::web_session::{COOKIE, WebSession, clear_cookie, cookie_value, set_cookie};
use crate::platform::identity::{Caller, hash, random};
use crate::platform::store::Session;

/// How long somebody stays signed in.
const HOURS: i64 = 12;

/// Who is signed in, and may read.
pub(crate) async fn session(platform: &Shared, headers: &HeaderMap) -> Result<WebSession, ApiError> {
    let session = WebSession::of(platform, headers).await?;
    let session = session.filter(|session| session.caller.may_read());
    let session = session.ok_or_else(|| ApiError::unauthorized("you are not signed in"))?;
    audit::set_caller(&session.caller);
    platform.rates.by_caller(&session.caller)?;
    Ok(session)
}

/// An admin who is signed in.
pub(crate) async fn admin(platform: &Shared, headers: &HeaderMap) -> Result<WebSession, ApiError> {
    let session = session(platform, headers).await?;
    if session.caller.role == Role::Admin {
        Ok(session)
    } else {
        Err(ApiError::forbidden("only admins can do this"))
    }
}

/// Who is signed in, and may read everything.
pub(crate) async fn all_reader(platform: &Shared, headers: &HeaderMap) -> Result<WebSession, ApiError> {
    let session = session(platform, headers).await?;
    if session.caller.may_read_all() {
        Ok(session)
    } else {
        Err(ApiError::forbidden("only admins and viewers can read this"))
    }
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    pub(crate) next: Option<String>,
}

/// A page of the platform: the path that somebody asked for before they signed in. Anything else would lead elsewhere.
pub(crate) fn page_path(next: Option<&str>) -> &str {
    let is_path = |path: &&str| {
        let second = path.as_bytes().get(1);
        path.starts_with('/')
            && !matches!(second, Some(b'/' | b'\\'))
            && path.len() <= 2_000
            && path.bytes().all(|byte| byte.is_ascii_graphic())
    };
    next.filter(is_path).unwrap_or("/")
}

pub(crate) async fn sign_in(State(platform): State<Shared>, Query(query): Query<Next>) -> Markup {
    form(&platform, page_path(query.next.as_deref()), None)
}

fn form(platform: &Shared, next: &str, wrong: Option<&str>) -> Markup {
    let start = if next == "/" {
        "/sign-in/start".to_owned()
    } else {
        format!("/sign-in/start?next={}", encode(next))
    };
    let body = html! {
        h1 { "Sign in to " (platform.settings.name) }
        @if let Some(trusted) = platform.verifier.sign_in() {
            p { a.button href=(start) { "Sign in with " (host(&trusted.issuer.url)) } }
            p.note { "Or sign in with a token:" }
        }
        form.card method="post" action="/sign-in" {
            @if next != "/" { input type="hidden" name="next" value=(next); }
            label for="token" { "Token" }
            input id="token" name="token" type="password" autocomplete="current-password" required
                aria-describedby="token-hint" aria-invalid=[wrong.map(|_| "true")];
            p.note id="token-hint" { "The platform's administrator creates one with " code { "devenv serve token create" } "." }
            @if let Some(wrong) = wrong { p.wrong role="alert" { (wrong) } }
            button type="submit" { "Sign in" }
        }
    };
    page(&Frame::bare("Sign in", platform), &body)
}

/// The host in an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[derive(Deserialize)]
pub(crate) struct TokenForm {
    token: String,
    next: Option<String>,
}

pub(crate) async fn sign_in_by_token(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Form(form_data): Form<TokenForm>,
) -> Result<Response, ApiError> {
    check_site(&platform, &headers)?;
    let next = page_path(form_data.next.as_deref());
    let begun = match platform
        .verifier
        .caller(platform.store.as_ref(), form_data.token.trim())
        .await
    {
        Ok(caller) if !caller.may_read() => {
            return Ok(form(&platform, next, Some("This token cannot read scans.")).into_response());
        }
        Ok(caller) => begin(&platform, &caller, next).await,
        Err(error) => Err(error.into()),
    };
    begun.or_else(|error| match error.status {
        StatusCode::UNAUTHORIZED => {
            Ok(form(&platform, next, Some("This token is unknown, expired or revoked.")).into_response())
        }
        _ => Err(error),
    })
}

/// Begins a session, and leads to a page. It ends with what proves who the caller is, and after some hours anyway.
pub(crate) async fn begin(platform: &Shared, caller: &Caller, next: &str) -> Result<Response, ApiError> {
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
    audit::set_caller(caller);
    audit::note(platform, "signed_in", &caller.developer_id).await;
    let mut response = Redirect::to(&format!("{}{next}", platform.base)).into_response();
    if let Some(cookie) = set_cookie(platform, COOKIE, &text, seconds) {
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
    check_site(&platform, &headers)?;
    check(&session, &form.csrf)?;
    audit::note(&platform, "signed_out", &session.caller.developer_id).await;
    if let Some(text) = cookie_value(&platform, &headers, COOKIE) {
        let hash = hash(text.as_bytes());
        platform.store.end_session(hash).await?;
    }
    let mut response = Redirect::to(&format!("{}/sign-in", platform.base)).into_response();
    if let Some(cookie) = clear_cookie(&platform, COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Refuses a form that a page of another site sends: it would sign somebody in as somebody else.
pub(crate) fn check_site(platform: &Shared, headers: &HeaderMap) -> Result<(), ApiError> {
    if is_same_site(platform, headers) {
        Ok(())
    } else {
        Err(ApiError::forbidden("the form was sent by another site"))
    }
}

/// Refuses a form that does not come from our own page.
pub(crate) fn check(session: &WebSession, csrf: &str) -> Result<(), ApiError> {
    if hash(session.csrf.as_bytes()) == hash(csrf.as_bytes()) {
        Ok(())
    } else {
        Err(ApiError::forbidden("the form is from another session; reload the page"))
    }
}
