//! What is done to a platform's data from the command line, while its server runs or not.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::api::wire::Token;
use crate::platform::identity::{NewTokenRequest, is_developer_id, mint};
use crate::platform::scans::{read_stored, summarise};
use crate::platform::store::{AccountStore as _, DataLock, NewScan, RawPlace, SqliteStore, StoreError, decode};
use crate::policy::Policy;
use crate::secret::Secret;

/// Scans that are put into a new index at once.
const REINDEXED_AT_ONCE: usize = 1_000;

/// The stores of a platform, for whoever runs it.
pub struct Administration {
    data: PathBuf,
    store: SqliteStore,
    runtime: tokio::runtime::Runtime,
}

/// What cannot be done to a platform's data.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// The stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The subject of a token is empty, too long, or does not show.
    #[error("`{0}` cannot be the name of a developer: it must have 1 to 255 printable characters")]
    Subject(String),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes to make a token of")]
    Random,
    /// A runtime for the store of raw scans cannot be started.
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    /// A raw scan is there, and cannot be understood.
    #[error("the raw scan `{key}` is not one of this platform: {detail}")]
    Scan {
        /// Its name.
        key: String,
        /// Why.
        detail: String,
    },
}

impl Administration {
    /// Opens a platform's data, or makes it.
    pub fn open(data: &Path, place: &RawPlace, durable: bool) -> Result<Self, AdministrationError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(AdministrationError::Runtime)?;
        Ok(Self {
            data: data.to_owned(),
            store: SqliteStore::open(data, place, durable)?,
            runtime,
        })
    }

    /// Makes a token. The text is nowhere else.
    pub fn create_token(&self, request: &NewTokenRequest) -> Result<(Secret, Token), AdministrationError> {
        if !is_developer_id(&request.developer_id) {
            return Err(AdministrationError::Subject(request.developer_id.clone()));
        }
        let (secret, new) = mint(request, Timestamp::now()).ok_or(AdministrationError::Random)?;
        let token = new.token.clone();
        self.runtime.block_on(self.store.add_token(new))?;
        Ok((secret, token))
    }

    /// All tokens, oldest first.
    pub fn tokens(&self) -> Result<Vec<Token>, AdministrationError> {
        Ok(self.runtime.block_on(self.store.tokens())?)
    }

    /// Revokes a token. `false`: there is none of that id to revoke.
    pub fn revoke_token(&self, id: &str) -> Result<bool, AdministrationError> {
        Ok(self.runtime.block_on(self.store.revoke_token(id, Timestamp::now()))?)
    }

    /// Writes a copy of the index to a file, while others write to it.
    pub fn backup(&self, file: &Path) -> Result<(), AdministrationError> {
        Ok(self.runtime.block_on(self.store.backup(file.to_owned()))?)
    }

    /// Builds the index anew from the raw scans, graded by that policy; how many there are. `limit`: bytes of the longest scan.
    pub fn reindex(&self, policy: &Policy, limit: u64) -> Result<u64, AdministrationError> {
        let _lock = DataLock::acquire(&self.data)?;
        self.runtime.block_on(async {
            self.store.drain().await?;
            let keys = self.store.raw_keys().await?;
            self.store.clear_index().await?;
            let mut count = 0;
            for keys in keys.chunks(REINDEXED_AT_ONCE) {
                let mut scans = Vec::with_capacity(keys.len());
                for key in keys {
                    scans.push(self.read_raw(key, policy, limit).await?);
                }
                count += self.store.index_uploaded(scans).await?;
            }
            Ok(u64::try_from(count).unwrap_or(u64::MAX))
        })
    }

    async fn read_raw(&self, key: &str, policy: &Policy, limit: u64) -> Result<NewScan, AdministrationError> {
        let raw = self.store.raw_at(key).await?;
        let wrong = |detail: String| AdministrationError::Scan {
            key: key.to_owned(),
            detail,
        };
        let (head, body) = decode(&raw, limit).map_err(|error| wrong(error.to_string()))?;
        let scan = read_stored(&head.scan_id, head.received_at, &body).map_err(|error| wrong(error.to_string()))?;
        let (new, _) = summarise(&scan, head.developer_id, &body, head.received_at, policy)
            .map_err(|error| wrong(error.to_string()))?;
        Ok(NewScan {
            key: key.to_owned(),
            raw,
            ..new
        })
    }
}
