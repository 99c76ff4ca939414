//! The platform's own tokens: listed, created, revoked. For admins.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{Timestamp, ToSpan as _};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, page, time};
use super::sign_in;
use crate::api::wire::{Role, Token};
use crate::platform::Shared;
use crate::platform::http::audit;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Form;
use crate::platform::http::web_session::WebSession;
use crate::platform::identity::{NewTokenRequest, is_developer_id, mint};

/// The longest life of a token that the page creates.
const MOST_DAYS: u16 = 3_650;

pub(crate) async fn tokens(State(platform): State<Shared>, headers: HeaderMap) -> Result<Markup, ApiError> {
    let session = sign_in::all_reader(&platform, &headers).await?;
    draw(&platform, &session, None, None).await
}

async fn draw(
    platform: &Shared,
    session: &WebSession,
    made: Option<&str>,
    wrong: Option<&str>,
) -> Result<Markup, ApiError> {
    let tokens = platform.store.tokens().await?;
    let body = html! {
        h1 { "Tokens" }
        @if let Some(made) = made {
            div.card role="status" {
                p { "The new token, shown only once:" }
                pre tabindex="0" { code { (made) } }
            }
        }
        (table(&tokens, session))
        @if session.caller.role == Role::Admin { (new_token_form(session, wrong)) }
    };
    Ok(page(&Frame::of("Tokens", platform, session).at("/tokens"), &body))
}

fn new_token_form(session: &WebSession, wrong: Option<&str>) -> Markup {
    html! {
        h2 { "Create a token" }
        form.card method="post" action="/tokens" {
            input type="hidden" name="csrf" value=(session.csrf);
            label for="subject" { "Developer" }
            input id="subject" name="subject" required maxlength="255" autocomplete="off" aria-invalid=[wrong.map(|_| "true")];
            label for="role" { "Role" }
            select id="role" name="role" {
                option value="member" { "member: upload, and read own scans" }
                option value="ingest" { "ingest: upload only" }
                option value="viewer" { "viewer: read everything, change nothing" }
                option value="metrics" { "metrics: read the counters for Prometheus only" }
                option value="admin" { "admin: full access" }
            }
            label for="days" { "Expires after (days)" }
            input id="days" name="days" type="number" min="1" max="3650" value="90" required;
            @if let Some(wrong) = wrong { p.wrong role="alert" { (wrong) } }
            p { button type="submit" { "Create token" } }
        }
    }
}

fn table(tokens: &[Token], session: &WebSession) -> Markup {
    html! {
        section {
            h2 id="tokens" { "All tokens" }
            div.wide tabindex="0" role="region" aria-labelledby="tokens" {
                table {
                    thead { tr {
                        th scope="col" { "Token" } th scope="col" { "Developer" } th scope="col" { "Role" } th scope="col" { "Expires" }
                        th scope="col" { "Last used" } th scope="col" { "State" }
                    } }
                    tbody { @for token in tokens { tr {
                        th scope="row" { code { (token.id) } }
                        td { (token.developer_id) @if token.for_others { " (may upload for others)" } }
                        td { (token.role.name()) }
                        td { @if let Some(end) = token.expires_at { (time(end)) } @else { "never" } }
                        td { @if let Some(used) = token.last_used_at { (time(used)) } @else { "never" } }
                        td { @if let Some(end) = token.revoked_at { "revoked " (time(end)) } @else if session.caller.role == Role::Admin {
                            form method="post" action="/tokens/revoke" {
                                input type="hidden" name="csrf" value=(session.csrf);
                                input type="hidden" name="id" value=(token.id);
                                button type="submit" aria-label={ "Revoke " (token.id) } { "Revoke" }
                            }
                        } }
                    } } }
                }
            }
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct NewForm {
    csrf: String,
    subject: String,
    role: Role,
    days: u16,
}

pub(crate) async fn create_token(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<NewForm>,
) -> Result<Markup, ApiError> {
    let session = sign_in::admin(&platform, &headers).await?;
    sign_in::check_site(&platform, &headers)?;
    sign_in::check(&session, &form.csrf)?;
    let developer_id = form.subject.trim().to_owned();
    if !is_developer_id(&developer_id) {
        let wrong = "Developer names have 1 to 255 printable characters.";
        return draw(&platform, &session, None, Some(wrong)).await;
    }
    if !(1..=MOST_DAYS).contains(&form.days) {
        let wrong = "Tokens expire after 1 to 3650 days.";
        return draw(&platform, &session, None, Some(wrong)).await;
    }
    let now = Timestamp::now();
    let request = NewTokenRequest {
        role: form.role,
        developer_id,
        for_others: false,
        expires_at: now.checked_add((i64::from(form.days) * 24).hours()).ok(),
    };
    let (secret, new) =
        mint(&request, now).ok_or_else(|| ApiError::unavailable("the system provides no random bytes"))?;
    let id = new.token.id.clone();
    platform.store.add_token(new).await?;
    audit::note(&platform, "token_created", &id).await;
    draw(&platform, &session, Some(secret.reveal()), None).await
}

#[derive(Deserialize)]
pub(crate) struct RevokeForm {
    csrf: String,
    id: String,
    /// It was asked whether they mean it.
    #[serde(default)]
    confirmed: bool,
}

pub(crate) async fn revoke_token(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<RevokeForm>,
) -> Result<Response, ApiError> {
    let session = sign_in::admin(&platform, &headers).await?;
    sign_in::check_site(&platform, &headers)?;
    sign_in::check(&session, &form.csrf)?;
    if !form.confirmed {
        return confirm(&platform, &session, &form.id)
            .await
            .map(IntoResponse::into_response);
    }
    if platform.store.revoke_token(&form.id, Timestamp::now()).await? {
        audit::note(&platform, "token_revoked", &form.id).await;
    }
    platform.verifier.forget();
    Ok(Redirect::to(&format!("{}/tokens", platform.base)).into_response())
}

/// Asks once whether a token is meant: nothing brings it back.
async fn confirm(platform: &Shared, session: &WebSession, id: &str) -> Result<Markup, ApiError> {
    let token = platform.store.token_by_id(id).await?;
    let token = token.filter(|token| token.revoked_at.is_none());
    let token = token.ok_or_else(|| ApiError::not_found("token"))?;
    let body = html! {
        h1 { "Revoke " code { (token.id) } "?" }
        p {
            "It is a token of " strong { (token.developer_id) } " with the role " (token.role.name()) ", last used "
            @if let Some(used) = token.last_used_at { (time(used)) } @else { "never" } ". Programs and browser sessions that use it stop \
             working. A token that was revoked cannot be restored."
        }
        form method="post" action="/tokens/revoke" {
            input type="hidden" name="csrf" value=(session.csrf);
            input type="hidden" name="id" value=(token.id);
            input type="hidden" name="confirmed" value="true";
            button type="submit" { "Revoke the token" }
            " " a href="/tokens" { "Cancel" }
        }
    };
    Ok(page(&Frame::of("Revoke a token", platform, session), &body))
}
