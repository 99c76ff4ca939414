//! The end of a session: here always, at the provider if it can be reached.

use std::time::Duration;

use tracing::debug;

use super::discovery::Provider;
use super::grant::{self, AppClient};
use super::http::Http;
use super::session::Session;
use super::session_store::{Earlier, Sessions};
use super::store::Credentials;
use super::{AuthError, Runtime, Storage};

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
    // Whoever refreshes the session right now is waited for: else new tokens would come after the old ones went.
    let _lock = sessions.lock(profile)?;
    let vault = sessions.vault(profile, session.storage);
    let mut revocation = match vault.read() {
        Ok(credentials) => revoke(session, &credentials),
        Err(error) => Revocation::Failed(error),
    };
    for credentials in vault.leftovers() {
        // A process was killed before it could store these in the place of the others.
        match (&revocation, revoke(session, &credentials)) {
            (_, failed @ Revocation::Failed(_)) | (Revocation::Nothing, failed) => revocation = failed,
            _ => {}
        }
    }
    // The description of the session last: it says where its secrets are.
    vault.delete()?;
    sessions.remove(profile)?;
    Ok(revocation)
}

/// Removes a session whose description is damaged, so that nothing says where its secrets are or who gave them.
///
/// # Errors
/// Something is left on this machine.
pub fn remove_damaged(sessions: &Sessions, profile: &str) -> Result<(), AuthError> {
    let _lock = sessions.lock(profile)?;
    sessions.vault(profile, Storage::File).delete()?;
    // Where there is no keyring, nothing is in it.
    let deleted = sessions.vault(profile, Storage::Keyring).delete();
    debug!("the damaged session's entries in the keyring: {deleted:?}");
    sessions.remove(profile)
}

/// Ends at the provider what a profile had before somebody signed in anew. Whether that goes well is nobody's concern who signs in.
///
/// A user pool of Cognito revokes what came from one sign-in (Amazon Cognito, "Revoke endpoint"). Others may revoke all that the
/// user ever granted to the client (RFC 7009 2.1 leaves it to them), the new session too: there the old token is left to end by itself.
pub(super) fn end_earlier(earlier: Option<Earlier>) {
    let Some(Earlier { session, credentials }) = earlier else {
        return;
    };
    if session.provider.as_ref().is_some_and(Provider::is_cognito) {
        // Not within the log: what is not told is not done there.
        let revocation = revoke(&session, &credentials);
        debug!("the earlier session of this profile at the provider: {revocation:?}");
    }
}

fn revoke(session: &Session, credentials: &Credentials) -> Revocation {
    let (Some(token), Some(provider), Some(id)) = (&credentials.refresh, &session.provider, &session.client_id) else {
        return Revocation::Nothing;
    };
    let Some(endpoint) = &provider.revocation_endpoint else {
        return Revocation::NotOffered;
    };
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
