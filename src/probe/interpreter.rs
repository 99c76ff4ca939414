//! The first line of a script: what runs it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::host::Host;

/// What runs a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interpreter {
    /// A program at this path.
    Path(PathBuf),
    /// A program of this name, wherever it is on PATH (`#!/usr/bin/env node`).
    Name(String),
    /// A text that names none. The system refuses to start it, and a shell runs it all the same.
    Shell,
}

/// What shells run a text with that names no interpreter. Source: POSIX, "Command Search and Execution".
pub const SHELL: &str = "/bin/sh";

/// How much of a file the system reads for its first line.
const HEAD_BYTES: usize = 256;

/// Reads the first line of a file. `None`: it is no script. Source: execve(2), "Interpreter scripts".
///
/// # Errors
/// The file cannot be read.
pub fn interpreter(host: &Host, file: &Path) -> io::Result<Option<Interpreter>> {
    let mut head = [0_u8; HEAD_BYTES];
    let length = host.open(file)?.read(&mut head)?;
    Ok(head.get(..length).and_then(parse))
}

fn parse(head: &[u8]) -> Option<Interpreter> {
    let Some(line) = head
        .strip_prefix(b"#!")
        .and_then(|rest| rest.split(|byte| *byte == b'\n').next())
    else {
        return (cfg!(unix) && is_for_a_shell(head)).then_some(Interpreter::Shell);
    };
    // A carriage return belongs to the name, as the system reads it.
    let line = std::str::from_utf8(line).ok()?.trim_matches([' ', '\t']);
    let (program, arguments) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    if Path::new(program).file_name().is_some_and(|name| name == "env") {
        let name = arguments
            .split([' ', '\t'])
            .find(|word| !word.is_empty() && !word.starts_with('-') && !word.contains('='))?;
        if !name.contains('/') {
            return Some(Interpreter::Name(name.to_owned()));
        }
        return Some(Interpreter::Path(PathBuf::from(name)));
    }
    if program.is_empty() {
        return Some(Interpreter::Shell);
    }
    Some(Interpreter::Path(PathBuf::from(program)))
}

/// The beginning of a file is text, and not that of a page of the web, which a failed download leaves.
fn is_for_a_shell(head: &[u8]) -> bool {
    is_text(head) && !is_page(head)
}

/// The beginning of a file is that of an HTML or XML document.
pub fn is_page(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"<")
}

/// A shell takes a file for text if its first line has no zero byte; other control characters are in no script either.
pub fn is_text(head: &[u8]) -> bool {
    let is_control = |byte: &u8| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(byte);
    !head.is_empty() && !head.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_names_what_runs_a_script() {
        let name = |text: &str| Some(Interpreter::Name(text.to_owned()));
        let path = |text: &str| Some(Interpreter::Path(PathBuf::from(text)));
        assert_eq!(parse(b"#!/usr/bin/env node\nx"), name("node"));
        assert_eq!(parse(b"#!/usr/bin/env -S deno run --allow-all\n"), name("deno"));
        assert_eq!(parse(b"#!/usr/bin/env A=1 python3\n"), name("python3"));
        assert_eq!(parse(b"#! /bin/sh -e\n"), path("/bin/sh"));
        assert_eq!(parse(b"#!/opt/venv/bin/python3"), path("/opt/venv/bin/python3"));
        assert_eq!(parse(b"\x7fELF\x02\x01"), None);
    }

    #[test]
    fn a_carriage_return_belongs_to_the_name() {
        assert_eq!(
            parse(b"#!/bin/sh\r\n"),
            Some(Interpreter::Path(PathBuf::from("/bin/sh\r")))
        );
        assert_eq!(
            parse(b"#!/usr/bin/env node\r\n"),
            Some(Interpreter::Name("node\r".to_owned()))
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_text_that_names_none_is_run_by_a_shell() {
        assert_eq!(parse(b"exec /opt/x \"$@\"\n"), Some(Interpreter::Shell));
        assert_eq!(parse(b"#!\necho 1\n"), Some(Interpreter::Shell));
        for other in [
            &b"<!DOCTYPE html>\n<title>404</title>"[..],
            b"\n <?xml version=\"1.0\"?>",
            b"\x1f\x8b\x08\x00",
            b"PK\x03\x04",
            b"",
        ] {
            assert_eq!(parse(other), None, "{other:?}");
        }
    }
}
