//! Reads what a project asks for from its own files. One file an ecosystem; each requirement keeps its file and line.
//!
//! ```text
//!   walk (directories, what git leaves out) ─► a format's `read` (one manifest) ─► Findings ─► scope (which ones apply here)
//! ```

mod beam;
mod build;
mod compose;
mod containers;
mod dart;
mod data;
mod dotenv;
mod dotnet;
#[cfg(test)]
mod example;
mod go;
mod gradle;
mod haskell;
mod infrastructure;
mod java_version;
mod json;
mod jvm;
mod languages;
mod line_file;
mod manifest;
mod maven;
mod mise;
mod names;
mod node;
mod ocaml;
mod php;
mod presence;
mod python;
mod r;
mod ruby;
mod rust;
mod rustup;
mod scope;
mod script;
#[cfg(test)]
mod tests;
mod toml_file;
mod tool_lists;
mod tool_versions;
mod walk;
mod xml_file;
mod yaml_file;

pub use dotenv::names_set;
pub use manifest::{Format, Manifest, ProjectRequirements};

use std::path::Path;
use std::time::{Duration, Instant};

use manifest::Formats;

use crate::host::Host;

/// Manifests that are read in one project.
const MANIFESTS: usize = 2000;
/// How long the reading of one project may take.
const BUDGET: Duration = Duration::from_millis(200);
/// How much of that may be spent on finding its manifests.
const SEARCH: Duration = Duration::from_millis(150);
/// Manifests that are read whatever the time: the root's, and those on the way to the current directory, come first.
const FIRST: usize = 20;
/// A manifest is at most this large; a larger one is broken, or made by a machine.
const MANIFEST_BYTES: u64 = 4 << 20;

/// The formats of every ecosystem. A new one is a file here, and a name in this list.
const FORMATS: &[&[Format]] = &[
    beam::FORMATS,
    build::FORMATS,
    compose::FORMATS,
    containers::FORMATS,
    dart::FORMATS,
    dotenv::FORMATS,
    dotnet::FORMATS,
    go::FORMATS,
    gradle::FORMATS,
    haskell::FORMATS,
    infrastructure::FORMATS,
    jvm::FORMATS,
    languages::FORMATS,
    maven::FORMATS,
    mise::FORMATS,
    node::FORMATS,
    ocaml::FORMATS,
    php::FORMATS,
    presence::FORMATS,
    python::FORMATS,
    r::FORMATS,
    ruby::FORMATS,
    rust::FORMATS,
    tool_lists::FORMATS,
    tool_versions::FORMATS,
];

/// Reads what the project at `root` asks of somebody who works in the host's directory.
pub fn read(host: &Host, root: &Path) -> ProjectRequirements {
    let start = Instant::now();
    read_until(host, root, start + SEARCH, start + BUDGET)
}

fn read_until(host: &Host, root: &Path, found_by: Instant, read_by: Instant) -> ProjectRequirements {
    let formats = Formats::new(FORMATS.iter().copied().flatten());
    let walk::Found {
        manifests,
        mut partly_read,
    } = walk::find(host, root, &formats, MANIFESTS, found_by);
    let mut found = ProjectRequirements::default();
    for (index, file) in manifests.iter().enumerate() {
        if index >= FIRST && Instant::now() >= read_by {
            partly_read = Some("there was no time to read all of its manifests".to_owned());
            break;
        }
        manifest::read(host, file, &mut found);
    }
    found.partly_read = partly_read;
    scope::apply(host, root, &mut found.requirements);
    found.requirements.sort();
    found.requirements.dedup();
    found.broken_manifests.sort();
    found
}
