//! Deno: its settings, its lock file, files that pin a version.

use super::manifest::Format;
use super::{json, pin};

/// The formats of Deno.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["deno.json", "deno.jsonc"],
        wants_text: true,
        read: |manifest, findings| {
            // It asks for no version; that it can be read is worth knowing.
            json::read_with_comments(manifest, findings);
            findings.ask(manifest.tool("deno", None));
        },
    },
    Format {
        names: &["deno.lock"],
        wants_text: false,
        read: |manifest, findings| {
            if !(manifest.is_beside("deno.json") || manifest.is_beside("deno.jsonc")) {
                findings.ask(manifest.tool("deno", None));
            }
        },
    },
    Format {
        names: &[".deno-version", ".dvmrc"],
        wants_text: true,
        read: |manifest, findings| pin::read(manifest, findings, "deno", &["v"]),
    },
];
