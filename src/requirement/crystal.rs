//! Crystal: `shard.yml`.

use super::manifest::{Findings, Format, Manifest};
use super::yaml_file;
use crate::version::Dialect;

/// The formats of Crystal.
pub(super) const FORMATS: &[Format] = &[Format {
    names: &["shard.yml"],
    wants_text: true,
    read: read_shard,
}];

/// Reads `crystal: ">= 1.0.0, < 2.0"`. Source: the specification of `shard.yml`.
fn read_shard(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(shard) = yaml_file::read(manifest, findings) else {
        return;
    };
    let asked = shard.get("crystal").and_then(|node| Some((node.scalar()?, node.line)));
    findings.ask(match asked {
        Some(("*", line)) => manifest.tool("crystal", Some(line)),
        Some((range, line)) => manifest.tool_in("crystal", &requirement(range), Dialect::Gem, Some(line)),
        None => manifest.tool("crystal", None),
    });
}

/// A version alone means `~> x.y, >= x.y.z`; else ranges are written as `RubyGems` has them.
fn requirement(range: &str) -> String {
    let range = range.trim();
    let mut parts = range.split('.');
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) if range.starts_with(|character: char| character.is_ascii_digit()) => {
            format!("~> {major}.{minor}, >= {range}")
        }
        _ => range.to_owned(),
    }
}
