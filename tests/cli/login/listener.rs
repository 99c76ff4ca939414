//! The callback address during and after the wait. The numbers are those of the requirements in docs/login.md.

use std::io::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{SignIn, ending, login};
use crate::provider::http::{self, form, parameter, split};
use crate::provider::issuer::{Issuer, TokenFault};
use crate::support::{Machine, eventually};

/// A sign-in that waits for the browser.
pub(super) fn waiting() -> (Issuer, Machine, SignIn) {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &[]));
    (issuer, machine, sign_in)
}

/// Checks that it still waits: the right answer ends it successfully.
fn assert_still_waits(sign_in: SignIn) {
    assert_eq!(sign_in.browse().status, 200);
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
}

fn is_open(redirect: &str) -> bool {
    TcpStream::connect(split(redirect).0).is_ok()
}

#[test]
#[cfg(target_os = "linux")]
fn r01_only_this_machine_can_reach_it() {
    for host in ["127.0.0.1", "localhost"] {
        let issuer = Issuer::start();
        let machine = Machine::new();
        let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &["--callback-host", host]));
        let port: u16 = split(&sign_in.redirect())
            .0
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        // Source: proc_net(5): the second column is the address in hexadecimal, the fourth is 0A for a listening socket.
        let listening: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
            .iter()
            .flat_map(|file| {
                std::fs::read_to_string(file)
                    .unwrap_or_default()
                    .lines()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .filter_map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                let (address, at) = words.get(1)?.split_once(':')?;
                (words.get(3) == Some(&"0A") && u16::from_str_radix(at, 16) == Ok(port)).then(|| address.to_owned())
            })
            .collect();
        let (four, six) = ("0100007F", "00000000000000000000000001000000");
        if host == "localhost" && listening.len() == 2 {
            assert_eq!(listening, [four, six]);
        } else {
            assert_eq!(listening, [four], "{host}");
        }
        assert_still_waits(sign_in);
    }
}

#[test]
fn r02_it_is_closed_after_an_answer_a_timeout_or_an_interrupt() {
    let (_issuer, _machine, sign_in) = waiting();
    let redirect = sign_in.redirect();
    assert!(is_open(&redirect));
    assert_still_waits(sign_in);
    assert!(!is_open(&redirect));

    let (issuer, machine) = (Issuer::start(), Machine::new());
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &["--timeout", "1"]));
    let redirect = sign_in.redirect();
    assert_eq!(sign_in.finish().code, Some(3));
    assert!(!is_open(&redirect));

    let (_issuer, _machine, sign_in) = waiting();
    let redirect = sign_in.redirect();
    kill_process(Pid::from_child(&sign_in.child), Signal::INT).unwrap();
    assert_eq!(sign_in.finish().code, Some(130));
    assert!(!is_open(&redirect));
}

#[test]
fn r03_the_address_has_the_port_that_was_free_and_is_the_same_for_redeeming() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let first = taken.local_addr().unwrap().port();
    let ports = format!("{first},0");
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &["--callback-port", &ports]));
    let redirect = sign_in.redirect();
    assert_ne!(redirect, format!("http://127.0.0.1:{first}/callback"));
    assert_still_waits(sign_in);
    let sent = form(&issuer.requests("/oauth2/token")[0].body);
    let sent = sent.iter().find(|(name, _)| name == "redirect_uri").unwrap();
    assert_eq!(sent.1, redirect);

    let outcome = login(&machine, &issuer, &["--callback-port", &first.to_string()]).run();
    assert_eq!(outcome.code, Some(3), "{outcome:#?}");
    assert!(outcome.stderr.starts_with(&format!(
        "error: cannot wait for the browser: all callback ports are in use ({first})\n"
    )));
}

#[test]
fn r04_a_port_of_localhost_that_another_program_has_on_ipv6_is_skipped() {
    let Ok(other) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
        crate::provider::skip::skip(format_args!("this machine has no IPv6"));
        return;
    };
    let taken = other.local_addr().unwrap().port();
    let (issuer, machine) = (Issuer::start(), Machine::new());
    let ports = format!("{taken},0");
    let arguments = ["--callback-host", "localhost", "--callback-port", &ports];
    let sign_in = SignIn::start(&issuer, login(&machine, &issuer, &arguments));
    let redirect = sign_in.redirect();
    assert!(redirect.starts_with("http://localhost:"), "{redirect}");
    assert_ne!(split(&redirect).0, format!("localhost:{taken}"));
    assert_still_waits(sign_in);
}

#[test]
fn r05_other_methods_than_get_change_nothing() {
    let (_issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let (host, target) = split(&callback);
    let send = |method: &str| {
        http::send(
            &host,
            &format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"),
        )
    };
    let options = send("OPTIONS");
    assert_eq!(
        (options.status, options.header("access-control-allow-origin")),
        (204, None)
    );
    for method in ["HEAD", "POST", "PUT"] {
        let answer = send(method);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET")), "{method}");
    }
    assert_eq!(http::get(&callback).status, 200);
    assert_eq!(sign_in.finish().code, Some(0));
}

#[test]
fn r06_other_paths_change_nothing() {
    let (_issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let (host, target) = split(&callback);
    let status = |target: &str| http::get(&format!("http://{host}{target}")).status;
    let elsewhere = target.replace("/callback", "/callback/");
    assert_eq!(
        [
            status("/favicon.ico"),
            status("/"),
            status(&elsewhere),
            status("/oauth")
        ],
        [204, 404, 404, 404]
    );
    assert_eq!(http::get(&callback).status, 200);
    // Browsers request it after the page, too.
    let _ = TcpStream::connect(&host).map(|mut stream| stream.write_all(b"GET /favicon.ico HTTP/1.1\r\n\r\n"));
    assert_eq!(sign_in.finish().code, Some(0));
}

#[test]
fn r07_a_wrong_state_is_refused_and_the_wait_continues_up_to_a_limit() {
    let (issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let wrong = callback.replace(&format!("state={}", sign_in.state()), "state=wrong");
    assert_ne!(wrong, callback);
    assert_eq!(http::get(&wrong).status, 400);
    assert_eq!(http::get(&wrong.replace("&state=wrong", "")).status, 400);
    assert!(issuer.requests("/oauth2/token").is_empty());
    assert_eq!(http::get(&callback).status, 200);
    assert_eq!(sign_in.finish().code, Some(0));

    let (issuer, _machine, sign_in) = waiting();
    let wrong = format!("{}?code=x&state=wrong", sign_in.redirect());
    for _ in 0..50 {
        assert_eq!(http::get(&wrong).status, 400);
    }
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(3));
    assert!(
        ending(&outcome)
            .starts_with("error: sign-in stopped: 50 requests with a wrong state came to the callback address\n"),
        "{outcome:#?}"
    );
    assert!(issuer.requests("/oauth2/token").is_empty());
}

#[test]
fn r09_the_first_answer_is_used_and_the_code_is_redeemed_once() {
    let (issuer, _machine, sign_in) = waiting();
    // So that the second one arrives while the first is being processed.
    issuer.change(|manner| manner.token_faults.push_back(TokenFault::Status(503)));
    let callback = sign_in.callback();
    let pages: Vec<String> = std::thread::scope(|scope| {
        let tabs: Vec<_> = (0..2).map(|_| scope.spawn(|| http::get(&callback).body)).collect();
        tabs.into_iter().map(|tab| tab.join().unwrap()).collect()
    });
    let count = |words: &str| pages.iter().filter(|page| page.contains(words)).count();
    assert_eq!(
        (count("You are signed in"), count("This sign-in is over")),
        (1, 1),
        "{pages:#?}"
    );
    assert_eq!(sign_in.finish().code, Some(0));
    // One try was answered with a 503.
    assert_eq!(issuer.requests("/oauth2/token").len(), 2);
}

#[test]
fn r10_a_repeated_parameter_is_refused() {
    let (issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let code = parameter(&callback, "code").unwrap();
    for more in [format!("&code={code}"), format!("&state={}", sign_in.state())] {
        assert_eq!(http::get(&format!("{callback}{more}")).status, 400);
    }
    assert!(issuer.requests("/oauth2/token").is_empty());
    assert_eq!(http::get(&callback).status, 200);
    assert_eq!(sign_in.finish().code, Some(0));
}

#[test]
fn r17_a_refusal_ends_the_wait_only_if_it_belongs_to_this_sign_in() {
    let (issuer, _machine, sign_in) = waiting();
    issuer.change(|manner| manner.deny = Some(("access_denied", "alice said no")));
    assert!(sign_in.browse().body.contains("The sign-in did not succeed"));
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(3));
    assert_eq!(
        ending(&outcome),
        "error: the provider refused: access_denied (alice said no)\n"
    );

    let (issuer, _machine, sign_in) = waiting();
    issuer.change(|manner| {
        manner.deny = Some(("invalid_request", "error_description=Timeout"));
        manner.deny_without_state = true;
    });
    assert_eq!(sign_in.browse().status, 400);
    eventually("the refusal is reported", || sign_in.said().contains("warning:"));
    let warning =
        "warning: ignored a refusal (invalid_request) at the callback address that does not name its sign-in\n";
    assert!(sign_in.said().ends_with(warning), "{}", sign_in.said());
    issuer.change(|manner| manner.deny = None);
    assert_still_waits(sign_in);
}

#[test]
fn r20_another_host_name_for_this_machine_is_refused() {
    let (_issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let (host, target) = split(&callback);
    let port = host.rsplit(':').next().unwrap();
    for other in ["evil.test", &format!("evil.test:{port}"), "127.0.0.1:1"] {
        let answer = http::send(&host, &format!("GET {target} HTTP/1.1\r\nHost: {other}\r\n\r\n"));
        assert_eq!(answer.status, 421, "{other}");
    }
    assert_eq!(http::get(&callback).status, 200);
    assert_eq!(sign_in.finish().code, Some(0));
}

#[test]
fn r21_requests_of_scripts_are_refused() {
    let (_issuer, _machine, sign_in) = waiting();
    let callback = sign_in.callback();
    let (host, target) = split(&callback);
    for headers in [
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Mode: no-cors",
        "Origin: https://evil.test",
        "Origin: null",
    ] {
        let answer = http::send(
            &host,
            &format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n\r\n"),
        );
        assert_eq!(answer.status, 400, "{headers}");
    }
    assert_eq!(http::get(&callback).status, 200);
    assert_eq!(sign_in.finish().code, Some(0));
}

#[test]
fn r22_no_page_can_end_a_sign_in() {
    let (_issuer, _machine, sign_in) = waiting();
    for path in ["/cancel", "/quit", "/shutdown", "/status"] {
        let (host, _) = split(&sign_in.redirect());
        assert_eq!(http::get(&format!("http://{host}{path}")).status, 404, "{path}");
    }
    assert_still_waits(sign_in);
}

#[test]
fn r23_connections_that_send_nothing_or_too_much_block_nobody() {
    let (_issuer, _machine, sign_in) = waiting();
    let (host, _) = split(&sign_in.redirect());
    let idle: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(&host).unwrap()).collect();
    let mut slow = TcpStream::connect(&host).unwrap();
    slow.write_all(b"GET /callback?code=").unwrap();
    let long = format!("GET /callback?code={} HTTP/1.1\r\n", "x".repeat(17 * 1024));
    assert_eq!(http::send(&host, &long).status, 431);
    let started = Instant::now();
    assert_still_waits(sign_in);
    assert!(started.elapsed() < Duration::from_secs(30));
    drop(idle);
}

#[test]
fn r26_the_wait_times_out_with_a_hint() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let outcome = SignIn::start(&issuer, login(&machine, &issuer, &["--timeout", "1"])).finish();
    assert_eq!(outcome.code, Some(3));
    assert_eq!(
        ending(&outcome),
        "error: sign-in was not finished within 1 s\nhint: run it again; if the browser runs on another machine, paste the address of its last page. If the browser shows a redirect mismatch, the callback address is not registered\n"
    );
}

#[test]
fn r26_an_interrupt_ends_it_even_while_the_provider_hangs() {
    let (issuer, machine, sign_in) = waiting();
    issuer.change(|manner| manner.token_faults.push_back(TokenFault::Hang));
    let (host, target) = split(&sign_in.callback());
    let mut browser = TcpStream::connect(&host).unwrap();
    browser
        .write_all(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
        .unwrap();
    eventually("the code is redeemed", || !issuer.requests("/oauth2/token").is_empty());
    kill_process(Pid::from_child(&sign_in.child), Signal::INT).unwrap();
    assert_eq!(sign_in.finish().code, Some(130));
    assert!(!machine.path("devenv/state/sessions/default.json").exists());
}
