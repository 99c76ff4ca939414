//! Rules on disks and memory.

use super::Rule;
use super::verdict::Verdict;
use crate::scan::{Disk, DiskUse, Outcome, Scan};
use crate::text;

/// Compares an available amount with the rule's limits.
fn outcome(available: u64, total: u64, rule: &Rule) -> Outcome {
    let below = |limit: Option<u64>| limit.is_some_and(|limit| available < limit);
    if below(rule.limits.fail_below(total)) {
        Outcome::Fail
    } else if below(rule.limits.warn_below(total)) {
        Outcome::Warn
    } else {
        Outcome::Pass
    }
}

/// Verdicts on the disks that `judge` objects to, or one pass.
fn disks(scan: &Scan, pass: &str, judge: impl Fn(&Disk) -> Option<Verdict>) -> Vec<Verdict> {
    let verdicts: Vec<Verdict> = scan.disks.iter().filter_map(judge).collect();
    let (passed, open): (Vec<Verdict>, Vec<Verdict>) = verdicts
        .into_iter()
        .partition(|verdict| verdict.outcome == Outcome::Pass);
    if open.is_empty() && !passed.is_empty() {
        return vec![Verdict::all_pass(pass, text::count(passed.len(), "disk", "disks"))];
    }
    open
}

pub(super) fn disk_space(scan: &Scan, rule: &Rule) -> Vec<Verdict> {
    disks(scan, "All disks have free space", |disk| {
        // A mount without a size is not a disk.
        let outcome = (disk.total_bytes > 0).then(|| outcome(disk.available_bytes, disk.total_bytes, rule))?;
        let message = format!(
            "{} has {} of {} free",
            disk.mount,
            text::bytes(disk.available_bytes),
            text::bytes(disk.total_bytes)
        );
        let verdict = Verdict::new(&disk.mount, outcome, message).advice(where_to_look(disk));
        Some(match holds(disk) {
            held if held.is_empty() => verdict,
            held => verdict.evidence(format!("used for {held}")),
        })
    })
}

/// Where space can usually be freed. No command: devenv does not know what may be deleted.
fn where_to_look(disk: &Disk) -> &'static str {
    if disk.holds.contains(&DiskUse::ContainerData) {
        "look first at old images, volumes and build caches: `docker system df` lists them"
    } else if disk.holds.contains(&DiskUse::Home) || disk.holds.contains(&DiskUse::Project) {
        "look first at build directories and package caches: `target`, `node_modules`, `~/.cache`"
    } else {
        "look first at old temporary files"
    }
}

fn holds(disk: &Disk) -> String {
    let word = |held: &DiskUse| match held {
        DiskUse::ContainerData => "container data",
        DiskUse::Home => "home",
        DiskUse::Project => "the project",
        DiskUse::Temp => "temporary files",
    };
    disk.holds.iter().map(word).collect::<Vec<_>>().join(", ")
}

pub(super) fn disk_inodes(scan: &Scan, rule: &Rule) -> Vec<Verdict> {
    disks(scan, "All disks have free inodes", |disk| {
        let (total, available) = (disk.total_inodes?, disk.available_inodes?);
        let outcome = (total > 0).then(|| outcome(available, total, rule))?;
        let message = format!("{} has {available} of {total} inodes left", disk.mount);
        Some(
            Verdict::new(&disk.mount, outcome, message)
                .advice("delete directories with many small files: `node_modules`, caches, old builds"),
        )
    })
}

/// What to do about a reading that the system shows and devenv does not get.
const REPORT_IT: &str = "if your system shows it, report this as a bug of devenv";

pub(super) fn memory_total(scan: &Scan, rule: &Rule) -> Vec<Verdict> {
    let Some(system) = &scan.system else { return Vec::new() };
    let Some(total) = system.memory_bytes else {
        return vec![
            Verdict::new("memory", Outcome::Unknown, "The size of the memory could not be read").advice(REPORT_IT),
        ];
    };
    let message = format!("The machine has {} of memory", text::bytes(total));
    let verdict = Verdict::new("memory", outcome(total, total, rule), message);
    vec![match verdict.outcome {
        Outcome::Pass => verdict,
        _ if system.container.is_some() => verdict.advice("raise the container's memory limit"),
        _ if system.wsl.is_some() => verdict.advice("raise `memory` in `.wslconfig` on the Windows side"),
        _ => verdict.advice("use a larger machine, or stop what runs beside the project"),
    }]
}

pub(super) fn memory_available(scan: &Scan, rule: &Rule) -> Vec<Verdict> {
    let Some(system) = &scan.system else { return Vec::new() };
    let (Some(total), Some(available)) = (system.memory_bytes, system.available_memory_bytes) else {
        return vec![
            Verdict::new("memory", Outcome::Unknown, "The available memory could not be read").advice(REPORT_IT),
        ];
    };
    let reading = format!("{} of {}", text::bytes(available), text::bytes(total));
    let outcome = outcome(available, total, rule);
    vec![match outcome {
        Outcome::Pass => Verdict::new("memory", outcome, "Enough memory is available").evidence(reading),
        _ => Verdict::new("memory", outcome, format!("{reading} of memory is available"))
            .advice("close what you do not need: browsers, idle containers, second editors"),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::OsFamily;
    use crate::score::{assess, sample};

    const GIB: u64 = 1 << 30;

    fn outcome_of(scan: &Scan, rule: &str) -> Option<(Outcome, String)> {
        let findings = assess(scan, Policy::builtin()).findings;
        findings
            .into_iter()
            .find(|finding| finding.rule == rule)
            .map(|finding| (finding.outcome, finding.message))
    }

    fn disk_of(total: u64, available: u64) -> Option<(Outcome, String)> {
        let mut scan = sample::scan();
        scan.disks.push(sample::disk("/", total, available));
        outcome_of(&scan, "disk-space")
    }

    #[test]
    fn little_free_space_is_measured_against_the_disk() {
        let pass = Some((Outcome::Pass, "All disks have free space".to_owned()));
        assert_eq!(disk_of(500 * GIB, 10 * GIB), pass);
        assert_eq!(
            disk_of(500 * GIB, 10 * GIB - 1),
            Some((Outcome::Warn, "/ has 10.0 GiB of 500.0 GiB free".to_owned()))
        );
        assert_eq!(
            disk_of(500 * GIB, GIB - 1),
            Some((Outcome::Fail, "/ has 1024.0 MiB of 500.0 GiB free".to_owned()))
        );
        assert_eq!(
            disk_of(2 * GIB, GIB),
            pass,
            "a small tmpfs is not full because it is small"
        );
        assert_eq!(disk_of(0, 0), None, "no size, no disk");
    }

    #[test]
    fn inodes_count_where_there_is_a_limit() {
        let mut scan = sample::scan();
        scan.disks.push(Disk {
            total_inodes: Some(1000),
            available_inodes: Some(9),
            ..sample::disk("/", 500 * GIB, 100 * GIB)
        });
        scan.disks.push(sample::disk("/data", 500 * GIB, 100 * GIB));
        assert_eq!(
            outcome_of(&scan, "disk-inodes"),
            Some((Outcome::Fail, "/ has 9 of 1000 inodes left".to_owned()))
        );
        scan.disks.remove(0);
        assert_eq!(outcome_of(&scan, "disk-inodes"), None);
    }

    #[test]
    fn memory_that_could_not_be_read_is_unknown() {
        let mut scan = sample::scan();
        scan.system = Some(sample::system(OsFamily::Linux));
        scan.system.as_mut().unwrap().memory_bytes = None;
        assert_eq!(
            outcome_of(&scan, "memory-total"),
            Some((Outcome::Unknown, "The size of the memory could not be read".to_owned()))
        );
    }

    #[test]
    fn a_machine_sold_with_4_gb_has_enough() {
        let mut scan = sample::scan();
        scan.system = Some(sample::system(OsFamily::Linux));
        let mut told = |bytes| {
            scan.system.as_mut().unwrap().memory_bytes = Some(bytes);
            outcome_of(&scan, "memory-total")
        };
        assert_eq!(
            told(3_900_000_000),
            Some((Outcome::Pass, "The machine has 3.6 GiB of memory".to_owned()))
        );
        assert_eq!(
            told(3 * GIB),
            Some((Outcome::Warn, "The machine has 3.0 GiB of memory".to_owned()))
        );
        assert_eq!(
            told(GIB),
            Some((Outcome::Fail, "The machine has 1.0 GiB of memory".to_owned()))
        );
    }
}
