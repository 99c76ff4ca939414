//! The end of a session: here always, at the provider if it can be reached.

use std::time::Duration;

use super::grant::{self, AppClient};
use super::http::Http;
use super::session::{Session, Sessions};
use super::{AuthError, Runtime};

/// How long the provider may take to revoke.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of the refresh token at the provider.
#[derive(Debug)]
pub enum Revocation {
    /// It is revoked, and all that came from it. An access token that is out may be taken until its end.
    Done,
    /// There was none to revoke.
    Nothing,
    /// The provider has no way to revoke.
    NotOffered,
    /// It may still be good: the provider was not reached, or refused.
    Failed(AuthError),
}

/// Revokes a session where it can, and removes it from this machine in any case.
///
/// # Errors
/// Something is left on this machine.
pub fn sign_out(sessions: &Sessions, profile: &str, session: &Session) -> Result<Revocation, AuthError> {
    let vault = sessions.vault(profile, session.storage);
    let revocation = match vault.read() {
        Ok(credentials) => match (&credentials.refresh, &session.provider, &session.client_id) {
            (Some(token), Some(provider), Some(id)) => match &provider.revocation_endpoint {
                Some(endpoint) => {
                    let app = AppClient {
                        id: id.clone(),
                        secret: credentials.client_secret.clone(),
                    };
                    let revoke = || {
                        let http = Http::new(session.ca_file.as_deref())?;
                        let revoke = grant::revoke(&http, endpoint, &app, provider.wants_secret_in_body(), token);
                        Runtime::start()?.wait_for(async {
                            tokio::time::timeout(PATIENCE, revoke)
                                .await
                                .unwrap_or(Err(AuthError::NoAnswer { after: PATIENCE }))
                        })
                    };
                    revoke().map_or_else(Revocation::Failed, |()| Revocation::Done)
                }
                None => Revocation::NotOffered,
            },
            _ => Revocation::Nothing,
        },
        Err(error) => Revocation::Failed(error),
    };
    // The description of the session last: it says where its secrets are.
    vault.delete()?;
    sessions.remove(profile)?;
    Ok(revocation)
}
