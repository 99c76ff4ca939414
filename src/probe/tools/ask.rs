//! Starts a program for its version: the last resort, and what is never started.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Request;
use super::locate::ToolCopy;
use super::script::manager_of_interpreter;
use crate::host::{Ended, ExecError, Output, is_below};
use crate::probe::catalogue::{Command, Entry, Namesake, Stream};
use crate::probe::evidence::{Evidence, MULTI_CALL};
use crate::probe::interpreter::{self, Interpreter};
use crate::probe::path::is_program;
use crate::probe::shim::{self, Shim, ShimCandidate};
use crate::probe::version_text;
use crate::scan::{FailReason, Failure, VersionSource};
use crate::text;

/// Why a program is not to be started. `None`: it may be.
pub(super) fn refusal(request: &Request<'_>, entry: &Entry, copy: &ToolCopy) -> Option<String> {
    if entry.command.is_none() {
        return Some("no command tells its version safely".to_owned());
    }
    if !request.exec {
        return Some("no program was to be started".to_owned());
    }
    if copy.relative {
        return Some("its entry of PATH is relative: a program of that name could be anybody's".to_owned());
    }
    let resolved = copy.resolved.as_ref().ok()?;
    match copy.manager {
        Some("snap") => return Some("a snap makes directories at home when it starts".to_owned()),
        Some(whole) if copy.by_shim && MULTI_CALL.contains(&whole) => {
            return Some(format!("it is a part of {whole}, and tells no version of its own"));
        }
        _ => {}
    }
    if !is_program(request.host, resolved) {
        return Some("what it leads to does not start by itself".to_owned());
    }
    if cfg!(windows) && !is_windows_program(&copy.path) {
        return Some("another program would open it: it is none itself".to_owned());
    }
    if let Some(fetcher) = &copy.fetcher {
        return Some(format!(
            "it is a script that may fetch something with `{fetcher}` when it starts"
        ));
    }
    let below = |path: &Path| request.checkout.is_some_and(|checkout| is_below(path, checkout));
    if below(&copy.path) || below(resolved) {
        return Some("it is below the project's directory".to_owned());
    }
    let interpreter = copy.interpreter_file.as_ref()?;
    if interpreter.relative {
        return Some(
            "it is a script, and the entry of PATH that its interpreter is in is relative: it could be anybody's"
                .to_owned(),
        );
    }
    if let Some(manager) = copy
        .interpreter
        .as_ref()
        .and_then(|named| manager_of_interpreter(request, named, interpreter))
    {
        return Some(format!(
            "it is a script, and its interpreter is a shim managed by {manager}, which is never started"
        ));
    }
    let resolved = request.host.canonicalize(&interpreter.path);
    (below(&interpreter.path) || resolved.is_ok_and(|resolved| below(&resolved)))
        .then(|| "it is a script, and its interpreter is below the project's directory".to_owned())
}

/// Windows starts these by itself; `.js`, `.py` and the like, which PATHEXT may name too, it hands to whatever opens such files.
fn is_windows_program(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["exe", "com", "cmd", "bat"]
            .iter()
            .any(|own| extension.eq_ignore_ascii_case(own))
    })
}

/// What a program's answer tells.
pub(super) enum Told {
    /// Its version.
    Version(Evidence),
    /// That it is another program of that name; the text says which.
    OtherProgram(String),
}

/// What a program said of itself.
pub(super) struct Answer {
    pub(super) result: Result<Told, Failure>,
    /// It would say the same again. What was cut off, and what the state of the machine alone prevented, is not final.
    pub(super) is_final: bool,
}

impl Answer {
    fn not_final(reason: FailReason, detail: impl Into<String>) -> Self {
        Self {
            result: Err(Failure::new(reason, detail)),
            is_final: false,
        }
    }
}

/// Starts a program and reads its version from what it prints.
///
/// `path` is the PATH that programs get, as [`safe_path`] makes it.
pub(super) fn ask(request: &Request<'_>, entry: &Entry, copy: &ToolCopy, path: &OsStr) -> Answer {
    let (Some(command), Ok(resolved)) = (&entry.command, &copy.resolved) else {
        return Answer::not_final(FailReason::NotExecutable, "there is nothing to start");
    };
    let left = request.deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Answer::not_final(FailReason::Timeout, "the scan's time was up before it could be asked");
    }
    let timeout = request.program_timeout.min(left);
    let mut program = program(copy, command, resolved);
    let mut arguments = command.arguments.clone();
    if copy.interpreter == Some(Interpreter::Shell) {
        // As the user's shell does it.
        arguments.insert(0, program.to_string_lossy().into_owned());
        program = PathBuf::from(interpreter::SHELL);
    }
    let output = match request.host.run(
        &program,
        &arguments,
        child_path(request, copy, path),
        request.checkout,
        timeout,
    ) {
        Ok(output) => output,
        Err(ExecError::Start { source, .. }) if is_of_the_file(&source) => {
            return Answer {
                result: Err(Failure::new(FailReason::NotExecutable, source.to_string())),
                is_final: true,
            };
        }
        // No memory, too many processes, a file that is being written: the next time it may start.
        Err(ExecError::Start { source, .. }) => return Answer::not_final(FailReason::Timeout, source.to_string()),
        Err(error @ ExecError::Over(_)) => return Answer::not_final(FailReason::Timeout, error.to_string()),
        Err(error @ ExecError::Relative(_)) => {
            return Answer::not_final(FailReason::NotExecutable, error.to_string());
        }
    };
    let result = told(entry, command, &output).map_err(|reason| {
        let detail = match (reason, output.ended) {
            (FailReason::Timeout, _) => format!("no answer within {}", text::duration(timeout)),
            (FailReason::Signal, Ended::Signal(signal)) => format!("ended by signal {signal}"),
            (FailReason::Exit, Ended::Status(status)) => with_line(&format!("status {status}"), &output),
            _ => with_line("no version in its answer", &output),
        };
        Failure::new(reason, detail)
    });
    Answer {
        result,
        is_final: is_final(output.ended),
    }
}

/// The system refuses to start the file because of what the file is.
fn is_of_the_file(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    // `ENOEXEC` has no kind of its own.
    const NOT_A_PROGRAM: i32 = 8;
    // `ELOOP`: the interpreter of a script is a script, whose interpreter is one, and so on. Its number is the system's own.
    const LOOP: i32 = if cfg!(target_os = "linux") { 40 } else { 62 };
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::InvalidInput)
        || (cfg!(unix) && matches!(error.raw_os_error(), Some(NOT_A_PROGRAM | LOOP)))
        // Windows: the file is for another processor, or is none of its programs.
        || (cfg!(windows) && matches!(error.raw_os_error(), Some(193 | 216)))
}

/// The program ended by itself.
fn is_final(ended: Ended) -> bool {
    // Hang-up, interrupt, kill and termination: somebody else ended it, or the system was short of memory.
    const FROM_OUTSIDE: [i32; 4] = [1, 2, 9, 15];
    match ended {
        Ended::Status(_) => true,
        Ended::Signal(signal) => !FROM_OUTSIDE.contains(&signal),
        Ended::TimedOut | Ended::TooMuchOutput => false,
    }
}

/// What the answer of a tool's program tells.
fn told(entry: &Entry, command: &Command, output: &Output) -> Result<Told, FailReason> {
    // A version with words around it is told apart from the tool's own answer, a bare one is not.
    let is_plain = |pattern: &String| pattern == "{version}";
    let other = |counts: &dyn Fn(&String) -> bool| {
        let other = other_program(entry, output, counts)?;
        Some(Told::OtherProgram(other.name.clone()))
    };
    if let Some(other) = other(&|pattern| !is_plain(pattern)) {
        return Ok(other);
    }
    match understand(command, output) {
        Ok(evidence) => Ok(Told::Version(evidence)),
        Err(reason) => other(&is_plain).ok_or(reason),
    }
}

/// The other program that an answer is from.
fn other_program<'e>(entry: &'e Entry, output: &Output, counts: impl Fn(&String) -> bool) -> Option<&'e Namesake> {
    if entry.namesakes.is_empty() || !matches!(output.ended, Ended::Status(_)) {
        return None;
    }
    let texts = [&output.stdout, &output.stderr].map(|stream| text::strip_ansi(&decode(stream)).into_owned());
    entry.namesakes.iter().find(|other| {
        let mut patterns = other.prints.iter().filter(|pattern| counts(pattern));
        patterns.any(|pattern| texts.iter().any(|text| version_text::extract(text, pattern).is_some()))
    })
}

/// The file to start: by its place on PATH, since a link's name may decide what a program is; behind a shim the file itself.
fn program(copy: &ToolCopy, command: &Command, resolved: &Path) -> PathBuf {
    match &command.program {
        Some(other) => resolved.with_file_name(other),
        None if copy.by_shim => resolved.to_owned(),
        None => copy.path.clone(),
    }
}

/// PATH for programs: without what is below the project's directory.
pub(super) fn safe_path(request: &Request<'_>) -> OsString {
    request.index.for_children(|directory| {
        request.checkout.is_some_and(|checkout| {
            let resolved = request.host.canonicalize(directory);
            is_below(directory, checkout) || resolved.is_ok_and(|resolved| is_below(&resolved, checkout))
        })
    })
}

/// PATH for one program: the real interpreter of a script comes before any shim of it.
fn child_path(request: &Request<'_>, copy: &ToolCopy, path: &OsStr) -> OsString {
    let real_interpreter = || {
        let Some(Interpreter::Name(name)) = &copy.interpreter else {
            return None;
        };
        let candidate = request.index.first(name)?;
        let resolved = request.host.canonicalize(&candidate.path).ok()?;
        let shim_candidate = ShimCandidate {
            program: name,
            path: &candidate.path,
            resolved: &resolved,
        };
        match shim::resolve(request.host, request.index, &shim_candidate)? {
            Shim::Leads { target, .. } => target.parent().map(Path::to_owned),
            _ => None,
        }
    };
    match real_interpreter() {
        None => path.to_owned(),
        Some(directory) => std::env::join_paths(std::iter::once(directory).chain(std::env::split_paths(path)))
            .unwrap_or_else(|_| path.to_owned()),
    }
}

/// The version in an answer, or the problem with it.
fn understand(command: &Command, output: &Output) -> Result<Evidence, FailReason> {
    if let Ended::Signal(_) = output.ended {
        return Err(FailReason::Signal);
    }
    let streams = match command.stream {
        Stream::Stdout => [&output.stdout, &output.stderr],
        Stream::Stderr => [&output.stderr, &output.stdout],
    };
    let is_cut = matches!(output.ended, Ended::TimedOut | Ended::TooMuchOutput);
    for stream in streams {
        let text = decode(stream);
        let text = text::strip_ansi(&text);
        // Of a line that was cut off, the version may be cut too.
        let text = if is_cut { whole_lines(&text) } else { &text };
        if let Some(found) = version_text::extract_any(text, &command.patterns) {
            return Ok(Evidence {
                version: found.version.to_owned(),
                raw: found.line.to_owned(),
                source: VersionSource::Command,
                manager: None,
            });
        }
    }
    Err(match output.ended {
        Ended::TimedOut => FailReason::Timeout,
        Ended::Status(status) if status != 0 && !command.statuses.contains(&status) => FailReason::Exit,
        _ => FailReason::UnreadableOutput,
    })
}

/// The text without a last line that has no end.
fn whole_lines(text: &str) -> &str {
    text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or_default()
}

/// Text in UTF-8, or in UTF-16 as some Windows programs print (`wsl.exe`).
fn decode(bytes: &[u8]) -> String {
    let has_mark = bytes.starts_with(&[0xff, 0xfe]);
    let is_utf16 = has_mark || (bytes.len() > 3 && bytes.iter().skip(1).step_by(2).take(16).all(|byte| *byte == 0));
    if !is_utf16 {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
        .collect();
    String::from_utf16_lossy(&units)
        .trim_start_matches('\u{feff}')
        .to_owned()
}

/// A sentence with the first line of what the program printed behind it.
fn with_line(sentence: &str, output: &Output) -> String {
    let says_something = output.stderr.iter().any(|byte| !byte.is_ascii_whitespace());
    let text = decode(if says_something { &output.stderr } else { &output.stdout });
    let text = text::strip_ansi(&text);
    let is_seen = |character: char| !character.is_control() && !character.is_whitespace();
    match text.lines().map(str::trim).find(|line| line.contains(is_seen)) {
        Some(line) => super::limited(&format!("{sentence}: {line}")),
        None => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(ended: Ended, stdout: &[u8], stderr: &[u8]) -> Result<String, FailReason> {
        let command = Command {
            arguments: Vec::new(),
            stream: Stream::Stdout,
            patterns: vec!["tool {version}".to_owned()],
            statuses: Vec::new(),
            program: None,
        };
        let output = Output {
            ended,
            stdout: stdout.to_vec(),
            stderr: stderr.to_vec(),
        };
        understand(&command, &output).map(|evidence| evidence.version)
    }

    #[test]
    fn an_answer_counts_wherever_it_stands() {
        let version = Ok("1.2.3".to_owned());
        assert_eq!(understood(Ended::Status(0), b"tool 1.2.3\n", b""), version);
        assert_eq!(understood(Ended::Status(1), b"tool 1.2.3\n", b""), version);
        assert_eq!(
            understood(Ended::Status(0), b"", b"warning: x\n\ntool v1.2.3\n"),
            version
        );
        assert_eq!(
            understood(Ended::Status(0), b"\xff\n\x1b[1mtool\x1b[0m \x1b[32m1.2.3\x1b[m", b""),
            version
        );
        assert_eq!(understood(Ended::TimedOut, b"tool 1.2.3\n", b""), version);
        let utf16: Vec<u8> = "tool 1.2.3\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(understood(Ended::Status(0), &utf16, b""), version);
    }

    #[test]
    fn a_version_that_was_cut_off_is_no_answer() {
        assert_eq!(understood(Ended::TimedOut, b"tool 1.2", b""), Err(FailReason::Timeout));
        assert_eq!(
            understood(Ended::TooMuchOutput, b"noise\ntool 1.2", b""),
            Err(FailReason::UnreadableOutput)
        );
        let first = Ok("1.2.3".to_owned());
        assert_eq!(understood(Ended::TimedOut, b"tool 1.2.3\ntool 4", b""), first);
        // It ended by itself: all of it is there.
        assert_eq!(understood(Ended::Status(0), b"tool 1.2.3", b""), first);
    }

    #[test]
    fn only_what_a_program_ended_by_itself_is_final() {
        let ends = [
            Ended::Status(0),
            Ended::Status(3),
            Ended::Signal(11),
            Ended::Signal(9),
            Ended::Signal(15),
            Ended::TimedOut,
            Ended::TooMuchOutput,
        ];
        assert_eq!(ends.map(is_final), [true, true, true, false, false, false, false]);
        #[cfg(unix)]
        {
            let errors = [2, 13, 8, 11, 12, 24, 26].map(std::io::Error::from_raw_os_error);
            assert_eq!(
                errors.map(|error| is_of_the_file(&error)),
                [true, true, true, false, false, false, false]
            );
        }
    }

    #[test]
    fn what_is_no_answer_is_told_for_what_it_is() {
        assert_eq!(
            understood(Ended::Status(0), b"hello", b""),
            Err(FailReason::UnreadableOutput)
        );
        assert_eq!(understood(Ended::Status(3), b"hello", b""), Err(FailReason::Exit));
        assert_eq!(
            understood(Ended::Signal(11), b"tool 1.2.3", b""),
            Err(FailReason::Signal)
        );
        assert_eq!(understood(Ended::TimedOut, b"", b""), Err(FailReason::Timeout));
        assert_eq!(
            understood(Ended::TooMuchOutput, b"y\ny\n", b""),
            Err(FailReason::UnreadableOutput)
        );
    }
}
