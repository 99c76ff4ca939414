//! The token endpoint: exchanges a code, a refresh token or a client's secret for tokens, and revokes tokens.

use std::time::Duration;

use base64::Engine as _;
use oauth2::basic::{BasicErrorResponse, BasicTokenType};
use oauth2::{
    AccessToken, AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, HttpResponse, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenUrl,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::discovery::Provider;
use super::http::{self, Http};
use super::{AuthError, jwt_claims, lenient};
use crate::secret::Secret;
use crate::text;
use crate::web::OauthClient;

/// The answer of a token endpoint. Providers vary in the types of its fields. Source: RFC 6749 5.1; OpenID Connect Core 3.1.3.3.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct TokenAnswer {
    access_token: AccessToken,
    /// Ignored: every token is sent as a bearer token.
    #[serde(default = "bearer")]
    token_type: BasicTokenType,
    /// Azure AD sends text.
    #[serde(default, deserialize_with = "lenient::seconds")]
    expires_in: Option<u64>,
    refresh_token: Option<RefreshToken>,
    id_token: Option<Secret>,
    /// Seconds. Some providers (Keycloak) tell how long a session lasts; Cognito does not.
    #[serde(default, deserialize_with = "lenient::seconds")]
    refresh_expires_in: Option<u64>,
    /// The same under another name. Some providers send both.
    #[serde(default, deserialize_with = "lenient::seconds")]
    refresh_token_expires_in: Option<u64>,
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// Shows no token.
impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TokenAnswer(***)")
    }
}

impl oauth2::TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

pub(super) type Oauth = OauthClient<TokenAnswer>;

/// The app client, with its secret if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AppClient {
    pub(super) id: String,
    pub(super) secret: Option<Secret>,
}

/// Tokens from a token endpoint.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) id: Option<Secret>,
    /// How long the access token is valid. `None`: unknown.
    pub(super) lifetime: Option<Duration>,
    /// How long the session lasts from now. `None`: unknown.
    pub(super) session: Option<Duration>,
}

/// Requests tokens from one provider for one app client.
#[derive(Debug)]
pub(super) struct Grants<'a> {
    http: &'a Http,
    provider: &'a Provider,
    client: Oauth,
    client_secret: Option<Secret>,
}

impl<'a> Grants<'a> {
    pub(super) fn new(http: &'a Http, provider: &'a Provider, app: &AppClient) -> Self {
        let mut client = Client::new(ClientId::new(app.id.clone()))
            .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(provider.token_endpoint.clone()));
        if let Some(secret) = &app.secret {
            client = client.set_client_secret(ClientSecret::new(secret.reveal().to_owned()));
        }
        if provider.wants_secret_in_body() {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        Self {
            http,
            provider,
            client,
            client_secret: app.secret.clone(),
        }
    }

    /// Builds the address of the sign-in page.
    pub(super) fn client(&self) -> &Oauth {
        &self.client
    }

    /// Exchanges a code for tokens.
    pub(super) async fn code(&self, code: &Secret, verifier: &Secret, redirect: &Url) -> Result<Tokens, AuthError> {
        let send = |request| self.http.send(request);
        let redirect = RedirectUrl::from_url(redirect.clone());
        let answer = self
            .client
            .exchange_code(AuthorizationCode::new(code.reveal().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()))
            .set_redirect_uri(std::borrow::Cow::Owned(redirect))
            .request_async(&send)
            .await;
        self.tokens(answer, &[code, verifier])
    }

    /// Exchanges a refresh token for tokens.
    pub(super) async fn refresh(&self, token: &Secret) -> Result<Tokens, AuthError> {
        let send = |request| self.http.send(request);
        let refresh = RefreshToken::new(token.reveal().to_owned());
        let answer = self.client.exchange_refresh_token(&refresh).request_async(&send).await;
        self.tokens(answer, &[token])
    }

    /// Gets a token for the client itself, by its secret.
    pub(super) async fn client_credentials(
        &self,
        scopes: &[String],
        audience: Option<&str>,
    ) -> Result<Tokens, AuthError> {
        let send = |request| self.http.send(request);
        let scopes = scopes.iter().cloned().map(Scope::new);
        let mut request = self.client.exchange_client_credentials().add_scopes(scopes);
        for (name, value) in for_audience(audience) {
            request = request.add_extra_param(name, value);
        }
        self.tokens(request.request_async(&send).await, &[])
    }

    /// Reads an answer. `sent`: the secrets of the request, which are masked in a refusal.
    fn tokens(
        &self,
        answer: Result<TokenAnswer, RequestTokenError<AuthError, BasicErrorResponse>>,
        sent: &[&Secret],
    ) -> Result<Tokens, AuthError> {
        let url = &self.provider.token_endpoint;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(response) => {
                let secrets: Vec<&Secret> = sent.iter().copied().chain(&self.client_secret).collect();
                let mask = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| secret.mask(&text));
                refused(
                    &mask(response.error().as_ref()),
                    response.error_description().map(|text| mask(text)).as_deref(),
                )
            }
            RequestTokenError::Request(error) => error,
            // The answer is not shown: it may contain tokens.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                http::malformed(url, "it is not the answer of a token endpoint")
            }
        })?;
        let token = |text: &str| {
            jwt_claims::check_word(text)
                .map(|()| Secret::new(text))
                .map_err(|problem| http::malformed(url, format!("a token in it cannot be used: {problem}")))
        };
        let session = answer.refresh_expires_in.or(answer.refresh_token_expires_in);
        let refresh = answer.refresh_token.as_ref().map(|refresh| token(refresh.secret()));
        Ok(Tokens {
            access: token(answer.access_token.secret())?,
            refresh: refresh.transpose()?,
            id: answer.id_token,
            lifetime: answer.expires_in.map(Duration::from_secs),
            session: session.filter(|seconds| *seconds > 0).map(Duration::from_secs),
        })
    }
}

/// The parameters that name the audience of an access token: `resource` (RFC 8707; Cognito), which must be an address, and
/// `audience`, which other providers had earlier.
pub(super) fn for_audience(audience: Option<&str>) -> impl Iterator<Item = (&'static str, String)> {
    let resource = audience.filter(|audience| Url::parse(audience).is_ok());
    let named = audience.map(|audience| ("audience", audience.to_owned()));
    named
        .into_iter()
        .chain(resource.map(|resource| ("resource", resource.to_owned())))
}

/// Revokes a refresh token and all tokens from it (RFC 7009). The crate `oauth2` is not used: it refuses plain HTTP on this machine.
pub(super) async fn revoke(
    http: &Http,
    endpoint: &Url,
    app: &AppClient,
    in_body: bool,
    token: &Secret,
) -> Result<(), AuthError> {
    let form = [("token", token.reveal()), ("token_type_hint", "refresh_token")];
    let response = post_form(http, endpoint, app, in_body, &form).await?;
    if response.status().is_success() {
        Ok(())
    } else {
        Err(http::refusal(endpoint, &response))
    }
}

/// Sends a form as an app client: with its id, and its secret if it has one, which goes `in_body` or into a header.
///
/// # Errors
/// There is no answer. Any status is one.
pub(super) async fn post_form(
    http: &Http,
    endpoint: &Url,
    app: &AppClient,
    in_body: bool,
    pairs: &[(&str, &str)],
) -> Result<HttpResponse, AuthError> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs);
    let mut request = oauth2::http::Request::builder()
        .method("POST")
        .uri(endpoint.as_str())
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded");
    match &app.secret {
        Some(secret) if !in_body => request = request.header("authorization", basic(&app.id, secret)),
        Some(secret) => {
            form.append_pair("client_id", &app.id);
            form.append_pair("client_secret", secret.reveal());
        }
        None => {
            form.append_pair("client_id", &app.id);
        }
    }
    let request = request
        .body(form.finish().into_bytes())
        .map_err(|_| http::malformed(endpoint, "the request is not valid"))?;
    http.send(request).await
}

/// `Authorization: Basic` of a client. Source: RFC 6749 2.3.1: both parts are form-encoded first.
fn basic(id: &str, secret: &Secret) -> String {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret.reveal()));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

/// A refusal as shown to people: shortened, with control characters escaped.
pub(super) fn refused(error: &str, description: Option<&str>) -> AuthError {
    let clean = |text: &str| -> String {
        let text: String = text.trim().chars().take(200).collect();
        text::escape_line(&text).into_owned()
    };
    let description = description.map(clean).filter(|text| !text.is_empty());
    AuthError::Refused {
        error: clean(error),
        description: description.map_or_else(String::new, |text| format!(" ({text})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_short_and_harmless() {
        let error = refused(
            "access_denied\u{1b}]0;x\u{7}",
            Some(&format!("no\u{1b}[31m{}", "x".repeat(500))),
        );
        let text = error.to_string();
        assert_eq!(
            text,
            format!(
                "the provider refused: access_denied\\u{{1b}}]0;x\\u{{7}} (no\\u{{1b}}[31m{})",
                "x".repeat(193)
            )
        );
    }
}
