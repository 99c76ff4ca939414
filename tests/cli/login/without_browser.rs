//! Sign-in without a browser on this machine: pasted, with a token, as a machine.

use std::io::Write as _;

use serde_json::json;

use super::ending;
use crate::provider::http::parameter;
use crate::provider::issuer::{CLIENT_SECRET, CONFIDENTIAL, Issuer};
use crate::support::{Machine, Outcome, Run, eventually, finish};

/// `devenv login` in a terminal made by `script`, which types its input. `None`, with the reason printed: it is not installed.
fn in_terminal(machine: &Machine, base: &str, more: &str) -> Option<Run> {
    let script = "/usr/bin/script";
    if !std::path::Path::new(script).exists() {
        crate::provider::skip::skip(format_args!("there is no {script}, which makes a terminal"));
        return None;
    }
    let command = format!(
        "exec {} login {base} {more} --color never",
        env!("CARGO_BIN_EXE_devenv")
    );
    // Its options differ on macOS, where it takes a file and then the command.
    let arguments = if cfg!(target_os = "macos") {
        vec![
            "-q".to_owned(),
            "/dev/null".to_owned(),
            "/bin/sh".to_owned(),
            "-c".to_owned(),
            command,
        ]
    } else {
        vec!["-qec".to_owned(), command, "/dev/null".to_owned()]
    };
    let run = Run::of(script, arguments)
        .env("SHELL", "/bin/sh")
        .env("HOME", machine.path("home"))
        .env("PATH", machine.bin())
        .env("LC_ALL", "C.UTF-8")
        .env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
        .env("DEVENV_CONFIG_DIR", machine.path("devenv/config"))
        .env("DEVENV_STATE_DIR", machine.path("devenv/state"));
    Some(run.directory(machine.path("empty")).with_input())
}

/// Pastes lines that are made from the address of the browser's last page.
fn paste(lines: &dyn Fn(&str) -> Vec<String>) -> Option<(Issuer, Machine, Outcome)> {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let mut child = in_terminal(&machine, &issuer.base(), "--insecure-storage")?.start();
    let mut input = child.stdin.take().unwrap();
    // In a terminal, all output is one stream.
    let (said, reader) = super::collect(child.stdout.take().unwrap());
    let mut address = None;
    eventually("the address is shown", || {
        address = super::address_in(&said.lock().unwrap().replace('\r', ""));
        address.is_some()
    });
    let address = address.unwrap();
    eventually("the hint for SSH is shown", || {
        said.lock().unwrap().contains("Paste that page's address here")
    });
    issuer.register(parameter(&address, "redirect_uri").unwrap());
    let callback = crate::provider::http::get(&address)
        .header("location")
        .unwrap()
        .to_owned();
    for line in lines(&callback) {
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
    child.stdout = Some(std::os::fd::OwnedFd::from(std::io::pipe().unwrap().0).into());
    let mut outcome = finish(child);
    drop(input);
    reader.join().unwrap();
    outcome.stdout = said.lock().unwrap().replace('\r', "");
    Some((issuer, machine, outcome))
}

#[test]
fn over_ssh_the_address_of_the_browser_s_last_page_is_pasted() {
    let Some((_issuer, machine, outcome)) = paste(&|callback| {
        vec![
            "what do I paste?".to_owned(),
            callback.replace("state=", "state=x"),
            callback.to_owned(),
        ]
    }) else {
        return;
    };
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    for shown in [
        "warning: this is neither the address of the browser's last page nor a code\n",
        "warning: this address belongs to another sign-in\n",
        "Signed in to http",
    ] {
        assert!(outcome.stdout.contains(shown), "{shown}: {outcome:#?}");
    }
    assert_eq!(machine.devenv(["whoami"]).run().code, Some(0));
}

#[test]
fn a_code_can_be_pasted_and_other_text_ends_nothing() {
    let Some((_, _, outcome)) = paste(&|callback| vec!["y".to_owned(), parameter(callback, "code").unwrap()]) else {
        return;
    };
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(
        outcome
            .stdout
            .contains("warning: the provider does not accept this code\n"),
        "{outcome:#?}"
    );
}

#[test]
fn a_wrapped_or_very_long_address_can_be_pasted() {
    let wrapped = |callback: &str| {
        let (first, second) = callback.split_at(50);
        vec![first.to_owned(), second.to_owned()]
    };
    let Some((_, _, outcome)) = paste(&wrapped) else { return };
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(!outcome.stdout.contains("warning"), "{outcome:#?}");
    let (_, _, outcome) = paste(&|callback| vec![format!("{callback}&session_state={}", "x".repeat(5000))]).unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
}

/// Runs it with this input.
fn with_input(run: Run, text: &str) -> Outcome {
    let mut child = run.with_input().start();
    let mut input = child.stdin.take().unwrap();
    // It may end before it reads the input.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    finish(child)
}

#[test]
fn a_token_is_read_from_standard_input() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let login = || machine.devenv(["login", &base, "--with-token", "--insecure-storage"]);
    let outcome = with_input(login(), "of-the-platform_123\n");
    assert_eq!(
        (outcome.code, outcome.stderr),
        (
            Some(0),
            format!("Signed in to {base} as bob (member). The session is saved in a file that only you can read.\n")
        )
    );
    let offline = machine.devenv(["whoami", "--offline", "--json"]).json();
    assert_eq!(
        (&offline["account"]["subject"], &offline["role"]),
        (&json!("bob"), &json!("member"))
    );
    assert_eq!(machine.devenv(["token"]).run().stdout, "of-the-platform_123\n");
    let who = machine.devenv(["whoami", "--json"]).json();
    let account = json!({ "subject": "bob", "name": null, "email": null, "groups": [] });
    assert_eq!(
        (&who["method"], &who["platform"], &who["account"], &who["role"]),
        (&json!("token"), &json!(base), &account, &json!("member"))
    );
    // The same without signing in.
    let other = Machine::new();
    let given = |token: &str| other.devenv(["whoami", "--json"]).env("DEVENV_TOKEN", token);
    let who = given("of-the-platform_123").env("DEVENV_PLATFORM", &base).json();
    assert_eq!((&who["account"], &who["is_checked"]), (&account, &json!(true)));
    let refused = given("made-up").env("DEVENV_PLATFORM", &base).run();
    assert_eq!(refused.code, Some(3));
    assert!(refused.stderr.contains("does not accept this token"), "{refused:#?}");
    assert_eq!(machine.devenv(["logout"]).run().code, Some(0));
    for (bad, problem) in [
        ("", "it is empty"),
        ("a b\n", "it has white space or control characters in it"),
    ] {
        let outcome = with_input(login(), bad);
        assert_eq!(outcome.code, Some(2));
        assert_eq!(outcome.stderr, format!("error: this is not a token: {problem}\n"));
    }
    assert!(issuer.requests("/oauth2/token").is_empty());
}

#[test]
fn a_token_is_saved_unless_the_platform_refuses_it() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let login = |token: &str| {
        let run = machine.devenv(["login", &base, "--with-token", "--insecure-storage"]);
        let outcome = with_input(run, token);
        (outcome.code, outcome.stderr)
    };
    let refused = format!(
        "error: {base}/api/v1 does not accept this token\nhint: ask the platform's administrator for another token or for access\n"
    );
    assert_eq!(login("made-up"), (Some(3), refused));
    assert!(!machine.path("devenv/state").exists());

    issuer.change(|manner| {
        manner.answers.insert("/api/v1/me", (500, json!({})));
    });
    let (code, said) = login("made-up");
    assert_eq!(code, Some(0), "{said}");
    let warning = format!("warning: cannot ask the platform whose token this is: {base}/api/v1/me answered 500\n");
    assert!(said.starts_with(&warning), "{said}");
    let shown =
        format!("Signed in to {base} as an unknown user. The session is saved in a file that only you can read.\n");
    assert!(said.ends_with(&shown), "{said}");
    assert_eq!(machine.devenv(["token"]).run().stdout, "made-up\n");
}

#[test]
fn a_machine_s_token_is_saved_until_it_expires() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let arguments = [
        "login",
        &base,
        "--client-credentials",
        "--scope",
        "devenv/scan.write",
        "--insecure-storage",
    ];
    let run = |run: Run| {
        run.env("DEVENV_CLIENT_ID", CONFIDENTIAL)
            .env("DEVENV_CLIENT_SECRET", CLIENT_SECRET)
    };
    let outcome = run(machine.devenv(arguments)).run();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    let first = machine.devenv(["token"]).run();
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""));
    assert_eq!(machine.devenv(["token"]).run(), first);
    let asked = issuer.requests("/oauth2/token");
    assert_eq!(asked.len(), 1);
    assert!(asked[0].body.contains("grant_type=client_credentials"));
    assert!(asked[0].body.contains("scope=devenv%2Fscan.write"));
    // It works without signing in too: then nothing is saved.
    let another = Machine::new();
    let outcome = run(another.devenv(["token"])).env("DEVENV_PLATFORM", &base).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert!(!another.path("devenv/state").exists());
    let outcome = machine.devenv(arguments).env("DEVENV_CLIENT_ID", CONFIDENTIAL).run();
    assert_eq!(
        (outcome.code, ending(&outcome)),
        (Some(2), "error: `DEVENV_CLIENT_SECRET` is not set\n")
    );
}

/// Without a bus and a keyring, as in a container.
#[test]
#[cfg(target_os = "linux")]
fn without_a_keyring_the_choice_is_the_users() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let outcome = machine.devenv(["login", &base]).run();
    assert_eq!(outcome.code, Some(3));
    assert!(
        outcome.stderr.starts_with("error: cannot write to the keyring: "),
        "{outcome:#?}"
    );
    let hint = "hint: unlock the keyring; or store the session in a file that only you can read: `devenv login --insecure-storage`; or set \
        `DEVENV_TOKEN`\n";
    assert!(outcome.stderr.ends_with(hint), "{outcome:#?}");
    // Reported before the browser opens.
    assert!(!outcome.stderr.contains("/oauth2/authorize"));
    assert!(!machine.path("devenv/state/credentials").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_keyring_a_user_at_a_terminal_is_asked() {
    for (answer, code) in [("y", 0), ("n", 3), ("", 3)] {
        let issuer = Issuer::start();
        let machine = Machine::new();
        let Some(run) = in_terminal(&machine, &issuer.base(), "") else {
            return;
        };
        let mut child = run.start();
        let mut input = child.stdin.take().unwrap();
        let (said, reader) = super::collect(child.stdout.take().unwrap());
        let question = "Save the session in a file that only you can read instead? [y/N] ";
        eventually("the question is asked", || said.lock().unwrap().contains(question));
        input.write_all(format!("{answer}\n").as_bytes()).unwrap();
        if code == 0 {
            let mut address = None;
            eventually("the address is shown", || {
                address = super::address_in(&said.lock().unwrap().replace('\r', ""));
                address.is_some()
            });
            let address = address.unwrap();
            issuer.register(parameter(&address, "redirect_uri").unwrap());
            let callback = crate::provider::http::get(&address)
                .header("location")
                .unwrap()
                .to_owned();
            assert_eq!(crate::provider::http::get(&callback).status, 200);
        }
        child.stdout = Some(std::os::fd::OwnedFd::from(std::io::pipe().unwrap().0).into());
        let outcome = finish(child);
        drop(input);
        reader.join().unwrap();
        assert_eq!(outcome.code, Some(code), "{answer}: {}", said.lock().unwrap());
        let saved = machine.path("devenv/state/credentials/default.json").exists();
        assert_eq!(saved, code == 0, "{answer}");
    }
}

/// The output up to and including this word.
#[cfg(target_os = "linux")]
fn heard(child: &mut std::process::Child, word: &str) -> String {
    use std::io::Read as _;
    let (mut text, mut byte) = (String::new(), [0]);
    while !text.ends_with(word) {
        let stdout = child.stdout.as_mut().unwrap();
        assert_eq!(stdout.read(&mut byte).unwrap(), 1, "it ended after: {text}");
        text.push(char::from(byte[0]));
    }
    text
}

#[test]
#[cfg(target_os = "linux")]
fn a_platform_without_a_provider_prompts_for_a_token_without_showing_it() {
    const ASKS: &str = "Paste the token (it is not shown): ";
    let machine = Machine::new();
    let server = crate::platform::server::Server::start(&machine, &["--no-fsync"]);
    let (base, token) = (format!("http://{}", server.address), server.token.clone().unwrap());
    let login = || in_terminal(&machine, &base, "--insecure-storage");
    let Some(run) = login() else { return };
    let mut child = run.start();
    heard(&mut child, ASKS);
    writeln!(child.stdin.as_mut().unwrap(), "{token}").unwrap();
    heard(&mut child, &format!("Signed in to {base} as admin (admin)."));
    let rest = finish(child);
    assert_eq!(rest.code, Some(0), "{rest:#?}");
    assert_eq!(machine.devenv(["token"]).run().stdout.trim(), token);

    // Ctrl-C at the prompt ends it.
    let mut child = login().unwrap().start();
    let before = heard(&mut child, ASKS);
    child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
    let ended = finish(child);
    assert_eq!(ended.code, Some(130), "{before} {ended:#?}");
}
