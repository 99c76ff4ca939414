//! Group commit: scans that come at the same time share one transaction, and one wait for the disk.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use super::index::{Added, Entry, Index, Spooled};
use super::spool_cache::Fresh;
use crate::api::wire::Summary;
use crate::platform::events::log;

/// The most scans that one transaction takes.
const LARGEST_BATCH: usize = 256;
/// After a batch of several, more will come soon: they are waited for, so that a transaction takes a dozen and not three. Locks, and pages
/// that every transaction changes, are an eighth of what an upload costs otherwise. A client that is alone does not wait.
const GATHER: Duration = Duration::from_millis(1);
/// Scans that may wait before those who bring more have to.
const QUEUE: usize = 512;

/// A scan to be added, and who wants to know what became of it.
struct Job {
    entry: Entry,
    /// `None`: the index failed.
    done: oneshot::Sender<Option<Taken>>,
}

/// A scan that was brought, and what became of it.
pub(crate) struct Taken {
    pub(crate) added: Added,
    pub(crate) summary: Summary,
    pub(crate) raw: Bytes,
}

/// The one who writes to the index.
#[derive(Clone)]
pub(crate) struct Group {
    jobs: mpsc::Sender<Job>,
}

impl Group {
    /// Starts the thread that writes, and the one that tidies up behind it. They end when the last handle is gone. `fresh` is told of each batch.
    pub(crate) fn start(index: Arc<dyn Index>, fresh: Arc<Fresh>) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (untidy, orders) = std::sync::mpsc::sync_channel(1);
        let tidied = Arc::clone(&index);
        std::thread::Builder::new()
            .name("index-tidy".to_owned())
            .spawn(move || tidy(tidied.as_ref(), &orders))?;
        std::thread::Builder::new()
            .name("index".to_owned())
            .spawn(move || write(index.as_ref(), queue, &fresh, &untidy))?;
        Ok(Self { jobs })
    }

    /// Adds a scan; it is durable when this returns.
    pub(crate) async fn add(&self, entry: Entry) -> Result<Taken, StoreError> {
        let (done, taken) = oneshot::channel();
        let job = Job { entry, done };
        self.jobs.send(job).await.map_err(|_| StoreError::Stopped)?;
        taken.await.map_err(|_| StoreError::Stopped)?.ok_or(StoreError::NotKept)
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

fn write(index: &dyn Index, mut queue: mpsc::Receiver<Job>, fresh: &Fresh, untidy: &SyncSender<()>) {
    let mut several = false;
    while let Some(first) = queue.blocking_recv() {
        if several {
            std::thread::sleep(GATHER);
        }
        let (mut entries, mut waiting) = (vec![first.entry], vec![first.done]);
        while entries.len() < LARGEST_BATCH
            && let Ok(job) = queue.try_recv()
        {
            entries.push(job.entry);
            waiting.push(job.done);
        }
        several = entries.len() > 1;
        // Who brought a scan may have gone away: it is kept all the same.
        match index.add(&entries) {
            Ok(results) => {
                let mut spooled = Vec::with_capacity(entries.len());
                for ((done, added), entry) in waiting.into_iter().zip(results).zip(entries) {
                    let Entry { summary, key, raw, .. } = entry;
                    if let Added::New(seq) = added {
                        let raw = raw.clone();
                        spooled.push(Spooled { seq, key, raw });
                    }
                    let _ = done.send(Some(Taken { added, summary, raw }));
                }
                fresh.add(spooled);
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
