//! The end of a session: a logout, or a sign-in after it.

use serde_json::{Value, json};

use super::tokens::{credentials, expire, read, token};
use super::{SignIn, login, signed_in};
use crate::provider::http::{form, parameter};
use crate::provider::issuer::Issuer;
use crate::support::{Machine, eventually};

#[test]
fn r34_a_logout_removes_the_session_here_even_if_the_provider_fails() {
    let issuer = Issuer::with(|manner| manner.revoke_status = 500);
    let machine = signed_in(&issuer);
    let outcome = machine.devenv(["logout"]).env("DEVENV_TOKEN", "abc").run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), ""));
    assert_eq!(
        outcome.stderr,
        format!(
            "Signed out (profile `default`).\n\
            warning: cannot revoke the session at the identity provider, where it may still be valid: {}/oauth2/revoke answered 500: server_error\n\
            warning: `DEVENV_TOKEN` is still set, and commands will use it\n",
            issuer.base()
        )
    );
    assert!(!credentials(&machine).exists());
    assert!(!machine.path("devenv/state/sessions/default.json").exists());
    let again = machine.devenv(["logout", "--json"]).json();
    assert_eq!(again, json!({ "schema_version": "1.0", "sessions": [] }));
}

#[test]
fn r34_a_provider_that_does_not_answer_delays_a_logout_by_seconds_only() {
    let issuer = Issuer::with(|manner| manner.revoke_hangs = true);
    let machine = signed_in(&issuer);
    let answer = machine.devenv(["logout", "--json"]).run();
    assert_eq!(answer.code, Some(0));
    let ended = json!({ "profile": "default", "revocation": "failed", "problem": "there was no answer within 10 s" });
    assert_eq!(answer.json()["sessions"], json!([ended]));
    assert!(!credentials(&machine).exists());
}

/// After a logout, the browser's own session could sign the user in again without a password.
#[test]
fn the_browser_s_session_is_ended_on_request() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    let callback = sign_in.redirect();
    sign_in.browse();
    assert_eq!(sign_in.finish().code, Some(0));
    let seen = machine.path("seen");
    let script = format!("echo \"$1\" > {0}.part; /bin/mv {0}.part {0}", seen.display());
    let browser = machine.program("my-browser", &script);
    let outcome = machine.devenv(["logout", "--browser"]).env("BROWSER", browser).run();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    eventually("the browser starts", || seen.exists());
    let address = std::fs::read_to_string(seen).unwrap();
    assert!(address.starts_with(&format!("{}/logout?", issuer.base())), "{address}");
    let given = |name: &str| parameter(address.trim(), name);
    assert_eq!(given("client_id").as_deref(), Some("1example23456789devenvcli"));
    assert_eq!(
        (given("response_type").as_deref(), given("redirect_uri")),
        (Some("code"), Some(callback))
    );
    assert!(outcome.stderr.contains(address.trim()), "{outcome:#?}");
}

#[test]
fn the_refresh_token_is_revoked() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let refresh = read(&credentials(&machine))["refresh"].clone();
    assert_eq!(machine.devenv(["logout"]).run().code, Some(0));
    let sent = form(&issuer.requests("/oauth2/revoke")[0].body);
    let sent: std::collections::HashMap<String, String> = sent.into_iter().collect();
    assert_eq!(json!(sent["token"]), refresh);
    assert_eq!(sent["client_id"], "1example23456789devenvcli");
}

#[test]
fn signing_in_again_needs_no_address_and_ends_the_earlier_session() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let refresh = || read(&credentials(&machine))["refresh"].clone();
    let first = refresh();
    let again = machine.devenv(["login", "--insecure-storage"]);
    let sign_in = SignIn::start(&issuer, again);
    // A failure to revoke it does not affect the sign-in.
    issuer.change(|manner| manner.revoke_status = 404);
    assert_eq!(sign_in.browse().status, 200);
    let outcome = sign_in.finish();
    let shown = format!(
        "Signed in to {} as alice@example.com. The session is saved in a file that only you can read.\n",
        issuer.base()
    );
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stderr.ends_with(&format!("\n\n{shown}")), "{outcome:#?}");
    let revoked: Vec<Value> = issuer
        .requests("/oauth2/revoke")
        .iter()
        .map(|request| {
            json!(
                form(&request.body)
                    .into_iter()
                    .find(|(name, _)| name == "token")
                    .unwrap()
                    .1
            )
        })
        .collect();
    assert_eq!(revoked, [first]);
    // The new session works.
    expire(&machine, -1);
    assert_eq!(token(&machine).code, Some(0));
}
