//! How to install what the project requires and this machine lacks.

use std::path::Path;

use crate::host::Host;
use crate::probe::catalogue::{Catalogue, Here};
use crate::probe::package::apt;
use crate::scan::{Requirement, RequirementKind, Scan, Tool, ToolState};
use crate::version::VersionRange;

/// Adds the install command of each required tool that is missing, has the wrong version or is within three months of its end of life.
pub(super) fn fill(scan: &mut Scan, catalogue: &Catalogue, host: &Host) {
    let soon = scan.taken_at + jiff::SignedDuration::from_hours(24 * 91);
    let soon = soon.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    // ISO 8601 dates sort as text.
    let ends_soon = |tool: &Tool| tool.end_of_life.as_ref().is_some_and(|end| *end < soon);
    let requirements = || scan.project.iter().flat_map(|project| &project.requirements);
    let asked: Vec<usize> = scan
        .tools
        .iter()
        .enumerate()
        .filter(|(_, tool)| {
            requirements()
                .filter(|asked| asked.kind == RequirementKind::Tool && asked.applies && asked.id == tool.id)
                .any(|asked| !is_met(tool, asked) || ends_soon(tool))
        })
        .map(|(index, _)| index)
        .collect();
    let here = Here {
        os: scan.system.as_ref().map(|system| &system.os),
        tools: &scan.tools,
        is_root: is_root(),
        npm_may_write: npm_may_write(&scan.tools),
        apt_offers: None,
    };
    // Only where the version matters are apt's lists read: they have tens of megabytes.
    let needs_version = |tool: &&Tool| {
        requirements().any(|asked| asked.applies && asked.id == tool.id && asked.range.is_some())
            && tool.state == ToolState::Absent
    };
    let packages: Vec<&str> = asked
        .iter()
        .filter_map(|index| scan.tools.get(*index))
        .filter(needs_version)
        .filter_map(|tool| catalogue.get(&tool.id)?.apt_package(&here))
        .collect();
    let apt_offers = if packages.is_empty() {
        None
    } else {
        apt::offers(host, &packages)
    };
    let installs: Vec<_> = asked
        .into_iter()
        .filter_map(|index| {
            let entry = catalogue.get(&scan.tools.get(index)?.id)?;
            let was_looked_for = entry
                .apt_package(&here)
                .is_some_and(|package| packages.contains(&package));
            let here = Here {
                apt_offers: apt_offers.as_ref().filter(|_| was_looked_for),
                ..here
            };
            Some((index, entry.install_on(&here)?))
        })
        .collect();
    for (index, install) in installs {
        if let Some(tool) = scan.tools.get_mut(index) {
            tool.install = Some(install);
        }
    }
}

/// Whether the tool is installed in a version that the project allows. `false` if that is unknown.
fn is_met(tool: &Tool, asked: &Requirement) -> bool {
    let (ToolState::Found, Some(range), Some(dialect)) = (tool.state, &asked.range, asked.dialect) else {
        return tool.state == ToolState::Found;
    };
    let allows = || {
        VersionRange::parse(range, dialect)
            .ok()?
            .allows(tool.version.as_deref()?)
    };
    allows() == Some(true)
}

/// Whether the user may write to the directory of npm's global packages, which npm itself is in. `true` if that is unknown.
fn npm_may_write(tools: &[Tool]) -> bool {
    let npm = tools
        .iter()
        .find(|tool| tool.id == "npm" && tool.state == ToolState::Found);
    let file = npm.and_then(|npm| npm.resolved_path.as_deref().or(npm.path.as_deref()));
    let Some(directory) = file.and_then(|file| {
        let mut ancestors = Path::new(file).ancestors();
        ancestors.find(|directory| directory.file_name().is_some_and(|name| name == "node_modules"))
    }) else {
        return true;
    };
    #[cfg(unix)]
    {
        rustix::fs::access(directory, rustix::fs::Access::WRITE_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = directory;
        true
    }
}

fn is_root() -> bool {
    #[cfg(unix)]
    {
        rustix::process::geteuid().is_root()
    }
    #[cfg(not(unix))]
    {
        false
    }
}
