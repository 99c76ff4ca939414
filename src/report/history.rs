//! The list of scans that are kept, and how the score went.

use comfy_table::{CellAlignment, ColumnConstraint};
use jiff::tz::TimeZone;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::human::{HumanOptions, status};
use super::layout::{Page, Role};
use super::tables::table;
use crate::scan::{Status, Summary};

/// Steps of a sparkline, from low to high.
const STEPS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_STEPS: [&str; 8] = ["_", ".", "-", "~", "=", "+", "*", "#"];
/// Scores that a sparkline shows: the latest.
const LONGEST_LINE: usize = 40;

/// A scan in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryRow {
    /// A beginning of its id that tells it from all others.
    #[serde(skip)]
    pub short_id: String,
    /// What is known of it.
    #[serde(flatten)]
    pub summary: Summary,
    /// How far its score rose since the scan before it of the same project. `None`: there is none to compare with.
    pub change: Option<i64>,
}

/// The scans, newest first, one a line; then the score of each project from the oldest of them to the newest.
pub fn history(rows: &[HistoryRow], options: &HumanOptions, zone: &TimeZone) -> String {
    let mut page = Page::new(options.width, options.colour, options.unicode);
    let mut table = table(
        &page,
        &["id", "time", "project", "score", "change", "status", "worst finding"],
    );
    for row in rows {
        let summary = &row.summary;
        let grade = summary.grade.as_ref();
        let worst = grade.and_then(|grade| grade.worst.as_ref());
        let worst = worst.map_or(String::new(), |worst| {
            let message = if options.verbose {
                format!(": {}", worst.message)
            } else {
                String::new()
            };
            format!("{} {}{message}", worst.rule, worst.subject)
        });
        table.add_row([
            row.short_id.clone(),
            local(summary.taken_at, zone),
            summary
                .project
                .as_ref()
                .map_or(String::new(), |project| page.clean(&project.name).into_owned()),
            grade.map_or(String::new(), |grade| grade.score.to_string()),
            row.change.map_or(String::new(), signed),
            grade.map_or("none", |grade| word(grade.status)).to_owned(),
            page.clean(&worst).into_owned(),
        ]);
    }
    for column in [3, 4] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for column in [0, 1, 3, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    for line in table.trim_fmt().lines() {
        page.line(line);
    }
    sparklines(&mut page, rows);
    page.into_text()
}

fn sparklines(page: &mut Page, rows: &[HistoryRow]) {
    let mut projects: Vec<(Option<&str>, &str, Vec<u32>)> = Vec::new();
    for row in rows {
        let Some(grade) = &row.summary.grade else { continue };
        let root = row.summary.root();
        if let Some((_, _, scores)) = projects.iter_mut().find(|(other, ..)| *other == root) {
            scores.push(grade.score);
            continue;
        }
        let project = row.summary.project.as_ref();
        let name = project.map_or("no project", |project| &project.name);
        projects.push((root, name, vec![grade.score]));
    }
    projects.retain(|(_, _, scores)| scores.len() > 1);
    if projects.is_empty() {
        return;
    }
    page.blank();
    let names: Vec<String> = projects
        .iter()
        .map(|(_, name, _)| page.clean(name).into_owned())
        .collect();
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for ((_, _, mut scores), name) in projects.into_iter().zip(names) {
        scores.truncate(LONGEST_LINE);
        scores.reverse();
        let (line, low, high) = sparkline(&scores, page.unicode);
        let padding = " ".repeat(width.saturating_sub(name.width()));
        let name = page.paint(Role::Heading, &name);
        let range = if low == high {
            format!("always {low}")
        } else {
            format!("{low} to {high}")
        };
        let range = page.paint(Role::Aside, &range);
        page.line(&format!("{name}{padding}  {line}  {range}"));
    }
}

/// The scores as a line of bars between the lowest and the highest, which are told too.
fn sparkline(scores: &[u32], unicode: bool) -> (String, u32, u32) {
    let steps = if unicode { STEPS } else { ASCII_STEPS };
    let low = scores.iter().copied().min().unwrap_or(0);
    let high = scores.iter().copied().max().unwrap_or(0);
    let line = scores.iter().map(|score| {
        let place = match high - low {
            0 => 4,
            range => (score - low) * 7 / range,
        };
        usize::try_from(place)
            .ok()
            .and_then(|place| steps.get(place))
            .copied()
            .unwrap_or_default()
    });
    (line.collect(), low, high)
}

/// The time on this machine's clock.
pub(super) fn local(time: jiff::Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `+5`, `-5`, `0`.
pub(super) fn signed(change: i64) -> String {
    if change == 0 {
        "0".to_owned()
    } else {
        format!("{change:+}")
    }
}

pub(super) fn word(value: Status) -> &'static str {
    status(value).1
}

#[cfg(test)]
mod tests;
