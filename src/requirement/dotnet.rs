//! .NET: project files and solutions. `global.json` says which SDK.
//!
//! Sources: Microsoft's "Target frameworks in SDK-style projects" and "global.json overview".

use std::path::Path;

use roxmltree::Node;

use super::data::{self, texts};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{MANIFEST_BYTES, json, script, walk, workspace, xml_file};
use crate::host::Host;
use crate::scan::Requirement;
use crate::version::{Dialect, Version, VersionRange};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["*.csproj", "*.fsproj", "*.vbproj", "Directory.Build.props"],
        wants_text: true,
        read: read_project,
    },
    Format {
        names: &["global.json"],
        wants_text: true,
        read: read_global,
    },
    Format {
        names: &["dotnet-tools.json"],
        wants_text: true,
        read: |manifest, found| {
            // The tools in it are installed with `dotnet tool restore`.
            if json::read_with_comments(manifest, found).is_some_and(|file| file.get("tools").is_some()) {
                found.require(manifest.tool("dotnet", None));
            }
        },
    },
    Format {
        names: &["*.sln", "*.slnx"],
        wants_text: true,
        read: read_solution,
    },
];

/// How far `dotnet` goes where a version is named and nothing else.
const DEFAULT_ROLL: &str = "latestPatch";

/// Characters of a message that are kept: it is the project's own text.
const LONGEST_ADVICE: usize = 200;

/// Reads the newest framework that a project is for: the SDK must be that one or newer.
///
/// One for .NET Framework or .NET Standard alone builds with any SDK. A project in the old form, without `Sdk`, is not built by
/// `dotnet`, and a file of properties asks for nothing itself.
fn read_project(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(document) = xml_file::read(manifest, found) else {
        return;
    };
    let project = document.root_element();
    let is_project = project.has_attribute("Sdk") || xml_file::children(project, "Sdk").next().is_some();
    let inherited = || {
        let properties = Properties::of(manifest);
        let names = ["TargetFrameworks", "TargetFramework"];
        let text = names.iter().find_map(|name| properties.above(name))?;
        let text = properties.put_in(project, &text);
        text.split(';').filter_map(sdk).max()
    };
    let newest = xml_file::children(project, "PropertyGroup")
        .flat_map(|group| {
            ["TargetFramework", "TargetFrameworks"]
                .into_iter()
                .filter_map(move |name| xml_file::at(group, &[name]))
        })
        .filter_map(|node| {
            let names = Properties::of(manifest).put_in(project, xml_file::text(node)?);
            Some((names, xml_file::line(manifest, node)))
        })
        .flat_map(|(names, line)| {
            let versions: Vec<Version> = names.split(';').filter_map(sdk).collect();
            versions.into_iter().map(move |version| (version, line))
        })
        .max_by(|(one, _), (other, _)| one.cmp(other));
    match newest {
        Some((version, line)) => {
            found.require(manifest.tool_in("dotnet", &version.to_string(), Dialect::Minimum, Some(line)));
        }
        None if is_project => {
            let least = inherited().map(|version| version.to_string()).unwrap_or_default();
            found.require(manifest.tool_in("dotnet", &least, Dialect::Minimum, None));
        }
        None => {}
    }
}

/// The properties that a project has from files above it: `Directory.Build.props`, and what that imports by a path that stands there.
struct Properties<'m> {
    manifest: &'m Manifest<'m>,
    /// The directory of the manifest, relative to the project's root.
    directory: &'m str,
}

impl<'m> Properties<'m> {
    /// How many properties are put in, and how many files import one another.
    const DEPTH: usize = 8;

    fn of(manifest: &'m Manifest<'m>) -> Self {
        Self {
            manifest,
            directory: manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory),
        }
    }

    /// The text with the properties in it (`$(NetVersion)`) that the project, or a file above, sets to plain text; others are left out.
    fn put_in(&self, project: Node<'_, '_>, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..Self::DEPTH {
            let Some((before, rest)) = text.split_once("$(") else {
                break;
            };
            let Some((name, after)) = rest.split_once(')') else {
                break;
            };
            let own = self.value_in(project, self.directory, name, Self::DEPTH);
            let itself = format!("$({name})");
            let value = own
                .filter(|value| !value.contains(&itself))
                .or_else(|| self.above(name));
            text = format!("{before}{}{after}", value.unwrap_or_default());
        }
        text
    }

    /// The value of a property in the nearest file that sets it.
    fn above(&self, name: &str) -> Option<String> {
        let directories = std::iter::successors(Some(self.directory), |directory| {
            (!directory.is_empty()).then(|| directory.rsplit_once('/').map_or("", |(above, _)| above))
        });
        directories
            .map(|directory| walk::join(directory, "Directory.Build.props"))
            .find_map(|file| self.value_of_file(&file, name, Self::DEPTH))
    }

    /// The value that a file, by its path from the project's root, gives to a property.
    fn value_of_file(&self, file: &str, name: &str, depth: usize) -> Option<String> {
        let path = self.manifest.root()?.join(file);
        let text = self.manifest.host.text_once(&path, MANIFEST_BYTES)?;
        let document = roxmltree::Document::parse(&text).ok()?;
        let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
        self.value_in(document.root_element(), directory, name, depth)
    }

    fn value_in(&self, project: Node<'_, '_>, directory: &str, name: &str, depth: usize) -> Option<String> {
        let mut groups = xml_file::children(project, "PropertyGroup");
        let value = groups.find_map(|group| xml_file::text(xml_file::at(group, &[name])?).map(str::to_owned));
        value.or_else(|| {
            let depth = depth.checked_sub(1)?;
            xml_file::children(project, "Import").find_map(|import| {
                let path = import.attribute("Project")?;
                let path = path.trim_start_matches("$(MSBuildThisFileDirectory)");
                let file = workspace::resolve(directory, path).filter(|file| !file.contains("$("))?;
                self.value_of_file(&file, name, depth)
            })
        })
    }
}

/// Reads the projects of a solution, in its old form (`Project("{…}") = "App", "src\App\App.csproj", …`) or in XML.
///
/// Only projects that `dotnet` builds ask for it: one of C++ alone is Visual Studio's.
fn read_solution(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let words: Vec<&str> = manifest.text.lines().flat_map(script::quoted_words).collect();
    let projects = words.iter().filter(|word| {
        [".csproj", ".fsproj", ".vbproj"]
            .iter()
            .any(|ending| word.ends_with(ending))
    });
    let directories: Vec<String> = projects
        .map(|file| file.replace('\\', "/"))
        .map(|file| file.rsplit_once('/').map_or(".", |(directory, _)| directory).to_owned())
        .collect();
    let has_foreign_projects = words.iter().any(|word| word.ends_with("proj"));
    if !directories.is_empty() || !has_foreign_projects {
        found.require(manifest.tool("dotnet", None));
    }
    found.members.extend(directories);
}

/// Reads which SDK is taken, and how far from it `rollForward` lets `dotnet` go.
fn read_global(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = json::read_with_comments(manifest, found) else {
        return;
    };
    let Some(sdk) = file.get("sdk") else { return };
    let named = sdk
        .get("version")
        .and_then(|node| Some((node.text()?, node.line)))
        .and_then(|(text, line)| Some((Version::parse(text)?, line)));
    let Some((version, line)) = named else {
        found.require(manifest.tool("dotnet", Some(sdk.line)));
        return;
    };
    let roll = sdk
        .at(&["rollForward"])
        .and_then(data::Node::text)
        .unwrap_or(DEFAULT_ROLL);
    let message = sdk.get("errorMessage").and_then(data::Node::text);
    match sdk_range(&version, roll) {
        Some(range) => {
            let dotnet = Requirement {
                advice: message.map(|message| message.chars().take(LONGEST_ADVICE).collect()),
                ..manifest.tool_in("dotnet", &range, Dialect::Maven, Some(line))
            };
            // `dotnet` looks into these directories itself, so an SDK there does not have to be installed.
            if texts(sdk.get("paths"))
                .iter()
                .any(|path| has_sdk(manifest, path, &range))
            {
                found.suggest(dotnet);
            } else {
                found.require(dotnet);
            }
        }
        None => found.broken(
            manifest,
            Some(line),
            "`sdk` has an unknown version or `rollForward` policy",
        ),
    }
}

/// The SDK that a `global.json` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedSdk {
    /// The version it names, and the versions that will do for it, as a range of Maven's. `None`: any version.
    pub version: Option<(Version, String)>,
    /// How far `dotnet` may go from it: `latestPatch`.
    pub roll: String,
    /// A preview will do, too.
    pub takes_prereleases: bool,
}

/// Reads what a `global.json` asks for. `None`: nothing, or it cannot be read.
///
/// Source: `sdk_resolver.cpp` of hostfxr: one that names a preview takes previews.
pub fn wanted_sdk(host: &Host, file: &Path) -> Option<WantedSdk> {
    let text = host.read_text(file, 1024 * 1024).ok()?;
    let content = json::parse_with_comments(&text)?;
    let sdk = content.get("sdk")?;
    let roll = sdk.get("rollForward").and_then(data::Node::text);
    let named = match sdk.get("version") {
        Some(node) => Some(Version::parse(node.text()?)?),
        None => None,
    };
    let roll = roll.unwrap_or(if named.is_some() { DEFAULT_ROLL } else { "latestMajor" });
    let allows = !sdk
        .get("allowPrerelease")
        .is_some_and(|node| node.value == data::Value::Boolean(false));
    let takes_prereleases = allows || named.as_ref().is_some_and(Version::is_prerelease);
    let version = match named {
        Some(version) => {
            let range = sdk_range(&version, roll)?;
            Some((version, range))
        }
        None => None,
    };
    Some(WantedSdk {
        version,
        roll: roll.to_owned(),
        takes_prereleases,
    })
}

/// A directory of the project has an SDK of this range: `.dotnet/sdk/10.0.201`. `$host$` is the directory of the `dotnet` on PATH.
fn has_sdk(manifest: &Manifest<'_>, path: &str, range: &str) -> bool {
    let Ok(range) = VersionRange::parse(range, Dialect::Maven) else {
        return false;
    };
    let installed = manifest.host.list(&manifest.directory.join(path).join("sdk"));
    installed
        .unwrap_or_default()
        .iter()
        .filter_map(|name| name.to_str())
        .any(|name| range.allows(name) == Some(true))
}

/// The SDKs that a version and a policy allow, as a range of Maven's: `[8.0.100,8.0.200)` for 8.0.100 and `latestPatch`.
///
/// The last number of an SDK is a feature band and a patch: 8.0.1xx is one band. `None`: it is no such version, or no such policy.
fn sdk_range(version: &Version, roll: &str) -> Option<String> {
    let &[major, minor, patch] = version.numbers() else {
        return None;
    };
    let end = match roll.to_ascii_lowercase().as_str() {
        "disable" => return Some(format!("[{version}]")),
        "patch" | "latestpatch" => format!("{major}.{minor}.{}", (patch / 100).checked_add(1)?.checked_mul(100)?),
        "feature" | "latestfeature" => format!("{major}.{}", minor.checked_add(1)?),
        "minor" | "latestminor" => major.checked_add(1)?.to_string(),
        "major" | "latestmajor" => String::new(),
        _ => return None,
    };
    Some(format!("[{version},{end})"))
}

/// The oldest SDK that builds for a framework: 8.0 of `net8.0-windows`, 3.1 of `netcoreapp3.1`.
fn sdk(framework: &str) -> Option<Version> {
    let framework = framework.trim().to_ascii_lowercase();
    let framework = framework.split('-').next()?;
    let version = framework
        .strip_prefix("netcoreapp")
        .or_else(|| framework.strip_prefix("net"))?;
    // `net48` is .NET Framework, which has no dot.
    version.contains('.').then(|| Version::parse(version)).flatten()
}

#[cfg(test)]
mod tests;
