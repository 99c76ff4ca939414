//! The JSON Schema of a `devenv.toml`, for editors: generated from the types that the file is read into.

use std::borrow::Cow;

use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::ProjectPolicy;
use crate::policy::Policy;

/// An amount of bytes as the file has it.
pub(super) struct Amount;

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": "^ *[0-9]{1,9}(\\.[0-9]{1,3})? *([kKmMgGtT]([iI]?[bB])?|[bB]) *$" }
            ]
        })
    }
}

/// The JSON Schema (draft 2020-12) of a `devenv.toml`, as pretty JSON with a final newline.
///
/// The rules and categories are those of the built-in policy, each with its title. The ids of tools are not in it: users add their own.
pub fn json_schema() -> String {
    let mut schema = schemars::schema_for!(ProjectPolicy);
    schema.insert("title".to_owned(), json!("devenv.toml"));
    schema.insert(
        "description".to_owned(),
        json!("What a project asks of the machines that it is worked on with."),
    );
    RecursiveTransform(without_null).transform(&mut schema);
    let policy = Policy::builtin();
    let rules: Vec<(&str, &str)> = policy
        .rules()
        .map(|rule| (rule.id.as_str(), rule.title.pass.as_str()))
        .collect();
    let categories: Vec<(&str, &str)> = policy
        .categories()
        .map(|(id, category)| (id, category.title.as_str()))
        .collect();
    for (place, names) in [
        ("/properties/rules", &rules),
        ("/properties/categories", &categories),
        ("/$defs/CiPolicy/properties/rules", &rules),
    ] {
        if let Some(map) = schema.pointer_mut(place).and_then(Value::as_object_mut) {
            name_keys(map, names);
        }
    }
    let skip = "/$defs/CiPolicy/properties/skip/items";
    if let Some(items) = schema.pointer_mut(skip).and_then(Value::as_object_mut) {
        let ids: Vec<&str> = categories.iter().map(|(id, _)| *id).collect();
        items.insert("enum".to_owned(), json!(ids));
    }
    if let Some(rule) = schema
        .pointer_mut("/$defs/Waiver/properties/rule")
        .and_then(Value::as_object_mut)
    {
        let ids: Vec<&str> = rules.iter().map(|(id, _)| *id).collect();
        rule.insert("enum".to_owned(), json!(ids));
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// TOML has no null, so null is removed from types, and empty defaults are left out.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("default");
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice != &json!({ "type": "null" }));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    }
}

/// Replaces "any key" of a map by the keys that there are.
fn name_keys(map: &mut Map<String, Value>, names: &[(&str, &str)]) {
    let Some(shape) = map.insert("additionalProperties".to_owned(), Value::Bool(false)) else {
        return;
    };
    let properties: Map<String, Value> = names
        .iter()
        .map(|(id, title)| {
            let mut shape = shape.clone();
            if let Some(shape) = shape.as_object_mut() {
                shape.insert("description".to_owned(), json!(title));
            }
            ((*id).to_owned(), shape)
        })
        .collect();
    map.insert("properties".to_owned(), Value::Object(properties));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `DEVENV_WRITE_FIXTURES=1 cargo test --lib schema` writes it anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
    fn the_schema_of_a_policy_in_the_tree_is_the_generated_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/policy.schema.json");
        if std::env::var("DEVENV_WRITE_FIXTURES").is_ok() {
            fs_err::write(path, json_schema()).unwrap();
        }
        // Git may have made its line ends those of Windows.
        let kept = fs_err::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            kept == json_schema(),
            "fixtures/policy.schema.json is not what the types say; write it anew with \
             `DEVENV_WRITE_FIXTURES=1 cargo test --lib schema` and read the difference"
        );
    }
}
