//! Job objects.

use std::io;
use std::process::{ChildStderr, ChildStdout, Command, ExitStatus};

use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

/// A program and everything it starts.
pub(super) struct Group {
    child: Box<dyn ChildWrapper>,
}

impl Group {
    pub(super) fn start(command: Command) -> io::Result<Self> {
        let mut wrap = CommandWrap::from(command);
        wrap.wrap(JobObject);
        Ok(Self { child: wrap.spawn()? })
    }

    pub(super) fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout().take()
    }

    pub(super) fn take_stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr().take()
    }

    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Ends every process of the job.
    pub(super) fn end(&mut self) {
        // An error means that nothing is left of it.
        let _ = self.child.start_kill();
        let _ = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Programs may start; nothing is to be done for that.
pub fn begin() {}

/// A job ends with the handle that this process holds, and no process can leave its job: nothing is to be done.
pub fn end() {}
