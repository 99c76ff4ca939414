//! What a structured file holds, whatever it is written in: values, each with its line.

use super::manifest::{Manifest, ManifestContent};

/// A value of a structured file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The line, from 1, that it stands on: that of its key, if it has one.
    pub(super) line: u32,
    pub(super) value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    /// As it is written, so that `3.10` is not 3.1.
    Number(String),
    Boolean(bool),
    /// JSON's and YAML's null; in YAML also a key without a value.
    Null,
    List(Vec<Node>),
    /// In the order of the file; of a key that stands there twice the last one counts.
    Table(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key. `None`: it has no such key, or is no table.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node)
    }

    /// The value at the end of a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text that it is. `None`: it is something else.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text or number that it is, as it is written. `None`: it is something else.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The members of a list; none if it is something else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// It alone, or its members if it is a list: for places where both may stand.
    pub(super) fn each(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The keys and values of a table; none if it is something else.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }
}

/// The texts in a list, or the one that stands there alone.
pub(super) fn texts(node: Option<&Node>) -> Vec<String> {
    node.map(Node::each)
        .unwrap_or_default()
        .iter()
        .filter_map(|node| node.text().map(str::to_owned))
        .collect()
}

/// The text at the end of a path of keys, and its line. A value of another kind is reported as broken.
pub(super) fn text_at<'n>(
    node: &'n Node,
    path: &[&str],
    manifest: &Manifest<'_>,
    found: &mut ManifestContent,
) -> Option<(&'n str, u32)> {
    let value = node.at(path)?;
    if value.text().is_none() {
        let key = path.last().copied().unwrap_or_default();
        found.broken(manifest, Some(value.line), &format!("`{key}` is not a string"));
    }
    Some((value.text()?, value.line))
}

/// Where a file that is not well formed breaks, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: Option<u32>,
    pub(super) message: String,
}

/// Where the lines of a text begin.
pub(super) struct Lines {
    /// The offset of each line's end.
    ends: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self {
            ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect(),
        }
    }

    /// The line, from 1, that the byte at `offset` is on.
    pub(super) fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.ends.partition_point(|end| *end < offset)).unwrap_or(u32::MAX - 1) + 1
    }
}
