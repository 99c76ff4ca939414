//! `kill -9`, whatever devenv is doing: what it said is so, no file is half there, and nothing is on the platform twice.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::faults::{Bench, sweep};
use super::proxy::Fault;
use super::{to, waiting};
use crate::support::{Machine, Outcome, Run, eventually, finish};

/// A scan that is uploaded, with its report in a file: nobody reads what a process prints that is killed.
fn scan(bench: &Bench, machine: &Machine) -> Run {
    let report = machine.path("report.json");
    let scan = machine.devenv([
        "scan",
        "--json",
        "--only",
        "path",
        "--upload",
        "--output",
        report.to_str().unwrap(),
    ]);
    to(scan, &bench.proxy.address, &bench.token)
}

/// All that waits is sent.
fn upload(bench: &Bench, machine: &Machine) -> Run {
    to(machine.devenv(["upload"]), &bench.proxy.address, &bench.token)
}

/// Each scan that waits is whole, and is the one that its file is named after.
fn assert_whole(machine: &Machine, ids: &[String]) {
    for id in ids {
        let path = machine.path(Path::new("devenv/state/outbox").join(format!("{id}.json")));
        let scan: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(scan["scan_id"], *id.as_str());
    }
}

/// What a killed process leaves: all that waits is whole, all that it told of is so, and all arrives.
fn assert_nothing_lost(bench: &Bench, machine: &Machine, before: &[String], killed: &Outcome) {
    let left = waiting(machine);
    assert_whole(machine, &left);
    let there = bench.all();
    for id in before {
        assert!(left.contains(id) || there.contains(id), "{id} is lost: {killed:#?}");
    }
    if killed.stderr.contains("the scan is saved") {
        assert_eq!(left.len(), before.len() + 1, "{killed:#?}");
    }
    let told = killed.stderr.lines().chain(killed.stdout.lines());
    for url in told.filter_map(|line| line.strip_prefix("http://")) {
        let id = url.rsplit('/').next().unwrap();
        assert!(there.iter().any(|kept| kept == id), "{id} is not there: {killed:#?}");
    }
    bench.proxy.plan(|_, _| Fault::None);
    let sent = upload(bench, machine).run();
    assert_eq!(
        (sent.code, sent.stdout.lines().count()),
        (Some(0), left.len()),
        "{sent:#?}"
    );
    // One that was killed as it removed the file: the platform has the scan, and says so.
    let mut all = bench.all();
    assert!(left.iter().all(|id| all.contains(id)), "{sent:#?}");
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "one is there twice");
    assert_eq!(waiting(machine), Vec::<String>::new());
}

/// Lets scans wait, for want of a platform.
fn let_wait(machine: &Machine, count: usize) -> Vec<String> {
    for _ in 0..count {
        let scan = machine.devenv(["scan", "--json", "--only", "path", "--upload"]).run();
        assert!(matches!(scan.code, Some(0 | 1)), "{scan:#?}");
    }
    let left = waiting(machine);
    assert_eq!(left.len(), count);
    left
}

fn kill(mut child: std::process::Child) -> Outcome {
    child.kill().unwrap();
    finish(child)
}

#[test]
fn a_kill_at_any_time_loses_nothing_that_was_told_and_makes_nothing_twice() {
    let times: Vec<u64> = (0..24).map(|step| step * 3).collect();
    sweep(&times, |bench, milliseconds| {
        let machine = Machine::new();
        let child = scan(bench, &machine).start();
        std::thread::sleep(Duration::from_millis(*milliseconds));
        assert_nothing_lost(bench, &machine, &[], &kill(child));
        let before = let_wait(&machine, 2);
        let child = upload(bench, &machine).start();
        std::thread::sleep(Duration::from_millis(*milliseconds));
        assert_nothing_lost(bench, &machine, &before, &kill(child));
    });
}

#[test]
fn a_kill_while_the_platform_is_asked_loses_nothing() {
    // Which request is held, and how.
    let steps = [
        (0, Fault::Hang),
        (1, Fault::Hang),
        (0, Fault::HangAnswered),
        (1, Fault::HangAnswered),
    ];
    sweep(&steps, |bench, (held, how)| {
        let machine = Machine::new();
        for is_new in [true, false] {
            let before = if is_new { Vec::new() } else { let_wait(&machine, 1) };
            let (held, how) = (*held, how.clone());
            let had = bench.all().len();
            let was_heard = held == 1 && matches!(how, Fault::HangAnswered);
            bench
                .proxy
                .plan(move |number, _| if number == held { how.clone() } else { Fault::None });
            let run = if is_new {
                scan(bench, &machine)
            } else {
                upload(bench, &machine)
            };
            let child = run.start();
            eventually("the request is held", || bench.proxy.requests() == held + 1);
            eventually("the platform has the scan", || {
                bench.all().len() == had + usize::from(was_heard)
            });
            let killed = kill(child);
            assert_eq!(waiting(&machine).len(), 1, "{killed:#?}");
            assert_nothing_lost(bench, &machine, &before, &killed);
        }
    });
}

/// Calls that store a scan, lock it, send it, and end its wait. `?`: not every architecture has it.
#[cfg(target_os = "linux")]
const CALLS: &str =
    "?write,?fsync,?rename,?renameat,?renameat2,?flock,?connect,?sendto,?recvfrom,?unlink,?unlinkat,?mkdir,?mkdirat";

#[cfg(target_os = "linux")]
#[test]
fn a_kill_at_each_call_that_stores_or_sends_loses_nothing() {
    let Some(strace) = crate::support::strace() else { return };
    let steps: Vec<usize> = (1..=24).collect();
    let ends = std::sync::Mutex::new(std::collections::BTreeSet::new());
    sweep(&steps, |bench, step| {
        let kill = format!("inject={CALLS}:signal=KILL:when={step}");
        let options = ["-f", "-qq", "-o", "/dev/null", "-e", "signal=none", "-e", &kill, "--"];
        let machine = Machine::new();
        let killed = scan(bench, &machine).through(strace, &options).run();
        ends.lock().unwrap().insert(killed.code);
        assert_nothing_lost(bench, &machine, &[], &killed);
        let before = let_wait(&machine, 2);
        let killed = upload(bench, &machine).through(strace, &options).run();
        assert_nothing_lost(bench, &machine, &before, &killed);
    });
    // The first is killed, and the last ends by itself: all steps lie in between.
    let ends = ends.into_inner().unwrap();
    assert!(ends.contains(&None) && ends.contains(&Some(0)), "{ends:?}");
}
