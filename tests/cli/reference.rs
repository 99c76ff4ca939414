//! The Dev-Env Platform: its real server if it is installed, `devenv serve`'s routes in its format, and a fake server that fails.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::login::SignIn;
use crate::platform::pages::set_up;
use crate::platform::server::Server;
use crate::provider::http::{self, Request};
use crate::provider::issuer::{CLIENT, Issuer};
use crate::support::{Machine, Outcome, Run, eventually};

const TOKEN: &str = "a-token-of-a-test";
const SETTINGS: &str = "[profiles.default]\napi = \"dev-env-platform\"\n";

fn to(run: Run, address: &str, token: &str) -> Run {
    run.env("DEVENV_PLATFORM", format!("http://{address}"))
        .env("DEVENV_TOKEN", token)
}

fn pending(machine: &Machine) -> usize {
    let answer = machine.devenv(["upload", "--list", "--json"]).json();
    answer["waiting"].as_array().unwrap().len()
}

/// The models of the Dev-Env Platform in FastAPI, run by uvicorn.
struct FastApi {
    child: Child,
    address: String,
    directory: Machine,
}

impl Drop for FastApi {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl FastApi {
    /// `None`, with the reason printed: it is not installed. `token`: the token that it accepts; `None`: it needs none.
    fn start(token: Option<&str>) -> Option<Self> {
        let program = set_up("python/venv/bin/uvicorn")?;
        let directory = Machine::new();
        // A free port. If another program takes it meanwhile, the test fails.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let port = address.port().to_string();
        let arguments = [
            "app:app",
            "--host",
            "127.0.0.1",
            "--log-level",
            "error",
            "--port",
            &port,
        ];
        let run = Run::of(program, arguments)
            .directory(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference"))
            .env("PATH", "/usr/bin:/bin")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("SCANS", directory.path("empty"));
        let run = match token {
            Some(token) => run.env("TOKEN", token),
            None => run,
        };
        let server = Self {
            child: run.start(),
            address: address.to_string(),
            directory,
        };
        eventually("uvicorn listens", || TcpStream::connect(&server.address).is_ok());
        Some(server)
    }

    /// The stored scans, oldest first.
    fn stored(&self) -> Vec<Value> {
        let files = std::fs::read_dir(self.directory.path("empty")).unwrap();
        let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        paths.sort();
        let read = |path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        paths.into_iter().map(read).collect()
    }
}

#[test]
fn its_real_server_stores_lists_and_returns_scans() {
    let Some(server) = FastApi::start(Some(TOKEN)) else {
        return;
    };
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    machine.program("python3", "echo Python 3.11.9");
    // The API is detected.
    let outcome = to(machine.scan(&["--require-upload"]), &server.address, TOKEN).run();
    let scan = outcome.json();
    let stored = server.stored();
    assert_eq!(stored.len(), 1);
    let id = stored[0]["timestamp"].as_str().unwrap();
    assert_eq!(outcome.stderr, format!("on http://{} as {id}\n", server.address));
    assert_eq!(stored[0]["metadata"]["scan"], scan);
    assert_eq!(stored[0]["environment"]["python_version"], "3.11.9");
    // Servers that are not on PATH may be found too.
    let tools = stored[0]["tools"].as_array().unwrap();
    assert!(
        tools.contains(&json!({ "name": "kind", "version": "0.20.0" })),
        "{tools:#?}"
    );
    assert_eq!(pending(&machine), 0);

    machine.settings(SETTINGS);
    let file = machine.path("scan.json");
    std::fs::write(&file, outcome.stdout).unwrap();
    let run = |arguments: &[&str]| to(machine.devenv(arguments).env("TZ", "UTC"), &server.address, TOKEN).run();
    let answer = run(&["upload", "--json", file.to_str().unwrap()]).json();
    let second = server.stored()[1]["timestamp"].clone();
    assert_eq!(
        answer["uploaded"],
        json!([{ "scan_id": scan["scan_id"], "duplicate": null, "url": null, "platform_scan_id": second }])
    );
    let list = run(&["history", "--json", "--limit", "1"]).json();
    assert_eq!((&list["scans"][0]["scan_id"], &list["next"]), (&second, &second));
    let list = run(&["history", "--json", "--before", second.as_str().unwrap()]).json();
    // Python writes six digits of a second; devenv writes no trailing zeros.
    let received_at = id.trim_end_matches('0').trim_end_matches('.');
    assert_eq!(
        list["scans"],
        json!([{
            "scan_id": id, "taken_at": null, "project": null, "change": null, "developer": "ada", "user_id": "ada", "received_at": format!("{received_at}Z"),
            "assessment": { "partial": false, "policy": null, "score": null, "status": "PASS", "worst": null },
            "grade": { "partial": false, "policy": null, "score": null, "status": "PASS", "worst": null },
            "os": stored[0]["environment"]["os"], "machine_id": null, "fails": [],
        }])
    );
    let table = run(&["history"]).stdout;
    assert!(table.starts_with("id  ") && !table.contains("score"), "{table}");
    assert_eq!(run(&["show", "--json", "--remote", id]).json(), scan);

    let refused = to(machine.devenv(["history", "--remote"]), &server.address, "another").run();
    assert_eq!(refused.code, Some(3), "{refused:#?}");
    let gone = run(&["show", "--remote", "2026"]);
    assert_eq!(gone.code, Some(2), "{gone:#?}");
}

#[test]
fn its_first_version_accepts_scans_without_a_token_under_the_machine_s_id() {
    let Some(server) = FastApi::start(None) else { return };
    let machine = Machine::new();
    machine.settings(&format!(
        "[profiles.default]\nplatform = \"http://{}\"\napi = \"dev-env-platform\"\n",
        server.address
    ));
    let outcome = machine.scan(&["--require-upload"]).run();
    let id = &outcome.json()["machine"]["id"];
    assert!(id.is_string(), "{outcome:#?}");
    let developers: Vec<Value> = server
        .stored()
        .iter()
        .map(|scan| scan["developer_id"].clone())
        .collect();
    assert_eq!(developers, std::slice::from_ref(id));
}

#[test]
fn devenv_serve_stores_a_scan_in_that_format_once() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let server = Server::start(&platform, &["--no-fsync"]);
    let made = platform.devenv(["serve", "token", "create", "--role", "member", "--subject", "ada"]);
    let token = made.run().stdout.trim().to_owned();
    machine.settings(SETTINGS);
    machine.program("kind", "echo kind version 0.20.0");
    let outcome = to(machine.scan(&["--require-upload"]), &server.address, &token).run();
    let id = outcome.json()["scan_id"].as_str().unwrap().to_owned();
    assert_eq!(outcome.stderr, format!("on http://{} as {id}\n", server.address));
    let file = machine.path("scan.json");
    std::fs::write(&file, &outcome.stdout).unwrap();
    let again = machine.devenv(["upload", "--json", file.to_str().unwrap()]);
    assert_eq!(
        to(again, &server.address, &token).json()["uploaded"][0]["platform_scan_id"],
        json!(id)
    );
    let list = to(machine.devenv(["history", "--json"]), &server.address, &token).json();
    assert_eq!(list["scans"].as_array().unwrap().len(), 1);
    let shown = to(
        machine.devenv(["show", "--json", "--remote", &id]),
        &server.address,
        &token,
    )
    .json();
    assert_eq!(shown, outcome.json());
}

/// A fake server that is not a Dev-Env Platform, or one that fails.
struct StandIn {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl StandIn {
    /// `answers`: status line and body for each `POST /scan`; the last one repeats.
    fn start(openapi: &'static str, answers: &'static [(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests = Arc::new(Mutex::new(Vec::<Request>::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream: TcpStream = stream.unwrap();
                let Some(request) = http::read(&mut stream) else {
                    continue;
                };
                let mut seen = seen.lock().unwrap();
                let posts = seen.iter().filter(|request| request.path() == "/scan").count();
                let (status, body) = match request.path() {
                    "/scan" => answers[posts.min(answers.len() - 1)],
                    "/openapi.json" if !openapi.is_empty() => ("200 OK", openapi),
                    "/health" => ("200 OK", r#"{"status":"ok"}"#),
                    _ => ("404 Not Found", r#"{"detail":"Not Found"}"#),
                };
                seen.push(request);
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            }
        });
        Self { address, requests }
    }

    /// The requested paths, and those that came with a token.
    fn asked(&self) -> (Vec<String>, Vec<String>) {
        let requests = self.requests.lock().unwrap();
        let path = |request: &Request| request.path().to_owned();
        let with_token = requests
            .iter()
            .filter(|request| request.header("authorization").is_some());
        (requests.iter().map(path).collect(), with_token.map(path).collect())
    }
}

#[test]
fn a_server_that_is_not_recognised_gets_no_token_and_no_scan() {
    let machine = Machine::new();
    for openapi in [
        "",
        r#"{"openapi":"3.1.0","paths":{"/scan":{"post":{}}},"components":{"schemas":{}}}"#,
    ] {
        let other = StandIn::start(openapi, &[("200 OK", r#"{"message":""}"#)]);
        let outcome = to(machine.scan(&["--require-upload"]), &other.address, TOKEN).run();
        assert_eq!(outcome.code, Some(4), "{outcome:#?}");
        assert!(
            outcome.stderr.contains("the platform refused it: 404 Not Found"),
            "{outcome:#?}"
        );
        let (asked, with_token) = other.asked();
        assert_eq!(asked, ["/.well-known/devenv", "/openapi.json"]);
        assert_eq!(with_token, [""; 0]);
    }
    // The user's settings say that it is one.
    machine.settings(SETTINGS);
    let named = StandIn::start("", &[("200 OK", r#"{"message":"Scan saved successfully"}"#)]);
    let outcome = to(machine.devenv(["upload", "--all"]), &named.address, TOKEN).run();
    let expected = Outcome {
        stdout: format!("on http://{0}\non http://{0}\n", named.address),
        stderr: String::new(),
        code: Some(0),
    };
    assert_eq!(outcome, expected);
    assert_eq!(named.asked().1, ["/scan", "/scan"]);
}

#[test]
fn a_scan_that_may_have_been_stored_is_not_sent_again_automatically() {
    let machine = Machine::new();
    machine.settings(SETTINGS);
    let saved = (
        "200 OK",
        r#"{"message":"Scan saved successfully","scan_id":"20260220115904"}"#,
    );
    let patient = StandIn::start("", Box::leak(Box::new([("503 Service Unavailable", ""), saved])));
    let outcome = to(machine.scan(&["--require-upload"]), &patient.address, TOKEN).run();
    assert_eq!(
        outcome.stderr,
        format!("on http://{} as 20260220115904\n", patient.address)
    );
    assert_eq!((patient.asked().0.len(), pending(&machine)), (2, 0));

    let broken = StandIn::start(
        "",
        Box::leak(Box::new([
            ("500 Internal Server Error", "Internal Server Error"),
            saved,
        ])),
    );
    let outcome = to(machine.scan(&["--upload"]), &broken.address, TOKEN).run();
    let said = format!(
        "warning: cannot upload the scan: http://{}/scan is not available: it answered 500\n\
        hint: the scan is saved; run `devenv upload` to try again\n",
        broken.address
    );
    assert_eq!(outcome.stderr, said);
    assert_eq!((broken.asked().0.len(), pending(&machine)), (1, 1));
    let faulty = r#"{"detail":[{"type":"missing","loc":["body","environment"],"msg":"Field required","input":{}}]}"#;
    let other = StandIn::start("", Box::leak(Box::new([("422 Unprocessable Entity", faulty)])));
    let outcome = to(machine.devenv(["upload", "--all"]), &other.address, TOKEN).run();
    assert_eq!(outcome.code, Some(4), "{outcome:#?}");
    let said = "  caused by: the platform refused it: 422 environment: Field required\n";
    assert!(outcome.stderr.contains(said), "{outcome:#?}");
    assert_eq!(pending(&machine), 1);
}

/// The settings name the issuer: such a server has no discovery document.
#[test]
fn with_an_issuer_in_the_settings_scans_are_uploaded_under_the_user_s_name() {
    let (machine, issuer) = (Machine::new(), Issuer::start());
    let server = StandIn::start("", &[("200 OK", r#"{"message":"Scan saved successfully"}"#)]);
    machine.settings(&format!(
        "[profiles.default]\nplatform = \"http://{}\"\napi = \"dev-env-platform\"\nissuer = \"{}\"\nclient_id = \"{CLIENT}\"\n\
        insecure_storage = true\n",
        server.address,
        issuer.issuer()
    ));
    let sign_in = SignIn::start(&issuer, machine.devenv(["login", "--no-browser"]));
    sign_in.browse();
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(server.asked().0, [""; 0]);
    let subject = machine.devenv(["whoami", "--json", "--offline"]).json()["account"]["subject"].clone();
    let token = machine.devenv(["token"]).run().stdout;
    let outcome = machine.scan(&["--require-upload"]).run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    let sent = server.requests.lock().unwrap().remove(0);
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert!(subject.is_string());
    assert_eq!(body["developer_id"], subject);
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {}", token.trim()).as_str())
    );
    let who = to(machine.devenv(["whoami", "--json"]), &server.address, TOKEN).json();
    assert_eq!((&who["is_checked"], &who["account"]), (&json!(false), &Value::Null));
}
