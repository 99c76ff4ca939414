//! choosenim: copies of one small program in `~/.nimble/bin`, and a file that names the chosen toolchain's directory.
//!
//! Sources: choosenim's `proxyexe.nim` (`getSelectedPath`, `getExePath`), `common.nim` (`proxies`), `cliparams.nim`.

use std::path::PathBuf;

use super::{Shim, ShimCandidate, not_installed, program_in, small};
use crate::host::Host;

const MANAGER: &str = "choosenim";
/// The programs that choosenim puts there. Nimble puts those of packages beside them.
const PROXIES: [&str; 6] = ["nim", "nimble", "nimgrep", "nimpretty", "nimsuggest", "testament"];

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let directory = candidate
        .path
        .parent()
        .filter(|directory| directory.ends_with(".nimble/bin"))?;
    let current = host.home()?.join(".choosenim/current");
    let is_proxy = PROXIES.contains(&candidate.program)
        && (host.is_file(&current) || program_in(host, directory, MANAGER).is_some());
    if !is_proxy {
        return None;
    }
    let Some(toolchain) = small(host, &current)
        .map(|text| PathBuf::from(text.trim()))
        .filter(|path| path.is_absolute())
    else {
        return Some(Shim::NotIncluded {
            manager: MANAGER,
            detail: "no version is chosen".to_owned(),
        });
    };
    let said_by = current.to_string_lossy().into_owned();
    let Some(target) = program_in(host, &toolchain.join("bin"), candidate.program) else {
        let name = toolchain.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        return Some(not_installed(MANAGER, "", name.trim_start_matches("nim-"), &said_by));
    };
    Some(Shim::Leads {
        manager: MANAGER,
        target: host.resolve(&target).unwrap_or(target),
        chosen_by: Some(said_by),
    })
}
