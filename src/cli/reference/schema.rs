//! A JSON Schema as tables: one for each type of object.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::{cell, row};

/// The tables of a schema; its own object is called `name`.
pub(super) fn tables(schema: &str, name: &str) -> String {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut text = String::new();
    object(name, &schema, &schema, &mut text);
    let definitions = schema.get("$defs").and_then(Value::as_object);
    for (name, definition) in definitions.into_iter().flatten() {
        object(name, definition, &schema, &mut text);
    }
    text
}

fn string<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn object(name: &str, object: &Value, schema: &Value, text: &mut String) {
    let Some(properties) = object.get("properties").and_then(Value::as_object) else {
        return;
    };
    let _ = write!(text, "\n### {name}\n\n");
    if let Some(about) = string(object, "description") {
        let _ = write!(text, "{}\n\n", described(about));
    }
    text.push_str("| key | type | meaning |\n|---|---|---|\n");
    for (key, property) in properties {
        let about = string(property, "description").unwrap_or_default();
        text.push_str(&row(&[
            &format!("`{key}`"),
            &cell(&kind(property, schema)),
            &described(about),
        ]));
    }
}

/// A description of Rust's types, in the words of JSON.
fn described(about: &str) -> String {
    cell(&about.replace("`None`", "`null`"))
}

/// The type of a value in a few words.
fn kind(value: &Value, schema: &Value) -> String {
    if let Some(reference) = string(value, "$ref") {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let definition = schema.pointer(reference.trim_start_matches('#')).unwrap();
        return if definition.get("properties").is_some() {
            name.to_owned()
        } else {
            kind(definition, schema)
        };
    }
    if let Some(Value::Array(values)) = value.get("enum") {
        return words(values.iter());
    }
    if let Some(constant) = value.get("const") {
        return words(std::iter::once(constant));
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(all)) = value.get(key) {
            let kinds: BTreeSet<String> = all.iter().map(|one| kind(one, schema)).collect();
            return joined(kinds);
        }
    }
    match value.get("type") {
        Some(Value::Array(names)) => {
            let kinds = names
                .iter()
                .filter_map(Value::as_str)
                .map(|name| named(name, value, schema));
            joined(kinds.collect())
        }
        Some(Value::String(name)) => named(name, value, schema),
        _ => "any".to_owned(),
    }
}

/// Alternatives; `null` comes last.
fn joined(mut kinds: BTreeSet<String>) -> String {
    let is_optional = kinds.remove("null");
    let mut kinds: Vec<String> = kinds.into_iter().collect();
    if is_optional {
        kinds.push("null".to_owned());
    }
    kinds.join(" or ")
}

fn words<'v>(values: impl Iterator<Item = &'v Value>) -> String {
    values.map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

fn named(name: &str, value: &Value, schema: &Value) -> String {
    match (name, value.get("items"), string(value, "format")) {
        ("array", Some(items), _) => format!("list of {}", kind(items, schema)),
        ("object", ..) => match value.get("additionalProperties") {
            Some(inner @ Value::Object(_)) => format!("table of {}", kind(inner, schema)),
            _ => "table".to_owned(),
        },
        ("string", _, Some(format)) => format!("string ({format})"),
        _ => name.to_owned(),
    }
}
