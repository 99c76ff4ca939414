//! Providers that take a sign-in's request before the browser comes (RFC 9126).

use std::net::TcpListener;

use serde_json::json;

use super::{SignIn, ending, login};
use crate::provider::http::{form, query};
use crate::provider::issuer::{CLIENT, CLIENT_SECRET, CONFIDENTIAL, Issuer, Manner};
use crate::support::{Machine, Run};

fn issuer(change: impl FnOnce(&mut Manner)) -> Issuer {
    Issuer::with(|manner| {
        manner.requires_pushed = true;
        change(manner);
    })
}

/// `devenv login` with a callback port that is known beforehand: the browser's address does not have it.
fn run(machine: &Machine, issuer: &Issuer, more: &[&str]) -> Run {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    issuer.register(format!("http://127.0.0.1:{port}/callback"));
    login(
        machine,
        issuer,
        &[more, &["--callback-port", &port.to_string()]].concat(),
    )
}

#[test]
fn the_browser_brings_a_reference_and_nothing_else() {
    let issuer = issuer(|_| {});
    let machine = Machine::new();
    let sign_in = SignIn::unregistered(run(&machine, &issuer, &[]));
    let names: Vec<(String, String)> = query(&sign_in.address);
    let pushed = &issuer.requests("/oauth2/par")[0];
    let reference = names.iter().find(|(name, _)| name == "request_uri").unwrap();
    assert_eq!(names, [("client_id".to_owned(), CLIENT.to_owned()), reference.clone()]);
    let mut sent: Vec<String> = form(&pushed.body).into_iter().map(|(name, _)| name).collect();
    sent.sort();
    assert_eq!(
        sent,
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "redirect_uri",
            "response_type",
            "scope",
            "state"
        ]
    );
    sign_in.browse();
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    // A refresh and a logout go on as with any provider.
    assert_eq!(machine.devenv(["token"]).run().code, Some(0));
    assert_eq!(machine.devenv(["logout"]).run().code, Some(0));
}

#[test]
fn a_client_with_a_secret_shows_it_there_too() {
    for (methods, in_header) in [(vec!["client_secret_basic"], true), (vec!["client_secret_post"], false)] {
        let issuer = issuer(|manner| manner.auth_methods = methods);
        let machine = Machine::new();
        let run = run(&machine, &issuer, &["--client-id", CONFIDENTIAL]).env("DEVENV_CLIENT_SECRET", CLIENT_SECRET);
        let sign_in = SignIn::unregistered(run);
        sign_in.browse();
        let outcome = sign_in.finish();
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        let pushed = &issuer.requests("/oauth2/par")[0];
        assert_eq!(pushed.header("authorization").is_some(), in_header);
        assert_eq!(pushed.body.contains("client_secret"), !in_header);
    }
}

#[test]
fn a_refusal_there_ends_the_sign_in_before_a_browser_starts() {
    let refusing = issuer(|manner| manner.deny = Some(("invalid_redirect_uri", "not \u{1b}[31mregistered")));
    let machine = Machine::new();
    let outcome = run(&machine, &refusing, &[]).run();
    assert_eq!(
        (outcome.code, ending(&outcome)),
        (
            Some(3),
            "error: the provider refused: invalid_redirect_uri (not \\u{1b}[31mregistered)\n"
        )
    );
    let elsewhere = issuer(|manner| {
        manner
            .metadata
            .insert("pushed_authorization_request_endpoint", json!(null));
    });
    let outcome = run(&machine, &elsewhere, &[]).run();
    assert_eq!(outcome.code, Some(4), "{outcome:#?}");
    let said = ending(&outcome);
    assert!(
        said.contains("there is no `pushed_authorization_request_endpoint` in it"),
        "{said}"
    );
}
