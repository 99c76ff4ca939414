//! Versions that a version manager has installed already: the first choice of a fix.

use super::super::lookup::tool;
use super::manager;
use crate::scan::{OsFamily, Scan};
use crate::score::shell::Fix;
use crate::score::verdict::Remedy;
use crate::version::{Version, VersionRange};

/// Makes the newest installed version within all ranges the active one. `None`: none is installed, or its manager has no command.
///
/// `is_selected`: whether a file of the project selects the version that this manager runs.
pub(super) fn remedy(
    scan: &Scan,
    tool_id: &str,
    managers: &[&str],
    wanted: &[&VersionRange],
    is_allowed: &dyn Fn(&str) -> bool,
    is_selected: impl Fn(&str) -> bool,
) -> Option<Remedy> {
    // The parts of a JDK are of one version.
    let of = if tool_id == "javac" { "java" } else { tool_id };
    managers.iter().find_map(|manager| {
        let version = newest(scan, of, manager, wanted, is_allowed)?;
        if *manager == "system" {
            return beside(scan, tool_id, version).map(Remedy::advice);
        }
        if is_selected(manager)
            && let Some(advice) = not_obeyed(scan, tool_id, manager, version)
        {
            return Some(Remedy::advice(advice));
        }
        activation(manager, tool_id, version, is_selected(manager))
    })
}

/// What to do where a file of the project selects an installed version already, and another one runs all the same.
///
/// `None`: the manager obeys the file only when it is told to.
fn not_obeyed(scan: &Scan, tool_id: &str, manager: &str, version: &str) -> Option<String> {
    let how = match manager {
        "mise" => "activate mise in your shell (https://mise.jdx.dev/cli/activate.html)",
        "asdf" => "put asdf's shims first in PATH (https://asdf-vm.com/guide/getting-started.html)",
        "rustup" => "put ~/.cargo/bin first in PATH",
        "pyenv" | "rbenv" | "nodenv" | "goenv" | "phpenv" => "put the manager's shims first in PATH (its `init` does)",
        _ => return None,
    };
    let active = tool(scan, tool_id)?;
    let is_managers = active.manager.as_deref() == Some(manager);
    let is_its_shim = active.path.as_deref().is_some_and(|path| is_shim_of(manager, path));
    if let Some(chosen_by) = active.chosen_by.as_deref().filter(|_| is_managers || is_its_shim) {
        return Some(format!(
            "{manager} has {version}, and {chosen_by} selects another one: change that"
        ));
    }
    // A shim that leads nowhere says why.
    let why = active.not_started.as_deref().filter(|why| why.starts_with(manager));
    if !is_its_shim && why.is_none() {
        return Some(format!(
            "{manager} has {version}, and another copy comes before it: {how}"
        ));
    }
    let name = manager::name_in(manager, tool_id).unwrap_or(tool_id);
    let ways = match manager {
        "mise" => format!(
            "run `mise use {name}@{version}`, or let it read the version files of other managers (`mise settings add idiomatic_version_file_enable_tools {name}`)"
        ),
        "asdf" => format!("run `asdf set {name} {version}`"),
        _ => format!("run `{manager} local {version}`"),
    };
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    Some(format!(
        "{manager} has {version}, and does not select it in this directory{why}: {ways}"
    ))
}

/// The program is one of the manager's shims: `~/.local/share/mise/shims/node`.
fn is_shim_of(manager: &str, path: &str) -> bool {
    let path = path.replace('\\', "/");
    [format!("/{manager}/shims/"), format!("/.{manager}/shims/")]
        .iter()
        .any(|directory| path.contains(directory))
}

fn newest<'s>(
    scan: &'s Scan,
    tool_id: &str,
    manager: &str,
    wanted: &[&VersionRange],
    is_allowed: &dyn Fn(&str) -> bool,
) -> Option<&'s str> {
    let installed = scan.managers.iter().find(|one| one.id == manager)?;
    let tool = installed.tools.iter().find(|tool| tool.id == tool_id)?;
    let fits = |version: &&String| is_allowed(version) && wanted.iter().all(|range| allows(range, version));
    let fitting = tool.versions.iter().filter(fits);
    fitting
        .filter_map(|version| Some((Version::parse(plain(version))?, version)))
        .max()
        .map(|(_, version)| version.as_str())
}

/// Whether the range allows the version, or the version without its vendor.
fn allows(range: &VersionRange, version: &str) -> bool {
    range.allows(version) == Some(true) || range.allows(plain(version)) == Some(true)
}

/// `21.0.5` of `21.0.5-tem`.
fn plain(version: &str) -> &str {
    version.split_once('-').map_or(version, |(plain, _)| plain)
}

/// The command that makes an installed version the active one, and what it holds for.
fn activation(manager: &str, tool_id: &str, version: &str, is_selected: bool) -> Option<Remedy> {
    let name = manager::name_in(manager, tool_id);
    let at = format!("{}@{version}", name.unwrap_or(tool_id));
    let (words, advice): (Vec<&str>, Option<String>) = match (manager, is_selected) {
        ("nvm", true) => (
            vec!["nvm", "use"],
            Some("for this shell; new shells need `nvm use` again".to_owned()),
        ),
        ("nvm", false) => (
            vec!["nvm", "alias", "default", version],
            Some(format!("for new shells; in this one also run `nvm use {version}`")),
        ),
        ("fnm", true) => (vec!["fnm", "use"], None),
        ("fnm", false) => (
            vec!["fnm", "default", version],
            Some(format!("for new shells; in this one also run `fnm use {version}`")),
        ),
        ("pyenv" | "rbenv" | "nodenv" | "goenv" | "phpenv", _) => (
            vec![manager, "local", version],
            Some(format!("for this directory; `{manager} global {version}` is for all")),
        ),
        ("mise", _) => (
            vec!["mise", "use", &at],
            Some("writes `mise.toml` in this directory".to_owned()),
        ),
        ("asdf", _) => (vec!["asdf", "set", name?, version], None),
        ("jenv", _) => (
            vec!["jenv", "local", version],
            Some(format!("for this directory; `jenv global {version}` is for all")),
        ),
        ("nvs", _) => (vec!["nvs", "use", version], Some("for this shell".to_owned())),
        ("rvm", _) => (
            vec!["rvm", "use", version],
            Some(format!("for this shell; `rvm use {version} --default` is for new ones")),
        ),
        ("fvm", _) => (vec!["fvm", "use", version], None),
        ("sdkman", true) => (vec!["sdk", "env"], None),
        ("sdkman", false) => (vec!["sdk", "default", tool_id, version], None),
        ("volta", _) => (vec!["volta", "install", &at], None),
        ("rustup", _) => (vec!["rustup", "override", "set", version], None),
        ("tfenv", _) => (vec!["tfenv", "use", version], None),
        _ => return None,
    };
    Some(Remedy {
        fix: Some(Fix::run(words)?),
        advice,
    })
}

/// How a copy is used that the system has beside the active one.
fn beside(scan: &Scan, tool_id: &str, version: &str) -> Option<String> {
    let is_macos = scan
        .system
        .as_ref()
        .is_some_and(|system| system.os.family == OsFamily::Macos);
    Some(match tool_id {
        "java" | "javac" if is_macos => format!(
            "Java {version} is installed: select it with `export JAVA_HOME=$(/usr/libexec/java_home -v {version})`"
        ),
        "java" | "javac" => format!(
            "Java {version} is installed in /usr/lib/jvm: set JAVA_HOME to it, or select it with `update-alternatives --config {tool_id}`"
        ),
        "python3" => format!(
            "`python{version}` is installed: use it, for instance in a virtual environment (`python{version} -m venv .venv`)"
        ),
        _ => return None,
    })
}
