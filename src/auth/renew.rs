//! A fresh access token whenever one is needed: the one that is there, or a new one that one process asks for.

use jiff::SignedDuration;

use super::grant::{AppClient, Grants, Tokens};
use super::http::Http;
use super::session::{Bearer, Method, Origin, Session, Sessions};
use super::store::{Access, Credentials, Patience};
use super::{AuthError, Runtime};
use crate::secret::Secret;

/// A token is renewed this long before its end, so that it does not end on its way.
const EARLY: SignedDuration = SignedDuration::from_secs(60);

impl Sessions {
    fn is_good(&self, access: &Access, early: SignedDuration) -> bool {
        access
            .expires_at
            .is_none_or(|end| end.duration_since(self.now()) > early)
    }

    /// An access token of a saved session: the one that is there, or a new one. Among all processes, one asks for it.
    ///
    /// # Errors
    /// The session has ended, or the provider cannot be asked.
    pub fn bearer(&self, profile: &str, session: &Session) -> Result<Bearer, AuthError> {
        self.bearer_unless(profile, session, None)
    }

    /// As [`Sessions::bearer`], where `refused` is one that the platform no longer takes.
    ///
    /// # Errors
    /// As [`Sessions::bearer`].
    pub fn bearer_unless(
        &self,
        profile: &str,
        session: &Session,
        refused: Option<&Secret>,
    ) -> Result<Bearer, AuthError> {
        let vault = self.vault(profile, session.storage);
        let usable = |access: &Access| self.is_good(access, EARLY) && Some(&access.token) != refused;
        if let Some(access) = vault.access()?.filter(usable) {
            return Ok(bearer(access));
        }
        let ended = |source: Option<AuthError>| AuthError::SessionEnded {
            profile: profile.to_owned(),
            source: source.map(Box::new),
        };
        let _lock = self.lock(profile)?;
        // Whoever held the lock may have done it. What they left is what counts, the refresh token too.
        let mut credentials = vault.read()?;
        if let Some(access) = credentials.access.clone().filter(usable) {
            return Ok(bearer(access));
        }
        let Some(mut session) = self.read(profile)? else {
            return Err(AuthError::NotSignedIn {
                profile: profile.to_owned(),
            });
        };
        let mut renewed = renew(&session, &credentials);
        if matches!(&renewed, Err(error) if error.is_dead_grant()) {
            // Somebody who does not heed the lock (another state folder with the same keyring) may have been first.
            let now = vault.read()?;
            if now.refresh.is_some() && now.refresh != credentials.refresh {
                credentials = now;
                renewed = renew(&session, &credentials);
            }
        }
        match renewed {
            Ok(tokens) => {
                let access = self.access(&tokens);
                credentials.refresh = tokens.refresh.clone().or(credentials.refresh);
                credentials.access = Some(access.clone());
                vault.write(&credentials, Patience::Long)?;
                session.access_expires_at = access.expires_at;
                session.session_ends_at = self.end_of(tokens.session).or(session.session_ends_at);
                session.has_ended = false;
                self.write(profile, &session)?;
                Ok(bearer(access))
            }
            // Nothing is known of the session: the token is good until its end.
            Err(error) if error.is_transient() => credentials
                .access
                .filter(|access| self.is_good(access, SignedDuration::ZERO) && Some(&access.token) != refused)
                .map(bearer)
                .ok_or(error),
            Err(AuthError::SessionEnded { .. }) => Err(ended(None)),
            Err(error) if error.is_dead_grant() => {
                session.has_ended = true;
                self.write(profile, &session)?;
                vault.delete()?;
                Err(ended(Some(error)))
            }
            Err(error) => Err(error),
        }
    }
}

fn renew(session: &Session, credentials: &Credentials) -> Result<Tokens, AuthError> {
    let ended = || AuthError::SessionEnded {
        profile: String::new(),
        source: None,
    };
    let (Some(provider), Some(id)) = (&session.provider, &session.client_id) else {
        return Err(ended());
    };
    let app = AppClient {
        id: id.clone(),
        secret: credentials.client_secret.clone(),
    };
    let runtime = Runtime::start()?;
    let http = Http::new(session.ca_file.as_deref())?;
    let grants = Grants::new(&http, provider, &app);
    match (&credentials.refresh, session.method) {
        (Some(refresh), _) => runtime.wait_for(grants.refresh(refresh)),
        (None, Method::ClientCredentials) if app.secret.is_some() => {
            runtime.wait_for(grants.client_credentials(&session.scopes, session.audience.as_deref()))
        }
        _ => Err(ended()),
    }
}

fn bearer(access: Access) -> Bearer {
    Bearer {
        token: access.token,
        origin: Origin::Session,
        expires_at: access.expires_at,
    }
}
