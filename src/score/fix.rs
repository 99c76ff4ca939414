//! The command that brings a version of a tool to this machine: through the version manager in use, else the system's package
//! manager, else the page of its makers in words.

mod manager;
#[cfg(test)]
mod tests;

pub(super) use manager::{Target, command as install_command};

use jiff::civil::Date;

use super::quote::Dialect;
use crate::policy::Lifecycle;
use crate::scan::{Install, RequirementKind, Scan, Tool, ToolState};
use crate::version::{Version, VersionRange};

/// How a finding is mended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remedy {
    /// The command, ready to be pasted. `None`: no single command surely does.
    pub fix: Option<String>,
    /// What to do in words, where there is no command, or beside it.
    pub advice: Option<String>,
}

/// Files of a project that tell version managers which version to run.
const FILES_THAT_CHOOSE: [&str; 14] = [
    ".nvmrc",
    ".node-version",
    ".python-version",
    ".ruby-version",
    ".go-version",
    ".java-version",
    ".php-version",
    ".sdkmanrc",
    ".terraform-version",
    ".tool-versions",
    "mise.toml",
    ".mise.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
];

/// Which versions will do, as far as it matters here.
pub(super) struct Wanted<'a> {
    /// Some version of the line will do.
    pub(super) allows_line: &'a dyn Fn(&str) -> bool,
    /// The one version that will do.
    pub(super) exact: Option<&'a str>,
    /// The lowest one that will do.
    pub(super) lowest: Option<Version>,
}

/// How the machine gets a tool in a version of the range; in any, if there is none.
pub(super) fn for_tool(scan: &Scan, id: &str, range: Option<&VersionRange>) -> Remedy {
    let Some(range) = range else {
        return remedy(scan, id, None);
    };
    let wanted = Wanted {
        allows_line: &|line| range.allows_line(line),
        exact: range.exact(),
        lowest: range.lower_bound(),
    };
    remedy(scan, id, Some(&wanted))
}

/// How the machine gets a tool in one of the wanted versions; in any, if none are named.
pub(super) fn remedy(scan: &Scan, id: &str, wanted: Option<&Wanted<'_>>) -> Remedy {
    let tool = scan.tools.iter().find(|tool| tool.id == id);
    let chosen = choose(id, wanted, day_of(scan));
    let dialect = Dialect::of(scan);
    if let Some(target) = chosen.as_ref().map(Chosen::target) {
        for manager in managers_in_use(scan, tool, id) {
            if let Some(fix) = install_command(manager, id, None, target, dialect) {
                let advice = manager::choosing(manager, id, target, dialect).filter(|_| !is_chosen_by_a_file(scan, id));
                return Remedy { fix: Some(fix), advice };
            }
        }
    }
    let install = tool.and_then(|tool| tool.install.as_ref());
    let is_absent = tool.is_none_or(|tool| tool.state == ToolState::Absent);
    by_package(tool, install, is_absent, wanted.is_some(), chosen.as_ref())
}

/// The version to install.
#[derive(Debug, PartialEq, Eq)]
enum Chosen {
    Exact(String),
    Line(String),
    Newest,
}

impl Chosen {
    fn target(&self) -> Target<'_> {
        match self {
            Self::Exact(version) => Target::Exact(version),
            Self::Line(line) => Target::Line(line),
            Self::Newest => Target::Newest,
        }
    }
}

/// The version to install: the one that is asked for, else the line that is mended longest of those that will do, else the newest
/// line that will, else the lowest version that will. `None`: nothing tells.
fn choose(id: &str, wanted: Option<&Wanted<'_>>, day: Date) -> Option<Chosen> {
    let product = Lifecycle::builtin().tool(id);
    let Some(wanted) = wanted else {
        let line = product
            .filter(|product| !product.rolling)
            .and_then(|product| product.newest_supported(day));
        return Some(line.map_or(Chosen::Newest, |line| Chosen::Line(line.cycle.clone())));
    };
    if let Some(version) = wanted.exact {
        return Some(Chosen::Exact(version.to_owned()));
    }
    if let Some(product) = product {
        let allowed = |line: &str| (wanted.allows_line)(line);
        let supported = product.supported(day);
        // Of what rolls, the newest is what everybody installs.
        if product.rolling && supported.first().is_some_and(|line| allowed(&line.cycle)) {
            return Some(Chosen::Newest);
        }
        let mut lines = supported.into_iter().chain(&product.cycles);
        if let Some(line) = lines.find(|line| allowed(&line.cycle)) {
            return Some(Chosen::Line(line.cycle.clone()));
        }
    }
    let lowest = wanted.lowest.as_ref()?;
    Some(if lowest.numbers().len() < 3 {
        Chosen::Line(lowest.to_string())
    } else {
        Chosen::Exact(lowest.to_string())
    })
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

/// A version file of the project names the version, so that it runs as soon as it is there.
fn is_chosen_by_a_file(scan: &Scan, id: &str) -> bool {
    let requirements = scan.project.iter().flat_map(|project| &project.requirements);
    requirements
        .filter(|requirement| requirement.kind == RequirementKind::Tool && requirement.id == id && requirement.applies)
        .any(|requirement| {
            let name = requirement.source.file.rsplit('/').next().unwrap_or_default();
            FILES_THAT_CHOOSE.contains(&name)
        })
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
        Some(Chosen::Exact(version)) => format!("{name} {version}"),
        Some(Chosen::Line(line)) if is_particular => format!("{name} {line}"),
        _ => name.to_owned(),
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
                "install {version}: `{command}` brings the version of its packages; if that is another one, see {page}"
            )),
        },
        (Some(command), None) if is_absent => Remedy {
            fix: None,
            advice: Some(format!(
                "install {version}: `{command}` brings the version of its packages, which may be another one"
            )),
        },
        (_, Some(page)) => Remedy {
            fix: None,
            advice: Some(format!("install {version} as {page} says")),
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
