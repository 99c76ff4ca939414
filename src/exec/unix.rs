//! Process groups: a program is killed together with what it started.

mod pipes;
mod watcher;

pub(super) use pipes::Pipes;
use watcher::Watcher;
pub use watcher::{WATCH, watch, watch_with};

#[cfg(any(target_os = "linux", target_os = "android"))]
use std::collections::HashMap;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// The programs that are running.
static RUNNING: Mutex<Running> = Mutex::new(Running {
    groups: Vec::new(),
    watcher: None,
    ended: false,
    #[cfg(any(target_os = "linux", target_os = "android"))]
    adopts: false,
});
/// How long a child may hold the empty pipes of a program that has ended.
pub(super) const GRACE: Duration = Duration::from_millis(50);
/// How long to wait for a killed process to end. The kernel may hold one for ever, for example for a file server that does not answer.
const KILL_WAIT: Duration = Duration::from_millis(300);
/// How long to wait for all processes that are left to end. It takes several rounds: when a process ends, its children become children
/// of devenv.
#[cfg(any(target_os = "linux", target_os = "android"))]
const CLEANUP_WAIT: Duration = Duration::from_secs(1);

struct Running {
    groups: Vec<Pid>,
    /// Ends them if devenv is killed. `None`: no program was started yet, or there is no watcher.
    watcher: Option<Watcher>,
    /// Whether [`end`] was called: no program starts any more.
    ended: bool,
    /// Whether every child of this process is a program that devenv started, or a descendant of one.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    adopts: bool,
}

fn running() -> std::sync::MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A program and everything it starts, as long as that stays in its process group.
pub(super) struct Group {
    child: Child,
    id: Option<Pid>,
}

impl Group {
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        // Held during the start, so that `end` finds the new program in the list.
        let mut running = running();
        if running.ended {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if running.watcher.is_none() {
            running.watcher = Watcher::start();
        }
        let child = command.process_group(0).spawn()?;
        let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        running.groups.extend(id);
        if let (Some(watcher), Some(id)) = (&mut running.watcher, id) {
            watcher.add(id);
        }
        Ok(Self { child, id })
    }

    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Kills what is left of the group and collects the program itself.
    pub(super) fn end(&mut self) {
        if let Some(id) = self.id.take() {
            // An error means that nothing is left of it.
            let _ = kill_process_group(id, Signal::KILL);
            let mut running = running();
            running.groups.retain(|other| *other != id);
            if let Some(watcher) = &mut running.watcher {
                watcher.remove(id);
            }
        }
        let until = Instant::now() + KILL_WAIT;
        let mut pause = Duration::from_micros(100);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(5));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Allows programs to start. On Linux, devenv becomes the parent of every descendant whose own parent ends, so that [`end`] finds it.
///
/// This changes the whole process: call it only in a program that starts nothing else.
pub fn begin() {
    running().ended = false;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // After `job & exec devenv` there are children that devenv did not start: they and their descendants are never killed.
        // Without adoption (an old kernel), processes that left their group stay, as on other systems.
        let adopts = !has_children() && rustix::process::set_child_subreaper(Some(rustix::process::getpid())).is_ok();
        running().adopts = adopts;
    }
}

/// From now on, [`end`] kills only process groups that devenv made: what starts now is the user's.
pub(super) fn release_new_programs() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        running().adopts = false;
    }
}

/// Stops further starts and kills every running program. On Linux this includes processes that left their process group; other
/// systems do not say who started those.
pub fn end() {
    let mut running = running();
    running.ended = true;
    for id in running.groups.drain(..) {
        let _ = kill_process_group(id, Signal::KILL);
    }
    running.watcher = None;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if running.adopts {
        drop(running);
        let until = Instant::now() + CLEANUP_WAIT;
        while has_children() && Instant::now() < until {
            for process in linux_descendants() {
                let _ = rustix::process::kill_process(process, Signal::KILL);
                // A child of devenv is collected here; another process in a later round, when it has become a child or has ended.
                let _ = rustix::process::waitpid(Some(process), rustix::process::WaitOptions::NOHANG);
            }
            std::thread::sleep(Duration::from_micros(500));
        }
    }
}

/// Whether this process has a child, running or not yet collected.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn has_children() -> bool {
    use rustix::process::{WaitId, WaitIdOptions};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(
        rustix::process::waitid(WaitId::All, options),
        Err(rustix::io::Errno::CHILD)
    )
}

/// The descendants of this process. Source: proc(5), the fourth field of `/proc/pid/stat`.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn linux_descendants() -> Vec<Pid> {
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let parent = std::fs::read_to_string(entry.path().join("stat"))
            .ok()
            .and_then(|stat| {
                // The second field is the program's name in parentheses and may contain any character.
                stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
            });
        if let Some(parent) = parent {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut descendants = Vec::new();
    let mut parents = vec![rustix::process::getpid().as_raw_nonzero().get()];
    while let Some(parent) = parents.pop() {
        let found = children.remove(&parent).unwrap_or_default();
        descendants.extend(found.iter().filter_map(|id| Pid::from_raw(*id)));
        parents.extend(found);
    }
    descendants
}
