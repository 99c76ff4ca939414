//! Group commit: scans that come at the same time share one transaction, and one wait for the disk.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

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
    /// Starts the thread that writes, and the one that tidies up behind it. They end when the last handle is gone. `added` is told of each batch.
    pub(super) fn start(index: Arc<dyn Index>, added: Arc<Notify>) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (untidy, orders) = std::sync::mpsc::sync_channel(1);
        let tidied = Arc::clone(&index);
        std::thread::Builder::new()
            .name("index-tidy".to_owned())
            .spawn(move || tidy(tidied.as_ref(), &orders))?;
        std::thread::Builder::new()
            .name("index".to_owned())
            .spawn(move || write(index.as_ref(), queue, &added, &untidy))?;
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

/// Tidies up whenever it is told to, until nobody is left to tell it.
fn tidy(index: &dyn Index, orders: &Receiver<()>) {
    for () in orders {
        if let Err(error) = index.tidy() {
            log::failure("the index could not be tidied up", &error);
        }
    }
}

fn write(index: &dyn Index, mut queue: mpsc::Receiver<Job>, added: &Notify, untidy: &SyncSender<()>) {
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
                if index.is_untidy() {
                    // One order is enough.
                    let _ = untidy.try_send(());
                }
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
