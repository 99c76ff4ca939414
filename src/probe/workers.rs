//! The threads that probes run on.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Probes that run at the same time. PATH and what needs it is the longest way; the rest fits beside it.
const WORKERS: usize = 4;

/// What a probe does.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// Threads that take jobs from one queue. One that hangs keeps its job; the others go on.
pub(super) struct Workers {
    jobs: Sender<Job>,
    queue: Arc<Mutex<Receiver<Job>>>,
    started: usize,
}

impl Workers {
    pub(super) fn new() -> Self {
        let (jobs, queue) = channel();
        Self {
            jobs,
            queue: Arc::new(Mutex::new(queue)),
            started: 0,
        }
    }

    /// Queues a job, and starts one more thread for it while there are fewer than [`WORKERS`].
    ///
    /// # Errors
    /// No thread at all could be started.
    pub(super) fn submit(&mut self, job: Job) -> std::io::Result<()> {
        if self.started < WORKERS {
            let queue = Arc::clone(&self.queue);
            let work = move || {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    match next {
                        Ok(job) => job(),
                        // The scan is over.
                        Err(_) => return,
                    }
                }
            };
            match std::thread::Builder::new().name("probe".to_owned()).spawn(work) {
                Ok(_) => self.started += 1,
                Err(error) if self.started == 0 => return Err(error),
                Err(_) => {}
            }
        }
        // The queue is as long-lived as this.
        let _ = self.jobs.send(job);
        Ok(())
    }
}
