//! What of a provider's answers is accepted: ID tokens, keys, issuers, metadata, redirects.

use serde_json::json;

use super::{SignIn, ending, login, signed_in};
use crate::provider::issuer::{IdToken, Issuer, Manner, TokenFault};
use crate::support::Machine;

/// The error of a sign-in at a provider with this change.
fn fails(change: impl FnOnce(&mut Manner)) -> (Option<i32>, String, Issuer) {
    let issuer = Issuer::with(change);
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    sign_in.browse();
    let outcome = sign_in.finish();
    assert!(!machine.path("devenv/state/credentials/default.json").exists());
    (
        outcome.code,
        ending(&outcome).lines().next().unwrap_or_default().to_owned(),
        issuer,
    )
}

#[test]
fn r11_a_refused_verifier_is_not_tried_again_without_one() {
    let (code, error, issuer) = fails(|manner| manner.token_faults.push_back(TokenFault::Error("invalid_grant")));
    assert_eq!(
        (code, error.as_str()),
        (Some(3), "error: the provider refused: invalid_grant")
    );
    assert_eq!(issuer.requests("/oauth2/token").len(), 1);
}

#[test]
fn r12_and_r13_an_id_token_for_another_sign_in_is_refused() {
    for (id_token, problem) in [
        (IdToken::OtherNonce, "it belongs to another sign-in"),
        (IdToken::OtherIssuer, "it is from another issuer"),
        (IdToken::OtherAudience, "it is for another client"),
        (IdToken::OtherParty, "it was given to another client"),
        (IdToken::AccessToken, "it is a token of another kind"),
        (IdToken::Expired, "it has expired; is the clock of this machine right?"),
        (IdToken::None, "it is not a signed token"),
        (
            IdToken::Hs256,
            "it is not signed with an algorithm that the provider announces",
        ),
        (IdToken::OtherKey, "the provider did not sign it"),
        (IdToken::Missing, "the provider sent none"),
    ] {
        let (code, error, _issuer) = fails(|manner| manner.id_token = id_token);
        let expected = format!("error: the ID token is not valid: {problem}");
        assert_eq!((code, error), (Some(3), expected), "{id_token:?}");
    }
}

/// Signs in successfully at a provider with this change.
fn succeeds(change: impl FnOnce(&mut Manner)) -> Issuer {
    let issuer = Issuer::with(change);
    signed_in(&issuer);
    issuer
}

#[test]
fn r13_keys_that_changed_a_moment_ago_are_read_again() {
    let issuer = succeeds(|manner| {
        manner.key_id = "key-2";
        manner.stale_key_answers = 1;
    });
    assert_eq!(issuer.requests("/eu-west-1_Example/.well-known/jwks.json").len(), 2);
    let (code, error, issuer) = fails(|manner| {
        manner.key_id = "key-2";
        manner.stale_key_answers = 5;
    });
    let expected = "error: the ID token is not valid: the provider has no key of that id";
    assert_eq!((code, error.as_str()), (Some(3), expected));
    assert_eq!(issuer.requests("/eu-west-1_Example/.well-known/jwks.json").len(), 2);
    succeeds(|manner| manner.id_token = IdToken::Es256);
}

#[test]
fn r14_clocks_may_differ_by_minutes() {
    succeeds(|manner| manner.id_token = IdToken::JustExpired);
}

#[test]
fn r15_the_issuer_in_the_redirect_must_be_the_requested_one() {
    let issuer = Issuer::start();
    issuer.change(|manner| {
        manner.redirect_issuer = Some(issuer.issuer());
        manner.promises_issuer = true;
    });
    signed_in(&issuer);

    let (code, error, other) = fails(|manner| manner.redirect_issuer = Some("https://evil.test".to_owned()));
    let expected = format!(
        "error: the provider at {} calls itself https://evil.test",
        other.issuer()
    );
    assert_eq!((code, error), (Some(3), expected));
    assert!(other.requests("/oauth2/token").is_empty());

    let (code, error, other) = fails(|manner| manner.promises_issuer = true);
    let expected = "error: the redirect does not name the issuer, which this provider always does";
    assert_eq!((code, error.as_str()), (Some(3), expected));
    assert!(other.requests("/oauth2/token").is_empty());
}

#[test]
fn r16_and_r28_metadata_of_another_issuer_or_with_other_schemes_is_refused() {
    let refusal = |change: &dyn Fn(&mut Manner)| {
        let issuer = Issuer::with(|manner| change(manner));
        let machine = Machine::new();
        // A browser that leaves a mark if it is started.
        let browser = machine.program(
            "browser",
            &format!("echo started > {}/started", machine.path("").display()),
        );
        let outcome = login(&machine, &issuer, &["--browser", browser.to_str().unwrap()]).run();
        assert!(!machine.path("started").exists());
        (outcome.code, outcome.stderr.lines().next().unwrap().to_owned(), issuer)
    };
    let (code, error, issuer) = refusal(&|manner| manner.metadata_issuer = Some("https://idp.example.com".to_owned()));
    let expected = format!(
        "error: the provider at {} calls itself https://idp.example.com",
        issuer.issuer()
    );
    assert_eq!((code, error), (Some(3), expected));
    for (endpoint, what) in [
        ("authorization_endpoint", "the authorization endpoint"),
        ("token_endpoint", "the token endpoint"),
        ("jwks_uri", "the address of the keys"),
        ("revocation_endpoint", "the revocation endpoint"),
    ] {
        for bad in ["file:///etc/passwd", "http://idp.example.com/x", "javascript:alert(1)"] {
            let (code, error, _) = refusal(&|manner| {
                manner.metadata.insert(endpoint, json!(bad));
            });
            assert_eq!(code, Some(2));
            assert!(
                error.starts_with(&format!("error: {what} `")) && error.ends_with("must begin with https://"),
                "{error}"
            );
        }
        let (_, error, _) = refusal(&|manner| {
            manner.metadata.insert(endpoint, json!("--version"));
        });
        assert_eq!(error, format!("error: {what} `--version` is not an address"));
    }
}

#[test]
fn r30_redirects_and_endless_answers_of_a_provider_are_refused() {
    let (code, error, issuer) = fails(|manner| manner.token_faults.push_back(TokenFault::Redirect));
    assert_eq!(code, Some(4));
    assert_eq!(
        error,
        format!(
            "error: {}/oauth2/token sent an answer that devenv cannot read: it is not the answer of a token endpoint",
            issuer.base()
        )
    );
    assert!(issuer.requests("/elsewhere").is_empty());

    let issuer = Issuer::with(|manner| {
        manner.metadata.insert("filler", json!("x".repeat(2 * 1024 * 1024)));
    });
    let outcome = login(&Machine::new(), &issuer, &[]).run();
    assert_eq!(outcome.code, Some(4));
    assert_eq!(
        outcome.stderr.lines().next().unwrap(),
        format!(
            "error: {}/.well-known/openid-configuration sent an answer that devenv cannot read: it has more than 1048576 bytes",
            issuer.issuer()
        )
    );
}

#[test]
fn r30_a_busy_provider_is_asked_again_and_a_failing_one_is_not() {
    for (fault, code, tries) in [
        (TokenFault::Status(429), 0, 2),
        (TokenFault::Status(503), 0, 2),
        // The code may have been redeemed: it can be used once.
        (TokenFault::Status(500), 4, 1),
        (TokenFault::Html(502), 4, 1),
        (TokenFault::Cut, 4, 1),
    ] {
        let issuer = Issuer::with(|manner| manner.token_faults.push_back(fault));
        let machine = Machine::new();
        let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
        sign_in.browse();
        let outcome = sign_in.finish();
        let asked = issuer.requests("/oauth2/token").len();
        assert_eq!((outcome.code, asked), (Some(code), tries), "{fault:?}: {outcome:#?}");
    }
}

#[test]
fn a_cognito_domain_from_the_settings_replaces_one_missing_in_the_metadata() {
    let issuer = Issuer::with(|manner| {
        for endpoint in [
            "authorization_endpoint",
            "token_endpoint",
            "revocation_endpoint",
            "userinfo_endpoint",
        ] {
            manner.metadata.insert(endpoint, json!(null));
        }
    });
    let outcome = login(&Machine::new(), &issuer, &[]).run();
    assert_eq!(outcome.code, Some(4));
    let machine = Machine::new();
    let base = issuer.base();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &["--cognito-domain", &base]));
    sign_in.browse();
    assert_eq!(sign_in.finish().code, Some(0));
}
