//! Ends the program with 130 on Ctrl-C and leaves nothing behind.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::auth;
use crate::error::ExitCode;
use crate::scanner;
use crate::secret::Secret;

/// Whether the user is typing a secret that the terminal does not show.
static IS_HIDING: AtomicBool = AtomicBool::new(false);
/// How long to wait until the terminal is restored. It takes microseconds.
const TERMINAL_RESET: Duration = Duration::from_millis(500);
/// Makes the cursor visible, which a progress display may have hidden.
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";

/// From now on, Ctrl-C or a termination signal kills the started programs, restores the terminal and exits with 130.
pub(super) fn exit_on_interrupt() {
    // It fails if this handler is set already.
    let _ = ctrlc::set_handler(|| {
        scanner::abort();
        auth::restore_terminal();
        let deadline = Instant::now() + TERMINAL_RESET;
        while IS_HIDING.load(Ordering::SeqCst) && Instant::now() < deadline {
            std::thread::yield_now();
        }
        if io::stderr().is_terminal() {
            let _ = io::stderr().write_all(SHOW_CURSOR);
        }
        #[expect(
            clippy::exit,
            clippy::disallowed_methods,
            reason = "the process must end immediately"
        )]
        std::process::exit(ExitCode::Interrupted as i32);
    });
}

/// Asks for a secret on the terminal, without showing it.
///
/// # Errors
/// There is no terminal, or the input ends. Ctrl-C ends the program.
pub(super) fn ask_for_secret(question: &str) -> io::Result<Secret> {
    IS_HIDING.store(true, Ordering::SeqCst);
    let typed = rpassword::prompt_password(question);
    IS_HIDING.store(false, Ordering::SeqCst);
    if matches!(&typed, Err(error) if error.kind() == io::ErrorKind::Interrupted) {
        // The handler of Ctrl-C ends the program now.
        std::thread::sleep(TERMINAL_RESET);
    }
    typed.map(Secret::new)
}
