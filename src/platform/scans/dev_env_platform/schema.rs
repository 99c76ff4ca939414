//! The JSON Schema of the Dev-Env Platform's forms of a scan, as they are accepted here.

use schemars::{Schema, json_schema};

/// The first form: an `environment`, and a list of `tools`.
pub(crate) fn first_form() -> Schema {
    json_schema!({
        "type": "object",
        "description": "A scan of the Dev-Env Platform: an environment, and a list of tools.",
        "required": ["environment", "tools"],
        "additionalProperties": false,
        "properties": {
            "developer_id": { "type": ["string", "null"], "description": "Counts only for a token that may upload for others." },
            "scan_time": { "type": ["string", "null"], "format": "date-time" },
            "timestamp": { "type": ["string", "null"], "format": "date-time" },
            "environment": {
                "type": "object",
                "required": ["os", "os_version", "python_version"],
                "additionalProperties": false,
                "properties": {
                    "os": { "type": "string" },
                    "os_version": { "type": "string" },
                    "python_version": { "type": "string" },
                },
            },
            "tools": { "type": "array", "maxItems": 1_999, "items": named_version() },
            "metadata": { "type": ["object", "null"], "description": "Is stored as it comes." },
        },
    })
}

/// The second form: a `system`, and what was read of Python, Node.js, Docker and other programs.
pub(crate) fn second_form() -> Schema {
    let program = json_schema!({
        "type": "object",
        "properties": { "installed": { "type": ["boolean", "null"] }, "version": { "type": ["string", "null"] } },
    });
    let optional_program = json_schema!({ "anyOf": [program, { "type": "null" }] });
    let texts = |names: &[&str]| {
        let properties = names
            .iter()
            .map(|name| ((*name).to_owned(), serde_json::json!({ "type": ["string", "null"] })));
        serde_json::Value::Object(properties.collect())
    };
    let mut system = texts(&[
        "os_release",
        "os_version",
        "architecture",
        "processor",
        "python_version",
    ]);
    if let Some(properties) = system.as_object_mut() {
        properties.insert("os".to_owned(), serde_json::json!({ "type": "string" }));
    }
    json_schema!({
        "type": "object",
        "description": "A scan of the Dev-Env Platform in its second form: a system, and what was read of single programs.",
        "required": ["system"],
        "additionalProperties": false,
        "properties": {
            "developer_id": { "type": ["string", "null"], "description": "Counts only for a token that may upload for others." },
            "scan_id": { "type": ["string", "null"] },
            "scan_time": { "type": ["string", "null"], "format": "date-time" },
            "timestamp": { "type": ["string", "null"], "format": "date-time" },
            "tools": { "type": "array", "maxItems": 500, "items": named_version() },
            "system": { "type": "object", "required": ["os"], "properties": system },
            "python": { "type": ["object", "null"], "properties": texts(&["python_version"]) },
            "node": { "type": ["object", "null"], "properties": texts(&["node_version", "npm_version"]) },
            "docker": optional_program,
            "cli_tools": { "type": "object", "maxProperties": 500, "additionalProperties": program },
            "metadata": { "type": ["object", "null"], "description": "Is stored as it comes." },
        },
    })
}

fn named_version() -> Schema {
    json_schema!({
        "type": "object",
        "required": ["name", "version"],
        "additionalProperties": false,
        "properties": { "name": { "type": "string" }, "version": { "type": "string" } },
    })
}
