//! Tokens after the sign-in: refreshed when needed, stored privately.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{SignIn, login, signed_in};
use crate::provider::issuer::{Issuer, TokenFault, claims};
use crate::support::{Machine, Outcome, finish};

pub(super) fn credentials(machine: &Machine) -> PathBuf {
    machine.path("devenv/state/credentials/default.json")
}

pub(super) fn read(path: &PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Makes the access token expire this many seconds from now.
pub(super) fn expire(machine: &Machine, seconds: i64) {
    let path = credentials(machine);
    let mut saved = read(&path);
    let end = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    saved["access"]["expires_at"] = json!(end.to_string());
    std::fs::write(path, saved.to_string()).unwrap();
}

fn refreshes(issuer: &Issuer) -> usize {
    let requests = issuer.requests("/oauth2/token");
    requests
        .iter()
        .filter(|request| request.body.contains("grant_type=refresh_token"))
        .count()
}

pub(super) fn token(machine: &Machine) -> Outcome {
    machine.devenv(["token"]).run()
}

#[test]
fn the_log_shows_each_request_if_it_is_asked_for() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let said = |arguments: &[&str], log: &str| {
        let outcome = machine.devenv(arguments).env("DEVENV_LOG", log).run();
        assert!(outcome.stdout.contains("alice"), "{outcome:#?}");
        // The durations differ.
        let lines = outcome.stderr.lines();
        lines
            .map(|line| line.split(" in ").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let saved = machine.path("devenv/state/credentials/default.json");
    let read = format!(
        "debug auth::store::file: reading the session's secrets from {}",
        saved.display()
    );
    let platform = format!("debug auth::http: GET {}/api/v1/me: 200", issuer.base());
    let asked = [read, platform];
    assert_eq!(said(&["whoami"], ""), [""; 0]);
    assert_eq!(said(&["whoami", "-q", "-v"], ""), [""; 0]);
    assert_eq!(said(&["whoami", "-v"], "off"), [""; 0]);
    assert_eq!(said(&["whoami", "-v"], ""), asked);
    assert_eq!(said(&["whoami"], "debug"), asked);
    assert_eq!(said(&["whoami", "-vv"], "").len(), asked.len() + 2);
    let outcome = machine.devenv(["whoami"]).env("DEVENV_LOG", "loud").run();
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(2),
            "error: `DEVENV_LOG` is `loud`, which is not a log level\nhint: set it to `off`, `error`, `warn`, `info`, `debug` or `trace`\n"
        )
    );
}

#[test]
fn r14_a_token_is_renewed_a_minute_before_it_expires_and_not_earlier() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine, 120);
    let before = token(&machine);
    assert_eq!((before.code, refreshes(&issuer)), (Some(0), 0));
    expire(&machine, 50);
    let after = token(&machine);
    assert_eq!((after.code, refreshes(&issuer)), (Some(0), 1));
    assert_ne!(before.stdout, after.stdout);
    assert_eq!(token(&machine), after);
    assert_eq!(refreshes(&issuer), 1);
}

#[test]
fn r14_a_token_that_the_platform_refuses_is_renewed_once() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    // A token that the platform refuses although it has not expired.
    let path = credentials(&machine);
    let mut saved = read(&path);
    saved["access"]["token"] = json!("made-up-token");
    std::fs::write(&path, saved.to_string()).unwrap();
    let who = machine.devenv(["whoami", "--json"]).json();
    assert_eq!(who["account"]["email"], "alice@example.com");
    assert_eq!((refreshes(&issuer), issuer.requests("/api/v1/me").len()), (1, 2));
}

#[test]
fn r31_twenty_processes_at_once_make_one_refresh_and_all_get_a_token() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine, -10);
    let children: Vec<_> = (0..20).map(|_| machine.devenv(["token"]).start()).collect();
    let outcomes: Vec<Outcome> = children.into_iter().map(finish).collect();
    for outcome in &outcomes {
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        assert_eq!(outcome.stdout, outcomes[0].stdout);
    }
    assert_eq!(refreshes(&issuer), 1);
    // The session continues: the new refresh token was saved.
    expire(&machine, -10);
    assert_eq!(token(&machine).code, Some(0));
    assert_eq!(refreshes(&issuer), 2);
}

#[test]
fn r31_the_refresh_token_stays_if_the_provider_sends_no_new_one() {
    let issuer = Issuer::with(|manner| manner.rotates = false);
    let machine = signed_in(&issuer);
    let before = read(&credentials(&machine))["refresh"].clone();
    for count in 1..=2 {
        expire(&machine, -10);
        assert_eq!(token(&machine).code, Some(0));
        assert_eq!(refreshes(&issuer), count);
        assert_eq!(read(&credentials(&machine))["refresh"], before);
    }
}

#[test]
fn r31_a_session_that_the_provider_ended_is_removed_with_its_secrets() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    // The refresh token was used elsewhere: the provider ends the whole session.
    let path = credentials(&machine);
    let stolen = std::fs::read(&path).unwrap();
    expire(&machine, -10);
    assert_eq!(token(&machine).code, Some(0));
    std::fs::write(&path, stolen).unwrap();
    expire(&machine, -10);
    let outcome = token(&machine);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""));
    assert_eq!(
        outcome.stderr,
        "error: the session of profile `default` has ended\n  caused by: the provider refused: invalid_grant\nhint: run `devenv login`\n"
    );
    assert!(!path.exists());
    let outcome = machine.devenv(["whoami"]).run();
    assert_eq!(outcome.code, Some(3));
    assert!(
        outcome
            .stderr
            .starts_with("error: the session of profile `default` has ended\n")
    );
    // The hint works.
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    sign_in.browse();
    assert_eq!(sign_in.finish().code, Some(0));
    assert_eq!(machine.devenv(["whoami"]).run().code, Some(0));
}

#[test]
fn r31_failures_of_the_provider_end_no_session() {
    for fault in [
        TokenFault::Html(403),
        TokenFault::Status(500),
        TokenFault::Cut,
        TokenFault::Html(200),
    ] {
        let issuer = Issuer::start();
        let machine = signed_in(&issuer);
        let saved = read(&credentials(&machine));
        // The token is valid for half a minute: it is used.
        expire(&machine, 30);
        issuer.change(|manner| manner.token_faults.push_back(fault));
        let outcome = token(&machine);
        assert_eq!(
            (outcome.code, outcome.stdout.trim()),
            (Some(0), saved["access"]["token"].as_str().unwrap()),
            "{fault:?}: {outcome:#?}"
        );
        expire(&machine, -10);
        issuer.change(|manner| manner.token_faults.push_back(fault));
        assert_eq!(token(&machine).code, Some(4), "{fault:?}");
        assert_eq!(read(&credentials(&machine))["refresh"], saved["refresh"]);
        let outcome = token(&machine);
        assert_eq!(outcome.code, Some(0), "{fault:?}: {outcome:#?}");
    }
}

/// Some providers (Okta, Auth0, Entra) need a scope for it that others (Cognito) reject.
#[test]
fn a_refresh_token_is_requested_as_the_provider_supports() {
    let issuer = Issuer::with(|manner| {
        manner.refresh_needs_scope = true;
        let scopes = json!(["openid", "email", "profile", "offline_access"]);
        manner.metadata.insert("scopes_supported", scopes);
        manner.platform.insert("scopes", json!([]));
    });
    let machine = signed_in(&issuer);
    assert!(read(&credentials(&machine))["refresh"].is_string());

    // Without a refresh token the session ends with its access token, and the message says so.
    issuer.change(|manner| {
        manner.platform.remove("scopes");
    });
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    sign_in.browse();
    let outcome = sign_in.finish();
    let who = machine.devenv(["whoami", "--json", "--offline"]).json();
    assert!(who["session_ends_at"].is_string());
    assert_eq!(who["session_ends_at"], who["access_expires_at"]);
    let last = outcome.stderr.lines().last().unwrap();
    assert!(last.contains(" It expires at 20") && last.ends_with("Z."), "{last}");
    expire(&machine, -10);
    let outcome = token(&machine);
    assert_eq!(outcome.code, Some(3));
    assert!(
        outcome
            .stderr
            .starts_with("error: the session of profile `default` has ended\n")
    );
}

#[test]
fn r32_only_the_user_can_read_stored_secrets() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    // A link in place of the file.
    let path = credentials(&machine);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::set_permissions(path.parent().unwrap(), PermissionsExt::from_mode(0o755)).unwrap();
    let elsewhere = machine.path("elsewhere");
    std::fs::write(&elsewhere, "untouched").unwrap();
    symlink(&elsewhere, &path).unwrap();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    sign_in.browse();
    assert_eq!(sign_in.finish().code, Some(0));
    let mode = |path: &std::path::Path| std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777;
    let session = machine.path("devenv/state/sessions/default.json");
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "untouched");
    assert!(std::fs::symlink_metadata(&path).unwrap().is_file());
    let parent = |path: &std::path::Path| mode(path.parent().unwrap());
    assert_eq!(
        [mode(&path), mode(&session), parent(&path), parent(&session)],
        [0o600, 0o600, 0o700, 0o700]
    );
    // The description beside the secrets contains none of them.
    let (stored, described) = (read(&path), std::fs::read_to_string(&session).unwrap());
    for secret in [&stored["refresh"], &stored["access"]["token"]] {
        assert!(!described.contains(secret.as_str().unwrap()));
    }
}

#[test]
fn a_token_in_the_environment_is_used_before_any_file_is_read() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    // Neither the settings nor the session can be read.
    machine.settings("this is not TOML");
    std::fs::write(credentials(&machine), "damaged").unwrap();
    let outcome = machine.devenv(["token"]).env("DEVENV_TOKEN", "given").run();
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()),
        (Some(0), "given\n", "")
    );
    let outcome = machine.devenv(["token"]).env("DEVENV_TOKEN", "two words").run();
    assert_eq!(outcome.code, Some(2));
    assert!(!outcome.stderr.contains("two words"), "{outcome:#?}");
    let mut who = machine.devenv(["whoami", "--json"]).env("DEVENV_TOKEN", "given").json();
    assert_eq!(who["origin"].take(), "variable");
    assert_eq!(who["account"], Value::Null);
}

#[test]
fn the_token_is_for_the_platform_and_not_the_id_token() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let token = token(&machine).stdout;
    assert_eq!(claims(token.trim()).unwrap()["token_use"], "access");
    let mut answer = machine.devenv(["token", "--json"]).json();
    assert!(answer["expires_at"].take().is_string());
    let expected = json!({
        "schema_version": "1.0", "access_token": token.trim(), "origin": "session", "expires_at": null,
    });
    assert_eq!(answer, expected);
}

#[test]
fn profiles_are_separate_and_one_is_the_default() {
    let (work, play) = (Issuer::start(), Issuer::start());
    let machine = Machine::new();
    machine.settings(&format!(
        "profile = \"work\"\n[profiles.work]\nplatform = \"{}\"\ninsecure_storage = true\n[profiles.play]\nplatform = \"{}\"\ninsecure_storage = true\n",
        work.base(),
        play.base()
    ));
    for (issuer, arguments) in [(&work, vec!["login"]), (&play, vec!["login", "--profile", "play"])] {
        let sign_in = SignIn::start(issuer, machine.devenv(arguments));
        sign_in.browse();
        assert_eq!(sign_in.finish().code, Some(0));
    }
    let platform = |run: crate::support::Run| run.json()["platform"].as_str().unwrap().to_owned();
    let who = || machine.devenv(["whoami", "--json", "--offline"]);
    assert_eq!(platform(who()), work.base());
    assert_eq!(platform(who().arg("--profile").arg("play")), play.base());
    assert_eq!(platform(who().env("DEVENV_PROFILE", "play")), play.base());
    assert_eq!(machine.devenv(["logout"]).run().code, Some(0));
    assert_eq!(machine.devenv(["whoami"]).run().code, Some(3));
    assert_eq!(platform(who().arg("--profile").arg("play")), play.base());
    assert_eq!(machine.devenv(["logout", "--all"]).run().code, Some(0));
    assert_eq!(machine.devenv(["whoami", "--profile", "play"]).run().code, Some(3));

    let outcome = machine.devenv(["whoami", "--profile", "../x"]).run();
    assert_eq!(outcome.code, Some(2));
}

#[test]
fn a_scan_neither_reads_the_session_nor_initialises_sign_in() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine, -10);
    let saved = std::fs::read(credentials(&machine)).unwrap();
    let before = issuer.requests("/oauth2/token").len();
    let directory = credentials(&machine).parent().unwrap().to_owned();
    // It would fail if it read the directory.
    std::fs::set_permissions(&directory, PermissionsExt::from_mode(0o000)).unwrap();
    let run = machine.scan(&[]).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    #[cfg(target_os = "linux")]
    if let Some(calls) = crate::support::trace(run, &machine.path("")) {
        let touched: Vec<_> = calls
            .iter()
            .filter(|call| {
                ["state/sessions", "state/credentials", "state/locks"]
                    .iter()
                    .any(|directory| call.arguments.contains(directory))
                    || call.arguments.contains("/nowhere")
                    || call.arguments.contains("AF_INET")
            })
            .collect();
        assert!(touched.is_empty(), "{touched:#?}");
    }
    #[cfg(not(target_os = "linux"))]
    assert!(run.run().code.is_some());
    std::fs::set_permissions(&directory, PermissionsExt::from_mode(0o700)).unwrap();
    assert_eq!(std::fs::read(credentials(&machine)).unwrap(), saved);
    assert_eq!(issuer.requests("/oauth2/token").len(), before);
}
