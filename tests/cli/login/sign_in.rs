//! The sign-in in the browser: what is sent, what is received, and what is trusted.

use serde_json::json;

use super::tokens::expire;
use super::{SignIn, login};
use crate::provider::http::{form, get, parameter, split};
use crate::provider::issuer::{CLIENT, CLIENT_SECRET, CONFIDENTIAL, IdToken, Issuer, TokenFault};
use crate::support::{Machine, Run, eventually};

#[test]
fn a_platform_address_is_enough_to_sign_in_and_out() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    let page = sign_in.browse();
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<h1>You are signed in</h1>"), "{page:?}");
    let outcome = sign_in.finish();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), ""), "{outcome:#?}");
    let last = outcome.stderr.lines().last().unwrap();
    let expected = format!(
        "Signed in to {} as alice@example.com. The session is saved in a file that only you can read.",
        issuer.base()
    );
    assert_eq!(last, expected);

    let mut who = machine.devenv(["whoami", "--json"]).json();
    for time in ["signed_in_at", "access_expires_at"] {
        assert!(who[time].is_string(), "{who:#}");
        who[time] = json!("TIME");
    }
    let expected = json!({
        "schema_version": "1.0", "profile": "default", "platform": issuer.base(), "issuer": issuer.issuer(), "origin": "session",
        "method": "browser",
        "account": { "subject": "7a1c0c9e-0000-4000-8000-000000000001", "name": "alice", "email": "alice@example.com",
            "groups": ["devenv-users", "platform"] },
        "role": "ingest", "signed_in_at": "TIME", "access_expires_at": "TIME", "session_ends_at": null, "is_checked": true, "storage": "file",
    });
    assert_eq!(who, expected);

    let token = machine.devenv(["token"]).run();
    assert_eq!((token.code, token.stderr.as_str()), (Some(0), ""));
    assert_eq!(token.stdout.trim().split('.').count(), 3);

    let outcome = machine.devenv(["logout"]).run();
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()),
        (
            Some(0),
            "",
            "Signed out (profile `default`). The session was revoked at the identity provider.\n"
        )
    );
    let outcome = machine.devenv(["whoami"]).run();
    assert_eq!(outcome.code, Some(3));
    assert_eq!(
        outcome.stderr,
        "error: you are not signed in (profile `default`)\nhint: run `devenv login PLATFORM_URL`; without a browser, set `DEVENV_TOKEN`; in CI, give the job an ID token\n"
    );
}

#[test]
fn r08_and_r11_state_nonce_and_verifier_are_long_random_and_independent() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
        let given = |name: &str| parameter(&sign_in.address, name).unwrap();
        assert_eq!(given("code_challenge_method"), "S256");
        // 32 bytes each, in base 64 without padding.
        for name in ["state", "nonce", "code_challenge"] {
            assert_eq!(given(name).len(), 43, "{name}");
            seen.push(given(name));
        }
        sign_in.browse();
        assert_eq!(sign_in.finish().code, Some(0));
    }
    for request in issuer.requests("/oauth2/token") {
        let verifier = form(&request.body)
            .into_iter()
            .find(|(name, _)| name == "code_verifier")
            .unwrap()
            .1;
        assert!((43..=128).contains(&verifier.len()), "{verifier}");
        seen.push(verifier);
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (8, 8));
}

#[test]
fn r28_a_browser_gets_the_address_as_one_argument() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let seen = machine.path("seen");
    let browser = machine.program(
        "browser",
        &format!(
            "echo \"$#\" \"$2\" \"${{DEVENV_CLIENT_SECRET-none}}\" > {0}.part; /bin/mv {0}.part {0}",
            seen.display()
        ),
    );
    let command = format!("{} --new-window", browser.display());
    let run = login(&machine, &issuer, &["--browser", &command, "--client-id", CONFIDENTIAL]);
    let sign_in = SignIn::start(&issuer, run.env("DEVENV_CLIENT_SECRET", CLIENT_SECRET));
    eventually("the browser starts", || seen.exists());
    let expected = format!("2 {} none\n", sign_in.address);
    assert_eq!(std::fs::read_to_string(&seen).unwrap(), expected);
    assert!(
        sign_in
            .said()
            .starts_with("Your browser should open. If it does not, sign in at:\n")
    );
    sign_in.browse();
    assert_eq!(sign_in.finish().code, Some(0));
}

/// Every command with the most detailed log.
#[test]
fn r27_no_secret_is_ever_printed() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let loud = |run: Run| {
        run.env("RUST_LOG", "trace")
            .env("DEVENV_LOG", "trace")
            .env("RUST_BACKTRACE", "full")
            .env("DEVENV_CLIENT_SECRET", CLIENT_SECRET)
    };
    let mut said = String::new();
    let mut hear = |outcome: crate::support::Outcome| {
        said.push_str(&outcome.stdout);
        said.push_str(&outcome.stderr);
    };
    let mut secrets = Vec::new();
    // One success, and failures at points where secrets are in memory.
    let faults = [
        None,
        Some(TokenFault::Html(502)),
        Some(TokenFault::Html(200)),
        Some(TokenFault::Cut),
        Some(TokenFault::Error("invalid_grant")),
        Some(TokenFault::Redirect),
    ];
    for fault in faults {
        issuer.change(|manner| manner.token_faults = fault.into_iter().collect());
        let run = login(&machine, &issuer, &["-vv", "--client-id", CONFIDENTIAL]);
        let sign_in = SignIn::start(&issuer, loud(run));
        secrets.extend(["state", "nonce"].map(|name| parameter(&sign_in.address, name).unwrap()));
        // A forged callback, which is refused.
        get(&format!("{}?code=planted-code&state=planted-state", sign_in.redirect()));
        let verifier_is_hidden = sign_in.said();
        sign_in.browse();
        let address = sign_in.address.clone();
        let mut outcome = sign_in.finish();
        assert!(verifier_is_hidden.contains(&address));
        // The address is for the user: it contains the state and the challenge.
        outcome.stderr = outcome.stderr.replace(&address, "");
        hear(outcome);
    }
    issuer.change(|manner| manner.token_faults.clear());
    expire(&machine, -1);
    let mut renewed = loud(machine.devenv(["token", "-vv"])).run();
    assert_eq!(renewed.code, Some(0), "{renewed:#?}");
    // The token is the requested output.
    secrets.push(std::mem::take(&mut renewed.stdout).trim().to_owned());
    hear(renewed);
    hear(loud(machine.devenv(["whoami", "-vv"])).run());
    hear(
        loud(machine.devenv(["whoami"]))
            .env("DEVENV_TOKEN", "planted-token")
            .run(),
    );
    issuer.change(|manner| {
        manner.id_token = IdToken::OtherNonce;
    });
    let sign_in = SignIn::start(
        &issuer,
        loud(login(&machine, &issuer, &["-vv", "--client-id", CONFIDENTIAL])),
    );
    sign_in.browse();
    hear(sign_in.finish());
    for arguments in [
        vec!["whoami"],
        vec!["whoami", "--json"],
        vec!["logout", "-vv"],
        vec!["whoami"],
    ] {
        hear(loud(machine.devenv(arguments)).run());
    }
    // The log is not empty.
    for expected in [
        format!(
            "debug auth::http: GET {}/.well-known/openid-configuration: 200 in ",
            issuer.issuer()
        ),
        format!("debug auth::http: POST {}/oauth2/token: 502 in ", issuer.base()),
        format!("debug auth::http: POST {}/oauth2/revoke: 200 in ", issuer.base()),
        "trace auth::listener: ignored a request to the callback address: Bad\n".to_owned(),
        "debug auth::refresh: profile `default`: renewing the access token: it ends in -".to_owned(),
        "debug cli::token_source: using the token in `DEVENV_TOKEN`".to_owned(),
    ] {
        assert!(said.contains(&expected), "{expected} is not in: {said}");
    }
    secrets.extend(issuer.secrets());
    assert!(secrets.len() > 20, "there were {} secrets", secrets.len());
    for secret in secrets {
        assert!(!said.contains(&secret), "{secret} is in: {said}");
    }
    for planted in [CLIENT_SECRET, "eyJ", "planted-"] {
        assert!(!said.contains(planted), "{planted} is in: {said}");
    }
}

/// Other users of the machine can read command lines.
#[test]
fn r27_no_flag_accepts_a_secret() {
    let machine = Machine::new();
    for command in ["login", "logout", "whoami", "token"] {
        let help = machine.devenv([command, "--help"]).run().stdout;
        for flag in ["--token ", "--token=", "--client-secret", "--password", "--code"] {
            assert!(!help.contains(flag), "{command} {flag}");
        }
    }
    let outcome = machine.devenv(["login", "--with-token", "secret-word"]).run();
    assert!(outcome.code != Some(0));
}

#[test]
fn r29_there_is_no_built_in_browser() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    for name in ["wry", "tao", "webview2-com", "webkit2gtk", "cef", "servo"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
    }
}

#[test]
fn r33_a_platform_without_https_or_with_a_password_in_its_address_is_refused() {
    let machine = Machine::new();
    for (address, problem) in [
        ("http://devenv.example.com", "must begin with https://"),
        (
            "https://user:secret@devenv.example.com",
            "must not contain a user name or a password",
        ),
        ("ftp://devenv.example.com", "must begin with https://"),
        ("devenv.example.com", "is not a URL"),
    ] {
        let outcome = machine.devenv(["login", address]).run();
        assert_eq!(outcome.code, Some(2), "{outcome:#?}");
        let first = outcome.stderr.lines().next().unwrap();
        assert!(first.ends_with(problem) && !first.contains("secret"), "{first}");
    }
}

#[test]
fn an_address_without_a_scheme_is_suggested_with_one() {
    let machine = Machine::new();
    for (address, suggested) in [
        ("example.org", "https://example.org"),
        ("localhost:8080", "http://localhost:8080"),
    ] {
        let outcome = machine.devenv(["login", address]).run();
        let expected = format!("error: the platform `{address}` is not a URL\nhint: run `devenv login {suggested}`\n");
        assert_eq!(
            (outcome.code, outcome.stdout.as_str(), outcome.stderr),
            (Some(2), "", expected)
        );
    }
}

#[test]
fn r35_a_project_or_an_undocumented_variable_cannot_set_the_provider() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let project = machine.path("empty");
    let text = format!(
        "platform = \"{0}\"\n[profiles.default]\nplatform = \"{0}\"\n",
        issuer.base()
    );
    for name in ["devenv.toml", "config.toml", ".devenv.toml"] {
        std::fs::write(project.join(name), &text).unwrap();
    }
    let outcome = machine.devenv(["login"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome
            .stderr
            .starts_with("error: no platform or identity provider is set"),
        "{outcome:#?}"
    );
    assert!(issuer.requests("/.well-known/devenv").is_empty());

    // Each variable that sign-in reads is in its manual, and none is read only in one kind of build.
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = std::fs::read_to_string(package.join("docs/login.md")).unwrap();
    let mut seen = 0;
    for directory in [
        "src/auth",
        "src/auth/store",
        "src/auth/listener",
        "src/config",
        "src/cli",
        "src/cli/login",
    ] {
        for entry in std::fs::read_dir(package.join(directory)).unwrap().flatten() {
            let name = entry.file_name();
            let is_ours = directory != "src/cli"
                || ["account.rs", "login.rs", "logout.rs", "token.rs", "whoami.rs"]
                    .iter()
                    .any(|file| name == *file);
            let Some(text) = std::fs::read_to_string(entry.path()).ok().filter(|_| is_ours) else {
                continue;
            };
            assert!(!text.contains("debug_assertions"), "{}", name.display());
            for rest in text.split("\"DEVENV_").skip(1) {
                let variable = format!("DEVENV_{}", rest.split('"').next().unwrap());
                assert!(
                    manual.contains(&format!("`{variable}`")),
                    "{variable} is not in docs/login.md"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_client_s_secret_is_sent_the_way_the_provider_accepts() {
    for (methods, in_header) in [
        (vec!["client_secret_basic", "client_secret_post"], true),
        (vec!["client_secret_post"], false),
    ] {
        let issuer = Issuer::with(|manner| manner.auth_methods = methods);
        let machine = Machine::new();
        let run = login(&machine, &issuer, &["--client-id", CONFIDENTIAL]).env("DEVENV_CLIENT_SECRET", CLIENT_SECRET);
        let sign_in = SignIn::start(&issuer, run);
        sign_in.browse();
        let outcome = sign_in.finish();
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        // It is saved with the session: the next refresh and the logout need it, without the variable.
        issuer.change(|manner| manner.access_seconds = 3600);
        let outcome = machine.devenv(["logout"]).run();
        assert!(
            outcome
                .stderr
                .ends_with("The session was revoked at the identity provider.\n"),
            "{outcome:#?}"
        );
        for path in ["/oauth2/token", "/oauth2/revoke"] {
            let request = &issuer.requests(path)[0];
            assert_eq!(request.header("authorization").is_some(), in_header, "{path}");
            assert_eq!(request.body.contains("client_secret"), !in_header, "{path}");
        }
    }
}

#[test]
fn force_and_signup_request_another_page_of_the_provider() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    for (flag, path, prompt) in [
        ("--force", "/oauth2/authorize", Some("login")),
        ("--signup", "/signup", None),
    ] {
        let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[flag]));
        assert_eq!(split(&sign_in.address).1.split('?').next(), Some(path));
        assert_eq!(parameter(&sign_in.address, "prompt").as_deref(), prompt);
        sign_in.browse();
        assert_eq!(sign_in.finish().code, Some(0));
    }
}

#[test]
fn the_provider_gets_the_audience_that_the_platform_names() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    for (audience, resource) in [
        (json!(null), None),
        (json!("devenv-platform"), None),
        (json!("https://devenv.example.com"), Some("https://devenv.example.com")),
    ] {
        issuer.change(|manner| {
            manner.platform.insert("audience", audience.clone());
        });
        let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
        let given = |name: &str| parameter(&sign_in.address, name);
        assert_eq!(
            (given("audience").as_deref(), given("resource").as_deref()),
            (audience.as_str(), resource)
        );
        sign_in.browse();
        assert_eq!(sign_in.finish().code, Some(0));
    }
}

#[test]
fn signing_in_works_with_a_provider_and_no_platform() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let (address, id) = (issuer.issuer(), CLIENT);
    let arguments = [
        "login",
        "--issuer",
        &address,
        "--client-id",
        id,
        "--callback-port",
        "0",
        "--insecure-storage",
    ];
    let sign_in = SignIn::start(&issuer, machine.devenv(arguments));
    assert_eq!(
        parameter(&sign_in.address, "scope").as_deref(),
        Some("openid email profile")
    );
    sign_in.browse();
    assert_eq!(sign_in.finish().code, Some(0));
    assert!(issuer.requests("/.well-known/devenv").is_empty());
    let who = machine.devenv(["whoami", "--offline", "--json"]).json();
    assert_eq!((&who["platform"], &who["is_checked"]), (&json!(null), &json!(false)));
}
