//! TOML with places.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::data::{Fault, Lines, Node, Value};
use super::manifest::{Manifest, ManifestContent};

/// Levels of lists and tables.
const DEPTH: usize = 100;
/// Parts that a key may have. The parser takes 80, in each of 80 levels of tables: more than our stack does.
const KEY_PARTS: usize = 16;

/// Reads a file; one that is not well formed is broken.
pub(super) fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) -> Option<Node> {
    parse(manifest.text)
        .map_err(|fault| found.broken(manifest, fault.line, &fault.message))
        .ok()
}

fn parse(text: &str) -> Result<Node, Fault> {
    let lines = Lines::of(text);
    if let Some(offset) = find_endless_key(text) {
        return Err(Fault {
            line: Some(lines.at(offset)),
            message: "a key has too many parts".to_owned(),
        });
    }
    let document = DeTable::parse(text).map_err(|error| Fault {
        line: error.span().map(|span| lines.at(span.start)),
        message: error.message().to_owned(),
    })?;
    table(document.into_inner(), 1, &lines, 0).ok_or_else(|| Fault {
        line: None,
        message: "it is nested too deeply".to_owned(),
    })
}

/// `None`: it is nested too deeply.
fn table(entries: DeTable<'_>, line: u32, lines: &Lines, depth: usize) -> Option<Node> {
    let mut entries: Vec<(usize, String, Spanned<DeValue<'_>>)> = entries
        .into_iter()
        .map(|(key, value)| (key.span().start, key.into_inner().into_owned(), value))
        .collect();
    // The parser sorts them by name.
    entries.sort_by_key(|(start, ..)| *start);
    let entries = entries
        .into_iter()
        .map(|(start, key, value)| Some((key, node(value.into_inner(), lines.at(start), lines, depth + 1)?)))
        .collect::<Option<_>>()?;
    Some(Node {
        line,
        value: Value::Table(entries),
    })
}

fn node(value: DeValue<'_>, line: u32, lines: &Lines, depth: usize) -> Option<Node> {
    if depth > DEPTH {
        return None;
    }
    let value = match value {
        DeValue::Table(entries) => return table(entries, line, lines, depth),
        DeValue::Array(items) => Value::List(
            items
                .into_iter()
                .map(|item| {
                    let line = lines.at(item.span().start);
                    node(item.into_inner(), line, lines, depth + 1)
                })
                .collect::<Option<_>>()?,
        ),
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => Value::Number(number.to_string()),
        DeValue::Float(number) => Value::Number(number.to_string()),
        DeValue::Boolean(boolean) => Value::Boolean(boolean),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
    };
    Some(Node { line, value })
}

/// Where a key with more than [`KEY_PARTS`] parts goes on, if there is one: `a.b.c…`, with or without blanks and quotes.
fn find_endless_key(text: &str) -> Option<usize> {
    let mut parts = 1;
    let mut is_dot_before = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'.' if is_dot_before => parts = 1,
            b'.' => parts += 1,
            b' ' | b'\t' => continue,
            b'"' | b'\'' => {
                // To the end of the string, or of the line: what a string of several lines holds is taken for keys.
                let mut is_escaped = false;
                for (_, inner) in bytes.by_ref() {
                    if inner == b'\n' || (inner == byte && !is_escaped) {
                        break;
                    }
                    is_escaped = byte == b'"' && inner == b'\\' && !is_escaped;
                }
            }
            b'\n' | b'=' | b',' | b'{' | b'[' => parts = 1,
            _ => {}
        }
        is_dot_before = byte == b'.';
        if parts > KEY_PARTS {
            return Some(offset);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_lines_and_their_order() {
        let text =
            "z = 1\n[b.c]\n# note\nversion = \"1.0\"\nmany = [\n  { x = 3.10 },\n]\n\n[a]\n\"q r\" = 2026-01-02\n";
        let read = parse(text).unwrap();
        let names: Vec<&str> = read.entries().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["z", "b", "a"]);
        let told = |path: &[&str]| read.at(path).map(|node| (node.line, node.scalar()));
        assert_eq!(told(&["z"]), Some((1, Some("1"))));
        assert_eq!(told(&["b", "c"]), Some((2, None)));
        assert_eq!(told(&["b", "c", "version"]), Some((4, Some("1.0"))));
        assert_eq!(told(&["a", "q r"]), Some((10, Some("2026-01-02"))));
        let many = read.at(&["b", "c", "many"]).unwrap();
        assert_eq!(
            many.items(),
            [Node {
                line: 6,
                value: Value::Table(vec![(
                    "x".to_owned(),
                    Node {
                        line: 6,
                        value: Value::Number("3.10".to_owned())
                    }
                )])
            }]
        );
    }

    #[test]
    fn what_breaks_is_told_with_its_line() {
        let fault = |text: &str| parse(text).unwrap_err();
        assert_eq!(fault("a = 1\nb = \n").line, Some(2));
        assert_eq!(
            fault("a = 1\n\na = 2\n"),
            Fault {
                line: Some(3),
                message: "duplicate key".to_owned()
            }
        );
        assert_eq!(fault("[a\n").line, Some(1));
        assert_eq!(parse("").unwrap().entries(), []);
    }

    #[test]
    fn no_nesting_ends_the_program() {
        for unit in ["[", "{a=", "[{a="] {
            assert_eq!(
                parse(&format!("\na = {}", unit.repeat(100_000))).unwrap_err().line,
                Some(2)
            );
        }
        for key in ["a.", "a . ", "\"a\" .", "''."] {
            for text in [
                format!("\n{}a = 1", key.repeat(100_000)),
                format!("\n[{}a]", key.repeat(100_000)),
                format!("\nx = {{{}a = 1}}", key.repeat(100_000)),
            ] {
                assert_eq!(
                    parse(&text).unwrap_err(),
                    Fault {
                        line: Some(2),
                        message: "a key has too many parts".to_owned()
                    }
                );
            }
        }
        let tables = |parts: usize, levels: usize| {
            let key = "k.".repeat(parts - 1) + "k";
            format!(
                "{key} = {}1{}",
                format!("{{{key} = ").repeat(levels),
                "}".repeat(levels)
            )
        };
        assert_eq!(parse(&tables(1, 70)).unwrap().entries().len(), 1);
        assert_eq!(
            parse(&tables(KEY_PARTS, 78)).unwrap_err().message,
            "it is nested too deeply"
        );
    }

    #[test]
    fn dots_in_values_are_no_parts_of_keys() {
        let oid = "1.".repeat(30) + "1";
        let ruler = ".".repeat(80);
        let text = format!("a.'b.c' = ['{oid}', \"\\\"{oid}\"] # {ruler}\nb = '''\n{ruler}\n'''\n");
        assert_eq!(parse(&text).unwrap().entries().len(), 2);
    }
}
