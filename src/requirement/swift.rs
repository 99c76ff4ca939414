//! Swift: the first line of `Package.swift`, and `.swift-version`.

use super::manifest::{Findings, Format, Manifest};
use super::pin;
use crate::version::Dialect;

/// The formats of Swift.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["Package.swift", "Package@swift-*.swift"],
        wants_text: true,
        read: read_package,
    },
    Format {
        names: &[".swift-version"],
        wants_text: true,
        read: |manifest, findings| pin::read(manifest, findings, "swift", &["swift-"]),
    },
];

/// Reads `// swift-tools-version:5.9`, which the language asks to be the first line that is not blank.
///
/// Of a manifest for one version of the tools the plain one beside it says enough. Source: Swift Evolution SE-0152.
fn read_package(manifest: &Manifest<'_>, findings: &mut Findings) {
    if manifest.name != "Package.swift" && manifest.is_beside("Package.swift") {
        return;
    }
    let asked = manifest
        .text
        .lines()
        .zip(1..)
        .find(|(line, _)| !line.trim().is_empty())
        .and_then(|(line, number)| {
            let comment = line.trim().strip_prefix("//")?.trim_start();
            let (name, version) = comment.split_once(':')?;
            // Behind a semicolon may be other settings.
            let version = version.split(';').next().unwrap_or(version).trim();
            (name.trim_end().eq_ignore_ascii_case("swift-tools-version")
                && version.starts_with(|character: char| character.is_ascii_digit()))
            .then_some((version, number))
        });
    findings.ask(match asked {
        Some((version, line)) => manifest.tool_in("swift", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("swift", None),
    });
}
