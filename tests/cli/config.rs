//! `devenv config`: every setting, with its source.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use crate::support::{Machine, Run};

/// A machine with a project, and settings of all kinds.
fn machine() -> Machine {
    let machine = Machine::new();
    std::fs::create_dir_all(machine.path("home/shop")).unwrap();
    std::fs::write(
        machine.path("home/shop/devenv.toml"),
        "fail_under = 90\n[tools]\nnode = \">=20\"\n",
    )
    .unwrap();
    machine.settings(
        "profile = \"work\"\n\n[profiles.work]\nplatform = \"https://devenv.example.com\"\ncallback_ports = [8400, 8401]\n\n\
        [history]\nkeep_days = 30\n\n[tools.acme]\ncommand = { arguments = [\"--version\"] }\n",
    );
    machine
}

fn config(machine: &Machine, more: &[&str]) -> Run {
    machine
        .devenv([&["config"], more].concat())
        .directory(machine.path("home/shop"))
        .env("DEVENV_CLIENT_SECRET", "hush")
        .env("DEVENV_TOKEN", "hush-hush")
        .env("DEVENV_ISSUER", "https://ada:hush@idp.example.com/pool")
        .env("DEVENV_TIMEOUT", "5")
        .env("DEVENV_NO_EXEC", "1")
}

#[test]
fn each_value_is_shown_with_its_source() {
    let machine = machine();
    let outcome = config(&machine, &[]).env("DEVENV_PLATFROM", "x").run();
    let shown = outcome.stdout.replace(machine.path("").to_str().unwrap(), "/m/");
    // The width of the columns depends on the directory's name.
    let shown: Vec<String> = shown
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    setting value from
    config_dir /m/devenv/config DEVENV_CONFIG_DIR
    cache_dir /m/devenv/cache DEVENV_CACHE_DIR
    state_dir /m/devenv/state DEVENV_STATE_DIR
    profile work /m/devenv/config/config.toml:1
    profiles.work.platform https://devenv.example.com /m/devenv/config/config.toml:4
    profiles.work.issuer https://***@idp.example.com/pool DEVENV_ISSUER
    profiles.work.callback_ports 8400 8401 /m/devenv/config/config.toml:5
    token *** DEVENV_TOKEN
    client_secret *** DEVENV_CLIENT_SECRET
    history.keep_scans 200 default
    history.keep_days 30 /m/devenv/config/config.toml:8
    tools.acme a tool of your own /m/devenv/config/config.toml:10
    policy.fail_under 90 devenv.toml:1
    policy.tools.node >=20 devenv.toml:3
    color auto default
    hook.hook_timeout 0.1 default
    login.timeout 600 default
    scan.no_exec true DEVENV_NO_EXEC
    scan.program_timeout 1.5 default
    scan.timeout 5 DEVENV_TIMEOUT
    ");
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(0),
            "warning: devenv has no setting for the variable `DEVENV_PLATFROM`; did you mean `DEVENV_PLATFORM`?\n"
        )
    );
}

#[test]
fn the_json_has_every_setting_and_no_secret() {
    let machine = machine();
    let answer = config(&machine, &["--json", "--profile", "play"]).json();
    let setting = |key: &str| {
        let settings = answer["settings"].as_array().unwrap();
        settings.iter().find(|setting| setting["key"] == key).unwrap().clone()
    };
    assert_eq!(
        (&answer["profile"], &answer["unknown_variables"]),
        (&json!("play"), &json!([]))
    );
    let expected = [
        json!({ "key": "profile", "value": "play", "from": "--profile", "variable": "DEVENV_PROFILE" }),
        json!({ "key": "profiles.play.platform", "value": null, "from": null, "variable": "DEVENV_PLATFORM" }),
        json!({ "key": "token", "value": "***", "from": "DEVENV_TOKEN", "variable": "DEVENV_TOKEN" }),
        json!({ "key": "id_token", "value": null, "from": null, "variable": "DEVENV_ID_TOKEN" }),
        json!({ "key": "history.keep_scans", "value": 200, "from": "default", "variable": "DEVENV_KEEP_SCANS" }),
        json!({ "key": "policy.fail_under", "value": 90, "from": "devenv.toml:1", "variable": "DEVENV_FAIL_UNDER" }),
        json!({ "key": "scan.no_exec", "value": true, "from": "DEVENV_NO_EXEC", "variable": "DEVENV_NO_EXEC" }),
    ];
    for expected in expected {
        assert_eq!(setting(expected["key"].as_str().unwrap()), expected);
    }
    for loud in ["-v", "-vv"] {
        let outcome = config(&machine, &[loud]).run();
        assert!(!format!("{outcome:?}").contains("hush"), "{outcome:#?}");
    }
    assert!(!answer.to_string().contains("hush"));
}

#[test]
fn an_unknown_setting_is_an_error_with_its_line() {
    let machine = machine();
    machine.settings("[histroy]\nkeep_days = 30\n");
    for command in [["config"].as_slice(), &["scan", "--no-exec"], &["whoami"]] {
        let outcome = machine.devenv(command).run();
        let expected = format!(
            "error: cannot read the settings in {}\n  caused by: TOML parse error at line 1, column 2\n",
            machine.path("devenv/config/config.toml").display()
        );
        assert_eq!(outcome.code, Some(2));
        assert!(outcome.stderr.starts_with(&expected), "{}", outcome.stderr);
        assert!(
            outcome.stderr.ends_with("hint: docs/config.md lists what can be set\n"),
            "{}",
            outcome.stderr
        );
    }
}

/// Every variable that the source reads must be listed as a setting.
#[test]
fn every_variable_is_listed() {
    fn literals(directory: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                literals(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let names = text.split("\"DEVENV_").skip(1).filter_map(|rest| rest.split_once('"'));
                found.extend(names.map(|(name, _)| format!("DEVENV_{name}")));
            }
        }
    }
    let mut read = BTreeSet::new();
    literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut read);
    // The prefix of all of them, and the variables of tests.
    read.retain(|name| name != "DEVENV_" && !name.starts_with("DEVENV_WRITE_"));
    let machine = Machine::new();
    let answer = machine.devenv(["config", "--json"]).json();
    let settings = answer["settings"].as_array().unwrap();
    let listed: BTreeSet<String> = settings
        .iter()
        .filter_map(|setting| setting["variable"].as_str())
        .map(str::to_owned)
        .collect();
    assert_eq!(read, listed);
    // No setting is listed twice.
    let keys: BTreeSet<&str> = settings.iter().filter_map(|setting| setting["key"].as_str()).collect();
    assert_eq!(keys.len(), settings.len());
}
