//! The OpenAPI 3.1 description, made from the table of routes and the types of the API.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::errors::FastApiError;
use super::route::{Access, Answer, Route};
use crate::api::wire::Problem;

/// The description of the platform at that address.
pub(crate) fn document(url: &str, routes: &[Route]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        settings.transforms.push(Box::new(RecursiveTransform(bound_integers)));
    });
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes.iter().filter(|route| !matches!(route.answer, Answer::Page)) {
        let operation = operation(route, &mut generator);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.to_lowercase(), operation);
        }
    }
    let mut schemas = generator.take_definitions(true);
    // A reader takes its own major version alone.
    let version = schemas
        .get_mut("Scan")
        .and_then(|scan| scan.pointer_mut("/properties/schema_version"));
    if let Some(version) = version.and_then(Value::as_object_mut) {
        version.insert("pattern".to_owned(), r"^1\.[0-9]+$".into());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "devenv platform",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Collects scans of developers' machines, stores and scores them.",
        },
        "servers": [{ "url": url }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// Says how large an integer can be: the types of the code hold no larger one.
fn bound_integers(schema: &mut Schema) {
    let most: u64 = match schema.get("format").and_then(Value::as_str) {
        Some("uint32") => u32::MAX.into(),
        Some("uint64" | "uint") => u64::MAX,
        Some("int64") => i64::MAX.unsigned_abs(),
        _ => return,
    };
    if schema.get("maximum").is_none() {
        schema.insert("maximum".to_owned(), most.into());
    }
}

/// The headers that an upload reads.
fn upload_headers() -> [Value; 2] {
    let header = |name: &str, description: &str| {
        let schema = json!({ "type": "string", "pattern": "^[!-~]([ -~]{0,200}[!-~])?$" });
        json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema })
    };
    [
        header(
            "Idempotency-Key",
            "Makes an upload repeatable: the scan's id, or, for a scan without an id, any text.",
        ),
        header(
            "Devenv-Developer",
            "The developer, from a token that may upload for others.",
        ),
    ]
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut operation = Map::new();
    operation.insert("summary".to_owned(), route.about.into());
    operation.insert("operationId".to_owned(), operation_id(route).into());
    if route.access != Access::Open {
        operation.insert("security".to_owned(), json!([{ "bearer": [] }]));
    }
    let mut parameters = parameters(route, generator);
    if route.is_upload {
        parameters.extend(upload_headers());
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(body) = route.body {
        let mut request = json!({ "required": true, "content": { "application/json": { "schema": body(generator) } } });
        if route.is_upload {
            let description = "A scan, also compressed: `Content-Encoding` may be `zstd` or `gzip`. `/.well-known/devenv` has the limits: \
                413 refuses what is longer, 422 what is deeper than 32 levels or has more than 200,000 values, 5,000 items in a list, 2,000 \
                tools or a string of more than 64 KiB. Times may also be without an offset, or 14 digits.";
            if let Some(request) = request.as_object_mut() {
                request.insert("description".to_owned(), description.into());
            }
        }
        operation.insert("requestBody".to_owned(), request);
    }
    operation.insert("responses".to_owned(), responses(route, generator));
    operation.into()
}

/// `getApiV1ScansScanId` for `GET /api/v1/scans/{scan_id}`.
fn operation_id(route: &Route) -> String {
    let mut id = route.method.to_lowercase();
    let words = route.path.split(|letter: char| !letter.is_ascii_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        id.push_str(&first.to_uppercase());
        id.push_str(rest);
    }
    id
}

fn parameters(route: &Route, generator: &mut SchemaGenerator) -> Vec<Value> {
    let in_path = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }))
        .collect();
    let Some(query) = route.query else { return parameters };
    let reference = query(generator);
    let name = reference
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|text| text.rsplit('/').next());
    let schema = name.and_then(|name| generator.definitions().get(name));
    let members = schema.and_then(|schema| schema.get("properties")?.as_object());
    for (name, schema) in members.into_iter().flatten() {
        parameters.push(json!({ "name": name, "in": "query", "required": false, "schema": schema }));
    }
    parameters
}

/// Statuses with which a route may refuse.
fn refusals(route: &Route) -> Vec<u16> {
    let mut refusals = vec![429, 500, 503];
    if route.access != Access::Open {
        refusals.extend([401, 403]);
    }
    if route.query.is_some() {
        refusals.push(400);
    }
    if route.path.contains('{') {
        refusals.extend([400, 404]);
    }
    if route.body.is_some() {
        refusals.extend([400, 408, 409, 413, 415, 422]);
    }
    refusals.sort_unstable();
    refusals.dedup();
    refusals
}

fn responses(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    match route.answer {
        Answer::Page => {}
        Answer::Nothing => {
            responses.insert("204".to_owned(), json!({ "description": "Done" }));
        }
        Answer::Report => {
            let text = json!({ "schema": { "type": "string" } });
            let medias = ["text/plain", "text/html", "text/markdown", "application/xml"];
            let mut content: Map<String, Value> = medias
                .map(|media| (media.to_owned(), text.clone()))
                .into_iter()
                .collect();
            content.insert("application/json".to_owned(), json!({ "schema": {} }));
            responses.insert("200".to_owned(), json!({ "description": "Done", "content": content }));
        }
        Answer::Text(media) => {
            let content = json!({ (media): { "schema": { "type": "string" } } });
            responses.insert("200".to_owned(), json!({ "description": "Done", "content": content }));
        }
        Answer::JsonOrCsv(shape) => {
            let (json, csv) = (shape(generator), json!({ "schema": { "type": "string" } }));
            let content = json!({ "application/json": { "schema": json }, "text/csv": csv });
            responses.insert("200".to_owned(), json!({ "description": "Done", "content": content }));
        }
        Answer::Json(shape, statuses) => {
            let schema = shape(generator);
            for status in statuses {
                let content = json!({ "application/json": { "schema": schema } });
                responses.insert(status.to_string(), json!({ "description": "Done", "content": content }));
            }
        }
    }
    let is_native = route.path.starts_with("/api") || route.path.starts_with("/.well-known");
    let (media, schema) = if is_native || route.path == "/openapi.json" {
        ("application/problem+json", generator.subschema_for::<Problem>())
    } else {
        ("application/json", generator.subschema_for::<FastApiError>())
    };
    for status in refusals(route) {
        let content = json!({ (media): { "schema": schema } });
        responses.insert(
            status.to_string(),
            json!({ "description": "Refused", "content": content }),
        );
    }
    responses.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::http::routes;
    use std::collections::BTreeSet;

    /// Every `$ref` in a value.
    fn references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_id_is_its_own() {
        let document = document("http://127.0.0.1:8787", routes::all());
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        let dangling: Vec<&&str> = found
            .iter()
            .filter(|reference| document.pointer(reference.trim_start_matches('#')).is_none())
            .collect();
        assert_eq!(dangling, Vec::<&&str>::new());
        assert!(found.len() > 10, "{found:?}");
        let operations = routes::all()
            .iter()
            .filter(|route| !matches!(route.answer, Answer::Page));
        let ids: BTreeSet<String> = operations.clone().map(operation_id).collect();
        assert_eq!(ids.len(), operations.count());
        assert!(
            ids.contains("getApiV1ScansScanIdRaw") || ids.contains("getApiV1ScansScan_idRaw"),
            "{ids:?}"
        );
    }
}
