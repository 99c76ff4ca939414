//! How this machine gets a tool in a wanted version: an installed one, else through the version manager in use, else the system's
//! package manager, else the vendor's page.

mod installed;
mod manager;
mod package;
mod project_file;
#[cfg(test)]
mod tests;
mod version;

pub(super) use manager::{Target, command as install_command};

use super::lookup::{day_of, is_system, place, range, requirements_on, tool};
use super::shell::Fix;
use super::verdict::Remedy;
use crate::policy::Lifecycle;
use crate::scan::{Availability, Requirement, Scan, Strength, Tool, ToolState};
use crate::version::{Dialect, VersionRange};
use version::choose;

/// Different ranges of one tool that are compared with each other: a project has a few, and further ones are left out.
const MOST_RANGES: usize = 32;
/// The programs of a Rust toolchain.
const RUST_TOOLS: [&str; 4] = ["cargo", "clippy", "rustc", "rustfmt"];
/// The programs of a JDK.
const JDK_TOOLS: [&str; 3] = ["java", "javac", "jshell"];
/// Tools that come with another one where a version manager installs that, and whether they are in its package, too.
const COMES_WITH: [(&str, &str, bool); 12] = [
    ("bundler", "ruby", false),
    ("cargo", "rustc", false),
    ("clippy", "rustc", false),
    ("corepack", "node", false),
    ("dart", "flutter", true),
    ("gem", "ruby", true),
    ("gofmt", "go", true),
    ("javac", "java", true),
    ("jshell", "java", true),
    ("mix", "elixir", true),
    ("npm", "node", false),
    ("pip", "python3", false),
];

/// The remedy for a tool that is missing, or of another version than `wanted`. `None`: any version will do.
///
/// The project's other requirements on the tool hold too, unless no version meets all of them. An installed version that meets what is
/// required is preferred to one to install that meets the suggestions, too.
pub(super) fn for_tool(scan: &Scan, tool_id: &str, wanted: Option<&VersionRange>) -> Remedy {
    let asked = ranges_of(scan, tool_id);
    if let Some((one, other)) = excluding(&asked) {
        return Remedy::advice(format!(
            "first make {} and {} agree: they exclude each other",
            place(&one.source),
            place(&other.source)
        ));
    }
    let alone: Vec<&VersionRange> = wanted.into_iter().collect();
    let all: Vec<&VersionRange> = wanted.into_iter().chain(asked.iter().map(|(_, range)| range)).collect();
    let required = asked.iter().filter(|(one, _)| one.strength == Strength::Required);
    let needed: Vec<&VersionRange> = wanted.into_iter().chain(required.map(|(_, range)| range)).collect();
    let to_install = [&all, &needed]
        .into_iter()
        .find(|ranges| choose(tool_id, ranges, day_of(scan)).is_some())
        .unwrap_or(&alone);
    remedy(scan, tool_id, to_install, &needed, &|_| true)
}

/// The command that installs all that a file of the project lists for the manager of a shim, this tool among it. `None`: no file does.
pub(super) fn whole_file(scan: &Scan, tool: &Tool) -> Option<Remedy> {
    let remedy = project_file::install(scan, &tool.id)?;
    let Some(Fix::Run(words)) = &remedy.fix else {
        return None;
    };
    (words.first().map(String::as_str) == tool.manager.as_deref()).then_some(remedy)
}

/// The remedy for a tool past its end of life: a supported line within the project's ranges. Without any, the project has to move.
pub(super) fn supported(scan: &Scan, tool_id: &str) -> Remedy {
    let mut required = ranges_of(scan, tool_id);
    // What is only suggested forbids no version.
    if required.iter().any(|(one, _)| one.strength == Strength::Required) {
        required.retain(|(one, _)| one.strength == Strength::Required);
    }
    let ranges: Vec<&VersionRange> = required.iter().map(|(_, range)| range).collect();
    let supported = Lifecycle::builtin()
        .tool(tool_id)
        .map(|product| product.supported(day_of(scan)))
        .unwrap_or_default();
    let allows = |range: &VersionRange| supported.iter().any(|line| range.allows_line(&line.cycle));
    if let Some((requirement, range)) = required.iter().find(|(_, range)| !allows(range)) {
        let newest = supported
            .first()
            .map_or(String::new(), |line| format!(" such as {}", line.cycle));
        return Remedy::advice(format!(
            "`{range}` in {} allows no supported version: move the project to one{newest}",
            requirement.source.file
        ));
    }
    let is_supported = |version: &str| {
        let is_of = |line: &str| {
            version
                .strip_prefix(line)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        supported.is_empty() || supported.iter().any(|line| is_of(&line.cycle))
    };
    remedy(scan, tool_id, &ranges, &ranges, &is_supported)
}

/// The first two requirements that no version meets both of. A suggestion contradicts nothing: it is of a part, or of evidence. Nor does
/// one that any copy meets: there may be several.
pub(super) fn excluding<'s>(
    required: &[(&'s Requirement, VersionRange)],
) -> Option<(&'s Requirement, &'s Requirement)> {
    let is_required = |one: &Requirement| one.strength == Strength::Required && !one.any_copy;
    let mut candidates = required.iter().enumerate().filter(|(_, (one, _))| is_required(one));
    candidates.find_map(|(index, (one, range))| {
        let mut others = required.iter().skip(index + 1).filter(|(other, _)| is_required(other));
        let (other, _) = others.find(|(_, other)| range.overlaps(other) == Some(false))?;
        Some((*one, *other))
    })
}

/// The first requirements of each readable range, required or suggested, up to the number that is compared.
pub(super) fn distinct_ranges<'s>(
    requirements: impl IntoIterator<Item = &'s Requirement>,
) -> Vec<(&'s Requirement, VersionRange)> {
    let mut distinct: Vec<(&Requirement, VersionRange)> = Vec::new();
    for requirement in requirements {
        if distinct.len() == MOST_RANGES {
            break;
        }
        let is_same = |(other, _): &(&Requirement, VersionRange)| {
            (other.dialect, other.strength) == (requirement.dialect, requirement.strength)
                && other.range == requirement.range
        };
        if !distinct.iter().any(is_same)
            && let Some(range) = range(requirement)
        {
            distinct.push((requirement, range));
        }
    }
    distinct
}

/// The project's requirements on the active copy of a tool that have a readable range, one of each range.
fn ranges_of<'s>(scan: &'s Scan, tool_id: &str) -> Vec<(&'s Requirement, VersionRange)> {
    let mut ranges = distinct_ranges(requirements_on(scan, tool_id).filter(|requirement| !requirement.any_copy));
    // One toolchain has all of these: what a file requires of one selects the toolchain of the others.
    if ranges.is_empty() && RUST_TOOLS.contains(&tool_id) {
        let on_any = RUST_TOOLS.iter().flat_map(|id| requirements_on(scan, id));
        ranges = distinct_ranges(on_any.filter(|requirement| requirement.dialect == Some(Dialect::Rustup)));
    }
    if ranges.is_empty() && JDK_TOOLS.contains(&tool_id) {
        ranges = distinct_ranges(requirements_on(scan, "java").filter(|requirement| !requirement.any_copy));
    }
    ranges
}

/// `wanted`: the ranges of the version to install. An installed one that is within those of `needed` will do as well.
///
/// `is_allowed`: what an installed version has to be besides within the ranges.
fn remedy(
    scan: &Scan,
    tool_id: &str,
    wanted: &[&VersionRange],
    needed: &[&VersionRange],
    is_allowed: &dyn Fn(&str) -> bool,
) -> Remedy {
    let tool = tool(scan, tool_id);
    let target = choose(tool_id, wanted, day_of(scan));
    let managers = managers_in_use(scan, tool, tool_id);
    let is_selected = |manager: &str| is_selected_by_a_file(scan, tool_id, manager);
    for ranges in [wanted, needed] {
        if let Some(remedy) = installed::remedy(scan, tool_id, &managers, ranges, is_allowed, is_selected) {
            return remedy;
        }
    }
    if let Some(remedy) = project_file::install(scan, tool_id).or_else(|| with_another(scan, tool_id)) {
        return remedy;
    }
    if let Some(target) = &target {
        for manager in managers {
            // A version that corepack prepared runs through corepack's shim only; the project's file then selects it.
            if manager == "corepack" && tool.is_none_or(|tool| tool.manager.as_deref() != Some(manager)) {
                // What Corepack enables is the version that `packageManager` names, else one of its own choice.
                let is_named = wanted.is_empty() || wanted.iter().any(|range| range.exact().is_some());
                if is_named && is_own(scan, manager) {
                    return Remedy {
                        fix: Fix::run(["corepack", "enable", tool_id]),
                        advice: None,
                    };
                }
                continue;
            }
            // A manager that takes no line (sdkman's JDKs have a vendor) has a default of its own.
            let default = || install_command(manager, tool_id, None, Target::Newest).filter(|_| wanted.is_empty());
            if let Some(fix) = install_command(manager, tool_id, None, target.as_target()).or_else(default) {
                let advice = manager::activation_advice(manager, tool_id, target.as_target())
                    .filter(|_| !is_selected_by_a_file(scan, tool_id, manager));
                return Remedy { fix: Some(fix), advice };
            }
        }
    }
    if let Some(remedy) = project_file::install_mise_first(scan, tool_id) {
        return remedy;
    }
    if tool.is_some_and(package::is_launcher) && is_named_for_a_launcher(scan, tool_id) {
        return package::remedy(tool, &[], None);
    }
    package::remedy(tool, wanted, target.as_ref())
}

/// Whether every version of the tool is named in the file that its launcher reads: Bazelisk's.
fn is_named_for_a_launcher(scan: &Scan, tool_id: &str) -> bool {
    requirements_on(scan, tool_id)
        .filter(|requirement| requirement.range.is_some())
        .all(|requirement| requirement.source.file.rsplit('/').next() == Some(".bazelversion"))
}

/// The remedy of the tool that this one comes with: where both are missing, one command of a version manager brings both.
fn with_another(scan: &Scan, tool_id: &str) -> Option<Remedy> {
    let (_, other, is_in_package) = COMES_WITH.iter().find(|(part, ..)| *part == tool_id)?;
    let is_missing = |id| tool(scan, id).is_some_and(|tool| tool.state != ToolState::Found);
    let is_asked_for = requirements_on(scan, other).next().is_some();
    if !is_asked_for || !is_missing(tool_id) || !is_missing(other) {
        return None;
    }
    let remedy = for_tool(scan, other, None);
    if *is_in_package {
        return Some(remedy);
    }
    let words = match &remedy.fix {
        Some(Fix::Run(words)) => words.first()?,
        _ => return None,
    };
    // A system's packages are apart: its `nodejs` has no npm in it.
    let manages = |manager: &str| match words.as_str() {
        "sdk" => manager == "sdkman",
        word => manager == word,
    };
    manager::managers_of(other).into_iter().any(manages).then_some(remedy)
}

/// The installed version managers of a tool, that of the active copy first.
fn managers_in_use<'s>(scan: &'s Scan, tool: Option<&'s Tool>, tool_id: &str) -> Vec<&'s str> {
    let active = tool.and_then(|tool| tool.manager.as_deref());
    let is_installed = |manager: &str| {
        scan.tools
            .iter()
            .any(|tool| tool.id == manager && tool.state == ToolState::Found)
    };
    let known = manager::managers_of(tool_id);
    let has_versions = |manager: &str| scan.managers.iter().any(|one| one.id == manager);
    // A setting keeps it from downloading the tool.
    let is_refused = |manager: &str| {
        let copy = tool.and_then(|tool| tool.in_project.as_ref());
        copy.is_some_and(|copy| {
            copy.availability == Availability::Refused && copy.used_by.iter().any(|id| id == manager)
        })
    };
    let others = known
        .iter()
        .copied()
        .filter(|manager| (is_installed(manager) || has_versions(manager)) && !is_refused(manager));
    active
        .filter(|active| known.contains(active))
        .into_iter()
        .chain(others)
        .collect()
}

/// Whether the user installed a manager: the system's own writes to directories of root.
fn is_own(scan: &Scan, manager: &str) -> bool {
    tool(scan, manager)
        .is_some_and(|tool| !is_system(tool.manager.as_deref(), tool.path.as_deref().unwrap_or_default()))
}

/// Whether a version file of the project selects the version, so that this manager runs it once it is installed.
fn is_selected_by_a_file(scan: &Scan, tool_id: &str, manager: &str) -> bool {
    requirements_on(scan, tool_id).any(|requirement| manager::reads(manager, &requirement.source))
}
