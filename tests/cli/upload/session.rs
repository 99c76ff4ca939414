//! Tokens of a session: a refused one is renewed once, and none goes to another server.

use std::io::ErrorKind;
use std::net::TcpListener;

use serde_json::json;

use super::faults::quick_scan;
use super::{Fake, SAVED, TOKEN, id, pending, to};
use crate::login::signed_in;
use crate::provider::http::Request;
use crate::provider::issuer::Issuer;
use crate::support::Machine;

fn tokens(uploads: &[Request]) -> Vec<&str> {
    uploads
        .iter()
        .map(|upload| upload.header("authorization").unwrap())
        .collect()
}

#[test]
fn a_session_s_refused_token_is_renewed_once() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    issuer.change(|manner| manner.refuses_uploads = 1);
    let outcome = quick_scan(&machine).run();
    let scan = id(&outcome);
    assert_eq!(outcome.stderr, format!("{}/scans/{scan}\n", issuer.base()));
    assert_eq!(pending(&machine), Vec::<String>::new());
    let uploads = issuer.requests("/api/v1/scans");
    let keys: Vec<_> = uploads.iter().map(|upload| upload.header("idempotency-key")).collect();
    assert_eq!(keys, [Some(scan.as_str()); 2]);
    let [first, second] = tokens(&uploads)[..] else {
        panic!("{uploads:#?}")
    };
    assert_ne!(first, second);
    // One for the sign-in, one for the renewal.
    assert_eq!(issuer.requests("/oauth2/token").len(), 2);

    // A platform that refuses every token is asked twice.
    issuer.change(|manner| manner.refuses_uploads = 10);
    let outcome = quick_scan(&machine).arg("--require-upload").run();
    assert_eq!(outcome.code, Some(3), "{outcome:#?}");
    assert!(outcome.stderr.contains("does not accept this token"), "{outcome:#?}");
    let uploads = issuer.requests("/api/v1/scans");
    assert_eq!(uploads.len(), 4);
    assert!(!tokens(&uploads).iter().any(|token| outcome.stderr.contains(token)));
    assert_eq!(pending(&machine).len(), 1);
}

#[test]
fn a_session_s_token_is_sent_only_to_its_own_platform() {
    let issuer = Issuer::start();
    let machine = signed_in(&issuer);
    let other = Fake::start(u64::MAX, &[SAVED]);
    let scan = quick_scan(&machine).arg("--require-upload");
    let outcome = scan.env("DEVENV_PLATFORM", format!("http://{}", other.address)).run();
    assert_eq!((outcome.code, other.uploads().len()), (Some(3), 0), "{outcome:#?}");
    assert!(
        outcome.stderr.contains("is for another platform than http://"),
        "{outcome:#?}"
    );

    // Nor to another server that the platform names as its API.
    let elsewhere = json!({ "api": format!("http://{}/api/v1", other.address) });
    issuer.change(|manner| {
        manner.platform.insert("api", elsewhere["api"].clone());
    });
    let outcome = quick_scan(&machine).arg("--require-upload").run();
    assert_eq!((outcome.code, other.uploads().len()), (Some(4), 0), "{outcome:#?}");
    assert!(
        outcome.stderr.contains("names an API on another server: "),
        "{outcome:#?}"
    );

    let with_password = quick_scan(&machine).arg("--require-upload");
    let outcome = to(with_password, &format!("ada:hunter2@{}", other.address), TOKEN).run();
    assert_eq!((outcome.code, other.uploads().len()), (Some(2), 0), "{outcome:#?}");
    assert!(!outcome.stderr.contains("hunter2"), "{outcome:#?}");
}

#[test]
fn no_redirect_is_followed_with_or_without_a_token() {
    let machine = Machine::new();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let location = format!("location: http://{}/api/v1/scans\r\n", elsewhere.local_addr().unwrap());
    let location: &'static str = Box::leak(location.into_boxed_str());
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let fake = Fake::start(u64::MAX, Box::leak(Box::new([(status, location, "")])));
        let outcome = to(quick_scan(&machine).arg("--require-upload"), &fake.address, TOKEN).run();
        assert_eq!((outcome.code, fake.uploads().len()), (Some(4), 1), "{outcome:#?}");
        let said = format!("the platform refused it: {} without a reason", &status[..3]);
        assert!(outcome.stderr.contains(&said), "{outcome:#?}");
    }
    assert_eq!(
        elsewhere.accept().unwrap_err().kind(),
        ErrorKind::WouldBlock,
        "nobody came"
    );
}
