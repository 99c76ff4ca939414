//! Ends a scan that is running when the process is told to stop.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::exec;

/// Whether [`abort`] was called.
static ABORTED: AtomicBool = AtomicBool::new(false);
/// The directory for temporary files of the scan that is running.
static TEMP: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The directory for temporary files of this process's scan. The process id separates scans that run at the same time.
pub(super) fn temp_directory(cache: &Path) -> PathBuf {
    cache.join(format!("temp-{}", std::process::id()))
}

/// Allows programs to be started, and remembers what has to be removed after them.
pub(super) fn begin(temp: Option<PathBuf>) {
    *TEMP.lock().unwrap_or_else(PoisonError::into_inner) = temp;
    exec::begin();
}

/// Kills the programs that are still running and removes their temporary files.
pub(super) fn end() {
    exec::end();
    if let Some(temp) = TEMP.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // It exists only if a program was started.
        let _ = fs_err::remove_dir_all(temp);
    }
}

/// Kills the programs of a running scan and removes their temporary files. For the handler of Ctrl-C, which must end the process
/// afterwards: a scan that is running never returns.
pub fn abort() {
    ABORTED.store(true, Ordering::SeqCst);
    end();
}

/// Stops the calling thread for good if [`abort`] was called: output of killed programs must not be taken for an answer.
pub(super) fn stop_if_aborted() {
    while ABORTED.load(Ordering::SeqCst) {
        std::thread::park();
    }
}
