//! Gives a valid access token: the saved one, or a new one that a single process requests.

use jiff::SignedDuration;
use tracing::{debug, trace};

use super::grant::{AppClient, Grants, Tokens};
use super::http::Http;
use super::session::{Bearer, Method, Origin, Session};
use super::session_store::Sessions;
use super::store::{Access, Credentials};
use super::{AuthError, Runtime};
use crate::secret::Secret;

/// A token is renewed this long before it expires, so that it does not expire on its way.
const EARLY: SignedDuration = SignedDuration::from_secs(60);

impl Sessions {
    fn is_good(&self, access: &Access, early: SignedDuration) -> bool {
        access
            .expires_at
            .is_none_or(|end| end.duration_since(self.now()) > early)
    }

    /// Why the saved access token must be renewed.
    fn why_renew(&self, saved: Option<&Access>, refused: Option<&Secret>) -> String {
        match saved {
            None => "none is saved".to_owned(),
            Some(access) if Some(&access.token) == refused => "the saved one was refused".to_owned(),
            Some(access) => access.expires_at.map_or_else(String::new, |end| {
                format!("it ends in {} s", end.duration_since(self.now()).as_secs())
            }),
        }
    }

    /// An access token of a saved session: the saved one, or a new one that a single process requests.
    ///
    /// # Errors
    /// The session has ended, or the provider cannot be reached.
    pub fn bearer(&self, profile: &str, session: &Session) -> Result<Bearer, AuthError> {
        self.bearer_unless(profile, session, None)
    }

    /// As [`Sessions::bearer`], but not the token `refused`, which the platform no longer accepts.
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
        let saved = vault.access()?;
        let why = self.why_renew(saved.as_ref(), refused);
        if let Some(access) = saved.filter(usable) {
            trace!("profile `{profile}`: using the saved access token");
            return Ok(bearer(access));
        }
        debug!("profile `{profile}`: renewing the access token: {why}");
        let ended = |source: Option<AuthError>| AuthError::SessionEnded {
            profile: profile.to_owned(),
            source: source.map(Box::new),
        };
        let _lock = self.lock(profile)?;
        // The process that held the lock may have renewed it, and the refresh token too.
        let mut credentials = vault.read()?;
        if let Some(access) = credentials.access.clone().filter(usable) {
            debug!("profile `{profile}`: another process has renewed it");
            return Ok(bearer(access));
        }
        let Some(mut session) = self.read(profile)? else {
            return Err(AuthError::NotSignedIn {
                profile: profile.to_owned(),
            });
        };
        if credentials.refresh.is_none() && session.method != Method::ClientCredentials {
            return Err(ended(None));
        }
        let still_good = |access: Option<Access>| {
            access.filter(|access| self.is_good(access, SignedDuration::ZERO) && Some(&access.token) != refused)
        };
        // A refresh token can be used once: it is redeemed only if its successor can be stored.
        let reserved = match vault.reserve() {
            Ok(reserved) => reserved,
            Err(error) => {
                debug!("profile `{profile}`: not renewed, since a new token could not be stored: {error}");
                return still_good(credentials.access).map(bearer).ok_or(error);
            }
        };
        let mut renewed = renew(&session, &credentials);
        if matches!(&renewed, Err(error) if error.is_dead_grant()) {
            // A process with another lock (another state directory, the same keyring) may have been first.
            let now = vault.read()?;
            if now.refresh.is_some() && now.refresh != credentials.refresh {
                debug!(
                    "profile `{profile}`: another process has redeemed the refresh token; trying again with the new one"
                );
                credentials = now;
                renewed = renew(&session, &credentials);
            }
        }
        match renewed {
            Ok(tokens) => {
                let access = self.access(&tokens);
                let rotated = if tokens.refresh.is_some() {
                    "a new one"
                } else {
                    "none, so the old one stays"
                };
                debug!("profile `{profile}`: renewed; the refresh token that came with it: {rotated}");
                credentials.refresh = tokens.refresh.clone().or(credentials.refresh);
                credentials.access = Some(access.clone());
                vault.write_reserved(reserved, &credentials)?;
                session.access_expires_at = access.expires_at;
                session.session_ends_at = self.end_of(tokens.session).or(session.session_ends_at);
                session.has_ended = false;
                if let Err(error) = self.write(profile, &session) {
                    // The tokens are stored; only these times are not.
                    debug!("profile `{profile}`: the session's times are not updated: {error}");
                }
                Ok(bearer(access))
            }
            // The state of the session is unknown: the token is used until it expires.
            Err(error) if error.is_transient() => {
                debug!("profile `{profile}`: not renewed, and the session is not given up: {error}");
                still_good(credentials.access).map(bearer).ok_or(error)
            }
            Err(AuthError::SessionEnded { .. }) => Err(ended(None)),
            Err(error) if error.is_dead_grant() => {
                debug!("profile `{profile}`: the session is over: {error}");
                session.has_ended = true;
                self.write(profile, &session)?;
                vault.delete()?;
                Err(ended(Some(error)))
            }
            // The user must sign in again, after which the refresh token may be valid.
            Err(error) if error.asks_for_sign_in() => Err(ended(Some(error))),
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
