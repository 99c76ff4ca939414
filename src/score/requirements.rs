//! Rules on what the project asks for: tools, components, and the manifests themselves.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::fix::{self, Remedy};
use super::quote::{Dialect, quote};
use super::{Rule, Verdict, tools as copies};
use crate::scan::{
    FailReason, Outcome, Project, Requirement, RequirementKind, Scan, Source, Strength, Tool, ToolState,
};
use crate::text;
use crate::version::{Version, VersionRange};

/// The requirements of one kind that hold in this directory, by what they ask for.
pub(super) fn in_force(scan: &Scan, kind: RequirementKind) -> BTreeMap<&str, Vec<&Requirement>> {
    let mut by_id: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in scan.project.iter().flat_map(|project| &project.requirements) {
        if requirement.kind == kind && requirement.applies {
            by_id.entry(&requirement.id).or_default().push(requirement);
        }
    }
    by_id
}

/// The tools that are asked for with this strength, with those requirements. A tool that was not looked at is left out.
fn tools(scan: &Scan, strength: Strength) -> Vec<(&Tool, Vec<&Requirement>)> {
    in_force(scan, RequirementKind::Tool)
        .into_iter()
        .filter_map(|(id, requirements)| {
            let tool = scan.tools.iter().find(|tool| tool.id == id)?;
            let asked: Vec<&Requirement> = requirements
                .into_iter()
                .filter(|requirement| requirement.strength == strength)
                .collect();
            (!asked.is_empty()).then_some((tool, asked))
        })
        .collect()
}

/// The project does not do without this tool, so that `tool-required` judges it.
pub(super) fn is_needed(scan: &Scan, id: &str) -> bool {
    fix::asked_for(scan, id).any(|asked| asked.strength == Strength::Required)
}

/// Another tool that the project needs gets it by itself, in the version that is asked for.
fn is_brought(scan: &Scan, id: &str) -> bool {
    id == "python3" && ["pixi", "uv"].iter().any(|manager| is_needed(scan, manager))
}

/// `tool-required`: each tool that the project needs is here and starts.
pub(super) fn tool_required(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = tools(scan, Strength::Required);
    let missing: Vec<Verdict> = asked
        .iter()
        .filter(|(tool, _)| tool.state != ToolState::Found)
        .map(|(tool, requirements)| missing(scan, tool, requirements, Outcome::Fail))
        .collect();
    or_pass(missing, asked.len(), "All required tools are installed")
}

/// `tool-version`: each tool that the project needs has a version that it asks for.
pub(super) fn tool_version(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = tools(scan, Strength::Required);
    let compared = || asked.iter().filter(|(tool, _)| tool.state == ToolState::Found);
    let wrong: Vec<Verdict> = compared()
        .filter_map(|(tool, requirements)| compare(scan, tool, requirements, Outcome::Fail))
        .collect();
    let ranges = compared()
        .filter(|(_, requirements)| requirements.iter().any(|requirement| requirement.range.is_some()))
        .count();
    or_pass(wrong, ranges, "All required tools have a matching version")
}

/// `tool-suggested`: what the project's files suggest is here, in a version that they name.
pub(super) fn tool_suggested(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let mut asked = tools(scan, Strength::Suggested);
    // What is needed is judged by itself: mended, it is as suggested, or near enough. What does not start, `tool-works` tells.
    asked.retain(|(tool, _)| {
        tool.state != ToolState::Failed && !is_needed(scan, &tool.id) && !is_brought(scan, &tool.id)
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

/// `component-installed`: the toolchain has the parts that the project asks for.
pub(super) fn component_installed(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Component);
    let told: Vec<&&Requirement> = asked
        .values()
        .filter_map(|requirements| requirements.first())
        .filter(|one| one.present.is_some())
        .collect();
    let open: Vec<Verdict> = told
        .iter()
        .filter(|requirement| requirement.present == Some(false))
        .map(|requirement| {
            let outcome = match requirement.strength {
                Strength::Required => Outcome::Fail,
                Strength::Suggested => Outcome::Warn,
            };
            let verdict = Verdict::new(
                &requirement.id,
                outcome,
                format!("{} is not installed", component_name(&requirement.id)),
            )
            .at(&requirement.source)
            .evidence(place(&requirement.source));
            match requirement.id.split_once(':') {
                Some(("rust-target", name)) => verdict.fix(rustup_add(scan, "target", name)),
                Some(("rust-component", name)) => verdict.fix(rustup_add(scan, "component", name)),
                Some(("system-library", name)) => verdict.advice(format!("sudo apt-get install {name}")),
                Some(("php-extension", name)) => {
                    verdict.advice(format!("install it as your PHP was installed, on Debian `php-{name}`"))
                }
                None if requirement.id == "playwright-browsers" => verdict.advice("npx playwright install"),
                None if requirement.id == "android-sdk" => verdict.advice(
                    "install the Android SDK (https://developer.android.com/studio) and set ANDROID_HOME, or `sdk.dir` in local.properties",
                ),
                _ => verdict,
            }
        })
        .collect();
    or_pass(open, told.len(), "All required toolchain components are installed")
}

/// `Rust target wasm32-unknown-unknown`.
fn component_name(id: &str) -> String {
    match id.split_once(':') {
        Some(("rust-target", name)) => format!("Rust target {name}"),
        Some(("rust-component", name)) => format!("Rust component {name}"),
        Some(("system-library", name)) => format!("The library {name}"),
        Some(("php-extension", name)) => format!("PHP extension {name}"),
        Some(("android-platform", level)) => format!("Android SDK platform {level}"),
        None if id == "android-sdk" => "The Android SDK".to_owned(),
        None if id == "playwright-browsers" => "A browser for Playwright".to_owned(),
        _ => id.to_owned(),
    }
}

fn rustup_add(scan: &Scan, what: &str, name: &str) -> Option<String> {
    Some(format!("rustup {what} add {}", quote(name, Dialect::of(scan))?))
}

/// `requirements-agree`: no two files ask for versions of a tool that exclude one another.
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
    let (one, other) = excluding(requirements)?;
    Some(
        Verdict::new(
            id,
            Outcome::Fail,
            format!(
                "Two files require versions of {} that exclude each other",
                tool_name(scan, id)
            ),
        )
        .evidence(format!("{}; {}", asked_by(&[one]), asked_by(&[other])))
        .at(&one.source)
        .also(&other.source)
        .advice("change one of them: no version satisfies both"),
    )
}

/// The first two that no version satisfies both of. A suggestion contradicts nothing: it is of a part, or of a toolchain that is
/// looked for wherever it is.
fn excluding<'r>(requirements: &[&'r Requirement]) -> Option<(&'r Requirement, &'r Requirement)> {
    let ranges: Vec<(&'r Requirement, VersionRange)> = requirements
        .iter()
        .filter(|requirement| requirement.strength == Strength::Required)
        .filter_map(|requirement| Some((*requirement, range(requirement)?)))
        .collect();
    ranges.iter().enumerate().find_map(|(index, (one, range))| {
        let mut others = ranges.iter().skip(index + 1);
        let (other, _) = others.find(|(_, other)| range.overlaps(other) == Some(false))?;
        Some((*one, *other))
    })
}

/// `manifest-readable`: every manifest can be understood.
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
                format!(
                    "{} cannot be parsed, so its requirements are unknown",
                    broken.source.file
                ),
            )
            .evidence(format!("{}: {}", place(&broken.source), broken.message))
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

/// A tool that is asked for and is not here, or does not start.
fn missing(scan: &Scan, tool: &Tool, requirements: &[&Requirement], outcome: Outcome) -> Verdict {
    let ranges: Vec<VersionRange> = requirements
        .iter()
        .filter_map(|requirement| range(requirement))
        .collect();
    let remedy = remedy(scan, tool, ranges.first());
    let asked = asked_by(requirements);
    let needed = if outcome == Outcome::Fail {
        "required"
    } else {
        "suggested"
    };
    let verdict = match &tool.failure {
        Some(failure) if tool.state == ToolState::Failed => {
            let told = copies::broken(scan, tool, failure);
            // A tool that was too slow, or whose output has no version, may well work.
            let is_unknown = matches!(failure.reason, FailReason::Timeout | FailReason::UnreadableOutput);
            let own_way_out = is_unknown || told.fix.is_some() || failure.reason == FailReason::NotInstalledByShim;
            let told = Verdict {
                outcome: if is_unknown { Outcome::Unknown } else { outcome },
                evidence: Some(match &told.evidence {
                    Some(evidence) => format!("{asked}; {evidence}"),
                    None => asked,
                }),
                ..told
            };
            if own_way_out { told } else { remedied(told, remedy) }
        }
        _ => remedied(
            Verdict::new(
                &tool.id,
                outcome,
                format!("{} is {needed} but not installed", tool.name),
            )
            .evidence(asked),
            remedy,
        ),
    };
    let verdict = with_projects_advice(verdict, requirements);
    match requirements.first() {
        Some(first) => verdict.at(&first.source),
        None => verdict,
    }
}

/// What the project itself says comes first: it may bring the tool with a script of its own.
fn with_projects_advice(verdict: Verdict, requirements: &[&Requirement]) -> Verdict {
    match requirements
        .iter()
        .find_map(|requirement| requirement.advice.as_deref())
    {
        Some(advice) => Verdict {
            fix: None,
            advice: Some(format!("the project says: {advice}")),
            ..verdict
        },
        None => verdict,
    }
}

/// How this machine gets the tool. Where two files contradict one another, no version mends it: they come first.
fn remedy(scan: &Scan, tool: &Tool, wanted: Option<&VersionRange>) -> Remedy {
    let asked: Vec<&Requirement> = fix::asked_for(scan, &tool.id).collect();
    match excluding(&asked) {
        Some((one, other)) => Remedy {
            fix: None,
            advice: Some(format!(
                "first make {} and {} agree: they exclude each other",
                place(&one.source),
                place(&other.source)
            )),
        },
        None => fix::for_tool(scan, &tool.id, wanted),
    }
}

/// The verdict on a tool that is here. `None`: its version is one that is asked for, or nothing can be said against it.
fn compare(scan: &Scan, tool: &Tool, requirements: &[&Requirement], outcome: Outcome) -> Option<Verdict> {
    let with_range = || requirements.iter().filter(|requirement| requirement.range.is_some());
    let first = with_range().next()?;
    let Some(version) = &tool.version else {
        return Some(
            Verdict::new(
                &tool.id,
                Outcome::Unknown,
                format!(
                    "The version of {} is unknown; the project requires {}",
                    tool.name,
                    first.wanted().as_deref().unwrap_or("a certain one")
                ),
            )
            .evidence(asked_by(requirements))
            .at(&first.source),
        );
    };
    let unmet: Vec<(&&Requirement, VersionRange)> = with_range()
        .filter_map(|requirement| {
            let range = range(requirement)?;
            (range.allows(version) == Some(false)).then_some((requirement, range))
        })
        .collect();
    let (requirement, wanted) = unmet.first()?;
    let path = tool.path.as_deref().unwrap_or(&tool.id);
    let verb = if outcome == Outcome::Fail {
        "requires"
    } else {
        "suggests"
    };
    let fetches_it = unmet.iter().all(|(requirement, _)| fetches(tool, version, requirement));
    let mut verdict = Verdict::new(
        &tool.id,
        if fetches_it { Outcome::Warn } else { outcome },
        format!(
            "{} {version} is installed; the project {verb} {}",
            tool.name,
            requirement.wanted().as_deref().unwrap_or("another")
        ),
    )
    .evidence(format!(
        "{path}; {}",
        asked_by(&unmet.iter().map(|(requirement, _)| **requirement).collect::<Vec<_>>())
    ))
    .at(&requirement.source);
    for (other, _) in unmet.iter().skip(1) {
        verdict = verdict.also(&other.source);
    }
    if fetches_it {
        return Some(
            verdict.advice(
                "it downloads that version when it first runs in this directory, unless its settings forbid it",
            ),
        );
    }
    let verdict = remedied(verdict, remedy(scan, tool, Some(wanted)));
    let unmet: Vec<&Requirement> = unmet.iter().map(|(requirement, _)| **requirement).collect();
    Some(with_projects_advice(verdict, &unmet))
}

/// The tool gets the version that this file names by itself: Go from 1.21 on with its `GOTOOLCHAIN`, pnpm from 10 on with its
/// `managePackageManagerVersions`, both as they come.
fn fetches(tool: &Tool, version: &str, requirement: &Requirement) -> bool {
    let file = requirement.source.file.rsplit('/').next().unwrap_or_default();
    let since = match (tool.id.as_str(), file) {
        ("go", "go.mod" | "go.work") => [1, 21],
        // An exact version: `engines` is held against pnpm itself.
        ("pnpm", "package.json") if range(requirement).is_some_and(|range| range.exact().is_some()) => [10, 0],
        _ => return false,
    };
    Version::parse(version).is_some_and(|version| version.numbers() >= since.as_slice())
}

/// The range of a requirement. `None`: any version will do, or its range cannot be read.
fn range(requirement: &Requirement) -> Option<VersionRange> {
    VersionRange::parse(requirement.range.as_deref()?, requirement.dialect?).ok()
}

fn remedied(verdict: Verdict, remedy: Remedy) -> Verdict {
    Verdict {
        fix: remedy.fix,
        advice: remedy.advice,
        ..verdict
    }
}

/// `package.json:7 requires >=20, .nvmrc:1 requires 22`, at most three. Where one gives a range, those without are left out.
pub(super) fn asked_by(requirements: &[&Requirement]) -> String {
    const SHOWN: usize = 3;
    let with_range = requirements.iter().any(|requirement| requirement.range.is_some());
    let requirements: Vec<&&Requirement> = requirements
        .iter()
        .filter(|requirement| !with_range || requirement.range.is_some())
        .collect();
    let mut told: Vec<String> = requirements
        .iter()
        .take(SHOWN)
        .map(|requirement| match requirement.wanted() {
            Some(wanted) => format!("{} requires {wanted}", place(&requirement.source)),
            None => format!("{} requires it", place(&requirement.source)),
        })
        .collect();
    if requirements.len() > SHOWN {
        told.push(format!("and {} more", requirements.len() - SHOWN));
    }
    told.join(", ")
}

/// The tool's name for people.
fn tool_name<'s>(scan: &'s Scan, id: &'s str) -> &'s str {
    scan.tools
        .iter()
        .find(|tool| tool.id == id)
        .map_or(id, |tool| tool.name.as_str())
}

/// `package.json:7`.
pub(super) fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{}:{line}", source.file),
        None => source.file.clone(),
    }
}

/// The open verdicts; where there are none, the one that says that all `count` hold; nothing where there is nothing to hold.
pub(super) fn or_pass(open: Vec<Verdict>, count: usize, message: &str) -> Vec<Verdict> {
    if open.is_empty() && count > 0 {
        return vec![Verdict::all_pass(
            message,
            text::count(count, "requirement", "requirements"),
        )];
    }
    open
}
