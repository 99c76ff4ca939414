//! What is done to a platform's data from the command line: tokens, backups, a new index, removing scans.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use jiff::{Timestamp, ToSpan as _};
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::api::wire::{AuditEntry, Token};
use crate::platform::identity::{NewTokenRequest, is_developer_id, mint};
use crate::platform::scans::{read_stored, summarise};
use crate::platform::store::{
    AccountStore as _, DataLock, IndexLock, NewScan, RawPlace, RebuiltIndex, ScanStore as _, SqliteStore, StoreError,
    decode, hash_of, is_damaged, raw_at, raw_keys, restore,
};
use crate::policy::Policy;
use crate::secret::Secret;

/// Scans that are put into a new index at once.
const REINDEXED_AT_ONCE: usize = 1_000;
/// Who did what was done on the command line, in the audit log.
const COMMAND_LINE: &str = "command line";

/// A platform's data, for its operator.
pub struct Administration {
    data: PathBuf,
    place: RawPlace,
    durable: bool,
    runtime: tokio::runtime::Runtime,
}

/// What cannot be done to a platform's data.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// The stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The name for a token is empty, too long, or has control characters.
    #[error("`{0}` cannot be the name of a developer: it must have 1 to 255 printable characters")]
    Subject(String),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes to make a token of")]
    Random,
    /// A directory cannot be read.
    #[error("cannot read the directory")]
    Import(#[source] std::io::Error),
    /// A runtime for the store of raw scans cannot be started.
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
}

/// What a new index was built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reindexed {
    /// The scans in it.
    pub scans: u64,
    /// The raw scans that could not be read, with the reason.
    pub unreadable: Vec<(String, String)>,
    /// The old index, where it was damaged.
    pub damaged: Option<DamagedIndex>,
}

/// An index that was damaged, and from which a new one has what could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedIndex {
    /// Where it is now.
    pub path: PathBuf,
    /// The tokens that could be read from it.
    pub tokens: usize,
    /// The tables that could not be read to their end.
    pub unreadable: Vec<&'static str>,
}

/// Which scans are removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// That of an id.
    Scan(String),
    /// Those of a developer.
    Developer(String),
    /// Those that were received more than so many days ago.
    OlderThanDays(u16),
}

impl Administration {
    /// For the platform in that data directory, which need not be there yet.
    pub fn of(data: &Path, place: &RawPlace, durable: bool) -> Result<Self, AdministrationError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(AdministrationError::Runtime)?;
        Ok(Self {
            data: data.to_owned(),
            place: place.clone(),
            durable,
            runtime,
        })
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    pub(super) fn place(&self) -> &RawPlace {
        &self.place
    }

    /// Waits for a store.
    pub(super) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The store of a platform that exists.
    fn open(&self) -> Result<SqliteStore, StoreError> {
        if !SqliteStore::exists(&self.data) {
            return Err(StoreError::NoPlatform {
                path: self.data.clone(),
            });
        }
        SqliteStore::open(&self.data, &self.place, self.durable)
    }

    fn note(&self, store: &SqliteStore, action: &str, object: &str) -> Result<(), StoreError> {
        self.runtime.block_on(store.add_audit(AuditEntry {
            at: Timestamp::now(),
            actor: COMMAND_LINE.to_owned(),
            token_id: None,
            address: None,
            action: action.to_owned(),
            object: object.to_owned(),
        }))
    }

    /// Creates a token, and the platform where there is none yet. The text is nowhere else.
    pub fn create_token(&self, request: &NewTokenRequest) -> Result<(Secret, Token), AdministrationError> {
        if !is_developer_id(&request.developer_id) {
            return Err(AdministrationError::Subject(request.developer_id.clone()));
        }
        let store = SqliteStore::open(&self.data, &self.place, self.durable)?;
        let (secret, new) = mint(request, Timestamp::now()).ok_or(AdministrationError::Random)?;
        let token = new.token.clone();
        self.runtime.block_on(store.add_token(new))?;
        self.note(&store, "token_created", &token.id)?;
        Ok((secret, token))
    }

    /// All tokens, oldest first.
    pub fn tokens(&self) -> Result<Vec<Token>, AdministrationError> {
        Ok(self.runtime.block_on(self.open()?.tokens())?)
    }

    /// Revokes a token. `false`: there is none of that id to revoke.
    pub fn revoke_token(&self, id: &str) -> Result<bool, AdministrationError> {
        let store = self.open()?;
        let revoked = self.runtime.block_on(store.revoke_token(id, Timestamp::now()))?;
        if revoked {
            self.note(&store, "token_revoked", id)?;
        }
        Ok(revoked)
    }

    /// How many scans would be removed.
    pub fn count(&self, which: &Removal) -> Result<u64, AdministrationError> {
        let store = self.open()?;
        let count = match which {
            Removal::Scan(id) => u64::from(self.runtime.block_on(store.scan(id))?.is_some()),
            Removal::Developer(id) => self.runtime.block_on(store.developer(id))?.map_or(0, |it| it.scans),
            Removal::OlderThanDays(days) => self.runtime.block_on(store.scans_before(days_ago(*days)))?,
        };
        Ok(count)
    }

    /// Removes scans with their raw bytes; how many.
    pub fn remove(&self, which: &Removal) -> Result<u64, AdministrationError> {
        let store = self.open()?;
        let (removed, action, object) = match which {
            Removal::Scan(id) => {
                let removed = self.runtime.block_on(store.remove_scan(id))?;
                (u64::from(removed), "scan_removed", id.clone())
            }
            Removal::Developer(id) => {
                let removed = self.runtime.block_on(store.remove_developer(id))?;
                (removed, "developer_removed", id.clone())
            }
            Removal::OlderThanDays(days) => {
                let removed = self.runtime.block_on(store.remove_before(days_ago(*days)))?;
                (removed, "scans_expired", format!("older than {days} days"))
            }
        };
        if removed > 0 {
            self.note(&store, action, &object)?;
        }
        Ok(removed)
    }

    /// The latest lines of the audit log, newest first.
    pub fn audit(&self, limit: usize) -> Result<Vec<AuditEntry>, AdministrationError> {
        Ok(self.runtime.block_on(self.open()?.audit(limit))?)
    }

    /// Writes a copy of the index to a file, while others write to it. `progress` is told how many pages of how many are copied.
    pub fn backup(&self, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), AdministrationError> {
        Ok(self.open()?.backup(file, progress)?)
    }

    /// Puts a backup in the place of the index. The old index is kept beside it; whether there was one.
    pub fn restore(&self, file: &Path) -> Result<bool, AdministrationError> {
        let _lock = DataLock::acquire(&self.data)?;
        let _index_lock = IndexLock::exclusive(&self.data)?;
        if SqliteStore::exists(&self.data)
            && let Ok(store) = SqliteStore::open_locked(&self.data, &self.place, self.durable, None)
        {
            // Raw scans that are in the index alone would go with it.
            self.runtime.block_on(store.drain())?;
        }
        Ok(restore(&self.data, file)?)
    }

    /// Builds the index anew from the raw scans, graded by that policy, and replaces the old one by it. `limit`: bytes of the longest
    /// scan. Until the new index is whole, the old one stays; a damaged one is moved aside then.
    pub fn reindex(
        &self,
        policy: &Policy,
        limit: u64,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Reindexed, AdministrationError> {
        let has_raw_scans = match self.place {
            RawPlace::Directory => self.data.join("scans").is_dir(),
            #[cfg(feature = "aws")]
            RawPlace::S3(_) => self.data.is_dir(),
        };
        if !has_raw_scans && !SqliteStore::exists(&self.data) {
            return Err(StoreError::NoPlatform {
                path: self.data.clone(),
            }
            .into());
        }
        let _lock = DataLock::acquire(&self.data)?;
        let _index_lock = IndexLock::exclusive(&self.data)?;
        let new = RebuiltIndex::begin(&self.data)?;
        let mut result = Reindexed {
            scans: 0,
            unreadable: Vec::new(),
            damaged: None,
        };
        let raw = self.place.open(&self.data, self.durable)?;
        let salvaged = if is_damaged(&self.data)? {
            let mut put = |key: &str, bytes: Vec<u8>| {
                let path = ObjectPath::parse(key)?;
                self.runtime.block_on(raw.put(&path, PutPayload::from(bytes)))?;
                Ok(())
            };
            Some(new.salvage(&mut put)?)
        } else {
            let old = SqliteStore::open_locked(&self.data, &self.place, self.durable, None)?;
            self.runtime.block_on(old.drain())?;
            None
        };
        let keys = self.runtime.block_on(raw_keys(raw.as_ref()))?;
        for (at, chunk) in keys.chunks(REINDEXED_AT_ONCE).enumerate() {
            progress(at * REINDEXED_AT_ONCE, keys.len());
            let mut scans = Vec::with_capacity(chunk.len());
            for key in chunk {
                match self.runtime.block_on(read_raw(raw.as_ref(), key, policy, limit))? {
                    Ok(scan) => scans.push(scan),
                    Err(problem) => result.unreadable.push((key.clone(), problem)),
                }
            }
            result.scans += new.add(&scans)?;
        }
        if let Some(salvaged) = salvaged {
            result.damaged = Some(DamagedIndex {
                path: new.move_aside()?,
                tokens: salvaged.tokens,
                unreadable: salvaged.unreadable,
            });
        }
        new.replace()?;
        Ok(result)
    }
}

fn days_ago(days: u16) -> Timestamp {
    let time = Timestamp::now().saturating_sub((24 * i64::from(days)).hours());
    time.unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A raw scan, read and graded, or what is wrong with it.
async fn read_raw(
    raw: &dyn ObjectStore,
    key: &str,
    policy: &Policy,
    limit: u64,
) -> Result<Result<NewScan, String>, StoreError> {
    let raw = raw_at(raw, key).await?;
    let read = || {
        let (head, body) = decode(&raw, limit).map_err(|error| error.to_string())?;
        let scan = read_stored(&head.scan_id, head.received_at, &body).map_err(|error| error.to_string())?;
        let (listed, _) = summarise(&scan, head.developer_id, head.received_at, policy);
        let digest = hash_of(&raw).ok_or("not a raw scan of this platform")?;
        Ok(NewScan {
            summary: listed.summary,
            tools: listed.tools,
            project: listed.project,
            digest,
            key: key.to_owned(),
            raw: Bytes::new(),
        })
    };
    Ok(read())
}
