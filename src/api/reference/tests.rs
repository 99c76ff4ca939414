use serde_json::{Value, json};

use super::*;

fn scan() -> Scan {
    serde_json::from_slice(include_bytes!("../../../fixtures/scans/v1/healthy-laptop.json")).unwrap()
}

fn body_of(scan: &Scan) -> Value {
    serde_json::from_slice(&body(scan, "dev-1").unwrap()).unwrap()
}

#[test]
fn a_scan_in_the_reference_platform_s_form_has_ours_among_its_metadata() {
    let scan = scan();
    let body = body_of(&scan);
    let found: Vec<Value> = scan
        .tools
        .iter()
        .filter(|tool| tool.state == ToolState::Found)
        .map(|tool| json!({ "name": tool.name, "version": tool.version.clone().unwrap_or_default() }))
        .collect();
    let os = &scan.system.as_ref().unwrap().os;
    let python = scan
        .tools
        .iter()
        .find(|tool| tool.id == "python3")
        .and_then(|tool| tool.version.clone());
    let expected = json!({
        "developer_id": "dev-1",
        "scan_time": scan.taken_at,
        "environment": { "os": os.name, "os_version": os.version, "python_version": python.unwrap_or_default() },
        "tools": found,
        "metadata": {
            "schema": "devenv.scan/1",
            "scan_id": scan.scan_id,
            "status": null,
            "score": null,
            "absent": body["metadata"]["absent"],
            "scan": scan,
        },
    });
    assert_eq!(body, expected);
    assert!(!found.is_empty());
}

#[test]
fn what_is_not_known_is_an_empty_text_and_told_to_be_absent() {
    let mut scan = scan();
    scan.system = None;
    scan.tools
        .retain(|tool| tool.id != "python3" && tool.state == ToolState::Found);
    let unknown = scan.tools.first_mut().unwrap();
    unknown.version = None;
    let id = unknown.id.clone();
    let body = body_of(&scan);
    assert_eq!(
        body["environment"],
        json!({ "os": "", "os_version": "", "python_version": "" })
    );
    assert_eq!(body["tools"][0]["version"], "");
    assert_eq!(body["metadata"]["absent"], json!(["os", "os_version", "python", id]));
}

#[test]
fn times_are_read_as_the_reference_platform_wrote_them_over_time() {
    let told = |text: &str| time(text).map(|time| time.to_string());
    let expected = [
        ("2026-02-03T12:22:31.000417", Some("2026-02-03T12:22:31.000417Z")),
        ("2026-02-03T12:22:31Z", Some("2026-02-03T12:22:31Z")),
        ("20260220115904", Some("2026-02-20T11:59:04Z")),
        ("yesterday", None),
    ];
    for (text, expected) in expected {
        assert_eq!(told(text).as_deref(), expected, "{text}");
    }
}

/// What FastAPI writes of the reference platform's models, shortened; `change` makes another server of it.
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
    is_described_by(document.to_string().as_bytes())
}

#[test]
fn only_a_server_that_wants_such_scans_is_taken_for_a_reference_platform() {
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
