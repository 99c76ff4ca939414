//! Tokens without a user: from the environment, or for a client by its secret.

use std::time::Duration;

use jiff::SignedDuration;
use tracing::debug;

use super::discovery::{Provider, discover, read_platform};
use super::grant::{AppClient, Grants, Tokens};
use super::http::Http;
use super::session::{Bearer, Origin, Session};
use super::session_store::Sessions;
use super::sign_out::end_earlier;
use super::{AuthError, Runtime, jwt_claims};
use crate::config::Profile;
use crate::host::Host;
use crate::secret::Secret;

/// The token in `DEVENV_TOKEN`. `None`: not set.
///
/// # Errors
/// It is set and cannot be a token.
pub fn token_of_variable(host: &Host) -> Result<Option<Secret>, AuthError> {
    host.env_text("DEVENV_TOKEN").map(jwt_claims::parse).transpose()
}

/// A token that the user gave.
///
/// # Errors
/// The text cannot be a token.
pub fn given_token(text: &str) -> Result<Bearer, AuthError> {
    let mut bearer = Bearer {
        token: jwt_claims::parse(text)?,
        origin: Origin::Session,
        expires_at: None,
    };
    bearer.expires_at = bearer.stated_end();
    Ok(bearer)
}

impl Sessions {
    /// Saves a token that the user gave.
    ///
    /// # Errors
    /// It cannot be saved.
    pub fn save_token(&self, profile: &str, session: &mut Session, given: &Bearer) -> Result<(), AuthError> {
        let lifetime = given.expires_at.map(|end| end.duration_since(self.now()));
        let tokens = Tokens {
            access: given.token.clone(),
            refresh: None,
            id: None,
            lifetime: lifetime.map(|left| Duration::try_from(left).unwrap_or_default()),
            session: None,
        };
        end_earlier(self.save(profile, session, &tokens, None)?);
        Ok(())
    }
}

/// The secret in `DEVENV_CLIENT_SECRET`. `None`: not set.
pub fn client_secret_of_variable(host: &Host) -> Option<Secret> {
    host.env_text("DEVENV_CLIENT_SECRET").map(Secret::new)
}

/// A token for the client that the environment names. Nothing is saved.
///
/// # Errors
/// The provider is unknown, cannot be reached, or refuses.
pub fn client_credentials(
    host: &Host,
    http: &Http,
    runtime: &Runtime,
    settings: &Profile,
) -> Result<Bearer, AuthError> {
    debug!("using the secret of `DEVENV_CLIENT_SECRET`; nothing is saved");
    let provider = runtime.wait_for(provider_of(http, settings))?;
    let tokens = ask(host, http, runtime, &provider, settings)?;
    let expires_at = expiry(host, tokens.lifetime);
    Ok(Bearer {
        token: tokens.access,
        origin: Origin::ClientCredentials,
        expires_at,
    })
}

/// Signs a machine in: its token is saved, and replaced when it expires.
///
/// # Errors
/// As [`client_credentials`], or it cannot be saved.
pub fn sign_in_machine(
    (host, http, runtime): (&Host, &Http, &Runtime),
    provider: &Provider,
    settings: &Profile,
    (sessions, profile, mut session): (&Sessions, &str, Session),
) -> Result<Session, AuthError> {
    sessions.check_writable(profile, session.storage)?;
    let tokens = ask(host, http, runtime, provider, settings)?;
    session.account = jwt_claims::claims(&tokens.access).map(jwt_claims::Claims::into_account);
    let earlier = sessions.save(profile, &mut session, &tokens, client_secret_of_variable(host))?;
    end_earlier(earlier);
    Ok(session)
}

fn ask(
    host: &Host,
    http: &Http,
    runtime: &Runtime,
    provider: &Provider,
    settings: &Profile,
) -> Result<Tokens, AuthError> {
    let app = AppClient {
        id: settings.client_id.clone().ok_or_else(|| AuthError::NoClientId {
            issuer: provider.issuer.clone(),
        })?,
        secret: Some(client_secret_of_variable(host).ok_or(AuthError::NoClientSecret)?),
    };
    let scopes = settings.scopes.clone().unwrap_or_default();
    runtime.wait_for(Grants::new(http, provider, &app).client_credentials(&scopes, settings.audience.as_deref()))
}

async fn provider_of(http: &Http, settings: &Profile) -> Result<Provider, AuthError> {
    let (issuer, domain) = match (&settings.issuer, &settings.platform) {
        (Some(issuer), _) => (issuer.clone(), settings.cognito_domain.clone()),
        (None, Some(platform)) => {
            let document = read_platform(http, platform).await?;
            let issuer = document.issuer.ok_or_else(|| AuthError::NoIssuer {
                platform: platform.clone(),
            })?;
            (issuer, settings.cognito_domain.clone().or(document.cognito_domain))
        }
        (None, None) => {
            return Err(AuthError::NoPlatform {
                profile: "of the environment".to_owned(),
            });
        }
    };
    discover(http, &issuer, domain.as_deref()).await
}

fn expiry(host: &Host, lifetime: Option<Duration>) -> Option<jiff::Timestamp> {
    host.now().checked_add(SignedDuration::try_from(lifetime?).ok()?).ok()
}
