//! Zig: `build.zig`, `build.zig.zon`, `.zigversion`.

use super::manifest::{Findings, Format, Manifest};
use super::{literal, pin};
use crate::version::Dialect;

/// The formats of Zig.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["build.zig"],
        wants_text: false,
        read: |manifest, findings| {
            if !manifest.is_beside("build.zig.zon") {
                findings.ask(manifest.tool("zig", None));
            }
        },
    },
    Format {
        names: &["build.zig.zon"],
        wants_text: true,
        read: read_zon,
    },
    Format {
        names: &[".zigversion", ".zig-version"],
        wants_text: true,
        read: |manifest, findings| pin::read(manifest, findings, "zig", &[]),
    },
];

/// Reads `.minimum_zig_version = "0.13.0"`. Source: Zig's documentation of `build.zig.zon`.
fn read_zon(manifest: &Manifest<'_>, findings: &mut Findings) {
    let asked = literal::lines(manifest.text, "//").find_map(|(line, number)| {
        let value = literal::after(line, ".minimum_zig_version", '=')?;
        Some((literal::string(value)?.0, number))
    });
    findings.ask(match asked {
        Some((version, line)) => manifest.tool_in("zig", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("zig", None),
    });
}
