//! A pending scan is uploaded with the next command that reaches its platform: one per run, and to no other platform.

use std::io::Write as _;

use super::faults::{Bench, quick_scan};
use super::proxy::Fault;
use super::{id, pending, to};
use crate::support::{Machine, finish};

/// Leaves a scan pending: the platform cannot be reached.
fn leave_pending(bench: &Bench, machine: &Machine) -> String {
    bench.proxy.plan(|_, _| Fault::CutRequest(0));
    let scan = quick_scan(machine).arg("--upload-timeout").arg("0.1");
    let outcome = to(scan, &bench.proxy.address, &bench.token).run();
    bench.proxy.plan(|_, _| Fault::None);
    id(&outcome)
}

#[test]
fn each_command_that_reaches_the_platform_uploads_one_pending_scan() {
    let (bench, machine) = (Bench::new(), Machine::new());
    let mut waited: Vec<String> = (0..3).map(|_| leave_pending(&bench, &machine)).collect();
    assert_eq!(pending(&machine), waited);
    let mut goes_along = |said: &str| {
        let left = pending(&machine);
        let gone = waited.iter().position(|id| !left.contains(id)).expect("one was sent");
        let id = waited.remove(gone);
        assert_eq!(left, waited);
        assert!(bench.all().contains(&id));
        assert_eq!(said, format!("Uploaded pending scan {id} too.\n"));
    };

    let outcome = to(quick_scan(&machine), &bench.proxy.address, &bench.token).run();
    let address = format!("http://{}/scans/{}\n", bench.proxy.address, id(&outcome));
    goes_along(outcome.stderr.strip_suffix(&address).unwrap());
    let whoami = to(machine.devenv(["whoami"]), &bench.proxy.address, &bench.token).run();
    assert_eq!(whoami.code, Some(0), "{whoami:#?}");
    goes_along(&whoami.stderr);

    // Failures are not reported, and commands without requests upload nothing.
    for arguments in [vec!["whoami", "--offline"], vec!["whoami"]] {
        bench.proxy.plan(|_, line| {
            if line.starts_with("POST") {
                Fault::CutRequest(0)
            } else {
                Fault::None
            }
        });
        let whoami = to(machine.devenv(&arguments), &bench.proxy.address, &bench.token).run();
        assert_eq!((whoami.code, whoami.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        assert_eq!(pending(&machine).len(), 1);
    }
}

#[test]
fn a_pending_scan_goes_only_to_its_own_platform() {
    let (team, other, machine) = (Bench::new(), Bench::new(), Machine::new());
    let waited = leave_pending(&team, &machine);
    let unaddressed = id(&quick_scan(&machine).run());
    let outcome = to(quick_scan(&machine), &other.proxy.address, &other.token).run();
    let sent = id(&outcome);
    assert_eq!(outcome.stderr, format!("http://{}/scans/{sent}\n", other.proxy.address));
    assert_eq!(pending(&machine), [waited, unaddressed]);
    assert_eq!(other.all(), [sent]);
}

#[test]
fn reading_the_platform_s_history_uploads_a_pending_scan() {
    let (bench, machine) = (Bench::new(), Machine::new());
    let waited = leave_pending(&bench, &machine);
    let history = to(
        machine.devenv(["history", "--remote"]),
        &bench.proxy.address,
        &bench.token,
    )
    .run();
    assert_eq!(history.code, Some(0), "{history:#?}");
    let said = format!("Uploaded pending scan {waited} too.\n");
    assert!(history.stderr.ends_with(&said), "{history:#?}");
    assert_eq!((bench.all(), pending(&machine)), (vec![waited], vec![]));
}

#[test]
fn signing_in_uploads_a_pending_scan() {
    let (bench, machine) = (Bench::new(), Machine::new());
    let waited = leave_pending(&bench, &machine);
    let platform = format!("http://{}", bench.proxy.address);
    let login = machine.devenv(["login", &platform, "--with-token", "--insecure-storage"]);
    let mut child = login.with_input().start();
    writeln!(child.stdin.take().unwrap(), "{}", bench.token).unwrap();
    let login = finish(child);
    assert_eq!(login.code, Some(0), "{login:#?}");
    let said = format!("Uploaded pending scan {waited} too.\n");
    assert!(login.stderr.ends_with(&said), "{login:#?}");
    assert_eq!((bench.all(), pending(&machine)), (vec![waited], vec![]));
}
