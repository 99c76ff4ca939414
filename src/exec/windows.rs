//! Job objects.

use std::io;
use std::process::{ChildStderr, ChildStdout, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

/// A program in its job.
type Job = Arc<Mutex<Box<dyn ChildWrapper>>>;

/// The jobs that run now, so that Ctrl-C can end them: a job outlives the handle that its creator holds.
static RUNNING: Mutex<Vec<Job>> = Mutex::new(Vec::new());

/// A program and everything it starts.
pub(super) struct Group {
    job: Job,
}

impl Group {
    pub(super) fn start(command: Command) -> io::Result<Self> {
        // Held while it starts, so that Ctrl-C finds it in the list.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wrap = CommandWrap::from(command);
        wrap.wrap(JobObject);
        let job = Arc::new(Mutex::new(wrap.spawn()?));
        running.push(Arc::clone(&job));
        Ok(Self { job })
    }

    pub(super) fn take_stdout(&mut self) -> Option<ChildStdout> {
        lock(&self.job).stdout().take()
    }

    pub(super) fn take_stderr(&mut self) -> Option<ChildStderr> {
        lock(&self.job).stderr().take()
    }

    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        // The program alone is asked. The job's own wait takes a message from its queue each time, and once they are all
        // taken, it waits for one for ever.
        lock(&self.job).inner_mut().try_wait()
    }

    /// Ends every process of the job.
    pub(super) fn end(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|other| !Arc::ptr_eq(other, &self.job));
        drop(running);
        let mut child = lock(&self.job);
        // An error means that nothing is left of it.
        let _ = child.start_kill();
        let _ = child.inner_mut().wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Ends every job that runs now: for Ctrl-C.
pub fn kill_running() {
    for job in RUNNING.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = lock(&job).start_kill();
    }
}

/// No process can leave its job: nothing is to be done.
pub fn adopt_orphans() {}

/// No process can leave its job: nothing is to be done.
pub fn kill_orphans() {}

fn lock(job: &Job) -> MutexGuard<'_, Box<dyn ChildWrapper>> {
    job.lock().unwrap_or_else(PoisonError::into_inner)
}
