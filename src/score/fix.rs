//! The command that brings a version of a tool to this machine: through the version manager in use, else the system's package
//! manager, else the page of its makers in words.

mod manager;
#[cfg(test)]
mod tests;

pub(super) use manager::{Target, command as install_command};

use jiff::civil::Date;

use super::quote::Dialect;
use super::tools::is_system;
use crate::policy::Lifecycle;
use crate::scan::{Install, Requirement, RequirementKind, Scan, Tool, ToolState};
use crate::version::{self, VersionRange};

/// How a finding is mended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remedy {
    /// The command, ready to be pasted. `None`: no single command surely does.
    pub fix: Option<String>,
    /// What to do in words, where there is no command, or beside it.
    pub advice: Option<String>,
}

/// How this machine gets a tool in one of the wanted versions; in any, if none are named.
///
/// What else the project asks of it is kept to as well, unless nothing can be both.
pub fn for_tool(scan: &Scan, tool_id: &str, wanted: Option<&VersionRange>) -> Remedy {
    let asked = ranges_of(scan, tool_id);
    let all: Vec<&VersionRange> = wanted.into_iter().chain(asked.iter().map(|(_, range)| range)).collect();
    let wanted: Vec<&VersionRange> = wanted.into_iter().collect();
    let ranges = if choose(tool_id, &all, day_of(scan)).is_some() {
        all
    } else {
        wanted
    };
    remedy(scan, tool_id, &ranges)
}

/// The ranges that the project asks for of a tool here, as far as they can be read.
fn ranges_of<'s>(scan: &'s Scan, id: &str) -> Vec<(&'s Requirement, VersionRange)> {
    asked_for(scan, id)
        .filter_map(|asked| {
            let range = VersionRange::parse(asked.range.as_deref()?, asked.dialect?).ok()?;
            Some((asked, range))
        })
        .collect()
}

/// How this machine gets a line of a tool that is mended, within what the project asks for. With none in it, the project has to move.
pub(super) fn newer(scan: &Scan, id: &str) -> Remedy {
    let parsed = ranges_of(scan, id);
    let ranges: Vec<&VersionRange> = parsed.iter().map(|(_, range)| range).collect();
    let supported = Lifecycle::builtin()
        .tool(id)
        .map(|product| product.supported(day_of(scan)))
        .unwrap_or_default();
    // The one that keeps the project on what has ended: each by itself, then all of them together.
    let allows = |range: &VersionRange| supported.iter().any(|line| range.allows_line(&line.cycle));
    let holds_back = parsed.iter().find(|(_, range)| !allows(range));
    if let Some((asked, range)) = holds_back {
        let newest = supported
            .first()
            .map_or(String::new(), |line| format!(" such as {}", line.cycle));
        return Remedy {
            fix: None,
            advice: Some(format!(
                "`{range}` in {} allows no supported version: move the project to one{newest}",
                asked.source.file
            )),
        };
    }
    remedy(scan, id, &ranges)
}

fn remedy(scan: &Scan, id: &str, wanted: &[&VersionRange]) -> Remedy {
    let tool = scan.tools.iter().find(|tool| tool.id == id);
    let is_absent = tool.is_none_or(|tool| tool.state == ToolState::Absent);
    let chosen = choose(id, wanted, day_of(scan));
    let dialect = Dialect::of(scan);
    if let Some(target) = chosen.as_ref().map(Chosen::target) {
        for manager in managers_in_use(scan, tool, id) {
            // What corepack has prepared runs once its shim is there; which version then runs, the project's file says.
            if manager == "corepack" && tool.is_none_or(|tool| tool.manager.as_deref() != Some(manager)) {
                if is_own(scan, manager) {
                    let fix = Some(format!("corepack enable {id}"));
                    return Remedy { fix, advice: None };
                }
                continue;
            }
            if let Some(fix) = install_command(manager, id, None, target, dialect) {
                let advice =
                    manager::choosing(manager, id, target, dialect).filter(|_| !is_chosen_by_a_file(scan, id, manager));
                return Remedy { fix: Some(fix), advice };
            }
        }
    }
    let install = tool.and_then(|tool| tool.install.as_ref());
    by_package(tool, install, is_absent, !wanted.is_empty(), chosen.as_ref())
}

/// The version to install.
#[derive(Debug, PartialEq, Eq)]
enum Chosen {
    Named(String),
    Exact(String),
    Line(String),
    Newest,
}

impl Chosen {
    fn target(&self) -> Target<'_> {
        match self {
            Self::Named(name) => Target::Named(name),
            Self::Exact(version) => Target::Exact(version),
            Self::Line(line) => Target::Line(line),
            Self::Newest => Target::Newest,
        }
    }
}

/// The version to install: the one that is asked for, else the line that is mended longest of those whose newest version will do,
/// else the newest of such lines, else the newest of all, else a line at the lower bound, else that very version. `None`: nothing tells.
fn choose(id: &str, wanted: &[&VersionRange], day: Date) -> Option<Chosen> {
    let product = Lifecycle::builtin().tool(id);
    if wanted.is_empty() {
        let line = product
            .filter(|product| !product.rolling)
            .and_then(|product| product.newest_supported(day));
        return Some(line.map_or(Chosen::Newest, |line| Chosen::Line(line.cycle.clone())));
    }
    // What rustup is asked for is a toolchain by its name, a channel or a day of one too.
    if let Some(toolchain) = wanted.iter().find(|range| range.dialect() == version::Dialect::Rustup) {
        return Some(toolchain.to_string())
            .filter(|name| is_toolchain(name))
            .map(Chosen::Named);
    }
    // A build of somebody's own, another implementation: not a number's to tell.
    if wanted.iter().any(|range| range.allows("1.0.0").is_none()) {
        return None;
    }
    let exact = wanted.iter().filter_map(|range| range.exact());
    let mut agreed = exact.filter(|version| wanted.iter().all(|range| range.allows(version) == Some(true)));
    if let Some(version) = agreed.next() {
        return Some(Chosen::Exact(version.to_owned()));
    }
    let fits = |line: &[u64]| newest_fits(line, wanted);
    if let Some(product) = product {
        let supported = product.supported(day);
        let mut lines = supported.iter().copied().chain(&product.cycles);
        let line = lines.find(|line| version::Version::parse(&line.cycle).is_some_and(|line| fits(line.numbers())));
        match line {
            // Of what rolls, the newest is what everybody installs.
            Some(line) if product.rolling && supported.first() == Some(&line) => return Some(Chosen::Newest),
            Some(line) => return Some(Chosen::Line(line.cycle.clone())),
            None => {}
        }
    }
    if fits(&[]) {
        return Some(Chosen::Newest);
    }
    let lowest = wanted.iter().filter_map(|range| range.lower_bound()).max()?;
    let prefixes = (1..3).filter_map(|length| lowest.numbers().get(..length));
    if let Some(line) = prefixes.into_iter().find(|line| fits(line)) {
        return Some(Chosen::Line(dotted(line)));
    }
    let version = lowest.to_string();
    wanted
        .iter()
        .all(|range| range.allows(&version) == Some(true))
        .then_some(Chosen::Exact(version))
}

/// The name can be that of a toolchain, and rustup does not take it for an option.
fn is_toolchain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "._-".contains(character))
}

/// The newest version of a line will do, whichever it is: that is what a manager installs when it is told the line.
fn newest_fits(line: &[u64], wanted: &[&VersionRange]) -> bool {
    // Above all that anybody has released.
    const HIGH: u64 = 99_999_999;
    let mut numbers = line.to_vec();
    numbers.resize(numbers.len().max(3), HIGH);
    let newest = dotted(&numbers);
    wanted.iter().all(|range| range.allows(&newest) == Some(true))
}

fn dotted(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// The version managers of a tool that this machine has: first that of the copy that runs.
fn managers_in_use<'s>(scan: &'s Scan, tool: Option<&'s Tool>, id: &str) -> Vec<&'s str> {
    let running = tool.and_then(|tool| tool.manager.as_deref());
    let is_here = |manager: &str| {
        scan.tools
            .iter()
            .any(|tool| tool.id == manager && tool.state == ToolState::Found)
    };
    let others = manager::managers_of(id).into_iter().filter(|manager| is_here(manager));
    running
        .filter(|running| manager::managers_of(id).contains(running))
        .into_iter()
        .chain(others)
        .collect()
}

/// A manager that the user installed: one of the system's writes beside the system's own files, as root alone may.
fn is_own(scan: &Scan, manager: &str) -> bool {
    let tool = scan.tools.iter().find(|tool| tool.id == manager);
    tool.is_some_and(|tool| !is_system(tool.manager.as_deref(), tool.path.as_deref().unwrap_or_default()))
}

/// A version file of the project that this manager reads names the version, so that it runs as soon as it is there.
fn is_chosen_by_a_file(scan: &Scan, id: &str, manager: &str) -> bool {
    asked_for(scan, id).any(|asked| manager::reads(manager, &asked.source))
}

/// What the project asks of a tool here.
pub(super) fn asked_for<'s>(scan: &'s Scan, id: &str) -> impl Iterator<Item = &'s Requirement> {
    let requirements = scan.project.iter().flat_map(|project| &project.requirements);
    requirements.filter(move |asked| asked.kind == RequirementKind::Tool && asked.applies && asked.id == id)
}

fn by_package(
    tool: Option<&Tool>,
    install: Option<&Install>,
    is_absent: bool,
    is_particular: bool,
    chosen: Option<&Chosen>,
) -> Remedy {
    let command = install.and_then(|install| install.command.as_deref());
    let page = install.and_then(|install| install.page.as_deref());
    let name = tool.map_or("it", |tool| tool.name.as_str());
    let version = match chosen {
        Some(Chosen::Exact(version) | Chosen::Named(version) | Chosen::Line(version)) => format!("{name} {version}"),
        Some(Chosen::Newest) | None => name.to_owned(),
    };
    match (command, page) {
        // Any version will do, so that of the packages does.
        (Some(command), _) if is_absent && !is_particular => Remedy {
            fix: Some(command.to_owned()),
            advice: None,
        },
        // Nothing tells which version the packages have.
        (Some(command), Some(page)) if is_absent => Remedy {
            fix: None,
            advice: Some(format!(
                "install {version}: `{command}` may bring another version; in that case see {page}"
            )),
        },
        (Some(command), None) if is_absent => Remedy {
            fix: None,
            advice: Some(format!("install {version}: `{command}` may bring another version")),
        },
        (_, Some(page)) => Remedy {
            fix: None,
            advice: Some(format!("install {version}: see {page}")),
        },
        _ => Remedy {
            fix: None,
            advice: Some(format!("install {version}")),
        },
    }
}

/// The day of a scan, in UTC.
pub(super) fn day_of(scan: &Scan) -> Date {
    scan.taken_at.to_zoned(jiff::tz::TimeZone::UTC).date()
}
