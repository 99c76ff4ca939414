//! Signing in to the pages: where it leads, who may send the form, and which path and cookie it has behind a proxy.

use serde_json::{Value, json};

use super::sign_in::page_path;
use crate::api::wire::Role;
use crate::platform::testing::{REFERENCE, Reply, TestPlatform, scan};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn sign_in(platform: &TestPlatform, form: String, headers: &[(&str, &str)]) -> Reply {
    let headers: Vec<(&str, &str)> = std::iter::once(FORM).chain(headers.iter().copied()).collect();
    platform.ask("POST", "/sign-in", "", &headers, form).await
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for() {
    let platform = TestPlatform::new();
    let token = platform.token(Role::Member, "ada");
    let scan = platform.ask("POST", "/scan", &token, &[], REFERENCE).await.json();
    let path = format!("/scans/{}", scan["scan_id"].as_str().unwrap());
    let asked = platform.get(&path, "").await;
    let place = format!("/sign-in?next=%2Fscans%2F{}", scan["scan_id"].as_str().unwrap());
    assert_eq!((asked.status, asked.header("location")), (303, place.as_str()));
    let form = platform.get(&place, "").await.text();
    assert!(
        form.contains(&format!("<input type=\"hidden\" name=\"next\" value=\"{path}\">")),
        "{form}"
    );
    let signed_in = sign_in(&platform, format!("token={token}&next={path}"), &[]).await;
    assert_eq!((signed_in.status, signed_in.header("location")), (303, path.as_str()));
    // A wrong token keeps the page.
    let again = sign_in(&platform, format!("token=wrong&next={path}"), &[]).await.text();
    assert!(again.contains(&format!("value=\"{path}\"")), "{again}");
}

#[test]
fn only_a_path_of_the_platform_is_gone_to() {
    for path in ["/scans/x", "/compare?from=a&to=b", "/"] {
        assert_eq!(page_path(Some(path)), path);
    }
    let long = format!("/{}", "x".repeat(2_000));
    for path in [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "",
        "/a\nb",
        "/a b",
        "scans",
        &long,
    ] {
        assert_eq!(page_path(Some(path)), "/", "{path}");
    }
    assert_eq!(page_path(None), "/");
}

#[tokio::test]
async fn a_form_that_another_site_sends_begins_no_session() {
    let platform = TestPlatform::new();
    let token = platform.token(Role::Member, "ada");
    let own = "http://127.0.0.1:8787";
    let cases: [(&[(&str, &str)], u16); 7] = [
        (&[("origin", "https://evil.test")], 403),
        (&[("origin", "null")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site"), ("origin", own)], 403),
        (&[("sec-fetch-site", "same-origin"), ("origin", own)], 303),
        (&[("origin", own)], 303),
        // By another name of the same server.
        (&[("origin", "http://devenv.lan"), ("host", "devenv.lan")], 303),
    ];
    for (headers, status) in cases {
        let reply = sign_in(&platform, format!("token={token}"), headers).await;
        assert_eq!(reply.status, status, "{headers:?}");
        assert_eq!(reply.header("set-cookie").is_empty(), status == 403, "{headers:?}");
    }
}

#[tokio::test]
async fn under_a_path_of_the_public_address_all_links_have_it() {
    let platform = TestPlatform::with(|settings| settings.public_url = "https://tools.example.org/devenv".to_owned());
    let token = platform.token(Role::Admin, "ada");
    let origin = [("origin", "https://tools.example.org")];
    let scan = platform
        .ask("POST", "/devenv/api/v1/scans", &token, &[], scan("messy-laptop", 1))
        .await;
    assert_eq!(scan.status, 201, "{scan:?}");
    assert_eq!(
        scan.json()["links"]["html"],
        "https://tools.example.org/devenv/scans/0199c5a8-7a1e-7c7b-9d2f-000000000001"
    );
    // A proxy takes the path off, or passes it on.
    for path in ["/sign-in", "/devenv/sign-in"] {
        assert_eq!(platform.get(path, "").await.status, 200, "{path}");
    }
    assert_eq!(platform.get("/devenv", "").await.header("location"), "/devenv/sign-in");
    let signed_in = sign_in(&platform, format!("token={token}&next=/tokens"), &origin).await;
    assert_eq!(signed_in.header("location"), "/devenv/tokens");
    let cookie = signed_in.header("set-cookie").to_owned();
    let parts: Vec<&str> = cookie.split("; ").collect();
    assert!(parts[0].starts_with("__Secure-devenv_session="), "{cookie}");
    assert_eq!(&parts[1..4], ["Path=/devenv", "HttpOnly", "SameSite=Lax"]);
    for path in [
        "/",
        "/tokens",
        "/docs",
        "/scans/0199c5a8-7a1e-7c7b-9d2f-000000000001",
        "/developers/ada",
    ] {
        let page = platform.page(path, parts[0]).await;
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        let links = text.split([' ', '<']).filter_map(|word| {
            let link = word
                .strip_prefix("href=\"")
                .or_else(|| word.strip_prefix("action=\""))?;
            Some(link.split('"').next().unwrap())
        });
        let outside: Vec<&str> = links
            .filter(|link| link.starts_with('/') && !link.starts_with("/devenv/"))
            .collect();
        assert_eq!(outside, Vec::<&str>::new(), "{path}");
    }
    // Without a path, the cookie is of this host alone.
    let platform = TestPlatform::with(|settings| settings.public_url = "https://devenv.example.org".to_owned());
    let token = platform.token(Role::Member, "ada");
    let reply = sign_in(&platform, format!("token={token}"), &[]).await;
    assert!(
        reply.header("set-cookie").starts_with("__Host-devenv_session="),
        "{reply:?}"
    );
    let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(platform.page("/", &cookie).await.status, 200);
}

#[tokio::test]
async fn a_token_of_no_days_is_refused() {
    let platform = TestPlatform::new();
    let token = platform.token(Role::Admin, "root");
    let cookie = platform.cookie(&token).await;
    let page = platform.page("/tokens", &cookie).await.text();
    let csrf = page
        .split_once("name=\"csrf\" value=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap();
    let headers = [FORM, ("cookie", cookie.as_str())];
    for days in ["0", "3651"] {
        let form = format!("csrf={csrf}&subject=eve&role=member&days={days}");
        let reply = platform.ask("POST", "/tokens", "", &headers, form).await;
        assert!(
            reply.text().contains("Tokens expire after 1 to 3650 days."),
            "{reply:?}"
        );
    }
    let body = r#"{"role":"member","subject":"eve","expires_in_days":0}"#;
    assert_eq!(
        platform.ask("POST", "/api/v1/tokens", &token, &[], body).await.status,
        422
    );
    assert_eq!(platform.platform.store.tokens().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_audit_log_says_who_did_what_and_from_where() {
    let platform = TestPlatform::new();
    let root = platform.token(Role::Admin, "root");
    let root_id = root.split('_').nth(1).unwrap();
    let body = r#"{"role":"member","subject":"ada"}"#;
    let made = platform.ask("POST", "/api/v1/tokens", &root, &[], body).await.json();
    let ada = made["secret"].as_str().unwrap().to_owned();
    let scan = platform.ask("POST", "/scan", &ada, &[], REFERENCE).await.json();
    platform.cookie(&ada).await;
    let (id, scan) = (made["id"].as_str().unwrap(), scan["scan_id"].as_str().unwrap());
    let delete = async |path: String| platform.ask("DELETE", &path, &root, &[], "").await.status;
    assert_eq!(
        platform
            .ask("DELETE", &format!("/api/v1/scans/{scan}"), &ada, &[], "")
            .await
            .status,
        403
    );
    assert_eq!(delete(format!("/api/v1/scans/{scan}")).await, 204);
    assert_eq!(delete(format!("/api/v1/scans/{scan}")).await, 404);
    assert_eq!(platform.get(&format!("/scan/{scan}"), &ada).await.status, 404);
    assert_eq!(delete("/api/v1/developers/ada".to_owned()).await, 404);
    assert_eq!(delete(format!("/api/v1/tokens/{id}")).await, 204);
    let log = platform.get("/api/v1/audit", &root).await.json();
    let told: Vec<Value> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            json!([
                entry["actor"],
                entry["token_id"],
                entry["address"],
                entry["action"],
                entry["object"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["root", root_id, "127.0.0.1", "token_revoked", id]),
            json!(["root", root_id, "127.0.0.1", "scan_removed", scan]),
            json!(["ada", id, "127.0.0.1", "signed_in", "ada"]),
            json!(["ada", id, "127.0.0.1", "token_used", id]),
            json!(["root", root_id, "127.0.0.1", "token_created", id]),
            json!(["root", root_id, "127.0.0.1", "token_used", root_id]),
        ]
    );
    assert_eq!(platform.get("/api/v1/audit", &ada).await.status, 401);
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

/// `--only system` looks at too little to say that somebody is ready.
#[tokio::test]
async fn a_partial_scan_is_said_to_be_one_and_makes_nobody_ready() {
    let platform = TestPlatform::new();
    let token = platform.token(Role::Member, "ada");
    let upload = async |id, selection: Value| {
        let mut body: Value = serde_json::from_str(&scan("healthy-laptop", id)).unwrap();
        body["selection"] = selection;
        platform
            .ask("POST", "/api/v1/scans", &token, &[], body.to_string())
            .await
    };
    let cookie = platform.cookie(&token).await;
    let overview = async || {
        let page = platform.page("/", &cookie).await.text();
        let partial = page.matches("PASS</span> (partial)").count();
        let ready = page.contains("<dt>Ready</dt><dd>1 of 1</dd>");
        (partial, ready)
    };
    let partial = json!({ "only": ["system"], "skip": [], "exec": true });
    assert_eq!(upload(1, partial.clone()).await.status, 201);
    // Of the table of developers, and of that of scans.
    assert_eq!(overview().await, (2, false));
    assert_eq!(upload(2, Value::Null).await.status, 201);
    assert_eq!(overview().await, (1, true));
    assert_eq!(upload(3, partial).await.status, 201);
    assert_eq!(overview().await, (2, true));
    let developer = platform.get("/api/v1/developers/ada", &token).await.json();
    assert_eq!(
        (&developer["scans"], &developer["latest"]["partial"]),
        (&json!(3), &json!(false))
    );
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
