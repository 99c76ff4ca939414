//! Rules on disks and memory.

use super::Rule;
use super::verdict::Verdict;
use crate::scan::{DirectoryState, Disk, DiskUse, Outcome, Scan, WorkDirectory};
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

/// With less than this for temporary files no installer works, however small their file system is.
const TEMP_FAIL_BYTES: u64 = 32 << 20;
/// With less than this for temporary files many installers fail.
const TEMP_WARN_BYTES: u64 = 256 << 20;

pub(super) fn disk_space(scan: &Scan, rule: &Rule) -> Vec<Verdict> {
    disks(scan, "All disks have free space", |disk| {
        // A mount without a size is not a disk.
        let of_disk = (disk.total_bytes > 0).then(|| outcome(disk.available_bytes, disk.total_bytes, rule))?;
        let of_temp = match disk.available_bytes {
            _ if !disk.holds.contains(&DiskUse::Temp) => Outcome::Pass,
            bytes if bytes < TEMP_FAIL_BYTES => Outcome::Fail,
            bytes if bytes < TEMP_WARN_BYTES => Outcome::Warn,
            _ => Outcome::Pass,
        };
        // The worse one comes first.
        let outcome = of_disk.min(of_temp);
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
        // A per cent of a few inodes is none.
        let outcome = match available {
            _ if total == 0 => return None,
            0 => Outcome::Fail,
            _ => outcome(available, total, rule),
        };
        let message = format!("{} has {available} of {total} inodes left", disk.mount);
        Some(
            Verdict::new(&disk.mount, outcome, message)
                .advice("delete directories with many small files: `node_modules`, caches, old builds"),
        )
    })
}

/// What to do about a reading that the system shows and devenv does not get.
const REPORT_IT: &str = "if your system shows it, report this as a bug of devenv";

/// `temp-usable`: the directory for temporary files.
pub(super) fn temp_usable(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    directories(scan, &[DiskUse::Temp], "Temporary files can be written")
}

/// `directory-writable`: the home directory and the project's.
pub(super) fn directory_writable(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    directories(
        scan,
        &[DiskUse::Home, DiskUse::Project],
        "You can write to your home and the project",
    )
}

/// Verdicts on the directories of these purposes that cannot be used, or one pass.
fn directories(scan: &Scan, purposes: &[DiskUse], pass: &str) -> Vec<Verdict> {
    let meant: Vec<&WorkDirectory> = scan
        .directories
        .iter()
        .filter(|directory| purposes.contains(&directory.purpose))
        .collect();
    let open: Vec<Verdict> = meant.iter().filter_map(|directory| unusable(directory)).collect();
    if open.is_empty() && !meant.is_empty() {
        return vec![Verdict::all_pass(
            pass,
            text::count(meant.len(), "directory", "directories"),
        )];
    }
    open
}

fn unusable(directory: &WorkDirectory) -> Option<Verdict> {
    let WorkDirectory { path, set_by, .. } = directory;
    let name = match directory.purpose {
        DiskUse::Home => format!("The home directory {path}"),
        DiskUse::Temp => format!("The directory for temporary files, {path},"),
        DiskUse::Project | DiskUse::ContainerData => format!("The project's directory {path}"),
    };
    let (outcome, what) = match directory.state {
        DirectoryState::Missing => (Outcome::Fail, "does not exist"),
        DirectoryState::NotADirectory => (Outcome::Fail, "is not a directory"),
        DirectoryState::ReadOnly => (Outcome::Fail, "is on a read-only file system"),
        DirectoryState::NotWritable => (Outcome::Fail, "is not writable for you"),
        DirectoryState::Ok if directory.no_exec => (Outcome::Warn, "is mounted `noexec`: no program in it can be run"),
        DirectoryState::Ok => return None,
    };
    let advice = match (set_by, directory.state) {
        (Some(variable), _) => format!("set {variable} to a directory that you can write to and run programs in"),
        (None, DirectoryState::Missing) => "create it".to_owned(),
        (None, DirectoryState::Ok) => "mount its file system without `noexec`, or use another directory".to_owned(),
        (None, DirectoryState::ReadOnly) => "mount its file system for writing, or use another directory".to_owned(),
        (None, _) => "change its owner or its permissions".to_owned(),
    };
    let verdict = Verdict::new(path, outcome, format!("{name} {what}")).advice(advice);
    Some(match set_by {
        Some(variable) => verdict.evidence(format!("{variable} is {path}")),
        None => verdict,
    })
}

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
    use crate::scan::{OsFamily, Status};
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
    fn a_disk_without_inodes_is_full_however_few_it_has() {
        let told = |total, available| {
            let mut scan = sample::scan();
            scan.disks.push(Disk {
                total_inodes: Some(total),
                available_inodes: Some(available),
                ..sample::disk("/", 500 * GIB, 100 * GIB)
            });
            let assessment = assess(&scan, Policy::builtin());
            (outcome_of(&scan, "disk-inodes"), assessment.status, assessment.score)
        };
        let none = |total: u64| Some((Outcome::Fail, format!("/ has 0 of {total} inodes left")));
        assert_eq!(told(60, 0), (none(60), Status::Fail, 49));
        assert_eq!(told(2000, 0), (none(2000), Status::Fail, 49));
        let some = Some((Outcome::Pass, "All disks have free inodes".to_owned()));
        assert_eq!(told(60, 20), (some, Status::Pass, 100));
    }

    #[test]
    fn temporary_files_need_room_however_small_their_disk_is() {
        let told = |available: u64, holds: DiskUse| {
            let mut scan = sample::scan();
            scan.disks.push(Disk {
                holds: vec![holds],
                ..sample::disk("/tmp", available, available)
            });
            outcome_of(&scan, "disk-space")
        };
        assert_eq!(
            told(1 << 20, DiskUse::Temp),
            Some((Outcome::Fail, "/tmp has 1.0 MiB of 1.0 MiB free".to_owned()))
        );
        assert_eq!(
            told(64 << 20, DiskUse::Temp),
            Some((Outcome::Warn, "/tmp has 64.0 MiB of 64.0 MiB free".to_owned()))
        );
        let pass = Some((Outcome::Pass, "All disks have free space".to_owned()));
        assert_eq!(told(256 << 20, DiskUse::Temp), pass);
        assert_eq!(told(1 << 20, DiskUse::ContainerData), pass);
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_told() {
        let told = |purpose, state, no_exec, set_by: Option<&str>| {
            let mut scan = sample::scan();
            scan.directories.push(WorkDirectory {
                purpose,
                path: "/x".to_owned(),
                state,
                no_exec,
                set_by: set_by.map(str::to_owned),
            });
            let findings = assess(&scan, Policy::builtin()).findings;
            let finding = findings.into_iter().next().unwrap();
            (
                finding.rule,
                finding.outcome,
                finding.message,
                finding.advice.unwrap_or_default(),
            )
        };
        let expected = |rule: &str, outcome, message: &str, advice: &str| {
            (rule.to_owned(), outcome, message.to_owned(), advice.to_owned())
        };
        assert_eq!(
            told(DiskUse::Temp, DirectoryState::Missing, false, Some("TMPDIR")),
            expected(
                "temp-usable",
                Outcome::Fail,
                "The directory for temporary files, /x, does not exist",
                "set TMPDIR to a directory that you can write to and run programs in"
            )
        );
        assert_eq!(
            told(DiskUse::Temp, DirectoryState::Ok, true, None),
            expected(
                "temp-usable",
                Outcome::Warn,
                "The directory for temporary files, /x, is mounted `noexec`: no program in it can be run",
                "mount its file system without `noexec`, or use another directory"
            )
        );
        assert_eq!(
            told(DiskUse::Project, DirectoryState::ReadOnly, false, None),
            expected(
                "directory-writable",
                Outcome::Fail,
                "The project's directory /x is on a read-only file system",
                "mount its file system for writing, or use another directory"
            )
        );
        assert_eq!(
            told(DiskUse::Home, DirectoryState::Ok, false, Some("HOME")),
            expected(
                "directory-writable",
                Outcome::Pass,
                "You can write to your home and the project",
                ""
            )
        );
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
