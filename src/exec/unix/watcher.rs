//! A process beside us that ends the programs we started if we are killed: nobody can catch `SIGKILL`.
//!
//! It is this very program under another argument. It reads from a pipe which process groups run, and the system closes that pipe when
//! we end, however that is. It exists only while programs run.

use std::io::{self, BufRead as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use rustix::process::{Pid, Signal, kill_process_group};

/// The only argument of the process that watches.
pub const WATCH: &str = "__end-programs-with-devenv";

/// The program to start as the watcher. Not set: nobody watches, as in tests of this library.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Lets the program at `path`, which calls [`watch`] when its only argument is [`WATCH`], end what we start if we are killed.
pub fn watch_with(path: &Path) {
    let _ = PROGRAM.set(path.to_owned());
}

/// The watcher, as the process sees it that is watched.
pub(super) struct Watcher {
    child: Child,
}

impl Watcher {
    /// `None`: it cannot be started, or there is none to start. Programs then outlive a `SIGKILL`.
    pub(super) fn start() -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "it is this program itself")]
        let mut command = Command::new(PROGRAM.get()?);
        command
            .arg(WATCH)
            .env_clear()
            .current_dir("/")
            // Ctrl-C is for us: it has to outlive us.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().ok().map(|child| Self { child })
    }

    /// A group runs from now on.
    pub(super) fn add(&mut self, group: Pid) {
        self.tell('+', group);
    }

    /// A group is gone.
    pub(super) fn remove(&mut self, group: Pid) {
        self.tell('-', group);
    }

    fn tell(&mut self, sign: char, group: Pid) {
        if let Some(pipe) = &mut self.child.stdin {
            // Without the watcher all goes on.
            let _ = writeln!(pipe, "{sign}{}", group.as_raw_nonzero());
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the watcher does: reads until the pipe is closed, then kills the groups that were not taken back.
pub fn watch() {
    let mut groups: Vec<Pid> = Vec::new();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let Some((sign, group)) = line.split_at_checked(1) else {
            continue;
        };
        let Some(group) = group.parse().ok().and_then(Pid::from_raw) else {
            continue;
        };
        match sign {
            "+" => groups.push(group),
            _ => groups.retain(|other| *other != group),
        }
    }
    for group in groups {
        // An error means that nothing is left of it.
        let _ = kill_process_group(group, Signal::KILL);
    }
}
