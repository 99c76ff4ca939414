//! Many scans, many processes and a faulty connection: none is lost, none is stored twice.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use uuid::Uuid;

use super::faults::Bench;
use super::proxy::{Fault, PARTS};
use super::{pending, to};
use crate::support::Machine;

/// The number of scans.
const SCANS: usize = 1_000;
/// The number of processes that upload at the same time.
const PROCESSES: usize = 8;
/// The number of scans that an outbox holds.
const ROOM: usize = 20;

/// A third of all requests fail in one of several ways; the same ones for the same seed.
fn a_third_fails(seed: u64) -> impl FnMut(usize, &str) -> Fault + Send + 'static {
    let mut state = seed;
    // The constants of Knuth's MMIX; its upper bits are the random ones.
    let mut chance = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    move |_, _| {
        let parts = usize::try_from(chance(PARTS as u64)).unwrap();
        match chance(12) {
            0 => Fault::CutRequest(parts),
            1 | 2 => Fault::CutAnswer(parts),
            3 => Fault::Answer("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n".to_owned()),
            _ => Fault::None,
        }
    }
}

/// Adds pending scans as long as there is space, like a `devenv scan --upload` that cannot send.
struct Supply {
    scan: String,
    outbox: PathBuf,
    supplied: BTreeSet<String>,
}

impl Supply {
    /// Copies of a real scan, each with its own id.
    fn of(machine: &Machine) -> Self {
        let scan = machine.devenv(["scan", "--show", "--only", "path"]).run();
        let outbox = machine.path("devenv/state/outbox");
        std::fs::create_dir_all(&outbox).unwrap();
        Self {
            scan: scan.stdout,
            outbox,
            supplied: BTreeSet::new(),
        }
    }

    /// `false`: there are no more.
    fn fill(&mut self) -> bool {
        let pending = std::fs::read_dir(&self.outbox).unwrap().count();
        for _ in pending..ROOM {
            if self.supplied.len() == SCANS {
                return false;
            }
            let id = Uuid::now_v7().to_string();
            self.put(&self.outbox, &id);
            self.supplied.insert(id);
        }
        true
    }

    fn put(&self, directory: &Path, id: &str) {
        let first = serde_json::from_str::<serde_json::Value>(&self.scan).unwrap()["scan_id"].clone();
        let scan = self.scan.replace(first.as_str().unwrap(), id);
        let unfinished = directory.with_file_name("unfinished");
        std::fs::write(&unfinished, scan).unwrap();
        std::fs::rename(unfinished, directory.join(format!("{id}.json"))).unwrap();
    }
}

#[test]
fn a_thousand_scans_from_eight_processes_over_a_bad_connection_are_stored_once() {
    let bench = Bench::new();
    let machine = Machine::new();
    let supply = Mutex::new(Supply::of(&machine));
    bench.proxy.plan(a_third_fails(6));
    std::thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| {
                loop {
                    let is_more = supply.lock().unwrap().fill();
                    let run = to(machine.devenv(["upload"]), &bench.proxy.address, &bench.token);
                    let outcome = run.run();
                    // 4: four tries of one scan failed, which stays pending.
                    assert!(matches!(outcome.code, Some(0 | 4)), "{outcome:#?}");
                    if !is_more && outcome.code == Some(0) {
                        return;
                    }
                }
            });
        }
    });
    let calls = bench.proxy.requests();
    assert!(
        calls > SCANS * 5 / 4,
        "too few calls for a third to have failed: {calls}"
    );
    assert_eq!(pending(&machine), Vec::<String>::new());
    let supplied = supply.into_inner().unwrap().supplied;
    assert_eq!(supplied.len(), SCANS);
    let all = bench.all();
    assert_eq!(all.len(), SCANS, "none is stored twice");
    assert_eq!(BTreeSet::from_iter(all), supplied);
}
