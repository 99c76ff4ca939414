//! The saved sessions of this user: a description file for each profile, and its secrets in a store.

use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tracing::debug;

use super::grant::Tokens;
use super::lock::Lock;
use super::session::{Method, Session};
use super::store::{Access, Credentials, KeyringWait, Vault};
use super::{AuthError, Storage};
use crate::config;
use crate::host::Host;
use crate::secret::Secret;

/// The longest name of a profile: it is part of file names.
const LONGEST_NAME: usize = 64;
/// The largest description of a session that is read.
const LARGEST_DESCRIPTION_BYTES: u64 = 256 * 1024;

/// The session of a profile before a new sign-in.
#[derive(Debug)]
pub(super) struct Earlier {
    pub(super) session: Session,
    pub(super) credentials: Credentials,
}

/// The sessions of this user, in devenv's state directory.
#[derive(Debug, Clone)]
pub struct Sessions {
    host: Host,
    state: PathBuf,
}

impl Sessions {
    /// The sessions in a state directory.
    pub fn new(host: &Host, state: PathBuf) -> Self {
        Self {
            host: host.clone(),
            state,
        }
    }

    /// The current time, read anew each time: a sign-in takes minutes.
    pub(super) fn now(&self) -> Timestamp {
        self.host.now()
    }

    /// Checks that a name can be part of a file name.
    ///
    /// # Errors
    /// It cannot.
    pub fn check_name(profile: &str) -> Result<(), AuthError> {
        let is_good = !profile.is_empty()
            && profile.len() <= LONGEST_NAME
            && !profile.starts_with('.')
            && profile
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        if is_good {
            Ok(())
        } else {
            Err(AuthError::ProfileName(profile.to_owned()))
        }
    }

    fn path(&self, profile: &str) -> PathBuf {
        self.state.join("sessions").join(format!("{profile}.json"))
    }

    pub(super) fn lock(&self, profile: &str) -> Result<Lock, AuthError> {
        Lock::wait(&self.state.join("locks").join(format!("{profile}.lock")), profile)
    }

    pub(super) fn vault(&self, profile: &str, storage: Storage) -> Vault {
        Vault::new(storage, &self.state, profile)
    }

    /// Checks, before a sign-in, that the session can be saved.
    ///
    /// # Errors
    /// It cannot be saved.
    pub fn check_writable(&self, profile: &str, storage: Storage) -> Result<(), AuthError> {
        self.vault(profile, storage).check_writable()
    }

    /// The session of a profile. `None`: there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self, profile: &str) -> Result<Option<Session>, AuthError> {
        let path = self.path(profile);
        let failed = |source| AuthError::File {
            action: "read",
            path: path.clone(),
            source,
        };
        // Pipes and devices are refused: reading one might never end.
        let text = match self.host.read(&path, LARGEST_DESCRIPTION_BYTES) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        serde_json::from_slice(&text).map(Some).map_err(|error| {
            debug!("{} is damaged: {error}", path.display());
            AuthError::DamagedSession {
                profile: profile.to_owned(),
                path: path.clone(),
            }
        })
    }

    /// The names of all profiles with a session, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs_err::read_dir(self.state.join("sessions"))
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
            .filter(|name| Self::check_name(name).is_ok())
            .collect();
        names.sort();
        names
    }

    pub(super) fn write(&self, profile: &str, session: &Session) -> Result<(), AuthError> {
        let path = self.path(profile);
        let failed = |source| AuthError::File {
            action: "write",
            path: path.clone(),
            source,
        };
        let mut text = serde_json::to_vec_pretty(session).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        config::write_durable(&path, &text).map_err(failed)
    }

    pub(super) fn remove(&self, profile: &str) -> Result<(), AuthError> {
        let path = self.path(profile);
        match fs_err::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(AuthError::File {
                action: "remove",
                path,
                source,
            }),
            _ => Ok(()),
        }
    }

    /// Saves the result of a sign-in and returns the profile's earlier session, for [`super::sign_out::end_earlier`].
    ///
    /// # Errors
    /// It cannot be saved.
    pub(super) fn save(
        &self,
        profile: &str,
        session: &mut Session,
        tokens: &Tokens,
        client_secret: Option<Secret>,
    ) -> Result<Option<Earlier>, AuthError> {
        let _lock = self.lock(profile)?;
        // The earlier session may be in another store. A failure to read or remove it there does not stop the sign-in.
        let before = self.read(profile).ok().flatten();
        let earlier = before.and_then(|before| {
            let vault = self.vault(profile, before.storage);
            let credentials = vault.read().ok();
            if before.storage != session.storage {
                let _ = vault.delete();
            }
            Some(Earlier {
                session: before,
                credentials: credentials?,
            })
        });
        session.signed_in_at = self.now();
        session.access_expires_at = self.end_of(tokens.lifetime);
        let is_renewed = tokens.refresh.is_some() || session.method == Method::ClientCredentials;
        session.session_ends_at = if is_renewed {
            self.end_of(tokens.session)
        } else {
            session.access_expires_at
        };
        let credentials = Credentials {
            refresh: tokens.refresh.clone(),
            access: Some(self.access(tokens)),
            client_secret,
        };
        self.vault(profile, session.storage)
            .write(&credentials, KeyringWait::Long)?;
        self.write(profile, session)?;
        Ok(earlier)
    }

    /// Saves the description of a session that has no tokens of its own.
    ///
    /// # Errors
    /// It cannot be saved.
    pub fn save_settings(&self, profile: &str, session: &Session) -> Result<(), AuthError> {
        let _lock = self.lock(profile)?;
        self.write(profile, session)
    }

    pub(super) fn end_of(&self, lifetime: Option<Duration>) -> Option<Timestamp> {
        let lifetime = SignedDuration::try_from(lifetime?).ok()?;
        self.now().checked_add(lifetime).ok()
    }

    pub(super) fn access(&self, tokens: &Tokens) -> Access {
        Access {
            token: tokens.access.clone(),
            expires_at: self.end_of(tokens.lifetime),
        }
    }
}
