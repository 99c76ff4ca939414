//! Reads one thing after the other in a thread of its own, and gives up on one that hangs: a directory of a network whose server is away.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Reads one directory. It counts what it has seen, so that slow is told from stuck.
pub(super) type Read<T> = dyn Fn(&Path, &AtomicUsize) -> T + Send + Sync;

/// How long one directory may take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    /// So long without any progress.
    Stuck(Duration),
    /// So long in all.
    Whole(Duration),
}

/// Reads each directory in order. `None`: it hangs. The thread that hangs is left behind, and another one goes on behind it.
pub(super) fn read_each<T: Send + 'static>(
    directories: &[PathBuf],
    limit: &mut dyn FnMut(&Path) -> Limit,
    read: &Arc<Read<T>>,
) -> Vec<Option<T>> {
    let mut results: Vec<Option<T>> = Vec::with_capacity(directories.len());
    while let Some(rest) = directories.get(results.len()..).filter(|rest| !rest.is_empty()) {
        let (sender, receiver) = channel();
        let progress = Arc::new(AtomicUsize::new(0));
        let work = {
            let (progress, read, rest) = (Arc::clone(&progress), Arc::clone(read), rest.to_vec());
            move || {
                for directory in &rest {
                    // Whoever gave up on this thread has another one by now.
                    if sender.send(read(directory, &progress)).is_err() {
                        return;
                    }
                }
            }
        };
        if std::thread::Builder::new().name("path".to_owned()).spawn(work).is_err() {
            let unwatched = AtomicUsize::new(0);
            results.extend(rest.iter().map(|directory| Some(read(directory, &unwatched))));
            return results;
        }
        for directory in rest {
            let limit = limit(directory);
            let (Limit::Stuck(timeout) | Limit::Whole(timeout)) = limit;
            let mut seen = progress.load(Ordering::Relaxed);
            let result = loop {
                match receiver.recv_timeout(timeout) {
                    Ok(result) => break Some(result),
                    Err(RecvTimeoutError::Disconnected) => break None,
                    Err(RecvTimeoutError::Timeout) => {
                        let now = progress.load(Ordering::Relaxed);
                        if now == seen || matches!(limit, Limit::Whole(_)) {
                            break None;
                        }
                        seen = now;
                    }
                }
            };
            let hangs = result.is_none();
            results.push(result);
            if hangs {
                break;
            }
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn one_that_hangs_costs_itself_alone() {
        let (release, hold) = channel::<()>();
        let hold = Mutex::new(hold);
        let read: Arc<Read<String>> = Arc::new(move |directory: &Path, _: &AtomicUsize| {
            if directory.ends_with("hangs") {
                let _ = hold.lock().unwrap().recv();
            }
            directory.display().to_string()
        });
        let directories = ["a", "hangs", "b", "c"].map(PathBuf::from);
        let mut limit = |directory: &Path| {
            let wait = if directory.ends_with("hangs") { 50 } else { 60_000 };
            Limit::Stuck(Duration::from_millis(wait))
        };
        let told = read_each(&directories, &mut limit, &read);
        let expected = [Some("a"), None, Some("b"), Some("c")].map(|name| name.map(str::to_owned));
        assert_eq!(told, expected);
        drop(release);
    }

    #[test]
    fn one_that_is_slow_and_goes_on_is_waited_for() {
        let (step, steps) = channel::<()>();
        let steps = Mutex::new(steps);
        let read: Arc<Read<usize>> = Arc::new(move |_: &Path, progress: &AtomicUsize| {
            while steps.lock().unwrap().recv().is_ok() {
                progress.fetch_add(1, Ordering::Relaxed);
            }
            progress.load(Ordering::Relaxed)
        });
        let feeder = std::thread::spawn(move || {
            // Each step comes within the limit, all of them together do not.
            for _ in 0..20 {
                step.send(()).unwrap();
                std::thread::park_timeout(Duration::from_millis(20));
            }
        });
        let mut limit = |_: &Path| Limit::Stuck(Duration::from_millis(350));
        assert_eq!(read_each(&[PathBuf::from("slow")], &mut limit, &read), [Some(20)]);
        feeder.join().unwrap();
    }
}
