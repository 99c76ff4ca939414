//! Broken or malicious providers, platforms and machines: no token is leaked or lost, and their text cannot harm.

use serde_json::json;

use super::{SignIn, login, signed_in};
use crate::provider::http;
use crate::provider::issuer::{Issuer, TokenFault};
use crate::support::{Machine, Outcome, Run};

/// Signs in at this provider.
fn sign_in(issuer: &Issuer) -> (Machine, Outcome) {
    let machine = Machine::new();
    let sign_in = SignIn::start(issuer, login(&machine, issuer, &[]));
    sign_in.browse();
    let outcome = sign_in.finish();
    (machine, outcome)
}

/// Makes the access token of the session expire now.
fn expire(machine: &Machine) {
    let path = machine.path("devenv/state/credentials/default.json");
    let mut credentials: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    credentials["access"]["expires_at"] = json!("2020-01-01T00:00:00Z");
    std::fs::write(path, credentials.to_string()).unwrap();
}

fn names(machine: &Machine) -> Vec<String> {
    let entries = std::fs::read_dir(machine.path("devenv/state/credentials")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
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
