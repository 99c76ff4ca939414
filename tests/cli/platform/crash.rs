//! What was acknowledged is there after the server was killed, once, and the index says what the raw scans say.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::server::Server;
use crate::support::Machine;

/// How often the server is killed.
const KILLS: usize = 100;
/// Clients that upload at the same time.
const CLIENTS: usize = 4;

fn body(client: usize, number: usize) -> String {
    format!(
        r#"{{"developer_id":"x","environment":{{"os":"Linux","os_version":"6","python_version":"3.11.9"}},
        "tools":[{{"name":"Docker","version":"{client}.{number}"}}]}}"#
    )
}

#[test]
fn acknowledged_scans_survive_a_hundred_kills() {
    let machine = Machine::new();
    let acknowledged = Mutex::new(BTreeSet::new());
    let mut token = String::new();
    for kill in 0..KILLS {
        let server = Server::start(&machine, &["--rate", "0", "--address-rate", "0"]);
        if let Some(first) = &server.token {
            token.clone_from(first);
        }
        let enough = AtomicBool::new(false);
        // Each time after another number of scans: the kill falls into whatever is going on then.
        let wanted = acknowledged.lock().unwrap().len() + 1 + kill % 17;
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (server, token, acknowledged, enough) = (&server, &token, &acknowledged, &enough);
                scope.spawn(move || {
                    let mut number = kill * 1_000;
                    while !enough.load(Ordering::Relaxed) {
                        number += 1;
                        // A server that was killed meanwhile did not acknowledge.
                        let Ok(answer) = server.try_ask("POST", "/scan", token, body(client, number).as_bytes()) else {
                            return;
                        };
                        assert_eq!(answer.status, 200, "{answer:#?}");
                        let id = answer.json()["scan_id"].as_str().unwrap().to_owned();
                        let mut acknowledged = acknowledged.lock().unwrap();
                        assert!(acknowledged.insert(id), "no two scans have one id");
                        if acknowledged.len() >= wanted {
                            enough.store(true, Ordering::Relaxed);
                            server.kill_now();
                        }
                    }
                });
            }
        });
        server.kill();
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    let server = Server::start(&machine, &["--rate", "0", "--address-rate", "0"]);
    let all = |server: &Server| {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server
                .ask("GET", &format!("/api/v1/scans?limit=500{cursor}"), &token, b"")
                .json();
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    };
    let kept = all(&server);
    let ids: Vec<String> = kept
        .iter()
        .map(|item| item["scan_id"].as_str().unwrap().to_owned())
        .collect();
    let once: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), once.len(), "each scan is there once");
    let lost: Vec<&String> = acknowledged.difference(&once).collect();
    assert_eq!(lost, Vec::<&String>::new());
    for id in &acknowledged {
        assert_eq!(server.ask("GET", &format!("/scan/{id}"), &token, b"").status, 200);
    }
    server.terminate();
    let reindexed = machine.devenv(["serve", "reindex"]).run();
    assert_eq!(
        reindexed.stdout,
        format!("{} scans indexed\n", kept.len()),
        "{reindexed:#?}"
    );
    let server = Server::start(&machine, &["--rate", "0", "--address-rate", "0"]);
    let sorted = |mut items: Vec<serde_json::Value>| {
        items.sort_by_key(|item| item["scan_id"].as_str().unwrap().to_owned());
        items
    };
    assert_eq!(sorted(all(&server)), sorted(kept));
}

#[test]
fn a_damaged_index_is_replaced_by_a_new_one_with_its_tokens_and_scans() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    let token = server.token.clone().unwrap();
    let scan = server.ask("POST", "/scan", &token, body(1, 1).as_bytes()).json();
    let path = format!("/scan/{}", scan["scan_id"].as_str().unwrap());
    server.terminate();
    let index = machine.path("devenv/state/platform/index.sqlite");
    let whole = std::fs::read(&index).unwrap();
    std::fs::write(&index, &whole[..whole.len() - 4_096]).unwrap();
    let refused = machine.devenv(["serve", "token", "list"]).run();
    let hint = "hint: restore a backup with `devenv serve restore FILE`, or run `devenv serve reindex`\n";
    assert!(
        refused.code == Some(4) && refused.stderr.ends_with(hint),
        "{refused:#?}"
    );
    let reindexed = machine.devenv(["serve", "reindex"]).run();
    let said = (reindexed.code, reindexed.stdout.as_str());
    assert_eq!(said, (Some(0), "1 scans indexed\n"), "{reindexed:#?}");
    let saved = format!("the index was damaged; it is saved as {}.damaged-", index.display());
    assert!(reindexed.stderr.contains(&saved), "{reindexed:#?}");
    let server = Server::start(&machine, &[]);
    assert_eq!(server.ask("GET", &path, &token, b"").body, body(1, 1));
}
