//! The sign-in in the browser: what is sent, what comes back, and what is believed of it.

use serde_json::json;

use super::{SignIn, ending, login, signed_in};
use crate::issuer::http::{self, form, parameter};
use crate::issuer::issuer::{CLIENT, CLIENT_SECRET, CONFIDENTIAL, IdToken, Issuer, TokenFault};
use crate::support::Machine;

#[test]
fn somebody_who_has_only_a_platform_address_signs_in_and_out() {
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
        "Signed in to {} as alice@example.com. The session is in a file that only you can read.",
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
        "signed_in_at": "TIME", "access_expires_at": "TIME", "session_ends_at": null, "is_checked": true, "storage": "file",
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
            "Signed out of profile `default`: nothing of it is left on this machine. The session is revoked at the provider.\n"
        )
    );
    let outcome = machine.devenv(["whoami"]).run();
    assert_eq!(outcome.code, Some(3));
    assert_eq!(
        outcome.stderr,
        "error: you are not signed in (profile `default`)\nhint: run `devenv login PLATFORM_URL`; where there is no browser, set \
        `DEVENV_TOKEN`, or give a CI job an ID token\n"
    );
}
