//! Runs another program under control: absolute path, no shell, closed stdin, limits on time and output,
//! and a process group (on Windows a job) that is killed as a whole.

mod environment;
mod for_user;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as platform;
#[cfg(windows)]
use windows as platform;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub use environment::scrub;
pub use for_user::{Attended, attend, launch};
#[cfg(unix)]
pub use platform::{WATCH, watch, watch_with};
pub use platform::{begin, end};

/// How many bytes of each stream are read. A program that prints more is killed.
pub const OUTPUT_LIMIT_BYTES: usize = 64 * 1024;

/// A program to be started.
#[derive(Debug)]
pub struct Program<'a> {
    /// The file to run, absolute.
    pub path: &'a Path,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Its whole environment; [`scrub`] makes one.
    pub environment: &'a [(OsString, OsString)],
    /// Where it runs.
    pub directory: &'a Path,
    /// How long it may take.
    pub timeout: Duration,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It ended, with this status.
    Status(i32),
    /// A signal ended it that devenv did not send.
    Signal(i32),
    /// It was killed at its timeout.
    TimedOut,
    /// It was killed: it printed more than [`OUTPUT_LIMIT_BYTES`].
    TooMuchOutput,
}

/// What a program printed, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// How it ended.
    pub ended: Ended,
    /// Its standard output, at most [`OUTPUT_LIMIT_BYTES`].
    pub stdout: Vec<u8>,
    /// Its standard error, at most [`OUTPUT_LIMIT_BYTES`].
    pub stderr: Vec<u8>,
}

/// Why a program could not be started.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// The path is relative: which file it names would depend on the current directory.
    #[error("`{}` is not an absolute path", .0.display())]
    Relative(PathBuf),
    /// The scan is over: [`end`] was called.
    #[error("cannot start {}: the scan is over", .0.display())]
    Over(PathBuf),
    /// The system refused to run it.
    #[error("cannot start {}", .path.display())]
    Start {
        /// The file.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: io::Error,
    },
}

/// What a look at a program's pipes gave. Of two pipes, the greater counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Progress {
    /// There is nothing in them now.
    Nothing,
    /// Something was read, or one of them was closed.
    Some,
    /// There is more than is kept.
    TooMuch,
}

/// Starts a program and waits until it ends or its timeout is over.
///
/// When this returns, every process of its group has ended.
///
/// # Errors
/// The program could not be started. Anything later is in the [`Output`].
pub fn run(program: &Program<'_>) -> Result<Output, ExecError> {
    if !program.path.is_absolute() {
        return Err(ExecError::Relative(program.path.to_owned()));
    }
    #[expect(clippy::disallowed_methods, reason = "this is the one place where programs start")]
    let mut command = std::process::Command::new(program.path);
    command
        .args(program.arguments)
        .env_clear()
        .envs(program.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(program.directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut group = platform::Group::start(command).map_err(|source| match source.kind() {
        io::ErrorKind::Interrupted => ExecError::Over(program.path.to_owned()),
        _ => ExecError::Start {
            path: program.path.to_owned(),
            source,
        },
    })?;
    let pipes = platform::Pipes::of(&mut group);
    Ok(follow(&mut group, pipes, started + program.timeout))
}

/// Keeps what a program printed, as far as there is room. `false`: there was more.
fn append(stream: &mut Vec<u8>, bytes: &[u8]) -> bool {
    let room = OUTPUT_LIMIT_BYTES.saturating_sub(stream.len());
    stream.extend(bytes.iter().take(room));
    bytes.len() <= room
}

fn follow(group: &mut platform::Group, mut pipes: platform::Pipes, deadline: Instant) -> Output {
    let mut output = Output {
        ended: Ended::TimedOut,
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    let mut ended_at: Option<Instant> = None;
    let mut pause = Duration::from_micros(200);
    loop {
        if ended_at.is_none()
            && let Ok(Some(status)) = group.try_wait()
        {
            ended_at = Some(Instant::now());
            output.ended = ended(status);
        }
        let until = match ended_at {
            Some(_) if !pipes.are_open() => break,
            Some(at) => at + platform::GRACE,
            None => deadline,
        };
        let left = until.saturating_duration_since(Instant::now());
        if !pipes.are_open() {
            if left.is_zero() {
                break;
            }
            // Most programs end right after they close their pipes: check often at first, then ever less often.
            std::thread::sleep(left.min(pause));
            pause = (pause * 2).min(Duration::from_millis(10));
            continue;
        }
        // What the program printed before it ended is in the pipes: they are read until they are empty, however late it is.
        match pipes.read(&mut output, left.min(Duration::from_millis(20))) {
            Progress::TooMuch => {
                output.ended = Ended::TooMuchOutput;
                break;
            }
            Progress::Nothing if left.is_zero() => break,
            Progress::Nothing | Progress::Some => {}
        }
    }
    group.end();
    output
}

#[cfg(unix)]
fn ended(status: ExitStatus) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Ended::Status(code),
        (None, signal) => Ended::Signal(signal.unwrap_or(0)),
    }
}

#[cfg(not(unix))]
fn ended(status: ExitStatus) -> Ended {
    Ended::Status(status.code().unwrap_or(-1))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// Runs a shell script. The shell is the program under test here, not a way to start one.
    fn script(text: &str, timeout: Duration) -> Output {
        run(&Program {
            path: Path::new("/bin/sh"),
            arguments: &["-c".to_owned(), text.to_owned()],
            environment: &[("PATH".into(), "/usr/bin:/bin".into())],
            directory: Path::new("/"),
            timeout,
        })
        .unwrap()
    }

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(300);

    #[test]
    fn both_streams_and_the_status_are_read() {
        let output = script("echo out; echo err >&2; exit 3", LONG);
        assert_eq!(
            output,
            Output {
                ended: Ended::Status(3),
                stdout: b"out\n".to_vec(),
                stderr: b"err\n".to_vec()
            }
        );
    }

    #[test]
    fn a_signal_is_no_status() {
        assert_eq!(script("kill -SEGV $$", LONG).ended, Ended::Signal(11));
    }

    #[test]
    fn standard_input_is_empty() {
        assert_eq!(script("cat; echo end", LONG).stdout, b"end\n");
    }

    #[test]
    fn a_hanging_program_is_killed_with_its_children() {
        let output = script("echo 1.2.3; sleep 600 & echo $!; sleep 600", SHORT);
        assert_eq!(output.ended, Ended::TimedOut);
        let text = String::from_utf8(output.stdout).unwrap();
        let (version, child) = text.trim().split_once('\n').unwrap();
        assert_eq!(version, "1.2.3");
        // The kernel ends a killed process when it next runs, and its new parent then collects it.
        let gone = || {
            let status = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            status.is_empty() || status.contains(") Z ") || status.contains(") X ")
        };
        let patience = Instant::now() + LONG;
        while !gone() && Instant::now() < patience {
            std::thread::yield_now();
        }
        assert!(gone());
    }

    #[test]
    fn a_child_that_holds_the_pipes_does_not_hold_devenv() {
        let started = Instant::now();
        let output = script("echo 1.2.3; sleep 600 &", LONG);
        assert_eq!((output.ended, output.stdout), (Ended::Status(0), b"1.2.3\n".to_vec()));
        assert!(started.elapsed() < LONG / 2);
    }

    #[test]
    fn all_that_was_printed_before_the_end_is_kept_while_a_child_holds_the_pipes() {
        // More than a pipe's usual buffer is read in one go.
        let text = "sleep 600 & i=0; while [ $i -lt 1000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done";
        let output = script(text, LONG);
        assert_eq!((output.ended, output.stdout.len()), (Ended::Status(0), 41_000));
    }

    #[test]
    fn endless_output_is_cut() {
        let output = script("while :; do echo 0123456789012345678901234567890123456789; done", LONG);
        assert_eq!(
            (output.ended, output.stdout.len()),
            (Ended::TooMuchOutput, OUTPUT_LIMIT_BYTES)
        );
    }

    #[test]
    fn only_absolute_paths_are_run() {
        let program = Program {
            path: Path::new("sh"),
            arguments: &[],
            environment: &[],
            directory: Path::new("/"),
            timeout: SHORT,
        };
        assert!(matches!(run(&program), Err(ExecError::Relative(path)) if path == Path::new("sh")));
    }
}
