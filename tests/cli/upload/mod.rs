//! `devenv scan --upload` and `devenv upload`, with `devenv serve` and a fake server that refuses.

mod broken;
mod faults;
mod kills;
mod many;
mod opportunistic;
mod proxy;
mod session;
mod tunnel;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::platform::server::Server;
use crate::provider::http::{self, Request};
use crate::support::{Machine, Outcome, Run, eventually, finish};

/// A token that no user has.
const TOKEN: &str = "a-token-of-a-test";

/// A token of a user who may upload and read their own scans.
fn member(platform: &Machine) -> String {
    let arguments = ["serve", "token", "create", "--role", "member", "--subject", "ada"];
    let made = platform.devenv(arguments).run();
    assert_eq!(made.code, Some(0), "{made:#?}");
    made.stdout.trim().to_owned()
}

fn to(run: Run, address: &str, token: &str) -> Run {
    run.env("DEVENV_PLATFORM", format!("http://{address}"))
        .env("DEVENV_TOKEN", token)
}

/// The ids of pending scans.
fn pending(machine: &Machine) -> Vec<String> {
    let answer = machine.devenv(["upload", "--list", "--json"]).json();
    let scans = answer["waiting"].as_array().unwrap().iter();
    scans.map(|scan| scan["scan_id"].as_str().unwrap().to_owned()).collect()
}

fn stored(server: &Server, token: &str) -> Value {
    let page = server.ask("GET", "/api/v1/scans", token, b"").json();
    let ids = page["items"].as_array().unwrap().iter();
    ids.map(|scan| scan["scan_id"].clone()).collect()
}

/// The id of a scan whose upload was reported and that passed or failed on its own.
fn id(outcome: &Outcome) -> String {
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    outcome.json()["scan_id"].as_str().unwrap().to_owned()
}

/// A fake platform that answers uploads as given, and records them.
struct Fake {
    address: String,
    uploads: Arc<Mutex<Vec<Request>>>,
}

impl Fake {
    /// `answers`: status line, headers and body for each upload; the last one repeats.
    fn start(max_scan_bytes: u64, answers: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self::saying(json!({ "max_scan_bytes": max_scan_bytes }), answers)
    }

    /// The same with these discovery settings, without its address.
    fn saying(facts: Value, answers: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let uploads = Arc::new(Mutex::new(Vec::new()));
        let fake = Self {
            address: address.clone(),
            uploads: Arc::clone(&uploads),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream: TcpStream = stream.unwrap();
                let Some(request) = http::read(&mut stream) else {
                    continue;
                };
                let (status, more, body) = if request.path() == "/.well-known/devenv" {
                    let mut facts = facts.clone();
                    facts["api"] = json!(format!("http://{address}/api/v1"));
                    ("200 OK", "", facts.to_string())
                } else {
                    let mut uploads = uploads.lock().unwrap();
                    let (status, more, body) = answers[uploads.len().min(answers.len() - 1)];
                    let id = request.header("idempotency-key").unwrap().to_owned();
                    uploads.push(request);
                    let platform = format!("http://{address}");
                    (
                        status,
                        more,
                        body.replace("SCAN_ID", &id).replace("PLATFORM", &platform),
                    )
                };
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n");
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            }
        });
        fake
    }

    fn uploads(&self) -> Vec<Request> {
        self.uploads.lock().unwrap().clone()
    }
}

const SAVED: (&str, &str, &str) = (
    "201 Created",
    "",
    r#"{"message":"","scan_id":"SCAN_ID","developer_id":"ada","status":"PASS","score":100,"duplicate":false,
    "received_at":"2026-11-24T08:00:00Z","links":{"html":"PLATFORM/scans/SCAN_ID","api":""}}"#,
);

#[test]
fn a_scan_is_uploaded_exactly_as_shown_and_its_address_is_the_last_line() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let server = Server::start(&platform, &["--no-fsync"]);
    let token = member(&platform);
    let outcome = to(machine.scan(&["--show", "--upload"]), &server.address, &token).run();
    let id = id(&outcome);
    assert_eq!(outcome.stderr, format!("http://{}/scans/{id}\n", server.address));
    assert_eq!(
        server.ask("GET", &format!("/scan/{id}"), &token, b"").body,
        outcome.stdout
    );
    assert_eq!(pending(&machine), Vec::<String>::new());

    // The same scan again: the platform stores it once.
    let file = machine.path("scan.json");
    std::fs::write(&file, &outcome.stdout).unwrap();
    let again = machine.devenv(["upload", "--json", file.to_str().unwrap()]);
    let answer = to(again, &server.address, &token).json();
    let url = format!("http://{}/scans/{id}", server.address);
    assert_eq!(
        answer["uploaded"],
        json!([{ "scan_id": id, "duplicate": true, "url": url }])
    );
    assert_eq!(stored(&server, &token), json!([id]));
}

#[test]
fn a_scan_is_pending_while_the_platform_is_down_and_uploaded_once_it_is_up() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let server = Server::start(&platform, &["--no-fsync"]);
    let token = member(&platform);
    let address = server.address.clone();
    server.kill();
    let outcome = to(machine.scan(&["--upload"]), &address, &token).run();
    let id = id(&outcome);
    let said = format!("warning: cannot upload the scan: cannot reach http://{address}/.well-known/devenv: ");
    assert!(outcome.stderr.starts_with(&said), "{outcome:#?}");
    assert!(
        outcome
            .stderr
            .ends_with("the scan is saved; run `devenv upload` to try again\n"),
        "{outcome:#?}"
    );
    assert_eq!(pending(&machine), std::slice::from_ref(&id));
    let required = to(machine.scan(&["--require-upload"]), &address, &token).run();
    assert_eq!(required.code, Some(4), "{required:#?}");
    let second = required.json()["scan_id"].as_str().unwrap().to_owned();

    let server = Server::start(&platform, &["--no-fsync"]);
    let dry = to(
        machine.devenv(["upload", "--all", "--dry-run"]),
        &server.address,
        &token,
    )
    .run();
    let head = format!(
        "POST http://{}/api/v1/scans\nauthorization: Bearer ***\ncontent-type: application/json\n\
        accept: application/json\nidempotency-key: {id}\ncontent-encoding: zstd\ncontent-length: ",
        server.address
    );
    assert!(
        dry.stdout.starts_with(&head) && !dry.stdout.contains(&token),
        "{dry:#?}"
    );
    assert!(dry.stdout.contains("\n\n{\"schema_version\":"), "{dry:#?}");
    assert_eq!(stored(&server, &token), json!([]));
    let sent = to(machine.devenv(["upload", "--all"]), &server.address, &token).run();
    let url = |id: &str| format!("http://{}/scans/{id}\n", server.address);
    let expected = Outcome {
        stdout: url(&id) + &url(&second),
        stderr: String::new(),
        code: Some(0),
    };
    assert_eq!(sent, expected);
    assert_eq!(stored(&server, &token), json!([second, id]));
    assert_eq!(pending(&machine), Vec::<String>::new());
}

#[test]
fn without_a_sign_in_a_scan_is_pending_and_only_a_required_upload_fails() {
    let machine = Machine::new();
    let outcome = machine.scan(&["--upload"]).run();
    let first = id(&outcome);
    assert_eq!(
        outcome.stderr,
        "warning: cannot upload the scan: you are not signed in (profile `default`)\n\
        hint: run `devenv login PLATFORM_URL`; without a browser, set `DEVENV_TOKEN`; in CI, give the job \
        an ID token; the scan is saved; run `devenv upload` to try again\n"
    );
    let outcome = machine.scan(&["--require-upload"]).run();
    assert_eq!(outcome.code, Some(3), "{outcome:#?}");
    let second = outcome.json()["scan_id"].as_str().unwrap().to_owned();
    assert_eq!(pending(&machine), [first.clone(), second.clone()]);
    let dropped = machine.devenv(["upload", "--drop", &first]).run();
    assert_eq!((dropped.code, dropped.stdout.as_str()), (Some(0), ""));
    assert_eq!(pending(&machine), [second]);
    let again = machine.devenv(["upload", "--drop", &first]).run();
    assert_eq!(again.code, Some(2), "{again:#?}");
}

#[test]
fn a_refused_token_is_sent_once() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let server = Server::start(&platform, &["--no-fsync"]);
    let outcome = to(machine.scan(&["--require-upload"]), &server.address, TOKEN).run();
    assert_eq!(outcome.code, Some(3), "{outcome:#?}");
    assert!(
        outcome.stderr.contains("does not accept this token") && !outcome.stderr.contains(TOKEN),
        "{outcome:#?}"
    );
    assert_eq!(pending(&machine).len(), 1);
    let fake = Fake::start(u64::MAX, &[("401 Unauthorized", "", "")]);
    let outcome = to(machine.devenv(["upload", "--all"]), &fake.address, TOKEN).run();
    assert_eq!((outcome.code, fake.uploads().len()), (Some(3), 1), "{outcome:#?}");
}

#[test]
fn a_scan_that_is_too_large_is_refused_before_sending_or_with_the_platform_s_reason() {
    let machine = Machine::new();
    let small = Fake::start(100, &[SAVED]);
    let outcome = to(machine.scan(&["--require-upload"]), &small.address, TOKEN).run();
    assert_eq!((outcome.code, small.uploads().len()), (Some(4), 0), "{outcome:#?}");
    assert!(
        outcome
            .stderr
            .contains("the platform accepts at most 100 B; its largest part is `"),
        "{outcome:#?}"
    );
    let refusing = Fake::start(
        u64::MAX,
        &[(
            "413 Content Too Large",
            "",
            r#"{"type":"x","title":"Too large","status":413,"detail":"not \u001b[31mhere","hint":"ask ada"}"#,
        )],
    );
    let outcome = to(machine.devenv(["upload", "--all"]), &refusing.address, TOKEN).run();
    assert_eq!((outcome.code, refusing.uploads().len()), (Some(4), 1), "{outcome:#?}");
    let said = "  caused by: the platform refused it: 413 Too large: not \\u{1b}[31mhere\nhint: ask ada\n";
    assert!(outcome.stderr.ends_with(said), "{outcome:#?}");
    assert_eq!(pending(&machine).len(), 1);
}

#[test]
fn a_scan_is_compressed_only_as_the_platform_accepts() {
    let machine = Machine::new();
    let scan = |facts: Value, answers| {
        let fake = Fake::saying(facts, answers);
        let outcome = to(machine.scan(&["--show", "--require-upload"]), &fake.address, TOKEN).run();
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
        (outcome.stdout, fake)
    };
    let encodings = |fake: &Fake| -> Vec<Option<String>> {
        let uploads = fake.uploads();
        let encodings = uploads.iter().map(|upload| upload.header("content-encoding"));
        encodings.map(|encoding| encoding.map(str::to_owned)).collect()
    };
    let named = |name: &str| Some(name.to_owned());

    let (shown, fake) = scan(json!({ "accepts": ["identity", "gzip", "zstd"] }), &[SAVED]);
    assert_eq!(encodings(&fake), [named("zstd")]);
    let sent = &fake.uploads()[0];
    assert_eq!(zstd::decode_all(&*sent.bytes).unwrap(), shown.as_bytes());
    let length = sent.bytes.len().to_string();
    assert_eq!(sent.header("content-length"), Some(length.as_str()));

    let (shown, fake) = scan(json!({ "accepts": ["gzip", "identity"] }), &[SAVED]);
    assert_eq!(encodings(&fake), [named("gzip")]);
    let mut expanded = String::new();
    let sent = fake.uploads().remove(0).bytes;
    flate2::read::GzDecoder::new(&*sent)
        .read_to_string(&mut expanded)
        .unwrap();
    assert_eq!(expanded, shown);

    // It announces an encoding but refuses it: this scan and later ones are sent uncompressed.
    let refusing = &[("415 Unsupported Media Type", "", ""), SAVED];
    let (shown, fake) = scan(json!({ "accepts": ["zstd"] }), refusing);
    assert_eq!(encodings(&fake), [named("zstd"), None]);
    assert_eq!(fake.uploads()[1].body, shown);

    let facts = json!({ "accepts": ["zstd"], "max_body_bytes": 50 });
    let fake = Fake::saying(facts, &[SAVED]);
    let outcome = to(machine.scan(&["--require-upload"]), &fake.address, TOKEN).run();
    assert_eq!((outcome.code, fake.uploads().len()), (Some(4), 0), "{outcome:#?}");
    let said = " compressed; the platform accepts at most 50 B; its largest part is `";
    assert!(outcome.stderr.contains(said), "{outcome:#?}");
}

#[test]
fn an_address_that_is_not_the_platform_s_is_not_shown_as_the_scan_s() {
    for link in ["javascript:alert(1)", "https://other.example/scans/1", "scans/1"] {
        let machine = Machine::new();
        let saved = SAVED.2.replace("PLATFORM/scans/SCAN_ID", link);
        let fake = Fake::start(u64::MAX, Box::leak(Box::new([(SAVED.0, SAVED.1, &*saved.leak())])));
        let outcome = to(machine.scan(&["--upload"]), &fake.address, TOKEN).run();
        assert_eq!(outcome.stderr, format!("on http://{}\n", fake.address), "{link}");
    }
}

#[test]
fn a_platform_that_asks_to_wait_is_asked_later_or_the_scan_stays_pending() {
    let machine = Machine::new();
    let busy = ("429 Too Many Requests", "retry-after: 1\r\n", "");
    let fake = Fake::start(
        u64::MAX,
        Box::leak(Box::new([busy, ("503 Service Unavailable", "", ""), SAVED])),
    );
    let outcome = to(machine.scan(&["--show", "--upload"]), &fake.address, TOKEN).run();
    let id = id(&outcome);
    assert_eq!(outcome.stderr, format!("http://{}/scans/{id}\n", fake.address));
    let uploads = fake.uploads();
    assert_eq!(uploads.len(), 3);
    for upload in uploads {
        assert_eq!(upload.header("idempotency-key"), Some(id.as_str()));
        assert_eq!(upload.header("authorization"), Some("Bearer a-token-of-a-test"));
        assert_eq!(upload.body, outcome.stdout);
    }

    let fake = Fake::start(u64::MAX, &[("429 Too Many Requests", "retry-after: 3600\r\n", "")]);
    let outcome = to(machine.scan(&["--upload"]), &fake.address, TOKEN).run();
    assert!(
        outcome.stderr.contains("it answered 429, and asks to wait 3600 s"),
        "{outcome:#?}"
    );
    assert_eq!((fake.uploads().len(), pending(&machine).len()), (1, 1));
}

#[test]
fn a_scan_survives_a_process_that_is_killed_while_sending_it() {
    let (platform, machine) = (Machine::new(), Machine::new());
    // It accepts connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    // The report goes to a file, since this process's output is not read.
    let report = machine.path("report.json");
    let scan = machine.scan(&["--upload", "--output", report.to_str().unwrap()]);
    let mut child = to(scan, &address, TOKEN).start();
    silent.set_nonblocking(true).unwrap();
    let mut connection = None;
    eventually("it connects", || {
        connection = connection.take().or_else(|| silent.accept().ok());
        connection.is_some()
    });
    child.kill().unwrap();
    finish(child);
    let left = pending(&machine);
    assert_eq!(left.len(), 1);
    let server = Server::start(&platform, &["--no-fsync"]);
    let token = member(&platform);
    let sent = to(machine.devenv(["upload", "--all"]), &server.address, &token).run();
    assert_eq!(sent.code, Some(0), "{sent:#?}");
    assert_eq!(stored(&server, &token), json!(left));
    eventually("nothing is pending", || pending(&machine).is_empty());
}
