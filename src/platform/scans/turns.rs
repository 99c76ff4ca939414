//! Long scans are worked on one at a time, and few stored ones are read at the same time: reading a scan takes many times its size.
//!
//! Long work has a thread of its own: memory that one piece of work frees is there for the next one, which it would not be on another
//! thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{ScanError, Scans};

/// Scans of more bytes than this are long.
pub(crate) const LONG: usize = 256 << 10;
/// Stored scans that are read at the same time.
const READS: usize = 16;

type Job = Box<dyn FnOnce() + Send>;

/// Whose turn it is. A clone is another handle.
#[derive(Clone)]
pub(super) struct Turns {
    jobs: Sender<Job>,
    reads: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        let (jobs, queue) = channel::<Job>();
        let work = move || {
            for job in queue {
                // One that panics is one that failed: who asked for it is told.
                let _ = catch_unwind(AssertUnwindSafe(job));
            }
        };
        // Without the thread, a caller with long work is told that it cannot be done.
        let _ = std::thread::Builder::new().name("long scans".to_owned()).spawn(work);
        Self {
            jobs,
            reads: Arc::new(Semaphore::new(READS)),
        }
    }
}

impl Scans {
    /// Does long work when its turn comes. What nobody waits for any more is not done.
    pub(crate) async fn long<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ScanError> {
        let (done, result) = oneshot::channel();
        let job = move || {
            if !done.is_closed() {
                let _ = done.send(work());
            }
        };
        self.turns.jobs.send(Box::new(job)).map_err(|_| ScanError::NotGraded)?;
        result.await.map_err(|_| ScanError::NotGraded)
    }

    /// Does work on scans of so many bytes: on this thread, or, if that is long, when its turn comes.
    pub(super) async fn in_turn<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ScanError> {
        if bytes > LONG {
            self.long(work).await
        } else {
            Ok(work())
        }
    }

    /// Waits until few others read stored scans.
    pub(super) async fn read_turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turns.reads).acquire_owned().await.ok()
    }

    /// Takes turns with another one's work: its settings were reloaded.
    pub(crate) fn share_turns(&mut self, other: &Self) {
        self.turns = other.turns.clone();
    }
}
