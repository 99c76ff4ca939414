//! The JSON Schema of a scan, generated from its types.

use super::Scan;

/// The JSON Schema (draft 2020-12) that every scan of this version meets, as pretty JSON with a final newline.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Scan);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
