//! A fresh access token whenever one is needed: the one that is there, or a new one that one process asks for.

use jiff::SignedDuration;
use tracing::{debug, trace};

use super::grant::{AppClient, Grants, Tokens};
use super::http::Http;
use super::session::{Bearer, Method, Origin, Session};
use super::session_store::Sessions;
use super::store::{Access, Credentials};
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

    /// Why the access token that is kept will not do, if it will not.
    fn why_renew(&self, kept: Option<&Access>, refused: Option<&Secret>) -> String {
        match kept {
            None => "none is kept".to_owned(),
            Some(access) if Some(&access.token) == refused => "the one that is kept was refused".to_owned(),
            Some(access) => access.expires_at.map_or_else(String::new, |end| {
                format!("it ends in {} s", end.duration_since(self.now()).as_secs())
            }),
        }
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
        let kept = vault.access()?;
        let why = self.why_renew(kept.as_ref(), refused);
        if let Some(access) = kept.filter(usable) {
            trace!("profile `{profile}`: the access token that is kept will do");
            return Ok(bearer(access));
        }
        debug!("profile `{profile}`: the access token is renewed: {why}");
        let ended = |source: Option<AuthError>| AuthError::SessionEnded {
            profile: profile.to_owned(),
            source: source.map(Box::new),
        };
        let _lock = self.lock(profile)?;
        // Whoever held the lock may have done it. What they left is what counts, the refresh token too.
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
        // A provider takes a refresh token once: it is redeemed only where its successor can be stored.
        let reserved = match vault.reserve() {
            Ok(reserved) => reserved,
            Err(error) => {
                debug!("profile `{profile}`: not renewed, since a new token could not be stored: {error}");
                return still_good(credentials.access).map(bearer).ok_or(error);
            }
        };
        let mut renewed = renew(&session, &credentials);
        if matches!(&renewed, Err(error) if error.is_dead_grant()) {
            // Somebody who does not heed the lock (another state folder with the same keyring) may have been first.
            let now = vault.read()?;
            if now.refresh.is_some() && now.refresh != credentials.refresh {
                debug!("profile `{profile}`: somebody else has redeemed the refresh token; once more, with theirs");
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
                    // The tokens are stored, which is what counts.
                    debug!("profile `{profile}`: the session's times are not updated: {error}");
                }
                Ok(bearer(access))
            }
            // Nothing is known of the session: the token is good until its end.
            Err(error) if error.is_transient() => {
                debug!("profile `{profile}`: not renewed, and the session is not given up for it: {error}");
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
            // The user has to sign in again, and the refresh token may be good after that.
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
