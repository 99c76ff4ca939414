//! Broken or malicious providers, platforms and machines: no token is leaked or lost, and their text cannot harm.

use serde_json::json;

use super::{SignIn, login, signed_in};
use crate::provider::http;
use crate::provider::issuer::{Issuer, TokenFault};
use crate::support::{Machine, Outcome, Run};

/// Signs in at this provider.
pub(super) fn sign_in(issuer: &Issuer) -> (Machine, Outcome) {
    let machine = Machine::new();
    let sign_in = SignIn::start(issuer, login(&machine, issuer, &[]));
    sign_in.browse();
    let outcome = sign_in.finish();
    (machine, outcome)
}

/// Makes the access token of the session expire now.
pub(super) fn expire(machine: &Machine) {
    let path = machine.path("devenv/state/credentials/default.json");
    let mut credentials: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    credentials["access"]["expires_at"] = json!("2020-01-01T00:00:00Z");
    std::fs::write(path, credentials.to_string()).unwrap();
}

fn in_github(run: Run, issuer: &Issuer) -> Run {
    run.env("GITHUB_ACTIONS", "true")
        .env("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{}/ci?v=1", issuer.base()))
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runtime-token")
        .env("DEVENV_PLATFORM", issuer.base())
}

#[test]
fn a_platform_cannot_choose_the_audience_of_a_ci_token() {
    let issuer = Issuer::with(|manner| {
        manner.platform.insert("audience", json!("sts.amazonaws.com"));
    });
    let machine = Machine::new();
    let said = format!(
        "error: the platform {} asks for a CI token for `sts.amazonaws.com`, which is not its own address\n\
        hint: if you trust the platform with tokens for it, set `DEVENV_AUDIENCE=sts.amazonaws.com`\n",
        issuer.base()
    );
    for command in ["token", "whoami", "login"] {
        let outcome = in_github(machine.devenv([command]), &issuer).run();
        assert_eq!((outcome.code, &outcome.stderr), (Some(2), &said), "{command}");
    }
    assert_eq!(issuer.requests("/ci").len(), 0);
    let named = in_github(machine.devenv(["token"]), &issuer)
        .env("DEVENV_AUDIENCE", "devenv")
        .run();
    assert_eq!(named.code, Some(0), "{named:#?}");
    assert_eq!(
        http::parameter(&issuer.requests("/ci")[0].target, "audience").unwrap(),
        "devenv"
    );
}

#[test]
fn a_token_goes_to_no_other_server_even_if_the_platform_names_one() {
    let other = Issuer::start();
    let issuer = Issuer::with(|manner| {
        manner.platform.insert("api", json!(format!("{}/api/v1", other.base())));
    });
    let (platform, api) = (issuer.base(), other.base());
    let said = format!("the platform {platform}/ names an API on another server: {api}/api/v1");
    let machine = Machine::new();
    let with_token = |run: Run| {
        run.env("DEVENV_TOKEN", "of-the-platform_123")
            .env("DEVENV_PLATFORM", &platform)
    };
    for command in [
        &["whoami"][..],
        &["login"],
        &["history", "--remote"],
        &["scan", "--only", "git", "--require-upload"],
    ] {
        let outcome = with_token(machine.devenv(command.iter().copied())).run();
        assert_eq!(outcome.code, Some(4), "{command:?}: {outcome:#?}");
        let said = "names an API on another server: ";
        assert!(outcome.stderr.contains(said), "{command:?}: {outcome:#?}");
    }
    assert!(with_token(machine.devenv(["whoami"])).run().stderr.contains(&said));
    // A session of an earlier version with such an address.
    issuer.change(|manner| drop(manner.platform.remove("api")));
    let machine = signed_in(&issuer);
    let path = machine.path("devenv/state/sessions/default.json");
    let session = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        session.replace(&format!("{platform}/api/v1"), &format!("{api}/api/v1")),
    )
    .unwrap();
    let outcome = machine.devenv(["whoami"]).run();
    assert!(!outcome.stdout.contains("role"), "{outcome:#?}");
    assert_eq!(
        other.requests("/api/v1/me").len() + other.requests("/api/v1/scans").len(),
        0
    );
}

#[test]
fn idle_connections_do_not_block_the_browser() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    let (host, _) = http::split(&sign_in.redirect());
    let idle: Vec<_> = (0..100).map(|_| std::net::TcpStream::connect(&host).unwrap()).collect();
    assert_eq!(sign_in.browse().status, 200);
    assert_eq!(sign_in.finish().code, Some(0));
    drop(idle);
}

#[test]
fn numbers_in_a_token_answer_may_be_text_or_appear_twice() {
    for (fields, is_limited) in [
        (json!({ "expires_in": "3600" }), true),
        (json!({ "expires_in": 3599.5 }), true),
        (json!({ "expires_in": "soon" }), false),
        (json!({ "refresh_expires_in": "1800" }), true),
        (
            json!({ "refresh_expires_in": 1800, "refresh_token_expires_in": 1800 }),
            true,
        ),
    ] {
        let issuer = Issuer::with(|manner| {
            for (name, value) in fields.as_object().unwrap() {
                manner
                    .tokens
                    .insert(Box::leak(name.clone().into_boxed_str()), value.clone());
            }
        });
        let (machine, outcome) = sign_in(&issuer);
        assert_eq!(outcome.code, Some(0), "{fields}: {outcome:#?}");
        let who = machine.devenv(["whoami", "--offline", "--json"]).json();
        assert_eq!(who["access_expires_at"].is_string(), is_limited, "{fields}");
        let says_when = fields
            .as_object()
            .unwrap()
            .keys()
            .any(|name| name.starts_with("refresh"));
        assert_eq!(who["session_ends_at"].is_string(), says_when, "{fields}");
    }
}

#[test]
fn a_session_continues_if_the_provider_does_not_answer_for_its_token() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let run = machine.devenv([
        "login",
        "--issuer",
        &issuer.issuer(),
        "--client-id",
        crate::provider::issuer::CLIENT,
        "--cognito-domain",
        &base,
        "--callback-port",
        "0",
        "--insecure-storage",
    ]);
    let sign_in = SignIn::start(&issuer, run);
    sign_in.browse();
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    let before = issuer.requests("/oauth2/token").len();
    for (status, body) in [
        (401, json!({ "error": "invalid_token" })),
        (200, json!({ "sub": "somebody-else", "email": "mallory@example.com" })),
    ] {
        issuer.change(|manner| drop(manner.answers.insert("/oauth2/userInfo", (status, body))));
        let who = machine.devenv(["whoami"]).run();
        assert_eq!(who.code, Some(0), "{who:#?}");
        assert!(who.stdout.starts_with("alice@example.com\n"), "{who:#?}");
        let said = "  checked         no, the provider does not answer for this token\n";
        assert!(who.stdout.ends_with(said), "{who:#?}");
    }
    assert_eq!(issuer.requests("/oauth2/token").len(), before);
}

#[test]
fn a_provider_that_requires_a_new_sign_in_does_not_end_the_session_for_good() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    expire(&machine);
    issuer.change(|manner| manner.token_faults.push_back(TokenFault::Error("login_required")));
    let outcome = machine.devenv(["token"]).run();
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(3),
            "error: the session of profile `default` has ended\n  caused by: the provider refused: login_required\n\
            hint: run `devenv login`\n"
        )
    );
    assert_eq!(machine.devenv(["token"]).run().code, Some(0));
}

#[test]
fn http_on_this_machine_needs_no_certificates_and_https_says_how_to_install_them() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let whoami = |platform: &str| {
        let run = machine.devenv(["whoami"]).env("DEVENV_TOKEN", "of-the-platform_123");
        run.env("DEVENV_PLATFORM", platform)
            .env("SSL_CERT_FILE", "/nonexistent")
            .run()
    };
    let outcome = whoami(&issuer.base());
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    if cfg!(target_os = "linux") {
        let outcome = whoami("https://devenv.example.com");
        assert_eq!(
            (outcome.code, outcome.stderr.as_str()),
            (
                Some(4),
                "error: cannot set up HTTPS\n  caused by: this machine has no certificates of trusted authorities\n\
                hint: install the package `ca-certificates`, or name a file of certificates with `SSL_CERT_FILE` or `--ca-file`\n"
            )
        );
    }
}
