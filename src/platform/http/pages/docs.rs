//! What can be asked of the platform, for people who write programs.

use axum::extract::State;
use axum::http::HeaderMap;
use maud::{Markup, html};

use super::layout::{Frame, page};
use crate::platform::Shared;
use crate::platform::http::routes::{Access, Answer, ROUTES};

pub(crate) async fn docs(State(platform): State<Shared>, headers: HeaderMap) -> Markup {
    draw(&platform.settings.name, &platform.url(&headers))
}

/// By itself, since the table of routes names the page above.
fn draw(name: &str, url: &str) -> Markup {
    let body = html! {
        h1 { "API of " (name) }
        p { "OpenAPI 3.1 description: " a href="/openapi.json" { "openapi.json" } ". Send a token with each request:" }
        pre tabindex="0" { code { "curl -H \"Authorization: Bearer $TOKEN\" " (url) "/api/v1/scans" } }
        section {
            h2 id="routes" { "Routes" }
            div.wide tabindex="0" role="region" aria-labelledby="routes" {
                table {
                    thead { tr { th scope="col" { "Request" } th scope="col" { "What it does" } th scope="col" { "Access" } } }
                    tbody {
                        @for route in ROUTES.iter().filter(|route| !matches!(route.answer, Answer::Page)) {
                            tr {
                                th scope="row" { code { (route.method) " " (route.path) } }
                                td { (route.about) }
                                td { (who(route.access)) }
                            }
                        }
                    }
                }
            }
        }
    };
    page(&Frame::bare("API"), &body)
}

fn who(access: Access) -> &'static str {
    match access {
        Access::Open => "everyone",
        Access::Upload => "any token",
        Access::Read => "members (own scans), admins (all)",
        Access::Admin => "admins",
        Access::Page => "signed-in users",
    }
}
