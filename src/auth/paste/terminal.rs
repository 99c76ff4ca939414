//! Reads lines of any length from the terminal. Its own line editing cuts them at 4,095 characters on Linux and 1,024 on macOS.

use std::io::IsTerminal as _;

use tokio::sync::mpsc;

/// The longest line that is read.
const LONGEST_LINE_BYTES: usize = 64 * 1024;
/// The bytes of the keys Backspace and Ctrl-H.
const ERASE: [u8; 2] = [0x7f, 0x08];

/// The terminal while its line editing is off. Dropping this switches it on again.
#[derive(Debug)]
pub(super) struct Terminal;

impl Terminal {
    /// Starts to read lines. Input that is not a terminal is not read.
    pub(super) fn read_lines() -> (Option<Self>, mpsc::Receiver<String>) {
        let (sender, lines) = mpsc::channel(16);
        if !std::io::stdin().is_terminal() {
            return (None, lines);
        }
        let terminal = mode::switch_off_editing().then_some(Self);
        // The thread stays when the sign-in is over: nothing ends a read from a terminal.
        let read = move || read_bytes(std::io::stdin().lock(), &sender);
        let _ = std::thread::Builder::new().name("paste".to_owned()).spawn(read);
        (terminal, lines)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore_terminal();
    }
}

/// Switches the terminal's line editing on again, if it was switched off. For programs that end without dropping `Terminal`.
pub fn restore_terminal() {
    mode::restore();
}

#[expect(
    clippy::unbuffered_bytes,
    reason = "input after a line is left for the next reader of the terminal"
)]
fn read_bytes(input: impl std::io::Read, lines: &mpsc::Sender<String>) {
    let mut line = Vec::new();
    for byte in input.bytes().map_while(Result::ok) {
        match byte {
            b'\n' | b'\r' => {
                let text = String::from_utf8_lossy(&line).into_owned();
                line.clear();
                if lines.blocking_send(text).is_err() {
                    return;
                }
            }
            byte if ERASE.contains(&byte) => {
                line.pop();
            }
            byte if line.len() < LONGEST_LINE_BYTES => line.push(byte),
            _ => {}
        }
    }
}

#[cfg(unix)]
mod mode {
    use std::sync::Mutex;

    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr};

    /// The terminal's settings before line editing was switched off.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// `false`: the terminal's settings are unchanged.
    pub(super) fn switch_off_editing() -> bool {
        let stdin = std::io::stdin();
        // The system stops a background process that changes the terminal.
        if tcgetpgrp(&stdin).ok() != Some(rustix::process::getpgrp()) {
            return false;
        }
        let Ok(before) = tcgetattr(&stdin) else { return false };
        let mut without = before.clone();
        without.local_modes.remove(LocalModes::ICANON);
        without.special_codes[SpecialCodeIndex::VMIN] = 1;
        without.special_codes[SpecialCodeIndex::VTIME] = 0;
        let is_off = tcsetattr(&stdin, OptionalActions::Now, &without).is_ok();
        if is_off {
            *BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(before);
        }
        is_off
    }

    pub(super) fn restore() {
        let before = BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(before) = before {
            // Fails if the terminal is gone, which needs no settings.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &before);
        }
    }
}

/// Other systems do not limit the lines of a terminal.
#[cfg(not(unix))]
mod mode {
    pub(super) fn switch_off_editing() -> bool {
        false
    }

    pub(super) fn restore() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_length_are_read_and_backspace_deletes_a_character() {
        let (sender, mut lines) = mpsc::channel(9);
        let long = "x".repeat(20_000);
        read_bytes(format!("{long}\nab\u{7f}c\rrest").as_bytes(), &sender);
        assert_eq!(lines.blocking_recv(), Some(long));
        assert_eq!(lines.blocking_recv(), Some("ac".to_owned()));
        drop(sender);
        assert_eq!(lines.blocking_recv(), None);
    }
}
