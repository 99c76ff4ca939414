//! Which of two APIs a platform speaks, and how a Dev-Env Platform is recognised.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The API of a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformApi {
    /// That of `devenv serve`.
    Native,
    /// That of a Dev-Env Platform.
    DevEnvPlatform,
}

/// The parts of an OpenAPI document that show a Dev-Env Platform: the body of `POST /scan`.
#[derive(Deserialize)]
struct OpenApi {
    paths: BTreeMap<String, Methods>,
    components: Components,
}

#[derive(Deserialize)]
struct Methods {
    post: Option<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    #[serde(rename = "requestBody")]
    body: Option<Content>,
}

#[derive(Deserialize)]
struct Content {
    content: BTreeMap<String, Media>,
}

#[derive(Deserialize)]
struct Media {
    schema: Target,
}

/// A reference to a schema elsewhere in the document.
#[derive(Deserialize)]
struct Target {
    #[serde(rename = "$ref")]
    path: Option<String>,
}

#[derive(Deserialize)]
struct Components {
    schemas: BTreeMap<String, Form>,
}

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    properties: BTreeMap<String, Target>,
    #[serde(default)]
    required: Vec<String>,
}

/// Whether the document describes a server that accepts exactly the Dev-Env Platform's format of a scan.
pub(super) fn is_dev_env_platform(openapi: &[u8]) -> bool {
    let is_described = || {
        let document: OpenApi = serde_json::from_slice(openapi).ok()?;
        let operation = document.paths.get("/scan")?.post.as_ref()?;
        let target = &operation.body.as_ref()?.content.get("application/json")?.schema;
        let form = document
            .components
            .schemas
            .get(target.path.as_deref()?.rsplit('/').next()?)?;
        let required = ["developer_id", "environment", "tools"];
        let known = ["developer_id", "environment", "metadata", "scan_time", "tools"];
        let wants_these = required
            .iter()
            .all(|name| form.required.iter().any(|other| other == name));
        Some(wants_these && form.properties.keys().eq(known))
    };
    is_described() == Some(true)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The OpenAPI document that FastAPI writes for a Dev-Env Platform, shortened; `change` turns it into another server's.
    fn openapi(change: impl Fn(&mut Value)) -> bool {
        let mut document = json!({
            "openapi": "3.1.0",
            "paths": {
                "/health": { "get": { "operationId": "health" } },
                "/scan": { "post": { "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/ScanRequest" } } } } } },
            },
            "components": { "schemas": {
                "HTTPValidationError": { "type": "object" },
                "ScanRequest": {
                    "properties": {
                        "developer_id": { "type": "string" },
                        "scan_time": { "type": "string", "format": "date-time" },
                        "environment": { "$ref": "#/components/schemas/EnvironmentInfo" },
                        "tools": { "type": "array" },
                        "metadata": { "type": "object" },
                    },
                    "required": ["developer_id", "environment", "tools"],
                },
            } },
        });
        change(&mut document);
        is_dev_env_platform(document.to_string().as_bytes())
    }

    #[test]
    fn only_a_server_that_accepts_such_scans_is_a_dev_env_platform() {
        assert!(openapi(|_| ()));
        let form = |document: &mut Value, name: &str| document["components"]["schemas"]["ScanRequest"][name].take();
        let others: [&dyn Fn(&mut Value); 5] = [
            &|document| drop(form(document, "required")),
            &|document| document["components"]["schemas"]["ScanRequest"]["properties"]["image"] = json!({}),
            &|document| document["paths"] = json!({ "/scan": { "get": {} } }),
            &|document| document["paths"]["/scan"]["post"]["requestBody"]["content"] = json!({}),
            &|document| *document = json!({ "status": "ok" }),
        ];
        for (place, other) in others.iter().enumerate() {
            assert!(!openapi(other), "{place}");
        }
    }
}
