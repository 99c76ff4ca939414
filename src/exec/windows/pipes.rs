//! The pipes that a program prints into. A read waits for ever on Windows, so each has a thread.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::super::{Output, Progress, append};
use super::{Group, lock};

enum Event {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    Closed,
}

/// The pipes that are open.
pub(in crate::exec) struct Pipes {
    events: Receiver<Event>,
    open: usize,
}

impl Pipes {
    pub(in crate::exec) fn of(group: &mut Group) -> Self {
        let (sender, events) = channel();
        let mut open = 0;
        if let Some(pipe) = lock(&group.job).stdout().take() {
            open += 1;
            read(pipe, Event::Stdout, sender.clone());
        }
        if let Some(pipe) = lock(&group.job).stderr().take() {
            open += 1;
            read(pipe, Event::Stderr, sender);
        }
        Self { events, open }
    }

    pub(in crate::exec) fn are_open(&self) -> bool {
        self.open > 0
    }

    /// Takes what was read. Waits at most `wait` for the first of it.
    pub(in crate::exec) fn read(&mut self, output: &mut Output, wait: Duration) -> Progress {
        let is_kept = match self.events.recv_timeout(wait) {
            Ok(Event::Stdout(bytes)) => append(&mut output.stdout, &bytes),
            Ok(Event::Stderr(bytes)) => append(&mut output.stderr, &bytes),
            Ok(Event::Closed) => {
                self.open -= 1;
                true
            }
            Err(RecvTimeoutError::Timeout) => return Progress::Nothing,
            Err(RecvTimeoutError::Disconnected) => {
                self.open = 0;
                true
            }
        };
        if is_kept { Progress::Some } else { Progress::TooMuch }
    }
}

/// Reads a pipe to its end in a thread of its own; the thread is left behind if the pipe never ends.
fn read(mut pipe: impl Read + Send + 'static, event: fn(Vec<u8>) -> Event, sender: Sender<Event>) {
    let reader = move || {
        let mut buffer = [0_u8; 4096];
        loop {
            match pipe.read(&mut buffer) {
                Ok(length) if length > 0 => {
                    let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                    if sender.send(event(bytes)).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                _ => break,
            }
        }
        // The receiver is gone when the program's time was up.
        let _ = sender.send(Event::Closed);
    };
    // Without a thread the stream counts as empty: its sender is dropped with the closure.
    let _ = std::thread::Builder::new()
        .name("pipe".to_owned())
        .stack_size(64 * 1024)
        .spawn(reader);
}
