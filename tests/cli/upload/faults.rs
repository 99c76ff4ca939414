//! What can go wrong between devenv and the platform. Whatever it is: each scan is on the platform once, or it waits.

use serde_json::json;

use super::proxy::{Fault, PARTS, Proxy};
use super::{id, member, to, waiting};
use crate::platform::server::Server;
use crate::support::{Machine, Outcome, Run};

/// A platform behind a proxy.
pub(super) struct Bench {
    pub(super) proxy: Proxy,
    pub(super) server: Server,
    pub(super) token: String,
    _platform: Machine,
}

/// What became of a scan.
#[derive(Debug)]
struct Sent {
    outcome: Outcome,
    id: String,
    is_there: bool,
    waits: bool,
}

/// A scan that is over at once, and is uploaded.
pub(super) fn quick_scan(machine: &Machine) -> Run {
    machine.devenv(["scan", "--json", "--only", "path", "--upload"])
}

impl Bench {
    pub(super) fn new() -> Self {
        let platform = Machine::new();
        let proxy = Proxy::start();
        // The platform is where the proxy is, for all that it knows.
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

    /// The ids of all that the platform has, page by page.
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
        let times = self.all().iter().filter(|kept| *kept == id).count();
        assert!(times <= 1, "{id} is there {times} times");
        times == 1
    }

    /// A scan on a machine on which nothing waits, sent for as long.
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
        let waits = waiting(machine) == std::slice::from_ref(&id);
        let sent = Sent {
            is_there: self.is_there(&id),
            waits,
            id,
            outcome,
        };
        assert!(sent.is_there || sent.waits, "it is lost: {sent:#?}");
        let address = format!("http://{}/scans/{}\n", self.proxy.address, sent.id);
        if sent.waits {
            let said = "the scan is saved; run `devenv upload` to try again\n";
            assert!(sent.outcome.stderr.ends_with(said), "{sent:#?}");
        } else {
            assert_eq!(sent.outcome.stderr, address);
        }
        sent
    }

    /// The line is mended: what waits arrives, and is there once.
    fn mend(&self, machine: &Machine, sent: &Sent) {
        self.proxy.plan(|_, _| Fault::None);
        let upload = machine.devenv(["upload", "--json"]);
        let outcome = to(upload, &self.proxy.address, &self.token).run();
        let url = format!("http://{}/scans/{}", self.proxy.address, sent.id);
        let mut expected = json!([{ "scan_id": sent.id, "duplicate": sent.is_there, "url": url }]);
        if !sent.waits {
            expected = json!([]);
        }
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        assert_eq!(outcome.json()["uploaded"], expected, "{sent:#?}");
        assert!(self.is_there(&sent.id), "{sent:#?}");
        assert_eq!(waiting(machine), Vec::<String>::new());
    }

    /// One scan while the plan goes, and what waits once it is over. Also: how many requests came.
    fn through(&self, seconds: &str, plan: impl FnMut(usize, &str) -> Fault + Send + 'static) -> (Sent, usize) {
        let machine = Machine::new();
        self.proxy.plan(plan);
        let sent = self.scan(&machine, seconds);
        let requests = self.proxy.requests();
        self.mend(&machine, &sent);
        (sent, requests)
    }
}

/// It is the scan, and not what comes before it.
fn is_upload(line: &str) -> bool {
    line.starts_with("POST ")
}

/// Tries all of them, some at the same time, each on a platform of its own.
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
fn a_connection_that_is_cut_anywhere_costs_no_scan_and_makes_none_twice() {
    // A request that is there to its last byte has been heard: then it is the answer that is cut.
    let requests = (0..PARTS).map(Fault::CutRequest);
    let faults: Vec<Fault> = requests.chain((0..=PARTS).map(Fault::CutAnswer)).collect();
    sweep(&faults, |bench, fault| {
        // Every try to send the scan is cut.
        let cut = fault.clone();
        let plan = move |_, line: &str| if is_upload(line) { cut.clone() } else { Fault::None };
        let (sent, requests) = bench.through("0.4", plan);
        // A machine that is busy may take all the time for what comes before.
        let was_heard = requests > 1 && matches!(fault, Fault::CutAnswer(_));
        assert_eq!(sent.is_there, was_heard, "{fault:?}: {sent:#?}");
        let was_told = requests > 1 && matches!(fault, Fault::CutAnswer(PARTS));
        assert_eq!(sent.waits, !was_told, "{fault:?}: {sent:#?}");
        // The first request alone is cut, which asks the platform what it takes.
        let cut = fault.clone();
        let (sent, _) = bench.through(
            "20",
            move |number, _| if number == 0 { cut.clone() } else { Fault::None },
        );
        assert!(sent.is_there && !sent.waits, "{fault:?}: {sent:#?}");
        // The scan is cut once, and then gets through.
        let cut = fault.clone();
        let (sent, _) = bench.through(
            "20",
            move |number, _| if number == 1 { cut.clone() } else { Fault::None },
        );
        assert!(sent.is_there && !sent.waits, "{fault:?}: {sent:#?}");
    });
}

#[test]
fn whoever_hangs_or_is_slow_is_given_up_and_the_scan_waits() {
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
        assert!(sent.waits, "{fault:?}: {sent:#?}");
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
    assert!(sent.is_there && !sent.waits, "{sent:#?}");
    assert_eq!(requests, 3);
}

#[test]
fn a_platform_that_is_not_there_gets_the_scan_when_it_is() {
    let bench = Bench::new();
    let machine = Machine::new();
    // Nobody listens at the address that the proxy leads to: it hangs up.
    bench.proxy.lead_to("127.0.0.1:1");
    let sent = bench.scan(&machine, "0.4");
    assert!(sent.waits && !sent.is_there, "{sent:#?}");
    bench.proxy.lead_to(&bench.server.address);
    bench.mend(&machine, &sent);
}

/// What somebody on the way says instead of the platform.
fn page(status: &str, more: &str) -> Fault {
    let body = "<!doctype html><title>Sign in to the network</title>";
    let length = body.len();
    Fault::Answer(format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {length}\r\n{more}\r\n{body}"
    ))
}

#[test]
fn what_somebody_on_the_way_answers_is_not_taken_for_the_platform_s_word() {
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
            assert!(sent.waits && !sent.is_there, "{sent:#?}");
            assert!(sent.outcome.stderr.contains(words), "{words}: {sent:#?}");
        }
    });
}

#[test]
fn a_platform_that_is_busy_is_asked_again_when_it_says_or_not_at_all() {
    let busy = |status: &str, after: &str| {
        Fault::Answer(format!(
            "HTTP/1.1 {status}\r\ncontent-length: 0\r\nretry-after: {after}\r\n\r\n"
        ))
    };
    let date = |seconds: i64| {
        let date = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    // Whether there is time for what is asked for, of the 15 seconds that there are.
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
            (sent.is_there, sent.waits),
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
