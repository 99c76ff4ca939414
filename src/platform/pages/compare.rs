//! Two scans compared.

use axum::extract::State;
use axum::http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, page, status, time};
use super::sign_in;
use crate::platform::difference::{Difference, Side, between};
use crate::platform::query::Query;
use crate::platform::refusal::Refusal;
use crate::platform::routes::{body_of, find};
use crate::platform::{Shared, reading};

#[derive(Deserialize)]
pub(in crate::platform) struct Both {
    from: String,
    to: String,
}

pub(in crate::platform) async fn compare(
    State(platform): State<Shared>,
    headers: HeaderMap,
    both: Result<Query<Both>, Refusal>,
) -> Result<Markup, Refusal> {
    let signed = sign_in::signed(&platform, &headers).await?;
    let Query(both) = both?;
    let from = find(&platform, &signed.caller, both.from).await?;
    let to = find(&platform, &signed.caller, both.to).await?;
    let one = reading::scan(&from, &body_of(&platform, &from).await?)?;
    let other = reading::scan(&to, &body_of(&platform, &to).await?)?;
    let difference = between(&one, &other, &platform.settings.policy);
    let body = html! {
        h1 { "Two scans compared" }
        dl.numbers {
            (side("Before", &difference.from, &from.summary.user_id))
            (side("After", &difference.to, &to.summary.user_id))
        }
        (faults(&difference))
        (tools(&difference))
    };
    Ok(page(
        &Frame::of("Two scans compared", &platform.settings.name, &signed),
        &body,
    ))
}

fn side(which: &str, side: &Side, developer: &str) -> Markup {
    html! {
        div {
            dt { (which) }
            dd { (side.score) " " (status(side.status)) }
            dd.note { a href={ "/scans/" (side.scan_id) } { (developer) ", " (time(side.taken_at)) } }
        }
    }
}

fn faults(difference: &Difference) -> Markup {
    let list = |title: &str, id: &str, faults: &[String], none: &str| {
        html! {
            section {
                h2 id=(id) { (title) }
                @if faults.is_empty() { p { (none) } } @else {
                    ul { @for fault in faults { li { code { (fault) } } } }
                }
            }
        }
    };
    html! {
        (list("Mended", "mended", &difference.mended, "Nothing."))
        (list("Broken since", "broken", &difference.broken, "Nothing."))
    }
}

fn tools(difference: &Difference) -> Markup {
    let version = |version: &Option<String>| version.clone().unwrap_or_else(|| "absent".to_owned());
    html! {
        section {
            h2 id="tools" { "Tools that changed" }
            @if difference.tools.is_empty() { p { "None." } } @else {
                div.wide tabindex="0" role="region" aria-labelledby="tools" {
                    table {
                        thead { tr { th scope="col" { "Tool" } th scope="col" { "Before" } th scope="col" { "After" } } }
                        tbody {
                            @for change in &difference.tools {
                                tr { th scope="row" { (change.id) } td { (version(&change.from)) } td { (version(&change.to)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
