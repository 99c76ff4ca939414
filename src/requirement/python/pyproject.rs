//! `pyproject.toml`: Python itself, and the tool that the project is worked on with.

use super::{ask_for_python, text};
use crate::requirement::data::{Node, Value};
use crate::requirement::manifest::{Findings, Manifest};
use crate::requirement::toml_file;
use crate::version::Dialect;

/// Tables of tools that set up a project; one that is there, without the tool's lock file, is a hint.
const PROJECT_TOOLS: [&str; 4] = ["poetry", "pdm", "hatch", "pixi"];

/// Reads a `pyproject.toml`. Sources: PyPA's specification, and the documentation of Poetry, uv and Hatch.
pub(super) fn read(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(project) = toml_file::read(manifest, findings) else {
        return;
    };
    let declared = project.at(&["project", "requires-python"]).and_then(text);
    let poetry = project
        .at(&["tool", "poetry", "dependencies", "python"])
        .and_then(|node| {
            // `python = {version = "^3.9"}`
            text(node).or_else(|| Some((node.get("version")?.text()?, node.line)))
        });
    if let Some((range, line)) = poetry {
        findings.ask(manifest.tool_in("python3", range, Dialect::Poetry, Some(line)));
    }
    if declared.is_some() || poetry.is_none() {
        ask_for_python(manifest, declared, findings);
    }
    let Some(tools) = project.get("tool") else {
        suggest_backend(manifest, &project, findings);
        return;
    };
    for id in PROJECT_TOOLS {
        if let Some(table) = tools.get(id).filter(|table| matches!(table.value, Value::Table(_))) {
            findings.suggest(manifest.tool(id, Some(table.line)));
        }
    }
    if let Some((range, line)) = tools.at(&["poetry", "requires-poetry"]).and_then(text) {
        findings.ask(manifest.tool_in("poetry", range, Dialect::Poetry, Some(line)));
    }
    if let Some(uv) = tools.get("uv") {
        read_uv(manifest, uv, findings);
    }
    // Hatch gets this Python by itself where it is not there.
    let environment = tools.at(&["hatch", "envs", "default", "python"]);
    if let Some((version, line)) = environment.and_then(|node| Some((node.scalar()?, node.line))) {
        findings.suggest(manifest.tool_in("python3", version, Dialect::Prefix, Some(line)));
    }
    suggest_backend(manifest, &project, findings);
}

/// `[tool.uv]`, or `uv.toml`: uv in the versions that it asks for, else as a hint.
pub(super) fn read_uv(manifest: &Manifest<'_>, uv: &Node, findings: &mut Findings) {
    match uv.get("required-version").and_then(text) {
        Some((range, line)) => findings.ask(manifest.tool_in("uv", &as_specifier(range), Dialect::Pep440, Some(line))),
        None => findings.suggest(manifest.tool("uv", Some(uv.line))),
    }
}

/// uv takes a bare version as that very one.
fn as_specifier(range: &str) -> String {
    let range = range.trim();
    if range.starts_with(|character: char| character.is_ascii_digit()) {
        format!("=={range}")
    } else {
        range.to_owned()
    }
}

/// What builds the project. Most backends are fetched by whatever builds it; maturin is also what one works with.
fn suggest_backend(manifest: &Manifest<'_>, project: &Node, findings: &mut Findings) {
    if let Some(("maturin", line)) = project.at(&["build-system", "build-backend"]).and_then(text) {
        findings.suggest(manifest.tool("maturin", Some(line)));
    }
}
