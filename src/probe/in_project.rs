//! What runs in the project where it is not the program on PATH: a tool that hands over to another version of itself, the Python of a
//! virtual environment, the Java of `JAVA_HOME`.
//!
//! All of it is read from files and variables; nothing is started or fetched.

mod bazel;
mod dotnet;
mod go;
mod java;
mod javascript;
mod poetry;
mod python;
mod sbt;

use std::path::{Path, PathBuf};

use super::path::PathIndex;
use crate::host::Host;
use crate::scan::{Availability, InProject, Tool, ToolState};
use crate::version::Version;

/// Tells the tools what runs in the project.
pub fn tell(host: &Host, index: &PathIndex, tools: &mut [Tool]) {
    dotnet::tell(host, tools);
    java::tell(host, tools);
    for tool in tools.iter_mut() {
        if tool.id == "python3" {
            python::tell_active(host, tool);
        }
        let found = match tool.id.as_str() {
            "bazel" => bazel::read(host, tool),
            "go" => go::read(host, index, tool),
            "pnpm" => javascript::pnpm(host, tool),
            "python3" => python::read(host, index, tool),
            "sbt" => sbt::read(host, tool),
            "yarn" => javascript::yarn(host, tool),
            _ => continue,
        };
        if found.is_some() {
            tool.in_project = found;
        }
    }
}

/// Another version of a tool that the tool itself runs.
fn itself(tool: &Tool, version: Option<String>, set_by: impl Into<String>, availability: Availability) -> InProject {
    InProject {
        version,
        path: None,
        set_by: set_by.into(),
        used_by: vec![tool.id.clone()],
        availability,
    }
}

/// The tool's version has these numbers or later ones.
fn is_since(tool: &Tool, numbers: &[u64]) -> bool {
    let version = tool.version.as_deref().and_then(Version::parse);
    tool.state == ToolState::Found && version.is_some_and(|version| version.numbers() >= numbers)
}

/// The nearest file of this name, from the current directory up.
fn nearest(host: &Host, name: &str) -> Option<PathBuf> {
    host.directory()
        .ancestors()
        .map(|directory| directory.join(name))
        .find(|path| host.is_file(path))
}

fn small(host: &Host, path: &Path) -> Option<String> {
    host.read_text(path, 1024 * 1024).ok()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The value of a key in a file of lines such as `key = value`, without quotes.
fn value<'t>(text: &'t str, key: &str, separator: char) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(separator)?;
        (name.trim() == key).then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
