//! How long the system and each tool get fixes.

use std::path::Path;

use super::ScanError;
use crate::host::Host;
use crate::policy::Lifecycle;
use crate::scan::{LifecycleTable, Scan, Tool};

/// The largest table of the user that is read.
const TABLE_BYTES: u64 = 4 << 20;

/// The newer of two tables: the built-in one, and `lifecycle.toml` in the configuration directory.
pub(super) struct SupportDates {
    /// The user's table. `None`: there is none, or it is older.
    own: Option<Lifecycle>,
}

impl SupportDates {
    /// Reads the user's table, if there is one.
    pub(super) fn read(host: &Host, config: Option<&Path>) -> Result<Self, ScanError> {
        let path = config.map(|config| config.join("lifecycle.toml"));
        let text = path.as_ref().and_then(|path| host.read_text(path, TABLE_BYTES).ok());
        let (Some(path), Some(text)) = (path, text) else {
            return Ok(Self { own: None });
        };
        let table = Lifecycle::parse(&text).map_err(|source| ScanError::SupportDates { path, source })?;
        let is_newer = table.as_of() > Lifecycle::builtin().as_of();
        Ok(Self {
            own: is_newer.then_some(table),
        })
    }

    /// Fills in the date of the system and of each tool that was found.
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
    // LibreSSL has the same program name and its own version numbers.
    if tool.raw.as_deref().is_some_and(|raw| raw.contains("LibreSSL")) {
        return None;
    }
    let cycle = table.tool(&tool.id)?.cycle_of(tool.version.as_deref()?)?;
    cycle.end_of_life.map(|day| day.to_string())
}
