//! A damaged or unwritable outbox: the error is reported, and no other scan is lost.

use super::faults::{Bench, quick_scan};
use super::{id, pending, to};
use crate::support::{Machine, Run};

fn sent(bench: &Bench, run: Run) -> Run {
    to(run, &bench.proxy.address, &bench.token)
}

#[test]
fn a_damaged_pending_scan_is_reported_and_the_others_are_uploaded() {
    let (bench, machine) = (Bench::new(), Machine::new());
    let ids: Vec<String> = (0..3).map(|_| id(&quick_scan(&machine).run())).collect();
    let file = machine.path(format!("devenv/state/outbox/{}.json", ids[0]));
    let whole = std::fs::read(&file).unwrap();
    let other = machine.path(format!("devenv/state/outbox/{}.json", ids[1]));
    for damaged in [&whole[..whole.len() / 2], b"", &std::fs::read(other).unwrap()] {
        std::fs::write(&file, damaged).unwrap();
        let outcome = sent(&bench, machine.devenv(["upload", "--all"])).run();
        let said = format!(
            "error: cannot read pending scan {}: its file is damaged\n\
            hint: `devenv upload --drop {}` discards it\n",
            ids[0], ids[0]
        );
        assert_eq!((outcome.code, outcome.stderr), (Some(5), said));
        assert_eq!(pending(&machine), [ids[0].clone()]);
    }
    let mut all = bench.all();
    all.sort();
    assert_eq!(all, ids[1..]);
    let dropped = machine.devenv(["upload", "--drop", &ids[0]]).run();
    assert_eq!(dropped.code, Some(0), "{dropped:#?}");
    assert_eq!(pending(&machine), Vec::<String>::new());
}

#[test]
fn a_scan_that_cannot_be_saved_is_uploaded_anyway() {
    let bench = Bench::new();
    let in_the_way = Machine::new();
    std::fs::create_dir_all(in_the_way.path("devenv/state")).unwrap();
    std::fs::write(in_the_way.path("devenv/state/outbox"), "").unwrap();
    let homeless = Machine::new();
    let without_home = |run: Run| run.without_env("HOME").without_env("DEVENV_STATE_DIR");
    for (run, again, said) in [
        (
            quick_scan(&in_the_way),
            quick_scan(&in_the_way),
            "warning: cannot write the pending scan ",
        ),
        (
            without_home(quick_scan(&homeless)),
            without_home(quick_scan(&homeless)),
            "warning: cannot save the scan for a later upload: ",
        ),
    ] {
        let outcome = sent(&bench, run).run();
        let address = format!("\nhttp://{}/scans/{}\n", bench.proxy.address, id(&outcome));
        assert!(outcome.stderr.starts_with(said), "{outcome:#?}");
        assert!(outcome.stderr.ends_with(&address), "{outcome:#?}");
        // The message does not say that it is pending.
        let outcome = again.arg("--require-upload").run();
        assert_eq!(outcome.code, Some(3), "{outcome:#?}");
        let said = "; the scan could not be saved; run `devenv scan --upload` again";
        assert!(outcome.stderr.contains(said), "{outcome:#?}");
    }
    let outcome = in_the_way.devenv(["upload", "--list"]).run();
    assert_eq!(outcome.code, Some(5), "{outcome:#?}");
    assert!(
        outcome.stderr.starts_with("error: cannot list the pending scan"),
        "{outcome:#?}"
    );
}

#[test]
fn a_full_disk_loses_no_pending_scan_and_leaves_no_partial_one() {
    let (bench, machine) = (Bench::new(), Machine::new());
    let first = id(&quick_scan(&machine).run());
    // No file may grow beyond 512 bytes: a write fails in the middle, like on a full disk.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let outcome = quick_scan(&machine).through("/bin/sh", &["-c", script, "sh"]).run();
    let second = id(&outcome);
    assert!(
        outcome.stderr.contains("cannot write the pending scan "),
        "{outcome:#?}"
    );
    assert!(outcome.stderr.contains("the scan could not be saved"), "{outcome:#?}");
    let files = std::fs::read_dir(machine.path("devenv/state/outbox")).unwrap();
    let names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, [format!("{first}.json")]);
    let run = quick_scan(&machine).through("/bin/sh", &["-c", script, "sh"]);
    let outcome = sent(&bench, run).run();
    let third = id(&outcome);
    assert!(outcome.stderr.ends_with(&format!("/scans/{third}\n")), "{outcome:#?}");
    assert_eq!(sent(&bench, machine.devenv(["upload", "--all"])).run().code, Some(0));
    let mut all = bench.all();
    all.sort();
    assert_eq!(all, [first, third]);
    assert!(!all.contains(&second));
}
