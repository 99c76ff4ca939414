//! The API's routes, for people who write programs.

use maud::{Markup, html};

use super::layout::{Frame, page};
use crate::platform::Platform;
use crate::platform::http::route::{Access, Answer, Route};
use crate::platform::http::web_session::WebSession;

/// The page, for the platform at that address.
pub(crate) fn docs(platform: &Platform, url: &str, session: Option<&WebSession>, routes: &[Route]) -> Markup {
    let body = html! {
        h1 { "API of " (platform.settings.name) }
        p { "OpenAPI 3.1 description: " a href="/openapi.json" { "openapi.json" } ". Send a token with each request:" }
        pre tabindex="0" { code { "curl -H \"Authorization: Bearer $TOKEN\" " (url) "/api/v1/scans" } }
        section {
            h2 id="routes" { "Routes" }
            div.wide tabindex="0" role="region" aria-labelledby="routes" {
                table {
                    thead { tr { th scope="col" { "Request" } th scope="col" { "What it does" } th scope="col" { "Access" } } }
                    tbody {
                        @for route in routes.iter().filter(|route| !matches!(route.answer, Answer::Page)) {
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
    let frame = session.map_or_else(
        || Frame::bare("API", platform),
        |session| Frame::of("API", platform, session),
    );
    page(&frame.at("/docs"), &body)
}

fn who(access: Access) -> &'static str {
    match access {
        Access::Open => "everyone",
        Access::Upload => "members, ingest, admins",
        Access::Participate => "any token but metrics",
        Access::Read => "members (own scans), viewers and admins (all)",
        Access::ReadAll => "viewers, admins",
        Access::Metrics => "metrics, viewers, admins",
        Access::Admin => "admins",
        Access::Page => "signed-in users",
    }
}
