//! What changed between two scans, for people and for pull requests.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::history::{local, signed, word};
use super::layout::{Page, Role};
use super::markdown::{plain, span};
use super::options::HumanOptions;
use super::sign;
use crate::scan::{Difference, FindingChange, Outcome, PathChange, Side, ToolChange, ToolChangeKind};

/// What changed, for a terminal. Times are those of `zone`.
pub fn difference(difference: &Difference, options: &HumanOptions, zone: &TimeZone) -> String {
    let mut page = Page::new(options.width, options.colour, options.unicode);
    let arrow = page.signs.arrow;
    let from = heading(&difference.from, zone);
    page.paragraph("", Role::Aside, &from);
    let to = heading(&difference.to, zone);
    let gain = difference
        .gain()
        .map(signed)
        .filter(|gain| gain != "0")
        .unwrap_or_default();
    page.entry(0, (Role::Plain, ""), (Role::Heading, &format!("{arrow} {to}")), &gain);
    if difference.is_empty() {
        page.blank();
        page.line("Nothing changed.");
    }
    let signed = |lines: Vec<Line>| -> Vec<String> {
        let text = |line: Line| format!("{} {}", line.sign, line.text);
        lines.into_iter().map(text).collect()
    };
    findings(&mut page, "New", &difference.new);
    findings(&mut page, "Fixed", &difference.fixed);
    findings(&mut page, "No longer checked", &difference.no_longer_checked);
    let tools = difference.tools.iter().map(|change| tool(change, arrow)).collect();
    section(&mut page, "Tools", &signed(tools));
    let directories = difference.path.as_ref().map(path).unwrap_or_default();
    section(&mut page, "PATH", &signed(directories));
    section(&mut page, "Not compared", &difference.not_compared);
    page.into_text()
}

fn heading(side: &Side, zone: &TimeZone) -> String {
    let grade = match (side.score, side.status) {
        (Some(score), Some(status)) => format!("{score}/100 {}", word(status)),
        _ => "not assessed".to_owned(),
    };
    format!("{}  {}  {grade}", local(side.taken_at, zone), side.scan_id)
}

fn title(page: &mut Page, title: &str) {
    page.blank();
    let title = page.paint(Role::Heading, title);
    page.line(&title);
}

fn section(page: &mut Page, name: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    title(page, name);
    for line in lines {
        let line = page.clean(line).into_owned();
        page.entry(2, (Role::Plain, ""), (Role::Plain, &line), "");
    }
}

fn findings(page: &mut Page, name: &str, changes: &[FindingChange]) {
    if changes.is_empty() {
        return;
    }
    title(page, name);
    for change in changes {
        let (role, sign) = sign(page, change.to.unwrap_or(Outcome::Skipped));
        let text = page.clean(&finding(change)).into_owned();
        page.entry(2, (role, sign), (Role::Plain, &text), "");
    }
}

/// `Node.js 16 is installed; …`. A fixed problem is told as what it was.
fn finding(change: &FindingChange) -> String {
    let is_over = !matches!(change.to, Some(Outcome::Fail | Outcome::Warn | Outcome::Unknown));
    let was = if is_over { "was: " } else { "" };
    format!("{was}{}", change.message)
}

/// A change of a thing: as a sign for the eye, and as a word where signs mean something else.
struct Line {
    sign: &'static str,
    word: &'static str,
    text: String,
}

/// `+ jq 1.7`, `^ node 20.1.0 → 22.1.0`.
fn tool(change: &ToolChange, arrow: &str) -> Line {
    use ToolChangeKind::{Added, Broken, Down, Gone, Moved, Other, Up, Works};
    let (sign, word, remark) = match change.change {
        Added => ("+", "added: ", ""),
        Gone => ("-", "gone: ", ""),
        Works => ("+", "", " works again"),
        Broken => ("-", "", " no longer works"),
        Up => ("^", "", ""),
        Down => ("v", "", " (an earlier version)"),
        Other | Moved => ("~", "", ""),
    };
    let known = |version: &Option<String>| version.clone().unwrap_or_else(|| "unknown".to_owned());
    let versions = match change.change {
        Added | Works | Moved => change.to.clone().unwrap_or_default(),
        Gone | Broken => change.from.clone().unwrap_or_default(),
        Up | Down | Other => format!("{} {arrow} {}", known(&change.from), known(&change.to)),
    };
    let place = match (&change.from_path, &change.to_path) {
        (Some(from), Some(to)) => format!(", {from} {arrow} {to}"),
        _ => String::new(),
    };
    let space = if versions.is_empty() { "" } else { " " };
    Line {
        sign,
        word,
        text: format!("{}{space}{versions}{remark}{place}", change.name),
    }
}

fn path(change: &PathChange) -> Vec<Line> {
    let all = |sign, word, directories: &[String], remark: &str| -> Vec<Line> {
        let line = |directory: &String| Line {
            sign,
            word,
            text: match directory.as_str() {
                "" => format!("the current directory{remark}"),
                directory => format!("{directory}{remark}"),
            },
        };
        directories.iter().map(line).collect()
    };
    let mut lines = all("+", "added: ", &change.added, "");
    lines.extend(all("-", "gone: ", &change.gone, ""));
    lines.extend(all("~", "", &change.appeared, " exists now"));
    lines.extend(all("~", "", &change.vanished, " no longer exists"));
    if change.reordered {
        lines.push(Line {
            sign: "~",
            word: "",
            text: "the order of the directories changed".to_owned(),
        });
    }
    lines
}

/// What changed, by what it is about, in lines; a section may have none.
pub fn difference_sections(difference: &Difference) -> [(&'static str, Vec<String>); 6] {
    let worded = |line: Line| format!("{}{}", line.word, line.text);
    let told = |changes: &[FindingChange]| -> Vec<String> { changes.iter().map(finding).collect() };
    let tools = difference.tools.iter().map(|change| worded(tool(change, "→")));
    let directories = difference.path.as_ref().map(path).unwrap_or_default();
    [
        ("New", told(&difference.new)),
        ("Fixed", told(&difference.fixed)),
        ("No longer checked", told(&difference.no_longer_checked)),
        ("Tools", tools.collect()),
        ("PATH", directories.into_iter().map(worded).collect()),
        ("Not compared", difference.not_compared.clone()),
    ]
}

/// What changed, as GitHub and GitLab show it. Times are UTC: its readers are elsewhere.
pub fn difference_markdown(difference: &Difference) -> String {
    let grade = |side: &Side| match (side.score, side.status) {
        (Some(score), Some(status)) => format!("{score} {}", word(status)),
        _ => "not assessed".to_owned(),
    };
    let gain = difference.gain().map(signed).filter(|gain| gain != "0");
    let gain = gain.map_or(String::new(), |gain| format!(" ({gain})"));
    let mut out = format!(
        "## {} → {}{gain}\n\nFrom the scan of {} ({}) to that of {} ({}).\n",
        grade(&difference.from),
        grade(&difference.to),
        local(difference.from.taken_at, &TimeZone::UTC),
        span(&difference.from.scan_id.to_string()),
        local(difference.to.taken_at, &TimeZone::UTC) + " UTC",
        span(&difference.to.scan_id.to_string()),
    );
    if difference.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    let sections = difference_sections(difference);
    for (name, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        let _ = write!(out, "\n### {name}\n\n");
        for line in lines {
            let _ = writeln!(out, "- {}", plain(line));
        }
    }
    out
}

#[cfg(test)]
mod tests;
