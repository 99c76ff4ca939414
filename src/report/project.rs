//! What the project requires and whether the machine has it: the short list in the report for people.

use std::collections::BTreeMap;

use super::asked::{Asked, Mark, asked};
use super::layout::{Page, Role};
use super::place::place;
use super::{View, sign};
use crate::scan::{Outcome, ProbeReport, ProbeState, RequirementKind, Scan, Strength};
use crate::text;

/// Tools that have a line of their own, unless all is asked for.
const SHOWN_TOOLS: usize = 8;

/// The labels of what has no line of its own, in their order.
const LABELS: [&str; 7] = [
    "suggested",
    "parts",
    "services",
    "ports",
    "listening",
    "variables",
    "hardware",
];

/// What the project asks for: a line for each tool that it needs, the rest by kind.
pub(super) fn project(page: &mut Page, scan: &Scan, view: &View<'_>, verbose: bool) {
    let Some(project) = &scan.project else { return };
    let mut rows = asked(scan, view);
    rows.retain(|row| row.mark != Mark::Replaced);
    if rows.is_empty() && project.broken_manifests.is_empty() {
        let were_read = |probe: &ProbeReport| probe.name == "requirements" && probe.state == ProbeState::Ok;
        if scan.probes.iter().any(were_read) {
            let what = "No file says what this project requires: the score is of the machine alone.";
            page.paragraph("", Role::Aside, what);
            page.blank();
        }
        return;
    }
    let heading = page.paint(Role::Heading, "This project requires");
    page.line(&heading);
    let mut needed: BTreeMap<&str, Vec<&Asked<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_tool(row) && is_needed(row)) {
        needed.entry(&row.requirement.id).or_default().push(row);
    }
    let mut rest = LABELS.map(|label| (label, Vec::new()));
    for row in &rows {
        // Where a tool is needed, that it is suggested too says nothing more.
        if is_tool(row) && needed.contains_key(row.requirement.id.as_str()) {
            continue;
        }
        let item = item(page, row);
        let items = rest
            .iter_mut()
            .find(|(label, _)| *label == self::label(row.requirement.kind));
        if let Some((_, items)) = items
            && !items.contains(&item)
        {
            items.push(item);
        }
    }
    tools(page, needed, verbose);
    let rest: Vec<_> = rest.into_iter().filter(|(_, items)| !items.is_empty()).collect();
    let label_width = rest.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    for (label, items) in &rest {
        page.items(label, label_width, items, if verbose { usize::MAX } else { 2 });
    }
    let broken: Vec<String> = project
        .broken_manifests
        .iter()
        .map(|broken| page.clean(&place(&broken.source)).into_owned())
        .collect();
    if !broken.is_empty() {
        page.paragraph("  ", Role::Aside, &format!("Cannot be parsed: {}", broken.join(", ")));
    }
    page.blank();
}

fn is_tool(row: &Asked<'_>) -> bool {
    row.requirement.kind == RequirementKind::Tool
}

fn is_needed(row: &Asked<'_>) -> bool {
    row.requirement.strength == Strength::Required
}

/// A line for each tool that the project needs, what is not met first.
fn tools(page: &mut Page, needed: BTreeMap<&str, Vec<&Asked<'_>>>, verbose: bool) {
    let mut tools: Vec<(Outcome, Vec<&Asked<'_>>)> = needed.into_values().map(|rows| (outcome(&rows), rows)).collect();
    tools.sort_by_key(|(outcome, _)| *outcome);
    let shown = if verbose { tools.len() } else { SHOWN_TOOLS };
    for (outcome, rows) in tools.iter().take(shown) {
        let text = tool_line(page, rows);
        page.entry(2, sign(page, *outcome), (Role::Plain, &text), "");
    }
    let hidden = tools.get(shown..).unwrap_or_default();
    if !hidden.is_empty() {
        let are_met = hidden.iter().all(|(outcome, _)| *outcome == Outcome::Pass);
        let met = if are_met { " that match" } else { "" };
        let note = format!("and {} more{met} (--verbose shows them)", hidden.len());
        page.paragraph("  ", Role::Aside, &note);
    }
}

/// The worst that is said of a tool.
fn outcome(rows: &[&Asked<'_>]) -> Outcome {
    let outcomes = rows.iter().map(|row| match row.mark {
        Mark::Open(outcome) => outcome,
        Mark::Met => Outcome::Pass,
        Mark::Told | Mark::Replaced => Outcome::Skipped,
    });
    outcomes.min().unwrap_or(Outcome::Skipped)
}

/// `Node.js 20.20.2: >=20 <23 (package.json:7)`; `pnpm, not here: 9.15.4 (package.json:4)`.
fn tool_line(page: &Page, rows: &[&Asked<'_>]) -> String {
    let Some(first) = rows.first() else {
        return String::new();
    };
    let is_version = first.here.starts_with(|first: char| first.is_ascii_digit());
    let here = format!("{}{}", if is_version { " " } else { ", " }, first.here);
    // Where a range is given, a file that asks for any version says nothing more.
    let with_range = rows.iter().any(|row| row.requirement.range.is_some());
    let mut by_range: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows.iter().filter(|row| !with_range || row.requirement.range.is_some()) {
        let wanted = row.requirement.wanted().unwrap_or_else(|| "any".to_owned());
        let place = place(&row.requirement.source);
        match by_range.iter_mut().find(|(other, _)| *other == wanted) {
            Some((_, places)) => places.push(place),
            None => by_range.push((wanted, vec![place])),
        }
    }
    let told: Vec<String> = by_range
        .iter()
        .map(|(wanted, places)| format!("{wanted} ({})", some_of(places)))
        .collect();
    page.clean(&format!("{}{here}: {}", first.name, told.join(", ")))
        .into_owned()
}

/// The first places, and how many more there are.
fn some_of(places: &[String]) -> String {
    match places {
        [one, two, _, rest @ ..] if !rest.is_empty() => format!("{one}, {two} and {} more", places.len() - 2),
        few => few.join(", "),
    }
}

/// What has no line of its own in a few words, with what is here where that is not what is asked for.
fn item(page: &Page, row: &Asked<'_>) -> String {
    let requirement = row.requirement;
    let id = requirement.id.as_str();
    let what = match (requirement.kind, requirement.minimum) {
        (RequirementKind::Tool, _) => match requirement.wanted() {
            Some(wanted) => format!("{} {wanted}", row.name),
            None => row.name.clone(),
        },
        (RequirementKind::Component, _) => id.split_once(':').map_or(id, |(_, name)| name).to_owned(),
        (RequirementKind::Processors, Some(least)) => format!("{id} {least}"),
        (_, Some(least)) => format!("{id} {}", text::bytes(least)),
        (_, None) => id.to_owned(),
    };
    let text = match row.mark {
        Mark::Open(_) => format!("{what} ({})", row.here),
        Mark::Told if is_needed(row) && requirement.present == Some(false) => format!("{what} ({})", row.here),
        Mark::Met | Mark::Told | Mark::Replaced => what,
    };
    page.clean(&text).into_owned()
}

fn label(kind: RequirementKind) -> &'static str {
    match kind {
        RequirementKind::Tool => "suggested",
        RequirementKind::Component => "parts",
        RequirementKind::Service => "services",
        RequirementKind::Port => "ports",
        RequirementKind::ListeningPort => "listening",
        RequirementKind::Variable => "variables",
        RequirementKind::Memory | RequirementKind::Disk | RequirementKind::Processors => "hardware",
    }
}
