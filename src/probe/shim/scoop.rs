//! Scoop: `scoop\shims\git.exe` starts what `git.shim` beside it names.
//!
//! Source: Scoop's `lib/core.ps1` (`shim`): the file has `path = "C:\Users\anna\scoop\apps\git\current\bin\git.exe"`, and perhaps `args`.

use std::path::{Path, PathBuf};

use super::{Shim, ShimCandidate, refused, small};
use crate::host::Host;

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let is_shims = |directory: &&Path| {
        directory
            .file_name()
            .is_some_and(|name| name.eq_ignore_ascii_case("shims"))
    };
    let shims = candidate.path.parent().filter(is_shims)?;
    let file = shims.join(format!("{}.shim", candidate.program));
    let text = small(host, &file)?;
    let path = text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "path").then(|| value.trim().trim_matches('"'))
    })?;
    let target = PathBuf::from(path);
    Some(if target.is_absolute() && host.is_file(&target) {
        Shim::Leads {
            manager: "scoop",
            target: host.canonicalize(&target).unwrap_or(target),
            chosen_by: None,
        }
    } else {
        refused(
            "scoop",
            file.to_string_lossy().into_owned(),
            format!("`{path}` is not there"),
        )
    })
}
