//! Group commit: scans that come at the same time share one transaction, and one wait for the disk.

use std::sync::Arc;

use tokio::sync::{Notify, mpsc, oneshot};

use super::StoreError;
use super::index::{Added, Entry, Index};
use crate::platform::log;

/// The most scans that one transaction takes.
const LARGEST_BATCH: usize = 256;
/// Scans that may wait before those who bring more have to.
const QUEUE: usize = 512;

/// A scan to be added, and who wants to know what became of it.
struct Job {
    entry: Entry,
    /// `None`: the index failed.
    done: oneshot::Sender<Option<Added>>,
}

/// The one who writes to the index.
#[derive(Clone)]
pub(super) struct Group {
    jobs: mpsc::Sender<Job>,
}

impl Group {
    /// Starts the thread that writes. It ends when the last handle to it is gone. `added` is told of each batch.
    pub(super) fn start(index: Arc<dyn Index>, added: Arc<Notify>) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("index".to_owned())
            .spawn(move || write(index.as_ref(), queue, &added))?;
        Ok(Self { jobs })
    }

    /// Adds a scan; it is durable when this returns.
    pub(super) async fn add(&self, entry: Entry) -> Result<Added, StoreError> {
        let (done, added) = oneshot::channel();
        let job = Job { entry, done };
        self.jobs.send(job).await.map_err(|_| StoreError::Stopped)?;
        added.await.map_err(|_| StoreError::Stopped)?.ok_or(StoreError::NotKept)
    }
}

fn write(index: &dyn Index, mut queue: mpsc::Receiver<Job>, added: &Notify) {
    while let Some(first) = queue.blocking_recv() {
        let (mut entries, mut waiting) = (vec![first.entry], vec![first.done]);
        while entries.len() < LARGEST_BATCH
            && let Ok(job) = queue.try_recv()
        {
            entries.push(job.entry);
            waiting.push(job.done);
        }
        // Who brought a scan may have gone away: it is kept all the same.
        match index.add(&entries) {
            Ok(results) => {
                for (done, result) in waiting.into_iter().zip(results) {
                    let _ = done.send(Some(result));
                }
                added.notify_one();
            }
            Err(error) => {
                log::failure("scans could not be kept", &error);
                for done in waiting {
                    let _ = done.send(None);
                }
            }
        }
    }
}
