//! Where scans are: an index of what is known of them, and their raw bytes beside it.
//!
//! What comes in goes into the index with its raw bytes, in one transaction, and is acknowledged then. The carrier puts the
//! bytes where they are kept and takes them out of the index. So each scan is in the index exactly when it was
//! acknowledged, and its bytes are in one of the two places at any moment.

mod batch_writer;
mod index;
mod raw;
mod raw_place;
mod spool_cache;
mod sqlite;
mod summary;
mod uploader;

#[cfg(test)]
mod tests;

pub(crate) use batch_writer::Taken;
pub use index::IndexError;
pub(crate) use index::{Added, Credential, Day, Entry, Filter, Index, Kept, NewToken, Session, Totals};
pub(crate) use raw::{Head, decode, encode, key};
pub use raw_place::RawPlace;
#[cfg(feature = "aws")]
pub use raw_place::S3;

use std::fs::TryLockError;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use object_store::{ObjectStore, ObjectStoreExt as _};

use batch_writer::Group;
use spool_cache::Fresh;
use sqlite::Sqlite;
use uploader::Carrier;

/// The index's file in the data folder.
pub(crate) const INDEX_FILE: &str = "index.sqlite";
/// Whoever takes scans in holds the lock of this file.
const LOCK_FILE: &str = "lock";

/// What a store cannot do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder cannot be made or written to.
    #[error("cannot use the data folder {}", .path.display())]
    Folder {
        /// The folder.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A server, or what builds its index anew, uses the data folder.
    #[error("the data folder {} is in use by another devenv: a server, or `devenv serve reindex`", .path.display())]
    InUse {
        /// The folder.
        path: std::path::PathBuf,
    },
    /// The place for raw scans is none that this program knows.
    #[error("cannot keep raw scans at `{0}`")]
    Place(String),
    /// The index failed.
    #[error("the index of scans failed")]
    Index(#[source] IndexError),
    /// The raw scans cannot be read or written.
    #[error("the store of raw scans failed")]
    Raw(#[from] object_store::Error),
    /// The disk did not write what it was given.
    #[error("cannot write raw scans to the disk")]
    Sync(#[source] std::io::Error),
    /// A raw scan is not what this program writes.
    #[error("the raw scan `{key}` cannot be read")]
    Broken {
        /// Its name.
        key: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A scan could not be written to the index; the log says why.
    #[error("the scan could not be written to the index")]
    NotKept,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopped,
}

/// The stores of a platform.
#[derive(Clone)]
pub(crate) struct Store {
    index: Arc<dyn Index>,
    raw: Arc<dyn ObjectStore>,
    place: RawPlace,
    durable: bool,
    fresh: Arc<Fresh>,
    group: Arc<OnceLock<Group>>,
}

/// That this process alone takes scans in, for as long as this value is kept. The system ends it with the process.
#[derive(Debug)]
pub(crate) struct Alone(#[expect(dead_code, reason = "the lock is the open file's")] fs_err::File);

/// Holds that no other process serves from this data folder or builds its index anew.
pub(crate) fn alone(data: &Path) -> Result<Alone, StoreError> {
    let failed = |source| StoreError::Folder {
        path: data.to_owned(),
        source,
    };
    let mut options = fs_err::OpenOptions::new();
    options.create(true).write(true).truncate(false);
    let file = options.open(data.join(LOCK_FILE)).map_err(failed)?;
    match file.file().try_lock() {
        Ok(()) => Ok(Alone(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: data.to_owned() }),
        // Some file systems have no locks: there is nothing to hold there.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => Ok(Alone(file)),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Runs what blocks on a thread that may.
async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, IndexError> + Send + 'static,
) -> Result<T, StoreError> {
    let result = tokio::task::spawn_blocking(call).await;
    result.map_err(|_| StoreError::Stopped)?.map_err(StoreError::Index)
}

impl Store {
    /// Opens the stores in a data folder, or makes them. Nothing runs yet: see [`Store::start`].
    pub(crate) fn open(data: &Path, place: &RawPlace, durable: bool) -> Result<Self, StoreError> {
        make_folder(data).map_err(|source| StoreError::Folder {
            path: data.to_owned(),
            source,
        })?;
        let index = Sqlite::open(&data.join(INDEX_FILE), durable).map_err(StoreError::Index)?;
        Ok(Self {
            index: Arc::new(index),
            raw: place.open(data)?,
            place: place.clone(),
            durable,
            fresh: Arc::new(Fresh::new(durable)),
            group: Arc::default(),
        })
    }

    fn carrier(&self, data: &Path, fresh: Arc<Fresh>) -> Carrier {
        let is_local = matches!(self.place, RawPlace::Folder);
        Carrier {
            index: Arc::clone(&self.index),
            fresh,
            raw: Arc::clone(&self.raw),
            folder: is_local.then(|| data.to_owned()),
            durable: self.durable,
        }
    }

    /// Starts taking scans in. What an earlier run did not carry away is carried now.
    pub(crate) fn start(&self, data: &Path) -> Result<(), StoreError> {
        let group = Group::start(Arc::clone(&self.index), Arc::clone(&self.fresh)).map_err(StoreError::Sync)?;
        // A store is started once.
        let _ = self.group.set(group);
        tokio::spawn(self.carrier(data, Arc::clone(&self.fresh)).run());
        Ok(())
    }

    /// Carries away all raw scans that wait in the index.
    pub(crate) async fn settle(&self, data: &Path) -> Result<(), StoreError> {
        self.carrier(data, Arc::new(Fresh::new(self.durable))).empty().await
    }

    /// Takes a scan in; it is durable when this returns.
    pub(crate) async fn add(&self, entry: Entry) -> Result<Taken, StoreError> {
        let group = self.group.get().ok_or(StoreError::Stopped)?;
        group.add(entry).await
    }

    /// Asks the index.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Index) -> Result<T, IndexError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let index = Arc::clone(&self.index);
        blocking(move || question(index.as_ref())).await
    }

    /// Asks the index what it finds at once, in pages that it was just at. To hand that to another thread takes longer.
    pub(crate) fn glance<T>(
        &self,
        question: impl FnOnce(&dyn Index) -> Result<T, IndexError>,
    ) -> Result<T, StoreError> {
        Ok(question(self.index.as_ref())?)
    }

    /// The index, for those who may block.
    pub(crate) fn index(&self) -> &dyn Index {
        self.index.as_ref()
    }

    /// The raw bytes of a scan, as they are kept.
    pub(crate) async fn raw(&self, kept: &Kept) -> Result<Bytes, StoreError> {
        let id = kept.summary.scan_id.clone();
        if let Some(raw) = self.ask(move |index| index.in_spool(&id)).await? {
            return Ok(raw);
        }
        let path = object_store::path::Path::parse(&kept.key).map_err(object_store::Error::from)?;
        Ok(self.raw.get(&path).await?.bytes().await?)
    }

    /// The names of all raw scans that are kept, oldest first for each developer.
    pub(crate) async fn keys(&self) -> Result<Vec<String>, StoreError> {
        let prefix = object_store::path::Path::from("scans");
        let objects = self.raw.list(Some(&prefix));
        let mut keys: Vec<String> = objects
            .map_ok(|object| object.location.to_string())
            .try_filter(|key| std::future::ready(key.ends_with(".json.zst")))
            .try_collect()
            .await?;
        // The name begins with the time: across developers, too, the oldest comes first.
        keys.sort_by(|one, other| file_name(one).cmp(file_name(other)));
        Ok(keys)
    }

    /// The raw bytes under a name.
    pub(crate) async fn raw_at(&self, key: &str) -> Result<Bytes, StoreError> {
        let path = object_store::path::Path::parse(key).map_err(object_store::Error::from)?;
        Ok(self.raw.get(&path).await?.bytes().await?)
    }

    /// Forgets scans that came before a time, raw bytes and all; how many there were.
    pub(crate) async fn forget_before(&self, time: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let old = self.ask(move |index| index.older_than(time, 500)).await?;
            if old.is_empty() {
                return Ok(forgotten);
            }
            for (_, key) in &old {
                let path = object_store::path::Path::parse(key).map_err(object_store::Error::from)?;
                match self.raw.delete(&path).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => forgotten += 1,
                    Err(error) => return Err(error.into()),
                }
            }
            let seqs: Vec<i64> = old.iter().map(|(seq, _)| *seq).collect();
            self.ask(move |index| {
                index.forget(&seqs)?;
                if index.is_untidy() { index.tidy() } else { Ok(()) }
            })
            .await?;
        }
    }
}

fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// Makes a folder that only this user can enter, and those above it; a loss of power does not take them away again. One that is
/// there stays as it is.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent
        && !parent.is_dir()
    {
        make_folder(parent)?;
    }
    fs_err::create_dir(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs_err::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    sync_folder(parent.unwrap_or(Path::new(".")))
}

/// Waits until the disk has the names that are in a folder.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs_err::File::open(folder)?.sync_all()
}

/// Windows writes names with the file system's own log, and opens no folder as a file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
