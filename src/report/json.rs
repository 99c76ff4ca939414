//! A scan as JSON: for people's pipes, and as the bytes of an upload.

use crate::scan::Scan;

/// Pretty JSON with a final newline.
pub fn pretty(scan: &Scan) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(scan)?;
    text.push('\n');
    Ok(text)
}

/// The exact bytes of an upload: compact, keys in the contract's order.
pub fn compact(scan: &Scan) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(scan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::sample;

    #[test]
    fn both_forms_say_the_same() {
        let scan = sample::scan();
        let text = pretty(&scan).unwrap();
        assert!(
            text.starts_with("{\n  \"schema_version\": \"1.0\",\n") && text.ends_with("}\n"),
            "{text}"
        );
        let bytes = compact(&scan).unwrap();
        assert!(!bytes.contains(&b'\n'));
        assert_eq!(serde_json::from_str::<Scan>(&text).unwrap(), scan);
        assert_eq!(serde_json::from_slice::<Scan>(&bytes).unwrap(), scan);
    }
}
