//! Which requests end a sign-in, which are refused, and which change nothing.

use proptest::prelude::*;

use super::*;

const PORT: u16 = 8400;

fn expected() -> ExpectedRedirect {
    ExpectedRedirect {
        state: CsrfToken::new("right".to_owned()),
        issuer: "https://idp.example.com/pool".to_owned(),
        needs_issuer: false,
    }
}

fn get(target: &str, headers: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:8400\r\n{headers}\r\n").into_bytes()
}

fn of(head: &[u8]) -> CallbackAction {
    classify(head, &expected(), PORT, &CallbackState::default())
}

fn code(text: &str) -> CallbackAction {
    CallbackAction::Take(CallbackOutcome::Code(Secret::new(text)))
}

#[test]
fn the_redirect_of_this_sign_in_is_accepted_once() {
    let state = CallbackState::default();
    let request = get("/callback?code=abc%2Bd&state=right", "Sec-Fetch-Mode: navigate\r\n");
    assert_eq!(classify(&request, &expected(), PORT, &state), code("abc+d"));
    assert_eq!(
        classify(&request, &expected(), PORT, &state),
        CallbackAction::Show(CallbackPage::Already)
    );
}

#[test]
fn other_browser_requests_change_nothing() {
    let state = CallbackState::default();
    let of = |head: &[u8]| classify(head, &expected(), PORT, &state);
    let right = "/callback?code=abc&state=right";
    let request = |method: &str| format!("{method} {right} HTTP/1.1\r\nHost: localhost:8400\r\n\r\n").into_bytes();
    assert_eq!(of(&request("OPTIONS")), CallbackAction::Show(CallbackPage::Empty));
    assert_eq!(of(&request("HEAD")), CallbackAction::Show(CallbackPage::OnlyGet));
    assert_eq!(of(&request("POST")), CallbackAction::Show(CallbackPage::OnlyGet));
    assert_eq!(of(&get("/favicon.ico", "")), CallbackAction::Show(CallbackPage::Empty));
    assert_eq!(
        of(&get("/callback/?code=abc&state=right", "")),
        CallbackAction::Show(CallbackPage::NotFound)
    );
    assert_eq!(of(&get("/cancel", "")), CallbackAction::Show(CallbackPage::NotFound));
    assert_eq!(of(b"nonsense\r\n\r\n"), CallbackAction::Show(CallbackPage::Bad));
    assert_eq!(
        of(&get(right, "Sec-Fetch-Mode: cors\r\n")),
        CallbackAction::Show(CallbackPage::Bad)
    );
    assert_eq!(
        of(&get(right, "Origin: https://evil.test\r\n")),
        CallbackAction::Show(CallbackPage::Bad)
    );
    assert_eq!(of(&get(right, "")), code("abc"));
}

#[test]
fn requests_for_other_hosts_are_refused() {
    for host in ["evil.test", "evil.test:8400", "127.0.0.1", "127.0.0.1:8401", ""] {
        let head = format!("GET /callback?code=a&state=right HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(
            of(head.as_bytes()),
            CallbackAction::Show(CallbackPage::Misdirected),
            "{host}"
        );
    }
    let none = b"GET /callback?code=a&state=right HTTP/1.1\r\n\r\n";
    assert_eq!(of(none), CallbackAction::Show(CallbackPage::Misdirected));
    let two = b"GET /callback?code=a&state=right HTTP/1.1\r\nHost: 127.0.0.1:8400\r\nHost: evil.test\r\n\r\n";
    assert_eq!(of(two), CallbackAction::Show(CallbackPage::Misdirected));
}

#[test]
fn a_repeated_parameter_is_refused() {
    for query in [
        "code=a&code=b&state=right",
        "code=a&state=right&state=right",
        "code=a&state=right&iss=x&iss=y",
        "error=a&error=b&state=right",
    ] {
        assert_eq!(
            of(&get(&format!("/callback?{query}"), "")),
            CallbackAction::Show(CallbackPage::Bad),
            "{query}"
        );
    }
}

#[test]
fn a_wrong_state_does_not_end_the_wait_until_there_are_too_many() {
    let state = CallbackState::default();
    let of = |query: &str| classify(&get(&format!("/callback?{query}"), ""), &expected(), PORT, &state);
    for query in [
        "code=a&state=wrong",
        "code=a",
        "code=a&state=",
        "error=denied&state=wrong",
        "",
    ] {
        assert_eq!(of(query), CallbackAction::Show(CallbackPage::Bad), "{query}");
    }
    for _ in 5..MAX_BAD_STATES - 1 {
        assert_eq!(of("code=a&state=wrong"), CallbackAction::Show(CallbackPage::Bad));
    }
    assert_eq!(
        of("code=a&state=wrong"),
        CallbackAction::Tell(CallbackPage::Bad, CallbackOutcome::TooManyBadStates(MAX_BAD_STATES))
    );
}

#[test]
fn a_refusal_ends_the_wait_only_with_the_right_state() {
    let refusal = |state: &str| {
        of(&get(
            &format!("/callback?error=access_denied&error_description=no%20way{state}"),
            "",
        ))
    };
    let (error, description) = ("access_denied".to_owned(), Some("no way".to_owned()));
    assert_eq!(
        refusal("&state=right"),
        CallbackAction::Take(CallbackOutcome::Refused { error, description })
    );
    assert_eq!(
        refusal(""),
        CallbackAction::Tell(CallbackPage::Bad, CallbackOutcome::Unverified(Some("access_denied")))
    );
    assert_eq!(refusal("&state=wrong"), CallbackAction::Show(CallbackPage::Bad));
}

#[test]
fn a_refusal_without_a_state_is_reported_once_and_only_with_a_known_code() {
    let state = CallbackState::default();
    let of = |query: &str| classify(&get(&format!("/callback?{query}"), ""), &expected(), PORT, &state);
    let told = |code| CallbackAction::Tell(CallbackPage::Bad, CallbackOutcome::Unverified(code));
    assert_eq!(of("error=run+curl+evil.test&error_description=now"), told(None));
    assert_eq!(of("error=access_denied"), CallbackAction::Show(CallbackPage::Bad));
}

#[test]
fn frames_of_another_page_change_nothing() {
    let state = CallbackState::default();
    let of = |destination: &str, query: &str| {
        let headers =
            format!("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: {destination}\r\nSec-Fetch-Site: cross-site\r\n");
        classify(&get(&format!("/callback?{query}"), &headers), &expected(), PORT, &state)
    };
    for destination in ["iframe", "frame", "embed", "object", "image", "empty"] {
        for _ in 0..MAX_BAD_STATES {
            assert_eq!(
                of(destination, "error=access_denied"),
                CallbackAction::Show(CallbackPage::Bad)
            );
        }
        assert_eq!(
            of(destination, "code=abc&state=right"),
            CallbackAction::Show(CallbackPage::Bad)
        );
    }
    assert_eq!(of("document", "code=abc&state=right"), code("abc"));
}

#[test]
fn the_issuer_of_the_redirect_is_compared_exactly() {
    let with = |issuer: &str, needs_issuer: bool| {
        let expected = ExpectedRedirect {
            needs_issuer,
            ..expected()
        };
        let request = get(&format!("/callback?code=a&state=right{issuer}"), "");
        classify(&request, &expected, PORT, &CallbackState::default())
    };
    assert_eq!(with("&iss=https://idp.example.com/pool", true), code("a"));
    assert_eq!(with("", false), code("a"));
    assert_eq!(with("", true), CallbackAction::Take(CallbackOutcome::NoIssuer));
    let other = "https://idp.example.com/pool/";
    assert_eq!(
        with(&format!("&iss={other}"), false),
        CallbackAction::Take(CallbackOutcome::OtherIssuer(other.to_owned()))
    );
}

proptest! {
    /// Only the state of this sign-in ends the wait.
    #[test]
    fn nothing_is_accepted_without_the_right_state(
        query in "(code|state|error|iss|error_description|x)=[a-z%&=]{0,8}(&(code|state|error|iss|x)=[a-z%&=+]{0,8}){0,4}",
    ) {
        prop_assume!(!query.contains("right"));
        let verdict = of(&get(&format!("/callback?{query}"), ""));
        prop_assert!(!matches!(verdict, CallbackAction::Take(_)), "{verdict:?}");
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(head in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!matches!(of(&head), CallbackAction::Take(_)));
    }
}
