//! Files that list a project's tools for a version manager: one command installs all of them.

use super::super::lookup::{requirements_on, tool};
use super::manager;
use crate::scan::{Requirement, Scan, ToolState};
use crate::score::shell::Fix;
use crate::score::verdict::Remedy;

/// The files, the manager, and its command.
const FILES: [(&[&str], &str, &[&str]); 4] = [
    (
        &["mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml"],
        "mise",
        &["mise", "install"],
    ),
    (&[".tool-versions"], "asdf", &["asdf", "install"]),
    (&[".tool-versions"], "mise", &["mise", "install"]),
    (&[".sdkmanrc"], "sdkman", &["sdk", "env", "install"]),
];
/// How to get mise, where a project lists its tools for it alone.
const MISE_PAGE: &str = "https://mise.jdx.dev/installing-mise.html";

/// The command that installs what such a file lists, this tool among it. `None`: no file lists it, or its manager is not in use.
pub(super) fn install(scan: &Scan, tool_id: &str) -> Option<Remedy> {
    let mut files = FILES
        .iter()
        .filter(|(names, manager, _)| lists(scan, tool_id, names) && is_in_use(scan, tool_id, manager));
    let (names, manager, command) = files.next()?;
    let fix = Fix::run(command.iter().copied())?;
    let advice = (*manager == "asdf" && names.contains(&".tool-versions"))
        .then(|| "if asdf lacks a plugin, it says so: run `asdf plugin add NAME` first".to_owned());
    Some(Remedy { fix: Some(fix), advice })
}

/// The advice to install mise first, where a file lists the tool for mise.
pub(super) fn install_mise_first(scan: &Scan, tool_id: &str) -> Option<Remedy> {
    let (names, ..) = FILES.first()?;
    (tool_id != "mise" && lists(scan, tool_id, names))
        .then(|| Remedy::advice(format!("install mise ({MISE_PAGE}), then run `mise install`")))
}

fn lists(scan: &Scan, tool_id: &str, names: &[&str]) -> bool {
    let is_in = |requirement: &Requirement| {
        let name = requirement.source.file.rsplit('/').next().unwrap_or_default();
        names.contains(&name)
    };
    requirements_on(scan, tool_id).any(is_in)
}

/// The manager is installed, and the copy that runs is not one of another manager.
fn is_in_use(scan: &Scan, tool_id: &str, manager: &str) -> bool {
    let active = tool(scan, tool_id).and_then(|tool| tool.manager.as_deref());
    let is_of_another =
        active.is_some_and(|active| active != manager && manager::managers_of(tool_id).contains(&active));
    let is_installed = tool(scan, manager).is_some_and(|tool| tool.state == ToolState::Found)
        || scan.managers.iter().any(|one| one.id == manager);
    tool_id != manager && is_installed && (manager == "mise" || !is_of_another)
}
