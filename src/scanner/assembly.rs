//! Puts what the probes read into a scan.

use jiff::Timestamp;

use super::{ScanContext, identity};
use crate::probe::run::Reading;
use crate::scan::{Machine, SCHEMA_VERSION, Scan, Scanner};

/// Makes a scan of what was read. Its duration, support dates and assessment are added later.
pub(super) fn assemble(
    context: &ScanContext,
    reading: Reading,
    taken_at: Timestamp,
    host_name: Option<String>,
) -> Scan {
    let Reading {
        mut system,
        disks,
        directories,
        path,
        managers,
        tools,
        ports,
        services,
        git,
        project,
        probes,
    } = reading;
    // The shell is one of the tools, so its version is known.
    if let Some(shell) = system.as_mut().map(|system| &mut system.shell)
        && let Some(tool) = tools.iter().find(|tool| {
            Some(&tool.id) == shell.name.as_ref()
                || tool.path.as_ref().is_some_and(|path| Some(path) == shell.path.as_ref())
        })
    {
        shell.version.clone_from(&tool.version);
    }
    Scan {
        schema_version: SCHEMA_VERSION.to_owned(),
        scan_id: uuid::Uuid::now_v7(),
        taken_at,
        duration_ms: 0,
        scanner: Scanner {
            name: "devenv".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: target(),
        },
        machine: Machine {
            id: identity::machine_id(&context.host, &context.directories),
            host_name,
        },
        selection: None,
        system,
        disks,
        directories,
        path,
        managers,
        tools,
        ports,
        services,
        git,
        project,
        probes,
        policy: None,
        lifecycle: None,
        assessment: None,
    }
}

/// The target triple that this program was built for.
fn target() -> String {
    let environment = if cfg!(target_env = "gnu") {
        "-gnu"
    } else if cfg!(target_env = "musl") {
        "-musl"
    } else if cfg!(target_env = "msvc") {
        "-msvc"
    } else {
        ""
    };
    let system = match std::env::consts::OS {
        "linux" => "unknown-linux",
        "macos" => "apple-darwin",
        "windows" => "pc-windows",
        other => other,
    };
    format!("{}-{system}{environment}", std::env::consts::ARCH)
}
