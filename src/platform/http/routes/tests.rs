//! Who may ask what, through the whole of the server but its sockets.

mod answers;
mod limits;
mod uploads;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Access, ROUTES};
use crate::api::wire::Role;
use crate::platform::testing::{REFERENCE, TestPlatform, scan};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

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
