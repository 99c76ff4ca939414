//! Faults between devenv and the platform. After each, a scan is on the platform once, or it is pending.

use serde_json::json;

use super::proxy::{Fault, PARTS, Proxy};
use super::{id, member, pending, to};
use crate::platform::server::Server;
use crate::support::{Machine, Outcome, Run};

/// A platform behind a faulty proxy.
pub(super) struct Bench {
    pub(super) proxy: Proxy,
    pub(super) server: Server,
    pub(super) token: String,
    _platform: Machine,
}

/// The state of a scan after a fault.
#[derive(Debug)]
struct Sent {
    outcome: Outcome,
    id: String,
    is_there: bool,
    is_pending: bool,
}

/// A scan that takes little time, and its upload.
pub(super) fn quick_scan(machine: &Machine) -> Run {
    machine.devenv(["scan", "--json", "--only", "path", "--upload"])
}

impl Bench {
    pub(super) fn new() -> Self {
        let platform = Machine::new();
        let proxy = Proxy::start();
        // The platform's public address is the proxy's.
        let url = format!("http://{}", proxy.address);
        let settings = ["--no-fsync", "--rate", "0", "--address-rate", "0", "--public-url", &url];
        let server = Server::start(&platform, &settings);
        let token = member(&platform);
        proxy.lead_to(&server.address);
        Self {
            proxy,
            server,
            token,
            _platform: platform,
        }
    }

    /// The ids of all scans on the platform, page by page.
    pub(super) fn all(&self) -> Vec<String> {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/scans?limit=500{cursor}");
            let page = self.server.ask("GET", &path, &self.token, b"").json();
            let items = page["items"].as_array().unwrap().iter();
            ids.extend(items.map(|item| item["scan_id"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return ids,
            }
        }
    }

    fn is_there(&self, id: &str) -> bool {
        let times = self.all().iter().filter(|stored| *stored == id).count();
        assert!(times <= 1, "{id} is stored {times} times");
        times == 1
    }

    /// A scan on a machine without pending ones, with this upload timeout.
    fn scan(&self, machine: &Machine, seconds: &str) -> Sent {
        let scan = machine.devenv([
            "scan",
            "--json",
            "--only",
            "path",
            "--upload",
            "--upload-timeout",
            seconds,
        ]);
        let outcome = to(scan, &self.proxy.address, &self.token).run();
        let id = id(&outcome);
        let is_pending = pending(machine) == std::slice::from_ref(&id);
        let sent = Sent {
            is_there: self.is_there(&id),
            is_pending,
            id,
            outcome,
        };
        assert!(sent.is_there || sent.is_pending, "it is lost: {sent:#?}");
        let address = format!("http://{}/scans/{}\n", self.proxy.address, sent.id);
        if sent.is_pending {
            let said = "the scan is saved; run `devenv upload` to try again\n";
            assert!(sent.outcome.stderr.ends_with(said), "{sent:#?}");
        } else {
            assert_eq!(sent.outcome.stderr, address);
        }
        sent
    }

    /// Removes the fault: a pending scan is uploaded and is stored once.
    fn recover(&self, machine: &Machine, sent: &Sent) {
        self.proxy.plan(|_, _| Fault::None);
        let upload = machine.devenv(["upload", "--json"]);
        let outcome = to(upload, &self.proxy.address, &self.token).run();
        let url = format!("http://{}/scans/{}", self.proxy.address, sent.id);
        let mut expected = json!([{ "scan_id": sent.id, "duplicate": sent.is_there, "url": url }]);
        if !sent.is_pending {
            expected = json!([]);
        }
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        assert_eq!(outcome.json()["uploaded"], expected, "{sent:#?}");
        assert!(self.is_there(&sent.id), "{sent:#?}");
        assert_eq!(pending(machine), Vec::<String>::new());
    }

    /// Scans once with the faults of `plan`, then recovers. Returns the scan's state, and the number of requests.
    fn through(&self, seconds: &str, plan: impl FnMut(usize, &str) -> Fault + Send + 'static) -> (Sent, usize) {
        let machine = Machine::new();
        self.proxy.plan(plan);
        let sent = self.scan(&machine, seconds);
        let requests = self.proxy.requests();
        self.recover(&machine, &sent);
        (sent, requests)
    }
}

/// Whether it is the upload, and not a request before it.
fn is_upload(line: &str) -> bool {
    line.starts_with("POST ")
}

/// Checks all cases in parallel, each with its own platform.
pub(super) fn sweep<T: Sync>(cases: &[T], check: impl Fn(&Bench, &T) + Sync) {
    std::thread::scope(|scope| {
        for part in cases.chunks(cases.len().div_ceil(4)) {
            let check = &check;
            scope.spawn(move || {
                let bench = Bench::new();
                for case in part {
                    check(&bench, case);
                }
            });
        }
    });
}

#[test]
fn a_connection_cut_anywhere_loses_no_scan_and_stores_none_twice() {
    // A request that was transferred completely was received: then the answer is cut.
    let requests = (0..PARTS).map(Fault::CutRequest);
    let faults: Vec<Fault> = requests.chain((0..=PARTS).map(Fault::CutAnswer)).collect();
    sweep(&faults, |bench, fault| {
        // Every try of the upload is cut.
        let cut = fault.clone();
        let plan = move |_, line: &str| if is_upload(line) { cut.clone() } else { Fault::None };
        let (sent, requests) = bench.through("0.4", plan);
        // On a busy machine, the requests before it may use up the time.
        let was_heard = requests > 1 && matches!(fault, Fault::CutAnswer(_));
        assert_eq!(sent.is_there, was_heard, "{fault:?}: {sent:#?}");
        let was_told = requests > 1 && matches!(fault, Fault::CutAnswer(PARTS));
        assert_eq!(sent.is_pending, !was_told, "{fault:?}: {sent:#?}");
        // Only the first request is cut, which asks for the platform's settings.
        let cut = fault.clone();
        let (sent, _) = bench.through(
            "20",
            move |number, _| if number == 0 { cut.clone() } else { Fault::None },
        );
        assert!(sent.is_there && !sent.is_pending, "{fault:?}: {sent:#?}");
        // The upload is cut once, and then succeeds.
        let cut = fault.clone();
        let (sent, _) = bench.through(
            "20",
            move |number, _| if number == 1 { cut.clone() } else { Fault::None },
        );
        assert!(sent.is_there && !sent.is_pending, "{fault:?}: {sent:#?}");
    });
}

#[test]
fn a_hanging_or_slow_platform_is_given_up_and_the_scan_stays_pending() {
    let faults = [Fault::Hang, Fault::HangAnswered, Fault::Drip];
    let cases: Vec<(Fault, bool)> = faults
        .into_iter()
        .flat_map(|fault| [(fault.clone(), false), (fault, true)])
        .collect();
    sweep(&cases, |bench, (fault, from_the_first)| {
        let (always, from_the_first) = (fault.clone(), *from_the_first);
        let plan = move |_, line: &str| {
            if from_the_first || is_upload(line) {
                always.clone()
            } else {
                Fault::None
            }
        };
        let (sent, requests) = bench.through("1", plan);
        assert!(sent.is_pending, "{fault:?}: {sent:#?}");
        let was_heard = !from_the_first && requests > 1 && !matches!(fault, Fault::Hang);
        assert_eq!(sent.is_there, was_heard, "{fault:?}: {sent:#?}");
        let reason = "no answer in time";
        assert!(sent.outcome.stderr.contains(reason), "{fault:?}: {sent:#?}");
    });
}

#[test]
fn a_try_that_hangs_leaves_time_for_another() {
    let bench = Bench::new();
    let plan = |number, _: &str| if number == 1 { Fault::Hang } else { Fault::None };
    let (sent, requests) = bench.through("12", plan);
    assert!(sent.is_there && !sent.is_pending, "{sent:#?}");
    assert_eq!(requests, 3);
}

#[test]
fn a_scan_is_uploaded_once_the_platform_is_reachable() {
    let bench = Bench::new();
    let machine = Machine::new();
    // Nothing listens at the address behind the proxy: it closes connections.
    bench.proxy.lead_to("127.0.0.1:1");
    let sent = bench.scan(&machine, "0.4");
    assert!(sent.is_pending && !sent.is_there, "{sent:#?}");
    bench.proxy.lead_to(&bench.server.address);
    bench.recover(&machine, &sent);
}

/// The answer of another server in place of the platform.
fn page(status: &str, more: &str) -> Fault {
    let body = "<!doctype html><title>Sign in to the network</title>";
    let length = body.len();
    Fault::Answer(format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {length}\r\n{more}\r\n{body}"
    ))
}

#[test]
fn answers_of_other_servers_are_not_taken_for_the_platform_s() {
    let elsewhere = "location: http://127.0.0.1:1/sign-in\r\n";
    let cases = [
        (
            page("200 OK", ""),
            "sent an answer that devenv cannot read: it is not JSON",
        ),
        (
            page("302 Found", elsewhere),
            "the platform refused it: 302 without a reason",
        ),
        (page("502 Bad Gateway", ""), "is not available: it answered 502"),
        (
            page("403 Forbidden", ""),
            "the platform refused it: 403 without a reason",
        ),
    ];
    sweep(&cases, |bench, (answer, words)| {
        for from_the_first in [true, false] {
            let answer = answer.clone();
            let plan = move |_, line: &str| {
                if from_the_first || is_upload(line) {
                    answer.clone()
                } else {
                    Fault::None
                }
            };
            let (sent, _) = bench.through("0.4", plan);
            assert!(sent.is_pending && !sent.is_there, "{sent:#?}");
            assert!(sent.outcome.stderr.contains(words), "{words}: {sent:#?}");
        }
    });
}

#[test]
fn a_busy_platform_is_asked_again_after_its_wait_or_not_at_all() {
    let busy = |status: &str, after: &str| {
        Fault::Answer(format!(
            "HTTP/1.1 {status}\r\ncontent-length: 0\r\nretry-after: {after}\r\n\r\n"
        ))
    };
    let date = |seconds: i64| {
        let date = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    // Whether the requested wait fits into the timeout of 15 s.
    let cases = [
        ("429 Too Many Requests", "1".to_owned(), true),
        ("503 Service Unavailable", date(2), true),
        ("429 Too Many Requests", date(-30), true),
        ("500 Internal Server Error", "0".to_owned(), true),
        ("429 Too Many Requests", "600".to_owned(), false),
        ("503 Service Unavailable", date(600), false),
    ];
    sweep(&cases, |bench, (status, after, is_soon)| {
        let answer = busy(status, after);
        let (sent, requests) = bench.through(
            "15",
            move |number, _| if number == 1 { answer.clone() } else { Fault::None },
        );
        assert_eq!(
            (sent.is_there, sent.is_pending),
            (*is_soon, !is_soon),
            "{status} {after}: {sent:#?}"
        );
        assert_eq!(requests, if *is_soon { 3 } else { 2 });
        if !is_soon {
            let said = format!("it answered {}, and asks to wait ", &status[..3]);
            assert!(sent.outcome.stderr.contains(&said), "{sent:#?}");
        }
    });
}
