//! The pages: signing in to them and where it leads, who may send forms, the path behind a proxy, and what a page shows.

use serde_json::{Value, json};

use super::sign_in::page_path;
use crate::api::wire::Role;
use crate::platform::testing::{REFERENCE, Reply, TestPlatform, scan};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];
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
        let ready = page.contains(">1 of 1 <span");
        (partial, ready)
    };
    let partial = json!({ "only": ["system"], "skip": [], "exec": true });
    assert_eq!(upload(1, partial.clone()).await.status, 201);
    assert_eq!(overview().await, (1, false));
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
