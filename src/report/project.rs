//! What the project asks for, and which of that is here.

use std::collections::BTreeMap;

use super::layout::{Page, Role};
use super::place::place;
use super::{View, sign};
use crate::scan::{Outcome, Requirement, RequirementKind, Scan, Strength, ToolState};

/// Tools that have a line of their own, unless all is asked for.
const SHOWN_TOOLS: usize = 8;

/// The rules that judge whether a tool is as it is asked for.
const RULES_ON_TOOLS: [&str; 3] = ["tool-required", "tool-version", "tool-suggested"];

/// What the project asks for: a line for each tool that it needs, the rest by kind. Nothing where it asks for nothing.
pub(super) fn project(page: &mut Page, scan: &Scan, view: &View<'_>, verbose: bool) {
    let Some(project) = scan.project.as_ref().filter(|project| !project.requirements.is_empty()) else {
        return;
    };
    let heading = page.paint(Role::Heading, "This project asks for");
    page.line(&heading);
    let mut needed: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    let mut rest: Vec<(&str, Vec<String>)> = [
        "suggested",
        "parts",
        "services",
        "ports",
        "listening",
        "variables",
        "hardware",
    ]
    .map(|label| (label, Vec::new()))
    .into();
    for requirement in project.requirements.iter().filter(|requirement| requirement.applies) {
        let is_tool = requirement.kind == RequirementKind::Tool;
        if is_tool && requirement.strength == Strength::Required {
            needed.entry(&requirement.id).or_default().push(requirement);
            continue;
        }
        let is_needed = |other: &Requirement| {
            other.applies
                && other.kind == requirement.kind
                && other.strength == Strength::Required
                && other.id == requirement.id
        };
        if is_tool && project.requirements.iter().any(is_needed) {
            continue;
        }
        let label = label(requirement.kind);
        let item = if is_tool {
            tool_item(page, scan, view, requirement)
        } else {
            item(page, requirement)
        };
        if let Some((_, items)) = rest.iter_mut().find(|(other, _)| *other == label)
            && !items.contains(&item)
        {
            items.push(item);
        }
    }
    let shown = if verbose { needed.len() } else { SHOWN_TOOLS };
    // What is not met comes first.
    let mut tools: Vec<(Outcome, &str, Vec<&Requirement>)> = needed
        .into_iter()
        .map(|(id, asked)| (outcome(scan, view, id), id, asked))
        .collect();
    tools.sort_by_key(|(outcome, id, _)| (*outcome, *id));
    for (outcome, id, asked) in tools.iter().take(shown) {
        let text = tool_line(page, scan, id, asked);
        page.entry(2, sign(page, *outcome), (Role::Plain, &text), "");
    }
    if tools.len() > shown {
        let note = format!("and {} more that are as asked for", tools.len() - shown);
        page.paragraph("  ", Role::Aside, &note);
    }
    rest.retain(|(_, items)| !items.is_empty());
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
        page.paragraph("  ", Role::Aside, &format!("Not understood: {}", broken.join(", ")));
    }
    page.blank();
}

/// `Node.js 20.20.2, asked for as >=20 <23 (package.json:7)`.
fn tool_line(page: &Page, scan: &Scan, id: &str, asked: &[&Requirement]) -> String {
    let tool = scan.tools.iter().find(|tool| tool.id == id);
    let name = tool.map_or(id, |tool| tool.name.as_str());
    let here = match tool.map(|tool| (tool.state, tool.version.as_deref())) {
        Some((ToolState::Found, Some(version))) => format!(" {version}"),
        Some((ToolState::Found, None)) => " in an unknown version".to_owned(),
        Some((ToolState::Failed, _)) => ", which does not work here".to_owned(),
        Some((ToolState::Absent, _)) => ", which is not here".to_owned(),
        None => ", which was not looked for".to_owned(),
    };
    // Where a range is given, a file that asks for any version says nothing more.
    let with_range = asked.iter().any(|requirement| requirement.range.is_some());
    let mut by_range: Vec<(String, Vec<String>)> = Vec::new();
    for requirement in asked
        .iter()
        .filter(|requirement| !with_range || requirement.range.is_some())
    {
        let wanted = requirement.wanted().unwrap_or_else(|| "any".to_owned());
        let place = place(&requirement.source);
        match by_range.iter_mut().find(|(other, _)| *other == wanted) {
            Some((_, places)) => places.push(place),
            None => by_range.push((wanted, vec![place])),
        }
    }
    let told: Vec<String> = by_range
        .iter()
        .map(|(wanted, places)| format!("{wanted} ({})", some_of(places)))
        .collect();
    page.clean(&format!("{name}{here}: {}", told.join(", "))).into_owned()
}

/// The first places, and how many more there are.
fn some_of(places: &[String]) -> String {
    match places {
        [one, two, _, rest @ ..] if !rest.is_empty() => format!("{one}, {two} and {} more", places.len() - 2),
        few => few.join(", "),
    }
}

fn tool_item(page: &Page, scan: &Scan, view: &View<'_>, requirement: &Requirement) -> String {
    let tool = scan.tools.iter().find(|tool| tool.id == requirement.id);
    let name = page
        .clean(tool.map_or(requirement.id.as_str(), |tool| tool.name.as_str()))
        .into_owned();
    let range = requirement
        .wanted()
        .map_or(String::new(), |wanted| format!(" {}", page.clean(&wanted)));
    let note = match (tool.map(|tool| tool.state), outcome(scan, view, &requirement.id)) {
        (Some(ToolState::Absent), _) => " (not here)",
        (Some(ToolState::Failed), _) => " (does not work)",
        (_, Outcome::Pass | Outcome::Skipped) => "",
        (_, Outcome::Unknown) => " (unknown)",
        (_, Outcome::Warn | Outcome::Fail) => " (another version is here)",
    };
    format!("{name}{range}{note}")
}

fn item(page: &Page, requirement: &Requirement) -> String {
    let id = match requirement.kind {
        RequirementKind::Component => requirement
            .id
            .split_once(':')
            .map_or(requirement.id.as_str(), |(_, name)| name),
        _ => &requirement.id,
    };
    let id = page.clean(id);
    let amount = requirement.minimum.map(|minimum| match requirement.kind {
        RequirementKind::Processors => minimum.to_string(),
        _ => crate::text::bytes(minimum),
    });
    match (amount, requirement.present) {
        (Some(amount), _) => format!("{id} {amount}"),
        (None, Some(false)) if requirement.strength == Strength::Required => format!("{id} (missing)"),
        (None, _) => id.into_owned(),
    }
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

/// The worst that the rules on tools say of it.
fn outcome(scan: &Scan, view: &View<'_>, id: &str) -> Outcome {
    let found = view
        .assessment
        .findings
        .iter()
        .filter(|finding| finding.subject == id && RULES_ON_TOOLS.contains(&finding.rule.as_str()));
    let was_looked_for = scan.tools.iter().any(|tool| tool.id == id);
    found.map(|finding| finding.outcome).min().unwrap_or(if was_looked_for {
        Outcome::Pass
    } else {
        Outcome::Skipped
    })
}
