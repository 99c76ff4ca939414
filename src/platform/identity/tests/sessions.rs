//! Browser sessions end with the token, or the issuer's word, that they stand for.

use jiff::ToSpan as _;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::{FakeIssuer, elliptic, now, sign};
use crate::api::wire::Role;
use crate::platform::NewTokenRequest;
use crate::platform::http::web_session::{COOKIE, WebSession};
use crate::platform::identity::hash;
use crate::platform::store::{Credential, Session};
use crate::platform::testing::{REFERENCE, Reply, TestPlatform};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// The value of the cookie that an answer sets, and the seconds that it is for.
fn cookie(reply: &Reply) -> (&str, i64) {
    let parts: Vec<&str> = reply.header("set-cookie").split("; ").collect();
    let value = parts[0].split_once('=').unwrap().1;
    let age = parts.iter().find_map(|part| part.strip_prefix("Max-Age="));
    (value, age.unwrap().parse().unwrap())
}

/// What somebody with that cookie gets: of a page, of the API, and of the form that makes a token.
async fn answers(platform: &TestPlatform, cookie: &str, csrf: &str) -> [(u16, String); 3] {
    let cookie = format!("{COOKIE}={cookie}");
    let headers = [FORM[0], ("cookie", cookie.as_str())];
    let form = format!("csrf={csrf}&subject=eve&role=admin&days=3650");
    let replies = [
        platform.page("/tokens", &cookie).await,
        platform.page("/api/v1/tokens", &cookie).await,
        platform.ask("POST", "/tokens", "", &headers, form).await,
    ];
    replies.map(|reply| (reply.status, reply.header("location").to_owned()))
}

fn let_in() -> [(u16, String); 3] {
    [200, 200, 200].map(|status| (status, String::new()))
}

fn sent_away() -> [(u16, String); 3] {
    let sign_in = |next: &str| (303, format!("/sign-in{next}"));
    [sign_in("?next=%2Ftokens"), (401, String::new()), sign_in("")]
}

async fn csrf(platform: &TestPlatform, cookie: &str) -> String {
    let page = platform.page("/tokens", &format!("{COOKIE}={cookie}")).await.text();
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_ends_when_its_token_is_revoked_by_whomever() {
    let platform = TestPlatform::new();
    let root = platform.token(Role::Admin, "root");
    for revoked_by in ["the command line", "the API", "the page"] {
        let token = platform.token(Role::Admin, "mallory");
        let id = token.split('_').nth(1).unwrap().to_owned();
        let reply = platform
            .ask("POST", "/sign-in", "", &FORM, format!("token={token}"))
            .await;
        let (session, seconds) = cookie(&reply);
        assert_eq!(seconds, 12 * 3600);
        let form = csrf(&platform, session).await;
        assert_eq!(answers(&platform, session, &form).await, let_in(), "{revoked_by}");
        match revoked_by {
            "the command line" => {
                let revoked = platform.platform.store.revoke_token(&id, jiff::Timestamp::now()).await;
                assert!(revoked.unwrap());
            }
            "the API" => {
                let path = format!("/api/v1/tokens/{id}");
                assert_eq!(platform.ask("DELETE", &path, &root, &[], "").await.status, 204);
            }
            _ => {
                // With the session itself: it is the last thing that it does. It is asked once.
                let headers = [FORM[0], ("cookie", &format!("{COOKIE}={session}"))];
                let revoke = async |more: &str| {
                    let body = format!("csrf={form}&id={id}{more}");
                    platform.ask("POST", "/tokens/revoke", "", &headers, body).await
                };
                let asked = revoke("").await;
                let question = format!("<h1>Revoke <code>{id}</code>?</h1>");
                assert_eq!(
                    (asked.status, asked.text().contains(&question)),
                    (200, true),
                    "{asked:?}"
                );
                assert_eq!(answers(&platform, session, &form).await, let_in());
                assert_eq!(revoke("&confirmed=true").await.status, 303);
            }
        }
        let before = platform.platform.store.tokens().await.unwrap();
        assert_eq!(answers(&platform, session, &form).await, sent_away(), "{revoked_by}");
        assert_eq!(platform.platform.store.tokens().await.unwrap(), before);
    }
}

#[tokio::test]
async fn a_session_ends_no_later_than_its_token() {
    let platform = TestPlatform::new();
    let start = jiff::Timestamp::now();
    let token = platform.token_of(NewTokenRequest {
        role: Role::Admin,
        developer_id: "eve".to_owned(),
        for_others: false,
        expires_at: Some(start + 1.hour()),
    });
    let reply = platform
        .ask("POST", "/sign-in", "", &FORM, format!("token={token}"))
        .await;
    let (session, seconds) = cookie(&reply);
    assert!((3590..=3600).contains(&seconds), "{seconds}");
    let session_at = |time| WebSession::at(&platform.platform, session, time);
    let signed_in = session_at(start + 59.minutes()).await.unwrap().unwrap();
    assert_eq!(
        (signed_in.caller.developer_id.as_str(), signed_in.caller.role),
        ("eve", Role::Admin)
    );
    assert!(session_at(start + 1.hour()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_of_an_issuer_ends_with_its_token_and_with_the_issuer() {
    let issuer = FakeIssuer::start();
    let key = elliptic();
    issuer.publish(&key, Algorithm::ES256, "e");
    let platform = TestPlatform::with(|settings| settings.issuers = vec![issuer.settings()]);
    let start = jiff::Timestamp::now();
    let sign_in = async |exp: i64| {
        let claims = issuer.claims(&json!({ "exp": exp, "cognito:groups": ["admins"] }));
        let form = format!("token={}", sign(&key, Algorithm::ES256, "e", &claims));
        platform.ask("POST", "/sign-in", "", &FORM, form).await
    };
    // Clocks may be a minute apart: this one is taken for half a minute still.
    let reply = sign_in(now() - 30).await;
    let (session, seconds) = cookie(&reply);
    assert!((20..=30).contains(&seconds), "{seconds}");
    let form = csrf(&platform, session).await;
    assert_eq!(answers(&platform, session, &form).await, let_in());
    let session_at = |time| WebSession::at(&platform.platform, session, time);
    assert!(session_at(start + 20.seconds()).await.unwrap().is_some());
    assert!(session_at(start + 32.seconds()).await.unwrap().is_none());
    let ended = sign_in(now() - 70).await;
    assert_eq!((ended.status, ended.header("set-cookie")), (200, ""));
    assert!(ended.text().contains("This token is unknown, expired or revoked."));

    // An issuer that was taken out of the settings no longer has a say.
    let platform = TestPlatform::new();
    let of_issuer = Session {
        credential: Credential::Issuer(issuer.url.clone()),
        developer_id: "ada".to_owned(),
        role: Role::Admin,
        csrf: "csrf".to_owned(),
        expires_at: start + 1.hour(),
    };
    platform
        .platform
        .store
        .add_session(hash(b"session"), of_issuer)
        .await
        .unwrap();
    assert_eq!(answers(&platform, "session", "csrf").await, sent_away());
}

#[tokio::test]
async fn admins_see_and_end_sessions_and_viewers_see_them() {
    let platform = TestPlatform::new();
    let root = platform.token(Role::Admin, "root");
    let (ada, viewer) = (
        platform.token(Role::Member, "ada"),
        platform.token(Role::Viewer, "vera"),
    );
    let of_ada = platform.cookie(&ada).await;
    let of_viewer = platform.cookie(&viewer).await;
    let of_root = platform.cookie(&root).await;
    let gone = platform.token(Role::Member, "gone");
    platform.cookie(&gone).await;
    let id = gone.split('_').nth(1).unwrap();
    assert!(
        platform
            .platform
            .store
            .revoke_token(id, jiff::Timestamp::now())
            .await
            .unwrap()
    );
    let sessions = async |token: &str| {
        let listed = platform.get("/api/v1/sessions", token).await.json();
        let mut listed: Vec<(String, String, String)> = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                ["developer_id", "token_id", "id"]
                    .map(|key| one[key].as_str().unwrap().to_owned())
                    .into()
            })
            .collect();
        listed.sort();
        listed
    };
    let listed = sessions(&viewer).await;
    let whose: Vec<(&str, &str)> = listed
        .iter()
        .map(|(who, token, _)| (who.as_str(), token.as_str()))
        .collect();
    let ids = [&ada, &root, &viewer].map(|token| token.split('_').nth(1).unwrap());
    assert_eq!(whose, [("ada", ids[0]), ("root", ids[1]), ("vera", ids[2])]);
    let statuses = [
        platform.page("/sessions", &of_ada).await.status,
        platform.page("/sessions", &of_viewer).await.status,
        platform.page("/sessions", &of_root).await.status,
        platform.get("/api/v1/sessions", &ada).await.status,
    ];
    assert_eq!(statuses, [403, 200, 200, 403]);
    assert!(
        !platform
            .page("/sessions", &of_viewer)
            .await
            .text()
            .contains("/sessions/end")
    );

    // By the page, with its form.
    let csrf = csrf(&platform, of_root.split_once('=').unwrap().1).await;
    let end = async |cookie: &str, form: String| {
        let headers = [FORM[0], ("cookie", cookie)];
        platform.ask("POST", "/sessions/end", "", &headers, form).await.status
    };
    let of_ada_id = &listed[0].2;
    assert_eq!(end(&of_root, format!("csrf=0&id={of_ada_id}")).await, 403);
    assert_eq!(end(&of_viewer, format!("csrf={csrf}&id={of_ada_id}")).await, 403);
    assert_eq!(platform.page("/", &of_ada).await.status, 200);
    assert_eq!(end(&of_root, format!("csrf={csrf}&id={of_ada_id}")).await, 303);
    assert_eq!(platform.page("/", &of_ada).await.status, 303);
    // By the API.
    let path = format!("/api/v1/sessions/{}", listed[2].2);
    let delete = async |token: &str| platform.ask("DELETE", &path, token, &[], "").await.status;
    assert_eq!(
        [delete(&viewer).await, delete(&root).await, delete(&root).await],
        [403, 204, 404]
    );
    assert_eq!(platform.page("/", &of_viewer).await.status, 303);
    assert_eq!(sessions(&root).await.len(), 1);
    let log = platform.platform.store.audit(100).await.unwrap();
    let ended = log.iter().filter(|entry| entry.action == "session_ended");
    let told: Vec<(&str, String)> = ended
        .map(|entry| (entry.actor.as_str(), entry.object.clone()))
        .collect();
    let expected = [&listed[2], &listed[0]].map(|(who, _, id)| ("root", format!("{id} {who}")));
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_viewer_reads_everything_and_changes_nothing_and_metrics_are_read_alone() {
    let platform = TestPlatform::new();
    let (ada, viewer) = (
        platform.token(Role::Member, "ada"),
        platform.token(Role::Viewer, "vera"),
    );
    let metrics = platform.token(Role::Metrics, "prometheus");
    let scan = platform.ask("POST", "/scan", &ada, &[], REFERENCE).await.json();
    let id = scan["scan_id"].as_str().unwrap();
    for path in [
        format!("/scan/{id}"),
        format!("/api/v1/scans/{id}/report/html"),
        "/scan/history?developer=ada".to_owned(),
        "/api/v1/developers/ada".to_owned(),
        "/api/v1/me".to_owned(),
        "/api/v1/tokens".to_owned(),
        "/api/v1/audit".to_owned(),
        "/metrics/summary".to_owned(),
    ] {
        let statuses = [
            platform.get(&path, &viewer).await.status,
            platform.get(&path, &metrics).await.status,
        ];
        assert_eq!(statuses, [200, 403], "{path}");
    }
    for token in [&viewer, &metrics] {
        assert_eq!(platform.get("/metrics", token).await.status, 200);
        for (method, path, body) in [
            ("POST", "/scan", REFERENCE),
            ("POST", "/api/v1/tokens", r#"{"role":"admin","subject":"eve"}"#),
            ("DELETE", &format!("/api/v1/scans/{id}"), ""),
            ("DELETE", "/api/v1/developers/ada", ""),
        ] {
            assert_eq!(
                platform.ask(method, path, token, &[], body).await.status,
                403,
                "{method} {path}"
            );
        }
    }
    let cookie = platform.cookie(&viewer).await;
    let page = platform.page("/tokens", &cookie).await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("action=\"/tokens"), "{page:?}");
    let form = [FORM[0], ("cookie", cookie.as_str())];
    let csrf = {
        let text = platform.page("/", &cookie).await.text();
        let (_, rest) = text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let body = format!("csrf={csrf}&subject=eve&role=admin&days=9");
    assert_eq!(platform.ask("POST", "/tokens", "", &form, body).await.status, 403);
    let refused = platform
        .ask("POST", "/sign-in", "", &FORM, format!("token={metrics}"))
        .await;
    assert!(refused.text().contains("This token cannot read scans."), "{refused:?}");
}
