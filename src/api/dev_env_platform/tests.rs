//! Scans in the format of the Dev-Env Platform.

use serde_json::{Value, json};

use super::*;

fn scan() -> Scan {
    serde_json::from_slice(include_bytes!("../../../fixtures/scans/v1/healthy-laptop.json")).unwrap()
}

fn body_of(scan: &Scan) -> Value {
    serde_json::from_slice(&body(scan, "dev-1").unwrap()).unwrap()
}

#[test]
fn a_scan_in_the_platform_s_format_has_devenv_s_scan_in_its_metadata() {
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
fn unknown_fields_are_empty_text_and_listed_as_absent() {
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
fn times_of_all_versions_of_the_platform_are_read() {
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
