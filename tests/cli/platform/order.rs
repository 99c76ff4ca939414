//! In which order the server writes, waits for the disk and answers: what a loss of power may take is never what was acknowledged.
//!
//! No power is lost here. What is held is the order of calls, which is what a disk that does what it is told needs.

use std::path::Path;

use super::server::Server;
use crate::support::{Call, Machine, calls_in, eventually, strace, traced};

const CALLS: &str = "trace=openat,pwrite64,write,writev,sendto,fsync,fdatasync,rename";

/// A call as a letter, if it is one of those that count.
fn letter(call: &Call, developer: &Path) -> Option<char> {
    let has = |text: &str| call.arguments.contains(text);
    let is_of = |path: &Path| call.arguments.ends_with(&format!("<{}>", path.display()));
    let syncs = matches!(call.name.as_str(), "fsync" | "fdatasync");
    match call.name.as_str() {
        "pwrite64" if has("/index.sqlite-wal>") => Some('i'),
        _ if syncs && has("/index.sqlite-wal>") => Some('I'),
        // A raw scan is written beside its place, and gets its name when the disk has it.
        "write" if has(".json.zst#") => Some('r'),
        _ if syncs && has(".json.zst#") => Some('R'),
        "rename" if has(".json.zst\"") => Some('n'),
        _ if syncs && is_of(developer) => Some('N'),
        "write" | "writev" | "sendto" if has("HTTP/1.1 201") => Some('A'),
        _ => None,
    }
}

#[test]
fn a_scan_is_on_the_disk_before_it_is_acknowledged_and_before_the_index_lets_go_of_it() {
    let Some(strace) = strace() else { return };
    let machine = Machine::new();
    let (file, data) = (machine.path("trace"), machine.path("devenv/state/platform"));
    let run = machine.devenv(["serve", "--json", "--listen", "127.0.0.1:0", "--log", "errors"]);
    let mut server = Server::of(traced(run, strace, CALLS, &file));
    let trace = std::fs::read_to_string(&file).unwrap();
    server.is_process(trace.split(' ').next().unwrap().parse().unwrap());
    // The first use of a token is written into the audit log.
    let token = server.token.clone().unwrap();
    assert_eq!(server.ask("GET", "/api/v1/me", &token, b"").status, 200);
    let started = calls_in(&file);
    // The data directory's own name is on the disk too.
    let parent = format!("<{}>", data.parent().unwrap().display());
    assert!(
        started
            .iter()
            .any(|call| call.name == "fsync" && call.arguments.ends_with(&parent))
    );

    let scan = machine.scan(&["--show"]).run().stdout;
    assert_eq!(server.ask("POST", "/api/v1/scans", &token, scan.as_bytes()).status, 201);
    let developer = data.join("scans/admin");
    let letters = || {
        let calls = calls_in(&file);
        let mut letters: Vec<char> = calls[started.len()..]
            .iter()
            .filter_map(|call| letter(call, &developer))
            .collect();
        letters.dedup();
        String::from_iter(letters)
    };
    // Into the index, which is waited for; answered. Then the developer's directory is made; the raw scan is written to a file, which
    // is waited for, and gets its name, which is waited for too; then it leaves the index.
    eventually("the raw scan is uploaded", || letters().ends_with("NiI"));
    let order = letters();
    assert_eq!(order.replace('A', ""), "iINrRnNiI");
    assert!(order.find('A') > order.find('I'), "{order}");
    server.terminate();
}
