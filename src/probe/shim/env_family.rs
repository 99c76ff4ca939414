//! pyenv, rbenv, nodenv, goenv, jenv, plenv and phpenv: one design, with differences that matter.
//!
//! The version comes from a variable, else the nearest version file, else the global file; nothing in it means `system`, the next one on PATH.
//! Sources: `libexec/*-version-name`, `*-version-file`, `*-version-file-read`, `*-which` of each, and `pyenv-latest`.

mod managers;
mod plugins;

use std::path::{Path, PathBuf};

use super::{
    Shim, ShimCandidate, gone_starter, is_name, language, next_on_path, not_installed, program_in, refused, small,
    stale, with_mark,
};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::version::Version;
use managers::{FallsBack, MANAGERS, Manager};
use plugins::PluginChoice;

/// Where programs are below a version's directory; `sbin` is phpenv's alone. On Windows pyenv-win has Python's own layout.
const PROGRAMS: &[&str] = if cfg!(windows) {
    &["", "Scripts"]
} else {
    &["bin", "sbin"]
};

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let shims = candidate.path.parent().filter(|parent| parent.ends_with("shims"))?;
    let (manager, root) = manager_of(host, candidate.path, shims)?;
    if let Some(gone) = small(host, candidate.path).and_then(|text| gone_starter(host, &text)) {
        let detail = format!("its shim starts {gone}, which does not exist");
        return Some(stale(manager.name, detail, &[manager.name, "rehash"]));
    }
    let (wanted, said_by) = match plugins::choice(host, manager, &root) {
        PluginChoice::None => wanted(host, manager, &root),
        PluginChoice::Version { version, said_by } => (vec![version], said_by),
        PluginChoice::Unknown { plugin } => {
            return Some(Shim::LeftAlone {
                manager: manager.name.to_owned(),
                detail: format!("its plugin `{plugin}` chooses the version, which cannot be told without starting it"),
            });
        }
    };
    let on_path = |chosen_by: String| {
        next_on_path(host, index, candidate.program, &|other| {
            same_directory(host, other, shims)
        })
        .map(|target| Shim::Leads {
            manager: manager.name,
            target,
            chosen_by: Some(chosen_by),
        })
    };
    let mut missing = Vec::new();
    for version in &wanted {
        if version == "system" {
            if let Some(found) = on_path(said_by.clone()) {
                return Some(found);
            }
            continue;
        }
        let Some(directory) = installed(host, manager, &root.join("versions"), version) else {
            missing.push(version.as_str());
            continue;
        };
        let programs = PROGRAMS.iter().map(|below| directory.join(below));
        if let Some(target) = programs
            .into_iter()
            .find_map(|directory| program_in(host, &directory, candidate.program))
        {
            return Some(Shim::Leads {
                manager: manager.name,
                target: host.resolve(&target).unwrap_or(target),
                chosen_by: Some(said_by),
            });
        }
    }
    let unreadable = missing.iter().any(|version| version.contains(['\u{feff}', '\u{fffd}']));
    let reason = match missing.first() {
        Some(_) if unreadable => format!(
            "{said_by} begins with a byte order mark, or is not in UTF-8, so that {} does not find the version in it",
            manager.name
        ),
        Some(version) => format!("`{version}` (set by {said_by}) is not installed"),
        None => format!(
            "{} (set by {said_by}) has no `{}`",
            wanted.join(", "),
            candidate.program
        ),
    };
    let may_fall_back = match manager.falls_back {
        FallsBack::Never => false,
        FallsBack::WithoutProgram => missing.is_empty(),
        FallsBack::Always => true,
    };
    if may_fall_back && let Some(found) = on_path(format!("{}, since {reason}", manager.name)) {
        return Some(found);
    }
    // Where a Python 3 is chosen, Python 2 is not missed, nor what would not come with it.
    let is_missed = |version: &&&str| {
        language::includes(manager.name, candidate.program)
            && (!candidate.program.contains("thon2") || plain(manager, version).starts_with('2'))
    };
    if unreadable {
        let detail = "it begins with a byte order mark, or is not in UTF-8".to_owned();
        return Some(refused(manager.name, said_by, detail));
    }
    Some(match missing.iter().find(is_missed) {
        Some(version) => not_installed(manager.name, "", plain(manager, version), &said_by),
        _ => Shim::NotIncluded {
            manager: manager.name,
            detail: reason,
        },
    })
}

/// Whose shim it is. The shim itself names the root: `export PYENV_ROOT="/home/anna/.pyenv"`.
fn manager_of(host: &Host, shim: &Path, shims: &Path) -> Option<(&'static Manager, PathBuf)> {
    let in_known_root = MANAGERS.iter().find_map(|manager| {
        let root = host
            .env_path(manager.root_variable)
            .or_else(|| Some(host.home()?.join(manager.root)))?;
        same_directory(host, shims, &root.join("shims")).then_some((manager, root))
    });
    in_known_root.or_else(|| {
        let text = small(host, shim)?;
        MANAGERS.iter().find_map(|manager| {
            let set = format!("{}=", manager.root_variable);
            let root = text
                .lines()
                .find_map(|line| line.trim().trim_start_matches("export ").strip_prefix(&set))?;
            // plenv goes on behind it: `PLENV_ROOT='/opt/plenv' exec '/opt/plenv/bin/plenv' exec …`.
            let root = match root.chars().next().filter(|first| "\"'".contains(*first)) {
                Some(quote) => root.split(quote).nth(1)?,
                None => root.split(' ').next()?,
            };
            let root = PathBuf::from(root);
            same_directory(host, shims, &root.join("shims")).then_some((manager, root))
        })
    })
}

fn same_directory(host: &Host, left: &Path, right: &Path) -> bool {
    left == right
        || (left.file_name() == right.file_name()
            && host
                .identity(left)
                .is_ok_and(|id| host.identity(right).is_ok_and(|other| id == other)))
}

/// The versions in force, the first one that has the program wins; and what set them.
fn wanted(host: &Host, manager: &Manager, root: &Path) -> (Vec<String>, String) {
    let (versions, said_by) = match host.env_text(manager.version_variable) {
        Some(text) if manager.several => (
            text.split(':')
                .filter(|version| !version.is_empty())
                .map(str::to_owned)
                .collect(),
            manager.version_variable.to_owned(),
        ),
        Some(text) => (vec![text.to_owned()], manager.version_variable.to_owned()),
        None => {
            let (path, versions) = local_file(host, manager, root).unwrap_or_else(|| {
                let path = root.join("version");
                let versions = with_mark(host, &path)
                    .map(|text| read(host, manager, root, &text))
                    .unwrap_or_default();
                (path, versions)
            });
            if versions.is_empty() && !host.is_file(&path) {
                return (vec!["system".to_owned()], "default".to_owned());
            }
            (versions, path.to_string_lossy().into_owned())
        }
    };
    if versions.is_empty() {
        return (vec!["system".to_owned()], said_by);
    }
    (versions, said_by)
}

/// The nearest version file. One that says nothing ends the search all the same: then it is `system`.
fn local_file(host: &Host, manager: &Manager, root: &Path) -> Option<(PathBuf, Vec<String>)> {
    let elsewhere = host
        .env(manager.directory_variable)
        .map(|directory| host.directory().join(directory));
    let go_mod = manager.name == "goenv" && host.env_text("GOENV_GOMOD_VERSION_ENABLE") == Some("1");
    elsewhere
        .iter()
        .map(PathBuf::as_path)
        .chain([host.directory()])
        .flat_map(Path::ancestors)
        .find_map(|directory| {
            let path = directory.join(manager.version_file);
            if let Some(text) = with_mark(host, &path).filter(|text| manager.empty_file_counts || !text.is_empty()) {
                return Some((path, read(host, manager, root, &text)));
            }
            let path = go_mod.then(|| directory.join("go.mod"))?;
            let text = small(host, &path)?;
            Some((path, read_go_mod(&text)))
        })
}

/// The versions that a version file names: the first word of each line, or of the file.
///
/// The managers are shell scripts, which take a byte order mark for a part of the first word: the version behind one is never found.
fn read(host: &Host, manager: &Manager, root: &Path, text: &str) -> Vec<String> {
    // A shell drops zeros, which a file in UTF-16 is full of.
    let text = text.replace('\0', "");
    if !manager.several {
        return text
            .split_whitespace()
            .next()
            .filter(|version| is_name(version))
            .map(str::to_owned)
            .into_iter()
            .collect();
    }
    text.lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|version| !version.starts_with('#'))
        .filter(|version| is_name(version) || environment(host, manager, &root.join("versions"), version).is_some())
        .map(str::to_owned)
        .collect()
}

/// The directory of a virtual environment by its long name, `3.14.1/envs/web`, which `pyenv virtualenvs` lists.
///
/// pyenv takes any path that leads to a directory below its versions.
fn environment(host: &Host, manager: &Manager, versions: &Path, name: &str) -> Option<PathBuf> {
    let is_below = manager.name == "pyenv" && name.contains('/') && name.split('/').all(is_name);
    let directory = is_below.then(|| versions.join(name))?;
    host.is_directory(&directory).then_some(directory)
}

fn read_go_mod(text: &str) -> Vec<String> {
    let word = |directive: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(directive)?.split_whitespace().next())
    };
    let version = word("toolchain ")
        .map(|name| name.trim_start_matches("go"))
        .or_else(|| word("go "));
    version
        .filter(|version| is_name(version))
        .map(str::to_owned)
        .into_iter()
        .collect()
}

/// The version without what may stand before it.
fn plain<'a>(manager: &Manager, version: &'a str) -> &'a str {
    manager
        .prefixes
        .iter()
        .find_map(|prefix| version.strip_prefix(prefix))
        .unwrap_or(version)
}

/// The directory of a version, or of the newest one that it is a part of.
fn installed(host: &Host, manager: &Manager, versions: &Path, version: &str) -> Option<PathBuf> {
    if let Some(directory) = environment(host, manager, versions, version) {
        return Some(directory);
    }
    let plain = plain(manager, version);
    // A version is a name: it never leads out of the directory.
    let names = [version, plain].into_iter().filter(|name| is_name(name));
    for name in names.clone() {
        let exact = versions.join(name);
        if host.is_directory(&exact) {
            return Some(exact);
        }
    }
    let completes =
        manager.completes || (manager.name == "goenv" && host.env_text("GOENV_GOMOD_VERSION_ENABLE") == Some("1"));
    if !completes {
        return None;
    }
    let there = host.list(versions).ok()?;
    let there: Vec<&str> = there.iter().filter_map(|name| name.to_str()).collect();
    names
        .into_iter()
        .find_map(|name| latest(&there, name))
        .map(|name| versions.join(name))
}

/// The newest of some names that begins with a part of a version: `3.1` is the beginning of `3.1.4` and not of `3.12.1`.
///
/// Development builds and release candidates do not count; free-threaded builds (`3.13.0t`) only if the part ends with `t` as well.
/// Source: `pyenv-latest`.
fn latest<'a>(names: &[&'a str], part: &str) -> Option<&'a str> {
    let threads = part.len() > 1
        && part
            .strip_suffix('t')
            .is_some_and(|rest| rest.ends_with(|last: char| last.is_ascii_digit()));
    let part = if threads { part.strip_suffix('t')? } else { part };
    let is_test = |name: &str| {
        let stage = name.trim_end_matches(|last: char| last.is_ascii_digit());
        ["-dev", "-src", "-latest"].iter().any(|end| name.ends_with(end))
            || (stage.len() < name.len() && ["a", "b", "rc"].iter().any(|end| stage.ends_with(end)))
    };
    names
        .iter()
        .filter(|name| {
            name.strip_prefix(part)
                .is_some_and(|rest| rest.starts_with(['.', '-']) && name.ends_with('t') == threads)
        })
        .filter(|name| !is_test(name))
        .max_by_key(|name| {
            let digits = name.find(|character: char| character.is_ascii_digit()).unwrap_or(0);
            let (word, rest) = name.split_at(digits);
            (word.to_owned(), Version::parse(rest))
        })
        .copied()
}

#[cfg(test)]
mod tests {
    use super::latest;

    #[test]
    fn a_part_of_a_version_finds_the_newest_that_begins_with_it() {
        let names = [
            "2.7.18",
            "3.1.4",
            "3.12.1",
            "3.12.10",
            "3.13.0",
            "3.13.0t",
            "3.14-dev",
            "3.14.0rc2",
            "3.9.18",
            "pypy3.10-7.3.9",
            "pypy3.10-7.3.17",
        ];
        assert_eq!(latest(&names, "3"), Some("3.13.0"));
        assert_eq!(latest(&names, "3.12"), Some("3.12.10"));
        assert_eq!(latest(&names, "3.1"), Some("3.1.4"));
        assert_eq!(latest(&names, "3.13t"), Some("3.13.0t"));
        assert_eq!(latest(&names, "pypy3.10"), Some("pypy3.10-7.3.17"));
        assert_eq!(latest(&names, "3.14"), None);
        assert_eq!(latest(&names, "3.12.1"), None);
    }
}
