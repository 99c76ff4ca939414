//! The page that the browser shows after a sign-in.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::ending;
use super::listener::waiting;
use crate::provider::http::{self, split};
use crate::provider::issuer::TokenFault;

#[test]
fn r18_no_page_shows_the_request_and_its_text_is_escaped_on_the_terminal() {
    let (issuer, _machine, sign_in) = waiting();
    issuer.change(|manner| manner.deny = Some(("access_denied", "<script>alert(1)</script>\u{1b}]0;owned\u{7}")));
    let page = sign_in.browse();
    assert!(
        !page.body.contains("script") && !page.body.contains("alert"),
        "{page:?}"
    );
    let outcome = sign_in.finish();
    assert_eq!(
        ending(&outcome),
        "error: the provider refused: access_denied (<script>alert(1)</script>\\u{1b}]0;owned\\u{7})\n"
    );
}

#[test]
fn r19_pages_load_nothing_leak_nothing_and_are_not_cached() {
    let (_issuer, _machine, sign_in) = waiting();
    let bad = http::get(&sign_in.redirect());
    let good = sign_in.browse();
    for page in [bad, good] {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("connection", "close"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(page.header(name), Some(value), "{name}");
        }
        assert_eq!(page.header("access-control-allow-origin"), None);
    }
    assert_eq!(sign_in.finish().code, Some(0));
}

#[test]
fn r24_the_page_is_complete_and_a_slow_browser_blocks_nothing() {
    let (_issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let (host, target) = split(&callback);
    // A browser that keeps the connection open after it has the page.
    let mut browser = TcpStream::connect(&host).unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n");
    browser.write_all(request.as_bytes()).unwrap();
    let mut page = String::new();
    browser.read_to_string(&mut page).unwrap();
    assert!(page.ends_with("</html>\n"), "{page}");
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0));
    drop(browser);
}

#[test]
fn r25_the_page_shows_success_only_after_the_session_is_saved() {
    let (issuer, _machine, sign_in) = waiting();
    issuer.change(|manner| manner.token_faults.push_back(TokenFault::Status(500)));
    let page = sign_in.browse();
    assert!(page.body.contains("The sign-in did not succeed"), "{page:?}");
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(4));
    let address = format!("{}/oauth2/token", issuer.base());
    assert_eq!(
        ending(&outcome),
        format!("error: {address} answered 500: server_error\n")
    );

    // The tokens arrive but cannot be saved: a file is in place of the directory.
    let (_issuer, machine, sign_in) = waiting();
    let sessions = machine.path("devenv/state/sessions");
    std::fs::write(&sessions, "in the way").unwrap();
    let page = sign_in.browse();
    assert!(page.body.contains("The sign-in did not succeed"), "{page:?}");
    assert_eq!(sign_in.finish().code, Some(3));
}
