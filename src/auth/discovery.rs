//! The sign-in settings of a platform, and the metadata of an identity provider.

use serde::{Deserialize, Serialize};
use tracing::trace;
use url::Url;

use super::AuthError;
use super::http::{self, Http};
use crate::text;
use crate::web::is_same_server;

/// A platform's sign-in settings, at `/.well-known/devenv`. Unknown fields are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PlatformDocument {
    /// The platform's name.
    pub name: Option<String>,
    /// The base address of its API.
    pub api: Option<String>,
    /// The issuer that its users sign in at.
    pub issuer: Option<String>,
    /// The client id that is registered for devenv.
    pub client_id: Option<String>,
    /// The scopes to request.
    pub scopes: Vec<String>,
    /// The ports of the registered callback addresses.
    pub callback_ports: Vec<u16>,
    /// The audience of access tokens, if the provider needs one, and of tokens from CI.
    pub audience: Option<String>,
    /// The domain of a Cognito user pool, if the provider's metadata lacks it: an address, or only a host.
    pub cognito_domain: Option<String>,
    /// Whether the platform accepts tokens of its own.
    pub token_login: bool,
}

/// A provider's metadata. It is saved with the session: tokens are sent only to these addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// The issuer, exactly as written.
    pub issuer: String,
    /// The page where people sign in.
    pub authorization_endpoint: Url,
    /// Where codes are exchanged for tokens.
    pub token_endpoint: Url,
    /// Where the signing keys are.
    pub jwks_uri: Url,
    /// Where refresh tokens are revoked.
    #[serde(default)]
    pub revocation_endpoint: Option<Url>,
    /// Where the user's name and groups are.
    #[serde(default)]
    pub userinfo_endpoint: Option<Url>,
    /// Where the browser's session ends.
    #[serde(default)]
    pub end_session_endpoint: Option<Url>,
    /// How clients authenticate with a secret. Empty: not named, which means `client_secret_basic`.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// The scopes that can be requested. Empty: not named.
    #[serde(default)]
    pub scopes_supported: Vec<String>,
    /// Whether redirects name the issuer (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// The signature algorithms of ID tokens. Empty: not named, which means RS256.
    #[serde(default)]
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// Takes the request of a sign-in before the browser starts (RFC 9126).
    #[serde(default)]
    pub pushed_authorization_request_endpoint: Option<Url>,
    /// The provider takes no request that was not sent there.
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
}

/// Reads a platform's sign-in settings.
///
/// # Errors
/// It cannot be reached, is not a platform, or names an API on another server: tokens go only to the server that the user named.
pub async fn read_platform(http: &Http, platform: &str) -> Result<PlatformDocument, AuthError> {
    let platform = http::parse_url("the platform", platform)?;
    let url = append(&platform, "/.well-known/devenv");
    let document: PlatformDocument = http.get_json(&url, None).await?;
    let api = document.api.as_deref().map(|api| api_on(&platform, api)).transpose()?;
    Ok(PlatformDocument { api, ..document })
}

/// The address of a platform's API, which must be on the platform's own server.
///
/// # Errors
/// It is on another server, or is not an address.
pub(super) fn api_on(platform: &Url, api: &str) -> Result<String, AuthError> {
    let api = http::parse_url("the platform's API", api)?;
    if !is_same_server(platform, &api) {
        return Err(AuthError::OtherServer {
            platform: http::address(platform),
            api: http::address(&api),
        });
    }
    if api.origin() == platform.origin() {
        return Ok(api.into());
    }
    // Another name of this machine: tokens go to the name that the user gave.
    let mut own = platform.clone();
    own.set_path(api.path());
    Ok(own.into())
}

/// Reads a provider's metadata. `domain` is the base of endpoints that a Cognito user pool's metadata leaves out.
///
/// # Errors
/// It cannot be reached, names another issuer, or has an address that must not be used.
pub async fn discover(http: &Http, issuer: &str, domain: Option<&str>) -> Result<Provider, AuthError> {
    let base = http::parse_url("the issuer", issuer)?;
    // Appended to the whole issuer, including its path. Source: OpenID Connect Discovery 4.1.
    let url = append(&base, "/.well-known/openid-configuration");
    let document: Document = http.get_json(&url, None).await?;
    let domain = domain
        .map(|domain| http::parse_host("the Cognito domain", domain))
        .transpose()?;
    let provider = document.into_provider(issuer, &url, domain.as_ref())?;
    trace!(
        "the provider: people sign in at {}, codes become tokens at {}",
        http::address(&provider.authorization_endpoint),
        http::address(&provider.token_endpoint)
    );
    Ok(provider)
}

/// The metadata as received. Cognito supports PKCE and public clients but announces neither.
#[derive(Debug, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: String,
    revocation_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    id_token_signing_alg_values_supported: Vec<String>,
    pushed_authorization_request_endpoint: Option<String>,
    #[serde(default)]
    require_pushed_authorization_requests: bool,
}

impl Document {
    fn into_provider(self, issuer: &str, url: &Url, domain: Option<&Url>) -> Result<Provider, AuthError> {
        if self.issuer != issuer {
            return Err(AuthError::OtherIssuer {
                expected: issuer.to_owned(),
                found: text::escape_line(&self.issuer).into_owned(),
            });
        }
        // Source: Amazon Cognito, "User pool endpoints and managed login reference".
        let endpoint = |what, given: Option<String>, path| match (given, domain) {
            (Some(given), _) => http::parse_url(what, &given).map(Some),
            (None, Some(domain)) => Ok(Some(append(domain, path))),
            (None, None) => Ok(None),
        };
        let missing = |what: &str| http::malformed(url, format!("there is no `{what}` in it"));
        if self.require_pushed_authorization_requests && self.pushed_authorization_request_endpoint.is_none() {
            return Err(missing("pushed_authorization_request_endpoint"));
        }
        Ok(Provider {
            authorization_endpoint: endpoint(
                "the authorization endpoint",
                self.authorization_endpoint,
                "/oauth2/authorize",
            )?
            .ok_or_else(|| missing("authorization_endpoint"))?,
            token_endpoint: endpoint("the token endpoint", self.token_endpoint, "/oauth2/token")?
                .ok_or_else(|| missing("token_endpoint"))?,
            jwks_uri: http::parse_url("the address of the keys", &self.jwks_uri)?,
            revocation_endpoint: endpoint("the revocation endpoint", self.revocation_endpoint, "/oauth2/revoke")?,
            userinfo_endpoint: endpoint("the user info endpoint", self.userinfo_endpoint, "/oauth2/userInfo")?,
            end_session_endpoint: endpoint("the logout endpoint", self.end_session_endpoint, "/logout")?,
            pushed_authorization_request_endpoint: self
                .pushed_authorization_request_endpoint
                .map(|given| http::parse_url("the endpoint for pushed requests", &given))
                .transpose()?,
            require_pushed_authorization_requests: self.require_pushed_authorization_requests,
            issuer: self.issuer,
            token_endpoint_auth_methods_supported: self.token_endpoint_auth_methods_supported,
            scopes_supported: self.scopes_supported,
            authorization_response_iss_parameter_supported: self.authorization_response_iss_parameter_supported,
            id_token_signing_alg_values_supported: self.id_token_signing_alg_values_supported,
        })
    }
}

impl Provider {
    /// Whether a client's secret goes into the body of a request, since the provider does not accept it in a header.
    pub(super) fn wants_secret_in_body(&self) -> bool {
        let methods = &self.token_endpoint_auth_methods_supported;
        let takes = |name: &str| methods.iter().any(|method| method == name);
        takes("client_secret_post") && !takes("client_secret_basic")
    }

    /// The endpoint that the request of a sign-in must be sent to first. `None`: the browser carries the request.
    pub(super) fn required_push_endpoint(&self) -> Option<&Url> {
        let endpoint = self.pushed_authorization_request_endpoint.as_ref();
        endpoint.filter(|_| self.require_pushed_authorization_requests)
    }

    /// The scopes to request by default. Some providers give a refresh token only for a scope that others refuse.
    pub fn usual_scopes(&self) -> Vec<String> {
        let offline = self.scopes_supported.iter().any(|scope| scope == "offline_access");
        let usual = ["openid", "email", "profile"]
            .into_iter()
            .chain(offline.then_some("offline_access"));
        usual.map(str::to_owned).collect()
    }

    /// The part of the address before Cognito's paths. `None`: not Cognito.
    fn cognito_base(&self) -> Option<&str> {
        self.authorization_endpoint.path().strip_suffix("/oauth2/authorize")
    }

    /// Whether this is a user pool of Cognito, or behaves like one.
    pub(super) fn is_cognito(&self) -> bool {
        self.cognito_base().is_some()
    }

    /// The path of the page for creating an account. `None`: the provider has a parameter for it instead.
    pub(super) fn sign_up_path(&self) -> Option<String> {
        self.cognito_base().map(|base| format!("{base}/signup"))
    }

    /// The address where the browser's session ends. Cognito needs an address to continue at, which must be a registered callback
    /// address (Amazon Cognito, "Logout endpoint"); others need only the client id (OpenID Connect RP-Initiated Logout 1.0, 2).
    pub fn browser_logout(&self, client_id: &str, callback: Option<&str>) -> Option<Url> {
        let mut url = self.end_session_endpoint.clone()?;
        let is_cognito = self.cognito_base().is_some() && url.path().ends_with("/logout");
        let mut pairs = url.query_pairs_mut();
        pairs.append_pair("client_id", client_id);
        if let Some(callback) = callback.filter(|_| is_cognito) {
            pairs
                .append_pair("response_type", "code")
                .append_pair("redirect_uri", callback);
        }
        drop(pairs);
        Some(url)
    }
}

/// The address with a path appended to its own.
fn append(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example";

    fn provider(json: &str, domain: Option<&str>) -> Result<Provider, String> {
        let document: Document = serde_json::from_str(json).unwrap();
        let domain = domain.map(|domain| Url::parse(domain).unwrap());
        document
            .into_provider(ISSUER, &Url::parse(ISSUER).unwrap(), domain.as_ref())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_cognito_domain_from_the_settings_replaces_one_missing_in_the_metadata() {
        let json = format!(r#"{{"issuer":"{ISSUER}","jwks_uri":"{ISSUER}/.well-known/jwks.json"}}"#);
        let provider_with_domain = provider(&json, Some("https://example.auth.eu-west-1.amazoncognito.com")).unwrap();
        assert_eq!(
            provider_with_domain.token_endpoint.as_str(),
            "https://example.auth.eu-west-1.amazoncognito.com/oauth2/token"
        );
        assert_eq!(
            provider(&json, None).unwrap_err(),
            format!("{ISSUER} sent an answer that devenv cannot read: there is no `authorization_endpoint` in it")
        );
    }

    #[test]
    fn an_issuer_that_differs_by_a_slash_is_refused() {
        let json = format!(r#"{{"issuer":"{ISSUER}/","jwks_uri":"{ISSUER}/.well-known/jwks.json"}}"#);
        assert_eq!(
            provider(&json, None).unwrap_err(),
            format!("the provider at {ISSUER} calls itself {ISSUER}/")
        );
    }

    #[test]
    fn an_endpoint_without_https_is_refused() {
        let json = format!(
            r#"{{"issuer":"{ISSUER}","jwks_uri":"{ISSUER}/jwks","authorization_endpoint":"file:///bin/sh","token_endpoint":"{ISSUER}/token"}}"#
        );
        assert_eq!(
            provider(&json, None).unwrap_err(),
            "the authorization endpoint `file:///bin/sh` must begin with https://"
        );
    }

    #[test]
    fn a_secret_is_sent_in_the_header_or_the_body_as_the_provider_supports() {
        let of = |methods: &str| {
            let json = format!(
                r#"{{"issuer":"{ISSUER}","jwks_uri":"{ISSUER}/jwks","authorization_endpoint":"{ISSUER}/a","token_endpoint":"{ISSUER}/t","token_endpoint_auth_methods_supported":[{methods}]}}"#
            );
            provider(&json, None).unwrap().wants_secret_in_body()
        };
        assert_eq!(
            [
                of(""),
                of(r#""client_secret_basic","client_secret_post""#),
                of(r#""client_secret_post""#)
            ],
            [false, false, true]
        );
    }
}
