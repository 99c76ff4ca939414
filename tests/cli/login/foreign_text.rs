//! Text of a provider, a platform or a web page: escaped, masked and shown.

use serde_json::json;

use super::distrust::{expire, sign_in};
use super::{SignIn, login, signed_in};
use crate::provider::http;
use crate::provider::issuer::Issuer;
use crate::support::Machine;

#[test]
fn frames_of_a_web_page_neither_end_a_sign_in_nor_write_to_the_terminal() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    let callback = format!("{}?error=evil.test&error_description=run+evil.test", sign_in.redirect());
    for _ in 0..60 {
        let frame = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\nSec-Fetch-Site: cross-site\r\n";
        assert_eq!(http::get_with(&callback, frame).status, 400);
    }
    assert_eq!(http::get(&callback).status, 400);
    sign_in.browse();
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(!outcome.stderr.contains("evil.test"), "{outcome:#?}");
}

#[test]
fn text_of_a_provider_cannot_start_a_line_or_move_the_cursor() {
    let issuer = Issuer::with(|manner| {
        manner
            .tokens
            .insert("access_token", json!("abc\u{1b}]0;PWNED\u{7}\r\nX-Evil: 1"));
    });
    let (machine, outcome) = sign_in(&issuer);
    let said = "/oauth2/token sent an answer that devenv cannot read: a token in it cannot be used: \
        it has white space or control characters in it\n";
    assert_eq!(outcome.code, Some(4), "{outcome:#?}");
    assert!(outcome.stderr.ends_with(said), "{outcome:#?}");
    assert!(!machine.path("devenv/state/credentials/default.json").exists());

    let issuer = Issuer::with(|manner| manner.metadata_issuer = Some("x\nerror: FORGED\u{1b}[2J".to_owned()));
    let outcome = login(&Machine::new(), &issuer, &[]).run();
    let said = format!(
        "error: the provider at {} calls itself x\\nerror: FORGED\\u{{1b}}[2J\n",
        issuer.issuer()
    );
    assert!(outcome.stderr.starts_with(&said), "{outcome:#?}");

    let issuer = Issuer::with(|manner| {
        let me = json!({ "developer_id": "bob\n  platform        https://evil.test", "role": "admin\nFORGED" });
        manner.answers.insert("/api/v1/me", (200, me));
    });
    let machine = Machine::new();
    let run = machine
        .devenv(["whoami"])
        .env("DEVENV_TOKEN", "t")
        .env("DEVENV_PLATFORM", issuer.base());
    let outcome = run.run();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(
        outcome
            .stdout
            .starts_with("bob\\n  platform        https://evil.test\n")
            && !outcome.stdout.contains("\nFORGED"),
        "{outcome:#?}"
    );
}

#[test]
fn a_secret_is_masked_in_addresses_and_in_text_of_a_provider() {
    let machine = Machine::new();
    let outcome = machine.devenv(["login", "https://ada:SECRETPW@devenv.in valid"]).run();
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(2),
            "error: the platform `https://devenv.in valid` is not an address\n"
        )
    );
    let outcome = machine.devenv(["login", "devenv.example.com"]).run();
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(2),
            "error: the platform `devenv.example.com` is not a URL\nhint: run `devenv login https://devenv.example.com`\n"
        )
    );
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine);
    let credentials = std::fs::read(machine.path("devenv/state/credentials/default.json")).unwrap();
    let credentials: serde_json::Value = serde_json::from_slice(&credentials).unwrap();
    let refresh = credentials["refresh"].as_str().unwrap();
    issuer.change(|manner| {
        let body = json!({ "error": "invalid_request", "error_description": format!("bad: refresh_token={refresh}") });
        manner.answers.insert("/oauth2/token", (400, body));
    });
    let outcome = machine.devenv(["token"]).run();
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(3),
            "error: the provider refused: invalid_request (bad: refresh_token=***)\n"
        )
    );
}

#[test]
fn the_platform_s_reason_for_refusing_a_token_is_shown() {
    let issuer = Issuer::with(|manner| {
        let problem =
            json!({ "title": "A valid token is needed", "detail": "the token opaque-token-1 is for something else" });
        manner.answers.insert("/api/v1/me", (401, problem.clone()));
        manner.answers.insert("/api/v1/scans", (401, problem));
    });
    let machine = Machine::new();
    let run = |arguments: &[&str]| {
        let run = machine
            .devenv(arguments.iter().copied())
            .env("DEVENV_TOKEN", "opaque-token-1");
        run.env("DEVENV_PLATFORM", issuer.base()).run().stderr
    };
    let words = "does not accept this token: A valid token is needed: the token *** is for something else\n";
    for arguments in [
        &["whoami"][..],
        &["history", "--remote"],
        &["scan", "--only", "git", "--upload"],
    ] {
        assert!(run(arguments).contains(words), "{arguments:?}: {}", run(arguments));
    }
}
