//! The JSON Schema of a scan, generated from its types.

use super::Scan;

/// The JSON Schema (draft 2020-12) of every scan of this version, as indented JSON with a final newline.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Scan);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Other programs read the file. `DEVENV_WRITE_FIXTURES=1 cargo test --lib schema` writes it.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
    fn the_schema_file_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scan.schema.json");
        if std::env::var("DEVENV_WRITE_FIXTURES").is_ok() {
            fs_err::write(path, json_schema()).unwrap();
        }
        // Git may have converted its line ends for Windows.
        let stored = fs_err::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            stored == json_schema(),
            "fixtures/scan.schema.json is out of date. If the contract was meant to change, write it with \
             `DEVENV_WRITE_FIXTURES=1 cargo test --lib schema` and read the difference: names are permanent, fields are only added"
        );
    }
}
