//! Reads `catalogue.toml` as it is built into the program, five times as fast as a reader of all of TOML.
//!
//! A scan of an unchanged machine may take 20 ms of CPU time in all, and the `toml` crate would take a quarter of it for this
//! file. The file keeps to the part of TOML that JSON has under other signs: `[id]` tables of one level, bare keys, basic
//! strings, integers, arrays and inline tables. So its text is turned into JSON and read as that, but for the longest lines,
//! which few tools are asked for: `about`, `note` and `install`, each a line without escapes, are kept as they stand there.
//! A test holds the result equal to what the `toml` crate reads.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Entry;
use super::installers::Installers;

/// The text of the catalogue.
pub(super) const TEXT: &str = include_str!("../catalogue.toml");

/// The tools of the catalogue, sorted by id.
#[expect(clippy::expect_used, reason = "a test reads the very same text")]
pub(super) fn entries() -> Vec<Entry> {
    let (json, aside) = json(TEXT);
    let tables: BTreeMap<String, Entry> = serde_json::from_str(&json).expect("the catalogue is well-formed");
    tables
        .into_iter()
        .zip(aside)
        .map(|((id, entry), aside)| Entry {
            id,
            about: aside.about.map(Cow::Borrowed),
            note: aside.note.map(Cow::Borrowed),
            install: Installers::unread(aside.install),
            ..entry
        })
        .collect()
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

/// The same values in JSON, and what is kept aside of each table. Text that is not of the part of TOML named above gives text
/// that is not JSON.
fn json(toml: &'static str) -> (String, Vec<Aside>) {
    let mut aside: Vec<Aside> = Vec::new();
    let mut json = String::with_capacity(toml.len());
    json.push('{');
    let mut keys = 0;
    let mut lines = toml.lines();
    while let Some(line) = lines.next() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(id) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            json.push_str(if aside.is_empty() { "\"" } else { "},\"" });
            json.push_str(id);
            json.push_str("\":{");
            aside.push(Aside::default());
            keys = 0;
            continue;
        }
        if aside.last_mut().is_some_and(|aside| aside.take(line)) {
            continue;
        }
        if keys > 0 {
            json.push(',');
        }
        keys += 1;
        push_line(&mut json, line);
        if line.ends_with('[') {
            for item in lines.by_ref().take_while(|item| *item != "]") {
                push_line(&mut json, item);
            }
            // The comma after the last item.
            json.pop();
            json.push(']');
        }
    }
    json.push_str(if aside.is_empty() { "}" } else { "}}" });
    (json, aside)
}

/// Copies a line: strings as they are, bare keys in quotes, `=` as `:`.
fn push_line(json: &mut String, line: &str) {
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            'a'..='z' => rest.find([' ', '=']).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match first {
            'a'..='z' => {
                json.push('"');
                json.push_str(part);
                json.push('"');
            }
            '=' => json.push(':'),
            ' ' => {}
            _ => json.push_str(part),
        }
        rest = after;
    }
}

/// The length of the string that a text begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}
