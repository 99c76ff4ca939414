//! Reads directories in threads of their own, and gives up on one that hangs: a directory of a network whose server is away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::progress::Progress;

/// Reads one directory, the one of that number. It tells its progress, so that a slow directory is told from one that hangs.
pub(super) type Read<T> = dyn Fn(usize, &Path, &Progress) -> T + Send + Sync;

/// After this long without progress, more threads go on with the directories that come next.
const STALLED_AFTER: Duration = Duration::from_millis(100);
/// Threads that read at the same time, at most. Each but the first is there because the others make no progress.
const MOST_THREADS: usize = 64;

/// A directory is read without this many links that hang, one after the other, before it is given up.
const MOST_HANGING_LINKS: usize = 2;

/// How long one directory may take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    /// This long without any progress.
    Stuck(Duration),
    /// This long in all.
    Whole(Duration),
}

/// What a thread reports, with the number of its directory.
enum Event<T> {
    Started(usize, Arc<Progress>),
    Done(usize, T),
}

/// A directory that is being read.
struct Watched {
    limit: Limit,
    progress: Arc<Progress>,
    seen: usize,
    /// When it began, or last made progress.
    since: Instant,
}

impl Watched {
    /// When it counts as hanging.
    fn until(&self) -> Instant {
        let (Limit::Stuck(timeout) | Limit::Whole(timeout)) = self.limit;
        self.since + timeout
    }
}

/// What the threads share.
struct Shared<T> {
    directories: Vec<PathBuf>,
    next: AtomicUsize,
    read: Arc<Read<T>>,
}

/// Reads all directories. `None`: the directory hangs. A thread that hangs is left behind.
///
/// One thread reads one directory after the other. While it makes no progress, others go on with the rest, so that several directories
/// that hang cost about as much time as one.
pub(super) fn read_each<T: Send + 'static>(
    directories: &[PathBuf],
    limit: &mut dyn FnMut(&Path) -> Limit,
    read: &Arc<Read<T>>,
) -> Vec<Option<T>> {
    let shared = Arc::new(Shared {
        directories: directories.to_vec(),
        next: AtomicUsize::new(0),
        read: Arc::clone(read),
    });
    let (sender, receiver) = channel();
    let mut results: Vec<Option<T>> = directories.iter().map(|_| None).collect();
    if directories.is_empty() {
        return results;
    }
    if !start(&shared, &sender) {
        let unwatched = Progress::default();
        let each = directories.iter().enumerate();
        return each
            .map(|(number, directory)| Some(read(number, directory, &unwatched)))
            .collect();
    }
    // Those that do not hang, as far as is known.
    let mut threads = 1;
    let mut watched: BTreeMap<usize, Watched> = BTreeMap::new();
    let mut open = directories.len();
    while open > 0 {
        let next_check = watched.values().map(Watched::until).min();
        let stalls_at = watched.values().map(|one| one.since + STALLED_AFTER).max();
        let can_grow = threads < MOST_THREADS && shared.next.load(Ordering::Relaxed) < directories.len();
        let until = next_check.into_iter().chain(stalls_at.filter(|_| can_grow)).min();
        let event = receive(&receiver, until);
        let now = Instant::now();
        match event {
            Some(Event::Started(number, progress)) => {
                let limit = limit(shared.directories.get(number).map_or(Path::new(""), PathBuf::as_path));
                let watch = Watched {
                    limit,
                    progress,
                    seen: 0,
                    since: now,
                };
                watched.insert(number, watch);
                continue;
            }
            Some(Event::Done(number, result)) => {
                // One that was given up stays so.
                if watched.remove(&number).is_some() {
                    if let Some(slot) = results.get_mut(number) {
                        *slot = Some(result);
                    }
                    open -= 1;
                }
                continue;
            }
            None => {}
        }
        for one in watched.values_mut() {
            let seen = one.progress.seen();
            if seen != one.seen && matches!(one.limit, Limit::Stuck(_)) {
                (one.seen, one.since) = (seen, now);
            }
        }
        let is_stalled = watched.values().all(|one| one.since + STALLED_AFTER <= now);
        if is_stalled && can_grow {
            for _ in 0..threads.min(MOST_THREADS - threads) {
                threads += usize::from(start(&shared, &sender));
            }
        }
        let late: Vec<usize> = watched
            .iter()
            .filter(|(_, one)| one.until() <= now)
            .map(|(number, _)| *number)
            .collect();
        for number in late {
            let Some(one) = watched.remove(&number) else { continue };
            threads -= 1.min(threads);
            if !again(&shared, &sender, number, &one.progress) {
                open -= 1;
                continue;
            }
            threads += 1;
        }
        if threads == 0 && open > 0 {
            if !start(&shared, &sender) {
                break;
            }
            threads = 1;
        }
    }
    results
}

/// The next event. `None`: there was none until then.
fn receive<T>(receiver: &Receiver<Event<T>>, until: Option<Instant>) -> Option<Event<T>> {
    let Some(until) = until else {
        // No directory is being read: a thread is about to begin.
        return receiver.recv().ok();
    };
    receiver
        .recv_timeout(until.saturating_duration_since(Instant::now()))
        .ok()
}

/// Starts a thread that reads what nobody reads yet.
fn start<T: Send + 'static>(shared: &Arc<Shared<T>>, sender: &Sender<Event<T>>) -> bool {
    spawn(shared, sender, None)
}

/// Starts a thread that reads a directory once more, without the link that it hangs at, and then what nobody reads yet. `false`: it hangs
/// elsewhere.
fn again<T: Send + 'static>(
    shared: &Arc<Shared<T>>,
    sender: &Sender<Event<T>>,
    number: usize,
    progress: &Progress,
) -> bool {
    let next = (progress.hanging_links() < MOST_HANGING_LINKS).then(|| progress.without_the_link());
    next.flatten()
        .is_some_and(|progress| spawn(shared, sender, Some((number, progress))))
}

fn spawn<T: Send + 'static>(
    shared: &Arc<Shared<T>>,
    sender: &Sender<Event<T>>,
    mut first: Option<(usize, Progress)>,
) -> bool {
    let (shared, sender) = (Arc::clone(shared), sender.clone());
    let work = move || {
        loop {
            let (number, progress) = match first.take() {
                Some(first) => first,
                None => (shared.next.fetch_add(1, Ordering::Relaxed), Progress::default()),
            };
            let Some(directory) = shared.directories.get(number) else {
                return;
            };
            let progress = Arc::new(progress);
            // The receiver is gone when all directories were read or given up.
            if sender.send(Event::Started(number, Arc::clone(&progress))).is_err() {
                return;
            }
            let result = (shared.read)(number, directory, &progress);
            if sender.send(Event::Done(number, result)).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("path".to_owned()).spawn(work).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn one_that_hangs_costs_itself_alone() {
        let (release, hold) = channel::<()>();
        let hold = Mutex::new(hold);
        let read: Arc<Read<String>> = Arc::new(move |_: usize, directory: &Path, _: &Progress| {
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
    fn many_that_hang_cost_as_much_time_as_one() {
        let (release, hold) = channel::<()>();
        let hold = Mutex::new(hold);
        let read: Arc<Read<bool>> = Arc::new(move |_: usize, directory: &Path, _: &Progress| {
            let hangs = directory.starts_with("hangs");
            if hangs {
                let _ = hold.lock().unwrap().recv();
            }
            hangs
        });
        let mut directories: Vec<PathBuf> = (0..80).map(|number| PathBuf::from(format!("hangs/{number}"))).collect();
        directories.push(PathBuf::from("answers"));
        let started = Instant::now();
        let told = read_each(&directories, &mut |_| Limit::Stuck(Duration::from_secs(1)), &read);
        let mut expected = vec![None; 80];
        expected.push(Some(false));
        assert_eq!(told, expected);
        // One after the other they would take 80 seconds.
        assert!(started.elapsed() < Duration::from_secs(20));
        drop(release);
    }

    #[test]
    fn a_link_that_hangs_costs_itself_alone() {
        let (release, hold) = channel::<()>();
        let hold = Mutex::new(hold);
        let root = tempfile::tempdir().unwrap();
        let host = crate::host::Host::fixture(root.path(), "/", &[]);
        let read: Arc<Read<Vec<&str>>> = Arc::new(move |_: usize, directory: &Path, progress: &Progress| {
            let names = ["a", "hangs", "b"].into_iter().filter(|name| {
                let follows = progress.follows(&host, directory, name.as_ref());
                if follows && *name == "hangs" {
                    let _ = hold.lock().unwrap().recv();
                }
                progress.step();
                follows
            });
            names.collect()
        });
        let told = read_each(
            &[PathBuf::from("/bin")],
            &mut |_| Limit::Stuck(Duration::from_millis(300)),
            &read,
        );
        assert_eq!(told, [Some(vec!["a", "b"])]);
        drop(release);
    }

    #[test]
    fn one_that_is_slow_and_goes_on_is_waited_for() {
        let (step, steps) = channel::<()>();
        let steps = Mutex::new(steps);
        let read: Arc<Read<usize>> = Arc::new(move |_: usize, _: &Path, progress: &Progress| {
            while steps.lock().unwrap().recv().is_ok() {
                progress.step();
            }
            progress.seen()
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
