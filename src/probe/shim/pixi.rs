//! pixi: a small program in `~/.pixi/bin` starts what a file of its name beside it says.
//!
//! Source: pixi's documentation, "Trampolines".

use std::path::PathBuf;

use serde::Deserialize;

use super::{Shim, ShimCandidate, small, stale};
use crate::host::Host;

const MANAGER: &str = "pixi";

#[derive(Deserialize)]
struct Trampoline {
    exe: PathBuf,
}

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let directory = candidate.path.parent()?;
    let root = host
        .env_path("PIXI_HOME")
        .or_else(|| Some(host.home()?.join(".pixi")))?;
    if directory != root.join("bin") {
        return None;
    }
    let settings = directory.join("trampoline_configuration");
    let text = small(host, &settings.join(format!("{}.json", candidate.program)))?;
    let Trampoline { exe } = serde_json::from_str(&text).ok()?;
    Some(if exe.is_absolute() && host.is_file(&exe) {
        Shim::Leads {
            manager: MANAGER,
            target: host.resolve(&exe).unwrap_or(exe),
            chosen_by: None,
        }
    } else {
        let detail = format!("its trampoline starts {}, which does not exist", exe.display());
        stale(MANAGER, detail, &["pixi", "global", "sync"])
    })
}
