//! Uploads without `--upload`: through the user's settings, and by CI jobs with their own identity.

use serde_json::{Value, json};

use crate::platform::server::Server;
use crate::provider::issuer::Issuer;
use crate::support::{Machine, Outcome, Run};

/// An address where nothing listens, so that every upload fails with a warning.
const NOWHERE: &str = "http://127.0.0.1:1";

fn pending(machine: &Machine) -> usize {
    let answer = machine.devenv(["upload", "--list", "--json"]).json();
    answer["waiting"].as_array().unwrap().len()
}

/// A whole scan that reads as little as possible.
fn scan(machine: &Machine, more: &[&str]) -> Run {
    let arguments = [
        "scan",
        "--json",
        "--no-exec",
        "--timeout",
        "60",
        "--upload-timeout",
        "1",
    ];
    machine
        .devenv(arguments.iter().chain(more))
        .env("DEVENV_PLATFORM", NOWHERE)
        .env("DEVENV_TOKEN", "a-token-of-a-test")
}

#[test]
fn a_flag_overrides_its_variable_and_that_the_user_s_file() {
    let machine = Machine::new();
    machine.settings("upload = true\n");
    let mut expected = 0;
    let mut tried = |run: Run, is_tried: bool| {
        let outcome = run.run();
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
        expected += usize::from(is_tried);
        assert_eq!(pending(&machine), expected, "{outcome:#?}");
        assert_eq!(outcome.stderr.is_empty(), !is_tried, "{outcome:#?}");
    };
    tried(scan(&machine, &[]), true);
    tried(scan(&machine, &["--no-upload"]), false);
    tried(scan(&machine, &[]).env("DEVENV_UPLOAD", "0"), false);
    tried(scan(&machine, &["--upload"]).env("DEVENV_UPLOAD", "0"), true);
    tried(scan(&machine, &["--no-upload"]).env("DEVENV_UPLOAD", "1"), false);
    tried(scan(&machine, &["--upload", "--no-upload"]), false);
    tried(scan(&machine, &["--no-upload", "--require-upload"]), false);
    // The setting in the file applies only to whole scans that are not only shown.
    tried(scan(&machine, &["--only", "path"]), false);
    tried(scan(&machine, &["--only", "path", "--upload"]), true);
    let shown = machine.devenv(["scan", "--show", "--no-exec", "--timeout", "60"]);
    tried(shown.env("DEVENV_PLATFORM", NOWHERE), false);
    let must = scan(&machine, &[]).env("DEVENV_REQUIRE_UPLOAD", "1").run();
    assert_eq!(must.code, Some(4), "{must:#?}");
    let settings = machine.devenv(["config", "--json"]).env("DEVENV_UPLOAD", "0").json();
    let shown: Vec<_> = settings["settings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|setting| setting["key"] == "upload")
        .map(|setting| (&setting["value"], &setting["from"]))
        .collect();
    assert_eq!(shown, [(&json!(false), &json!("DEVENV_UPLOAD"))]);
    machine.settings("upload = \"yes\"\n");
    let bad = scan(&machine, &[]).run();
    assert_eq!((bad.code, bad.stdout.as_str()), (Some(2), ""), "{bad:#?}");
}

/// A job of GitHub Actions that gets ID tokens from `issuer`.
fn job(machine: &Machine, issuer: &Issuer, platform: &str, more: &[&str]) -> Run {
    let run = forked(machine, platform, more);
    let url = format!("{}/ci?api-version=2", issuer.base());
    run.env("ACTIONS_ID_TOKEN_REQUEST_URL", url)
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runner-secret")
}

/// The same without ID tokens.
fn forked(machine: &Machine, platform: &str, more: &[&str]) -> Run {
    let arguments = [
        "scan",
        "--ci",
        "--fail-under",
        "80",
        "--only",
        "tools,path",
        "--timeout",
        "60",
    ];
    machine
        .devenv(arguments.iter().chain(more))
        .env("CI", "true")
        .env("GITHUB_ACTIONS", "true")
        .env("DEVENV_PLATFORM", platform)
}

#[test]
fn a_job_uploads_with_the_identity_that_its_ci_gives_it() {
    let (platform, machine, issuer) = (Machine::new(), Machine::new(), Issuer::start());
    let settings = platform.path("platform.toml");
    std::fs::write(
        &settings,
        format!(
            "[[issuers]]\nurl = \"{}\"\naudience = \"https://devenv.example.org\"\nci = {{ repository_owner_id = [\"5321\"] }}\n",
            issuer.issuer()
        ),
    )
    .unwrap();
    let server = Server::start(&platform, &["--no-fsync", "--config", settings.to_str().unwrap()]);
    let address = format!("http://{}", server.address);
    issuer.change(|manner| {
        manner.job.insert("iss", json!(issuer.issuer()));
        manner.job.insert("repository_owner_id", json!("5321"));
    });
    let run = |more: &[&str]| {
        let run = job(&machine, &issuer, &address, more);
        run.env("DEVENV_AUDIENCE", "https://devenv.example.org").run()
    };
    let outcome = run(&["--upload"]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    let id = outcome.stderr.trim_end().rsplit('/').next().unwrap();
    assert_eq!(outcome.stderr, format!("{address}/scans/{id}\n"));
    let admin = server.token.clone().unwrap();
    let stored = server.ask("GET", &format!("/api/v1/scans/{id}"), &admin, b"").json();
    assert_eq!(stored["user_id"], "ci:repo:example/shop:ref:refs/heads/main");
    assert_eq!(pending(&machine), 0);

    // A job of another repository: the platform refuses it with its own reason.
    issuer.change(|manner| {
        manner.job.insert("repository_owner_id", json!("7"));
    });
    let refused = run(&["--require-upload"]);
    assert_eq!(refused.code, Some(3), "{refused:#?}");
    assert!(
        refused.stderr.contains("this CI job is not allowed to upload"),
        "{refused:#?}"
    );
}

#[test]
fn a_pull_request_from_a_fork_is_scanned_and_uploaded_only_if_required() {
    let machine = Machine::new();
    let event = |head: Value| {
        let event = json!({ "pull_request": { "head": { "repo": head }, "base": { "repo": { "id": 7 } } } });
        std::fs::write(machine.path("event.json"), event.to_string()).unwrap();
    };
    let run = |more: &[&str]| {
        let run = forked(&machine, NOWHERE, more);
        run.env("GITHUB_EVENT_PATH", machine.path("event.json")).run()
    };
    event(json!({ "id": 9 }));
    let alone = run(&[]);
    let expected = Outcome {
        stderr: "The scan was not uploaded: CI gives no identity to pull requests from forks.\n".to_owned(),
        ..run(&[])
    };
    assert_eq!((alone.code, alone.stderr.as_str()), (Some(0), ""), "{alone:#?}");
    assert_eq!(run(&["--upload"]), expected);
    assert_eq!(pending(&machine), 0);
    let must = run(&["--require-upload"]);
    assert!(!matches!(must.code, Some(0 | 1)), "{must:#?}");

    // The same repository: then the workflow is misconfigured.
    event(json!({ "id": 7 }));
    let platform = Machine::new();
    let server = Server::start(&platform, &["--no-fsync"]);
    let address = format!("http://{}", server.address);
    let own = forked(&machine, &address, &["--upload"]).env("GITHUB_EVENT_PATH", machine.path("event.json"));
    let own = own.run();
    assert_eq!(own.code, Some(0), "{own:#?}");
    let said = "warning: cannot upload the scan: GitHub Actions gives this job no ID token: \
                the workflow lacks `permissions: { id-token: write }`\n";
    assert!(own.stderr.starts_with(said), "{own:#?}");
}

/// Older scans are discarded only for a scan that stays in the outbox.
#[test]
fn a_successful_upload_discards_no_pending_scan() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let scan = |more: &[&str]| machine.scan(more);
    // Twenty scans are pending, which is the limit.
    for _ in 0..20 {
        assert_eq!(scan(&["--upload"]).run().code, Some(0));
    }
    assert_eq!(pending(&machine), 20);
    let server = Server::start(&platform, &["--no-fsync"]);
    let token = server.token.clone().unwrap();
    // Under its other host name.
    let address = server.address.replace("127.0.0.1", "localhost");
    let sent = scan(&["--upload"])
        .env("DEVENV_PLATFORM", format!("http://{address}"))
        .env("DEVENV_TOKEN", &token)
        .run();
    assert_eq!(sent.code, Some(0), "{sent:#?}");
    assert!(!sent.stderr.contains("dropped"), "{sent:#?}");
    let stored = server.ask("GET", "/api/v1/scans?limit=100", &token, b"").json();
    assert_eq!(stored["items"].as_array().unwrap().len() + pending(&machine), 21);
    // One more pending scan exceeds the limit, unless one of the twenty was uploaded too.
    let count = pending(&machine);
    let stays = scan(&["--upload"]).run();
    assert_eq!(stays.code, Some(0), "{stays:#?}");
    assert_eq!(pending(&machine), (count + 1).min(20));
}
