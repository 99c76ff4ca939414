//! Changes of settings: `devenv config set`, `unset` and `edit`.

use crate::command_line::{machine, shown};
use crate::support::Machine;

fn settings(machine: &Machine) -> String {
    std::fs::read_to_string(machine.path("devenv/config/config.toml")).unwrap()
}

#[test]
fn a_setting_is_changed_and_comments_stay() {
    let machine = machine();
    let config = |arguments: &[&str]| machine.devenv([&["config"], arguments].concat()).run();
    let path = machine.path("devenv/config/config.toml");
    let path = path.display();
    // The first one creates the file.
    let set = config(&["set", "history.keep_days", "30"]);
    assert_eq!(
        shown(&set),
        (Some(0), "", format!("Set `history.keep_days` in {path}\n").as_str())
    );
    assert_eq!(settings(&machine), "[history]\nkeep_days = 30\n");
    assert_eq!(shown(&config(&["get", "history.keep_days"])), (Some(0), "30\n", ""));

    machine
        .settings("# mine\nprofile = 'work' # the office\n\n[tools.acme]\ncommand = { arguments = [\"--version\"] }\n");
    for arguments in [
        &["set", "profile", "play"][..],
        &["set", "upload", "yes"],
        &["set", "profiles.play.platform", "https://devenv.example.com"],
        &["set", "profiles.play.callback_ports", "8400,8401", "8402"],
        &["set", "profiles.play.scopes", "openid", "email"],
    ] {
        assert_eq!(config(arguments).code, Some(0), "{arguments:?}");
    }
    insta::assert_snapshot!(settings(&machine), @r#"
    # mine
    profile = "play" # the office
    upload = true

    [tools.acme]
    command = { arguments = ["--version"] }

    [profiles.play]
    platform = "https://devenv.example.com"
    callback_ports = [8400, 8401, 8402]
    scopes = ["openid", "email"]
    "#);
    let got = machine
        .devenv(["config", "get", "profiles.play.callback_ports", "--json"])
        .json();
    assert_eq!(got["value"], serde_json::json!(["8400", "8401", "8402"]));
    assert_eq!(got["from"], format!("{path}:10"));

    let unset = config(&["unset", "profiles.play.scopes"]);
    assert_eq!(
        shown(&unset),
        (
            Some(0),
            "",
            format!("Removed `profiles.play.scopes` from {path}\n").as_str()
        )
    );
    assert!(!settings(&machine).contains("scopes"));
    let again = config(&["unset", "profiles.play.scopes"]);
    let expected =
        format!("error: `profiles.play.scopes` is not set in {path}\nhint: `devenv config` shows what sets it\n");
    assert_eq!(shown(&again), (Some(2), "", expected.as_str()));
}

#[test]
fn an_invalid_setting_is_refused_and_the_file_does_not_change() {
    let machine = machine();
    let before = "# mine\nprofile = \"work\"\n";
    machine.settings(before);
    let refused = |arguments: &[&str]| {
        let outcome = machine.devenv([&["config"], arguments].concat()).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert_eq!(settings(&machine), before);
        outcome.stderr.replace(machine.path("").to_str().unwrap(), "/m/")
    };
    insta::assert_snapshot!(refused(&["set", "upload", "maybe"]), @"
    error: `upload` cannot be `maybe`
    hint: give `true` or `false`
    ");
    insta::assert_snapshot!(refused(&["set", "history.keep_days", "-1"]), @"
    error: `history.keep_days` cannot be `-1`
    hint: give a whole number
    ");
    insta::assert_snapshot!(refused(&["set", "uplaod", "true"]), @"
    error: there is no setting `uplaod`
    hint: did you mean `upload`?
    ");
    insta::assert_snapshot!(refused(&["set", "profiles.work.secret", "x"]), @"
    error: there is no setting `profiles.work.secret`
    hint: docs/config.md lists what config.toml can set; the rest are flags and variables
    ");
    insta::assert_snapshot!(refused(&["set", "tools.acme", "x"]), @"
    error: a tool of yours is a table with several values
    hint: add it with `devenv config edit`
    ");
    insta::assert_snapshot!(refused(&["get", "history.keep_day"]), @"
    error: there is no setting `history.keep_day`
    hint: did you mean `history.keep_days`?
    ");
    insta::assert_snapshot!(refused(&["get", "profiles.work.issuer"]), @"error: `profiles.work.issuer` is not set");
    assert!(refused(&["set", "profiles.work.callback_host", "0.0.0.0"]).contains("config.toml"));
    assert!(refused(&["set", "profiles./etc.issuer", "x"]).starts_with("error: "));
}

#[test]
fn the_settings_file_is_edited_and_then_checked() {
    let machine = machine();
    machine.executable(
        &machine.path("editors/my editor"),
        b"#!/bin/sh\n[ \"$1\" = --wait ] || exit 9\necho \"$WRITES\" >> \"$2\"\n",
    );
    let editor = format!("'{}' --wait", machine.path("editors/my editor").display());
    let edit = |writes: &str| {
        let run = machine.devenv(["config", "edit"]).env("WRITES", writes);
        run.env("EDITOR", "/nowhere/editor").env("VISUAL", &editor).run()
    };
    let path = machine.path("devenv/config/config.toml");
    let saved = edit("upload = true");
    assert_eq!(
        shown(&saved),
        (Some(0), "", format!("Saved {}\n", path.display()).as_str())
    );
    assert_eq!(
        settings(&machine),
        "# Settings of devenv. `devenv config` shows the effective ones.\nupload = true\n"
    );
    let broken = edit("[histroy]");
    assert_eq!((broken.code, broken.stdout.as_str()), (Some(2), ""));
    assert!(broken.stderr.contains(&path.display().to_string()), "{broken:#?}");

    let without = machine
        .devenv(["config", "edit"])
        .env("EDITOR", "no-such-editor -f")
        .run();
    assert_eq!(
        shown(&without),
        (
            Some(2),
            "",
            "error: there is no editor `no-such-editor` on PATH\nhint: set `VISUAL` or `EDITOR` to your editor\n"
        )
    );
    let failing = machine.executable(&machine.path("editors/fails"), b"#!/bin/sh\nexit 3\n");
    let failed = machine.devenv(["config", "edit"]).env("EDITOR", &failing).run();
    let expected = format!("error: the editor `{}` ended with status 3\n", failing.display());
    assert_eq!(shown(&failed), (Some(2), "", expected.as_str()));
}
