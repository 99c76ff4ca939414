//! YAML with places. Anchors, aliases and merge keys (`<<`) are followed; of several documents the first one counts.

use std::collections::HashMap;

use saphyr_parser::{self as parser, Event, Parser, ScalarStyle};

use super::data::{Fault, Node, Value};
use super::manifest::{Manifest, ManifestContent};

/// Levels of lists and tables.
const DEPTH: usize = 100;
/// Bytes of values that are kept for aliases, and that aliases may add: a few lines of aliases of aliases would fill the memory.
const ALIASED: usize = 1 << 20;

/// Reads a file; one that is not well formed is broken. `None` also for one without a value in it.
pub(super) fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) -> Option<Node> {
    parse(manifest.text).unwrap_or_else(|fault| {
        found.broken(manifest, fault.line, &fault.message);
        None
    })
}

/// The tags of Compose in a text, `!reset` and `!override`: each with the keys that lead to it.
///
/// Source: the Compose Specification, "Merge and override".
pub(super) fn tags(text: &str) -> Vec<(Vec<String>, Tag)> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let taken =
            event.map(|(event, span)| builder.take(event, u32::try_from(span.start.line()).unwrap_or(u32::MAX)));
        if !matches!(taken, Ok(Ok(None))) {
            break;
        }
    }
    builder.tags
}

/// What a tag of Compose does to the value of an earlier file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// It is removed.
    Reset,
    /// It is replaced, not merged.
    Override,
}

impl Tag {
    fn of(tag: Option<&parser::Tag>) -> Option<Self> {
        let tag = tag.filter(|tag| tag.handle == "!")?;
        match tag.suffix.as_str() {
            "reset" => Some(Self::Reset),
            "override" => Some(Self::Override),
            _ => None,
        }
    }
}

/// Parses text without reporting errors.
pub(super) fn parse_quietly(text: &str) -> Option<Node> {
    parse(text).ok().flatten()
}

/// What the parser finds wrong, as people say it.
fn in_plain_words(fault: &str) -> &str {
    const FAULTS: [(&str, &str); 9] = [
        ("quoted scalar", "a quoted text is not closed"),
        (
            "flow sequence",
            "a list in brackets is not closed, or a comma is missing",
        ),
        ("flow mapping", "a table in braces is not closed, or a comma is missing"),
        ("block mapping", "a key is missing, or a line is indented differently"),
        ("block collection", "a line is indented differently"),
        (
            "node content",
            "a value is missing, or begins with a sign that must be quoted",
        ),
        ("recursion limit", "it is nested too deeply"),
        ("tabs disallowed", "a tab indents a line, where YAML takes blanks alone"),
        ("simple key", "a key has no `:` behind it"),
    ];
    let known = FAULTS.iter().find(|(part, _)| fault.contains(part));
    match known {
        Some((_, words)) => words,
        None if fault.starts_with("while ") => "it is not valid YAML",
        None => fault,
    }
}

fn parse(text: &str) -> Result<Option<Node>, Fault> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Fault {
            // An error at the end of the text has the line number after the last one.
            line: u32::try_from(error.marker().line().min(text.lines().count().max(1))).ok(),
            message: in_plain_words(error.info()).to_owned(),
        })?;
        let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
        let done = builder.take(event, line).map_err(|message| Fault {
            line: Some(line),
            message: message.to_owned(),
        })?;
        if done.is_some() {
            return Ok(done);
        }
    }
    Ok(None)
}

/// Makes values of the parser's events.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// Values that have an anchor, with their size.
    anchors: HashMap<usize, (Node, usize)>,
    kept: usize,
    aliased: usize,
    tags: Vec<(Vec<String>, Tag)>,
}

/// A list or table that is not at its end yet.
struct Open {
    line: u32,
    anchor: usize,
    members: Members,
}

enum Members {
    List(Vec<Node>),
    /// The entries, and the key that waits for its value.
    Table(Vec<(String, Node)>, Option<(String, u32)>),
}

impl Builder {
    /// Gives the document's value once it is at its end.
    fn take(&mut self, event: Event<'_>, line: u32) -> Result<Option<Node>, &'static str> {
        match event {
            Event::SequenceStart(anchor, tag) => {
                self.note(tag.as_deref());
                self.begin(line, anchor, Members::List(Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                self.note(tag.as_deref());
                self.begin(line, anchor, Members::Table(Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { line, anchor, members }) = self.open.pop() {
                    let value = match members {
                        Members::List(items) => Value::List(items),
                        Members::Table(entries, _) => Value::Table(merged(entries)),
                    };
                    return self.keep(Node { line, value }, anchor);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.note(tag.as_deref());
                let value = scalar(&text, style);
                return self.keep(Node { line, value }, anchor);
            }
            Event::Alias(anchor) => {
                // One within what it names leads to nothing.
                let Some((node, size)) = self.anchors.get(&anchor) else {
                    return Ok(self.put(Node {
                        line,
                        value: Value::Null,
                    }));
                };
                self.aliased += size;
                if self.aliased > ALIASED {
                    return Err("its aliases stand for too much");
                }
                let node = node.clone();
                return Ok(self.put(node));
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        Ok(None)
    }

    /// Notes a tag of the value that comes next.
    fn note(&mut self, tag: Option<&parser::Tag>) {
        let Some(tag) = Tag::of(tag) else { return };
        let keys = self.open.iter().map(|open| match &open.members {
            Members::Table(_, Some((key, _))) => key.clone(),
            Members::Table(_, None) | Members::List(_) => String::new(),
        });
        self.tags.push((keys.collect(), tag));
    }

    fn begin(&mut self, line: u32, anchor: usize, members: Members) -> Result<(), &'static str> {
        if self.open.len() >= DEPTH {
            return Err("it is nested too deeply");
        }
        self.open.push(Open { line, anchor, members });
        Ok(())
    }

    /// Keeps a value for its aliases, if it has an anchor, and puts it where it belongs.
    fn keep(&mut self, node: Node, anchor: usize) -> Result<Option<Node>, &'static str> {
        if anchor > 0 {
            let size = size(&node);
            self.kept += size;
            if self.kept > ALIASED {
                return Err("its anchors hold too much");
            }
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok(self.put(node))
    }

    /// Puts a value into the list or table that is open; if there is none, it is the document's.
    fn put(&mut self, node: Node) -> Option<Node> {
        let Some(parent) = self.open.last_mut() else {
            return Some(node);
        };
        match &mut parent.members {
            Members::List(items) => items.push(node),
            Members::Table(entries, waiting) => match waiting.take() {
                Some((key, line)) => entries.push((key, Node { line, ..node })),
                None => *waiting = Some((key_of(node.value), node.line)),
            },
        }
        None
    }
}

/// A key that is a list or a table has no name for us.
fn key_of(value: Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text,
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Null | Value::List(_) | Value::Table(_) => String::new(),
    }
}

/// What a scalar is by YAML 1.2's core schema. Source: YAML 1.2.2, section 10.3.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ if text.parse::<f64>().is_ok() && text.contains(|character: char| character.is_ascii_digit()) => {
            Value::Number(text.to_owned())
        }
        _ => Value::Text(text.to_owned()),
    }
}

/// A table with the entries that its `<<` brings in; its own ones count more.
fn merged(entries: Vec<(String, Node)>) -> Vec<(String, Node)> {
    if !entries.iter().any(|(key, _)| key == "<<") {
        return entries;
    }
    let (merges, own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key == "<<");
    // Of a list of tables the first one counts more; of two entries with one key the last does.
    let mut all: Vec<(String, Node)> = merges
        .iter()
        .flat_map(|(_, node)| node.each().iter().rev())
        .flat_map(|node| node.entries().iter().cloned())
        .collect();
    all.extend(own);
    all
}

/// Roughly the bytes that a value takes.
fn size(node: &Node) -> usize {
    const EACH: usize = 64;
    EACH + match &node.value {
        Value::Text(text) | Value::Number(text) => text.len(),
        Value::Boolean(_) | Value::Null => 0,
        Value::List(items) => items.iter().map(size).sum(),
        Value::Table(entries) => entries.iter().map(|(key, node)| key.len() + size(node)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::requirement::json;

    fn read(text: &str) -> Node {
        parse(text).unwrap().unwrap()
    }

    fn fault(text: &str) -> (u32, String) {
        let fault = parse(text).unwrap_err();
        (fault.line.unwrap(), fault.message)
    }

    #[test]
    fn values_keep_their_lines_and_are_what_yaml_says() {
        let text = "# note\na: 3.10\nb:\n  - '3.10'\n  - yes\n  - True\n  - ~\n  - .5\n  - 1e3\n  - 0x1F\n  - nan\nc:\n---\nd: 1\n";
        let node = read(text);
        assert_eq!(
            node.get("a"),
            Some(&Node {
                line: 2,
                value: Value::Number("3.10".to_owned())
            })
        );
        let items: Vec<(u32, Value)> = node
            .get("b")
            .unwrap()
            .items()
            .iter()
            .map(|item| (item.line, item.value.clone()))
            .collect();
        let word = |text: &str| Value::Text(text.to_owned());
        let number = |text: &str| Value::Number(text.to_owned());
        assert_eq!(
            items,
            [
                (4, word("3.10")),
                (5, word("yes")),
                (6, Value::Boolean(true)),
                (7, Value::Null),
                (8, number(".5")),
                (9, number("1e3")),
                (10, word("0x1F")),
                (11, word("nan")),
            ]
        );
        assert_eq!(node.get("b").unwrap().line, 3);
        assert_eq!(node.get("c").unwrap().value, Value::Null);
        assert_eq!(node.get("d"), None);
        assert_eq!(parse("# nothing\n"), Ok(None));
    }

    #[test]
    fn aliases_and_merges_are_followed() {
        let node = read(
            "base: &b {image: x, port: 1}\none:\n  <<: *b\n  port: 2\ntwo:\n  port: 3\n  <<: [{image: y}, *b]\nlist: [*b, *b]\n",
        );
        let told = |path: &[&str]| node.at(path).and_then(Node::scalar);
        assert_eq!(told(&["one", "image"]), Some("x"));
        assert_eq!(told(&["one", "port"]), Some("2"));
        assert_eq!(told(&["two", "image"]), Some("y"));
        assert_eq!(told(&["two", "port"]), Some("3"));
        assert_eq!(node.get("list").unwrap().items().len(), 2);
        assert_eq!(read("a: &a [*a]\n").get("a").unwrap().items()[0].value, Value::Null);
    }

    #[test]
    fn what_breaks_is_told_with_its_line() {
        assert_eq!(fault("a: 1\nb: [\n").0, 2);
        assert_eq!(fault("a: 1\n b: 2\n").0, 2);
        assert_eq!(fault("a: *nobody\n").0, 1);
        assert_eq!(fault("a: \"open\n"), (1, "a quoted text is not closed".to_owned()));
    }

    #[test]
    fn no_nesting_and_no_alias_ends_the_program() {
        for unit in ["[", "{a: "] {
            // The scanner has a limit of its own, and is ahead of us.
            assert_eq!(fault(&unit.repeat(100_000)), (1, "it is nested too deeply".to_owned()));
            assert_eq!(fault(&unit.repeat(200)).1, "it is nested too deeply");
        }
        assert_eq!(fault(&"- ".repeat(100_000)), (1, "it is nested too deeply".to_owned()));
        let doubling = (1..60)
            .map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1))
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(
            fault(&format!("a0: &a0 word\n{doubling}")).1,
            "its aliases stand for too much"
        );
        let long = "x".repeat(100_000);
        let many = "- *a\n".repeat(100);
        assert_eq!(
            fault(&format!("- &a {long}\n{many}")).1,
            "its aliases stand for too much"
        );
        let chain = (1..200)
            .map(|level| format!("- &a{level} {}*a{}{}\n", "[".repeat(90), level - 1, "]".repeat(90)))
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(fault(&format!("- &a0 x\n{chain}")).1, "its anchors hold too much");
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            any::<i32>().prop_map(serde_json::Value::from),
            "[ -~é\u{1f600}\\n\\t]{0,12}".prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
                proptest::collection::btree_map("[a-z #:]{1,6}", inner, 0..4)
                    .prop_map(|table| serde_json::Value::Object(table.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_yaml(value in any_json()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(parse(&text), json::parse_strictly(&text).map(Some));
        }
    }

    #[test]
    fn tags_of_compose_have_the_keys_that_lead_to_them() {
        let text = "services:\n  web:\n    ports: !override [\"1:2\"]\n    env_file: !reset null\n  db: !reset\n  x: !other {}\n  y: [\n";
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            tags(text),
            [
                (keys(&["services", "web", "ports"]), Tag::Override),
                (keys(&["services", "web", "env_file"]), Tag::Reset),
                (keys(&["services", "db"]), Tag::Reset),
            ]
        );
    }
}
