//! Properties of the score, held over generated scans.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::{assess, explain_arithmetic, gain_together, sample};
use crate::policy::Policy;
use crate::scan::{
    Disk, FailReason, Failure, Git, OsFamily, OtherCopy, Outcome, PathEntry, PathEntryState, PathReport, ProbeReport,
    ProbeState, Requirement, RequirementKind, Scan, Service, ServiceState, Strength, System, Tool, ToolState,
};
use crate::version::Dialect;

const GIB: u64 = 1 << 30;

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
    )
        .prop_map(|(id, state, reason, version, manager, others)| {
            let base = sample::found_tool(&id, version.unwrap_or("1.0"));
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
                        reason,
                        detail: "wants 1.2.3".to_owned(),
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

fn path_entry() -> impl Strategy<Value = PathEntry> {
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

fn disk() -> impl Strategy<Value = Disk> {
    ("/[a-d]", 0..600_u64, 0..100_u64, option::of((0..1000_u64, 0..100_u64))).prop_map(
        |(mount, total, percent, inodes)| Disk {
            total_inodes: inodes.map(|(total, _)| total),
            available_inodes: inodes.map(|(total, percent)| total * percent / 100),
            ..sample::disk(&mount, total * GIB, total * GIB * percent / 100)
        },
    )
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

fn probe() -> impl Strategy<Value = ProbeReport> {
    let states = vec![
        ProbeState::Ok,
        ProbeState::Partial,
        ProbeState::Failed,
        ProbeState::TimedOut,
        ProbeState::Skipped,
    ];
    ("[a-e]", select(states)).prop_map(|(name, state)| sample::probe(&name, state))
}

fn system() -> impl Strategy<Value = System> {
    let families = vec![OsFamily::Linux, OsFamily::Macos, OsFamily::Windows, OsFamily::Other];
    (select(families), option::of(0..32_u64), option::of(0..32_u64)).prop_map(|(family, total, available)| System {
        memory_bytes: total.map(|total| total * GIB),
        available_memory_bytes: available.map(|available| available * GIB),
        ..sample::system(family)
    })
}

/// Each thing is asked for once: two files on one tool are two findings that go together.
fn requirements() -> impl Strategy<Value = Vec<Requirement>> {
    let tool = (
        "[a-z]{1,3}",
        option::of(select(vec!["1.0", "2.0", "9.0"])),
        any::<bool>(),
    )
        .prop_map(|(id, range, suggested)| Requirement {
            range: range.map(str::to_owned),
            dialect: range.map(|_| Dialect::Prefix),
            strength: if suggested {
                Strength::Suggested
            } else {
                Strength::Required
            },
            ..sample::requirement(RequirementKind::Tool, &id, ".tool-versions")
        });
    let other = (
        select(vec![
            RequirementKind::Component,
            RequirementKind::Variable,
            RequirementKind::Service,
        ]),
        "[A-Z]{1,3}",
        option::of(any::<bool>()),
    )
        .prop_map(|(kind, id, present)| Requirement {
            present,
            ..sample::requirement(kind, &id, ".env.example")
        });
    vec(prop_oneof![tool, other], 0..8).prop_map(|mut requirements| {
        requirements.sort();
        requirements.dedup_by(|one, other| (one.kind, &one.id) == (other.kind, &other.id));
        requirements
    })
}

fn scan() -> impl Strategy<Value = Scan> {
    let parts = (
        vec(tool(), 0..12),
        option::of(vec(path_entry(), 0..8)),
        vec(disk(), 0..4),
        vec(service(), 0..3),
        vec(probe(), 0..5),
        option::of(system()),
        option::of(any::<bool>()),
        option::of(requirements()),
    );
    parts.prop_map(
        |(tools, entries, disks, services, probes, system, identity, asked)| Scan {
            tools,
            project: asked.map(sample::project),
            path: entries.map(|entries| PathReport {
                entries,
                shadowed: Vec::new(),
            }),
            disks,
            services,
            probes,
            system,
            git: identity.map(|identity_configured| Git {
                identity_configured,
                ..Git::default()
            }),
            ..sample::scan()
        },
    )
}

/// The built-in rules with any weights: odd points, caps that hold early, caps of 0.
fn policy() -> impl Strategy<Value = Policy> {
    let weights = vec((0..30_u32, 0..60_u32), 30);
    prop_oneof![
        Just(Policy::builtin().clone()),
        weights.prop_map(|weights| {
            let mut weights = weights.into_iter().cycle();
            Policy::builtin().reweighed(|| weights.next().unwrap())
        }),
    ]
}

proptest! {
    #[test]
    fn a_score_is_from_0_to_100_and_is_what_the_arithmetic_says(policy in policy(), scan in scan()) {
        let assessment = assess(&scan, &policy);
        prop_assert!(assessment.score <= 100);
        prop_assert_eq!(explain_arithmetic(&assessment, &policy).score, assessment.score);
        prop_assert!(assessment.categories.iter().all(|category| category.score >= assessment.score));
    }

    #[test]
    fn a_new_failing_finding_never_raises_the_score(policy in policy(), scan in scan(), entry in path_entry(), disk in disk(), probe in probe()) {
        let before = assess(&scan, &policy).score;
        let worse = [
            Scan { tools: [scan.tools.clone(), vec![sample::failed_tool("new-tool", FailReason::Exit)]].concat(), ..scan.clone() },
            Scan { disks: [scan.disks.clone(), vec![disk]].concat(), ..scan.clone() },
            Scan { probes: [scan.probes.clone(), vec![probe]].concat(), ..scan.clone() },
            Scan {
                path: Some(PathReport {
                    entries: [scan.path.clone().unwrap_or_default().entries, vec![entry]].concat(),
                    shadowed: Vec::new(),
                }),
                ..scan.clone()
            },
        ];
        for worse in worse {
            prop_assert!(assess(&worse, &policy).score <= before);
        }
    }

    #[test]
    fn mending_never_lowers_the_score_and_gains_what_was_said(policy in policy(), scan in scan(), which in any::<Index>()) {
        let mut scan = scan;
        // One entry an id, as in a true scan: two would be one finding, and mending one would not mend it.
        scan.tools.sort_by(|left, right| left.id.cmp(&right.id));
        scan.tools.dedup_by(|left, right| left.id == right.id);
        let assessment = assess(&scan, &policy);
        let costly: Vec<_> = assessment.findings.iter().filter(|finding| finding.points > 0).collect();
        prop_assume!(!costly.is_empty());
        let finding = which.get(&costly);

        let mut mended = scan.clone();
        match finding.rule.as_str() {
            "tool-works" => mended.tools.retain(|tool| tool.id != finding.subject),
            "tool-shadowed" => mended.tools.iter_mut().filter(|tool| tool.id == finding.subject).for_each(|tool| tool.others.clear()),
            "disk-space" => {
                let disks = mended.disks.iter_mut().filter(|disk| disk.mount == finding.subject);
                disks.for_each(|disk| disk.available_bytes = disk.total_bytes);
            }
            "disk-inodes" => {
                let disks = mended.disks.iter_mut().filter(|disk| disk.mount == finding.subject);
                disks.for_each(|disk| disk.available_inodes = disk.total_inodes);
            }
            "git-identity" => mended.git = Some(Git { identity_configured: true, ..Git::default() }),
            "engine-answers" => {
                let services = mended.services.iter_mut().filter(|service| service.id == finding.subject);
                services.for_each(|service| service.state = ServiceState::Running);
            }
            "tool-required" | "tool-version" | "tool-suggested" | "component-installed" | "variable-set" | "service-running" => {
                let project = mended.project.iter_mut();
                project.for_each(|project| project.requirements.retain(|one| one.id != finding.subject));
            }
            "probe-completed" => mended.probes.retain(|probe| probe.name != finding.subject),
            "path-entry-writable" => {
                let entries = mended.path.iter_mut().flat_map(|path| &mut path.entries);
                entries.filter(|entry| entry.directory == finding.subject).for_each(|entry| entry.writable_by_others = Some(false));
            }
            "path-entry-duplicate" => {
                let entries = mended.path.iter_mut().map(|path| &mut path.entries);
                entries.for_each(|entries| {
                    entries.retain(|entry| entry.duplicate_of.is_none() || entry.directory != finding.subject);
                });
            }
            rule if rule.starts_with("path-entry-") => {
                // Only the state: an entry may be writable as well, and that is another finding.
                let entries = mended.path.iter_mut().flat_map(|path| &mut path.entries);
                entries
                    .filter(|entry| entry.directory == finding.subject || (finding.subject == "(empty)" && entry.directory.is_empty()))
                    .filter(|entry| entry.duplicate_of.is_none())
                    .filter(|entry| rule_of(entry.state) == rule)
                    .for_each(|entry| entry.state = PathEntryState::Ok);
            }
            "memory-available" => {
                let system = mended.system.as_mut().unwrap();
                prop_assume!(system.memory_bytes.is_some());
                system.available_memory_bytes = system.memory_bytes;
                prop_assume!(system.memory_bytes.is_some_and(|bytes| bytes >= GIB));
            }
            // More memory is also more that is free: two findings are mended at once.
            "memory-total" => return Ok(()),
            other => prop_assert!(false, "no way to mend {}", other),
        }
        let after = assess(&mended, &policy);
        prop_assert_eq!(after.score, assessment.score + finding.gain, "mending {:?}", finding);
    }

    #[test]
    fn mending_more_gains_no_less(policy in policy(), scan in scan(), picks in vec(any::<bool>(), 30)) {
        let assessment = assess(&scan, &policy);
        let picked = |finding: &crate::scan::Finding| {
            let index = assessment.findings.iter().position(|other| other == finding).unwrap();
            picks.get(index).copied().unwrap_or(false)
        };
        let some = gain_together(&assessment, &policy, picked);
        let most = assessment.findings.iter().filter(|finding| picked(finding)).map(|finding| finding.gain).max();
        prop_assert!(some >= most.unwrap_or(0));
        prop_assert_eq!(gain_together(&assessment, &policy, |_| true), 100 - assessment.score);
        prop_assert_eq!(gain_together(&assessment, &policy, |finding| finding.outcome == Outcome::Pass), 0);
    }

    #[test]
    fn order_never_matters_and_the_same_gives_the_same_bytes(policy in policy(), scan in scan(), seed in subsequence((0..12_usize).collect::<Vec<_>>(), 0..12)) {
        let mut shuffled = scan.clone();
        shuffled.tools.reverse();
        shuffled.disks.reverse();
        shuffled.services.reverse();
        shuffled.probes.reverse();
        shuffled.project.iter_mut().for_each(|project| project.requirements.reverse());
        if let Some(path) = &mut shuffled.path {
            path.entries.reverse();
        }
        for index in seed {
            if index < shuffled.tools.len() {
                let tool = shuffled.tools.remove(index);
                shuffled.tools.insert(0, tool);
            }
        }
        let bytes = |scan: &Scan| serde_json::to_string(&assess(scan, &policy)).unwrap();
        prop_assert_eq!(bytes(&scan), bytes(&shuffled));
        prop_assert_eq!(bytes(&scan), bytes(&scan));
    }
}

fn rule_of(state: PathEntryState) -> &'static str {
    match state {
        PathEntryState::Missing => "path-entry-missing",
        PathEntryState::NotADirectory => "path-entry-not-a-directory",
        PathEntryState::Unreadable | PathEntryState::TimedOut => "path-entry-unreadable",
        PathEntryState::Relative | PathEntryState::Empty => "path-entry-relative",
        PathEntryState::Ok => "",
    }
}
