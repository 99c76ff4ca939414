//! What is done to a platform's data from the command line, while its server runs or not.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::api::wire::Token;
use crate::platform::identity::{TokenWish, is_subject, mint};
use crate::platform::scans::{read_stored, summarise};
use crate::platform::store::{self, RawPlace, Store, StoreError};
use crate::policy::Policy;
use crate::secret::Secret;

/// The stores of a platform, for whoever runs it.
pub struct Administration {
    data: PathBuf,
    store: Store,
}

/// What cannot be done to a platform's data.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// The stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The subject of a token is empty, too long, or does not show.
    #[error("`{0}` is no subject of a token: it has 1 to 255 characters that show")]
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
        Ok(Self {
            data: data.to_owned(),
            store: Store::open(data, place, durable)?,
        })
    }

    /// Makes a token. The text is nowhere else.
    pub fn create_token(&self, wish: &TokenWish) -> Result<(Secret, Token), AdministrationError> {
        if !is_subject(&wish.subject) {
            return Err(AdministrationError::Subject(wish.subject.clone()));
        }
        let (secret, new) = mint(wish, Timestamp::now()).ok_or(AdministrationError::Random)?;
        self.store.index().add_token(&new).map_err(StoreError::Index)?;
        Ok((secret, new.token))
    }

    /// All tokens, oldest first.
    pub fn tokens(&self) -> Result<Vec<Token>, AdministrationError> {
        Ok(self.store.index().tokens().map_err(StoreError::Index)?)
    }

    /// Revokes a token. `false`: there is none of that id to revoke.
    pub fn revoke_token(&self, id: &str) -> Result<bool, AdministrationError> {
        let revoked = self.store.index().revoke(id, Timestamp::now());
        Ok(revoked.map_err(StoreError::Index)?)
    }

    /// Writes a copy of the index to a file, while others write to it.
    pub fn backup(&self, file: &Path) -> Result<(), AdministrationError> {
        Ok(self.store.index().backup(file).map_err(StoreError::Index)?)
    }

    /// Builds the index anew from the raw scans, graded by that policy; how many there are.
    pub fn reindex(&self, policy: &Policy, limit: u64) -> Result<u64, AdministrationError> {
        let _alone = store::alone(&self.data)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(AdministrationError::Runtime)?;
        runtime.block_on(async {
            self.store.settle(&self.data).await?;
            let keys = self.store.keys().await?;
            let mut entries = Vec::with_capacity(keys.len().min(1_000));
            let mut count = 0;
            self.store.index().clear().map_err(StoreError::Index)?;
            for key in keys {
                entries.push(self.entry(&key, policy, limit).await?);
                if entries.len() == 1_000 {
                    count += self.fill(&mut entries)?;
                }
            }
            count += self.fill(&mut entries)?;
            // What is where it belongs already is put there once more, and found to be the same.
            self.store.settle(&self.data).await?;
            Ok(count)
        })
    }

    fn fill(&self, entries: &mut Vec<store::Entry>) -> Result<u64, AdministrationError> {
        let index = self.store.index();
        let added = index.add(entries).map_err(StoreError::Index)?;
        if index.is_untidy() {
            index.tidy().map_err(StoreError::Index)?;
        }
        entries.clear();
        Ok(added
            .iter()
            .filter(|added| matches!(added, store::Added::New(_)))
            .count() as u64)
    }

    async fn entry(&self, key: &str, policy: &Policy, limit: u64) -> Result<store::Entry, AdministrationError> {
        let raw = self.store.raw_at(key).await?;
        let wrong = |detail: String| AdministrationError::Scan {
            key: key.to_owned(),
            detail,
        };
        let (head, body) = store::decode(&raw, limit).map_err(|error| wrong(error.to_string()))?;
        let scan = read_stored(&head.scan_id, head.received_at, &body).map_err(|error| wrong(error.to_string()))?;
        let (entry, _) = summarise(&scan, head.developer, &body, head.received_at, policy)
            .map_err(|error| wrong(error.to_string()))?;
        Ok(store::Entry {
            key: key.to_owned(),
            raw,
            ..entry
        })
    }
}
