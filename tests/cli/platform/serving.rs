//! A platform from its first start to its last scan.

use serde_json::Value;

use super::server::Server;
use crate::support::Machine;

#[test]
fn one_command_starts_it_and_a_real_scan_comes_and_is_shown() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let server = Server::start(&machine, &[]);
    let admin = server.token.clone().unwrap();
    let made = machine
        .devenv([
            "serve",
            "token",
            "create",
            "--role",
            "member",
            "--subject",
            "ada",
            "--expires",
            "90d",
        ])
        .run();
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""));
    let token = made.stdout.trim();
    let scan = machine.scan(&["--show"]).run();
    let receipt = server.ask("POST", "/api/v1/scans", token, scan.stdout.as_bytes());
    assert_eq!(receipt.status, 201, "{receipt:#?}");
    let receipt = receipt.json();
    let id = receipt["scan_id"].as_str().unwrap();
    // The same rules: the machine and the platform agree, and the platform says nothing of a difference.
    assert_eq!(receipt["differs_from_client"], Value::Null);
    let history = server.ask("GET", "/scan/history", token, b"").json();
    assert_eq!(
        (history[0]["scan_id"].as_str(), history[0]["user_id"].as_str()),
        (Some(id), Some("ada"))
    );
    assert_eq!(server.ask("GET", &format!("/scan/{id}"), token, b"").body, scan.stdout);
    let page = server.ask("GET", &format!("/scans/{id}"), &admin, b"");
    assert!(
        page.head.contains("location: /sign-in"),
        "a page asks for a cookie: {page:#?}"
    );

    let (code, stderr) = server.terminate();
    assert_eq!(code, Some(0), "{stderr}");
    let server = Server::start(&machine, &[]);
    assert_eq!(server.token, None, "the admin's token is shown once");
    assert_eq!(server.ask("GET", "/scan/history", token, b"").json(), history);
    drop(server);
    let listed = machine.devenv(["serve", "token", "list", "--json"]).json();
    let subjects: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|token| token["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["admin", "ada"]);
    assert!(listed[1]["last_used_at"].is_string(), "{listed}");
    let id = listed[1]["id"].as_str().unwrap();
    let revoke = |id: &str| machine.devenv(["serve", "token", "revoke", id]).run();
    assert_eq!(revoke(id).code, Some(0));
    let again = revoke(id);
    assert_eq!(
        (again.code, again.stderr),
        (
            Some(2),
            format!("error: there is no active token `{id}`\nhint: `devenv serve token list` shows all tokens\n")
        )
    );
}

#[test]
fn the_index_can_be_built_anew_from_the_raw_scans_and_copied() {
    let machine = Machine::new();
    let server = Server::start(&machine, &["--no-fsync"]);
    let admin = server.token.clone().unwrap();
    for (version, developer) in [("24.0", "one"), ("24.1", "two")] {
        let body = format!(
            r#"{{"developer_id":"{developer}","environment":{{"os":"Linux","os_version":"6","python_version":"3.11.9"}},
            "tools":[{{"name":"Docker","version":"{version}"}}]}}"#
        );
        assert_eq!(server.ask("POST", "/scan", &admin, body.as_bytes()).status, 200);
    }
    let history = server.ask("GET", "/scan/history", &admin, b"").body;
    let copy = machine.path("copy.sqlite");
    let backup = machine.devenv(["serve", "backup", copy.to_str().unwrap()]).run();
    assert_eq!(
        (backup.code, backup.stderr.as_str(), copy.is_file()),
        (Some(0), "", true)
    );
    let backup = machine.devenv(["serve", "backup", copy.to_str().unwrap()]).run();
    assert_eq!(backup.code, Some(2), "{backup:#?}");
    // Neither this nor a second server may come between the index and the scans that are taken in.
    let in_use = format!(
        "error: the data directory {} is in use by another devenv: a server, or `devenv serve reindex`\nhint: stop it first, or choose \
        another directory with `--data`\n",
        machine.path("devenv/state/platform").display()
    );
    for arguments in [&["serve", "reindex"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = machine.devenv(arguments.iter().copied()).run();
        let said = (refused.code, refused.stdout.as_str(), refused.stderr);
        assert_eq!(said, (Some(2), "", in_use.clone()), "{arguments:?}");
    }
    server.terminate();
    let reindexed = machine.devenv(["serve", "reindex"]).run();
    assert_eq!(
        (reindexed.code, reindexed.stdout.as_str()),
        (Some(0), "2 scans indexed\n"),
        "{reindexed:#?}"
    );
    let server = Server::start(&machine, &[]);
    assert_eq!(server.ask("GET", "/scan/history", &admin, b"").body, history);
}

#[test]
fn tokens_do_not_go_over_an_open_network_unencrypted() {
    let machine = Machine::new();
    let refused = machine.devenv(["serve", "--listen", "0.0.0.0:0"]).run();
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    assert!(
        refused
            .stderr
            .starts_with("error: other machines can reach 0.0.0.0:0, and tokens would be sent unencrypted\nhint: "),
        "{refused:#?}"
    );
}

#[test]
fn a_server_that_cannot_listen_says_where() {
    let machine = Machine::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = machine.devenv(["serve", "--listen", &address]).run();
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(4), ""));
    assert!(
        refused
            .stderr
            .starts_with(&format!("error: cannot listen at {address}\n  caused by: ")),
        "{refused:#?}"
    );
}

#[test]
fn settings_come_from_a_file_and_those_that_would_let_anybody_in_are_refused() {
    let machine = Machine::new();
    let file = machine.path("serve.toml");
    let refused = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let outcome = machine.devenv(["serve", "--config", file.to_str().unwrap()]).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{outcome:#?}");
        outcome.stderr
    };
    assert!(refused("nmae = \"x\"\n").contains("unknown field `nmae`"));
    let open = refused("[[issuers]]\nurl = \"https://issuer.test\"\n");
    assert!(
        open.starts_with(
            "error: the issuer https://issuer.test cannot be trusted: it needs a `client_id` or an `audience`"
        ),
        "{open}"
    );
    let jobs = refused("[[issuers]]\nurl = \"https://issuer.test\"\naudience = \"x\"\nci = {}\n");
    assert!(jobs.contains("every job of anybody would do here"), "{jobs}");

    let settings = "name = \"The team's\"\n[[issuers]]\nurl = \"https://issuer.test\"\nclient_id = \"cli\"\ncallback_ports = [8976]\n";
    std::fs::write(&file, settings).unwrap();
    let server = Server::start(&machine, &["--config", file.to_str().unwrap()]);
    let discovery = server.ask("GET", "/.well-known/devenv", "", b"").json();
    let told = ["name", "issuer", "client_id", "callback_ports"].map(|key| discovery[key].clone());
    assert_eq!(
        Value::from(told.to_vec()),
        serde_json::json!(["The team's", "https://issuer.test", "cli", [8976]])
    );
    // A flag counts more than the file.
    drop(server);
    let server = Server::start(&machine, &["--config", file.to_str().unwrap(), "--name", "Mine"]);
    assert_eq!(server.ask("GET", "/.well-known/devenv", "", b"").json()["name"], "Mine");
}

#[test]
fn health_says_whether_the_server_is_ready() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    let address = server.address.clone();
    let settings = machine.path("platform.toml");
    std::fs::write(&settings, format!("listen = \"{address}\"\n")).unwrap();
    for arguments in [["--listen", &address], ["--config", settings.to_str().unwrap()]] {
        let health = machine.devenv(["serve", "health"].iter().chain(&arguments)).run();
        let said = (health.code, health.stdout.as_str(), health.stderr.as_str());
        assert_eq!(said, (Some(0), format!("http://{address} is ready\n").as_str(), ""));
    }
    server.terminate();
    let health = machine.devenv(["serve", "health", "--listen", &address]).run();
    let error = format!("error: the server at http://{address} is not ready\n  caused by: connection refused\n");
    let said = (health.code, health.stdout.as_str(), health.stderr.as_str());
    assert_eq!(said, (Some(4), "", error.as_str()));
}

#[test]
fn what_is_no_backup_is_not_restored_and_changes_nothing() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    let token = server.token.clone().unwrap();
    server.terminate();
    let file = machine.path("notes.txt");
    let hint = "hint: name a file that `devenv serve backup` wrote\n";
    let restore = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let outcome = machine.devenv(["serve", "restore", file.to_str().unwrap()]).run();
        (outcome.code, outcome.stdout, outcome.stderr)
    };
    let no_index = format!("error: {} is not an index of a platform\n{hint}", file.display());
    // Text, nothing at all, and the first page of some database.
    let header = [b"SQLite format 3\0".as_slice(), &[7; 4_080]].concat();
    for bytes in [b"not a database, but a text".as_slice(), b"", &header] {
        assert_eq!(restore(bytes), (Some(2), String::new(), no_index.clone()));
    }
    std::fs::remove_file(&file).unwrap();
    let missing = machine.devenv(["serve", "restore", file.to_str().unwrap()]).run();
    let (line, rest) = missing.stderr.split_once('\n').unwrap();
    assert_eq!(
        (missing.code, line),
        (Some(2), format!("error: cannot read {}", file.display()).as_str())
    );
    assert!(rest.ends_with(hint), "{rest}");
    let server = Server::start(&machine, &[]);
    assert_eq!(server.ask("GET", "/api/v1/me", &token, b"").status, 200);
}

#[test]
fn the_log_says_what_keep_removes_before_it_does() {
    let machine = Machine::new();
    let theirs = machine.path("theirs/ada");
    std::fs::create_dir_all(&theirs).unwrap();
    for number in 0..25 {
        let year = if number < 5 { "2020" } else { "2999" };
        let scan = format!(
            r#"{{"scan_time":"{year}-01-01T00:00:{number:02}Z","environment":{{"os":"Linux","os_version":"6","python_version":"3"}},"tools":[]}}"#
        );
        std::fs::write(theirs.join(format!("{number}.json")), scan).unwrap();
    }
    let imported = machine
        .devenv(["serve", "import", machine.path("theirs").to_str().unwrap()])
        .run();
    assert_eq!(imported.code, Some(0), "{imported:#?}");
    let ask = machine.devenv(["serve", "remove", "--older-than", "90d"]).run();
    assert_eq!(
        (ask.code, ask.stderr.as_str()),
        (
            Some(2),
            "error: all scans older than 90 days were not removed: 5 scans\nhint: confirm with `--yes`\n"
        )
    );
    let run = machine.devenv(["serve", "--json", "--listen", "127.0.0.1:0", "--keep", "90d"]);
    let mut server = Server::of(run);
    let said = server.wait_for_log("older than 90 days");
    assert!(
        said.contains("5 of 25 scans are older than 90 days and will be removed in a minute"),
        "{said}"
    );
}
