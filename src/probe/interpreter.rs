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
}

/// Reads the first line of a file. `None`: it is no script. Source: execve(2), "Interpreter scripts".
///
/// # Errors
/// The file cannot be read.
pub fn interpreter(host: &Host, file: &Path) -> io::Result<Option<Interpreter>> {
    let mut head = [0_u8; 256];
    let length = host.open(file)?.read(&mut head)?;
    Ok(head.get(..length).and_then(parse))
}

fn parse(head: &[u8]) -> Option<Interpreter> {
    let line = head.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?.trim();
    let (program, arguments) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    if Path::new(program).file_name().is_some_and(|name| name == "env") {
        let name = arguments
            .split_whitespace()
            .find(|word| !word.starts_with('-') && !word.contains('='))?;
        if !name.contains('/') {
            return Some(Interpreter::Name(name.to_owned()));
        }
        return Some(Interpreter::Path(PathBuf::from(name)));
    }
    // An empty line after `#!` is run by the shell.
    (!program.is_empty()).then(|| Interpreter::Path(PathBuf::from(program)))
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
        assert_eq!(parse(b"#!/usr/bin/env A=1 python3\r\n"), name("python3"));
        assert_eq!(parse(b"#! /bin/sh -e\n"), path("/bin/sh"));
        assert_eq!(parse(b"#!/opt/venv/bin/python3"), path("/opt/venv/bin/python3"));
        assert_eq!(parse(b"\x7fELF"), None);
        assert_eq!(parse(b"#!\n"), None);
    }
}
