//! What one caller cannot take away from the others: processor time, memory, requests.

use serde_json::{Value, json};

use super::JSON;
use crate::api::wire::Role;
use crate::platform::testing::{TestPlatform, scan};
use crate::platform::{Rate, Shared};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// A scan with something added.
fn scan_with(id: u32, key: &str, value: Value) -> String {
    let mut scan: Value = serde_json::from_str(&scan("healthy-laptop", id)).unwrap();
    scan[key] = value;
    scan.to_string()
}

#[tokio::test]
async fn a_long_form_is_refused_before_it_is_read() {
    let platform = TestPlatform::new();
    let token = platform.token(Role::Member, "ada");
    let page = "text/html; charset=utf-8";
    for (path, form, status) in [
        ("/sign-in", "x".repeat(64 << 10), 413),
        ("/tokens", "x".repeat(64 << 10), 413),
        ("/sign-in", format!("token={}", "x".repeat(15 << 10)), 200),
        ("/sign-in", "next=/".to_owned(), 422),
        ("/sign-in", format!("token={token}"), 303),
    ] {
        let reply = platform.ask("POST", path, "", &FORM, form).await;
        let kind = if status == 303 { "" } else { page };
        assert_eq!((reply.status, reply.header("content-type")), (status, kind), "{path}");
    }
    // One whose length is not said is read up to the limit.
    let pieces = (0..64).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 10]));
    let body = axum::body::Body::from_stream(futures_util::stream::iter(pieces));
    let reply = platform.ask("POST", "/sign-in", "", &FORM, body).await;
    assert!(
        reply.text().contains("<h1>The form is too large</h1>") && reply.status == 413,
        "{reply:?}"
    );
}

#[tokio::test]
async fn pages_count_as_requests_of_the_one_who_signed_in() {
    let platform = TestPlatform::with(|settings| {
        settings.rates.caller = Rate {
            per_second: 0.001,
            burst: 2.0,
        };
    });
    let (ada, bob) = (platform.token(Role::Member, "ada"), platform.token(Role::Member, "bob"));
    let (cookie, other) = (platform.cookie(&ada).await, platform.cookie(&bob).await);
    let mut got = Vec::new();
    for _ in 0..3 {
        got.push(platform.page("/", &cookie).await.status);
    }
    got.push(platform.get("/api/v1/me", &ada).await.status);
    got.push(platform.page("/", &other).await.status);
    assert_eq!(got, [200, 200, 429, 429, 200]);
}

/// One with some thousand requirements kept a thread of the server busy for most of a second.
#[tokio::test]
async fn a_scan_with_long_lists_is_graded_in_its_turn_and_keeps_nobody_waiting() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let (release, held) = std::sync::mpsc::channel::<()>();
    let shared = Shared::clone(&platform.platform);
    let turn = tokio::spawn(async move { shared.scans.long(move || held.recv()).await });
    tokio::task::yield_now().await;
    let long = scan_with(1, "padding", vec![json!({}); 1_001].into());
    let long = platform.ask("POST", "/api/v1/scans", &ada, &JSON, long);
    let mut long = std::pin::pin!(long);
    let short = platform.ask("POST", "/api/v1/scans", &ada, &JSON, scan("healthy-laptop", 2));
    let first = tokio::select! {
        biased;
        long = &mut long => ("long", long.status),
        short = short => ("short", short.status),
    };
    assert_eq!(first, ("short", 201));
    release.send(()).unwrap();
    assert_eq!((long.await.status, turn.await.unwrap().unwrap()), (201, Ok(())));
}

#[tokio::test]
async fn a_long_scan_that_is_written_otherwise_is_compared_in_its_turn() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    let body = scan_with(1, "padding", vec!["x".repeat(1_000); 300].into());
    let value: Value = serde_json::from_str(&body).unwrap();
    // Other white space, and the members the other way round.
    let members = value.as_object().unwrap().iter().rev();
    let members: Vec<String> = members
        .map(|(name, value)| format!("{}:{value:#}", json!(name)))
        .collect();
    let other = format!("{{{}}}", members.join(",\n"));
    let mut changed = value;
    changed["duration_ms"] = 1.into();
    let mut got = Vec::new();
    for body in [body, other, changed.to_string()] {
        got.push(platform.ask("POST", "/api/v1/scans", &ada, &JSON, body).await.status);
    }
    assert_eq!(got, [201, 200, 409]);
}

/// Pages that compared two scans of 7 MB took hundreds of megabytes before they were counted.
#[tokio::test]
async fn two_scans_are_compared_when_there_is_memory_for_it() {
    let platform = TestPlatform::new();
    let ada = platform.token(Role::Member, "ada");
    for id in [1, 2] {
        let scan = scan("healthy-laptop", id);
        assert_eq!(
            platform.ask("POST", "/api/v1/scans", &ada, &JSON, scan).await.status,
            201
        );
    }
    let cookie = platform.cookie(&ada).await;
    let ids = [1, 2].map(|id| format!("0199c5a8-7a1e-7c7b-9d2f-{id:012x}"));
    let page = format!("/compare?from={}&to={}", ids[0], ids[1]);
    let route = format!("/api/v1/scans/{}/diff/{}", ids[0], ids[1]);
    let got = async || {
        [
            platform.page(&page, &cookie).await.status,
            platform.get(&route, &ada).await.status,
        ]
    };
    let mut taken = platform.platform.answer_memory.share("ada");
    taken.grow((32 << 20) - (16 << 10)).unwrap();
    assert_eq!(got().await, [429, 429]);
    drop(taken);
    assert_eq!(got().await, [200, 200]);
}

#[tokio::test]
async fn the_last_page_of_developers_has_no_cursor() {
    let platform = TestPlatform::new();
    for (id, name) in [(1, "ada"), (2, "bob")] {
        let token = platform.token(Role::Member, name);
        let scan = scan("healthy-laptop", id);
        platform.ask("POST", "/api/v1/scans", &token, &JSON, scan).await;
    }
    let admin = platform.token(Role::Admin, "root");
    let cursor = async |query: &str| {
        let page = platform
            .get(&format!("/api/v1/developers?{query}"), &admin)
            .await
            .json();
        page["next_cursor"].clone()
    };
    assert_eq!(
        [
            cursor("limit=1").await,
            cursor("limit=1&cursor=ada").await,
            cursor("limit=2").await,
            cursor("cursor=bob").await
        ],
        [json!("ada"), Value::Null, Value::Null, Value::Null]
    );
}
