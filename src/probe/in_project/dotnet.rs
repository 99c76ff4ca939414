//! .NET: which SDK `global.json` takes, of all that are installed beside the program; and that a runtime alone is no SDK.
//!
//! Source: Microsoft, "global.json overview", `rollForward`; the layout of `DOTNET_ROOT`.

use std::path::{Path, PathBuf};

use super::{itself, nearest, text};
use crate::host::Host;
use crate::requirement::{WantedSdk, wanted_sdk};
use crate::scan::{Availability, Tool, ToolState};
use crate::version::{Dialect, Version, VersionRange};

pub(super) fn tell(host: &Host, tools: &mut [Tool]) {
    let Some(tool) = tools.iter_mut().find(|tool| tool.id == "dotnet") else {
        return;
    };
    let Some(root) = tool
        .resolved_path
        .as_deref()
        .and_then(|path| root(host, Path::new(path)))
    else {
        return;
    };
    let installed = sdks(host, &root);
    if installed.is_empty() && tool.state == ToolState::Found {
        let program = tool.path.take().unwrap_or_default();
        tool.state = ToolState::Absent;
        tool.not_started = Some(format!(
            "{program} is a .NET runtime, and no SDK is installed beside it"
        ));
        (tool.version, tool.raw, tool.source, tool.resolved_path, tool.manager) = (None, None, None, None, None);
        return;
    }
    let Some(file) = nearest(host, "global.json") else {
        return;
    };
    let Some(wanted) = wanted_sdk(host, &file) else { return };
    let range = match &wanted.version {
        Some((_, range)) => match VersionRange::parse(range, Dialect::Maven) {
            Ok(range) => Some(range),
            Err(_) => return,
        },
        None => None,
    };
    let fits = |name: &str| range.as_ref().is_none_or(|range| range.allows(name) == Some(true));
    let fitting: Vec<&(Version, String)> = installed
        .iter()
        .filter(|(version, name)| fits(name) && (wanted.takes_prereleases || !version.is_prerelease()))
        .collect();
    let chosen = chosen(&wanted, &fitting);
    if chosen.is_some() && chosen == tool.version.as_deref() {
        return;
    }
    let availability = if chosen.is_some() {
        Availability::Installed
    } else {
        Availability::Refused
    };
    tool.in_project = Some(itself(tool, chosen.map(str::to_owned), text(&file), availability));
}

/// The directory with `sdk` or `host/fxr` in it that belongs to a program.
fn root(host: &Host, program: &Path) -> Option<PathBuf> {
    let directory = program.parent()?;
    let beside = [directory.to_owned(), directory.parent()?.join("libexec")];
    beside
        .into_iter()
        .find(|root| host.is_directory(&root.join("sdk")) || host.is_directory(&root.join("host/fxr")))
}

/// The installed SDKs, the oldest first.
fn sdks(host: &Host, root: &Path) -> Vec<(Version, String)> {
    let names = host.list(&root.join("sdk")).unwrap_or_default();
    let mut sdks: Vec<(Version, String)> = names
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .filter_map(|name| Some((Version::parse(&name)?, name)))
        .collect();
    sdks.sort();
    sdks
}

/// The SDK that is taken: the newest one with a policy that begins with `latest`, else the newest patch of the nearest band.
fn chosen<'s>(wanted: &WantedSdk, fitting: &[&'s (Version, String)]) -> Option<&'s str> {
    let band = |version: &Version| match version.numbers() {
        [major, minor, patch, ..] => (*major, *minor, *patch / 100),
        _ => (0, 0, 0),
    };
    let named = wanted.version.as_ref().map(|(version, _)| version);
    let is_exact = |(version, _): &&&(Version, String)| Some(version) == named;
    if wanted.roll.eq_ignore_ascii_case("patch")
        && let Some((_, name)) = fitting.iter().find(is_exact)
    {
        return Some(name);
    }
    let newest = fitting.last()?;
    if wanted.roll.to_ascii_lowercase().starts_with("latest") {
        return Some(&newest.1);
    }
    let nearest = fitting.iter().map(|(version, _)| band(version)).min()?;
    fitting
        .iter()
        .rev()
        .find(|(version, _)| band(version) == nearest)
        .map(|(_, name)| name.as_str())
}
