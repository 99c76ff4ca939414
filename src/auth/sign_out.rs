//! Ends a session: always on this machine, and at the provider if it can be reached.

use std::time::Duration;

use tracing::debug;

use super::discovery::Provider;
use super::grant::{self, AppClient};
use super::http::Http;
use super::session::Session;
use super::session_store::{Earlier, Sessions};
use super::store::Credentials;
use super::{AuthError, Runtime, Storage};

/// The timeout for revoking.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The result of revoking the refresh token at the provider.
#[derive(Debug)]
pub enum Revocation {
    /// It is revoked, and the tokens from it. Access tokens may be accepted until they expire.
    Done,
    /// There was no refresh token.
    Nothing,
    /// The provider cannot revoke tokens.
    NotOffered,
    /// It may still be valid: the provider was not reached, or refused.
    Failed(AuthError),
}

/// Revokes a session if it can, and always removes it from this machine.
///
/// # Errors
/// A part of it is left on this machine.
pub fn sign_out(sessions: &Sessions, profile: &str, session: &Session) -> Result<Revocation, AuthError> {
    // Waits for a process that refreshes the session: it would store new tokens after the old ones are removed.
    let _lock = sessions.lock(profile)?;
    let vault = sessions.vault(profile, session.storage);
    let mut revocation = match vault.read() {
        Ok(credentials) => revoke(session, &credentials),
        Err(error) => Revocation::Failed(error),
    };
    for credentials in vault.leftovers() {
        // Credentials that a killed process could not store in place of the others.
        match (&revocation, revoke(session, &credentials)) {
            (_, failed @ Revocation::Failed(_)) | (Revocation::Nothing, failed) => revocation = failed,
            _ => {}
        }
    }
    // The description is removed last: it tells where the secrets are.
    vault.delete()?;
    sessions.remove(profile)?;
    Ok(revocation)
}

/// Removes a session with a damaged description, which may have secrets in either store.
///
/// # Errors
/// A part of it is left on this machine.
pub fn remove_damaged(sessions: &Sessions, profile: &str) -> Result<(), AuthError> {
    let _lock = sessions.lock(profile)?;
    sessions.vault(profile, Storage::File).delete()?;
    // Without a keyring, it has no entries.
    let deleted = sessions.vault(profile, Storage::Keyring).delete();
    debug!("the damaged session's entries in the keyring: {deleted:?}");
    sessions.remove(profile)
}

/// Revokes the session that a profile had before a new sign-in. A failure does not matter to the new sign-in.
///
/// Cognito revokes the tokens of one sign-in only (Amazon Cognito, "Revoke endpoint"). Other providers may revoke all that the user
/// granted to the client, including the new session (RFC 7009 2.1 allows it): there, the old token is left to expire.
pub(super) fn end_earlier(earlier: Option<Earlier>) {
    let Some(Earlier { session, credentials }) = earlier else {
        return;
    };
    if session.provider.as_ref().is_some_and(Provider::is_cognito) {
        // Not inside of the log call, which is skipped if the log is off.
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
            tokio::time::timeout(TIMEOUT, revoke)
                .await
                .unwrap_or(Err(AuthError::NoAnswer { after: TIMEOUT }))
        })
    };
    revoke().map_or_else(Revocation::Failed, |()| Revocation::Done)
}
