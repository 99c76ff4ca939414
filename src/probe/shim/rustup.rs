//! rustup's proxies: which toolchain runs here.
//!
//! In order: `RUSTUP_TOOLCHAIN`; going up from the current directory, an override in `settings.toml` or a `rust-toolchain` file;
//! the default. Sources: rustup book, "Overrides"; rustup's `config.rs` (`find_override_from_dir_walk`, `parse_override_file`),
//! `settings.rs` and `toolchain.rs` (`command`). A proxy never is started: it may install what is missing.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Shim, ShimCandidate, is_name, next_on_path, not_installed, program_in, refused, small, with_mark};
use crate::host::Host;
use crate::probe::path::PathIndex;

const MANAGER: &str = "rustup";
/// What an administrator sets for all users.
const FALLBACK_SETTINGS: &str = "/etc/rustup/settings.toml";

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

/// Those of them that a toolchain has only if it was asked for: without the toolchain nobody misses them.
const OPTIONAL: [&str; 3] = ["rls", "cargo-miri", "rust-analyzer"];

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
    components: Option<Vec<String>>,
    targets: Option<Vec<String>>,
}

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    if !PROXIES.contains(&candidate.program) || !is_proxy(host, candidate) {
        return None;
    }
    let home = host
        .env_path("RUSTUP_HOME")
        .or_else(|| Some(host.home()?.join(".rustup")))?;
    let mut settings: Settings = read_settings(host, &home.join("settings.toml"));
    if settings.default_toolchain.is_none() && cfg!(unix) {
        settings.default_toolchain = read_settings(host, Path::new(FALLBACK_SETTINGS)).default_toolchain;
    }
    let toolchains = home.join("toolchains");
    let (wanted, said_by) = match wanted(host, &settings) {
        Ok(Some(found)) => found,
        Ok(None) => {
            return Some(Shim::NotIncluded {
                manager: MANAGER,
                detail: "no default toolchain is set".to_owned(),
            });
        }
        Err(shim) => return Some(shim),
    };
    let triple = settings.default_host_triple.as_deref();
    let (name, toolchain) = match &wanted {
        Wanted::Path(path) => (
            path.to_string_lossy().into_owned(),
            host.is_directory(path).then(|| path.clone()),
        ),
        Wanted::Named(name) => (name.clone(), installed(host, &toolchains, name, triple)),
    };
    let Some(toolchain) = toolchain else {
        if OPTIONAL.contains(&candidate.program) {
            return Some(Shim::NotIncluded {
                manager: MANAGER,
                detail: format!("toolchain {name} (set by {said_by}) is not installed"),
            });
        }
        return Some(not_installed(MANAGER, "toolchain", &name, &said_by));
    };
    let leads = |target: PathBuf, chosen_by: String| Shim::Leads {
        manager: MANAGER,
        target,
        chosen_by: Some(chosen_by),
    };
    if let Some(target) = program_in(host, &toolchain.join("bin"), candidate.program) {
        return Some(leads(target, said_by));
    }
    let reason = format!("toolchain {name} has no component `{}`", candidate.program);
    let instead = match candidate.program {
        // A toolchain that was built by hand has no cargo: then that of an installed channel runs.
        "cargo" => ["nightly", "beta", "stable"].iter().find_map(|channel| {
            program_in(
                host,
                &installed(host, &toolchains, channel, triple)?.join("bin"),
                "cargo",
            )
        }),
        "rust-analyzer" => next_on_path(host, index, candidate.program, &|other| {
            candidate.path.parent() == Some(other)
        }),
        _ => None,
    };
    Some(match instead {
        Some(target) => leads(target, format!("rustup, since {reason}")),
        None => Shim::NotIncluded {
            manager: MANAGER,
            detail: reason,
        },
    })
}

fn read_settings(host: &Host, path: &Path) -> Settings {
    small(host, path)
        .and_then(|text| toml::from_str(&text).ok())
        .unwrap_or_default()
}

/// A link to rustup, or the same file as the `rustup` beside it.
fn is_proxy(host: &Host, candidate: &ShimCandidate<'_>) -> bool {
    let is_rustup = |path: &Path| {
        path.file_stem()
            .is_some_and(|name| name == "rustup" || name == "rustup-init")
    };
    if is_rustup(candidate.resolved) {
        return true;
    }
    let beside = candidate
        .path
        .parent()
        .and_then(|directory| program_in(host, directory, "rustup"));
    beside.is_some_and(|rustup| is_same_file(host, &rustup, candidate.resolved))
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
    Named(String),
    Path(PathBuf),
}

impl Wanted {
    /// A name, or the absolute path of a toolchain's directory. The error: rustup stops.
    fn read(text: &str, said_by: String) -> Result<Option<(Self, String)>, Shim> {
        if Path::new(text).is_absolute() {
            return Ok(Some((Self::Path(PathBuf::from(text)), said_by)));
        }
        if text.contains(['\0', '\u{fffd}']) {
            return Err(refused(MANAGER, said_by, "it is not UTF-8 text".to_owned()));
        }
        if !is_name(text) || text.starts_with('+') {
            let detail = format!("`{text}` is no name of a toolchain");
            return Err(refused(MANAGER, said_by, detail));
        }
        Ok(Some((Self::Named(text.to_owned()), said_by)))
    }
}

/// What is wanted, and what wants it. The error: rustup stops.
fn wanted(host: &Host, settings: &Settings) -> Result<Option<(Wanted, String)>, Shim> {
    let default = || match &settings.default_toolchain {
        Some(name) => Wanted::read(name, "default".to_owned()),
        None => Ok(None),
    };
    if let Some(name) = host.env_text("RUSTUP_TOOLCHAIN") {
        return Wanted::read(name, "RUSTUP_TOOLCHAIN".to_owned());
    }
    for directory in host.directory().ancestors() {
        // Overrides are kept by the path without links.
        let key = host.canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
        if let Some(name) = settings.overrides.get(key.to_string_lossy().as_ref()) {
            return Wanted::read(name, "an override of this directory".to_owned());
        }
        // Of the two files the old one counts.
        let files = ["rust-toolchain", "rust-toolchain.toml"].map(|name| directory.join(name));
        let Some((path, text)) = files
            .into_iter()
            .find_map(|path| with_mark(host, &path).map(|text| (path, text)))
        else {
            continue;
        };
        let said_by = path.to_string_lossy().into_owned();
        let refuse = |detail: &str| refused(MANAGER, said_by.clone(), detail.to_owned());
        let broken = || refuse("it names no toolchain");
        // The old file may hold the bare name of a toolchain, in a single line.
        if path.extension().is_none() && text.lines().count() == 1 {
            let bare = text.trim();
            if bare.starts_with('\u{feff}') {
                return Err(refuse(
                    "it begins with a byte order mark, which rustup takes for a part of the name",
                ));
            }
            return if bare.is_empty() {
                Err(broken())
            } else {
                Wanted::read(bare, said_by)
            };
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let file = toml::from_str::<ToolchainFile>(text).map_err(|_| broken())?;
        return match file.toolchain {
            ToolchainTable {
                path: Some(path),
                channel: None,
                ..
            } if path.is_absolute() => Ok(Some((Wanted::Path(path), said_by))),
            ToolchainTable {
                path: None,
                channel: Some(name),
                ..
            } => Wanted::read(&name, said_by),
            // Up to 1.25, rustup took it as relative to the file.
            ToolchainTable {
                path: Some(_),
                channel: None,
                ..
            } => Err(refuse("its `path` is relative, which rustup no longer takes")),
            // A file that only names components or targets leaves the choice to the default.
            ToolchainTable {
                path: None,
                channel: None,
                components,
                targets,
            } if components.is_some() || targets.is_some() => default(),
            ToolchainTable { .. } => Err(broken()),
        };
    }
    default()
}

/// The directory of a toolchain by its whole name, or by its name without the host or with a part of it (`stable-msvc`).
fn installed(host: &Host, toolchains: &Path, name: &str, triple: Option<&str>) -> Option<PathBuf> {
    let mut names = vec![name.to_owned()];
    if let Some(triple) = triple {
        names.push(format!("{name}-{triple}"));
        if let (Some((channel, abi @ ("gnu" | "msvc" | "musl"))), Some((machine, _))) =
            (name.rsplit_once('-'), triple.rsplit_once('-'))
        {
            names.push(format!("{channel}-{machine}-{abi}"));
        }
    } else {
        // Without the setting rustup takes the host that it was built for: the only one, as a rule, that a toolchain is there for.
        let begins = format!("{name}-{}-", std::env::consts::ARCH);
        let there = host.list(toolchains).unwrap_or_default();
        names.extend(
            there
                .into_iter()
                .filter_map(|name| name.into_string().ok())
                .filter(|name| name.starts_with(&begins)),
        );
    }
    names
        .into_iter()
        .map(|name| toolchains.join(name))
        .find(|path| host.is_directory(path))
}
