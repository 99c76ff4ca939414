//! What several rules look up in a scan: requirements, tools, probes, the day.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::scan::{ProbeState, Requirement, RequirementKind, Scan, Source, Strength, Tool};
use crate::version::VersionRange;

/// Package managers of the system: the user's own copies are meant to hide theirs.
const SYSTEM_MANAGERS: [&str; 9] = [
    "apk", "dpkg", "flatpak", "pacman", "portage", "rpm", "snap", "system", "xcode",
];
/// Directories that hold system packages only, for copies without a known manager.
const SYSTEM_DIRECTORIES: [&str; 8] = [
    "/usr/bin/",
    "/bin/",
    "/usr/sbin/",
    "/sbin/",
    "/usr/lib/",
    "/System/",
    "/Library/Developer/",
    "C:\\Windows\\",
];

/// The day of a scan, in UTC: the same wherever it is scored.
pub(super) fn day_of(scan: &Scan) -> Date {
    TimeZone::UTC.to_datetime(scan.taken_at).date()
}

/// The tool of that id, if the scan looked for it.
pub(super) fn tool<'s>(scan: &'s Scan, id: &str) -> Option<&'s Tool> {
    scan.tools.iter().find(|tool| tool.id == id)
}

/// The tool's name for people.
pub(super) fn tool_name<'s>(scan: &'s Scan, id: &'s str) -> &'s str {
    tool(scan, id).map_or(id, |tool| tool.name.as_str())
}

/// Whether a copy belongs to the system.
pub(super) fn is_system(manager: Option<&str>, path: &str) -> bool {
    match manager {
        Some(manager) => SYSTEM_MANAGERS.contains(&manager),
        None => SYSTEM_DIRECTORIES.iter().any(|directory| path.starts_with(directory)),
    }
}

/// The requirements of one kind that apply to this directory, by what they require.
pub(super) fn in_force(scan: &Scan, kind: RequirementKind) -> BTreeMap<&str, Vec<&Requirement>> {
    let mut by_id: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in scan.project.iter().flat_map(|project| &project.requirements) {
        if requirement.kind == kind && requirement.applies {
            by_id.entry(&requirement.id).or_default().push(requirement);
        }
    }
    by_id
}

/// The requirements on one tool that apply to this directory.
pub(super) fn requirements_on<'s>(scan: &'s Scan, tool_id: &str) -> impl Iterator<Item = &'s Requirement> {
    let requirements = scan.project.iter().flat_map(|project| &project.requirements);
    requirements.filter(move |one| one.kind == RequirementKind::Tool && one.applies && one.id == tool_id)
}

/// Whether `tool-required` judges this tool.
pub(super) fn is_required(scan: &Scan, tool_id: &str) -> bool {
    requirements_on(scan, tool_id).any(|one| one.strength == Strength::Required)
}

/// The range of a requirement. `None`: any version will do, or the range cannot be read.
pub(super) fn range(requirement: &Requirement) -> Option<VersionRange> {
    VersionRange::parse(requirement.range.as_deref()?, requirement.dialect?).ok()
}

/// The requirements, those with the highest lower bound first: what meets the first one meets most of the others.
pub(super) fn strictest_first<'r>(requirements: &[&'r Requirement]) -> Vec<&'r Requirement> {
    let mut sorted = requirements.to_vec();
    sorted.sort_by_cached_key(|requirement| Reverse(range(requirement).and_then(|range| range.lower_bound())));
    sorted
}

/// Whether a probe's part of the scan is complete enough that what is not in it does not exist.
pub(super) fn was_read(scan: &Scan, probe: &str) -> bool {
    scan.probes
        .iter()
        .any(|report| report.name == probe && matches!(report.state, ProbeState::Ok | ProbeState::Partial))
}

/// `package.json:7 requires >=20, .nvmrc:1 requires 22`, at most three. Where one gives a range, those without are left out.
pub(super) fn required_by(requirements: &[&Requirement]) -> String {
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

/// `package.json:7`.
pub(super) fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{}:{line}", source.file),
        None => source.file.clone(),
    }
}
