//! JSON with places: strict, as most tools read it, or with comments.

use jsonc_parser::ast::Value as Ast;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::data::{Fault, Lines, Node, Value};
use super::manifest::{Manifest, ManifestContent};

/// JSON as RFC 8259 has it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a file that its own tool reads strictly.
///
/// One that is not well formed is broken, and yet read where that is possible: what a comment or a comma too many costs is told, and
/// what the file asks for holds all the same.
pub(super) fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) -> Option<Node> {
    let read = match parse(manifest.text, &STRICT) {
        Ok(node) => Some(node),
        Err(fault) => {
            found.broken(manifest, fault.line, &fault.message);
            parse(manifest.text, &ParseOptions::default()).ok()
        }
    };
    read.filter(|node| !describes_files(node))
}

/// It is a JSON Schema: a collection of them has one under the name of each kind of file.
fn describes_files(node: &Node) -> bool {
    let schema = node.get("$schema").and_then(Node::text);
    schema.is_some_and(|schema| schema.contains("json-schema.org/"))
}

/// Reads a file in which comments and trailing commas may stand.
pub(super) fn read_with_comments(manifest: &Manifest<'_>, found: &mut ManifestContent) -> Option<Node> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        ..STRICT
    };
    parse(manifest.text, &options)
        .map_err(|fault| found.broken(manifest, fault.line, &fault.message))
        .ok()
        .filter(|node| !describes_files(node))
}

/// As [`read_with_comments`], of a text alone. `None`: it is not well formed.
pub(super) fn parse_with_comments(text: &str) -> Option<Node> {
    parse(text, &ParseOptions::default()).ok()
}

/// As [`read`], of a text alone.
#[cfg(test)]
pub(super) fn parse_strictly(text: &str) -> Result<Node, Fault> {
    parse(text, &STRICT)
}

fn parse(text: &str, options: &ParseOptions) -> Result<Node, Fault> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), options).map_err(|error| Fault {
        line: u32::try_from(error.line_display()).ok(),
        message: match error.kind() {
            ParseErrorKind::CommentsNotAllowed => "a comment stands in it, which JSON does not allow".to_owned(),
            ParseErrorKind::TrailingCommasNotAllowed => {
                "a comma stands behind the last value, which JSON does not allow".to_owned()
            }
            kind => {
                let message = kind.to_string();
                let (first, rest) = message.split_at_checked(1).unwrap_or_default();
                format!("{}{rest}", first.to_ascii_lowercase())
            }
        },
    })?;
    let value = parsed.value.ok_or_else(|| Fault {
        line: None,
        message: "it is empty".to_owned(),
    })?;
    let lines = Lines::of(text);
    let line = lines.at(start(&value));
    Ok(node(value, line, &lines))
}

/// The parser takes 512 levels at most, so that this ends.
fn node(ast: Ast<'_>, line: u32, lines: &Lines) -> Node {
    let value = match ast {
        Ast::StringLit(text) => Value::Text(text.value.into_owned()),
        Ast::NumberLit(number) => Value::Number(number.value.to_owned()),
        Ast::BooleanLit(boolean) => Value::Boolean(boolean.value),
        Ast::NullKeyword(_) => Value::Null,
        Ast::Array(array) => Value::List(
            array
                .elements
                .into_iter()
                .map(|element| {
                    let line = lines.at(start(&element));
                    node(element, line, lines)
                })
                .collect(),
        ),
        Ast::Object(object) => Value::Table(
            object
                .properties
                .into_iter()
                .map(|property| {
                    let line = lines.at(property.range.start);
                    (property.name.into_string(), node(property.value, line, lines))
                })
                .collect(),
        ),
    };
    Node { line, value }
}

fn start(ast: &Ast<'_>) -> usize {
    match ast {
        Ast::StringLit(node) => node.range.start,
        Ast::NumberLit(node) => node.range.start,
        Ast::BooleanLit(node) => node.range.start,
        Ast::NullKeyword(node) => node.range.start,
        Ast::Array(node) => node.range.start,
        Ast::Object(node) => node.range.start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: u32, message: &str) -> Fault {
        Fault {
            line: Some(line),
            message: message.to_owned(),
        }
    }

    #[test]
    fn values_keep_their_lines() {
        let text = "{\n  \"a\": {\"b\": 3.10},\n  \"c\": [\n    true,\n    \"d\\u00e9\"\n  ],\n  \"a\":\n    null\n}\n";
        let read = parse_strictly(text).unwrap();
        let told = |path: &[&str]| read.at(path).map(|node| (node.line, node.value.clone()));
        assert_eq!(told(&["a"]), Some((7, Value::Null)), "of two the last one counts");
        assert_eq!(
            told(&["c"]),
            Some((
                3,
                Value::List(vec![
                    Node {
                        line: 4,
                        value: Value::Boolean(true)
                    },
                    Node {
                        line: 5,
                        value: Value::Text("dé".to_owned())
                    }
                ])
            ))
        );
        assert_eq!(read.entries()[0].1.get("b").unwrap().scalar(), Some("3.10"));
        assert_eq!(told(&["c", "x"]), None);
    }

    #[test]
    fn what_breaks_is_told_with_its_line() {
        assert_eq!(
            parse_strictly("{\n\"a\": 1,\n}").unwrap_err(),
            fault(2, "a comma stands behind the last value, which JSON does not allow")
        );
        assert_eq!(
            parse_strictly("{\n// b\n}").unwrap_err(),
            fault(2, "a comment stands in it, which JSON does not allow")
        );
        assert_eq!(parse_strictly(" \n").unwrap_err().message, "it is empty");
        assert_eq!(
            parse_strictly("{\"a\":\n1").unwrap_err(),
            fault(1, "unterminated object")
        );
    }

    #[test]
    fn no_nesting_ends_the_program() {
        for text in [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "[{\"a\":".repeat(100_000),
        ] {
            assert_eq!(
                parse_strictly(&text).unwrap_err(),
                fault(1, "maximum nesting depth exceeded")
            );
        }
        for (open, close, levels) in [("[", "]", 500), ("{\"a\":", "}", 250)] {
            let deepest = open.repeat(levels) + "1" + &close.repeat(levels);
            assert!(parse_strictly(&deepest).is_ok());
        }
    }
}
