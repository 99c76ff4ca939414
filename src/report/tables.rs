//! Tables: what a scan's parts cost, and the tools one by one.

use std::cmp::Reverse;
use std::time::Duration;

use super::grid::{Column, Grid};
use super::layout::{Page, Role};
use super::options::HumanOptions;
use crate::scan::{FailReason, ProbeState, Scan, Tool, ToolState, VersionSource};
use crate::text;

/// How many of the slowest tools are named.
const SLOWEST: usize = 10;

/// What each probe cost, and the tools that took longest.
pub fn timings(scan: &Scan, options: &HumanOptions) -> String {
    let page = Page::new(options.width, options.colour, options.unicode);
    let milliseconds = |duration: u64| text::duration(Duration::from_millis(duration));

    let columns = |of: &'static str, how: &'static str| {
        [
            Column::new(of).cut_end(12),
            Column::new(how).wrap(8),
            Column::new("time").right(),
        ]
    };
    let mut probes = Grid::new(columns("probe", "state"), options.unicode);
    let mut slowest_first: Vec<_> = scan.probes.iter().collect();
    slowest_first.sort_by_key(|probe| (Reverse(probe.duration_ms), &probe.name));
    for probe in slowest_first {
        let state = match probe.state {
            ProbeState::Ok => "read",
            ProbeState::Partial => "partly read",
            ProbeState::Failed => "failed",
            ProbeState::TimedOut => "timed out",
            ProbeState::Skipped => "left out",
        };
        probes.row([
            page.clean(&probe.name).into_owned(),
            state.to_owned(),
            milliseconds(probe.duration_ms),
        ]);
    }

    let mut tools = Grid::new(columns("tool", "told by"), options.unicode);
    let mut slowest: Vec<_> = scan
        .tools
        .iter()
        .filter(|tool| tool.state != ToolState::Absent)
        .collect();
    slowest.sort_by_key(|tool| (Reverse(tool.duration_ms), &tool.id));
    for tool in slowest.into_iter().take(SLOWEST) {
        let source = match (tool.state, tool.remembered) {
            (ToolState::Failed, _) => failed(tool),
            (_, true) => "an earlier scan",
            (_, false) => told_by(tool.source),
        };
        tools.row([
            page.clean(&tool.id).into_owned(),
            source.to_owned(),
            milliseconds(tool.duration_ms),
        ]);
    }

    let mut sections = Vec::new();
    if !probes.is_empty() {
        let heading = page.paint(Role::Heading, "Probes, side by side");
        sections.push(format!("{heading}\n{}", probes.render(page.width)));
    }
    if !tools.is_empty() {
        let heading = page.paint(Role::Heading, "Slowest tools");
        sections.push(format!("{heading}\n{}", tools.render(page.width)));
    }
    sections.join("\n")
}

/// Every installed tool, one a line; with `verbose` absent ones too.
pub fn tools(scan: &Scan, options: &HumanOptions) -> String {
    let page = Page::new(options.width, options.colour, options.unicode);
    let columns = [
        Column::new("tool").cut_end(14),
        Column::new("version").whole_if_possible(12),
        Column::new("by").cut_end(8).optional(2),
        Column::new("category").optional(3),
        Column::new("path").cut_start(12).optional(1),
        Column::new("name").optional(4),
    ];
    let mut table = Grid::new(columns, options.unicode);
    for tool in scan
        .tools
        .iter()
        .filter(|tool| options.verbose || tool.state != ToolState::Absent)
    {
        let version = match (tool.state, &tool.version) {
            (ToolState::Absent, _) => "absent".to_owned(),
            (ToolState::Failed, _) => failed(tool).to_owned(),
            (ToolState::Found, Some(version)) => page.clean(version).into_owned(),
            (ToolState::Found, None) => "unknown".to_owned(),
        };
        let clean = |value: &Option<String>| {
            value
                .as_deref()
                .map_or(String::new(), |text| page.clean(text).into_owned())
        };
        table.row([
            page.clean(&tool.id).into_owned(),
            version,
            clean(&tool.manager),
            page.clean(&tool.category).into_owned(),
            clean(&tool.path),
            page.clean(&tool.name).into_owned(),
        ]);
    }
    table.render(options.width)
}

fn failed(tool: &Tool) -> &'static str {
    match tool.failure.as_ref().map(|failure| failure.reason) {
        Some(FailReason::Timeout) => "no answer",
        Some(FailReason::UnreadableOutput) => "unreadable",
        Some(FailReason::NotInstalledByShim) => "not installed",
        Some(FailReason::Stub) => "placeholder",
        Some(FailReason::Exit | FailReason::Signal | FailReason::NotExecutable) => "broken",
        None => "failed",
    }
}

fn told_by(source: Option<VersionSource>) -> &'static str {
    match source {
        Some(VersionSource::File) => "a file",
        Some(VersionSource::Package) => "its package",
        Some(VersionSource::Binary) => "its own bytes",
        Some(VersionSource::Command) => "starting it",
        None => "nothing",
    }
}
