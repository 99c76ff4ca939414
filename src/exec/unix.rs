//! Process groups.

#[cfg(any(target_os = "linux", target_os = "android"))]
use std::collections::HashMap;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// The programs that run now.
static RUNNING: Mutex<Running> = Mutex::new(Running {
    groups: Vec::new(),
    ended: false,
    #[cfg(any(target_os = "linux", target_os = "android"))]
    adopts: false,
});
/// How long a process that was killed may take to be gone. One that the kernel holds (a file server that does not answer) takes for ever.
const DYING: Duration = Duration::from_millis(300);
/// How long all that is left over may take to be gone. It is more than one step: with each process that goes, its children become ours.
#[cfg(any(target_os = "linux", target_os = "android"))]
const CLEARING: Duration = Duration::from_secs(1);

struct Running {
    groups: Vec<Pid>,
    /// No program may start any more.
    ended: bool,
    /// Every child of this process is a program that we started, or a descendant of one.
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
        // Held while it starts, so that whoever ends everything finds it in the list.
        let mut running = running();
        if running.ended {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let child = command.process_group(0).spawn()?;
        let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        running.groups.extend(id);
        Ok(Self { child, id })
    }

    pub(super) fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    pub(super) fn take_stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Kills what is left of the group and collects the program itself.
    pub(super) fn end(&mut self) {
        if let Some(id) = self.id.take() {
            // An error means that nothing is left of it.
            let _ = kill_process_group(id, Signal::KILL);
            running().groups.retain(|other| *other != id);
        }
        let until = Instant::now() + DYING;
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

/// Programs may start from now on. On Linux this process becomes the parent of every descendant whose own parent ends, so
/// that [`end`] finds it.
///
/// For the whole process: only for a program that starts nothing else.
pub fn begin() {
    running().ended = false;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // `job & exec devenv`: children that are not ours are left alone, and so is what may be theirs.
        // An old kernel without adoption: what leaves its group then stays, as everywhere else.
        let adopts = !has_children() && rustix::process::set_child_subreaper(Some(rustix::process::getpid())).is_ok();
        running().adopts = adopts;
    }
}

/// What starts from now on is the user's: [`end`] leaves alone what is not in a group of ours.
pub(super) fn disown_what_starts_now() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        running().adopts = false;
    }
}

/// No program starts any more, and all that run are killed, those too that left their process group (on Linux; elsewhere
/// the system does not tell whose they were).
pub fn end() {
    let mut running = running();
    running.ended = true;
    for id in running.groups.drain(..) {
        let _ = kill_process_group(id, Signal::KILL);
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if running.adopts {
        drop(running);
        let until = Instant::now() + CLEARING;
        while has_children() && Instant::now() < until {
            for process in linux_descendants() {
                let _ = rustix::process::kill_process(process, Signal::KILL);
                // It is collected here if it is our child, or in a later round, when it has become ours or is gone.
                let _ = rustix::process::waitpid(Some(process), rustix::process::WaitOptions::NOHANG);
            }
            std::thread::sleep(Duration::from_micros(500));
        }
    }
}

/// There is a child of this process, running or not collected.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn has_children() -> bool {
    use rustix::process::{WaitId, WaitIdOptions};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(
        rustix::process::waitid(WaitId::All, options),
        Err(rustix::io::Errno::CHILD)
    )
}

/// The processes that this one started, and those that they started. Source: proc(5), the fourth field of `/proc/pid/stat`.
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
                // The second field is the program's name in parentheses, with any character in it.
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
