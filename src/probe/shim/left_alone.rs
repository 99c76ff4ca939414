//! Shims of version managers whose files are not read: recognised, named, and never started.
//!
//! A shim may install the version that it is asked for, so not knowing a manager is no reason to start what it put on PATH.

use std::path::Path;

use super::runner::{self, plain_word};
use super::{Shim, ShimCandidate};
use crate::host::Host;
use crate::probe::interpreter;

/// Programs that start another one, chosen by the name that they are started under. Sources: each manager's documentation.
const LAUNCHERS: [(&str, &str); 17] = [
    ("aqua-proxy", "aqua"),
    ("coursier", "coursier"),
    ("cs", "coursier"),
    ("dotslash", "dotslash"),
    ("elan", "elan"),
    ("hermit", "hermit"),
    ("julialauncher", "juliaup"),
    // That of Rancher Desktop, which fetches the kubectl of the cluster.
    ("kuberlr", "kuberlr"),
    ("mise", "mise"),
    ("pkgx", "pkgx"),
    ("proto", "proto"),
    ("proto-shim", "proto"),
    ("rtx", "mise"),
    ("rustup", "rustup"),
    ("rye", "rye"),
    ("swiftly", "swiftly"),
    ("tenv", "tenv"),
];

/// Directories whose programs are fetched or chosen when they start.
const DIRECTORIES: [(&str, &str); 3] = [
    ("aquaproj-aqua/bin", "aqua"),
    ("coursier/bin", "coursier"),
    ("Coursier/bin", "coursier"),
];

/// Programs that a script may hand its call to with the word `exec`, besides those whose names end with `env`.
const EXECUTORS: [&str; 8] = ["asdf", "hermit", "mise", "proto", "rakubrew", "rtx", "rye", "vfox"];

/// Interpreters that fetch what a script asks for.
const FETCHING_INTERPRETERS: [&str; 7] = ["dotslash", "hermit", "mise", "nix-shell", "pkgx", "proto", "rtx"];

/// A shim, told by where it is or by what its links lead to.
pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let by_launcher = || {
        let stem = candidate.resolved.file_stem()?.to_str()?;
        if LAUNCHERS.iter().any(|(launcher, _)| *launcher == candidate.program) {
            return None;
        }
        let by_link = LAUNCHERS.iter().find(|(launcher, _)| *launcher == stem);
        by_link
            .or_else(|| hard_linked(host, candidate))
            .map(|(_, manager)| *manager)
    };
    let by_directory = || {
        let directories = [candidate.path.parent(), candidate.resolved.parent()];
        DIRECTORIES
            .iter()
            .find(|(end, _)| directories.iter().flatten().any(|directory| directory.ends_with(end)))
            .map(|(_, manager)| *manager)
    };
    let by_shims = || {
        [candidate.path, candidate.resolved]
            .iter()
            .filter_map(|path| path.parent())
            // A version that asdf or mise installed may have a directory of that name of its own.
            .find(|directory| directory.ends_with("shims") && !directory.iter().any(|part| part == "installs"))
            .map(|shims| keeper_of(host, shims))
    };
    by_launcher()
        .or_else(by_directory)
        .map(str::to_owned)
        .or_else(by_shims)
        .map(|manager| Shim::LeftAlone {
            manager,
            detail: WHY_LEFT_ALONE.to_owned(),
        })
}

/// The launcher beside a program that is the same file by a hard link.
fn hard_linked(host: &Host, candidate: &ShimCandidate<'_>) -> Option<&'static (&'static str, &'static str)> {
    let metadata = host.metadata(candidate.resolved).ok()?;
    if !has_other_names(&metadata) {
        return None;
    }
    let directory = candidate.resolved.parent()?;
    let identity = host.identity_of(candidate.resolved, &metadata).ok()?;
    LAUNCHERS.iter().find(|(launcher, _)| {
        host.identity(&directory.join(launcher))
            .is_ok_and(|other| other == identity)
    })
}

#[cfg(unix)]
fn has_other_names(metadata: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &std::fs::Metadata) -> bool {
    false
}

/// Why a shim is not started.
const WHY_LEFT_ALONE: &str = "its shim may install what it is asked for, so it is not started";

/// Why a script of this manager's is not started.
pub fn why_left_alone(manager: &str) -> String {
    if runner::is_runner(manager) {
        format!("it is a script for `{manager}`, which may fetch it or start a container, so it is not started")
    } else {
        WHY_LEFT_ALONE.to_owned()
    }
}

/// Whose directory of shims it is: `~/.plenv/shims` is plenv's.
fn keeper_of(host: &Host, shims: &Path) -> String {
    let above = shims.parent();
    let is_home = above.is_some_and(|above| host.home().is_some_and(|home| home == above));
    let name = above
        .filter(|_| !is_home)
        .and_then(|above| above.file_name()?.to_str())
        .map(|name| name.trim_start_matches('.'))
        .filter(|name| is_managers_name(name));
    name.unwrap_or("an unknown version manager").to_owned()
}

fn is_managers_name(name: &str) -> bool {
    (2..=32).contains(&name.len())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
}

/// The version manager that a script hands its call to. `None`: it is no shim.
///
/// rbenv's family writes `exec "/home/anna/.plenv/libexec/plenv" exec "$program" "$@"`, tfenv's `tfenv-exec "$@"`, and both name their
/// root in a variable, `PLENV_ROOT`.
pub fn manager_of_script(text: &str) -> Option<String> {
    let first = text.lines().next()?;
    let first = match first.strip_prefix("#!") {
        Some(first) => first,
        // A shell runs it all the same.
        None if interpreter::is_text(text.as_bytes()) => interpreter::SHELL,
        None => return None,
    };
    let interpreters = || first.split_whitespace().map(plain_word);
    if let Some(fetching) = interpreters().find(|word| FETCHING_INTERPRETERS.contains(word)) {
        return Some(fetching.to_owned());
    }
    if let Some(runner) = runner::of_words(interpreters()) {
        return Some(runner.to_owned());
    }
    if !interpreters().any(is_shell) {
        return runner::of_other_script(text).map(str::to_owned);
    }
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let by_runner = || runner::of_shell_script(text);
    lines
        .clone()
        .find_map(handed_to)
        .or_else(|| lines.clone().find_map(root_of))
        .or_else(by_runner)
        .map(str::to_owned)
}

/// `plenv` in `exec '/home/anna/.plenv/bin/plenv' exec "$@"`, `tfenv` in `tfenv-exec "$@";`.
fn handed_to(line: &str) -> Option<&str> {
    let words = || line.split_whitespace().map(plain_word);
    let is_executor = |word: &str| is_env(word) || EXECUTORS.contains(&word);
    let handed = words()
        .zip(words().skip(1))
        .find(|(word, next)| *next == "exec" && is_executor(word))
        .map(|(word, _)| word);
    handed.or_else(|| {
        words()
            .filter_map(|word| word.strip_suffix("-exec"))
            .find(|word| is_executor(word))
    })
}

/// `plenv` for a line with `PLENV_ROOT`.
fn root_of(line: &str) -> Option<&'static str> {
    /// The managers that have such a variable.
    const ROOTED: [&str; 22] = [
        "crenv", "erlenv", "exenv", "goenv", "helmenv", "hsenv", "jenv", "kubeenv", "luaenv", "ndenv", "nodenv",
        "phpenv", "pkenv", "plenv", "pyenv", "rbenv", "scalaenv", "swiftenv", "tfenv", "tgenv", "tofuenv", "xenv",
    ];
    line.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .filter_map(|word| word.strip_suffix("_ROOT"))
        .find_map(|root| ROOTED.iter().find(|name| name.eq_ignore_ascii_case(root)).copied())
}

/// Whether a shell of this name runs scripts as `sh` does.
fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "ksh" | "zsh")
}

/// The program that a shell's script fetches something with when it starts: its own interpreter, the release that a project names.
pub fn fetcher_of_script(text: &str) -> Option<&'static str> {
    let first = text.lines().next()?.strip_prefix("#!").unwrap_or(interpreter::SHELL);
    let mut words = first.split_whitespace().map(plain_word);
    words.any(is_shell).then(|| runner::fetcher_of_shell_script(text))?
}

/// A name that ends as those of rbenv's and tfenv's families do. `env` itself and `direnv` with a file of the user's are none.
fn is_env(word: &str) -> bool {
    word.len() > 3
        && word.ends_with("env")
        && word.chars().all(|character| character.is_ascii_lowercase())
        && !matches!(word, "printenv" | "virtualenv" | "dotenv")
}

#[cfg(test)]
mod tests {
    use super::manager_of_script;

    #[test]
    fn a_script_that_hands_its_call_to_a_manager_is_a_shim() {
        let shims = [
            // `libexec/plenv-rehash` of plenv.
            (
                "plenv",
                "#!/bin/bash\n[[ -n \"$PLENV_DEBUG\" ]] && set -x\nPLENV_ROOT='/home/anna/.plenv' exec '/home/anna/.plenv/bin/plenv' exec \"${0##*/}\" \"$@\"\n",
            ),
            // `libexec/phpenv-rehash` of phpenv.
            (
                "phpenv",
                "#!/usr/bin/env bash\nset -e\nprogram=\"${0##*/}\"\nexport PHPENV_ROOT=\"/opt/phpenv\"\nexec \"/opt/phpenv/libexec/phpenv\" exec \"$program\" \"$@\"\n",
            ),
            // `bin/terragrunt` of tgenv.
            (
                "tgenv",
                "#!/usr/bin/env bash\nset -e\n[ -n \"${TGENV_DEBUG}\" ] && set -x\n\nprogram=\"${0##*/}\"\nexec \"$(dirname \"$(command -v \"${0}\")\")/tgenv\" exec \"${@}\"\n",
            ),
            // The end of `bin/terraform` of tfenv.
            (
                "tfenv",
                "#!/usr/bin/env bash\nset -uo pipefail;\nlog 'debug' \"program=\\\"${0##*/}\\\"\";\ntfenv-exec \"$@\";\n",
            ),
            ("luaenv", "#!/bin/sh\nLUAENV_ROOT=/opt/luaenv\n. /opt/luaenv/run\n"),
            ("mise", "#!/usr/bin/env -S mise tool-stub\nversion = \"1\"\n"),
            ("dotslash", "#!/usr/bin/env dotslash\n{}\n"),
            ("pkgx", "#!/usr/bin/env -S pkgx --quiet node@20\n"),
            ("mise", "#!/bin/sh\nexec mise exec node@20 -- node \"$@\"\n"),
        ];
        for (manager, text) in shims {
            assert_eq!(manager_of_script(text).as_deref(), Some(manager), "{text}");
        }
    }

    #[test]
    fn an_interpreter_that_fetches_what_a_script_needs_is_not_started() {
        for (runner, first) in [
            ("uv", "#!/usr/bin/env -S uv run --script"),
            ("deno", "#!/usr/bin/env -S deno run --allow-read"),
            ("npx", "#!/usr/bin/env -S npx tsx"),
            ("dotslash", "#!/usr/bin/env dotslash"),
        ] {
            assert_eq!(
                manager_of_script(&format!("{first}\nx\n")).as_deref(),
                Some(runner),
                "{first}"
            );
        }
        for first in [
            "#!/usr/bin/env -S python3 -I",
            "#!/usr/bin/env deno",
            "#!/usr/bin/env -S node --no-warnings",
        ] {
            assert_eq!(manager_of_script(&format!("{first}\nx\n")), None, "{first}");
        }
    }

    #[test]
    fn other_scripts_are_no_shims() {
        for text in [
            "#!/bin/sh\necho usage: docker run image \"$@\"\n",
            "#!/bin/sh\nexec podman \"$@\"\n",
            "#!/bin/sh\nexec go tool yq \"$@\"\n",
            "#!/bin/sh\nexec /usr/lib/go/bin/go \"$@\"\n",
            "#!/bin/sh\nexec env JAVA_HOME=/opt/java /opt/gradle/bin/gradle \"$@\"\n",
            "#!/bin/bash\n# export PYENV_ROOT=\"/opt/py\"\nexec python3 \"$@\"\n",
            "#!/usr/bin/env node\nrequire('rbenv exec')\n",
            "#!/usr/bin/env python3\nRBENV_ROOT = 1\n",
            "\u{7f}ELF PYENV_ROOT pyenv exec",
            "",
        ] {
            assert_eq!(manager_of_script(text), None, "{text}");
        }
    }
}
