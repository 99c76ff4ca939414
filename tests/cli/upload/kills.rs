//! `kill -9` at any point: printed results are true, no file is partial, and nothing is stored twice.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::faults::{Bench, sweep};
use super::proxy::Fault;
use super::{pending, to};
use crate::support::{Machine, Outcome, Run, eventually, finish};

/// A scan with an upload and its report in a file, since a killed process's output is not read.
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

/// Uploads all pending scans.
fn upload(bench: &Bench, machine: &Machine) -> Run {
    to(machine.devenv(["upload"]), &bench.proxy.address, &bench.token)
}

/// Checks that each pending scan is complete and has the id in its file name.
fn assert_whole(machine: &Machine, ids: &[String]) {
    for id in ids {
        let path = machine.path(Path::new("devenv/state/outbox").join(format!("{id}.json")));
        let scan: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(scan["scan_id"], *id.as_str());
    }
}

/// Checks the state after a kill: pending scans are complete, printed results are true, and all scans arrive.
fn assert_nothing_lost(bench: &Bench, machine: &Machine, before: &[String], killed: &Outcome) {
    let left = pending(machine);
    assert_whole(machine, &left);
    let there = bench.all();
    for id in before {
        assert!(left.contains(id) || there.contains(id), "{id} is lost: {killed:#?}");
    }
    if killed.stderr.contains("the scan is saved") {
        assert_eq!(left.len(), before.len() + 1, "{killed:#?}");
    }
    let shown = killed.stderr.lines().chain(killed.stdout.lines());
    for url in shown.filter_map(|line| line.strip_prefix("http://")) {
        let id = url.rsplit('/').next().unwrap();
        assert!(
            there.iter().any(|stored| stored == id),
            "{id} is not there: {killed:#?}"
        );
    }
    bench.proxy.plan(|_, _| Fault::None);
    let sent = upload(bench, machine).run();
    assert_eq!(
        (sent.code, sent.stdout.lines().count()),
        (Some(0), left.len()),
        "{sent:#?}"
    );
    // If it was killed while removing the file, the platform already has the scan and answers so.
    let mut all = bench.all();
    assert!(left.iter().all(|id| all.contains(id)), "{sent:#?}");
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "one is stored twice");
    assert_eq!(pending(machine), Vec::<String>::new());
}

/// Leaves scans pending, without a platform.
fn leave_pending(machine: &Machine, count: usize) -> Vec<String> {
    for _ in 0..count {
        let scan = machine.devenv(["scan", "--json", "--only", "path", "--upload"]).run();
        assert!(matches!(scan.code, Some(0 | 1)), "{scan:#?}");
    }
    let left = pending(machine);
    assert_eq!(left.len(), count);
    left
}

fn kill(mut child: std::process::Child) -> Outcome {
    child.kill().unwrap();
    finish(child)
}

#[test]
fn a_kill_at_any_time_loses_no_scan_and_stores_none_twice() {
    let times: Vec<u64> = (0..24).map(|step| step * 3).collect();
    sweep(&times, |bench, milliseconds| {
        let machine = Machine::new();
        let child = scan(bench, &machine).start();
        std::thread::sleep(Duration::from_millis(*milliseconds));
        assert_nothing_lost(bench, &machine, &[], &kill(child));
        let before = leave_pending(&machine, 2);
        let child = upload(bench, &machine).start();
        std::thread::sleep(Duration::from_millis(*milliseconds));
        assert_nothing_lost(bench, &machine, &before, &kill(child));
    });
}

#[test]
fn a_kill_during_a_request_loses_no_scan() {
    // The request that is held, and how.
    let steps = [
        (0, Fault::Hang),
        (1, Fault::Hang),
        (0, Fault::HangAnswered),
        (1, Fault::HangAnswered),
    ];
    sweep(&steps, |bench, (held, how)| {
        let machine = Machine::new();
        for is_new in [true, false] {
            let before = if is_new { Vec::new() } else { leave_pending(&machine, 1) };
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
            assert_eq!(pending(&machine).len(), 1, "{killed:#?}");
            assert_nothing_lost(bench, &machine, &before, &killed);
        }
    });
}

/// Calls that store, lock, send or remove a pending scan. `?`: some architectures lack it.
#[cfg(target_os = "linux")]
const CALLS: &str =
    "?write,?fsync,?rename,?renameat,?renameat2,?flock,?connect,?sendto,?recvfrom,?unlink,?unlinkat,?mkdir,?mkdirat";

#[cfg(target_os = "linux")]
#[test]
fn a_kill_at_each_call_that_stores_or_sends_loses_no_scan() {
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
        let before = leave_pending(&machine, 2);
        let killed = upload(bench, &machine).through(strace, &options).run();
        assert_nothing_lost(bench, &machine, &before, &killed);
    });
    // The first is killed and the last ends normally: the steps in between are covered.
    let ends = ends.into_inner().unwrap();
    assert!(ends.contains(&None) && ends.contains(&Some(0)), "{ends:?}");
}
