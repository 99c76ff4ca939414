//! What is installed in a toolchain of rustup, read from its own files.
//!
//! Source: rustup's `src/dist/manifestation.rs` and `src/install.rs`; the file `components` is that of `rust-installer`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::host::Host;

/// The files that are read here are at most this large.
const FILE_BYTES: u64 = 1 << 16;

/// The parts of one toolchain.
#[derive(Debug)]
pub(super) struct Installed {
    /// `rust-std-wasm32-unknown-unknown`, `clippy-preview-x86_64-unknown-linux-gnu`, `rust-src`.
    parts: Vec<String>,
    /// The machine that it is for.
    host: String,
}

#[derive(Deserialize)]
struct Settings {
    default_toolchain: Option<String>,
    auto_install: Option<String>,
}

impl Installed {
    /// The standard library for a target is there.
    pub(super) fn has_target(&self, target: &str) -> bool {
        self.has(&format!("rust-std-{target}"))
    }

    /// A component is there. While it is a preview its part has another name, and not all are of one machine.
    pub(super) fn has_component(&self, component: &str) -> bool {
        let host = &self.host;
        let preview = format!("{component}-preview");
        [component, &preview]
            .iter()
            .any(|name| self.has(name) || self.has(&format!("{name}-{host}")))
    }

    fn has(&self, part: &str) -> bool {
        self.parts.iter().any(|name| name == part)
    }
}

/// Whether rustup adds what a toolchain's file lists by itself. Source: the rustup book, "Environment variables", `RUSTUP_AUTO_INSTALL`.
pub(super) fn may_download(host: &Host) -> bool {
    match host.env_text("RUSTUP_AUTO_INSTALL") {
        Some(setting) => setting != "0",
        None => settings(host).and_then(|settings| settings.auto_install).as_deref() != Some("disable"),
    }
}

fn settings(host: &Host) -> Option<Settings> {
    let text = host.read_text(&home(host)?.join("settings.toml"), FILE_BYTES).ok()?;
    toml::from_str(&text).ok()
}

fn home(host: &Host) -> Option<PathBuf> {
    host.env_path("RUSTUP_HOME")
        .or_else(|| Some(host.home()?.join(".rustup")))
}

/// What is in the toolchain that is used here: that of the environment, else of `channel`, else the default one.
///
/// `None`: it is not installed, is a linked directory, or cannot be read. The compiler's version says whether it is installed.
pub(super) fn installed(host: &Host, channel: Option<&str>) -> Option<Installed> {
    let home = home(host)?;
    let name = match host.env_text("RUSTUP_TOOLCHAIN").or(channel) {
        Some(name) => name.to_owned(),
        None => settings(host)?.default_toolchain?,
    };
    let directory = directory(host, &home.join("toolchains"), &name)?;
    let list = host
        .read_text(&directory.join("lib/rustlib/components"), FILE_BYTES)
        .ok()?;
    let full_name = directory.file_name()?.to_str()?;
    // `1.95.0-x86_64-unknown-linux-gnu`, `nightly-2026-01-01-x86_64-unknown-linux-gnu`
    let machine = full_name.find(&format!("-{}-", std::env::consts::ARCH))?;
    Some(Installed {
        parts: list.lines().map(|line| line.trim().to_owned()).collect(),
        host: full_name.get(machine + 1..)?.to_owned(),
    })
}

/// A toolchain's directory, by its whole name, or by its name without the machine if there is one such directory for this processor.
fn directory(host: &Host, toolchains: &Path, name: &str) -> Option<PathBuf> {
    let begins = format!("{name}-{}-", std::env::consts::ARCH);
    let there = host.list(toolchains).ok()?;
    let mut fitting = there
        .iter()
        .filter_map(|entry| entry.to_str())
        .filter(|entry| *entry == name || entry.starts_with(&begins));
    let found = fitting.next()?;
    fitting.next().is_none().then(|| toolchains.join(found))
}
