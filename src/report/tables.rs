//! Tables: what a scan's parts cost, and the tools one by one.

use std::cmp::Reverse;
use std::time::Duration;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::human::HumanOptions;
use super::layout::{Page, Role};
use crate::scan::{FailReason, ProbeState, Scan, Tool, ToolState, VersionSource};
use crate::text;

/// How many of the slowest tools are named.
const SLOWEST: usize = 10;

/// What each probe cost, and the tools that took longest.
pub fn timings(scan: &Scan, options: &HumanOptions) -> String {
    let page = Page::new(options.width, options.colour, options.unicode);
    let milliseconds = |duration: u64| text::duration(Duration::from_millis(duration));

    let mut probes = table(&page, &["probe", "state", "time"]);
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
        probes.add_row([
            page.clean(&probe.name).into_owned(),
            state.to_owned(),
            milliseconds(probe.duration_ms),
        ]);
    }
    align_right(&mut probes, 2);

    let mut tools = table(&page, &["tool", "told by", "time"]);
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
        tools.add_row([
            page.clean(&tool.id).into_owned(),
            source.to_owned(),
            milliseconds(tool.duration_ms),
        ]);
    }
    align_right(&mut tools, 2);

    let mut sections = Vec::new();
    if !probes.is_empty() {
        let heading = page.paint(Role::Heading, "Probes, side by side");
        sections.push(format!("{heading}\n{}\n", probes.trim_fmt()));
    }
    if !tools.is_empty() {
        let heading = page.paint(Role::Heading, "Slowest tools");
        sections.push(format!("{heading}\n{}\n", tools.trim_fmt()));
    }
    sections.join("\n")
}

/// Every tool that is here, one a line; absent ones too if all is asked for.
pub fn tools(scan: &Scan, options: &HumanOptions) -> String {
    let page = Page::new(options.width, options.colour, options.unicode);
    let mut table = table(&page, &["tool", "version", "by", "category", "path"]);
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
        table.add_row([
            page.clean(&tool.id).into_owned(),
            version,
            clean(&tool.manager),
            page.clean(&tool.category).into_owned(),
            clean(&tool.path),
        ]);
    }
    format!("{}\n", table.trim_fmt())
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

pub(super) fn table(page: &Page, header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    table.set_header(header.to_vec());
    table
}

fn align_right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}
