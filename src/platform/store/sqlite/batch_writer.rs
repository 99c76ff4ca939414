//! Group commit: scans that come while a transaction is written share the next one, and its wait for the disk.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread::JoinHandle;

use tokio::sync::{Notify, mpsc, oneshot};

use super::database::{Checkpoint, Database};
use super::scans;
use crate::platform::events::log;
use crate::platform::store::{InsertResult, NewScan, StoreError};

/// The most scans in one transaction.
const LARGEST_BATCH: usize = 256;
/// Scans that wait for a transaction before further uploads have to.
const QUEUE: usize = 512;

/// A scan to be stored, and who waits for the result.
struct Job {
    scan: Arc<NewScan>,
    /// `None`: the index failed.
    done: oneshot::Sender<Option<InsertResult>>,
}

/// The thread that stores scans, and the one that checkpoints.
pub(super) struct BatchWriter {
    /// `None`: the threads are told to end.
    jobs: Option<mpsc::Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
    database: Database,
}

/// Ends the threads, and waits for them: the index is closed when its last connection is.
impl Drop for BatchWriter {
    fn drop(&mut self) {
        self.jobs = None;
        self.database.end_checkpoints();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl BatchWriter {
    /// Starts the thread that writes, and the one that checkpoints. They end when this is dropped. `stored` is notified of every
    /// batch.
    pub(super) fn start(database: Database, stored: Arc<Notify>) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let orders = database.checkpoints();
        let (checkpointed, written) = (database.clone(), database.clone());
        let checkpoints = std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || checkpoint_on_order(&checkpointed, &orders))?;
        let writes = std::thread::Builder::new()
            .name("index".to_owned())
            .spawn(move || write(&written, queue, &stored))?;
        Ok(Self {
            jobs: Some(jobs),
            threads: vec![writes, checkpoints],
            database,
        })
    }

    /// Stores a scan; it is durable when this returns.
    pub(super) async fn insert(&self, scan: Arc<NewScan>) -> Result<InsertResult, StoreError> {
        let (done, result) = oneshot::channel();
        let job = Job { scan, done };
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopping)?;
        jobs.send(job).await.map_err(|_| StoreError::Stopping)?;
        result
            .await
            .map_err(|_| StoreError::Stopping)?
            .ok_or(StoreError::NotStored)
    }
}

fn checkpoint_on_order(database: &Database, orders: &Receiver<Checkpoint>) {
    for order in orders {
        if let Err(error) = database.carry_out(order) {
            log::failure("the index's log could not be checkpointed", &error);
        }
    }
}

fn write(database: &Database, mut queue: mpsc::Receiver<Job>, stored: &Notify) {
    while let Some(first) = queue.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < LARGEST_BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        let results = database.write_blocking(|connection| {
            batch
                .iter()
                .map(|job| scans::insert(connection, &job.scan))
                .collect::<rusqlite::Result<Vec<InsertResult>>>()
        });
        match results {
            Ok(results) => {
                for (job, result) in batch.into_iter().zip(results) {
                    // The client may have gone away: its scan is stored all the same.
                    let _ = job.done.send(Some(result));
                }
                stored.notify_one();
            }
            Err(error) => {
                log::failure("scans could not be stored", &error);
                for job in batch {
                    let _ = job.done.send(None);
                }
            }
        }
    }
}
