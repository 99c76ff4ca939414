//! Stores tokens: in the operating system's keyring, or, if the user chooses so, in a file.

mod file;
mod keyring;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AuthError;
use crate::secret::Secret;
pub(super) use keyring::KeyringWait;

/// Where tokens are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// The operating system's keyring.
    Keyring,
    /// A file that only the user can read. Used only if the user asks for it.
    File,
}

/// An access token and when it expires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) token: Secret,
    /// `None`: unknown.
    pub(super) expires_at: Option<Timestamp>,
}

/// The secrets of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    pub(super) refresh: Option<Secret>,
    pub(super) access: Option<Access>,
    /// The secret of a confidential app client.
    pub(super) client_secret: Option<Secret>,
}

/// Reserved space for new credentials.
#[derive(Debug)]
pub(super) enum Reserved {
    /// The keyring accepted an entry a moment ago.
    Keyring,
    /// A file of sufficient size.
    File(file::Reserved),
}

/// The store of one profile.
#[derive(Debug, Clone)]
pub(super) struct Vault {
    storage: Storage,
    profile: String,
    path: PathBuf,
}

impl Vault {
    pub(super) fn new(storage: Storage, state: &Path, profile: &str) -> Self {
        Self {
            storage,
            profile: profile.to_owned(),
            path: state.join("credentials").join(format!("{profile}.json")),
        }
    }

    /// Checks, before a sign-in, that the session can be stored.
    pub(super) fn check_writable(&self) -> Result<(), AuthError> {
        match self.storage {
            Storage::Keyring => keyring::check_writable(KeyringWait::Long),
            Storage::File => file::make_directory(&self.path),
        }
    }

    pub(super) fn access(&self) -> Result<Option<Access>, AuthError> {
        match self.storage {
            Storage::Keyring => keyring::access(&self.profile),
            Storage::File => file::read(&self.path).map(|credentials| credentials.access),
        }
    }

    /// All stored credentials; empty if there are none.
    pub(super) fn read(&self) -> Result<Credentials, AuthError> {
        match self.storage {
            Storage::Keyring => keyring::read(&self.profile),
            Storage::File => file::read(&self.path),
        }
    }

    /// Checks that new credentials can be stored, before a token is redeemed for them.
    ///
    /// # Errors
    /// They cannot be stored: the disk is full, the directory is read-only, or the keyring is locked.
    pub(super) fn reserve(&self) -> Result<Reserved, AuthError> {
        match self.storage {
            Storage::Keyring => keyring::check_writable(KeyringWait::Short).map(|()| Reserved::Keyring),
            Storage::File => file::Reserved::make(&self.path).map(Reserved::File),
        }
    }

    /// Stores new credentials in the reserved space.
    pub(super) fn write_reserved(&self, reserved: Reserved, credentials: &Credentials) -> Result<(), AuthError> {
        match reserved {
            Reserved::Keyring => keyring::write(&self.profile, credentials, KeyringWait::Long),
            Reserved::File(reserved) => reserved.fill(credentials),
        }
    }

    /// Credentials that killed processes left beside the stored ones. The caller must hold the profile's lock.
    pub(super) fn leftovers(&self) -> Vec<Credentials> {
        match self.storage {
            Storage::Keyring => Vec::new(),
            Storage::File => file::read_leftovers(&self.path),
        }
    }

    /// Stores the credentials: the refresh token first, since it can get the others again.
    pub(super) fn write(&self, credentials: &Credentials, wait: KeyringWait) -> Result<(), AuthError> {
        match self.storage {
            Storage::Keyring => keyring::write(&self.profile, credentials, wait),
            Storage::File => file::write(&self.path, credentials),
        }
    }

    pub(super) fn delete(&self) -> Result<(), AuthError> {
        match self.storage {
            Storage::Keyring => keyring::delete(&self.profile),
            Storage::File => file::delete(&self.path),
        }
    }
}
