//! Assesses a scan by a policy: the findings, what each costs, the score, the next steps.
//!
//! Everything here is a pure function: a platform that scores the same scan gets the same bytes.

mod compare;
mod components;
mod containers;
mod fix;
mod lifecycle;
mod lookup;
mod path;
mod points;
mod requirements;
mod resources;
mod sessions;
mod setup;
mod shell;
mod steps;
mod surroundings;
mod tools;
mod verdict;
mod waivers;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod ranking;
#[cfg(test)]
pub(crate) mod sample;

pub use lifecycle::old_table;
pub use points::{Arithmetic, CategoryCost, Points, RequiredCost, RuleCost};
pub use shell::{ShellKind, USER_NAME, join};

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::policy::{Policy, Rule};
use crate::scan::{
    Assessment, Basis, CategoryScore, Finding, Outcome, ProbeState, Requirement, SCORING, Scan, ScanSelection, Status,
    Strength,
};

use points::{Ledger, is_unmet};
use shell::Fix;
use verdict::{Remedy, Verdict};

type Check = fn(&Scan, &Rule) -> Vec<Verdict>;

/// How each rule is applied: its id, the probe that it depends on (`""`: none, it is always checked), its function.
///
/// A test compares the ids with those of the policy.
const CHECKS: [(&str, &str, Check); 34] = [
    ("component-installed", "requirements", components::installed),
    ("devenv-name-clash", "path", path::name_clash),
    ("directory-writable", "disks", resources::directory_writable),
    ("disk-inodes", "disks", resources::disk_inodes),
    ("disk-space", "disks", resources::disk_space),
    ("engine-answers", "services", containers::engine_answers),
    ("git-identity", "git", setup::git_identity),
    ("git-safe-directory", "git", setup::git_safe_directory),
    ("hardware-sufficient", "system", surroundings::hardware_sufficient),
    ("manifest-readable", "", requirements::manifest_readable),
    ("memory-available", "system", resources::memory_available),
    ("memory-total", "system", resources::memory_total),
    ("os-end-of-life", "system", lifecycle::os_end_of_life),
    ("path-entry-duplicate", "path", path::duplicate),
    ("path-entry-missing", "path", path::missing),
    ("path-entry-not-a-directory", "path", path::not_a_directory),
    ("path-entry-relative", "path", path::relative),
    ("path-entry-unreadable", "path", path::unreadable),
    ("path-entry-writable", "path", path::writable),
    ("path-sessions-differ", "path", sessions::path_sessions_differ),
    ("port-free", "ports", surroundings::port_free),
    ("port-listening", "ports", surroundings::port_listening),
    ("probe-completed", "", setup::probe_completed),
    ("requirements-agree", "", requirements::agree),
    ("service-running", "services", surroundings::service_running),
    ("temp-usable", "disks", resources::temp_usable),
    ("tool-end-of-life", "tools", lifecycle::tool_end_of_life),
    ("tool-required", "tools", requirements::tool_required),
    ("tool-shadowed", "tools", tools::shadowed),
    ("tool-suggested", "tools", requirements::tool_suggested),
    ("tool-unsupported", "tools", lifecycle::tool_unsupported),
    ("tool-version", "tools", requirements::tool_version),
    ("tool-works", "tools", tools::works),
    ("variable-set", "requirements", surroundings::variable_set),
];

/// Assesses a scan. The scan's own assessment, if it has one, is ignored.
///
/// A part of the scan that failed gives no findings; `probe-completed` reports it. A part that the selection left out gives findings
/// that are skipped. A rule that holds everywhere gives one finding that passes, with the subject `all`.
///
/// A scan of a CI job is assessed by [`Policy::in_ci`]; for what findings cost (`gain_together`, `explain_arithmetic`), pass
/// [`Policy::for_scan`].
pub fn assess(scan: &Scan, policy: &Policy) -> Assessment {
    let policy = policy.for_scan(scan);
    let policy = policy.as_ref();
    let shell = ShellKind::of(scan);
    let mut findings = Vec::new();
    for (id, probe, check) in CHECKS {
        let Some(rule) = policy.rule(id) else { continue };
        let verdicts = if is_left_out(scan, probe) {
            vec![Verdict::new(
                "all",
                Outcome::Skipped,
                format!("Not checked: {}", rule.title.pass),
            )]
        } else {
            check(scan, rule)
        };
        let mut by_subject: BTreeMap<String, Finding> = BTreeMap::new();
        for verdict in verdicts {
            let finding = weigh(verdict, rule, shell);
            match by_subject.get_mut(&finding.subject) {
                Some(earlier) if worst_first(earlier, &finding).is_le() => {}
                Some(earlier) => *earlier = finding,
                None => {
                    by_subject.insert(finding.subject.clone(), finding);
                }
            }
        }
        findings.extend(by_subject.into_values());
    }
    waivers::apply(&mut findings, scan, policy);
    if let Some(rule) = policy.rule(waivers::EXPIRED) {
        findings.extend(waivers::expired(scan, policy, rule));
    }
    findings.sort_by(worst_first);

    let mut ledger = Ledger::of(&findings, policy);
    let score = ledger.score();
    let gains: Vec<u32> = findings
        .iter()
        .map(|finding| ledger.gain_without([finding], score))
        .collect();
    let categories = policy
        .categories()
        .map(|(id, _)| CategoryScore {
            id: id.to_owned(),
            score: ledger.category_score(id),
        })
        .collect();
    for (finding, gain) in findings.iter_mut().zip(gains) {
        finding.gain = gain;
    }
    let basis = basis(scan);
    let lacks_project = policy.require_project && basis == Basis::Machine;
    let ready = score >= policy.fail_under && !lacks_project && !findings.iter().any(is_unmet);
    Assessment {
        policy: policy.name.clone(),
        scoring: SCORING,
        basis,
        partial: scan.selection.as_ref().is_some_and(ScanSelection::is_partial),
        score,
        status: if ready { Status::Pass } else { Status::Fail },
        fail_under: policy.fail_under,
        categories,
        steps: steps::steps(&findings, policy),
        findings,
    }
}

/// What the score is of: the machine alone, if the project requires nothing.
fn basis(scan: &Scan) -> Basis {
    let is_of_project = scan.project.as_ref().is_some_and(|project| {
        let requires = |one: &Requirement| one.applies && one.strength == Strength::Required;
        project.requirements.iter().any(requires) || !project.broken_manifests.is_empty()
    });
    if is_of_project { Basis::Project } else { Basis::Machine }
}

/// Whether the user's selection (`--only`, `--skip`) leaves out what a rule depends on.
fn is_left_out(scan: &Scan, probe: &str) -> bool {
    let Some(selection) = scan.selection.as_ref().filter(|selection| selection.is_partial()) else {
        return false;
    };
    // Requirements are always read, since tools are judged by them; what else they say counts only if they were selected.
    if probe == "requirements" {
        let names = |words: &[String]| words.iter().any(|word| word == probe);
        return names(&selection.skip) || (!selection.only.is_empty() && !names(&selection.only));
    }
    scan.probes
        .iter()
        .any(|report| report.name == probe && report.state == ProbeState::Skipped)
}

/// What the score gains when all findings that `fixed` picks are fixed together, and nothing else changes.
///
/// It may be more than the sum of their gains, since a cap hides single ones.
pub fn gain_together(assessment: &Assessment, policy: &Policy, fixed: impl Fn(&Finding) -> bool) -> u32 {
    let mut ledger = Ledger::of(&assessment.findings, policy);
    let score = ledger.score();
    ledger.gain_without(assessment.findings.iter().filter(|finding| fixed(finding)), score)
}

/// How the score comes about: unmet required findings, then category by category and rule by rule.
pub fn explain_arithmetic(assessment: &Assessment, policy: &Policy) -> Arithmetic {
    Ledger::of(&assessment.findings, policy).arithmetic()
}

fn weigh(verdict: Verdict, rule: &Rule, shell: ShellKind) -> Finding {
    let Remedy { fix, advice } = verdict.remedy;
    Finding {
        points: points::cost(verdict.outcome, rule).rounded_up(),
        rule: rule.id.clone(),
        subject: verdict.subject,
        outcome: verdict.outcome,
        severity: rule.severity,
        gain: 0,
        message: verdict.message,
        evidence: verdict.evidence,
        fix: fix.as_ref().map(|fix| fix.text(shell)),
        fix_argv: match fix {
            Some(Fix::Run(words)) => Some(words),
            Some(Fix::Template(_)) | None => None,
        },
        advice,
        source: verdict.source,
        also: verdict.also,
    }
}

/// Worst first. Findings that differ in anything are never equal, so the order in which they were found never shows.
fn worst_first(left: &Finding, right: &Finding) -> Ordering {
    let weight = |finding: &Finding| (finding.outcome, finding.severity, Reverse(finding.points));
    let text = |finding: &Finding| [finding.evidence.clone(), finding.fix.clone(), finding.advice.clone()];
    weight(left)
        .cmp(&weight(right))
        .then_with(|| (&left.rule, &left.subject, &left.message).cmp(&(&right.rule, &right.subject, &right.message)))
        .then_with(|| text(left).cmp(&text(right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_policy_is_applied() {
        let mut checked: Vec<&str> = CHECKS.iter().map(|(id, ..)| *id).chain([waivers::EXPIRED]).collect();
        checked.sort_unstable();
        let asked: Vec<&str> = Policy::builtin().rules().map(|rule| rule.id.as_str()).collect();
        assert_eq!(checked, asked);
    }

    #[test]
    fn a_scan_of_nothing_costs_nothing() {
        let assessment = assess(&sample::scan(), Policy::builtin());
        assert_eq!((assessment.score, assessment.status), (100, Status::Pass));
        assert_eq!(assessment.findings, []);
    }

    #[test]
    fn a_required_rule_that_fails_fails_the_machine_at_any_score() {
        let mut scan = sample::scan();
        scan.disks.push(sample::disk("/", 100 << 30, 1 << 20));
        let assessment = assess(&scan, &Policy::builtin().with_fail_under(0));
        assert_eq!((assessment.score, assessment.status), (49, Status::Fail));
    }

    #[test]
    fn a_score_below_the_mark_fails() {
        let mut scan = sample::scan();
        scan.tools
            .push(sample::failed_tool("node", crate::scan::FailReason::Exit));
        let at_96 = assess(&scan, &Policy::builtin().with_fail_under(96));
        let at_97 = assess(&scan, &Policy::builtin().with_fail_under(97));
        assert_eq!((at_96.score, at_96.status), (96, Status::Pass));
        assert_eq!((at_97.score, at_97.status), (96, Status::Fail));
    }

    #[test]
    fn findings_behind_a_cap_gain_nothing_alone_and_all_together() {
        let mut scan = sample::scan();
        for id in ["a", "b", "c", "d", "e", "f"] {
            scan.tools.push(sample::failed_tool(id, crate::scan::FailReason::Exit));
        }
        let assessment = assess(&scan, Policy::builtin());
        assert_eq!(assessment.score, 80);
        let gains: Vec<(u32, u32)> = assessment
            .findings
            .iter()
            .map(|finding| (finding.points, finding.gain))
            .collect();
        assert_eq!(gains, [(4, 0); 6]);
        assert_eq!(
            gain_together(&assessment, Policy::builtin(), |finding| finding.rule == "tool-works"),
            20
        );
        assert_eq!(
            gain_together(&assessment, Policy::builtin(), |finding| finding.subject.as_str()
                <= "b"),
            4
        );
    }

    #[test]
    fn the_arithmetic_names_sums_and_caps() {
        let mut scan = sample::scan();
        for id in ["a", "b", "c", "d", "e", "f"] {
            scan.tools.push(sample::failed_tool(id, crate::scan::FailReason::Exit));
        }
        scan.probes.push(sample::probe("ports", ProbeState::TimedOut));
        let assessment = assess(&scan, Policy::builtin());
        let arithmetic = explain_arithmetic(&assessment, Policy::builtin());
        let works = RuleCost {
            id: "tool-works".to_owned(),
            findings: 6,
            sum: Points::whole(24),
            cost: Points::whole(20),
            cap: Some(Points::whole(20)),
        };
        let toolchain = CategoryCost {
            id: "toolchain".to_owned(),
            sum: Points::whole(20),
            cost: Points::whole(20),
            rules: vec![works],
            cap: Points::whole(30),
        };
        let required = RequiredCost {
            findings: 1,
            sum: Points::whole(6),
            cost: Points::whole(0),
        };
        assert_eq!(
            arithmetic,
            Arithmetic {
                start: 49,
                required,
                categories: vec![toolchain],
                recommended: Points::whole(20),
                total: Points::whole(20),
                score: 29
            }
        );
    }
}
