//! One manifest: the formats that manifests have, and what one of them says.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::MANIFEST_BYTES;
use crate::host::Host;
use crate::scan::{BrokenManifest, Evidence, Requirement, RequirementKind, Source, Strength};
use crate::text;
use crate::version::{Dialect, VersionRange};

/// Names and ranges are at most this many bytes long: what a scan holds must not be a manifest's to decide.
const LONGEST: usize = 500;

/// The ecosystem that a format belongs to. A workspace's members count in manifests of its own ecosystem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ecosystem {
    /// Elixir, Erlang and Gleam.
    Beam,
    /// Dart and Flutter.
    Dart,
    /// .NET.
    Dotnet,
    /// Go.
    Go,
    /// Haskell.
    Haskell,
    /// Node.js, Bun, Deno and their package managers.
    JavaScript,
    /// Java, Kotlin and Scala, with Maven, Gradle and sbt.
    Jvm,
    /// PHP.
    Php,
    /// Python.
    Python,
    /// Rust.
    Rust,
    /// It has no workspaces.
    Other,
}

/// How far a requirement reaches below the directory of its manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// As far as no nearer manifest says something else.
    #[default]
    Nearest,
    /// It holds in the members of the workspace, whatever they ask for themselves.
    Members,
    /// It holds everywhere below: the build tool is chosen there by the nearest file of its name.
    Below,
}

/// A format of manifests: which files have it, and how one is read.
#[derive(Debug)]
pub struct Format {
    /// The names of its files, each in one of four forms: `package.json`, `*.csproj`, `requirements*.txt`, `workflows/*.yml`.
    pub names: &'static [&'static str],
    /// The reader needs the file's text. For some files the name says enough.
    pub wants_text: bool,
    /// Reads one file. What is wrong with it is part of the content, not an error.
    pub read: fn(&Manifest<'_>, &mut ManifestContent),
}

/// The formats of every ecosystem, by the names of their files.
pub(super) struct Formats<'f> {
    by_name: HashMap<&'static str, Vec<(Ecosystem, &'f Format)>>,
    by_pattern: Vec<(Pattern, Ecosystem, &'f Format)>,
}

impl<'f> Formats<'f> {
    pub(super) fn new(formats: impl IntoIterator<Item = (Ecosystem, &'f Format)>) -> Self {
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_pattern = Vec::new();
        for (ecosystem, format) in formats {
            for name in format.names {
                match Pattern::of(name) {
                    Some(pattern) => by_pattern.push((pattern, ecosystem, format)),
                    None => by_name.entry(*name).or_default().push((ecosystem, format)),
                }
            }
        }
        Self { by_name, by_pattern }
    }

    /// The formats that a file has.
    pub(super) fn of(&self, file: &str) -> Vec<(Ecosystem, &'f Format)> {
        let (directory, name) = file.rsplit_once('/').unwrap_or(("", file));
        let mut formats = self.by_name.get(name).cloned().unwrap_or_default();
        formats.extend(
            self.by_pattern
                .iter()
                .filter(|(pattern, ..)| pattern.matches(directory, name))
                .map(|(_, ecosystem, format)| (*ecosystem, *format)),
        );
        formats
    }

    /// A file of that name in that directory has a format. Asked of every file of a project.
    pub(super) fn know(&self, directory: &str, name: &str) -> bool {
        let mut patterns = self.by_pattern.iter();
        self.by_name.contains_key(name) || patterns.any(|(pattern, ..)| pattern.matches(directory, name))
    }
}

/// A pattern of file names.
struct Pattern {
    /// The name of the directory that the file is in. `None`: any.
    directory: Option<&'static str>,
    start: &'static str,
    end: &'static str,
}

impl Pattern {
    /// `None`: it is a plain name.
    fn of(name: &'static str) -> Option<Self> {
        let (directory, name) = match name.split_once('/') {
            Some((directory, name)) => (Some(directory), name),
            None => (None, name),
        };
        let (start, end) = name.split_once('*')?;
        Some(Self { directory, start, end })
    }

    fn matches(&self, directory: &str, name: &str) -> bool {
        name.len() >= self.start.len() + self.end.len()
            && name.starts_with(self.start)
            && name.ends_with(self.end)
            && self
                .directory
                .is_none_or(|wanted| directory.rsplit('/').next() == Some(wanted))
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

    /// The project's root.
    pub fn root(&self) -> Option<&Path> {
        self.directory.ancestors().nth(self.file.matches('/').count())
    }

    /// The texts of the files of that name in its directory and those of the project above, nearest first.
    pub fn texts_at_or_above(&self, name: &str) -> impl Iterator<Item = Arc<str>> {
        let levels = self.file.matches('/').count() + 1;
        let directories = self.directory.ancestors().take(levels);
        let files = directories.map(move |directory| directory.join(name));
        files.filter_map(|file| self.host.text_once(&file, MANIFEST_BYTES))
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

/// What one manifest says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestContent {
    /// Its requirements, with the strength that they have in the current directory.
    pub requirements: Vec<Requirement>,
    /// How far those of them reach that reach further than `Reach::Nearest`, by their index.
    pub reaches: BTreeMap<usize, Reach>,
    /// Why it, or a part of it, could not be understood.
    pub broken: Vec<BrokenManifest>,
    /// Versions that a CI job or a container has.
    pub evidence: Vec<Evidence>,
    /// Members of the workspace that it is the root of: paths relative to its directory, perhaps with `*`. Behind `!` those left out.
    pub members: Vec<String>,
    /// Directories, relative to the project's root, in which a CI job works.
    pub ci_directories: Vec<String>,
    /// Directories, relative to its own, of which it builds images.
    pub image_directories: Vec<String>,
}

impl ManifestContent {
    /// Adds something that the project needs. An id that is too long is dropped; a range that is too long becomes "any version", and so does
    /// one that cannot be read, which is told.
    pub fn require(&mut self, requirement: Requirement) {
        if requirement.id.len() > LONGEST {
            return;
        }
        let (range, dialect) = match (requirement.range, requirement.dialect) {
            (Some(range), Some(dialect)) if range.len() <= LONGEST => {
                if VersionRange::parse(&range, dialect).is_ok() {
                    (Some(range), Some(dialect))
                } else {
                    self.broken.push(BrokenManifest {
                        source: requirement.source.clone(),
                        message: format!("the version range `{}` cannot be read", text::escape_line(&range)),
                    });
                    (None, None)
                }
            }
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

    /// Says how far the requirements from this index on reach.
    pub fn reach_from(&mut self, index: usize, reach: Reach) {
        let added = index..self.requirements.len();
        self.reaches.extend(added.map(|index| (index, reach)));
    }

    /// Says that a manifest cannot be understood, and where. Of the message its first line counts.
    pub fn broken(&mut self, manifest: &Manifest<'_>, line: Option<u32>, message: &str) {
        let message = message
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or("it cannot be read");
        let message = message.chars().take(200).collect();
        self.broken.push(BrokenManifest {
            source: manifest.source(line),
            message,
        });
    }
}

/// A file that its own tool reads as UTF-16, too: XML says how it is encoded.
fn may_be_utf16(name: &str) -> bool {
    const ENDINGS: [&str; 8] = ["csproj", "fsproj", "props", "ps1", "sln", "slnx", "vbproj", "xml"];
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Reads one file in each of its formats; the content of each goes by its ecosystem.
///
/// Also gives the bytes that were read.
pub(super) fn read(
    host: &Host,
    file: &str,
    directory: &Path,
    formats: &[(Ecosystem, &Format)],
) -> (Vec<(Ecosystem, ManifestContent)>, usize) {
    let name = file.rsplit('/').next().unwrap_or(file);
    let wants_text = formats.iter().any(|(_, format)| format.wants_text);
    let text = if wants_text {
        host.read_text_and_encoding(&directory.join(name), MANIFEST_BYTES)
    } else {
        Ok((String::new(), false))
    };
    let mut manifest = Manifest {
        file,
        name,
        directory,
        text: "",
        host,
    };
    let (text, is_utf16) = match &text {
        Ok((text, is_utf16)) => (text, *is_utf16),
        Err(error) => {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "it is a broken symbolic link".to_owned(),
                std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
                std::io::ErrorKind::FileTooLarge => format!("it is larger than {MANIFEST_BYTES} bytes"),
                _ => "it cannot be read".to_owned(),
            };
            let mut content = ManifestContent::default();
            content.broken(&manifest, None, &reason);
            return (vec![(Ecosystem::Other, content)], 0);
        }
    };
    if text.contains('\0') {
        // Windows PowerShell writes such files; no tool that reads them understands it.
        let mut content = ManifestContent::default();
        content.broken(&manifest, None, "it is UTF-16 text or binary data; save it as UTF-8");
        return (vec![(Ecosystem::Other, content)], text.len());
    }
    manifest.text = text;
    let mut contents: Vec<(Ecosystem, ManifestContent)> = formats
        .iter()
        .map(|(ecosystem, format)| {
            let mut content = ManifestContent::default();
            (format.read)(&manifest, &mut content);
            (*ecosystem, content)
        })
        .collect();
    // What it asks for holds all the same.
    if is_utf16
        && !may_be_utf16(name)
        && let Some((_, content)) = contents.first_mut()
    {
        content.broken(&manifest, None, "it is UTF-16 text; save it as UTF-8");
    }
    (contents, text.len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::example::{later, lines};
    use super::super::read;
    use crate::host::Host;

    #[test]
    fn utf16_is_told_where_no_tool_reads_it() {
        let machine = tempfile::tempdir().unwrap();
        let utf16 = |text: &str| -> Vec<u8> {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        };
        for (name, text) in [(".nvmrc", "22\n"), ("build.xml", "<project/>\n")] {
            std::fs::write(machine.path().join(name), utf16(text)).unwrap();
        }
        let asked = read(&Host::fixture(machine.path(), "/", &[]), Path::new("/"), later());
        assert_eq!(
            lines(&asked),
            [
                "tool ant suggested (build.xml)",
                "tool node \"22\" nvm (.nvmrc:1)",
                "broken: it is UTF-16 text; save it as UTF-8 (.nvmrc)",
            ]
        );
    }
}
