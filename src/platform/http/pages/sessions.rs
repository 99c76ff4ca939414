//! Who is signed in to the pages. For admins, who may end a session, and viewers.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, page, time};
use super::sign_in;
use crate::api::wire::{BrowserSession, Role};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Form;
use crate::platform::http::web_session::{self, WebSession};

pub(crate) async fn sessions(State(platform): State<Shared>, headers: HeaderMap) -> Result<Markup, ApiError> {
    let session = sign_in::all_reader(&platform, &headers).await?;
    let all = web_session::all(&platform).await?;
    let body = html! {
        h1 id="sessions" { "Browser sessions" }
        p.note { "Who is signed in to these pages. A session also ends with the token, or the issuer, that it was started with." }
        (table(&all, &session))
    };
    Ok(page(
        &Frame::of("Browser sessions", &platform, &session).at("/sessions"),
        &body,
    ))
}

fn table(sessions: &[BrowserSession], session: &WebSession) -> Markup {
    let is_admin = session.caller.role == Role::Admin;
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="sessions" {
            table {
                thead { tr {
                    th scope="col" { "Developer" } th scope="col" { "Role" } th scope="col" { "Signed in with" } th scope="col" { "Ends" }
                    @if is_admin { th scope="col" { "Action" } }
                } }
                tbody { @for one in sessions { tr {
                    th scope="row" { (one.developer_id) }
                    td { (one.role.name()) }
                    td {
                        @if let Some(id) = &one.token_id { "token " code { (id) } }
                        @if let Some(issuer) = &one.issuer { (issuer) }
                    }
                    td { (time(one.expires_at)) }
                    @if is_admin { td {
                        form method="post" action="/sessions/end" {
                            input type="hidden" name="csrf" value=(session.csrf);
                            input type="hidden" name="id" value=(one.id);
                            button type="submit" aria-label={ "End the session of " (one.developer_id) } { "End" }
                        }
                    } }
                } } }
            }
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct EndForm {
    csrf: String,
    id: String,
}

pub(crate) async fn end_session(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<EndForm>,
) -> Result<Response, ApiError> {
    let session = sign_in::admin(&platform, &headers).await?;
    sign_in::check_site(&platform, &headers)?;
    sign_in::check(&session, &form.csrf)?;
    web_session::end(&platform, &form.id).await?;
    Ok(Redirect::to(&format!("{}/sessions", platform.base)).into_response())
}
