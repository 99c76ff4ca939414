//! Who may ask what, and what uploads come to, through the whole of the server but its sockets.

use std::collections::BTreeSet;
use std::io::Write as _;

use serde_json::{Value, json};

use super::{Access, ROUTES};
use crate::api::wire::Role;
use crate::platform::NewTokenRequest;
use crate::platform::testing::{REFERENCE, TestPlatform, scan};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// Headers and a body, and the status that they come to.
type Case<'c> = (&'c [(&'c str, &'c str)], Vec<u8>, u16);

/// What one role gets from one kind of route: let in, asked for a token, refused, or sent to sign in.
fn expected(access: Access, role: Option<Role>) -> &'static str {
    match (access, role) {
        (Access::Open, _)
        | (Access::Upload, Some(Role::Admin | Role::Member | Role::Ingest))
        | (Access::Participate, Some(Role::Admin | Role::Member | Role::Ingest | Role::Viewer))
        | (Access::Read, Some(Role::Admin | Role::Member | Role::Viewer))
        | (Access::ReadAll, Some(Role::Admin | Role::Viewer))
        | (Access::Metrics, Some(Role::Admin | Role::Viewer | Role::Metrics))
        | (Access::Admin, Some(Role::Admin)) => "in",
        (Access::Page, _) => "sign-in",
        (_, None) => "401",
        (_, Some(_)) => "403",
    }
}

#[tokio::test]
async fn each_role_gets_what_the_table_of_routes_says() {
    let platform = TestPlatform::new();
    let roles = Role::ALL.map(Some).into_iter().chain([None]);
    let mut faults = Vec::new();
    for route in ROUTES {
        for role in roles.clone() {
            let token = role.map(|role| platform.token(role, "ada")).unwrap_or_default();
            let path = route.path.replace(['{', '}'], "");
            let reply = platform.ask(route.method, &path, &token, &JSON, "{}").await;
            let got = match reply.status {
                401 => "401",
                403 => "403",
                303 if reply.header("location").starts_with("/sign-in") => "sign-in",
                // A form that is not filled in is refused before anybody is asked who they are.
                415 | 422 if route.access == Access::Page => "sign-in",
                _ => "in",
            };
            if got != expected(route.access, role) {
                faults.push(format!(
                    "{} {} as {role:?}: {got} ({})",
                    route.method, route.path, reply.status
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn routes_are_there_once() {
    let all: BTreeSet<(&str, &str)> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(all.len(), ROUTES.len());
}

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
async fn a_developer_sees_their_own_scans_and_an_admin_all() {
    let platform = TestPlatform::new();
    let (ada, bob) = (platform.token(Role::Member, "ada"), platform.token(Role::Member, "bob"));
    let admin = platform.token(Role::Admin, "root");
    platform
        .ask("POST", "/scan", &ada, &JSON, scan("healthy-laptop", 1))
        .await;
    let reply = platform
        .ask("POST", "/scan", &bob, &JSON, scan("messy-laptop", 2))
        .await
        .json();
    let id = reply["scan_id"].as_str().unwrap();
    for path in [
        format!("/scan/{id}"),
        format!("/api/v1/scans/{id}"),
        format!("/api/v1/scans/{id}/raw"),
        "/api/v1/developers/bob".to_owned(),
    ] {
        let got = [
            platform.get(&path, &ada).await.status,
            platform.get(&path, &bob).await.status,
            platform.get(&path, &admin).await.status,
        ];
        assert_eq!(got, [404, 200, 200], "{path}");
    }
    assert_eq!(platform.get("/scan/history?developer=bob", &ada).await.status, 403);
    let count = |token: &str| {
        let (platform, token) = (&platform, token.to_owned());
        async move { platform.get("/metrics/summary", &token).await.json()["total_scans"].clone() }
    };
    assert_eq!(
        [count(&ada).await, count(&bob).await, count(&admin).await],
        [json!(1), json!(1), json!(2)]
    );
    let page = platform.get("/api/v1/scans?limit=1", &admin).await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = platform
        .get(&format!("/api/v1/scans?limit=1&cursor={cursor}"), &admin)
        .await
        .json();
    assert_eq!(
        (
            page["items"][0]["user_id"].as_str(),
            next["items"][0]["user_id"].as_str()
        ),
        (Some("bob"), Some("ada"))
    );
    assert_eq!(next["next_cursor"], Value::Null);
}

#[tokio::test]
async fn tokens_are_made_used_and_revoked() {
    let platform = TestPlatform::new();
    let admin = platform.token(Role::Admin, "root");
    let wish = r#"{"role":"member","subject":"ada","expires_in_days":90}"#;
    let made = platform.ask("POST", "/api/v1/tokens", &admin, &JSON, wish).await;
    let (status, made) = (made.status, made.json());
    assert_eq!(
        (status, made["subject"].as_str(), made["role"].as_str()),
        (201, Some("ada"), Some("member"))
    );
    let (secret, id) = (made["secret"].as_str().unwrap(), made["id"].as_str().unwrap());
    let me = platform.get("/api/v1/me", secret).await.json();
    assert_eq!(
        me,
        json!({"developer_id": "ada", "role": "member", "may_upload_for_others": false})
    );
    platform
        .platform
        .verifier
        .flush_last_used(platform.platform.store.as_ref())
        .await
        .unwrap();
    let listed = platform.get("/api/v1/tokens", &admin).await;
    assert!(!listed.text().contains(secret));
    let listed = listed.json();
    let ours = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|token| token["id"] == id)
        .unwrap();
    assert!(ours["last_used_at"].is_string(), "{ours}");
    let path = format!("/api/v1/tokens/{id}");
    let revoked = platform.ask("DELETE", &path, &admin, &[], "").await.status;
    let again = platform.ask("DELETE", &path, &admin, &[], "").await.status;
    assert_eq!(
        (revoked, again, platform.get("/api/v1/me", secret).await.status),
        (204, 404, 401)
    );
    for token in ["dvt_nonsense", "eyJhbGciOiJub25lIn0.e30.", "x"] {
        let reply = platform.get("/api/v1/me", token).await;
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, "Bearer"));
    }
}

#[tokio::test]
async fn pages_are_for_those_who_signed_in_and_forms_for_those_who_drew_them() {
    let platform = TestPlatform::new();
    let (ada, admin) = (platform.token(Role::Member, "ada"), platform.token(Role::Admin, "root"));
    platform
        .ask("POST", "/scan", &ada, &JSON, scan("hostile-strings", 3))
        .await;
    let cookie = platform.cookie(&ada).await;
    let page = platform.page("/", &cookie).await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(page.text().contains("href=\"/developers/ada\""));
    let scan_page = platform
        .page("/scans/0199c5a8-7a1e-7c7b-9d2f-000000000003", &cookie)
        .await;
    assert_eq!(scan_page.status, 200);
    assert!(!scan_page.text().contains("<script"), "a scan's text is text");
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("cookie", &cookie),
    ];
    // A form of another site comes with the cookie at most.
    let foreign = platform.ask("POST", "/sign-out", "", &form, "csrf=0").await;
    assert_eq!((foreign.status, platform.page("/", &cookie).await.status), (403, 200));
    assert_eq!(platform.page("/tokens", &cookie).await.status, 403);
    let text = page.text();
    let csrf = text
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let out = platform
        .ask("POST", "/sign-out", "", &form, format!("csrf={csrf}"))
        .await;
    assert_eq!(
        (out.status, platform.page("/", &cookie).await.header("location")),
        (303, "/sign-in")
    );
    let cookie = platform.cookie(&admin).await;
    let text = platform.page("/tokens", &cookie).await.text();
    let csrf = text
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("cookie", &cookie),
    ];
    let body = format!("csrf={csrf}&subject=bob&role=member&days=90");
    let made = platform.ask("POST", "/tokens", "", &form, body).await.text();
    let secret = made.split("<code>dvt_").nth(1).unwrap().split('<').next().unwrap();
    let me = platform.get("/api/v1/me", &format!("dvt_{secret}")).await.json();
    assert_eq!(me["developer_id"], "bob");
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_again() {
    let one = crate::platform::Rate {
        per_second: 0.001,
        burst: 1.0,
    };
    let platform = TestPlatform::with(|settings| settings.rates.caller = one);
    let ada = platform.token(Role::Member, "ada");
    assert_eq!(platform.get("/api/v1/me", &ada).await.status, 200);
    let reply = platform.get("/api/v1/me", &ada).await;
    assert_eq!(
        (reply.status, reply.json()["type"].as_str()),
        (429, Some("urn:devenv:problem:too-many"))
    );
    assert!(reply.header("retry-after").parse::<u64>().unwrap() >= 999, "{reply:?}");
    let bob = platform.token(Role::Member, "bob");
    assert_eq!(platform.get("/api/v1/me", &bob).await.status, 200);
    let platform = TestPlatform::with(|settings| settings.rates.address = one);
    let got = [
        platform.get("/health", "").await.status,
        platform.get("/health", "").await.status,
    ];
    assert_eq!(got, [200, 429]);
}

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
async fn the_page_of_a_scan_shows_the_whole_sum_and_what_was_withheld() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let receipt = platform
        .ask("POST", "/api/v1/scans", &ada, &JSON, scan("messy-laptop", 1))
        .await
        .json();
    let id = receipt["scan_id"].as_str().unwrap();
    let cookie = platform.cookie(&ada).await;
    let page = platform.page(&format!("/scans/{id}"), &cookie).await.text();
    let text = |from: &str, to: &str| {
        let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("{from}: {page}"));
        rest.split_once(to).unwrap().0.to_owned()
    };
    // The line of the report, whole: it begins with 100 and ends with the score.
    let line = text("<p class=\"sum\">", "</p>");
    assert!(line.starts_with("100 − "), "{line}");
    assert!(line.contains(&format!("= {}", receipt["score"])), "{line}");
    let report = platform
        .get(&format!("/api/v1/scans/{id}/report/html"), &ada)
        .await
        .text();
    assert!(report.contains(&format!("<p class=\"sum\">{line}</p>")), "{line}");
    let foot = text("<tfoot>", "</tfoot>");
    assert!(
        foot.ends_with(&format!("<strong>{}</strong></td></tr>", receipt["score"])),
        "{foot}"
    );
    let withheld = text("<h2 id=\"withheld\">", "</section>");
    assert!(withheld.contains("the home directory"), "{withheld}");
    assert!(
        withheld.contains("Not included: the host name, which is sent only on request"),
        "{withheld}"
    );
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
