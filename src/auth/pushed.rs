//! Pushed authorization requests (RFC 9126): the provider gets the request from devenv, and the browser brings only a reference to it.

use serde::Deserialize;
use url::Url;

use super::AuthError;
use super::grant::{AppClient, post_form, refused};
use super::http::{self, Http};

/// What the provider answers. Source: RFC 9126 2.2.
#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

/// An error of the endpoint. Source: RFC 9126 2.3.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

/// Pushes the request that `url` holds and returns the short address for the browser.
///
/// # Errors
/// The provider refuses the request, cannot be reached, or answers something else.
pub(super) async fn push(
    http: &Http,
    endpoint: &Url,
    app: &AppClient,
    secret_in_body: bool,
    url: &Url,
) -> Result<Url, AuthError> {
    let parameters: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(name, _)| name != "client_id")
        .collect();
    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let response = post_form(http, endpoint, app, secret_in_body, &parameters).await?;
    if !response.status().is_success() {
        return Err(match serde_json::from_slice::<Refusal>(response.body()) {
            Ok(refusal) => refused(&refusal.error, refusal.error_description.as_deref()),
            Err(_) => http::refusal(endpoint, &response),
        });
    }
    let pushed: Pushed = http::parse(endpoint, response.body())?;
    let mut short = url.clone();
    short
        .query_pairs_mut()
        .clear()
        .append_pair("client_id", &app.id)
        .append_pair("request_uri", &pushed.request_uri);
    Ok(short)
}
