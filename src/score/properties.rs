//! Properties of the score, held over generated scans.

mod strategies;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::{assess, explain_arithmetic, gain_together, sample};
use crate::policy::Waiver;
use crate::scan::{
    DirectoryState, FailReason, Finding, Outcome, PathEntryState, PathReport, Requirement, RequirementKind, Scan,
    ServiceState, Severity, System, ToolState,
};
use strategies::{GIB, disk, path_entry, policy, probe, scan, system, waiver, weighed};

proptest! {
    #[test]
    fn a_score_is_from_0_to_100_and_is_what_the_arithmetic_says(policy in policy(), scan in scan()) {
        let assessment = assess(&scan, &policy);
        prop_assert!(assessment.score <= 100);
        prop_assert_eq!(explain_arithmetic(&assessment, &policy).score, assessment.score);
        prop_assert!(assessment.categories.iter().all(|category| category.score >= assessment.score));
    }

    #[test]
    fn every_open_finding_has_a_way_out(policy in policy(), scan in scan()) {
        let is_open = |outcome| matches!(outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown);
        for finding in assess(&scan, &policy).findings.into_iter().filter(|finding| is_open(finding.outcome)) {
            prop_assert!(finding.fix.is_some() || finding.advice.is_some(), "{finding:?}");
        }
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
                    ..PathReport::default()
                }),
                ..scan.clone()
            },
        ];
        for worse in worse {
            prop_assert!(assess(&worse, &policy).score <= before);
        }
    }

    #[test]
    fn fixing_never_lowers_the_score_and_gains_what_was_said(policy in policy(), scan in scan(), which in any::<Index>()) {
        let assessment = assess(&scan, &policy);
        let costly: Vec<_> = assessment.findings.iter().filter(|finding| finding.points > 0).collect();
        prop_assume!(!costly.is_empty());
        let finding = which.get(&costly);

        let mut fixed = scan.clone();
        match finding.rule.as_str() {
            "tool-works" => fixed.tools.retain(|tool| tool.id != finding.subject),
            "tool-shadowed" => fixed.tools.iter_mut().filter(|tool| tool.id == finding.subject).for_each(|tool| tool.others.clear()),
            "disk-space" => {
                let disks = fixed.disks.iter_mut().filter(|disk| disk.mount == finding.subject);
                disks.for_each(|disk| disk.available_bytes = disk.total_bytes);
            }
            "disk-inodes" => {
                let disks = fixed.disks.iter_mut().filter(|disk| disk.mount == finding.subject);
                disks.for_each(|disk| disk.available_inodes = disk.total_inodes);
            }
            "git-identity" => fixed.git.iter_mut().for_each(|git| git.identity_configured = true),
            "git-safe-directory" => fixed.git.iter_mut().for_each(|git| {
                git.refused_directory = None;
                git.missing_repository = None;
            }),
            "temp-usable" | "directory-writable" => {
                let directories = fixed.directories.iter_mut().filter(|directory| directory.path == finding.subject);
                directories.for_each(|directory| (directory.state, directory.no_exec) = (DirectoryState::Ok, false));
            }
            "engine-answers" => {
                let services = fixed.services.iter_mut().filter(|service| service.id == finding.subject);
                services.for_each(|service| service.state = ServiceState::Running);
            }
            "tool-required" | "tool-version" | "tool-suggested" | "component-installed" | "variable-set" | "service-running" => {
                let is_found = |id: &str| scan.tools.iter().any(|tool| tool.id == id && tool.state == ToolState::Found);
                let is_tool = finding.rule.starts_with("tool-");
                // A variable and a component may have one name, and are two findings.
                let is_meant = |one: &&mut Requirement| one.id == finding.subject && match one.kind {
                    RequirementKind::Tool => is_tool,
                    RequirementKind::Component => finding.rule == "component-installed",
                    RequirementKind::Variable => finding.rule == "variable-set",
                    _ => finding.rule == "service-running",
                };
                let requirements = fixed.project.iter_mut().flat_map(|project| &mut project.requirements);
                if is_tool && is_found(&finding.subject) {
                    // It stays required.
                    requirements.filter(is_meant).for_each(|one| (one.range, one.dialect) = (None, None));
                } else {
                    // An installed tool takes its place: `engine-answers` treats a project without requirements differently.
                    requirements.filter(is_meant).for_each(|one| {
                        (one.kind, one.id) = (RequirementKind::Tool, "installed-already".to_owned());
                        (one.range, one.dialect) = (None, None);
                    });
                    fixed.tools.push(sample::found_tool("installed-already", "1.0"));
                    // Else `tool-works` would report it.
                    fixed.tools.retain(|tool| !is_tool || tool.id != finding.subject || tool.state != ToolState::Failed);
                }
            }
            "probe-completed" => fixed.probes.retain(|probe| probe.name != finding.subject),
            "path-entry-writable" => {
                let entries = fixed.path.iter_mut().flat_map(|path| &mut path.entries);
                entries.filter(|entry| entry.directory == finding.subject).for_each(|entry| entry.writable_by_others = Some(false));
            }
            "path-entry-duplicate" => {
                let entries = fixed.path.iter_mut().map(|path| &mut path.entries);
                entries.for_each(|entries| {
                    entries.retain(|entry| entry.duplicate_of.is_none() || entry.directory != finding.subject);
                });
            }
            rule if rule.starts_with("path-entry-") => {
                // Only the state: an entry may be writable as well, and that is another finding.
                let entries = fixed.path.iter_mut().flat_map(|path| &mut path.entries);
                entries
                    .filter(|entry| entry.directory == finding.subject || (finding.subject == "(empty)" && entry.directory.is_empty()))
                    .filter(|entry| entry.duplicate_of.is_none())
                    .filter(|entry| rule_of(entry.state) == rule)
                    .for_each(|entry| entry.state = PathEntryState::Ok);
            }
            "tool-end-of-life" | "tool-unsupported" => {
                fixed.tools.iter_mut().filter(|tool| tool.id == finding.subject).for_each(|tool| tool.end_of_life = None);
            }
            "os-end-of-life" => fixed.system.as_mut().unwrap().os.end_of_life = None,
            "memory-available" => {
                let system = fixed.system.as_mut().unwrap();
                prop_assume!(system.memory_bytes.is_some());
                system.available_memory_bytes = system.memory_bytes;
                prop_assume!(system.memory_bytes.is_some_and(|bytes| bytes >= GIB));
            }
            // The policy is fixed, not the machine.
            "waiver-expired" => {
                let rest = policy.waivers().iter().filter(|waiver| format!("{} {}", waiver.rule, waiver.subject) != finding.subject);
                let after = assess(&scan, &policy.with_waivers(rest.cloned().collect()));
                prop_assert_eq!(after.score, assessment.score + finding.gain, "fixing {:?}", finding);
                return Ok(());
            }
            // More memory is also more that is free: two findings are fixed at once.
            "memory-total" => return Ok(()),
            other => prop_assert!(false, "no way to fix {}", other),
        }
        let after = assess(&fixed, &policy);
        prop_assert_eq!(after.score, assessment.score + finding.gain, "fixing {:?}", finding);
    }

    #[test]
    fn a_waiver_in_force_is_worth_what_fixing_would_be(policy in weighed(), scan in scan(), picks in vec(any::<bool>(), 30)) {
        let before = assess(&scan, &policy);
        let open = |finding: &&Finding| matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown);
        let picked: Vec<&Finding> = before.findings.iter().filter(open).zip(picks).filter(|(_, pick)| *pick).map(|(finding, _)| finding).collect();
        let waivers: Vec<Waiver> = picked.iter().map(|finding| waiver(&finding.rule, &finding.subject, date(1970, 1, 1))).collect();
        let waived = policy.with_waivers(waivers.clone());
        let after = assess(&scan, &waived);
        let worth = gain_together(&before, &policy, |finding| picked.contains(&finding));
        prop_assert_eq!(after.score, before.score + worth);
        let skipped = after.findings.iter().filter(|finding| finding.outcome == Outcome::Skipped).count();
        let skipped_before = before.findings.iter().filter(|finding| finding.outcome == Outcome::Skipped).count();
        prop_assert_eq!(skipped, skipped_before + picked.len());
        // The order in which they are written says nothing, and neither do any on a day that has passed.
        let reversed = policy.with_waivers(waivers.into_iter().rev().collect());
        prop_assert_eq!(&assess(&scan, &reversed), &after);
        let mut later = scan.clone();
        later.taken_at = "1970-01-02T00:00:00Z".parse().unwrap();
        let costs = |finding: &&Finding| finding.rule != "waiver-expired";
        let counted: Vec<(String, String, u32)> = assess(&later, &waived).findings.iter().filter(costs).map(|finding| (finding.rule.clone(), finding.subject.clone(), finding.points)).collect();
        let plain: Vec<(String, String, u32)> = before.findings.iter().filter(costs).map(|finding| (finding.rule.clone(), finding.subject.clone(), finding.points)).collect();
        prop_assert_eq!(counted, plain);
    }

    /// A scan of a CI job gets the same score by the policy as it is and by the policy as it holds there.
    #[test]
    fn what_holds_in_ci_holds_once(policy in policy(), scan in scan(), system in system()) {
        let scan = Scan { system: Some(System { ci: Some("gitlab-ci".to_owned()), ..system }), ..scan };
        let in_ci = policy.in_ci();
        let assessment = assess(&scan, &policy);
        prop_assert_eq!(&assessment, &assess(&scan, &in_ci));
        prop_assert_eq!(explain_arithmetic(&assessment, &in_ci).score, assessment.score);
        prop_assert!(assessment.findings.iter().all(|finding| in_ci.rule(&finding.rule).is_some()));
    }

    #[test]
    fn fixing_more_gains_no_less(policy in policy(), scan in scan(), picks in vec(any::<bool>(), 30)) {
        let assessment = assess(&scan, &policy);
        let picked = |finding: &Finding| {
            let index = assessment.findings.iter().position(|other| other == finding).unwrap();
            picks.get(index).copied().unwrap_or(false)
        };
        let some = gain_together(&assessment, &policy, picked);
        let most = assessment.findings.iter().filter(|finding| picked(finding)).map(|finding| finding.gain).max();
        prop_assert!(some >= most.unwrap_or(0));
        prop_assert_eq!(gain_together(&assessment, &policy, |_| true), 100 - assessment.score);
        prop_assert_eq!(gain_together(&assessment, &policy, |finding| finding.outcome == Outcome::Pass), 0);
    }

    /// The score after a step is the score of the findings that it and the steps before it leave.
    #[test]
    fn each_step_says_the_score_after_it(policy in policy(), scan in scan()) {
        let assessment = assess(&scan, &policy);
        let mut fixed: Vec<(String, String)> = Vec::new();
        let mut before = assessment.score;
        let mut was_required = true;
        for step in &assessment.steps {
            fixed.extend(step.fixes.iter().map(|id| (id.rule.clone(), id.subject.clone())));
            let is_fixed = |finding: &Finding| fixed.contains(&(finding.rule.clone(), finding.subject.clone()));
            prop_assert_eq!(step.score, assessment.score + gain_together(&assessment, &policy, is_fixed));
            prop_assert!(step.score >= before && (was_required || !step.required));
            (before, was_required) = (step.score, step.required);
        }
        prop_assert_eq!(before, 100);
        prop_assert_eq!(assessment.steps.last().map_or(0, |step| step.problems_left), 0);
        let mut once = fixed.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), fixed.len());
    }

    #[test]
    fn a_required_problem_keeps_the_score_in_the_lower_half(policy in policy(), scan in scan()) {
        let assessment = assess(&scan, &policy);
        let is_unmet = |finding: &Finding| finding.severity == Severity::Required && matches!(finding.outcome, Outcome::Fail | Outcome::Unknown);
        prop_assert_eq!(assessment.findings.iter().any(is_unmet), assessment.score < 50);
    }

    /// A tool that did not answer may work: it never scores below one that surely fails, nor above one that works.
    #[test]
    fn an_unknown_is_between_a_pass_and_a_fail(policy in weighed(), scan in scan()) {
        let with = |reason: Option<FailReason>| {
            let tool = match reason {
                Some(reason) => sample::failed_tool("zzz", reason),
                None => sample::found_tool("zzz", "1.0"),
            };
            let mut scan = scan.clone();
            scan.tools.push(tool);
            if let Some(project) = &mut scan.project {
                project.requirements.push(sample::requirement(RequirementKind::Tool, "zzz", ".tool-versions"));
            }
            assess(&scan, &policy).score
        };
        let (fail, unknown, pass) = (with(Some(FailReason::Exit)), with(Some(FailReason::Timeout)), with(None));
        prop_assert!(fail <= unknown && unknown <= pass, "{} {} {}", fail, unknown, pass);
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
