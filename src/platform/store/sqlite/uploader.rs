//! Puts raw scans where they belong, and then takes them out of the index.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::sync::Notify;

use super::database::Database;
use super::scans::{self, Spooled};
use crate::platform::events::log;
use crate::platform::store::StoreError;

/// Objects that are written at the same time.
const PARALLEL_PUTS: usize = 8;
/// Bytes that are read from the index at once.
const BATCH_BYTES: usize = 1 << 20;
/// The wait before each batch: more scans come meanwhile, and one commit takes them all out of the index.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest wait after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Puts raw scans where they belong.
#[derive(Clone)]
pub(super) struct Uploader {
    pub(super) database: Database,
    pub(super) raw: Arc<dyn ObjectStore>,
    /// Notified when scans were stored in the index.
    pub(super) stored: Arc<Notify>,
    /// The directory that raw scans are written to. `None`: they are written to a bucket.
    pub(super) directory: Option<PathBuf>,
}

impl Uploader {
    /// Uploads for ever: first what an earlier run left.
    pub(super) async fn run(self) {
        if let Err(error) = self.delete_unfinished().await {
            log::failure("files of unfinished writes could not be deleted", &error);
        }
        let mut pause = PAUSE;
        loop {
            match self.drain().await {
                Ok(()) => {
                    self.stored.notified().await;
                    pause = PAUSE;
                }
                Err(error) => {
                    log::failure(
                        "raw scans stay in the index: they cannot be written where they belong",
                        &error,
                    );
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Uploads all raw scans that are in the index.
    pub(super) async fn drain(&self) -> Result<(), StoreError> {
        loop {
            let batch = self
                .database
                .read(|connection| scans::spooled(connection, BATCH_BYTES))
                .await?;
            if batch.is_empty() {
                return Ok(());
            }
            let uploaded: Vec<(i64, String)> = batch.iter().map(|spooled| (spooled.seq, spooled.key.clone())).collect();
            futures_util::stream::iter(batch.into_iter().map(|spooled| self.put(spooled)))
                .buffer_unordered(PARALLEL_PUTS)
                .try_collect::<()>()
                .await?;
            self.database
                .write(move |connection| scans::mark_stored(connection, &uploaded))
                .await?;
        }
    }

    /// Deletes what a process that was killed left of the scans that it was writing: `object_store` writes to `NAME#1` first.
    async fn delete_unfinished(&self) -> Result<(), StoreError> {
        let Some(directory) = self.directory.clone() else {
            return Ok(());
        };
        let keys = self.database.read(scans::spooled_keys).await?;
        let delete = move || {
            for key in keys {
                let mut number = 1;
                while fs_err::remove_file(directory.join(format!("{key}#{number}"))).is_ok() {
                    number += 1;
                }
            }
        };
        tokio::task::spawn_blocking(delete)
            .await
            .map_err(|_| StoreError::Stopping)
    }

    /// Writes one object. One of an earlier attempt is replaced by the same bytes.
    async fn put(&self, spooled: Spooled) -> Result<(), StoreError> {
        let path = Path::parse(&spooled.key)?;
        self.raw.put(&path, PutPayload::from(spooled.raw)).await?;
        Ok(())
    }
}
