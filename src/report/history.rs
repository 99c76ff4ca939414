//! The list of scans that are kept, and how the score went.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::grid::{self, Grid};
use super::human::status;
use super::layout::{Page, Role};
use super::options::HumanOptions;
use crate::scan::{Status, Summary};

/// Steps of a sparkline, from low to high.
const STEPS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_STEPS: [&str; 8] = ["_", ".", "-", "~", "=", "+", "*", "#"];
/// Scores that a sparkline shows: the latest.
const LONGEST_LINE: usize = 40;
/// On a terminal that is narrower, times are told without the year.
const SHORT_TIMES_BELOW: usize = 60;

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

/// A scan in the list, as it is shown: of this machine's own, or of a platform's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryLine {
    /// A beginning of its id that tells it from all others.
    pub short_id: String,
    /// When it was taken. `None`: not known.
    pub taken_at: Option<Timestamp>,
    /// Whose it is. Shown where there is one.
    pub developer: Option<String>,
    /// The project's name.
    pub project: Option<String>,
    /// 0 to 100. `None`: it was not graded, or that is not known.
    pub score: Option<u32>,
    /// How far the score rose. `None`: there is none to compare with.
    pub change: Option<i64>,
    /// In a word: `PASS`, `FAIL`.
    pub status: String,
    /// The worst problem, in a few words.
    pub worst: String,
    /// What the scores that make one sparkline have in common.
    pub series: String,
    /// What that is called.
    pub series_name: String,
}

impl HistoryRow {
    fn line(&self, verbose: bool) -> HistoryLine {
        let summary = &self.summary;
        let grade = summary.grade.as_ref();
        let worst = grade.and_then(|grade| grade.worst.as_ref());
        let worst = worst.map_or(String::new(), |worst| {
            if verbose {
                worst.message.clone()
            } else {
                format!("{} {}", worst.rule, worst.subject)
            }
        });
        let project = summary.project.as_ref().map(|project| project.name.clone());
        HistoryLine {
            short_id: self.short_id.clone(),
            taken_at: Some(summary.taken_at),
            developer: None,
            score: grade.map(|grade| grade.score),
            change: self.change,
            status: grade.map_or("none".to_owned(), |grade| {
                with_partial(word(grade.status), grade.partial)
            }),
            worst,
            series: summary.root().unwrap_or_default().to_owned(),
            series_name: project.clone().unwrap_or_else(|| "no project".to_owned()),
            project,
        }
    }
}

/// What is told of each scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Time,
    Developer,
    Project,
    Score,
    Change,
    Status,
    Worst,
}

impl Column {
    const ALL: [Self; 8] = [
        Self::Id,
        Self::Time,
        Self::Developer,
        Self::Project,
        Self::Score,
        Self::Change,
        Self::Status,
        Self::Worst,
    ];

    /// Its heading, and how it gives way on a narrow terminal. What a scan is found by, and how it went, are always shown.
    fn shape(self) -> grid::Column {
        match self {
            Self::Id => grid::Column::new("id"),
            Self::Time => grid::Column::new("time"),
            Self::Developer => grid::Column::new("developer").cut_end(12).optional(2),
            Self::Project => grid::Column::new("project").cut_end(10).optional(1),
            Self::Score => grid::Column::new("score").right(),
            Self::Change => grid::Column::new("change").right().optional(4),
            Self::Status => grid::Column::new("status"),
            Self::Worst => grid::Column::new("worst finding").wrap(16).optional(3),
        }
    }

    fn cell(self, line: &HistoryLine, page: &Page, zone: &TimeZone, is_narrow: bool) -> String {
        let clean = |text: &str| page.clean(text).into_owned();
        match self {
            Self::Id => clean(&line.short_id),
            Self::Time => line.taken_at.map_or(String::new(), |time| {
                if is_narrow {
                    time.to_zoned(zone.clone()).strftime("%b %e %H:%M").to_string()
                } else {
                    local(time, zone)
                }
            }),
            Self::Developer => clean(line.developer.as_deref().unwrap_or_default()),
            Self::Project => clean(line.project.as_deref().unwrap_or_default()),
            Self::Score => line.score.map_or(String::new(), |score| score.to_string()),
            Self::Change => line.change.map_or(String::new(), signed),
            Self::Status => clean(&line.status),
            Self::Worst => clean(&line.worst),
        }
    }
}

/// The scans, newest first, one a line; then the score of each project from the oldest of them to the newest.
pub fn history(rows: &[HistoryRow], options: &HumanOptions, zone: &TimeZone) -> String {
    let lines: Vec<HistoryLine> = rows.iter().map(|row| row.line(options.verbose)).collect();
    history_lines(&lines, options, zone)
}

/// The same of scans from anywhere.
pub fn history_lines(lines: &[HistoryLine], options: &HumanOptions, zone: &TimeZone) -> String {
    let mut page = Page::new(options.width, options.colour, options.unicode);
    let has_developers = lines.iter().any(|line| line.developer.is_some());
    // A platform may know no more of its scans than whether they pass.
    let has_details = lines
        .iter()
        .any(|line| line.score.is_some() || line.project.is_some() || !line.worst.is_empty());
    let columns: Vec<Column> = Column::ALL
        .into_iter()
        .filter(|column| match column {
            Column::Id | Column::Time | Column::Status => true,
            Column::Developer => has_developers,
            Column::Project | Column::Score | Column::Change | Column::Worst => has_details,
        })
        .collect();
    let mut table = Grid::new(
        columns.iter().map(|column| column.shape()).collect::<Vec<_>>(),
        options.unicode,
    );
    let is_narrow = options.width < SHORT_TIMES_BELOW;
    for line in lines {
        table.row(columns.iter().map(|column| column.cell(line, &page, zone, is_narrow)));
    }
    for line in table.render(options.width).lines() {
        page.line(line);
    }
    sparklines(&mut page, lines);
    page.into_text()
}

fn sparklines(page: &mut Page, lines: &[HistoryLine]) {
    let mut all: Vec<(&str, &str, Vec<u32>)> = Vec::new();
    for line in lines {
        let Some(score) = line.score else { continue };
        match all.iter_mut().find(|(series, ..)| *series == line.series) {
            Some((.., scores)) => scores.push(score),
            None => all.push((&line.series, &line.series_name, vec![score])),
        }
    }
    all.retain(|(.., scores)| scores.len() > 1);
    if all.is_empty() {
        return;
    }
    page.blank();
    let mark = if page.unicode { "…" } else { ".." };
    let names = all.iter().map(|(_, name, _)| page.clean(name).into_owned());
    let names: Vec<String> = names.map(|name| grid::cut_end(&name, page.width / 2, mark)).collect();
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
    // The name, the bars, and `12 to 100`.
    let room = page.width.saturating_sub(width + 13).clamp(8, LONGEST_LINE);
    for ((.., mut scores), name) in all.into_iter().zip(names) {
        scores.truncate(room);
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
pub(super) fn local(time: Timestamp, zone: &TimeZone) -> String {
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

/// A status, and whether the scan left something out.
pub fn with_partial(status: &str, partial: bool) -> String {
    let partial = if partial { " (partial)" } else { "" };
    format!("{status}{partial}")
}

pub(super) fn word(value: Status) -> &'static str {
    status(value).1
}

#[cfg(test)]
mod tests;
