//! The form of answers: CSV, compression, the headers for pages of other sites, and the discovery document.

use serde_json::{Value, json};

use crate::api::wire::Role;
use crate::platform::testing::{TestPlatform, scan};

#[tokio::test]
async fn discovery_says_how_to_sign_in_and_what_is_accepted() {
    let platform = TestPlatform::new();
    assert_eq!(
        platform.get("/.well-known/devenv", "").await.json(),
        json!({
            "schema_version": "1.0", "name": "Test platform", "api": "http://127.0.0.1:8787/api/v1", "issuer": null,
            "client_id": null, "scopes": [], "callback_ports": [], "audience": null, "token_login": true,
            "accepts": ["zstd", "gzip", "identity"], "max_scan_bytes": 8_388_608, "max_body_bytes": 1_048_576
        })
    );
    let problem = platform.get("/api/v1/scans", "").await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let unknown = platform.get("/api/v2", "").await;
    assert_eq!(
        (unknown.status, unknown.json()["type"].as_str()),
        (404, Some("urn:devenv:problem:not-found"))
    );
}

#[tokio::test]
async fn pages_of_other_sites_may_ask_where_settings_name_them() {
    let site = "http://localhost:3000";
    let platform = TestPlatform::with(|settings| settings.cors_origins = vec![site.to_owned()]);
    let token = platform.token(Role::Member, "ada");
    let preflight = [
        ("origin", site),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "authorization"),
    ];
    let reply = platform.ask("OPTIONS", "/scan/history", "", &preflight, "").await;
    assert_eq!(
        (
            reply.status,
            reply.header("access-control-allow-origin"),
            reply.header("access-control-allow-headers")
        ),
        (200, site, "authorization,content-type")
    );
    let allowed = async |origin: &str| {
        let reply = platform
            .ask("GET", "/scan/history", &token, &[("origin", origin)], "")
            .await;
        assert_eq!(reply.status, 200);
        reply.header("access-control-allow-origin").to_owned()
    };
    assert_eq!([allowed(site).await, allowed("https://evil.test").await], [site, ""]);
    // The Dev-Env Platform's frontend gets its own words and its own form of a scan.
    let body = scan("healthy-laptop", 1);
    let uploaded = platform.ask("POST", "/api/v1/scans", &token, &[], body.clone()).await;
    assert_eq!(uploaded.status, 201);
    let id = "0199c5a8-7a1e-7c7b-9d2f-000000000001";
    let ask = async |path: &str, origin: &str| {
        let reply = platform.ask("GET", path, &token, &[("origin", origin)], "").await;
        reply.json()
    };
    let item = ask("/scan/history", site).await[0].clone();
    let keys: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["os", "scan_id", "score", "status", "timestamp", "user_id"]);
    let status = ask("/scan/history", "https://evil.test").await[0]["status"].clone();
    let word = if status == "PASS" { "PROCESSED" } else { "FAILED" };
    assert_eq!((&item["status"], &item["user_id"]), (&json!(word), &json!("ada")));
    let path = format!("/scan/{id}");
    let own: Value = serde_json::from_str(&body).unwrap();
    let theirs = ask(&path, site).await;
    assert_eq!(
        (&theirs["developer_id"], &theirs["metadata"]["scan_id"]),
        (&json!("ada"), &json!(id))
    );
    assert!(
        theirs["environment"]["os"].is_string() && theirs["tools"].is_array(),
        "{theirs}"
    );
    assert_eq!(ask(&path, "https://evil.test").await, own);
    assert_eq!(ask(&format!("/api/v1/scans/{id}/raw"), site).await, own);
    let closed = TestPlatform::new();
    let reply = closed.ask("OPTIONS", "/scan/history", "", &preflight, "").await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (405, ""));
}

#[tokio::test]
async fn lists_are_csv_where_that_is_asked_for_and_long_answers_are_compressed() {
    use std::io::Read as _;
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    for id in 1..=2 {
        let scan = scan("healthy-laptop", id);
        assert_eq!(platform.ask("POST", "/api/v1/scans", &ada, &[], scan).await.status, 201);
    }
    let csv = [("accept", "text/csv")];
    let first = platform.ask("GET", "/api/v1/scans?limit=1", &ada, &csv, "").await;
    let text = first.text();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        (first.status, first.header("content-type"), lines.len()),
        (200, "text/csv; charset=utf-8", 3)
    );
    assert!(
        lines[1].starts_with("ada,0199c5a8-7a1e-7c7b-9d2f-000000000002,"),
        "{text}"
    );
    let link = first.header("link");
    let next = link
        .strip_prefix("<http://127.0.0.1:8787")
        .unwrap()
        .split('>')
        .next()
        .unwrap();
    let second = platform.ask("GET", next, &ada, &csv, "").await;
    assert_eq!(second.header("link"), "");
    assert!(
        second.text().contains("\r\nada,0199c5a8-7a1e-7c7b-9d2f-000000000001,"),
        "{second:?}"
    );
    for (path, accept, media) in [
        (
            "/scan/history?format=csv",
            "application/json",
            "text/csv; charset=utf-8",
        ),
        ("/scan/history?format=json", "text/csv", "application/json"),
        ("/api/v1/scans", "*/*", "application/json"),
    ] {
        let reply = platform.ask("GET", path, &ada, &[("accept", accept)], "").await;
        assert_eq!((reply.status, reply.header("content-type")), (200, media), "{path}");
    }
    assert_eq!(platform.get("/api/v1/scans?format=xml", &ada).await.status, 400);

    let plain = platform.get("/openapi.json", "").await;
    let packed = platform
        .ask("GET", "/openapi.json", "", &[("accept-encoding", "gzip")], "")
        .await;
    assert_eq!(
        (plain.header("content-encoding"), packed.header("content-encoding")),
        ("", "gzip")
    );
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.body);
    assert!(
        packed.body.len() * 3 < plain.body.len(),
        "{} {}",
        packed.body.len(),
        plain.body.len()
    );
    let short = platform
        .ask("GET", "/health", "", &[("accept-encoding", "gzip")], "")
        .await;
    assert_eq!(
        (short.header("content-encoding"), short.text().as_str()),
        ("", "{\"status\":\"ok\"}")
    );
}
