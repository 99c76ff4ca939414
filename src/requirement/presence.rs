//! Files that say by being there that a tool is used.

use super::manifest::{Findings, Manifest};
use crate::host::is_below;

/// The manifest is in a folder that the user is in or below: it is about what they do.
pub(super) fn is_here(manifest: &Manifest<'_>) -> bool {
    is_below(manifest.host.directory(), manifest.folder)
}

/// Suggests a tool to those who are in the manifest's folder. Others would get one such line for each folder of a project.
pub(super) fn suggest_here(manifest: &Manifest<'_>, findings: &mut Findings, id: &str) {
    if is_here(manifest) {
        findings.suggest(manifest.tool(id, None));
    }
}

/// Asks those for a tool who are in the manifest's folder, and suggests it to the others.
pub(super) fn ask_here(manifest: &Manifest<'_>, findings: &mut Findings, id: &str) {
    if is_here(manifest) {
        findings.ask(manifest.tool(id, None));
    } else {
        findings.suggest(manifest.tool(id, None));
    }
}
