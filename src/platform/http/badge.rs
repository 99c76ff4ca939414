//! A project's badge, for its README: how many of its machines are ready, as an image.
//!
//! It is shown to who has its address. That has a key which opens this badge and nothing else: READMEs are read without a sign-in.

use aws_lc_rs::hmac;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::errors::ApiError;
use super::extractors::Query;
use crate::api::wire::Project;
use crate::platform::Shared;
use crate::platform::fleet::stale_before;
use crate::platform::identity::{hash, hex};

/// Bytes of a key.
const KEY_BYTES: usize = 16;
/// Height of the image, and width of a letter, about.
const HEIGHT: usize = 20;
const LETTER: usize = 7;

/// The key of a project's badge.
#[derive(Deserialize)]
pub(crate) struct BadgeQuery {
    #[serde(default)]
    key: String,
}

/// The path of a project's badge, with its key.
pub(crate) async fn path(platform: &Shared, project: &str) -> Result<String, ApiError> {
    let secret = platform.store.badge_secret().await?;
    let mut path = url::form_urlencoded::byte_serialize(project.as_bytes()).collect::<String>();
    path = path.replace('+', "%20");
    Ok(format!("/badge/{path}.svg?key={}", key(&secret, project)))
}

fn key(secret: &[u8], project: &str) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), project.as_bytes());
    hex(tag.as_ref().get(..KEY_BYTES).unwrap_or_default())
}

pub(crate) async fn badge(
    State(platform): State<Shared>,
    Path(file): Path<String>,
    query: Result<Query<BadgeQuery>, ApiError>,
) -> Result<Response, ApiError> {
    let Query(query) = query?;
    let not_found = || ApiError::not_found("badge");
    let id = file.strip_suffix(".svg").ok_or_else(not_found)?;
    let expected = key(&platform.store.badge_secret().await?, id);
    // Hashes are compared, so that the time tells nothing of the key.
    if hash(expected.as_bytes()) != hash(query.key.as_bytes()) {
        return Err(not_found());
    }
    let stale_before = stale_before(Timestamp::now(), platform.settings.stale_days);
    let (project, _) = platform.store.project(id, stale_before).await?.ok_or_else(not_found)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("max-age=300")),
    ];
    Ok((headers, image(&project).into_string()).into_response())
}

/// The image: `devenv | 12 of 14 ready`. Stale machines are not counted.
fn image(project: &Project) -> Markup {
    let all = project.ready + project.not_ready;
    let (text, colour) = match (project.ready * 100).checked_div(all) {
        None => ("no scans".to_owned(), "#57606a"),
        Some(percent) => {
            let colour = match percent {
                90.. => "#116329",
                50..90 => "#7d4e00",
                _ => "#a40e26",
            };
            (format!("{} of {all} ready", project.ready), colour)
        }
    };
    let (left, right) = (6 * LETTER + 12, text.chars().count() * LETTER + 12);
    let width = left + right;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(HEIGHT) role="img" aria-label={ "devenv: " (text) } {
            title { (project.name) ": " (text) }
            rect width=(left) height=(HEIGHT) fill="#24292f" {}
            rect x=(left) width=(right) height=(HEIGHT) fill=(colour) {}
            g fill="#ffffff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" {
                text x=(left / 2) y="14" { "devenv" }
                text x=(left + right / 2) y="14" { (text) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::platform::scans::demo_scans;
    use crate::platform::testing::TestPlatform;
    use crate::policy::Policy;

    #[tokio::test]
    async fn a_badge_is_shown_to_who_has_its_key_and_says_how_many_are_ready() {
        let platform = TestPlatform::new();
        for scan in demo_scans(Timestamp::now(), Policy::builtin()) {
            platform.platform.store.insert(Arc::new(scan)).await.unwrap();
        }
        let path = path(&platform.platform, "shop-web").await.unwrap();
        let reply = platform.get(&path, "").await;
        assert_eq!(
            (
                reply.status,
                reply.header("content-type"),
                reply.header("cache-control")
            ),
            (200, "image/svg+xml", "max-age=300")
        );
        assert!(
            reply.text().contains("<title>shop-web: 4 of 7 ready</title>"),
            "{reply:?}"
        );
        let of_another = path.replace("shop-web", "mobile-app");
        for wrong in [
            "/badge/shop-web.svg",
            "/badge/shop-web.svg?key=0",
            of_another.as_str(),
            "/badge/shop-web",
        ] {
            assert_eq!(platform.get(wrong, "").await.status, 404, "{wrong}");
        }
    }
}
