//! Compares the version that runs with the versions that a project requires.

use super::fix;
use super::lookup::{place, range, required_by, strictest_first};
use super::verdict::Verdict;
use crate::scan::{Availability, InProject, Outcome, Requirement, Scan, Tool, ToolState};
use crate::version::{Version, VersionRange};

/// The copy that the project itself runs, where the requirement is about that one.
fn own_copy<'t>(tool: &'t Tool, requirement: &Requirement) -> Option<&'t InProject> {
    tool.in_project.as_ref().filter(|copy| copy.counts_for(requirement))
}

/// Whether the project runs a copy of its own wherever it asks for the tool, so that none has to be on PATH.
pub(super) fn has_own_copy(tool: &Tool, requirements: &[&Requirement]) -> bool {
    requirements
        .iter()
        .all(|requirement| own_copy(tool, requirement).is_some_and(|copy| copy.availability != Availability::Refused))
}

/// The verdict on a tool that is looked for at a wrong place: a `JAVA_HOME` without the program, a virtual environment without Python.
pub(super) fn wrong_place(tool: &Tool, requirements: &[&Requirement]) -> Option<Verdict> {
    let is_wrong = |requirement: &&&Requirement| {
        own_copy(tool, requirement).is_some_and(|copy| {
            copy.availability == Availability::Refused && copy.version.is_none() && copy.path.is_some()
        })
    };
    let requirement = requirements.iter().find(is_wrong)?;
    let copy = own_copy(tool, requirement)?;
    let path = copy.path.as_deref().unwrap_or_default();
    Some(
        Verdict::new(
            &tool.id,
            Outcome::Fail,
            format!("{} is looked for at {path}, which does not exist", tool.name),
        )
        .evidence(format!("set by {}; {}", copy.set_by, required_by(&[requirement])))
        .at(&requirement.source)
        .advice(format!("correct {}, or remove it", copy.set_by)),
    )
}

/// How a requirement of a range is met.
enum Judged<'t> {
    Met,
    /// By the copy that the project itself runs.
    MetBy(&'t InProject),
    /// The version that runs is not in the range.
    Unmet(&'t str),
    Unknown,
}

fn judge<'t>(scan: &Scan, tool: &'t Tool, requirement: &Requirement, range: &VersionRange) -> Judged<'t> {
    if requirement.any_copy && copies(scan, tool).any(|version| allows_build(range, version)) {
        return Judged::Met;
    }
    let version = tool.version.as_deref();
    let is_met = |version: &str| range.allows(version) != Some(false);
    if let Some(copy) = own_copy(tool, requirement) {
        match (copy.availability, copy.version.as_deref()) {
            (Availability::Installed | Availability::Fetched, Some(own)) if is_met(own) => return Judged::MetBy(copy),
            (Availability::Installed, Some(own)) => return Judged::Unmet(own),
            (Availability::Installed, None) => return Judged::Unknown,
            (Availability::Fetched, None) if version.is_none_or(|version| !is_met(version)) => {
                return Judged::MetBy(copy);
            }
            _ => {}
        }
    }
    match version {
        None => Judged::Unknown,
        Some(version) if is_met(version) => Judged::Met,
        Some(version) => Judged::Unmet(version),
    }
}

/// Whether an installed tool meets a requirement. `None`: its version is unknown.
pub(super) fn is_met(scan: &Scan, tool: &Tool, requirement: &Requirement) -> Option<bool> {
    let Some(range) = range(requirement) else {
        return Some(tool.state == ToolState::Found);
    };
    match judge(scan, tool, requirement, &range) {
        Judged::Met | Judged::MetBy(_) => Some(true),
        Judged::Unmet(_) => Some(false),
        Judged::Unknown => (tool.state == ToolState::Absent).then_some(false),
    }
}

/// The versions of all installed copies of a tool, as those who installed them write them.
fn copies<'s>(scan: &'s Scan, tool: &'s Tool) -> impl Iterator<Item = &'s str> {
    let beside = tool.others.iter().filter_map(|copy| copy.version.as_deref());
    let own = tool.in_project.iter().filter_map(|copy| copy.version.as_deref());
    let installed = scan.managers.iter().flat_map(|manager| &manager.tools);
    let managed = installed
        .filter(|installed| installed.id == tool.id)
        .flat_map(|installed| installed.versions.iter().map(String::as_str));
    tool.version
        .as_deref()
        .into_iter()
        .chain(beside)
        .chain(own)
        .chain(managed)
}

/// Whether the range allows the version in the name of a build: `21.0.5-tem`, `temurin-21.0.2+13.0.LTS`, `8.0.392-tem` of Java 1.8.
fn allows_build(range: &VersionRange, name: &str) -> bool {
    let version = name
        .split('-')
        .find(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    version.is_some_and(|version| {
        range.allows(version) == Some(true)
            || (version.starts_with("8.") && range.allows(&format!("1.{version}")) == Some(true))
    })
}

/// The note on a tool that runs another version in the project than on PATH.
fn met_by_own_copy(tool: &Tool, requirement: &Requirement, copy: &InProject) -> Verdict {
    let version = copy.version.as_deref().unwrap_or("the version that the project names");
    let message = if copy.availability == Availability::Fetched {
        format!("{} fetches {version} when it first runs in this project", tool.name)
    } else {
        format!("{} {version} runs in this project", tool.name)
    };
    let by = if copy.used_by == [tool.id.as_str()] {
        String::new()
    } else {
        format!("run by {}; ", copy.used_by.join(", "))
    };
    let on_path = match (&tool.path, &tool.version) {
        (Some(path), Some(version)) => format!("; on PATH {version} at {path}"),
        _ => String::new(),
    };
    Verdict::new(&tool.id, Outcome::Pass, message)
        .evidence(format!(
            "{by}set by {}{on_path}; {}",
            copy.set_by,
            required_by(&[requirement])
        ))
        .at(&requirement.source)
}

/// A requirement whose range the version that runs is not in.
#[derive(Clone, Copy)]
struct Unmet<'t> {
    requirement: &'t Requirement,
    range: &'t VersionRange,
    /// The version that runs.
    version: &'t str,
}

/// The verdict on an installed tool. `None`: its version is a required one, or cannot be compared.
pub(super) fn compare(scan: &Scan, tool: &Tool, requirements: &[&Requirement], outcome: Outcome) -> Option<Verdict> {
    let judged: Vec<(&Requirement, VersionRange, Judged<'_>)> = strictest_first(requirements)
        .into_iter()
        .filter_map(|requirement| {
            let range = range(requirement)?;
            let judged = judge(scan, tool, requirement, &range);
            Some((requirement, range, judged))
        })
        .collect();
    let unmet: Vec<Unmet<'_>> = judged
        .iter()
        .filter_map(|(requirement, range, judged)| match judged {
            Judged::Unmet(version) => Some(Unmet {
                requirement,
                range,
                version,
            }),
            _ => None,
        })
        .collect();
    if let Some(first) = unmet.first() {
        return Some(not_met(scan, tool, *first, &unmet, outcome));
    }
    let unknown = judged.iter().find(|(.., judged)| matches!(judged, Judged::Unknown));
    // A range that cannot be read is not compared with an unknown version either.
    let unread = || requirements.iter().find(|requirement| requirement.range.is_some());
    let unread = || {
        unread()
            .filter(|_| tool.version.is_none() && judged.is_empty())
            .copied()
    };
    if let Some(requirement) = unknown.map(|(requirement, ..)| *requirement).or_else(unread) {
        let wanted = requirement.wanted();
        let wanted = wanted.as_deref().unwrap_or("a certain one");
        let message = format!("The version of {} is unknown; the project requires {wanted}", tool.name);
        let path = tool.path.as_deref().unwrap_or(&tool.id);
        let verdict = Verdict::new(&tool.id, Outcome::Unknown, message)
            .evidence(required_by(requirements))
            .advice(format!("run {path} yourself to see its version"));
        return Some(verdict.at(&requirement.source));
    }
    judged.iter().find_map(|(requirement, _, judged)| match judged {
        Judged::MetBy(copy) => Some(met_by_own_copy(tool, requirement, copy)),
        _ => None,
    })
}

/// The verdict on a tool that runs in a version which some requirements exclude; `first` is the strictest of them.
fn not_met(scan: &Scan, tool: &Tool, first: Unmet<'_>, unmet: &[Unmet<'_>], outcome: Outcome) -> Verdict {
    let Unmet {
        requirement,
        range,
        version,
    } = first;
    let verb = if outcome == Outcome::Fail {
        "requires"
    } else {
        "suggests"
    };
    let sources: Vec<&Requirement> = unmet.iter().map(|one| one.requirement).collect();
    // The version is that of the project's own copy, not of the program on PATH.
    let own = own_copy(tool, requirement).filter(|copy| copy.version.as_deref() == Some(version));
    let own = own.filter(|copy| copy.availability == Availability::Installed);
    let place = match own {
        Some(copy) => format!("{} (set by {})", copy.path.as_deref().unwrap_or(&tool.id), copy.set_by),
        None => tool.path.clone().unwrap_or_else(|| tool.id.clone()),
    };
    let fetches_it = unmet.iter().all(|one| fetches(tool, one.version, one.requirement));
    let state = if own.is_some() {
        "runs in this project"
    } else {
        "is installed"
    };
    let wanted = requirement.wanted();
    let wanted = wanted.as_deref().unwrap_or("another");
    let message = format!("{} {version} {state}; the project {verb} {wanted}", tool.name);
    let mut verdict = Verdict::new(&tool.id, if fetches_it { Outcome::Pass } else { outcome }, message)
        .evidence(format!("{place}; {}", required_by(&sources)))
        .at(&requirement.source);
    for other in sources.iter().skip(1) {
        verdict = verdict.also(&other.source);
    }
    if fetches_it {
        let advice = "it downloads that version when it first runs in this directory, unless its settings forbid it";
        return verdict.advice(advice);
    }
    let verdict = verdict.remedy(fix::for_tool(scan, &tool.id, Some(range)));
    with_projects_advice(about_own_copy(verdict, tool, requirement, range, own), &sources)
}

/// The verdict with what else helps where the project runs a copy of its own, or could.
fn about_own_copy(
    verdict: Verdict,
    tool: &Tool,
    requirement: &Requirement,
    range: &VersionRange,
    own: Option<&InProject>,
) -> Verdict {
    let Some(copy) = &tool.in_project else {
        return verdict;
    };
    if own.is_some() {
        let wanted = requirement.wanted().unwrap_or_default();
        let advice = if matches!(tool.id.as_str(), "java" | "javac") {
            format!("let {} name a JDK of version {wanted}", copy.set_by)
        } else if copy.used_by == [tool.id.as_str()] {
            format!("make {} and {} agree", copy.set_by, place(&requirement.source))
        } else {
            let used_by = copy.used_by.join(", ");
            format!(
                "make the environment {} again with {used_by} and {} {wanted}",
                copy.set_by, tool.name
            )
        };
        return verdict.fix(None).advice(advice);
    }
    if is_refused_download(tool, copy) {
        return with_refused_download(verdict, tool);
    }
    let may_not_fetch = copy.availability == Availability::Refused && copy.version.is_some();
    if copy.counts_for(requirement) && may_not_fetch {
        let own = format!(
            "let {} fetch the version that the project names, which {} forbids",
            tool.name, copy.set_by
        );
        return with_another_way(verdict, &own);
    }
    // An environment that only a shell uses which has activated it.
    let would_do = copy
        .version
        .as_ref()
        .is_some_and(|version| range.allows(version) == Some(true));
    if copy.used_by.is_empty() && copy.availability == Availability::Installed && would_do {
        let verdict = Verdict {
            outcome: Outcome::Warn,
            ..verdict
        };
        return verdict
            .fix(None)
            .advice(format!("activate the virtual environment {}", copy.set_by));
    }
    verdict
}

/// The verdict with one more way out behind its own.
fn with_another_way(verdict: Verdict, way: &str) -> Verdict {
    let advice = match (&verdict.remedy.advice, &verdict.remedy.fix) {
        (Some(advice), _) => format!("{advice}; or {way}"),
        (None, Some(_)) => format!("or {way}"),
        (None, None) => way.to_owned(),
    };
    verdict.advice(advice)
}

/// Another tool (uv) would download this one, and a setting forbids it.
fn is_refused_download(tool: &Tool, copy: &InProject) -> bool {
    let is_anothers = !copy.used_by.is_empty() && copy.used_by != [tool.id.as_str()];
    is_anothers && copy.availability == Availability::Refused && copy.path.is_none()
}

/// The verdict where another tool would download this one, and a setting forbids it.
pub(super) fn with_refused_download(verdict: Verdict, tool: &Tool) -> Verdict {
    let Some(copy) = tool.in_project.as_ref().filter(|copy| is_refused_download(tool, copy)) else {
        return verdict;
    };
    let used_by = copy.used_by.join(", ");
    let own = format!("let {used_by} download {}, which {} forbids", tool.name, copy.set_by);
    with_another_way(verdict, &own)
}

/// Whether the tool downloads the version in this file by itself, as far as no setting forbids it: Go from 1.21 on (`GOTOOLCHAIN`), pnpm from
/// 10 on (`managePackageManagerVersions`).
fn fetches(tool: &Tool, version: &str, requirement: &Requirement) -> bool {
    let refuses = |copy: &InProject| copy.availability == Availability::Refused;
    if tool.in_project.as_ref().is_some_and(refuses) {
        return false;
    }
    if let Some(downloads) = requirement.downloads {
        return downloads;
    }
    let file = requirement.source.file.rsplit('/').next().unwrap_or_default();
    let since = match (tool.id.as_str(), file) {
        ("go", "go.mod" | "go.work") => [1, 21],
        // Only an exact version: `engines` is compared with pnpm itself.
        ("pnpm", "package.json") if range(requirement).is_some_and(|range| range.exact().is_some()) => [10, 0],
        _ => return false,
    };
    Version::parse(version).is_some_and(|version| version.numbers() >= since.as_slice())
}

/// What the project itself says comes first: it may install the tool with a script of its own.
pub(super) fn with_projects_advice(verdict: Verdict, requirements: &[&Requirement]) -> Verdict {
    let mut advice = requirements.iter().filter_map(|one| one.advice.as_deref());
    match advice.next() {
        Some(advice) => verdict.fix(None).advice(format!("the project says: {advice}")),
        None => verdict,
    }
}
