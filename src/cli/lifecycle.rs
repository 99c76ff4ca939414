//! Until when what was found is mended, and how what is asked for and not here is installed: what a scan adds to its readings.

use std::path::Path;

use anyhow::anyhow;

use super::Failed;
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::Lifecycle;
use crate::probe::catalogue::{Catalogue, Here};
use crate::scan::{LifecycleTable, Requirement, RequirementKind, Scan, Tool, ToolState};
use crate::version::VersionRange;

/// The largest table of the user's own that is read.
const TABLE_BYTES: u64 = 4 << 20;

/// The table of support dates that holds: that of the config folder, if it is newer than the one that comes with devenv.
pub(super) struct Dates {
    own: Option<Lifecycle>,
}

impl Dates {
    /// Reads the user's own table, if there is one.
    pub(super) fn read(host: &Host, config: Option<&Path>) -> Result<Self, Failed> {
        let path = config.map(|config| config.join("lifecycle.toml"));
        let text = path.as_ref().and_then(|path| host.read_text(path, TABLE_BYTES).ok());
        let (Some(path), Some(text)) = (path, text) else {
            return Ok(Self { own: None });
        };
        let table = Lifecycle::parse(&text).map_err(|error| {
            let error = anyhow!(error).context(format!("cannot use {}", path.display()));
            Failed::new(ExitCode::Usage, "lifecycle_invalid", error)
                .hint("mend it, or remove it: devenv has a table of its own")
        })?;
        let is_newer = table.as_of() > Lifecycle::builtin().as_of();
        Ok(Self {
            own: is_newer.then_some(table),
        })
    }

    /// Fills in what the table tells of the system and of the tools that were found.
    pub(super) fn fill(&self, scan: &mut Scan) {
        let table = self.own.as_ref().unwrap_or_else(|| Lifecycle::builtin());
        for tool in &mut scan.tools {
            tool.end_of_life = end_of_tool(table, tool);
        }
        if let Some(os) = scan.system.as_mut().map(|system| &mut system.os) {
            let cycle = os
                .version
                .as_deref()
                .and_then(|version| table.system(os)?.cycle_of(version));
            os.end_of_life = cycle.and_then(|cycle| cycle.end_of_life).map(|day| day.to_string());
        }
        scan.lifecycle = Some(LifecycleTable {
            as_of: table.as_of().to_string(),
            own: self.own.is_some(),
        });
    }
}

fn end_of_tool(table: &Lifecycle, tool: &Tool) -> Option<String> {
    // LibreSSL answers to the same name, and numbers itself otherwise.
    if tool.raw.as_deref().is_some_and(|raw| raw.contains("LibreSSL")) {
        return None;
    }
    let cycle = table.tool(&tool.id)?.cycle_of(tool.version.as_deref()?)?;
    cycle.end_of_life.map(|day| day.to_string())
}

/// Says of each tool that the project asks for and that is not here, not as asked for, or soon not mended, how it is installed.
pub(super) fn fill_installs(scan: &mut Scan, catalogue: &Catalogue) {
    let soon = scan.taken_at + jiff::SignedDuration::from_hours(24 * 91);
    let soon = soon.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    // Days as ISO 8601 has them are ordered as text.
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
    };
    let installs: Vec<_> = asked
        .into_iter()
        .filter_map(|index| Some((index, catalogue.get(&scan.tools.get(index)?.id)?.install_on(&here)?)))
        .collect();
    for (index, install) in installs {
        if let Some(tool) = scan.tools.get_mut(index) {
            tool.install = Some(install);
        }
    }
}

/// Whether a tool is here as it is asked for. What cannot be told is not met: then it helps to know how it is installed.
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
