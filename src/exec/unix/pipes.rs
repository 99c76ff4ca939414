//! The pipes that a program prints into, read without waiting for their end: a daemon that the program started may hold them open.

use std::io;
use std::os::fd::AsFd;
use std::process::{ChildStderr, ChildStdout};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::{Output, Progress, append};
use super::Group;

/// The pipes that are open.
pub(in crate::exec) struct Pipes {
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
}

impl Pipes {
    pub(in crate::exec) fn of(group: &mut Group) -> Self {
        Self {
            stdout: group.child.stdout.take().filter(never_blocks),
            stderr: group.child.stderr.take().filter(never_blocks),
        }
    }

    pub(in crate::exec) fn are_open(&self) -> bool {
        self.stdout.is_some() || self.stderr.is_some()
    }

    /// Reads what is there. Waits at most `wait` for the first of it.
    pub(in crate::exec) fn read(&mut self, output: &mut Output, wait: Duration) -> Progress {
        let mut waiting: Vec<PollFd<'_>> = Vec::with_capacity(2);
        waiting.extend(self.stdout.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        waiting.extend(self.stderr.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        // An interrupted wait is followed by another one.
        let _ = poll(&mut waiting, Timespec::try_from(wait).ok().as_ref());
        let of_stdout = read(&mut self.stdout, &mut output.stdout);
        let of_stderr = read(&mut self.stderr, &mut output.stderr);
        of_stdout.max(of_stderr)
    }
}

/// A pipe whose reads come back at once. One that cannot be made so counts as closed.
fn never_blocks(pipe: &impl AsFd) -> bool {
    rustix::io::ioctl_fionbio(pipe, true).is_ok()
}

/// Reads one pipe until it is empty, and forgets it at its end.
fn read(pipe: &mut Option<impl io::Read>, stream: &mut Vec<u8>) -> Progress {
    let mut progress = Progress::Nothing;
    let mut buffer = [0_u8; 4096];
    while let Some(open) = pipe {
        match open.read(&mut buffer) {
            Ok(length) if length > 0 => {
                if !append(stream, buffer.get(..length).unwrap_or_default()) {
                    return Progress::TooMuch;
                }
                progress = Progress::Some;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Its end, or one that cannot be read any more.
            _ => {
                *pipe = None;
                progress = Progress::Some;
            }
        }
    }
    progress
}
