//! The project at hand: its directory, and what is checked out there. Git itself is not started.

mod remote;
#[cfg(test)]
#[cfg(unix)]
mod root_tests;
#[cfg(test)]
#[cfg(unix)]
mod tests;
mod worktree;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::host::Host;
use crate::probe::Probed;
use crate::probe::git::{Repository, Settings};
use crate::scan::Project;

/// How long may be spent on telling whether files differ from the commit.
const BUDGET: Duration = Duration::from_millis(150);

/// Files that make their directory a project's root.
const MARKERS: [&str; 28] = [
    "devenv.toml",
    "package.json",
    "pyproject.toml",
    "Cargo.toml",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "settings.gradle",
    "settings.gradle.kts",
    "Gemfile",
    "composer.json",
    "mix.exs",
    "deno.json",
    "deno.jsonc",
    "requirements.txt",
    "setup.py",
    "Pipfile",
    "pubspec.yaml",
    "Package.swift",
    "build.sbt",
    "stack.yaml",
    "rebar.config",
    "global.json",
    "mise.toml",
    ".mise.toml",
    "go.work",
    "rust-toolchain.toml",
];

/// Endings of files that do so, whatever their name is.
const MARKER_ENDINGS: [&str; 5] = [".sln", ".slnx", ".csproj", ".fsproj", ".cabal"];

/// Files that stand in many directories of one project: the outermost of them tells its root, and only if nothing better does.
const NESTED_MARKERS: [&str; 11] = [
    "CMakeLists.txt",
    "meson.build",
    "Makefile",
    "MODULE.bazel",
    ".tool-versions",
    "main.tf",
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "Dockerfile",
];

/// Entries of a directory that are looked through for an ending.
const ENTRIES: usize = 2000;

/// The directory of the project that the current directory is in.
///
/// It is the nearest one with a `.git`: all that is checked out together is one project, whose packages are parts of it. Without
/// one it is the nearest with a `devenv.toml` or a manifest. The search ends at the home directory, the directory for temporary files and
/// the root, which are no projects unless they have a `.git` (a `package.json` left behind there belongs to nothing); and a home
/// under version control is the project of what is no project itself.
pub fn find_root(host: &Host) -> Option<PathBuf> {
    let home = host.home();
    let mut with_manifest = None;
    let mut outermost_nested = None;
    for directory in host.directory().ancestors() {
        if is_shared(home.as_deref(), directory) {
            let shared = || has_repository(host, directory).then(|| directory.to_owned());
            return with_manifest.or(outermost_nested).or_else(shared);
        }
        if has_repository(host, directory) {
            return Some(directory.to_owned());
        }
        if with_manifest.is_some() {
            continue;
        }
        if MARKERS.iter().any(|name| host.is_file(&directory.join(name))) || has_ending(host, directory) {
            with_manifest = Some(directory.to_owned());
        } else if NESTED_MARKERS.iter().any(|name| host.is_file(&directory.join(name))) {
            outermost_nested = Some(directory.to_owned());
        }
    }
    with_manifest.or(outermost_nested)
}

/// The outermost directory around a project that is one too: a nested repository, a submodule or a package is no less somebody's code
/// than what it is in. The project's own root, if there is none.
pub fn checkout(host: &Host, root: &Path) -> PathBuf {
    let home = host.home();
    root.ancestors()
        .skip(1)
        .take_while(|directory| !is_shared(home.as_deref(), directory))
        .filter(|directory| {
            has_repository(host, directory) || MARKERS.iter().any(|name| host.is_file(&directory.join(name)))
        })
        .last()
        .unwrap_or(root)
        .to_owned()
}

/// A directory that belongs to no project by itself: the root, the home directory, those for temporary files.
fn is_shared(home: Option<&Path>, directory: &Path) -> bool {
    directory.parent().is_none()
        || home == Some(directory)
        || ["/tmp", "/var/tmp", "/private/tmp"]
            .iter()
            .any(|shared| directory == Path::new(shared))
}

/// Git itself passes by a directory of that name that has no head in it.
fn has_repository(host: &Host, directory: &Path) -> bool {
    let dot_git = directory.join(".git");
    host.is_file(&dot_git) || host.is_file(&dot_git.join("HEAD"))
}

fn has_ending(host: &Host, directory: &Path) -> bool {
    host.list(directory)
        .unwrap_or_default()
        .iter()
        .take(ENTRIES)
        .any(|name| {
            name.to_str()
                .is_some_and(|name| MARKER_ENDINGS.iter().any(|ending| name.ends_with(ending)))
        })
}

/// The project at `root`, of which nothing was read yet.
pub(super) fn named(root: &Path) -> Project {
    let name = root
        .file_name()
        .map_or_else(|| root.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned();
    Project {
        root: root.to_string_lossy().into_owned(),
        name,
        id: None,
        commit: None,
        branch: None,
        dirty: None,
        requirements: Vec::new(),
        broken_manifests: Vec::new(),
        evidence: Vec::new(),
        parts: Vec::new(),
        partly_read: None,
    }
}

/// Reads what is checked out at `root`. `requirements` stays empty: they are read elsewhere.
///
/// Partial when the repository cannot be understood, or it cannot be told whether its files differ from the commit.
pub fn read(host: &Host, root: &Path) -> Probed<Project> {
    let mut project = named(root);
    let Some(repository) = Repository::find(host, root) else {
        return Probed::Whole(project);
    };
    project.branch.clone_from(&repository.branch);
    let settings = Settings::read(host, Some(&repository));
    project.id = remote::id(&settings);
    if settings.text("extensions", None, "refstorage") == Some("reftable") {
        return Probed::Partial {
            value: project,
            detail: "branch and commit are unknown: the repository has them in a reftable, which devenv does not read"
                .to_owned(),
        };
    }
    if settings.text("extensions", None, "objectformat") == Some("sha256") {
        project.commit = repository.commit(host);
        return Probed::Partial {
            value: project,
            detail: "whether files differ from the commit cannot be told: the repository uses SHA-256, which devenv does not read"
                .to_owned(),
        };
    }
    let opened = match worktree::open(host, &repository) {
        Ok(opened) => opened,
        Err(detail) => return Probed::Partial { value: project, detail },
    };
    project.commit = opened.head_id().ok().map(|id| id.to_string());
    match worktree::is_dirty(host, &repository, &opened, &settings, Instant::now() + BUDGET, 0) {
        Ok(dirty) => {
            project.dirty = Some(dirty);
            Probed::Whole(project)
        }
        Err(reason) => Probed::Partial {
            value: project,
            detail: format!("whether files differ from the commit cannot be told: {reason}"),
        },
    }
}
