//! What uploads come to: stored, duplicate, conflict or refused, and whose scan it is.

use std::io::Write as _;

use serde_json::{Value, json};

use super::JSON;
use crate::api::wire::Role;
use crate::platform::NewTokenRequest;
use crate::platform::scans::id_of_key;
use crate::platform::testing::{REFERENCE, TestPlatform, scan};

/// Headers and a body, and the status that they come to.
type Case<'c> = (&'c [(&'c str, &'c str)], Vec<u8>, u16);

#[tokio::test]
async fn an_upload_is_graded_kept_and_shown_again() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let body = scan("messy-laptop", 1);
    let reply = platform.ask("POST", "/api/v1/scans", &ada, &JSON, body.clone()).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    let receipt = reply.json();
    let id = receipt["scan_id"].as_str().unwrap();
    assert_eq!(
        (receipt["duplicate"].as_bool(), receipt["developer_id"].as_str()),
        (Some(false), Some("ada"))
    );
    let raw = platform.get(&format!("/scan/{id}"), &ada).await;
    assert_eq!(
        (raw.status, raw.header("content-type"), raw.text()),
        (200, "application/json", body)
    );
    let history = platform.get("/scan/history", &ada).await.json();
    let [item] = history.as_array().unwrap().as_slice() else {
        panic!("{history}")
    };
    for name in ["user_id", "scan_id", "status", "os", "timestamp"] {
        assert!(item[name].is_string(), "{name}: {item}");
    }
    assert_eq!(item["score"], receipt["score"]);
    let assessment = platform
        .get(&format!("/api/v1/scans/{id}/assessment"), &ada)
        .await
        .json();
    assert_eq!(assessment["score"], receipt["score"]);
    let found = |query: &str| {
        let path = format!("/api/v1/scans?{query}");
        let (platform, ada) = (&platform, &ada);
        async move { platform.get(&path, ada).await.json()["items"].as_array().unwrap().len() }
    };
    assert_eq!((found("tool=git").await, found("tool=gi").await), (1, 0));
    assert_eq!(
        (
            found("tool=git&range=%3E%3D2").await,
            found("tool=git&range=%3C2").await
        ),
        (1, 0)
    );
    assert_eq!(platform.get("/api/v1/scans?range=1", &ada).await.status, 400);
    for (format, begin) in [
        ("html", "<!"),
        ("sarif", "{"),
        ("junit", "<?xml"),
        ("markdown", "<!-- devenv-report -->"),
        ("nonsense", ""),
    ] {
        let report = platform.get(&format!("/api/v1/scans/{id}/report/{format}"), &ada).await;
        let expected = if begin.is_empty() { 400 } else { 200 };
        assert_eq!(report.status, expected, "{format}");
        assert!(
            expected == 400 || report.text().trim_start().starts_with(begin),
            "{format}: {:.100}",
            report.text()
        );
    }
    assert_eq!(
        (
            found("status=FAIL").await + found("status=PASS").await,
            found("os=nowhere").await
        ),
        (1, 0)
    );
    assert_eq!(
        (
            found("since=2020-01-01T00:00:00Z").await,
            found("until=2020-01-01T00:00:00Z").await
        ),
        (1, 0)
    );
}

#[tokio::test]
async fn the_same_scan_again_is_a_duplicate_and_another_of_its_id_a_conflict() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let body = scan("healthy-laptop", 7);
    let first = platform.ask("POST", "/api/v1/scans", &ada, &JSON, body.clone()).await;
    let again = platform.ask("POST", "/api/v1/scans", &ada, &JSON, body.clone()).await;
    let (mut one, other) = (first.json(), again.json());
    one["duplicate"] = true.into();
    assert_eq!((first.status, again.status, one), (201, 200, other));
    // Written otherwise, it is the same scan still.
    let value: Value = serde_json::from_str(&body).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let reply = platform.ask("POST", "/scan", &ada, &JSON, pretty).await;
    assert_eq!((reply.status, reply.json()["duplicate"].as_bool()), (200, Some(true)));
    let mut changed = value;
    changed["duration_ms"] = 1.into();
    let reply = platform
        .ask("POST", "/api/v1/scans", &ada, &JSON, changed.to_string())
        .await;
    assert_eq!(
        (
            reply.status,
            reply.header("content-type"),
            reply.json()["type"].as_str()
        ),
        (409, "application/problem+json", Some("urn:devenv:problem:conflict"))
    );
    // Another developer's scan of that id is not given away.
    let bob = platform.token(Role::Member, "bob");
    let reply = platform.ask("POST", "/api/v1/scans", &bob, &JSON, body).await;
    assert_eq!(reply.status, 409);
    let history = platform.get("/scan/history", &ada).await.json();
    assert_eq!(history.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_never_decides_whose_scan_it_is_unless_the_token_says_so() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Ingest, "ada");
    let reply = platform.ask("POST", "/scan", &ada, &JSON, REFERENCE).await;
    assert_eq!(reply.json()["developer_id"], "ada", "{reply:?}");
    assert_eq!(
        (reply.status, reply.json()["message"].as_str()),
        (200, Some("Scan saved successfully"))
    );
    let named = [("devenv-developer", "bob")];
    let reply = platform.ask("POST", "/scan", &ada, &named, REFERENCE).await;
    assert_eq!(reply.json()["developer_id"], "ada");
    let fleet = platform.token_of(NewTokenRequest {
        role: Role::Ingest,
        developer_id: "fleet".to_owned(),
        for_others: true,
        expires_at: None,
    });
    let reply = platform.ask("POST", "/scan", &fleet, &JSON, REFERENCE).await;
    assert_eq!(reply.json()["developer_id"], "somebody-else");
    let reply = platform.ask("POST", "/scan", &fleet, &named, REFERENCE).await;
    assert_eq!(reply.json()["developer_id"], "bob");
    // The same path that was a directory's name elsewhere is a name here, and nothing else.
    let escape = [("devenv-developer", "../../x")];
    assert_eq!(
        platform.ask("POST", "/scan", &fleet, &escape, REFERENCE).await.status,
        200
    );
    platform.platform.store.close().await.unwrap();
    let mut directories: Vec<String> = std::fs::read_dir(platform.data().join("scans"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    directories.sort();
    assert_eq!(
        directories,
        ["=2e=2e=2f=2e=2e=2fx", "ada", "bob", "somebody=2delse"].map(|name| name.replace("=2d", "-"))
    );
}

#[tokio::test]
async fn a_key_makes_a_scan_without_an_id_one_that_can_be_sent_again() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let key = [("idempotency-key", "run 42")];
    let first = platform.ask("POST", "/scan", &ada, &key, REFERENCE).await.json();
    let again = platform.ask("POST", "/scan", &ada, &key, REFERENCE).await.json();
    assert_eq!(first["scan_id"], again["scan_id"]);
    assert_eq!(again["duplicate"], true);
    // Without one, two scans within a second are two scans.
    let two = [
        platform.ask("POST", "/scan", &ada, &[], REFERENCE).await.json(),
        platform.ask("POST", "/scan", &ada, &[], REFERENCE).await.json(),
    ];
    assert_ne!(two[0]["scan_id"], two[1]["scan_id"]);
    assert_eq!(
        platform
            .get("/scan/history", &ada)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        3
    );
    // What an earlier version stored with a key has an id that follows from the key alone.
    let earlier = id_of_key(b"", "ada", "run 41").to_string();
    for (key, duplicate) in [(earlier.as_str(), false), ("run 41", true)] {
        let key = [("idempotency-key", key)];
        let receipt = platform.ask("POST", "/scan", &ada, &key, REFERENCE).await.json();
        assert_eq!(
            (receipt["scan_id"].as_str(), receipt["duplicate"].as_bool()),
            (Some(earlier.as_str()), Some(duplicate)),
            "{receipt}"
        );
    }
    // Somebody else took the id that an earlier version would have given: it is in nobody's way.
    let mallory = platform.token(Role::Member, "mallory");
    let taken = id_of_key(b"", "ada", "run 43").to_string();
    for (token, key) in [(&mallory, taken.as_str()), (&ada, "run 43"), (&ada, "run 43")] {
        let key = [("idempotency-key", key)];
        let reply = platform.ask("POST", "/scan", token, &key, REFERENCE).await;
        let is_taken = reply.json()["scan_id"] == taken;
        assert_eq!((reply.status, is_taken), (200, token == &mallory), "{reply:?}");
    }
    let wrong = [("idempotency-key", "0199c5a8-7a1e-7c7b-9d2f-3f7a52a1c001")];
    let reply = platform
        .ask("POST", "/api/v1/scans", &ada, &wrong, scan("healthy-laptop", 1))
        .await;
    assert_eq!(reply.status, 422);
}

#[tokio::test]
async fn bodies_are_bounded_before_they_are_parsed() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let body = scan("healthy-laptop", 1);
    let ok = platform
        .ask(
            "POST",
            "/scan",
            &ada,
            &[("content-encoding", "gzip")],
            gzip(body.as_bytes()),
        )
        .await;
    let zstd = zstd::encode_all(body.as_bytes(), 3).unwrap();
    let again = platform
        .ask("POST", "/scan", &ada, &[("content-encoding", "zstd")], zstd)
        .await;
    assert_eq!(
        (ok.status, again.status, again.json()["duplicate"].as_bool()),
        (200, 200, Some(true))
    );
    let bomb = gzip(&vec![b' '; 9 << 20]);
    let cases: [Case<'_>; 6] = [
        (&[], vec![b' '; (1 << 20) + 1], 413),
        (&[("content-encoding", "gzip")], bomb, 413),
        (&[("content-encoding", "br")], body.clone().into_bytes(), 415),
        (&[("content-encoding", "gzip")], body.clone().into_bytes(), 400),
        (&[], "[".repeat(5_000).into_bytes(), 422),
        (
            &[],
            body.replace("\"schema_version\":\"1.0\"", "\"schema_version\":\"2.0\"")
                .into_bytes(),
            422,
        ),
    ];
    for (headers, body, status) in cases {
        let native = platform.ask("POST", "/api/v1/scans", &ada, headers, body.clone()).await;
        assert_eq!(
            (native.status, native.json()["status"].as_u64()),
            (status, Some(u64::from(status)))
        );
        let compatible = platform.ask("POST", "/scan", &ada, headers, body).await;
        assert!(!compatible.json()["detail"].is_null(), "{compatible:?}");
        assert_eq!(compatible.status, status);
    }
}

#[tokio::test]
async fn the_reference_platforms_second_form_is_taken_kept_as_it_came_and_shown() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let body = r#"{"scan_id":"20260220115828","timestamp":"2026-02-20T11:58:28","system":{"os":"Linux","os_release":"6.8.0"},
        "node":{"node_version":"v22.14.0","npm_version":null},"cli_tools":{"git":{"installed":true,"version":"git version 2.49.0"}},
        "docker":{"installed":false,"version":null,"images":[]},"metadata":{},"developer_id":"somebody-else"}"#;
    let receipt = platform.ask("POST", "/scan", &ada, &JSON, body).await.json();
    assert_eq!(
        (&receipt["message"], &receipt["developer_id"]),
        (&json!("Scan saved successfully"), &json!("ada"))
    );
    let id = receipt["scan_id"].as_str().unwrap();
    assert_eq!(platform.get(&format!("/scan/{id}"), &ada).await.text(), body);
    let item = &platform
        .get("/api/v1/scans?tool=git&range=%3E%3D2.49", &ada)
        .await
        .json()["items"][0];
    assert_eq!(
        (&item["scan_id"], &item["os"], &item["taken_at"]),
        (&json!(id), &json!("Linux"), &json!("2026-02-20T11:58:28Z"))
    );
    let cookie = platform.cookie(&ada).await;
    let page = platform.page(&format!("/scans/{id}"), &cookie).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.text().contains("Another program made this scan"));
    // Two scans of one second are two scans; a key makes one that can be sent again.
    assert_ne!(
        platform.ask("POST", "/scan", &ada, &JSON, body).await.json()["scan_id"],
        *id
    );
    let key = [JSON[0], ("idempotency-key", "second 28")];
    let first = platform.ask("POST", "/scan", &ada, &key, body).await.json();
    let again = platform.ask("POST", "/scan", &ada, &key, body).await.json();
    assert_eq!(
        (&again["scan_id"], &again["duplicate"]),
        (&first["scan_id"], &json!(true))
    );
    // What Swagger's example sent was kept as a scan once.
    let reply = platform
        .ask("POST", "/scan", &ada, &JSON, r#"{"additionalProp1":{}}"#)
        .await;
    assert_eq!(reply.status, 422, "{reply:?}");
}

#[tokio::test]
async fn a_developers_header_counts_as_utf_8_and_any_other_is_refused() {
    use crate::platform::NewTokenRequest;
    use axum::body::Body;
    use axum::http::Request;
    let platform = TestPlatform::new();
    let fleet = platform.token_of(NewTokenRequest {
        role: Role::Ingest,
        developer_id: "fleet".to_owned(),
        for_others: true,
        expires_at: None,
    });
    let send = async |name: &[u8]| {
        let request = Request::post("/scan")
            .header("authorization", format!("Bearer {fleet}"))
            .header("devenv-developer", name);
        let reply = platform.send(request.body(Body::from(REFERENCE)).unwrap()).await;
        (reply.status, reply.json())
    };
    let (status, receipt) = send("José".as_bytes()).await;
    assert_eq!((status, &receipt["developer_id"]), (200, &json!("José")));
    let (status, refused) = send(b"Ren\xe9").await;
    assert_eq!(
        (status, &refused["detail"]),
        (400, &json!("`devenv-developer` is not valid UTF-8"))
    );
}
