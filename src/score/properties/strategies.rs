//! Generated scans and policies.

use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::policy::{Policy, Waiver};
use crate::scan::{
    DirectoryState, Disk, DiskUse, FailReason, Failure, Git, OsFamily, OtherCopy, PathEntry, PathEntryState,
    PathReport, ProbeReport, ProbeState, Project, Requirement, RequirementKind, Scan, Service, ServiceState, Source,
    Strength, System, Tool, ToolState, WorkDirectory,
};
use crate::score::sample;
use crate::version::Dialect;

pub(super) const GIB: u64 = 1 << 30;

fn tool() -> impl Strategy<Value = Tool> {
    let reasons = vec![
        FailReason::Timeout,
        FailReason::Exit,
        FailReason::Signal,
        FailReason::UnreadableOutput,
        FailReason::NotExecutable,
        FailReason::NotInstalledByShim,
        FailReason::Stub,
    ];
    let versions = || option::of(select(vec!["1.0", "2.0", "3.0"]));
    let managers = || option::of(select(vec!["dpkg", "nvm", "pyenv", "brew"]));
    let other = ("/(usr|opt)/[a-c]", versions(), managers()).prop_map(|(path, version, manager)| OtherCopy {
        path,
        version: version.map(str::to_owned),
        manager: manager.map(str::to_owned),
    });
    (
        "[a-z]{1,3}",
        0..4_u8,
        select(reasons),
        versions(),
        managers(),
        vec(other, 0..3),
        option::of(select(vec!["1969-12-31", "1970-01-20", "2000-01-01"])),
    )
        .prop_map(|(id, state, reason, version, manager, others, end)| {
            let base = Tool {
                end_of_life: end.map(str::to_owned),
                ..sample::found_tool(&id, version.unwrap_or("1.0"))
            };
            let manager = manager.map(str::to_owned);
            match state {
                0 => Tool {
                    state: ToolState::Absent,
                    version: None,
                    path: None,
                    ..base
                },
                1 | 2 => {
                    let failure = Some(Failure {
                        wanted: Some(sample::wanted("1.2.3", None)),
                        ..Failure::new(reason, "wants 1.2.3")
                    });
                    Tool {
                        state: ToolState::Failed,
                        version: None,
                        failure,
                        manager,
                        others,
                        ..base
                    }
                }
                _ => Tool {
                    manager,
                    others,
                    ..base
                },
            }
        })
}

pub(super) fn path_entry() -> impl Strategy<Value = PathEntry> {
    let states = vec![
        PathEntryState::Ok,
        PathEntryState::Missing,
        PathEntryState::NotADirectory,
        PathEntryState::Unreadable,
        PathEntryState::Relative,
        PathEntryState::Empty,
        PathEntryState::TimedOut,
    ];
    (
        "(/|~/)[a-d]",
        select(states),
        option::of(any::<bool>()),
        option::of("/[a-d]"),
    )
        .prop_map(|(directory, state, writable_by_others, duplicate_of)| PathEntry {
            writable_by_others,
            duplicate_of,
            ..sample::path_entry(&directory, state)
        })
}

pub(super) fn disk() -> impl Strategy<Value = Disk> {
    ("/[a-d]", 0..600_u64, 0..100_u64, option::of((0..1000_u64, 0..100_u64))).prop_map(
        |(mount, total, percent, inodes)| Disk {
            total_inodes: inodes.map(|(total, _)| total),
            available_inodes: inodes.map(|(total, percent)| total * percent / 100),
            ..sample::disk(&mount, total * GIB, total * GIB * percent / 100)
        },
    )
}

fn directory() -> impl Strategy<Value = WorkDirectory> {
    let states = vec![
        DirectoryState::Ok,
        DirectoryState::Missing,
        DirectoryState::NotADirectory,
        DirectoryState::ReadOnly,
        DirectoryState::NotWritable,
    ];
    let purposes = vec![DiskUse::Home, DiskUse::Project, DiskUse::Temp];
    (select(purposes), select(states), any::<bool>()).prop_map(|(purpose, state, no_exec)| WorkDirectory {
        purpose,
        path: format!("/{purpose:?}"),
        state,
        no_exec,
        set_by: None,
    })
}

fn service() -> impl Strategy<Value = Service> {
    let states = vec![
        ServiceState::Running,
        ServiceState::Stopped,
        ServiceState::Unreachable,
        ServiceState::Denied,
        ServiceState::Remote,
        ServiceState::Absent,
        ServiceState::Unknown,
    ];
    (
        select(vec!["docker", "podman", "redis"]),
        select(states),
        option::of(any::<bool>()),
    )
        .prop_map(|(id, state, client_installed)| Service {
            client_installed,
            ..sample::service(id, state)
        })
}

pub(super) fn probe() -> impl Strategy<Value = ProbeReport> {
    let states = vec![
        ProbeState::Ok,
        ProbeState::Partial,
        ProbeState::Failed,
        ProbeState::TimedOut,
        ProbeState::Skipped,
    ];
    ("[a-e]", select(states)).prop_map(|(name, state)| sample::probe(&name, state))
}

pub(super) fn system() -> impl Strategy<Value = System> {
    let families = vec![OsFamily::Linux, OsFamily::Macos, OsFamily::Windows, OsFamily::Other];
    let ends = option::of(select(vec!["1969-12-31", "1970-01-20", "2000-01-01"]));
    (select(families), option::of(0..32_u64), option::of(0..32_u64), ends).prop_map(
        |(family, total, available, end)| {
            let mut system = System {
                memory_bytes: total.map(|total| total * GIB),
                available_memory_bytes: available.map(|available| available * GIB),
                ..sample::system(family)
            };
            system.os.end_of_life = end.map(str::to_owned);
            system
        },
    )
}

/// A requirement on a tool.
fn required() -> impl Strategy<Value = (Option<&'static str>, Strength)> {
    let ranges = option::of(select(vec!["1.0", "2.0", "9.0"]));
    (ranges, select(vec![Strength::Required, Strength::Suggested]))
}

/// Requirements other than tools. Each once: two files on one thing would be one finding.
fn surroundings() -> impl Strategy<Value = Vec<Requirement>> {
    let kinds = vec![
        RequirementKind::Component,
        RequirementKind::Variable,
        RequirementKind::Service,
    ];
    let one = (select(kinds), "[A-Z]{1,3}", option::of(any::<bool>())).prop_map(|(kind, id, present)| Requirement {
        present,
        ..sample::requirement(kind, &id, ".env.example")
    });
    vec(one, 0..6).prop_map(|mut requirements| {
        requirements.sort();
        requirements.dedup_by(|one, other| (one.kind, &one.id) == (other.kind, &other.id));
        requirements
    })
}

/// A project that requires about half of the tools, and more.
fn project_of(tools: &[Tool], asked: &[(Option<&'static str>, Strength)], more: Vec<Requirement>) -> Project {
    let mut requirements = more;
    for (tool, (range, strength)) in tools.iter().zip(asked).filter(|(tool, _)| tool.id.as_str() < "n") {
        if requirements.iter().any(|other| other.id == tool.id) {
            continue;
        }
        requirements.push(Requirement {
            range: range.map(str::to_owned),
            dialect: range.map(|_| Dialect::Prefix),
            strength: *strength,
            ..sample::requirement(RequirementKind::Tool, &tool.id, ".tool-versions")
        });
    }
    sample::project(requirements)
}

pub(super) fn scan() -> impl Strategy<Value = Scan> {
    let parts = (
        vec(tool(), 0..12),
        option::of(vec(path_entry(), 0..8)),
        vec(disk(), 0..4),
        vec(service(), 0..3),
        vec(probe(), 0..5),
        option::of(system()),
        option::of((any::<bool>(), any::<bool>(), vec(directory(), 0..3))),
        vec(required(), 12),
        surroundings(),
    );
    parts.prop_map(
        |(mut tools, entries, disks, services, probes, system, git, asked, more)| {
            let (git, directories) =
                git.map_or((None, Vec::new()), |(identity_configured, is_refused, directories)| {
                    let git = Git {
                        identity_configured,
                        refused_directory: is_refused.then(|| "~/shop".to_owned()),
                        ..Git::default()
                    };
                    (Some(git), directories)
                });
            // One entry an id, as in a true scan: two would be one finding.
            tools.sort_by(|left, right| left.id.cmp(&right.id));
            tools.dedup_by(|left, right| left.id == right.id);
            Scan {
                project: Some(project_of(&tools, &asked, more)),
                tools,
                path: entries.map(|entries| PathReport {
                    entries,
                    shadowed: Vec::new(),
                    ..PathReport::default()
                }),
                disks,
                services,
                probes,
                system,
                git,
                directories,
                ..sample::scan()
            }
        },
    )
}

/// Waivers of problems that the scans may have; the scans are of 1970-01-01.
fn waivers() -> impl Strategy<Value = Vec<Waiver>> {
    let rules = vec![
        "tool-works",
        "disk-space",
        "path-entry-missing",
        "probe-completed",
        "engine-answers",
    ];
    let subjects = prop_oneof!["[a-z]", "(/|~/)[a-d]", "[a-e]", Just("docker".to_owned())];
    let days = vec![date(1969, 12, 31), date(1970, 1, 1), date(2000, 2, 29)];
    let waiver =
        (select(rules), subjects, select(days)).prop_map(|(rule, subject, until)| waiver(rule, &subject, until));
    vec(waiver, 0..6).prop_map(|mut waivers| {
        waivers.sort();
        waivers.dedup_by(|one, other| one.rule == other.rule && one.subject == other.subject);
        waivers
    })
}

pub(super) fn waiver(rule: &str, subject: &str, until: Date) -> Waiver {
    Waiver {
        rule: rule.to_owned(),
        subject: subject.to_owned(),
        reason: "it is known".to_owned(),
        owner: "platform team".to_owned(),
        until,
        source: Source {
            file: "devenv.toml".to_owned(),
            line: Some(1),
        },
    }
}

/// The built-in rules with any weights (odd points, caps that hold early, caps of 0), and with waivers.
pub(super) fn policy() -> impl Strategy<Value = Policy> {
    (weighed(), waivers()).prop_map(|(policy, waivers)| policy.with_waivers(waivers))
}

pub(super) fn weighed() -> impl Strategy<Value = Policy> {
    let weights = vec((0..30_u32, 0..60_u32), 30);
    prop_oneof![
        Just(Policy::builtin().clone()),
        weights.prop_map(|weights| {
            let mut weights = weights.into_iter().cycle();
            Policy::builtin().reweighed(|| weights.next().unwrap())
        }),
    ]
}
