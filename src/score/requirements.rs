//! Rules on the project's requirements: tools, and the manifests themselves.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Rule;
use super::compare::{compare, has_own_copy, is_met, with_projects_advice, with_refused_download, wrong_place};
use super::fix;
use super::lookup::{self, in_force, is_required, place, range, required_by, strictest_first, tool_name};
use super::shell::Fix;
use super::tools as copies;
use super::verdict::{Remedy, Verdict, or_pass};
use crate::scan::{
    FailReason, Outcome, Project, Requirement, RequirementKind, Scan, ScanSelection, Strength, Tool, ToolState,
};
use crate::text;

/// The tools that the project requires, or suggests, with those requirements. Tools that the scan did not look for are left out.
fn tools(scan: &Scan, strength: Strength) -> Vec<(&Tool, Vec<&Requirement>)> {
    in_force(scan, RequirementKind::Tool)
        .into_iter()
        .filter_map(|(id, requirements)| {
            let tool = lookup::tool(scan, id)?;
            let asked: Vec<&Requirement> = requirements
                .into_iter()
                .filter(|requirement| requirement.strength == strength && requirement.choice.is_none())
                .collect();
            (!asked.is_empty()).then_some((tool, asked))
        })
        .collect()
}

/// Whether another required tool installs it by itself, in the required version.
fn is_provided(scan: &Scan, id: &str) -> bool {
    id == "python3" && ["pixi", "uv"].iter().any(|manager| is_required(scan, manager))
}

/// `tool-required`: required tools are installed and start.
pub(super) fn tool_required(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = tools(scan, Strength::Required);
    let mut missing: Vec<Verdict> = asked
        .iter()
        .filter(|(tool, requirements)| tool.state != ToolState::Found && !has_own_copy(tool, requirements))
        .map(|(tool, requirements)| missing(scan, tool, requirements, Outcome::Fail))
        .chain(
            asked
                .iter()
                .filter_map(|(tool, requirements)| wrong_place(tool, requirements)),
        )
        .chain(choices(scan).iter().filter_map(|choice| none_of(scan, choice)))
        .collect();
    let asked = asked.len() + choices(scan).len();
    let is_partial = scan.selection.as_ref().is_some_and(ScanSelection::is_partial);
    if is_partial && missing.is_empty() {
        missing = or_pass(missing, asked, "All required tools are installed");
    }
    if is_partial {
        missing.extend(not_checked(scan));
        return missing;
    }
    or_pass(missing, asked, "All required tools are installed")
}

/// The requirements of which one is enough, each choice by itself. Those with a tool that the scan did not look for are left out.
fn choices(scan: &Scan) -> Vec<Vec<&Requirement>> {
    let mut choices: BTreeMap<(&str, &str), Vec<&Requirement>> = BTreeMap::new();
    for requirement in in_force(scan, RequirementKind::Tool).into_values().flatten() {
        if let Some(choice) = &requirement.choice {
            let about = (requirement.source.file.as_str(), choice.as_str());
            choices.entry(about).or_default().push(requirement);
        }
    }
    let mut choices: Vec<_> = choices.into_values().collect();
    choices.retain(|choice| choice.iter().all(|one| lookup::tool(scan, &one.id).is_some()));
    for choice in &mut choices {
        choice.sort_by_key(|requirement| requirement.source.line);
    }
    choices
}

/// The verdict on a choice of which no tool is installed in a matching version. `None`: one is, or may be.
fn none_of(scan: &Scan, choice: &[&Requirement]) -> Option<Verdict> {
    let mut wanted = Vec::new();
    let mut found = Vec::new();
    for requirement in choice {
        let tool = lookup::tool(scan, &requirement.id)?;
        if is_met(scan, tool, requirement)? {
            return None;
        }
        let range = requirement.wanted().map_or(String::new(), |range| format!(" {range}"));
        wanted.push(format!("{}{range}", tool.name));
        found.push(match &tool.version {
            Some(version) if tool.state == ToolState::Found => format!("{} {version} is installed", tool.name),
            _ => format!("{} is not installed", tool.name),
        });
    }
    let first = choice.first()?;
    let ids: Vec<&str> = choice.iter().map(|requirement| requirement.id.as_str()).collect();
    let is_found = |one: &&&Requirement| lookup::tool(scan, &one.id).is_some_and(|tool| tool.state == ToolState::Found);
    let likeliest = choice.iter().find(is_found).unwrap_or(first);
    let remedy = fix::for_tool(scan, &likeliest.id, range(likeliest).as_ref());
    let verdict = Verdict::new(
        &ids.join(" "),
        Outcome::Fail,
        format!("The project requires {}", wanted.join(" or ")),
    )
    .evidence(format!("{}; {}", place(&first.source), found.join(", ")))
    .at(&first.source)
    .remedy(remedy);
    let elsewhere = choice.iter().filter(|other| other.source != first.source);
    Some(elsewhere.fold(verdict, |verdict, other| verdict.also(&other.source)))
}

/// Required tools that the user's selection leaves out.
fn not_checked(scan: &Scan) -> impl Iterator<Item = Verdict> {
    let required = in_force(scan, RequirementKind::Tool);
    required.into_iter().filter_map(|(id, requirements)| {
        let first = requirements.iter().find(|one| one.strength == Strength::Required)?;
        let message = format!("{id} is required, and was not checked");
        let verdict = Verdict::new(id, Outcome::Skipped, message).at(&first.source);
        lookup::tool(scan, id).is_none().then_some(verdict)
    })
}

/// `tool-version`: required tools have a required version.
pub(super) fn tool_version(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = tools(scan, Strength::Required);
    let compared = || {
        let is_there = |tool: &Tool, requirements: &[&Requirement]| {
            tool.state == ToolState::Found || has_own_copy(tool, requirements)
        };
        asked
            .iter()
            .filter(move |(tool, requirements)| is_there(tool, requirements))
    };
    let verdicts = compared().filter_map(|(tool, requirements)| compare(scan, tool, requirements, Outcome::Fail));
    let (notes, wrong): (Vec<Verdict>, Vec<Verdict>) = verdicts.partition(|verdict| verdict.outcome == Outcome::Pass);
    let ranges = compared()
        .filter(|(_, requirements)| requirements.iter().any(|requirement| requirement.range.is_some()))
        .count();
    let mut told = or_pass(wrong, ranges, "All required tools have a matching version");
    told.extend(notes);
    told
}

/// `tool-suggested`: suggested tools are installed, in a suggested version.
pub(super) fn tool_suggested(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let mut asked = tools(scan, Strength::Suggested);
    // Required tools are judged by the rules above, broken ones by `tool-works`.
    asked.retain(|(tool, _)| {
        tool.state != ToolState::Failed && !is_required(scan, &tool.id) && !is_provided(scan, &tool.id)
    });
    let open: Vec<Verdict> = asked
        .iter()
        .filter_map(|(tool, requirements)| match tool.state {
            ToolState::Found => compare(scan, tool, requirements, Outcome::Warn),
            _ => Some(missing(scan, tool, requirements, Outcome::Warn)),
        })
        .collect();
    or_pass(open, asked.len(), "All suggested tools are installed")
}

/// `requirements-agree`: no two files require versions of a tool that exclude each other.
pub(super) fn agree(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Tool);
    let is_required = |requirement: &&&Requirement| requirement.strength == Strength::Required;
    let several = asked
        .values()
        .filter(|requirements| requirements.iter().filter(is_required).count() > 1)
        .count();
    let open: Vec<Verdict> = asked
        .iter()
        .filter_map(|(id, requirements)| contradiction(scan, id, requirements))
        .collect();
    or_pass(open, several, "No two files contradict each other")
}

fn contradiction(scan: &Scan, id: &str, requirements: &[&Requirement]) -> Option<Verdict> {
    let is_required = |one: &&Requirement| one.strength == Strength::Required && !one.any_copy;
    let ranges = fix::distinct_ranges(requirements.iter().copied().filter(is_required));
    let (one, other) = fix::excluding(&ranges)?;
    Some(
        Verdict::new(
            id,
            Outcome::Fail,
            format!(
                "Two files require versions of {} that exclude each other",
                tool_name(scan, id)
            ),
        )
        .evidence(format!("{}; {}", required_by(&[one]), required_by(&[other])))
        .at(&one.source)
        .also(&other.source)
        .advice("change one of them: no version satisfies both"),
    )
}

/// `manifest-readable`: every manifest is valid.
pub(super) fn manifest_readable(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let Some(project) = &scan.project else {
        return Vec::new();
    };
    let open: Vec<Verdict> = project
        .broken_manifests
        .iter()
        .map(|broken| {
            Verdict::new(
                &broken.source.file,
                Outcome::Fail,
                format!("{} cannot be read in full: {}", broken.source.file, broken.message),
            )
            .evidence(place(&broken.source))
            .at(&broken.source)
            .advice(match broken.source.line {
                Some(line) => format!("fix line {line}"),
                None => "fix the file".to_owned(),
            })
        })
        .collect();
    if open.is_empty() && manifests(project) > 0 {
        let files = text::count(manifests(project), "file", "files");
        return vec![Verdict::all_pass("All manifests are valid", files)];
    }
    open
}

fn manifests(project: &Project) -> usize {
    let mut files: Vec<&str> = project
        .requirements
        .iter()
        .map(|requirement| requirement.source.file.as_str())
        .collect();
    files.sort_unstable();
    files.dedup();
    files.len()
}

/// The verdict on a tool that is not installed, or does not start.
fn missing(scan: &Scan, tool: &Tool, requirements: &[&Requirement], outcome: Outcome) -> Verdict {
    let requirements = &*strictest_first(requirements);
    let wanted = requirements.iter().find_map(|requirement| range(requirement));
    let remedy = match &tool.repair {
        Some(words) => Remedy {
            fix: Fix::run(words.iter().map(String::as_str)),
            advice: None,
        },
        None => fix::for_tool(scan, &tool.id, wanted.as_ref()),
    };
    let asked = required_by(requirements);
    if let Some(message) = downloaded(tool, requirements) {
        let verdict = Verdict::new(&tool.id, Outcome::Pass, message).evidence(asked);
        return match requirements.first() {
            Some(first) => verdict.at(&first.source),
            None => verdict,
        };
    }
    let needed = if outcome == Outcome::Fail {
        "required"
    } else {
        "suggested"
    };
    let verdict = match &tool.failure {
        Some(failure) if tool.state == ToolState::Failed => {
            let told = copies::broken(scan, tool, failure);
            let is_left_out = failure.reason == FailReason::NotInstalledByShim;
            // What one file lists is installed by one command.
            let told = match fix::whole_file(scan, tool).filter(|_| is_left_out) {
                Some(remedy) => told.remedy(remedy),
                None => told,
            };
            // A tool that was too slow, or whose output has no version, may well work.
            let is_unknown = matches!(failure.reason, FailReason::Timeout | FailReason::UnreadableOutput);
            let has_own_remedy = is_unknown || failure.at_fault.is_some() || told.remedy.fix.is_some() || is_left_out;
            let told = Verdict {
                outcome: if is_unknown { Outcome::Unknown } else { outcome },
                evidence: Some(match &told.evidence {
                    Some(evidence) => format!("{asked}; {evidence}"),
                    None => asked,
                }),
                ..told
            };
            if has_own_remedy { told } else { told.remedy(remedy) }
        }
        _ => Verdict::new(
            &tool.id,
            outcome,
            format!("{} is {needed} but not installed", tool.name),
        )
        .evidence(match &tool.not_started {
            // A program of that name is there all the same.
            Some(why) => format!("{asked}; {why}"),
            None => asked,
        })
        .remedy(remedy),
    };
    let verdict = with_projects_advice(with_refused_download(verdict, tool), requirements);
    match requirements.first() {
        Some(first) => verdict.at(&first.source),
        None => verdict,
    }
}

/// That the tool is downloaded when it is first needed. `None`: no file of the project says so.
fn downloaded(tool: &Tool, requirements: &[&Requirement]) -> Option<String> {
    let is_downloaded = |requirement: &&Requirement| requirement.downloads == Some(true);
    (!requirements.is_empty() && requirements.iter().all(is_downloaded))
        .then(|| format!("{} is downloaded when it is first needed", tool.name))
}
