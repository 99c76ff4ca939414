//! The system calls of a program, recorded by `strace`.

use std::path::{Path, PathBuf};

use super::run::Run;

/// Calls that change files, reach other processes or machines, or start programs. `?`: some architectures lack it.
const CALLS: &str = "trace=?open,?openat,?openat2,?creat,?mkdir,?mkdirat,?rename,?renameat,?renameat2,?unlink,?unlinkat,?rmdir,\
    ?link,?linkat,?symlink,?symlinkat,?truncate,?chmod,?fchmodat,?fchmodat2,?chown,?lchown,?fchownat,?utime,?utimes,?utimensat,\
    ?futimesat,?mknod,?mknodat,?setxattr,?lsetxattr,?removexattr,?lremovexattr,?mount,?connect,?sendto,?sendmsg,?sendmmsg,\
    ?execve,?execveat";

/// A call that succeeded.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: String,
    /// Its arguments as `strace` prints them, with the path after each descriptor: `AT_FDCWD</tmp>, "x", O_RDONLY`.
    pub(crate) arguments: String,
}

impl Call {
    /// The paths in its arguments, absolute.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        let mut directory = PathBuf::from("/");
        for (position, piece) in self.arguments.split('"').enumerate() {
            if position % 2 == 1 {
                paths.push(directory.join(piece));
            } else if let Some((_, behind)) = piece.rsplit_once('<') {
                directory = behind.split('>').next().map_or_else(PathBuf::new, PathBuf::from);
            }
        }
        paths
    }

    /// Whether it opens files only for reading, and creates nothing.
    pub(crate) fn only_reads(&self) -> bool {
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_TMPFILE"];
        self.name.starts_with("open") && !writes.iter().any(|flag| self.flags().contains(flag))
    }

    /// The arguments after the path, since a path may contain the name of a flag.
    fn flags(&self) -> &str {
        self.arguments.rsplit('"').next().unwrap_or_default()
    }
}

fn skipped(why: &str) {
    crate::provider::skip::skip(format_args!("{why}"));
}

/// The path of `strace`. `None`, with the reason printed: it is not installed, or may not be used.
pub(crate) fn strace() -> Option<&'static str> {
    let strace = ["/usr/bin/strace", "/bin/strace", "/usr/local/bin/strace"]
        .into_iter()
        .find(|path| Path::new(path).exists());
    let Some(strace) = strace else {
        skipped("there is no strace here");
        return None;
    };
    let permitted = Run::of(strace, ["-f", "-o", "/dev/null", "/bin/true"]).run();
    if permitted.code != Some(0) {
        skipped(&format!("this system permits no tracing: {}", permitted.stderr));
        return None;
    }
    Some(strace)
}

/// Runs it under `strace`. `None`, with the reason printed: that is not possible.
pub(crate) fn trace(run: Run, directory: &Path) -> Option<Vec<Call>> {
    let strace = strace()?;
    let file = directory.join("trace");
    let outcome = traced(run, strace, CALLS, &file).run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    Some(calls_in(&file))
}

/// The same run under `strace` with all its children; these calls are written to a file.
pub(crate) fn traced(run: Run, strace: &str, calls: &str, file: &Path) -> Run {
    let file = file.to_str().unwrap();
    run.through(
        strace,
        &["-f", "-qq", "-y", "-e", "signal=none", "-e", calls, "-o", file, "--"],
    )
}

/// The calls in a trace file, which may be incomplete.
pub(crate) fn calls_in(file: &Path) -> Vec<Call> {
    calls(&String::from_utf8_lossy(&std::fs::read(file).unwrap()))
}

/// The successful calls of a trace. A call that another process interrupts is on two lines.
fn calls(text: &str) -> Vec<Call> {
    let mut unfinished: std::collections::HashMap<&str, &str> = std::collections::HashMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let Some((process, line)) = line.split_once(' ') else {
            continue;
        };
        let line = line.trim_start();
        let whole = if let Some(begin) = line.strip_suffix("<unfinished ...>") {
            unfinished.insert(process, begin);
            continue;
        } else if line.starts_with("<... ") {
            let end = line.split_once("resumed>").map(|(_, end)| end);
            format!(
                "{}{}",
                unfinished.remove(process).unwrap_or_default(),
                end.unwrap_or_default()
            )
        } else {
            line.to_owned()
        };
        let Some((call, result)) = whole.rsplit_once(" = ") else {
            continue;
        };
        let Some((name, arguments)) = call.trim_end().trim_end_matches(')').split_once('(') else {
            continue;
        };
        if !result.starts_with("-1 ") && !result.starts_with('?') {
            calls.push(Call {
                name: name.to_owned(),
                arguments: arguments.to_owned(),
            });
        }
    }
    calls
}
