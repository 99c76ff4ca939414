//! A scan as JSON: for people's pipes, and as the bytes of an upload.

use crate::scan::Scan;
use crate::text;

/// The exact bytes of an upload: compact, keys in the contract's order.
pub fn compact(scan: &Scan) -> Result<Vec<u8>, serde_json::Error> {
    // A scan has some 60 KB.
    let mut bytes = Vec::with_capacity(64 << 10);
    serde_json::to_writer(&mut bytes, scan)?;
    Ok(bytes)
}

/// Compact JSON with a value a line, two spaces for each bracket that is open, and a final newline: as `serde_json` writes it, at a
/// fraction of what it costs to go through a scan once more.
pub fn pretty(compact: &[u8]) -> Vec<u8> {
    let mut pretty = Vec::with_capacity(compact.len() * 2);
    let mut depth: usize = 0;
    let mut rest = compact;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'"' => {
                let length = text::json_string_length(after);
                let (string, behind) = after.split_at_checked(length).unwrap_or((after, &[]));
                pretty.push(b'"');
                pretty.extend_from_slice(string);
                rest = behind;
            }
            b'{' | b'[' => {
                pretty.push(first);
                if let Some((close @ (b'}' | b']'), behind)) = after.split_first() {
                    pretty.push(*close);
                    rest = behind;
                } else {
                    depth += 1;
                    break_line(&mut pretty, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut pretty, depth);
                pretty.push(first);
            }
            b',' => {
                pretty.push(first);
                break_line(&mut pretty, depth);
            }
            b':' => pretty.extend_from_slice(b": "),
            _ => pretty.push(first),
        }
    }
    pretty.push(b'\n');
    pretty
}

fn break_line(pretty: &mut Vec<u8>, depth: usize) {
    const BREAK: &[u8] = b"\n                                ";
    if let Some(line) = BREAK.get(..=2 * depth) {
        pretty.extend_from_slice(line);
    } else {
        pretty.push(b'\n');
        pretty.resize(pretty.len() + 2 * depth, b' ');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::score::sample;

    #[test]
    fn both_forms_say_the_same() {
        let scan = sample::scan();
        let bytes = compact(&scan).unwrap();
        assert!(!bytes.contains(&b'\n'));
        assert_eq!(serde_json::from_slice::<Scan>(&bytes).unwrap(), scan);
        let text = String::from_utf8(pretty(&bytes)).unwrap();
        assert!(
            text.starts_with("{\n  \"schema_version\": \"1.1\",\n") && text.ends_with("}\n"),
            "{text}"
        );
        assert_eq!(text, serde_json::to_string_pretty(&scan).unwrap() + "\n");
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~\"\\\\\n{}:,]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec(("[ -~\"\\\\{}:,]{0,6}", inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_value_is_indented_as_serde_json_does(value in values()) {
            let text = String::from_utf8(pretty(&serde_json::to_vec(&value).unwrap())).unwrap();
            prop_assert_eq!(text, serde_json::to_string_pretty(&value).unwrap() + "\n");
        }

        #[test]
        fn damaged_json_ends_too(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(pretty(&bytes).ends_with(b"\n"));
        }
    }
}
