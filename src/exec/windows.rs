//! Job objects: a program is killed together with what it started.

mod pipes;

pub(super) use pipes::Pipes;

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

/// A program in its job.
type Job = Arc<Mutex<Box<dyn ChildWrapper>>>;

/// The programs that are running.
static RUNNING: Mutex<Running> = Mutex::new(Running {
    jobs: Vec::new(),
    ended: false,
});
/// How long a child may hold the pipes of a program that has ended. Threads read them, which may be behind.
pub(super) const GRACE: Duration = Duration::from_millis(300);
/// How long to wait for a killed process to end.
const KILL_WAIT: Duration = Duration::from_millis(300);

struct Running {
    jobs: Vec<Job>,
    /// Whether [`end`] was called: no program starts any more.
    ended: bool,
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program and everything it starts.
pub(super) struct Group {
    job: Job,
}

impl Group {
    pub(super) fn start(command: Command) -> io::Result<Self> {
        // Held during the start, so that `end` finds the new program in the list.
        let mut running = running();
        if running.ended {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let mut wrap = CommandWrap::from(command);
        wrap.wrap(JobObject);
        let job = Arc::new(Mutex::new(wrap.spawn()?));
        running.jobs.push(Arc::clone(&job));
        Ok(Self { job })
    }

    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        // Asks about the program, not the job: the job's own wait takes a message from its queue each time, and blocks for ever
        // once none is left.
        lock(&self.job).inner_mut().try_wait()
    }

    /// Ends every process of the job.
    pub(super) fn end(&mut self) {
        running().jobs.retain(|other| !Arc::ptr_eq(other, &self.job));
        let mut child = lock(&self.job);
        // An error means that nothing is left of it.
        let _ = child.start_kill();
        let until = Instant::now() + KILL_WAIT;
        while matches!(child.inner_mut().try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Allows programs to start.
pub fn begin() {
    running().ended = false;
}

/// Does nothing: [`end`] kills only jobs that devenv made anyway.
pub(super) fn release_new_programs() {}

/// Stops further starts and kills every running job. A job outlives its creator's handle, and no process can leave its job.
pub fn end() {
    let mut running = running();
    running.ended = true;
    for job in running.jobs.drain(..) {
        // An error means that nothing is left of it.
        let _ = lock(&job).start_kill();
    }
}

fn lock(job: &Job) -> MutexGuard<'_, Box<dyn ChildWrapper>> {
    job.lock().unwrap_or_else(PoisonError::into_inner)
}
