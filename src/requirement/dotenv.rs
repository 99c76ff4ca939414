//! Examples of `.env`: which variables a developer sets. Names alone; no value leaves this file.
//!
//! Source: the README of `motdotla/dotenv`, "What rules does the parsing engine follow?".

use std::collections::BTreeSet;
use std::path::Path;

use super::manifest::{Format, Manifest, ManifestContent};
use super::presence;
use crate::host::Host;
use crate::scan::{Requirement, RequirementKind};

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[
        ".env.example",
        ".env.sample",
        ".env.template",
        ".env.dist",
        "example.env",
        "sample.env",
        "template.env",
        "env.example",
        "env.sample",
        "env.template",
        ".env.*.example",
        ".env.*.sample",
        ".env.*.template",
        ".env.example.*",
        ".env-example",
        ".env_example",
        ".env-sample",
        ".env_sample",
        ".env-template",
        ".env.tpl",
        "*.env.example",
        "*.env.sample",
        "*.env.template",
        ".dev.vars.example",
        ".envrc.example",
        ".envrc.sample",
        ".envrc.template",
    ],
    wants_text: true,
    read,
}];

/// The examples that are for everybody.
const PLAIN: [&str; 4] = [".env.example", ".env.sample", ".env.template", ".env.dist"];

/// Files beside the example, or above it in the project, in which a developer sets variables.
const SETTERS: [&str; 6] = [
    ".env",
    ".env.local",
    ".env.development",
    ".env.development.local",
    ".envrc",
    ".envrc.local",
];
/// Such a file is at most this large.
const SETTER_BYTES: u64 = 1 << 20;

/// A line of such a file.
struct Line<'t> {
    name: &'t str,
    /// From 1.
    number: u32,
    /// Never leaves this project's readers: only a port number is ever taken from it.
    value: &'t str,
    /// The developer must set it: it is empty, or a placeholder.
    is_to_be_set: bool,
}

/// Reads which variables an example names.
///
/// Required: an empty or placeholder value, in the current directory or above it, not marked optional by the comment above or behind it
/// or by the heading of its section, and not in a variant of another example. Everything else is suggested; a line that is commented out asks for nothing.
///
/// Present: set in the environment, or named in a `.env` or `.envrc` beside the example or above it, whatever its value.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let lines = lines(manifest.text);
    if lines.is_empty() {
        return;
    }
    let set = named_nearby(manifest);
    // `.env.example.sail` beside `.env.example` is for those who choose it.
    let is_variant = !PLAIN.contains(&manifest.name) && PLAIN.iter().any(|name| manifest.has_beside(name));
    let mut seen = BTreeSet::new();
    for line in lines.iter().filter(|line| seen.insert(line.name)) {
        let requirement = Requirement {
            present: match &set {
                _ if manifest.host.env(line.name).is_some() => Some(true),
                Some(set) => Some(set.contains(line.name)),
                None => None,
            },
            ..manifest.requirement(RequirementKind::Variable, line.name, Some(line.number))
        };
        if line.is_to_be_set && !is_variant && presence::is_here(manifest) {
            found.require(requirement);
        } else {
            found.suggest(requirement);
        }
    }
}

/// The names of variables in the developer's own files. `None`: one of the files is there and cannot be read.
fn named_nearby(manifest: &Manifest<'_>) -> Option<BTreeSet<String>> {
    let mut names = names_set(manifest.host, manifest.directory, manifest.file.split('/').count())?;
    // What the example is copied to: `.env.dev` of `.env.dev.example`, `app.env` of `app.env.example`.
    if let Some((target, _)) = manifest.name.rsplit_once('.').filter(|(target, _)| !target.is_empty()) {
        names.extend(names_in(manifest.host, &manifest.directory.join(target))?);
    }
    Some(names)
}

/// The names of variables that a developer sets in files (`.env`, `.envrc` …) in a directory and those above it, so many in all.
/// `None`: one of the files is there and cannot be read.
pub fn names_set(host: &Host, directory: &Path, directories: usize) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for directory in directory.ancestors().take(directories) {
        for file in SETTERS {
            names.extend(names_in(host, &directory.join(file))?);
        }
    }
    Some(names)
}

fn names_in(host: &Host, file: &Path) -> Option<Vec<String>> {
    if !host.exists(file) {
        return Some(Vec::new());
    }
    let text = host.read_text(file, SETTER_BYTES).ok()?;
    Some(lines(&text).iter().map(|line| line.name.to_owned()).collect())
}

/// What a variable is set to in a developer's file; the last line counts. For readers that look for a port number in it.
pub(super) fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    lines(text)
        .into_iter()
        .rev()
        .find(|line| line.name == name)
        .map(|line| line.value)
}

/// The lines that set a variable, those within a text of several lines left out.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    // The quotation mark that a text of several lines ends with.
    let mut open: Option<char> = None;
    let mut optional = Optional::default();
    let mut is_below_rule = false;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(mark) = open {
            if line.contains(mark) {
                open = None;
            }
            continue;
        }
        let line = line.trim();
        if line.is_empty() {
            optional.end_paragraph();
        }
        if let Some(comment) = line.strip_prefix('#') {
            let words = comment.trim_matches(|character: char| !character.is_alphanumeric());
            if words.is_empty() {
                is_below_rule = comment.trim().len() > 2;
                continue;
            }
            // A line that is commented out is what the comment above is about.
            if comment.split_once('=').is_some_and(|(name, _)| is_name(name.trim())) {
                optional.take();
            } else {
                optional.read(comment, words, is_below_rule);
            }
            is_below_rule = false;
            continue;
        }
        is_below_rule = false;
        let said_above = optional.take();
        let assignment = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let Some((name, value)) = assignment.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        if !is_name(name) {
            continue;
        }
        let value = value.trim_start();
        let (value, comment, opens) = parts(value);
        open = opens;
        found.push(Line {
            name,
            number,
            value,
            is_to_be_set: open.is_none() && is_placeholder(value) && !said_above && !says_optional(comment),
        });
    }
    found
}

/// The value of a line, the comment behind it, and the quotation mark that is still open at its end.
fn parts(text: &str) -> (&str, &str, Option<char>) {
    let mark = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    if let Some((mark, inner)) = mark.and_then(|mark| Some((mark, text.strip_prefix(mark)?))) {
        return match inner.split_once(mark) {
            Some((value, rest)) => (value, rest.trim_start(), None),
            None => (inner, "", Some(mark)),
        };
    }
    match text.split_once('#') {
        Some((before, comment)) if before.is_empty() || before.ends_with(char::is_whitespace) => {
            (before.trim_end(), comment, None)
        }
        _ => (text, "", None),
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What the comments above a line say of whether it must be set.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each reach of a comment")]
struct Optional {
    /// The comment right above, up to a blank line or the line that it is about.
    comment: bool,
    /// A comment on several variables, up to a blank line.
    paragraph: bool,
    /// A label (`Optional settings:`), up to the next label or heading.
    label: bool,
    /// A heading (`=== Optional ===`), up to the next heading, or a label that says the opposite.
    section: bool,
}

impl Optional {
    fn read(&mut self, comment: &str, words: &str, is_below_rule: bool) {
        let is_optional = says_optional(comment);
        if is_below_rule || is_heading(comment) {
            *self = Self {
                section: is_optional,
                ..Self::default()
            };
        } else if is_label(comment, words) {
            self.section &= !says_required(words);
            self.label = is_optional;
        }
        self.comment |= is_optional;
        self.paragraph |= is_optional && is_about_several(comment);
    }

    fn end_paragraph(&mut self) {
        self.comment = false;
        self.paragraph = false;
    }

    /// The next line is optional. A comment is about that line alone.
    fn take(&mut self) -> bool {
        std::mem::take(&mut self.comment) || self.paragraph || self.label || self.section
    }
}

/// `=== Optional ===`, `## Optional`, `[[OPTIONAL]]`: it stands above a section.
fn is_heading(comment: &str) -> bool {
    let is_in_brackets = comment.trim().starts_with('[') && comment.trim().ends_with(']');
    is_in_brackets || ["--", "==", "##", "**"].iter().any(|sign| comment.contains(sign)) || comment.starts_with('#')
}

/// `Optional settings:`, `OPTIONAL`: it stands above several lines. `words` is the comment without signs around.
fn is_label(comment: &str, words: &str) -> bool {
    words.split_whitespace().count() <= 4 && (comment.trim_end().ends_with(':') || is_name(words))
}

fn says_required(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    ["required", "mandatory"].iter().any(|word| words.contains(word)) && !says_optional(&words)
}

fn is_about_several(comment: &str) -> bool {
    let comment = comment.to_ascii_lowercase();
    [
        "settings",
        "credentials",
        "variables",
        "options",
        "keys",
        "values",
        "these",
    ]
    .iter()
    .any(|word| comment.contains(word))
}

/// It says that a variable may stay empty, or what happens then, or when alone it must not.
fn says_optional(comment: &str) -> bool {
    const WORDS: [&str; 19] = [
        "optional",
        "not required",
        "not needed",
        "only needed",
        "only required",
        "only used",
        "required if",
        "required only",
        "required when",
        "needed if",
        "needed when",
        "only if ",
        "if you use ",
        "if you're using",
        "if you are using",
        "if using",
        "defaults to",
        "default to",
        "automatically detected",
    ];
    /// Of a variable that is not set.
    const UNSET: [&str; 8] = [
        "empty",
        "blank",
        "unset",
        "not set",
        "omitted",
        "undefined",
        "not provided",
        "not specified",
    ];
    const ALLOWING: [&str; 6] = ["leave ", "left ", "if ", "when ", "may be ", "can be "];
    const FORBIDDING: [&str; 11] = [
        "must", "should", "never", "not be ", "do not ", "don't ", "cannot ", "can't ", "fail", "error", "won't ",
    ];
    let comment = comment.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| comment.contains(words));
    says(&WORDS) || (says(&UNSET) && says(&ALLOWING) && !says(&FORBIDDING))
}

/// Empty, or a placeholder: `changeme`, `<token>`, `your-api-key`, `xxxx`, `sk-...`.
fn is_placeholder(value: &str) -> bool {
    const WORDS: [&str; 12] = [
        "changeme",
        "change-me",
        "change_me",
        "replaceme",
        "replace-me",
        "replace_me",
        "fixme",
        "todo",
        "tbd",
        "fill-me-in",
        "fill_me_in",
        "placeholder",
    ];
    let value = value.trim().to_ascii_lowercase();
    let is_in_brackets = [('<', '>'), ('[', ']')]
        .iter()
        .any(|(open, close)| value.starts_with(*open) && value.ends_with(*close));
    let is_masked = !value.is_empty() && value.chars().all(|character| "x*.-_".contains(character));
    let is_yours = ["your-", "your_", "your ", "my-secret", "insert-", "insert_"]
        .iter()
        .any(|start| value.starts_with(start));
    value.is_empty()
        || WORDS.contains(&value.as_str())
        || is_in_brackets
        || is_masked
        || is_yours
        || value.ends_with("...")
}

#[cfg(test)]
mod tests;
