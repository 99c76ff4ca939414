//! Version managers: which versions each has installed, read from its directories; and what the system has beside the active copy.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::path::PathIndex;
use crate::host::Host;
use crate::scan::{InstalledVersions, VersionManager};

/// Entries of a directory that are looked at: nobody installs more versions.
const MOST_ENTRIES: usize = 300;

/// Where a manager keeps what it installs.
struct Layout {
    id: &'static str,
    /// The variable that names its root.
    variable: &'static str,
    /// Its roots below the home directory; the first that exists counts.
    roots: &'static [&'static str],
    /// The directory below the root: of the versions, or of the tools.
    below: &'static str,
    /// The tool that it is for. `None`: there is a directory for each tool.
    tool: Option<&'static str>,
}

const LAYOUTS: [Layout; 17] = [
    one("fnm", "FNM_DIR", &[".local/share/fnm", ".fnm"], "node-versions", "node"),
    one("fvm", "FVM_CACHE_PATH", &["fvm"], "versions", "flutter"),
    one("goenv", "GOENV_ROOT", &[".goenv"], "versions", "go"),
    one("jenv", "JENV_ROOT", &[".jenv"], "versions", "java"),
    one("nodenv", "NODENV_ROOT", &[".nodenv"], "versions", "node"),
    one("nvm", "NVM_DIR", &[".nvm", ".config/nvm"], "versions/node", "node"),
    one("nvs", "NVS_HOME", &[".nvs"], "node", "node"),
    one("phpenv", "PHPENV_ROOT", &[".phpenv"], "versions", "php"),
    one(
        "pyenv",
        "PYENV_ROOT",
        &[".pyenv", ".pyenv/pyenv-win"],
        "versions",
        "python3",
    ),
    one("rbenv", "RBENV_ROOT", &[".rbenv"], "versions", "ruby"),
    one("rvm", "rvm_path", &[".rvm"], "rubies", "ruby"),
    one("rustup", "RUSTUP_HOME", &[".rustup"], "toolchains", "rustc"),
    one("tfenv", "TFENV_CONFIG_DIR", &[".tfenv"], "versions", "terraform"),
    one("volta", "VOLTA_HOME", &[".volta"], "tools/image/node", "node"),
    many("asdf", "ASDF_DATA_DIR", &[".asdf"], "installs"),
    many("mise", "MISE_DATA_DIR", &[".local/share/mise"], "installs"),
    many("sdkman", "SDKMAN_DIR", &[".sdkman"], "candidates"),
];

const fn one(
    id: &'static str,
    variable: &'static str,
    roots: &'static [&'static str],
    below: &'static str,
    tool: &'static str,
) -> Layout {
    Layout {
        id,
        variable,
        roots,
        below,
        tool: Some(tool),
    }
}

const fn many(id: &'static str, variable: &'static str, roots: &'static [&'static str], below: &'static str) -> Layout {
    Layout {
        id,
        variable,
        roots,
        below,
        tool: None,
    }
}

/// Names that asdf and mise have for tools with another id.
const OTHER_NAMES: [(&str, &str); 5] = [
    ("dotnet-core", "dotnet"),
    ("golang", "go"),
    ("nodejs", "node"),
    ("python", "python3"),
    ("rust", "rustc"),
];

/// Where systems have their JDKs, and the directory of the JDK in each.
const JDKS: [(&str, &str); 2] = [
    ("/usr/lib/jvm", ""),
    ("/Library/Java/JavaVirtualMachines", "Contents/Home"),
];
/// Where Gradle finds JDKs besides, the directory of the JDK in each: those that it downloaded, those of an editor, and on Windows
/// those of installers. A path without a root is at home.
///
/// Source: Gradle's "Toolchains for JVM projects", "Auto-detection of installed toolchains".
const GRADLES_JDKS: [(&str, &str); 8] = [
    (".gradle/jdks", ""),
    (".jdks", ""),
    ("Library/Java/JavaVirtualMachines", "Contents/Home"),
    ("C:/Program Files/Amazon Corretto", ""),
    ("C:/Program Files/Eclipse Adoptium", ""),
    ("C:/Program Files/Java", ""),
    ("C:/Program Files/Microsoft", ""),
    ("C:/Program Files/Zulu", ""),
];
/// The file of a JDK that says its version is at most this large.
const RELEASE_BYTES: u64 = 1 << 14;
/// The Pythons that systems have under names of their own: `python3.12`.
const PYTHONS: RangeInclusive<u32> = 8..=15;

/// What the managers and the system have, as their directories say. PATH is not read here: an entry of it may hang.
pub fn read(host: &Host) -> Vec<VersionManager> {
    let mut managers: Vec<VersionManager> = LAYOUTS.iter().filter_map(|layout| manager(host, layout)).collect();
    managers.extend(installed_by("gradle", "java", gradles_jdks(host)));
    managers.extend(installed_by("system", "java", system_jdks(host)));
    managers
}

/// The same with the Pythons on PATH that have a version in their name, sorted by id.
pub fn with_path(managers: Vec<VersionManager>, index: &PathIndex) -> Vec<VersionManager> {
    let mut managers = managers;
    let versions = PYTHONS.filter(|minor| {
        let candidates = index.candidates(&format!("python3.{minor}"));
        candidates
            .iter()
            .any(|found| !found.relative && found.obstacle.is_none())
    });
    if let Some(found) = installed_by(
        "system",
        "python3",
        versions.map(|minor| format!("3.{minor}")).collect(),
    ) {
        match managers.iter_mut().find(|manager| manager.id == found.id) {
            Some(system) => system.tools.extend(found.tools),
            None => managers.push(found),
        }
    }
    managers.sort();
    managers
}

/// The programs to look for on PATH.
pub fn wanted_programs() -> impl Iterator<Item = String> {
    PYTHONS.map(|minor| format!("python3.{minor}"))
}

/// Versions that `manager` has of a tool, sorted, each once. `None`: it has none.
fn installed_by(manager: &str, tool: &str, versions: Vec<String>) -> Option<VersionManager> {
    let mut versions = versions;
    versions.sort();
    versions.dedup();
    (!versions.is_empty()).then(|| VersionManager {
        id: manager.to_owned(),
        tools: vec![InstalledVersions {
            id: tool.to_owned(),
            versions,
        }],
    })
}

/// The versions of the system's JDKs.
fn system_jdks(host: &Host) -> Vec<String> {
    let jdks = JDKS
        .iter()
        .flat_map(|(directory, inner)| jdks(host, Path::new(directory), inner));
    jdks.collect()
}

/// The versions of the JDKs that Gradle finds besides the system's and those of version managers.
fn gradles_jdks(host: &Host) -> Vec<String> {
    let home = host.home().unwrap_or_default();
    let of_gradle = host
        .env_path("GRADLE_USER_HOME")
        .map(|directory| directory.join("jdks"));
    let others = GRADLES_JDKS
        .iter()
        .map(|(directory, inner)| (home.join(directory), *inner));
    of_gradle
        .into_iter()
        .map(|directory| (directory, ""))
        .chain(others)
        .filter(|(directory, _)| directory.is_absolute())
        .flat_map(|(directory, inner)| jdks(host, &directory, inner))
        .collect()
}

/// The versions of the JDKs in a directory, each in a directory of its own, and in that at `inner`.
fn jdks(host: &Host, directory: &Path, inner: &str) -> Vec<String> {
    let names = directories(host, directory).into_iter();
    names
        .filter_map(|name| {
            let release = directory.join(name).join(inner).join("release");
            let release = host.read_text(&release, RELEASE_BYTES).ok()?;
            let version = release.lines().find_map(|line| line.strip_prefix("JAVA_VERSION="))?;
            Some(version.trim_matches('"').to_owned())
        })
        .collect()
}

fn manager(host: &Host, layout: &Layout) -> Option<VersionManager> {
    let directory = root(host, layout)?.join(layout.below);
    let mut tools: BTreeMap<String, Vec<String>> = BTreeMap::new();
    match layout.tool {
        Some(tool) => {
            let found = if layout.id == "jenv" {
                // What it manages is elsewhere: it has links alone, of which those of whole versions count.
                let is_whole = |name: &String| {
                    name.matches('.').count() >= 2 && name.starts_with(|first: char| first.is_ascii_digit())
                };
                let names = host.list(&directory).unwrap_or_default().into_iter().take(MOST_ENTRIES);
                names
                    .filter_map(|name| name.into_string().ok())
                    .filter(is_whole)
                    .collect()
            } else {
                versions(host, &directory)
            };
            tools.insert(tool.to_owned(), found);
        }
        None => {
            for name in directories(host, &directory) {
                let known = OTHER_NAMES.iter().find(|(other, _)| *other == name);
                let id = known.map_or(name.as_str(), |(_, id)| id).to_owned();
                let found = versions(host, &directory.join(&name));
                tools.entry(id).or_default().extend(found);
            }
        }
    }
    let tools: Vec<InstalledVersions> = tools
        .into_iter()
        .filter(|(_, versions)| !versions.is_empty())
        .map(|(id, mut versions)| {
            versions.sort();
            versions.dedup();
            InstalledVersions { id, versions }
        })
        .collect();
    (!tools.is_empty()).then(|| VersionManager {
        id: layout.id.to_owned(),
        tools,
    })
}

fn root(host: &Host, layout: &Layout) -> Option<PathBuf> {
    if let Some(root) = host.env_path(layout.variable) {
        return Some(root);
    }
    let home = host.home()?;
    // mise and fnm follow the XDG directories.
    if let (Some(data), Some(name)) = (
        host.env_path("XDG_DATA_HOME"),
        layout.roots.first().and_then(|root| root.strip_prefix(".local/share/")),
    ) {
        return Some(data.join(name));
    }
    layout
        .roots
        .iter()
        .map(|root| home.join(root))
        .find(|root| host.is_directory(&root.join(layout.below)))
}

fn versions(host: &Host, directory: &Path) -> Vec<String> {
    let is_version = |name: &String| !name.starts_with('.');
    directories(host, directory)
        .into_iter()
        .filter(is_version)
        // rvm names the language, too: `ruby-3.3.6`.
        .map(
            |name| match name.strip_prefix('v').or_else(|| name.strip_prefix("ruby-")) {
                Some(version) if version.starts_with(|first: char| first.is_ascii_digit()) => version.to_owned(),
                _ => name,
            },
        )
        .collect()
}

/// The names of directories in a directory. Links are left out: they are aliases of versions, such as `22` or `current`.
fn directories(host: &Host, directory: &Path) -> Vec<String> {
    let Ok(names) = host.list(directory) else {
        return Vec::new();
    };
    names
        .into_iter()
        .take(MOST_ENTRIES)
        .filter(|name| {
            host.symlink_metadata(&directory.join(name))
                .is_ok_and(|metadata| metadata.is_dir())
        })
        .filter_map(|name| name.into_string().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::probe::fixture::{PROGRAM, write};
    use crate::probe::{Probed, path};

    fn told(home: &Path, environment: &[(&str, &str)]) -> Vec<(String, String, Vec<String>)> {
        let mut variables = vec![("HOME", "/home/ada")];
        variables.extend(environment);
        let host = Host::fixture(home, "/home/ada", &variables);
        let names: HashSet<String> = wanted_programs().collect();
        let Probed::Whole(index) = path::read(&host, &names) else {
            panic!("PATH is read");
        };
        with_path(read(&host), &index)
            .into_iter()
            .flat_map(|manager| {
                let id = manager.id;
                let tools = manager.tools.into_iter();
                tools.map(move |tool| (id.clone(), tool.id, tool.versions))
            })
            .collect()
    }

    #[test]
    fn each_manager_says_what_it_has_installed_and_aliases_are_left_out() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().join("home/ada");
        for directory in [
            ".nvm/versions/node/v20.11.0",
            ".nvm/versions/node/v26.1.0",
            "py/versions/3.13.1",
            ".local/share/mise/installs/python/3.12.4",
            ".local/share/mise/installs/node/22.14.0",
            ".sdkman/candidates/java/21.0.5-tem",
            ".rbenv/versions",
            ".rvm/rubies/ruby-3.3.6",
            ".jenv/versions/21.0.5",
            ".jenv/versions/21",
            "fvm/versions/3.24.0",
        ] {
            std::fs::create_dir_all(root.path().join("home/ada").join(directory)).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("21.0.5-tem", home.join(".sdkman/candidates/java/current")).unwrap();
        std::fs::write(home.join(".nvm/versions/node/.index"), "").unwrap();
        let jdk = root.path().join("usr/lib/jvm/java-17-openjdk-amd64");
        std::fs::create_dir_all(&jdk).unwrap();
        std::fs::write(
            jdk.join("release"),
            "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.13\"\n",
        )
        .unwrap();
        write(
            root.path(),
            "home/ada/.gradle/jdks/eclipse_adoptium-21-amd64-linux/release",
            "JAVA_VERSION=\"21.0.8\"\n",
        );
        write(
            root.path(),
            "home/ada/.jdks/corretto-25/release",
            "JAVA_VERSION=\"25\"\n",
        );
        write(root.path(), "usr/bin/python3.12", PROGRAM);
        #[cfg(unix)]
        std::fs::set_permissions(
            root.path().join("usr/bin/python3.12"),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        let row = |manager: &str, tool: &str, versions: &[&str]| {
            let versions = versions.iter().map(|version| (*version).to_owned()).collect();
            (manager.to_owned(), tool.to_owned(), versions)
        };
        assert_eq!(
            told(root.path(), &[("PYENV_ROOT", "/home/ada/py"), ("PATH", "/usr/bin")]),
            [
                row("fvm", "flutter", &["3.24.0"]),
                row("gradle", "java", &["21.0.8", "25"]),
                row("jenv", "java", &["21.0.5"]),
                row("mise", "node", &["22.14.0"]),
                row("mise", "python3", &["3.12.4"]),
                row("nvm", "node", &["20.11.0", "26.1.0"]),
                row("pyenv", "python3", &["3.13.1"]),
                row("rvm", "ruby", &["3.3.6"]),
                row("sdkman", "java", &["21.0.5-tem"]),
                row("system", "java", &["17.0.13"]),
                row("system", "python3", &["3.12"]),
            ]
        );
    }
}
