//! Where tokens are kept: in the operating system's keyring, or, if the user chose so, in a file.

mod file;
mod keyring;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AuthError;
use crate::secret::Secret;
pub(super) use keyring::KeyringWait;

/// Where tokens are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// The operating system's keyring.
    Keyring,
    /// A file that only the user can read. Never without the user's word.
    File,
}

/// An access token and its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) token: Secret,
    /// `None`: not said.
    pub(super) expires_at: Option<Timestamp>,
}

/// What is kept of a session that nobody else may see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    pub(super) refresh: Option<Secret>,
    pub(super) access: Option<Access>,
    /// Of a confidential app client.
    pub(super) client_secret: Option<Secret>,
}

/// Room for new credentials.
#[derive(Debug)]
pub(super) enum Reserved {
    /// The keyring took an entry a moment ago.
    Keyring,
    /// A file of the size that is needed.
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

    /// Makes sure, before anybody signs in, that there is somewhere to keep the session.
    pub(super) fn check_writable(&self) -> Result<(), AuthError> {
        match self.storage {
            Storage::Keyring => keyring::check_writable(KeyringWait::Long),
            Storage::File => file::make_folder(&self.path),
        }
    }

    pub(super) fn access(&self) -> Result<Option<Access>, AuthError> {
        match self.storage {
            Storage::Keyring => keyring::access(&self.profile),
            Storage::File => file::read(&self.path).map(|credentials| credentials.access),
        }
    }

    /// All that is kept. Nothing kept is no fault.
    pub(super) fn read(&self) -> Result<Credentials, AuthError> {
        match self.storage {
            Storage::Keyring => keyring::read(&self.profile),
            Storage::File => file::read(&self.path),
        }
    }

    /// Makes sure that new credentials can be stored, before a token is redeemed for them.
    ///
    /// # Errors
    /// They cannot: the disk is full, the directory is read-only, or the keyring is locked.
    pub(super) fn reserve(&self) -> Result<Reserved, AuthError> {
        match self.storage {
            Storage::Keyring => keyring::check_writable(KeyringWait::Short).map(|()| Reserved::Keyring),
            Storage::File => file::Reserved::make(&self.path).map(Reserved::File),
        }
    }

    /// Stores new credentials where room was made for them.
    pub(super) fn write_reserved(&self, reserved: Reserved, credentials: &Credentials) -> Result<(), AuthError> {
        match reserved {
            Reserved::Keyring => keyring::write(&self.profile, credentials, KeyringWait::Long),
            Reserved::File(reserved) => reserved.fill(credentials),
        }
    }

    /// Credentials that killed processes left beside the stored ones. Call this with the profile's lock.
    pub(super) fn leftovers(&self) -> Vec<Credentials> {
        match self.storage {
            Storage::Keyring => Vec::new(),
            Storage::File => file::read_leftovers(&self.path),
        }
    }

    /// Stores the credentials: the refresh token first, since all else can be had again by it.
    pub(super) fn write(&self, credentials: &Credentials, patience: KeyringWait) -> Result<(), AuthError> {
        match self.storage {
            Storage::Keyring => keyring::write(&self.profile, credentials, patience),
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
