//! Saved sessions and scans: damaged, left behind by a killed process, or for another platform.

use serde_json::json;

use super::distrust::expire;
use super::signed_in;
use crate::provider::http;
use crate::provider::issuer::Issuer;
use crate::support::Machine;

fn names(machine: &Machine) -> Vec<String> {
    let entries = std::fs::read_dir(machine.path("devenv/state/credentials")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_refresh_token_is_redeemed_only_if_its_successor_can_be_stored() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine);
    let before = issuer.requests("/oauth2/token").len();
    // A file in place of the directory: root could write whatever the mode is.
    let (credentials, aside) = (
        machine.path("devenv/state/credentials"),
        machine.path("devenv/state/aside"),
    );
    let stored = credentials.join("default.json");
    let outcome = machine
        .devenv(["token"])
        .through("/bin/sh", &["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""])
        .run();
    assert_eq!(issuer.requests("/oauth2/token").len(), before, "{outcome:#?}");
    assert_ne!(outcome.code, Some(0), "{outcome:#?}");
    assert!(stored.exists() && !aside.exists());
    // Once the successor can be stored, the session continues.
    let outcome = machine.devenv(["token"]).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:#?}");
    assert_eq!(issuer.requests("/oauth2/token").len(), before + 1);
}

#[test]
fn a_logout_removes_secrets_that_a_killed_process_left() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let credentials = machine.path("devenv/state/credentials");
    let left = std::fs::read_to_string(credentials.join("default.json")).unwrap();
    let left = |refresh: &str| {
        let mut left: serde_json::Value = serde_json::from_str(&left).unwrap();
        left["refresh"] = json!(refresh);
        left.to_string()
    };
    std::fs::write(credentials.join(".devenv-1.tmp"), left("of-an-earlier-version")).unwrap();
    std::fs::write(credentials.join(".default.new-0.tmp"), left("of-this-version")).unwrap();
    let outcome = machine.devenv(["logout"]).run();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(names(&machine), Vec::<String>::new());
    let mut revoked: Vec<String> = issuer
        .requests("/oauth2/revoke")
        .iter()
        .filter_map(|request| http::form(&request.body).into_iter().find(|(name, _)| name == "token"))
        .map(|(_, token)| token)
        .collect();
    assert_eq!(revoked.len(), 3, "{revoked:?}");
    // Beside the session's own token, which is random.
    revoked.retain(|token| token.starts_with("of-"));
    revoked.sort();
    assert_eq!(revoked, ["of-an-earlier-version", "of-this-version"]);
}

#[test]
fn a_damaged_session_can_be_signed_out_of() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let session = machine.path("devenv/state/sessions/default.json");
    std::fs::write(&session, "{").unwrap();
    let said = format!("the session file {} is damaged", session.display());
    let token = machine.devenv(["token"]).run();
    assert_eq!(
        (token.code, token.stderr),
        (
            Some(3),
            format!("error: {said}\nhint: run `devenv logout -p default`, then `devenv login -p default`\n")
        )
    );
    let outcome = machine.devenv(["logout"]).run();
    assert_eq!(
        (outcome.code, outcome.stderr),
        (
            Some(0),
            format!("warning: {said}: it was removed, but could not be revoked at the provider\n")
        )
    );
    assert_eq!((names(&machine), session.exists()), (Vec::new(), false));
}

#[test]
#[cfg(target_os = "linux")]
fn a_pipe_in_place_of_a_file_of_devenv_blocks_no_command() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine);
    for name in [
        "sessions/default.json",
        "locks/default.lock",
        "credentials/default.json",
    ] {
        let path = machine.path("devenv/state").join(name);
        let aside = path.with_extension("aside");
        std::fs::rename(&path, &aside).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        let outcome = machine.devenv(["token"]).run();
        assert_eq!(outcome.code, Some(3), "{name}: {outcome:#?}");
        std::fs::rename(&aside, &path).unwrap();
    }
}

#[test]
fn a_scan_that_is_pending_for_one_platform_is_sent_to_no_other() {
    let (one, other) = (Issuer::start(), Issuer::start());
    let machine = Machine::new();
    let run = |arguments: &[&str], issuer: &Issuer| {
        let run = machine.devenv(arguments.iter().copied()).env("DEVENV_TOKEN", "t");
        run.env("DEVENV_PLATFORM", issuer.base())
            .env("DEVENV_UPLOAD_TIMEOUT", "1")
            .run()
    };
    one.change(|manner| drop(manner.answers.insert("/api/v1/scans", (503, json!({})))));
    run(&["scan", "--only", "git", "--upload"], &one);
    let listed = machine.devenv(["upload", "--list", "--json"]).json();
    assert_eq!(listed["waiting"][0]["platform"], json!(one.base()));
    let outcome = run(&["upload"], &other);
    assert_eq!(
        (outcome.code, outcome.stderr),
        (
            Some(0),
            format!(
                "1 scan is pending for another platform: see `devenv upload --list`; `--all` sends them here too.\n\
                No scan is pending for {}.\n",
                other.base()
            )
        )
    );
    assert_eq!(other.requests("/api/v1/scans").len(), 0);
    let all = run(&["upload", "--all", "--dry-run"], &other);
    let expected = format!("POST {}/api/v1/scans\n", other.base());
    assert!(all.stdout.starts_with(&expected), "{all:#?}");
    one.change(|manner| drop(manner.answers.remove("/api/v1/scans")));
    assert_eq!(run(&["upload"], &one).code, Some(0));
    assert_eq!(
        machine.devenv(["upload", "--list", "--json"]).json()["waiting"],
        json!([])
    );
}
