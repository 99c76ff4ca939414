//! Signing in to the pages with an issuer: the authorization code flow with PKCE. Sources: OpenID Connect Core 1.0, 3.1; RFC 7636.

use std::fmt;

use oauth2::basic::BasicTokenType;
use oauth2::url::Url;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, ExtraTokenFields,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardTokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};

use super::keys::{KeysError, Metadata};
use super::trusted_issuer::TrustedIssuer;
use crate::secret::Secret;
use crate::web::OauthClient;

/// What OpenID Connect adds to the answer of a token endpoint.
#[derive(Clone, Serialize, Deserialize)]
struct IdToken {
    id_token: Option<Secret>,
}

impl fmt::Debug for IdToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdToken(***)")
    }
}

impl ExtraTokenFields for IdToken {}

type PagesClient = OauthClient<StandardTokenResponse<IdToken, BasicTokenType>>;

/// A sign-in that begins: where the browser is sent, and what must come back.
pub(crate) struct SignIn {
    pub(crate) url: Url,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

impl TrustedIssuer {
    /// Begins a sign-in that comes back to `redirect`.
    pub(crate) async fn begin_sign_in(&self, redirect: &str) -> Result<SignIn, KeysError> {
        let client = self.oauth_client(&self.keys.metadata().await?, redirect)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random().secret().clone();
        let mut scopes = self.issuer.scopes.clone();
        if scopes.is_empty() {
            scopes.push("openid".to_owned());
        }
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes.into_iter().map(Scope::new))
            .add_extra_param("nonce", nonce.clone())
            .set_pkce_challenge(challenge)
            .url();
        Ok(SignIn {
            url,
            state: state.secret().clone(),
            nonce,
            verifier: verifier.secret().clone(),
        })
    }

    /// Redeems the code of a sign-in for the id token.
    pub(crate) async fn redeem(&self, code: String, verifier: String, redirect: &str) -> Result<Secret, KeysError> {
        let answer = self
            .oauth_client(&self.keys.metadata().await?, redirect)?
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.keys)
            .await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::Request(error) => error,
            RequestTokenError::ServerResponse(response) => KeysError::Refused(response.error().to_string()),
            // The answer itself is not told: it may hold tokens.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                KeysError::Refused("its answer has no tokens".to_owned())
            }
        })?;
        let id_token = answer.extra_fields().id_token.clone();
        id_token.ok_or_else(|| KeysError::Refused("its answer has no id token".to_owned()))
    }

    fn oauth_client(&self, metadata: &Metadata, redirect: &str) -> Result<PagesClient, KeysError> {
        let address = |text: &Option<String>| {
            let url = text.as_deref().and_then(|text| Url::parse(text).ok());
            url.ok_or_else(|| KeysError::Endpoint(self.issuer.url.clone()))
        };
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| KeysError::Endpoint(redirect.to_owned()))?;
        let mut client = Client::new(ClientId::new(self.issuer.pages_client_id().to_owned()))
            .set_auth_uri(AuthUrl::from_url(address(&metadata.authorization_endpoint)?))
            .set_token_uri(TokenUrl::from_url(address(&metadata.token_endpoint)?))
            .set_redirect_uri(redirect);
        if let Some(secret) = &self.issuer.pages_client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.reveal().to_owned()));
        }
        // An issuer that does not say what it takes takes HTTP's own authentication. Source: RFC 8414, 2.
        let methods = &metadata.token_endpoint_auth_methods_supported;
        if !methods.is_empty() && !methods.iter().any(|method| method == "client_secret_basic") {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        Ok(client)
    }
}
