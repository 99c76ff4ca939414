//! The Bazel that bazelisk runs: `USE_BAZEL_VERSION`, `.bazeliskrc`, `.bazelversion`.
//!
//! Source: bazelisk's README, "How does Bazelisk know which Bazel version to run?", and `core/core.go`.

use super::{itself, nearest, small, text, value};
use crate::host::Host;
use crate::scan::{Availability, InProject, Tool, ToolState};
use crate::version::Version;

pub(super) fn read(host: &Host, tool: &Tool) -> Option<InProject> {
    let is_bazelisk = [&tool.path, &tool.resolved_path, &tool.raw]
        .into_iter()
        .flatten()
        .any(|told| told.contains("bazelisk"));
    if tool.state != ToolState::Found || !is_bazelisk {
        return None;
    }
    let settings = nearest(host, ".bazeliskrc").or_else(|| Some(host.home()?.join(".bazeliskrc")));
    let by_settings = || {
        let path = settings?;
        let content = small(host, &path)?;
        Some((value(&content, "USE_BAZEL_VERSION", '=')?.to_owned(), text(&path)))
    };
    let by_file = || {
        let path = nearest(host, ".bazelversion")?;
        let content = small(host, &path)?;
        let line = content.lines().map(str::trim).find(|line| !line.is_empty())?;
        Some((line.to_owned(), text(&path)))
    };
    let (version, set_by) = host
        .env_text("USE_BAZEL_VERSION")
        .map(|version| (version.to_owned(), "USE_BAZEL_VERSION".to_owned()))
        .or_else(by_settings)
        .or_else(by_file)?;
    let version = version.trim_start_matches('v').to_owned();
    // `latest`, `7.x` and forks are known to the network alone.
    let is_exact = Version::parse(&version).is_some_and(|parsed| parsed.numbers().len() >= 3);
    let home = host.env_path("BAZELISK_HOME").or_else(|| {
        let below_home = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        let caches = host
            .env_path("XDG_CACHE_HOME")
            .or_else(|| Some(host.home()?.join(below_home)))?;
        Some(caches.join("bazelisk"))
    });
    let is_there = home.is_some_and(|home| {
        let name = format!("bazel-{version}-");
        ["downloads/metadata/bazelbuild", "downloads/bazelbuild"]
            .iter()
            .any(|below| {
                let names = host.list_once(&home.join(below)).unwrap_or_else(|| [].into());
                names.iter().any(|other| other.to_string_lossy().starts_with(&name))
            })
    });
    let availability = if is_there {
        Availability::Installed
    } else {
        Availability::Fetched
    };
    Some(itself(tool, is_exact.then_some(version), set_by, availability))
}
