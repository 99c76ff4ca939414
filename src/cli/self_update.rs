//! `devenv self update`: how the copy that runs was installed, and the command that updates it.

use std::path::{Component, Path, PathBuf};

use anyhow::anyhow;
use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::Failed;
use super::output::Output;
use crate::error::ExitCode;
use crate::host::{Ended, Host};
use crate::scan::SCHEMA_VERSION;
use crate::score::{self, ShellKind};

/// The package's name everywhere.
const PACKAGE: &str = "devenv-cli";
/// The largest file of an installer or package manager that is read.
const MOST_BYTES: u64 = 16 << 20;
const RELEASES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/releases/latest");

/// Manage this copy of devenv
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// Show how this copy was installed and the command that updates it, or run it
    Update {
        /// Run the command
        #[arg(short, long, env = "DEVENV_YES", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
        yes: bool,
    },
}

/// How a copy of devenv came to where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Installed {
    /// The program's file, with links resolved.
    pub(super) path: String,
    /// Who installed it, in words.
    #[serde(rename = "installed_by")]
    pub(super) by: &'static str,
    /// The command that updates it, as words. Empty: none does.
    command: Vec<String>,
    /// What to do where no command does it.
    advice: Option<String>,
}

impl Installed {
    /// The command as a shell of this system reads it.
    fn command_line(&self) -> String {
        let shell = if cfg!(windows) {
            ShellKind::PowerShell
        } else {
            ShellKind::Posix
        };
        score::join(&self.command, shell)
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'static str,
    version: &'static str,
    #[serde(flatten)]
    installed: &'a Installed,
}

/// Shows it, or runs it.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let Subcommand::Update { yes } = &arguments.command;
    let installed = installed(host).ok_or_else(|| {
        let error = anyhow!("the system does not say which file this program is");
        Failed::new(ExitCode::ScanIncomplete, "no_program", error)
    })?;
    if output.json && !yes {
        output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            installed: &installed,
        })?;
        return Ok(ExitCode::Success);
    }
    let command = installed.command_line();
    if !yes {
        let what = if command.is_empty() {
            installed.advice.clone().unwrap_or_default()
        } else {
            format!("Update it: {command}")
        };
        let version = env!("CARGO_PKG_VERSION");
        let text = format!("devenv {version}, {} ({})\n{what}\n", installed.by, installed.path);
        output.answer(text.as_bytes())?;
        return Ok(ExitCode::Success);
    }
    let Some((name, words)) = installed.command.split_first() else {
        let error = anyhow!("no command updates this copy, {}", installed.by);
        let failed = Failed::new(ExitCode::Usage, "no_update_command", error);
        return Err(failed.hint(installed.advice.unwrap_or_default()));
    };
    let path = host.env("PATH").unwrap_or_default();
    let program = host.find_program(name, path).ok_or_else(|| {
        let error = anyhow!("`{name}`, which installed this copy, is not on PATH");
        Failed::new(ExitCode::Usage, "no_update_command", error).hint(format!("run `{command}` in a shell that has it"))
    })?;
    output.status(&format!("running {command}"));
    match host.attend(&program, words) {
        Ok(Ended::Status(0)) => Ok(ExitCode::Success),
        Ok(_) => Err(Failed::new(
            ExitCode::PolicyNotMet,
            "update_failed",
            anyhow!("`{command}` failed"),
        )),
        Err(error) => Err(Failed::new(ExitCode::PolicyNotMet, "update_failed", error.into())),
    }
}

/// How the copy that runs was installed. `None`: the system does not say which file it is.
pub(super) fn installed(host: &Host) -> Option<Installed> {
    let program = std::env::current_exe().ok()?;
    let program = std::fs::canonicalize(&program).unwrap_or(program);
    Some(installed_at(host, &program))
}

fn installed_at(host: &Host, program: &Path) -> Installed {
    let is_in = |name: &str| {
        program
            .components()
            .any(|part| part == Component::Normal(name.as_ref()))
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let (by, command, advice) = if is_in("Cellar") {
        ("installed by Homebrew", words("brew upgrade devenv-cli"), None)
    } else if is_in("node_modules") {
        (
            "installed by npm",
            words("npm install -g @devenv-cli/devenv@latest"),
            None,
        )
    } else if program.starts_with("/nix/store") {
        (
            "installed by Nix",
            Vec::new(),
            Some("Update it where your flake, profile or configuration names it".to_owned()),
        )
    } else if let Some(source) = cargo_source(host, program) {
        ("installed by Cargo", cargo_command(&source), None)
    } else if let Some(checkout) = checkout(host, program) {
        let advice = format!("Pull the checkout {} and build it again", checkout.display());
        ("built in a checkout", Vec::new(), Some(advice))
    } else if is_of_installer(host, program) {
        if cfg!(windows) {
            let script = format!("irm {RELEASES}/download/{PACKAGE}-installer.ps1 | iex");
            (
                "installed by the release's script",
                vec!["powershell".to_owned(), "-c".to_owned(), script],
                None,
            )
        } else {
            let script = format!("curl --proto =https --tlsv1.2 -LsSf {RELEASES}/download/{PACKAGE}-installer.sh | sh");
            (
                "installed by the release's script",
                vec!["sh".to_owned(), "-c".to_owned(), script],
                None,
            )
        }
    } else if host.exists(Path::new("/var/lib/dpkg/info/devenv-cli.list")) && program == Path::new("/usr/bin/devenv") {
        let advice =
            format!("Download the package of the release, {RELEASES}, and run `sudo apt install ./{PACKAGE}_*.deb`");
        ("installed by the Debian package", Vec::new(), Some(advice))
    } else if program == Path::new("/usr/bin/devenv") && host.exists(Path::new("/usr/bin/rpm")) {
        let advice =
            format!("Download the package of the release, {RELEASES}, and run `sudo dnf install ./{PACKAGE}-*.rpm`");
        ("installed by the RPM package", Vec::new(), Some(advice))
    } else {
        let advice = format!("Download the archive of the release, {RELEASES}, and replace this file");
        (
            "installed by hand, as far as this machine tells",
            Vec::new(),
            Some(advice),
        )
    };
    Installed {
        path: program.display().to_string(),
        by,
        command,
        advice,
    }
}

/// What Cargo or cargo-binstall noted as the source of the package in that `bin` directory: `registry+…`, `git+URL#COMMIT`, `path+file://…`.
/// Source of the format: the Cargo book, "cargo install", and `.crates.toml` as Cargo writes it.
fn cargo_source(host: &Host, program: &Path) -> Option<String> {
    let root = program.parent().filter(|bin| bin.ends_with("bin"))?.parent()?;
    let text = host.read_text(&root.join(".crates.toml"), MOST_BYTES).ok()?;
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with("\"devenv-cli "))?;
    let (_, rest) = line.split_once('(')?;
    Some(rest.split_once(')')?.0.to_owned())
}

fn cargo_command(source: &str) -> Vec<String> {
    let mut words: Vec<String> = ["cargo", "install", "--locked"].map(str::to_owned).to_vec();
    if let Some(url) = source.strip_prefix("git+") {
        let url = url.split(['#', '?']).next().unwrap_or(url);
        words.extend(["--git".to_owned(), url.to_owned(), PACKAGE.to_owned()]);
    } else if let Some(path) = source.strip_prefix("path+file://") {
        words.extend(["--force".to_owned(), "--path".to_owned(), path.to_owned()]);
    } else {
        words.push(PACKAGE.to_owned());
    }
    words
}

/// The checkout in whose `target` directory the program is.
fn checkout(host: &Host, program: &Path) -> Option<PathBuf> {
    let target = program.ancestors().find(|directory| directory.ends_with("target"))?;
    let checkout = target.parent()?;
    host.is_file(&checkout.join("Cargo.toml")).then(|| checkout.to_owned())
}

/// Whether the receipt of the release's script names this directory. Source of its place and form: axodotdev/axoupdater, `receipt.rs`.
fn is_of_installer(host: &Host, program: &Path) -> bool {
    let places = [
        host.env_path("XDG_CONFIG_HOME"),
        host.env_path("LOCALAPPDATA"),
        host.home().map(|home| home.join(".config")),
    ];
    let receipt = places.into_iter().flatten().find_map(|place| {
        let file = place.join(PACKAGE).join(format!("{PACKAGE}-receipt.json"));
        let text = host.read_text(&file, MOST_BYTES).ok()?;
        serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')).ok()
    });
    let prefix = receipt
        .as_ref()
        .and_then(|receipt| receipt.get("install_prefix")?.as_str());
    let is_below = |prefix: &str| {
        program.starts_with(
            host.canonicalize(Path::new(prefix))
                .unwrap_or_else(|_| PathBuf::from(prefix)),
        )
    };
    prefix.is_some_and(is_below)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// Files of a machine, a program in it, who installed it, and what updates it.
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);

    /// What is told of a program in a machine with these files.
    fn told(files: &[(&str, &str)], program: &str) -> (&'static str, String) {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let file = root.path().join(path.trim_start_matches('/'));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let host = Host::fixture(root.path(), "/home/ada", &[("HOME", "/home/ada")]);
        let installed = installed_at(&host, Path::new(program));
        (
            installed.by,
            installed.advice.clone().unwrap_or_else(|| installed.command_line()),
        )
    }

    #[test]
    fn each_way_to_install_has_its_way_to_update() {
        let cargo = |source: &str| {
            format!(
                "[v1]\n\"bat 0.25.0 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"bat\"]\n\"devenv-cli 0.1.0 ({source})\" = [\"devenv\"]\n"
            )
        };
        let by_cargo = |source: &str| {
            told(
                &[("/home/ada/.cargo/.crates.toml", &cargo(source))],
                "/home/ada/.cargo/bin/devenv",
            )
            .1
        };
        assert_eq!(
            by_cargo("registry+https://github.com/rust-lang/crates.io-index"),
            "cargo install --locked devenv-cli"
        );
        assert_eq!(
            by_cargo("git+https://example.com/devenv?branch=main#0123abc"),
            "cargo install --locked --git https://example.com/devenv devenv-cli"
        );
        assert_eq!(
            by_cargo("path+file:///home/ada/devenv"),
            "cargo install --locked --force --path /home/ada/devenv"
        );
        let cases: [Case<'_>; 6] = [
            (
                &[],
                "/opt/homebrew/Cellar/devenv-cli/0.1.0/bin/devenv",
                "installed by Homebrew",
                "brew upgrade devenv-cli",
            ),
            (
                &[],
                "/usr/lib/node_modules/@devenv-cli/devenv/node_modules/.bin_real/devenv",
                "installed by npm",
                "npm install -g '@devenv-cli/devenv@latest'",
            ),
            (
                &[("/src/devenv/Cargo.toml", "")],
                "/src/devenv/target/release/devenv",
                "built in a checkout",
                "Pull the checkout /src/devenv and build it again",
            ),
            (
                &[("/var/lib/dpkg/info/devenv-cli.list", "/usr/bin/devenv\n")],
                "/usr/bin/devenv",
                "installed by the Debian package",
                "Download the package of the release, https://github.com/OWNER/devenv/releases/latest, and run `sudo apt install ./devenv-cli_*.deb`",
            ),
            (
                &[(
                    "/home/ada/.config/devenv-cli/devenv-cli-receipt.json",
                    r#"{"install_prefix": "/home/ada/.local"}"#,
                )],
                "/home/ada/.local/bin/devenv",
                "installed by the release's script",
                "sh -c 'curl --proto =https --tlsv1.2 -LsSf https://github.com/OWNER/devenv/releases/latest/download/devenv-cli-installer.sh | sh'",
            ),
            (
                &[],
                "/opt/devenv",
                "installed by hand, as far as this machine tells",
                "Download the archive of the release, https://github.com/OWNER/devenv/releases/latest, and replace this file",
            ),
        ];
        for (files, program, by, what) in cases {
            assert_eq!(told(files, program), (by, what.to_owned()), "{program}");
        }
        // Another package's note in the same directory says nothing of this program.
        assert_eq!(
            told(
                &[(
                    "/home/ada/.cargo/.crates.toml",
                    "\"bat 0.25.0 (registry+x)\" = [\"bat\"]\n"
                )],
                "/home/ada/.cargo/bin/devenv"
            )
            .0,
            "installed by hand, as far as this machine tells"
        );
    }
}
