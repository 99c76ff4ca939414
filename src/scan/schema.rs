//! The JSON Schema of a scan, generated from its types.

use super::Scan;

/// The JSON Schema (draft 2020-12) that every scan of this version meets, as pretty JSON with a final newline.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Scan);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file is what other programs read; `DEVENV_WRITE_FIXTURES=1 cargo test --lib schema` writes it anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
    fn the_schema_in_the_tree_is_the_generated_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scan.schema.json");
        if std::env::var("DEVENV_WRITE_FIXTURES").is_ok() {
            fs_err::write(path, json_schema()).unwrap();
        }
        // Git may have made its line ends those of Windows.
        let kept = fs_err::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            kept == json_schema(),
            "fixtures/scan.schema.json is not what the types say. If the contract was meant to change, write it anew with \
             `DEVENV_WRITE_FIXTURES=1 cargo test --lib schema` and read the difference: names are permanent, fields are only added"
        );
    }
}
