//! Carries raw scans from the spool of the index to where they are kept.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, path::Path};
use tokio::sync::Notify;

use super::index::{Index, IndexError, Spooled};
use super::{StoreError, blocking};
use crate::platform::log;

/// The most that is carried at once.
const LOAD_BYTES: usize = 4 << 20;
/// Objects that are written at the same time.
const HANDS: usize = 8;
/// What comes in meanwhile goes along: one wait for the disk carries more.
const GATHER: Duration = Duration::from_millis(100);
/// The longest wait after a failure.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(super) struct Carrier {
    pub(super) index: Arc<dyn Index>,
    pub(super) raw: Arc<dyn ObjectStore>,
    /// The folder whose file system is to have written all, before the spool forgets. `None`: the store sees to that.
    pub(super) sync: Option<PathBuf>,
}

impl Carrier {
    /// Carries for ever, whenever it is told that there is something.
    pub(super) async fn run(self, added: Arc<Notify>) {
        let mut wait = GATHER;
        loop {
            match self.empty().await {
                Ok(()) => {
                    wait = GATHER;
                    added.notified().await;
                    tokio::time::sleep(GATHER).await;
                }
                Err(error) => {
                    log::failure(
                        "raw scans wait in the index: they cannot be put where they are kept",
                        &error,
                    );
                    wait = (wait * 2).min(LONGEST_WAIT);
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    /// Carries all that is in the spool.
    pub(super) async fn empty(&self) -> Result<(), StoreError> {
        let mut behind = 0;
        loop {
            let index = Arc::clone(&self.index);
            let load = blocking(move || index.spooled(behind, LOAD_BYTES)).await?;
            let Some(last) = load.last() else { return Ok(()) };
            behind = last.seq;
            let seqs: Vec<i64> = load.iter().map(|spooled| spooled.seq).collect();
            let puts = load.into_iter().map(|spooled| put(self.raw.as_ref(), spooled));
            let mut puts = futures_util::stream::iter(puts).buffer_unordered(HANDS);
            while let Some(result) = puts.next().await {
                result?;
            }
            if let Some(folder) = self.sync.clone() {
                tokio::task::spawn_blocking(move || sync(&folder))
                    .await
                    .map_err(|_| StoreError::Stopped)?
                    .map_err(StoreError::Sync)?;
            }
            let index = Arc::clone(&self.index);
            blocking(move || index.carried(&seqs)).await?;
        }
    }
}

async fn put(raw: &dyn ObjectStore, spooled: Spooled) -> Result<(), StoreError> {
    let path = Path::parse(&spooled.key).map_err(Error::from)?;
    let created = PutOptions::from(PutMode::Create);
    match raw
        .put_opts(&path, PutPayload::from(spooled.raw.clone()), created)
        .await
    {
        Ok(_) => Ok(()),
        // An earlier attempt. What a loss of power left of it may be less than the whole.
        Err(Error::AlreadyExists { .. }) => {
            let there = raw.get(&path).await?.bytes().await?;
            if there != spooled.raw {
                raw.put(&path, PutPayload::from(spooled.raw)).await?;
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Waits until the file system of a folder has written all that it was given.
#[cfg(target_os = "linux")]
fn sync(folder: &std::path::Path) -> std::io::Result<()> {
    let folder = fs_err::File::open(folder)?;
    Ok(rustix::fs::syncfs(folder)?)
}

/// Elsewhere each file is written through by itself.
#[cfg(not(target_os = "linux"))]
fn sync(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

impl From<IndexError> for StoreError {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}
