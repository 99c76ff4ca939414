//! Reads `catalogue.toml` as it is built into the program, five times as fast as a reader of all of TOML.
//!
//! A scan of an unchanged machine may take 20 ms of CPU time in all, and the `toml` crate would take a quarter of it for this
//! file. The file keeps to the part of TOML that JSON has under other signs: `[id]` tables of one level, bare keys, basic
//! strings, integers, arrays and inline tables. So its text is turned into JSON and read as that, but for the longest lines,
//! which few tools are asked for: `about`, `note` and `install`, each a line without escapes, are kept as they stand there.
//! A test holds the result equal to what the `toml` crate reads.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Lines;

use super::Entry;
use super::installers::Installers;
use crate::text;

/// The text of the catalogue.
pub(super) const TEXT: &str = include_str!("../catalogue.toml");

/// The tools of the catalogue, sorted by id, as the file is.
#[expect(clippy::expect_used, reason = "a test reads the very same text")]
pub(super) fn entries() -> Vec<Entry> {
    // Room for all of them: a table has more bytes than this.
    let mut entries = Vec::with_capacity(TEXT.len() / 400);
    let mut json = String::new();
    let mut lines = TEXT.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(id) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            continue;
        };
        let aside = table(&mut lines, &mut json);
        let entry = serde_json::from_str(&json).expect("the catalogue is well-formed");
        entries.push(Entry {
            id: id.to_owned(),
            about: aside.about.map(Cow::Borrowed),
            note: aside.note.map(Cow::Borrowed),
            install: Installers::unread(aside.install),
            ..entry
        });
    }
    entries
}

/// What is kept of a table as it stands there.
#[derive(Default)]
struct Aside {
    about: Option<&'static str>,
    note: Option<&'static str>,
    install: &'static str,
}

impl Aside {
    /// Takes a line if it is one of these.
    fn take(&mut self, line: &'static str) -> bool {
        let string = |text: &'static str| text.strip_suffix('"');
        if let Some(about) = line.strip_prefix("about = \"") {
            self.about = string(about);
        } else if let Some(note) = line.strip_prefix("note = \"") {
            self.note = string(note);
        } else if let Some(install) = line.strip_prefix("install = ") {
            self.install = install;
        } else {
            return false;
        }
        true
    }
}

/// Reads the lines of a table up to the next one: its values as `json`, and what is kept aside of it. Text that is not of the part of
/// TOML named above gives text that is not JSON.
fn table(lines: &mut Peekable<Lines<'static>>, json: &mut String) -> Aside {
    let mut aside = Aside::default();
    json.clear();
    json.push('{');
    while let Some(line) = lines.next_if(|line| !line.starts_with('[')) {
        if line.is_empty() || line.starts_with('#') || aside.take(line) {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        push_line(json, line);
        if line.ends_with('[') {
            for item in lines.by_ref().take_while(|item| *item != "]") {
                push_line(json, item);
            }
            // The comma after the last item.
            json.pop();
            json.push(']');
        }
    }
    json.push('}');
    aside
}

/// Copies a line: strings as they are, bare keys in quotes, `=` as `:`.
fn push_line(json: &mut String, line: &str) {
    let mut rest = line.trim();
    while let Some(first) = rest.bytes().next() {
        let length = match first {
            b'"' => 1 + text::json_string_length(rest.as_bytes().get(1..).unwrap_or_default()),
            b'a'..=b'z' => memchr::memchr2(b' ', b'=', rest.as_bytes()).unwrap_or(rest.len()),
            _ => 1,
        };
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match first {
            b'a'..=b'z' => {
                json.push('"');
                json.push_str(part);
                json.push('"');
            }
            b'=' => json.push(':'),
            b' ' => {}
            _ => json.push_str(part),
        }
        rest = after;
    }
}
