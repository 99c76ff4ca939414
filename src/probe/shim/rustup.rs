//! rustup's proxies: which toolchain runs here.
//!
//! In order: `RUSTUP_TOOLCHAIN`; going up from the current directory, an override in `settings.toml` or a `rust-toolchain` file;
//! the default. Source: rustup book, "Overrides". A proxy never is started: it may install what is missing.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Asked, Shim, program_in, small};
use crate::host::Host;

/// The programs that rustup puts a proxy in place of. Source: rustup's `src/lib.rs`, `TOOLS` and `DUP_TOOLS`.
const PROXIES: [&str; 13] = [
    "rustc",
    "rustdoc",
    "cargo",
    "rust-lldb",
    "rust-gdb",
    "rust-gdbgui",
    "rls",
    "cargo-clippy",
    "clippy-driver",
    "cargo-miri",
    "rust-analyzer",
    "rustfmt",
    "cargo-fmt",
];

#[derive(Deserialize, Default)]
struct Settings {
    default_toolchain: Option<String>,
    default_host_triple: Option<String>,
    #[serde(default)]
    overrides: std::collections::BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct ToolchainFile {
    toolchain: ToolchainTable,
}

#[derive(Deserialize)]
struct ToolchainTable {
    channel: Option<String>,
    path: Option<PathBuf>,
}

pub(super) fn resolve(host: &Host, asked: &Asked<'_>) -> Option<Shim> {
    const MANAGER: &str = "rustup";
    if !PROXIES.contains(&asked.program) || !is_proxy(host, asked) {
        return None;
    }
    let home = host
        .env_path("RUSTUP_HOME")
        .or_else(|| Some(host.home()?.join(".rustup")))?;
    let settings: Settings = small(host, &home.join("settings.toml"))
        .and_then(|text| toml::from_str(&text).ok())
        .unwrap_or_default();
    let Some((wanted, said_by)) = wanted(host, &settings) else {
        return Some(Shim::NotInstalled {
            manager: MANAGER,
            detail: "no default toolchain is set".to_owned(),
        });
    };
    let toolchain = match &wanted {
        Wanted::Path(path) => Some(path.clone()),
        Wanted::Channel(channel) => installed(
            host,
            &home.join("toolchains"),
            channel,
            settings.default_host_triple.as_deref(),
        ),
    };
    let name = match &wanted {
        Wanted::Path(path) => path.to_string_lossy().into_owned(),
        Wanted::Channel(channel) => channel.clone(),
    };
    Some(match toolchain {
        None => Shim::NotInstalled {
            manager: MANAGER,
            detail: format!("wants toolchain {name} (set by {said_by}), which is not installed"),
        },
        Some(toolchain) => match program_in(host, &toolchain.join("bin"), asked.program) {
            Some(target) => Shim::Leads {
                manager: MANAGER,
                target,
                chosen_by: Some(said_by),
            },
            None => Shim::NotInstalled {
                manager: MANAGER,
                detail: format!(
                    "toolchain {name} (set by {said_by}) has no component `{}`",
                    asked.program
                ),
            },
        },
    })
}

/// A link to rustup, or the same file as the `rustup` beside it.
fn is_proxy(host: &Host, asked: &Asked<'_>) -> bool {
    let is_rustup = |path: &Path| {
        path.file_stem()
            .is_some_and(|name| name == "rustup" || name == "rustup-init")
    };
    if is_rustup(asked.resolved) {
        return true;
    }
    let beside = asked
        .path
        .parent()
        .and_then(|directory| program_in(host, directory, "rustup"));
    beside.is_some_and(|rustup| is_same_file(host, &rustup, asked.resolved))
}

/// Names of one file, by a hard link. Windows gives files no numbers: there they are as large, and as old; so is a copy, which
/// rustup makes where it cannot link.
fn is_same_file(host: &Host, left: &Path, right: &Path) -> bool {
    if cfg!(windows) {
        let facts = |path: &Path| {
            let metadata = host.metadata(path).ok()?;
            Some((metadata.len(), metadata.modified().ok()?))
        };
        return facts(left).is_some_and(|left| Some(left) == facts(right));
    }
    host.identity(left)
        .is_ok_and(|left| host.identity(right).is_ok_and(|right| left == right))
}

enum Wanted {
    Channel(String),
    Path(PathBuf),
}

fn wanted(host: &Host, settings: &Settings) -> Option<(Wanted, String)> {
    let channel = |name: &str, said_by: &str| Some((Wanted::Channel(name.to_owned()), said_by.to_owned()));
    if let Some(name) = host.env_text("RUSTUP_TOOLCHAIN") {
        return channel(name, "RUSTUP_TOOLCHAIN");
    }
    for directory in host.directory().ancestors() {
        if let Some(name) = settings.overrides.get(directory.to_string_lossy().as_ref()) {
            return channel(name, "an override of this directory");
        }
        for name in ["rust-toolchain", "rust-toolchain.toml"] {
            let path = directory.join(name);
            let Some(text) = small(host, &path) else { continue };
            let said_by = path.to_string_lossy();
            // Before rustup 1.23 the file held the bare name of a toolchain; `rust-toolchain` still may.
            let bare = text.trim();
            if name == "rust-toolchain" && !bare.is_empty() && !bare.contains(['\n', '[', '=']) {
                return channel(bare, &said_by);
            }
            match toml::from_str::<ToolchainFile>(&text).map(|file| file.toolchain) {
                Ok(ToolchainTable { path: Some(path), .. }) => {
                    return Some((Wanted::Path(directory.join(path)), said_by.into_owned()));
                }
                Ok(ToolchainTable {
                    channel: Some(name), ..
                }) => return channel(&name, &said_by),
                // A file that only names components or targets leaves the choice to the default.
                _ => break,
            }
        }
    }
    settings
        .default_toolchain
        .as_deref()
        .and_then(|name| channel(name, "default"))
}

/// The folder of a toolchain by its whole name, or by its name without the host.
fn installed(host: &Host, toolchains: &Path, name: &str, triple: Option<&str>) -> Option<PathBuf> {
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return None;
    }
    let mut names = vec![name.to_owned()];
    if let Some(triple) = triple {
        names.push(format!("{name}-{triple}"));
    } else {
        // Without the setting rustup takes the host that it was built for: the only one, as a rule, that a toolchain is there for.
        let begins = format!("{name}-{}-", std::env::consts::ARCH);
        let installed = host
            .list(toolchains)
            .ok()?
            .into_iter()
            .filter_map(|name| name.into_string().ok());
        names.extend(installed.filter(|name| name.starts_with(&begins)));
    }
    names
        .into_iter()
        .map(|name| toolchains.join(name))
        .find(|path| host.is_directory(path))
}
