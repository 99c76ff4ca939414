//! Reads what a project asks for from its own files. One file an ecosystem; each requirement keeps its file and line.
//!
//! ```text
//!   walk (directories, what git leaves out) ─► a format's `read` (one manifest) ─► Findings ─► scope (which ones apply here)
//! ```

mod beam;
mod build;
mod ci;
mod cmake;
mod code;
mod compose;
mod containers;
mod dart;
mod data;
mod dotenv;
mod dotnet;
mod evidence;
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
mod nearest;
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
mod side_directory;
mod submodules;
#[cfg(test)]
mod tests;
mod toml_file;
mod tool_lists;
mod tool_versions;
mod walk;
mod workspace;
mod wrapper;
mod xml_file;
mod yaml_file;

pub use dotenv::names_set;
pub use dotnet::{WantedSdk, wanted_sdk};
pub use go::go_setting;
pub use manifest::{Ecosystem, Format, Manifest, ManifestContent};
pub use mise::{MiseConfig, MiseConfigs, MiseVersions, mise_directories, mise_name, mise_version};
pub use python::{UvDownloads, uv_downloads, uv_only_system, uv_pythons};
pub use tool_versions::versions_of;

use std::path::Path;
use std::time::Instant;

use manifest::Formats;
use nearest::{Asking, Standing};
use scope::NamedDirectories;
use walk::{Directory, Kind, Walk};
use workspace::{Members, Owner};

use crate::host::Host;
use crate::scan::{BrokenManifest, Evidence, Requirement};

/// What is read at most below the current directory, members of a workspace apart.
const LIMITS: Limits = Limits {
    directories: 50_000,
    manifests: 20_000,
    bytes: 64 << 20,
};
/// A manifest is at most this large; a larger one is broken, or made by a machine.
const MANIFEST_BYTES: u64 = 4 << 20;

/// The formats of every ecosystem. A new one is a file here, and a line in this list.
const FORMATS: &[(Ecosystem, &[Format])] = &[
    (Ecosystem::Beam, beam::FORMATS),
    (Ecosystem::Other, build::FORMATS),
    (Ecosystem::Other, ci::FORMATS),
    (Ecosystem::Other, cmake::FORMATS),
    (Ecosystem::Other, compose::FORMATS),
    (Ecosystem::Other, containers::FORMATS),
    (Ecosystem::Dart, dart::FORMATS),
    (Ecosystem::Other, dotenv::FORMATS),
    (Ecosystem::Dotnet, dotnet::FORMATS),
    (Ecosystem::Go, go::FORMATS),
    (Ecosystem::Jvm, gradle::FORMATS),
    (Ecosystem::Haskell, haskell::FORMATS),
    (Ecosystem::Other, infrastructure::FORMATS),
    (Ecosystem::Jvm, jvm::FORMATS),
    (Ecosystem::Other, languages::FORMATS),
    (Ecosystem::Jvm, maven::FORMATS),
    (Ecosystem::Other, mise::FORMATS),
    (Ecosystem::JavaScript, node::FORMATS),
    (Ecosystem::Other, ocaml::FORMATS),
    (Ecosystem::Php, php::FORMATS),
    (Ecosystem::Other, presence::FORMATS),
    (Ecosystem::Python, python::FORMATS),
    (Ecosystem::Other, r::FORMATS),
    (Ecosystem::Other, ruby::FORMATS),
    (Ecosystem::Rust, rust::FORMATS),
    (Ecosystem::Other, submodules::FORMATS),
    (Ecosystem::Other, tool_lists::FORMATS),
    (Ecosystem::Other, tool_versions::FORMATS),
];

/// What a project asks for, and what of its files could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRequirements {
    /// What it asks for, sorted.
    pub requirements: Vec<Requirement>,
    /// Manifests that could not be understood, sorted.
    pub broken_manifests: Vec<BrokenManifest>,
    /// Versions that its CI jobs and containers have, sorted.
    pub evidence: Vec<Evidence>,
    /// Directories below with toolchains of their own, where there are too many to be one project: none of them is required.
    pub parts: Vec<String>,
    /// Why some of its directories or manifests were not read. `None`: all were.
    pub partly_read: Option<String>,
    /// The deadline came before all was read: what the rest asks for is unknown.
    pub timed_out: bool,
}

/// How much is read.
#[derive(Debug, Clone, Copy)]
struct Limits {
    directories: usize,
    manifests: usize,
    bytes: usize,
}

/// Reads what the project at `root` asks of somebody who works in the host's directory.
///
/// Directories from the root to the current one and members of workspaces are read first, and whole. The rest is bounded by counts, so
/// that the answer does not depend on how busy the machine is.
pub fn read(host: &Host, root: &Path, deadline: Instant) -> ProjectRequirements {
    read_within(host, root, deadline, LIMITS)
}

fn read_within(host: &Host, root: &Path, deadline: Instant, limits: Limits) -> ProjectRequirements {
    let here = relative(host.directory(), root);
    let formats = formats();
    let mut walk = Walk::new(host, root, &here);
    let mut reading = Reading {
        host,
        here: &here,
        members: Members::default(),
        asking: Vec::new(),
        named: NamedDirectories::default(),
        found: ProjectRequirements::default(),
        bytes: 0,
        manifests: 0,
    };
    let mut directories = 0;
    while let Some((mut directory, is_first)) = walk.next() {
        if Instant::now() >= deadline {
            reading.found.partly_read = Some("the scan's time ran out before all of its files were read".to_owned());
            reading.found.timed_out = true;
            break;
        }
        if !is_first {
            directories += 1;
            let reached = [
                (directories > limits.directories, limits.directories, "directories"),
                (reading.manifests >= limits.manifests, limits.manifests, "manifests"),
                (reading.bytes >= limits.bytes, limits.bytes, "bytes of manifests"),
            ];
            if let Some((_, limit, what)) = reached.into_iter().find(|(is_reached, ..)| *is_reached) {
                reading.found.partly_read = Some(format!("it has more than {limit} {what}"));
                break;
            }
        }
        // One that cannot be read, or that is gone by now, asks for nothing.
        let Some(listing) = walk.list(&directory, |directory, name| formats.know(directory, name)) else {
            continue;
        };
        if listing.is_repository && directory.kind == Kind::Below {
            directory.kind = Kind::Side;
        }
        for name in &listing.files {
            reading.read_file(&directory, name, &formats, is_first);
        }
        walk.descend(&directory, listing, &reading.members);
    }
    reading.finish()
}

fn formats() -> Formats<'static> {
    Formats::new(
        FORMATS
            .iter()
            .flat_map(|(ecosystem, formats)| formats.iter().map(move |format| (*ecosystem, format))),
    )
}

/// A path below the root, with `/`; empty for the root, and for what is not below it.
fn relative(path: &Path, root: &Path) -> String {
    let parts: Vec<_> = path
        .strip_prefix(root)
        .map(|path| {
            path.components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    parts.join("/")
}

/// What was read so far.
struct Reading<'h> {
    host: &'h Host,
    here: &'h str,
    members: Members,
    asking: Vec<Asking>,
    named: NamedDirectories,
    found: ProjectRequirements,
    bytes: usize,
    manifests: usize,
}

impl Reading<'_> {
    fn read_file(&mut self, directory: &Directory, name: &str, formats: &Formats<'_>, is_first: bool) {
        let file = walk::join(&directory.relative, name);
        let formats = formats.of(&file);
        let is_declared = |ecosystem| self.members.owner(ecosystem, &directory.relative).is_some();
        let speaks_for = if scope::is_of_settings(self.here, &file) {
            scope::directory_of(self.here, &file).to_owned()
        } else if formats.iter().any(|(ecosystem, _)| is_declared(*ecosystem)) {
            directory.relative.clone()
        } else {
            return;
        };
        let is_member = |ecosystem| matches!(self.members.owner(ecosystem, &speaks_for), Some(Owner::Here));
        if directory.kind == Kind::Side && !formats.iter().any(|(ecosystem, _)| is_member(*ecosystem)) {
            return;
        }
        let (contents, bytes) = manifest::read(self.host, &file, &directory.path, &formats);
        if !is_first {
            self.bytes += bytes;
            self.manifests += 1;
        }
        for (ecosystem, content) in contents {
            let standing = if scope::is_at_or_below(self.here, &speaks_for) {
                Standing::OnTheWay
            } else {
                match self.members.owner(ecosystem, &speaks_for) {
                    Some(Owner::Here) => Standing::Member,
                    Some(Owner::Part(root)) => Standing::MemberOf(root.to_owned()),
                    None if directory.kind == Kind::Side => continue,
                    None if self.members.exclude(ecosystem, &speaks_for) => Standing::Excluded,
                    None => Standing::Below,
                }
            };
            let part = match &standing {
                Standing::OnTheWay | Standing::Member => None,
                Standing::MemberOf(root) => Some(root.clone()),
                Standing::Below | Standing::Excluded => Some(speaks_for.clone()),
            };
            self.members
                .declare(ecosystem, &speaks_for, part.as_deref(), &content.members);
            if standing == Standing::OnTheWay {
                self.named.in_ci.extend(content.ci_directories);
                let built = content.image_directories.iter();
                self.named
                    .built_as_images
                    .extend(built.filter_map(|path| workspace::resolve(&speaks_for, path)));
                self.found.evidence.extend(content.evidence);
            }
            self.found.broken_manifests.extend(content.broken);
            self.asking.push(Asking {
                standing,
                directory: speaks_for.clone(),
                ecosystem,
                requirements: content.requirements,
                reaches: content.reaches,
            });
        }
    }

    fn finish(self) -> ProjectRequirements {
        let mut found = self.found;
        let is_member = |ecosystem, directory: &str| self.members.owner(ecosystem, directory) == Some(Owner::Here);
        let scope = scope::apply(self.here, self.asking, &self.named, &is_member);
        found.requirements = scope.requirements;
        found.parts = scope.parts;
        found.requirements.sort();
        found.requirements.dedup();
        found.broken_manifests.sort();
        found.evidence.sort();
        found.evidence.dedup();
        found
    }
}
