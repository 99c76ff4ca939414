//! One manifest, the formats that manifests have, and what is found in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::MANIFEST_BYTES;
use crate::host::Host;
use crate::scan::{BrokenManifest, Requirement, RequirementKind, Source, Strength};
use crate::text;
use crate::version::Dialect;

/// Names and ranges are at most this many bytes long: what a scan holds must not be a manifest's to decide.
const LONGEST: usize = 500;

/// A format of manifests: which files have it, and how one is read.
#[derive(Debug)]
pub struct Format {
    /// The names of its files, each in one of three forms: `package.json`, `*.csproj`, `requirements*.txt`.
    pub names: &'static [&'static str],
    /// The file's text is wanted. Of a lock file its name alone may say enough.
    pub wants_text: bool,
    /// Reads one file. What is wrong with it goes to the findings too: nothing that a file holds is an error of ours.
    pub read: fn(&Manifest<'_>, &mut ProjectRequirements),
}

/// The formats of every ecosystem, by the names of their files: a project has many files that have none.
pub(super) struct Formats<'f> {
    by_name: HashMap<&'static str, Vec<&'f Format>>,
    /// How a name begins and how it ends.
    by_pattern: Vec<(&'static str, &'static str, &'f Format)>,
}

impl<'f> Formats<'f> {
    pub(super) fn new(formats: impl IntoIterator<Item = &'f Format>) -> Self {
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_pattern = Vec::new();
        for format in formats {
            for name in format.names {
                match name.split_once('*') {
                    Some((start, end)) => by_pattern.push((start, end, format)),
                    None => by_name.entry(*name).or_default().push(format),
                }
            }
        }
        Self { by_name, by_pattern }
    }

    /// The formats that a file of this name has.
    pub(super) fn of(&self, name: &str) -> Vec<&'f Format> {
        let mut formats = self.by_name.get(name).cloned().unwrap_or_default();
        for (start, end, format) in &self.by_pattern {
            if name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end) {
                formats.push(format);
            }
        }
        formats
    }
}

/// One file of a project.
#[derive(Debug)]
pub struct Manifest<'a> {
    /// Its path relative to the project's root, with `/`.
    pub file: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The directory that it is in.
    pub directory: &'a Path,
    /// Its text, without a byte order mark; empty where the format does not want it.
    pub text: &'a str,
    /// The machine: for a file beside it, or what a requirement's `present` has to look at.
    pub host: &'a Host,
}

impl Manifest<'_> {
    /// The line, from 1, that the byte at `offset` of its text is on.
    pub fn line_at(&self, offset: usize) -> u32 {
        text::line_at(self.text, offset)
    }

    /// A regular file of that name is in its directory.
    pub fn has_beside(&self, name: &str) -> bool {
        self.host.is_file(&self.directory.join(name))
    }

    /// A regular file of that name is in a directory of the project above its own.
    pub fn has_above(&self, name: &str) -> bool {
        let levels = self.file.matches('/').count();
        self.directory
            .ancestors()
            .skip(1)
            .take(levels)
            .any(|directory| self.host.is_file(&directory.join(name)))
    }

    /// A place in it. `None`: the file as a whole.
    pub fn source(&self, line: Option<u32>) -> Source {
        Source {
            file: self.file.to_owned(),
            line,
        }
    }

    /// A requirement that stands at `line` of it.
    pub fn requirement(&self, kind: RequirementKind, id: impl Into<String>, line: Option<u32>) -> Requirement {
        Requirement::new(kind, id, self.source(line))
    }

    /// A tool in any version.
    pub fn tool(&self, id: impl Into<String>, line: Option<u32>) -> Requirement {
        self.requirement(RequirementKind::Tool, id, line)
    }

    /// A tool in these versions. An empty range means any.
    pub fn tool_in(&self, id: impl Into<String>, range: &str, dialect: Dialect, line: Option<u32>) -> Requirement {
        let range = range.trim();
        Requirement {
            range: (!range.is_empty()).then(|| range.to_owned()),
            dialect: (!range.is_empty()).then_some(dialect),
            ..self.tool(id, line)
        }
    }
}

/// What a project asks for, and what of its files could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRequirements {
    /// What it asks for; sorted once the whole project was read.
    pub requirements: Vec<Requirement>,
    /// Manifests that could not be understood; sorted as the requirements are.
    pub broken_manifests: Vec<BrokenManifest>,
    /// Why some of its directories or manifests were not read. `None`: all were.
    pub partly_read: Option<String>,
}

impl ProjectRequirements {
    /// Adds something that the project needs. An id that is too long is dropped; a range that is too long becomes "any version".
    pub fn require(&mut self, requirement: Requirement) {
        if requirement.id.len() > LONGEST {
            return;
        }
        let (range, dialect) = match requirement.range {
            Some(range) if range.len() <= LONGEST => (Some(range), requirement.dialect),
            _ => (None, None),
        };
        self.requirements.push(Requirement {
            range,
            dialect,
            ..requirement
        });
    }

    /// Adds something that is only suggested.
    pub fn suggest(&mut self, requirement: Requirement) {
        self.require(Requirement {
            strength: Strength::Suggested,
            ..requirement
        });
    }

    /// Says that a manifest cannot be understood, and where. Of the message its first line counts.
    pub fn broken(&mut self, manifest: &Manifest<'_>, line: Option<u32>, message: &str) {
        let message = message
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or("it cannot be read");
        let message = message.chars().take(200).collect();
        self.broken_manifests.push(BrokenManifest {
            source: manifest.source(line),
            message,
        });
    }
}

/// A file that was found, and the formats that it has.
#[derive(Debug)]
pub(super) struct ManifestFile<'f> {
    pub(super) directory: PathBuf,
    pub(super) name: String,
    /// Relative to the project's root, with `/`.
    pub(super) file: String,
    pub(super) formats: Vec<&'f Format>,
    /// It is for those who work on documentation or examples.
    pub(super) aside: bool,
}

/// Reads one file in each of its formats.
pub(super) fn read(host: &Host, place: &ManifestFile<'_>, found: &mut ProjectRequirements) {
    let path = place.directory.join(&place.name);
    let wants_text = place.formats.iter().any(|format| format.wants_text);
    let text = if wants_text {
        host.read_text(&path, MANIFEST_BYTES)
    } else {
        Ok(String::new())
    };
    let mut manifest = Manifest {
        file: &place.file,
        name: &place.name,
        directory: &place.directory,
        text: "",
        host,
    };
    match &text {
        Ok(text) => manifest.text = text,
        Err(error) => {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "it is a broken symbolic link".to_owned(),
                std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
                std::io::ErrorKind::FileTooLarge => format!("it is larger than {MANIFEST_BYTES} bytes"),
                _ => "it cannot be read".to_owned(),
            };
            found.broken(&manifest, None, &reason);
            return;
        }
    }
    let before = found.requirements.len();
    for format in &place.formats {
        (format.read)(&manifest, found);
    }
    if place.aside {
        for requirement in found.requirements.iter_mut().skip(before) {
            requirement.strength = Strength::Suggested;
        }
    }
}
