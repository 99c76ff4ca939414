//! The project's requirements and whether the machine meets them: the short list of the report for people.

use std::collections::BTreeMap;

use super::finding_location::place;
use super::layout::{Page, Role};
use super::requirement_rows::{Mark, RequirementRow, requirement_rows};
use super::{View, sign};
use crate::scan::{Outcome, RequirementKind, Scan, Strength};
use crate::text;

/// The labels of requirements other than required tools, in order.
const LABELS: [&str; 7] = [
    "suggested",
    "parts",
    "services",
    "ports",
    "listening",
    "variables",
    "hardware",
];

/// The project's requirements: a line for each required tool, the rest by kind.
pub(super) fn project(page: &mut Page, scan: &Scan, view: &View<'_>) {
    let Some(project) = &scan.project else { return };
    let mut rows = requirement_rows(scan, view);
    rows.retain(|row| row.mark != Mark::Replaced);
    if rows.is_empty() && project.broken_manifests.is_empty() {
        return;
    }
    let heading = page.paint(Role::Heading, "This project requires");
    page.line(&heading);
    let mut required: BTreeMap<&str, Vec<&RequirementRow<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_tool(row) && is_required(row)) {
        required.entry(&row.requirement.id).or_default().push(row);
    }
    let mut rest = LABELS.map(|label| (label, Vec::new()));
    let mut seen: Vec<(RequirementKind, &str)> = Vec::new();
    for row in &rows {
        let key = (row.requirement.kind, row.requirement.id.as_str());
        // Several files may require one thing: the unmet requirement comes first. A required tool has its own line.
        if seen.contains(&key) || (is_tool(row) && required.contains_key(key.1)) {
            continue;
        }
        seen.push(key);
        let items = rest
            .iter_mut()
            .find(|(label, _)| *label == self::label(row.requirement.kind));
        if let Some((_, items)) = items {
            items.push(item(page, row));
        }
    }
    tools(page, required);
    let rest: Vec<_> = rest.into_iter().filter(|(_, items)| !items.is_empty()).collect();
    let label_width = rest.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    for (label, items) in &rest {
        page.items(label, label_width, items, usize::MAX);
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

fn is_tool(row: &RequirementRow<'_>) -> bool {
    row.requirement.kind == RequirementKind::Tool
}

fn is_required(row: &RequirementRow<'_>) -> bool {
    row.requirement.strength == Strength::Required
}

/// A line for each tool that the project needs, what is not met first.
fn tools(page: &mut Page, required: BTreeMap<&str, Vec<&RequirementRow<'_>>>) {
    let mut tools: Vec<(Outcome, Vec<&RequirementRow<'_>>)> =
        required.into_values().map(|rows| (outcome(&rows), rows)).collect();
    tools.sort_by_key(|(outcome, _)| *outcome);
    for (outcome, rows) in &tools {
        let text = tool_line(page, rows);
        page.entry(2, sign(page, *outcome), (Role::Plain, &text), "");
    }
}

/// The worst outcome of a tool's requirements.
fn outcome(rows: &[&RequirementRow<'_>]) -> Outcome {
    let outcomes = rows.iter().map(|row| match row.mark {
        Mark::Open(outcome) => outcome,
        Mark::Met => Outcome::Pass,
        Mark::NotChecked | Mark::Replaced => Outcome::Skipped,
    });
    outcomes.min().unwrap_or(Outcome::Skipped)
}

/// `Node.js 20.20.2: >=20 <23 (package.json:7)`; `pnpm, not installed: 9.15.4 (package.json:4)`.
fn tool_line(page: &Page, rows: &[&RequirementRow<'_>]) -> String {
    let Some(first) = rows.first() else {
        return String::new();
    };
    let is_version = first.found.starts_with(|first: char| first.is_ascii_digit());
    let found = format!("{}{}", if is_version { " " } else { ", " }, first.found);
    // Where one file gives a range, those without are left out.
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
    page.clean(&format!("{}{found}: {}", first.name, told.join(", ")))
        .into_owned()
}

/// The first places, and how many more there are.
fn some_of(places: &[String]) -> String {
    match places {
        [one, two, _, rest @ ..] if !rest.is_empty() => format!("{one}, {two} and {} more", places.len() - 2),
        few => few.join(", "),
    }
}

/// One item of a list, with what was found where the requirement is unmet.
fn item(page: &Page, row: &RequirementRow<'_>) -> String {
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
        Mark::Open(_) => format!("{what} ({})", row.found),
        Mark::NotChecked if is_required(row) && requirement.present == Some(false) => format!("{what} ({})", row.found),
        Mark::Met | Mark::NotChecked | Mark::Replaced => what,
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
