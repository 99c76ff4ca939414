//! Process groups.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus};
use std::sync::Mutex;

use rustix::process::{Pid, Signal, kill_process_group};

/// The groups that run now, so that Ctrl-C can end them.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// A program and everything it starts, as long as that stays in its process group.
pub(super) struct Group {
    child: Child,
    id: Option<Pid>,
}

impl Group {
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        // Held while it starts, so that Ctrl-C finds it in the list.
        let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let child = command.process_group(0).spawn()?;
        let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        running.extend(id);
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
            let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            running.retain(|other| *other != id);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Kills every group that runs now: for Ctrl-C.
pub fn kill_running() {
    for id in RUNNING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .drain(..)
    {
        let _ = kill_process_group(id, Signal::KILL);
    }
}

/// Becomes the parent of every descendant whose own parent ends, so that [`kill_orphans`] finds it.
///
/// For the whole process: only for a program that starts nothing else.
pub fn adopt_orphans() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // An old kernel without it: such a process then stays, as everywhere else.
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    }
}

/// Kills the children that this process has, those adopted by [`adopt_orphans`]: programs that left their process group.
///
/// To be called when no program is running any more. Where the system has no adoption, it does nothing.
pub fn kill_orphans() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    for _ in 0..16 {
        let children = linux_children();
        if children.is_empty() {
            return;
        }
        for child in children {
            let _ = rustix::process::kill_process(child, Signal::KILL);
            let _ = rustix::process::waitpid(Some(child), rustix::process::WaitOptions::empty());
        }
    }
}

/// Source: proc(5), `/proc/pid/task/tid/children`; without it, the fourth field of every `/proc/pid/stat`.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn linux_children() -> Vec<Pid> {
    let pids = |text: &str| -> Vec<Pid> {
        text.split_whitespace()
            .filter_map(|id| Pid::from_raw(id.parse().ok()?))
            .collect()
    };
    let tasks: Vec<_> = fs_err::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten()
        .map(|task| task.path().join("children"))
        .collect();
    if tasks.iter().any(|file| file.exists()) {
        return tasks
            .iter()
            .filter_map(|file| fs_err::read_to_string(file).ok())
            .flat_map(|text| pids(&text))
            .collect();
    }
    let own = std::process::id().to_string();
    fs_err::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let stat = fs_err::read_to_string(entry.path().join("stat")).ok()?;
            let (head, tail) = stat.rsplit_once(')')?;
            (tail.split_whitespace().nth(1)? == own).then(|| pids(head.split(' ').next()?).into_iter().next())?
        })
        .collect()
}
