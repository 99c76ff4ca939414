//! Compare two scans.

use axum::extract::State;
use axum::http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, page, status, time};
use super::sign_in;
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::http::memory;
use crate::platform::scans::Comparison;
use crate::report::difference_sections;
use crate::scan::{Difference, Side};

#[derive(Deserialize)]
pub(crate) struct Both {
    from: String,
    to: String,
}

pub(crate) async fn compare(
    State(platform): State<Shared>,
    headers: HeaderMap,
    both: Result<Query<Both>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(both) = both?;
    let pair = platform.scans.pair(&session.caller, both.from, both.to).await?;
    let _share = memory::reserve(&platform, pair.bytes())?;
    let Comparison { difference, from, to } = platform.scans.compare(pair).await?;
    let body = html! {
        h1 { "Compare two scans" }
        dl.numbers {
            (side("Before", &difference.from, &from.summary.developer_id))
            (side("After", &difference.to, &to.summary.developer_id))
        }
        (sections(&difference))
    };
    Ok(page(&Frame::of("Compare two scans", &platform, &session), &body))
}

fn side(which: &str, side: &Side, developer: &str) -> Markup {
    html! {
        div {
            dt { (which) }
            dd {
                @if let Some(score) = side.score { (score) " " }
                @if let Some(grade) = side.status { (status(grade)) }
            }
            dd.note { a href={ "/scans/" (side.scan_id) } { (developer) ", " (time(side.taken_at)) } }
        }
    }
}

fn sections(difference: &Difference) -> Markup {
    html! {
        @if difference.is_empty() { p { "Nothing changed." } }
        @for (title, lines) in difference_sections(difference).iter().filter(|(_, lines)| !lines.is_empty()) {
            section {
                h2 { (title) }
                ul { @for line in lines { li { (line) } } }
            }
        }
    }
}
