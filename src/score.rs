//! What a policy makes of a scan: the findings, what each costs, the score.
//!
//! Everything here is a function of its arguments: a platform that scores the same scan gets the same bytes.

mod containers;
pub mod fix;
mod lifecycle;
mod path;
mod points;
mod quote;
mod requirements;
mod resources;
mod setup;
mod surroundings;
mod tools;
mod waivers;
mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod sample;

pub use lifecycle::old_table;
pub use points::{Arithmetic, CategoryCost, Points, RuleCost};
pub use quote::{Dialect, quote};
pub use words::words;

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::policy::{Policy, Rule};
use crate::scan::{Assessment, CategoryScore, Finding, Outcome, Scan, Severity, Source, Status};

use points::Ledger;

/// What a rule makes of one subject, before the policy weighs it.
#[derive(Debug)]
struct Verdict {
    subject: String,
    outcome: Outcome,
    message: String,
    evidence: Option<String>,
    fix: Option<String>,
    advice: Option<String>,
    /// Where the project asks for it.
    source: Option<Source>,
    /// Further places that bear on it.
    also: Vec<Source>,
}

impl Verdict {
    fn new(subject: &str, outcome: Outcome, message: impl Into<String>) -> Self {
        let (subject, message) = (subject.to_owned(), message.into());
        Self {
            subject,
            outcome,
            message,
            evidence: None,
            fix: None,
            advice: None,
            source: None,
            also: Vec::new(),
        }
    }

    /// The one verdict of a rule that found nothing to say: 187 passes would bury what matters.
    fn all_pass(message: impl Into<String>, evidence: impl Into<String>) -> Self {
        Self {
            evidence: Some(evidence.into()),
            ..Self::new("all", Outcome::Pass, message)
        }
    }

    fn evidence(self, evidence: impl Into<String>) -> Self {
        Self {
            evidence: Some(evidence.into()),
            ..self
        }
    }

    fn fix(self, fix: Option<String>) -> Self {
        Self { fix, ..self }
    }

    fn advice(self, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..self
        }
    }

    fn at(self, source: &Source) -> Self {
        Self {
            source: Some(source.clone()),
            ..self
        }
    }

    fn also(mut self, source: &Source) -> Self {
        self.also.push(source.clone());
        self
    }
}

type Check = fn(&Scan, &Rule) -> Vec<Verdict>;

/// How each rule is applied. A rule of a policy that is not here cannot be; a test compares the two.
const CHECKS: [(&str, Check); 30] = [
    ("component-installed", requirements::component_installed),
    ("devenv-name-clash", path::name_clash),
    ("disk-inodes", resources::disk_inodes),
    ("disk-space", resources::disk_space),
    ("engine-answers", containers::engine_answers),
    ("git-identity", setup::git_identity),
    ("hardware-sufficient", surroundings::hardware_sufficient),
    ("manifest-readable", requirements::manifest_readable),
    ("memory-available", resources::memory_available),
    ("memory-total", resources::memory_total),
    ("os-end-of-life", lifecycle::os_end_of_life),
    ("path-entry-duplicate", path::duplicate),
    ("path-entry-missing", path::missing),
    ("path-entry-not-a-directory", path::not_a_directory),
    ("path-entry-relative", path::relative),
    ("path-entry-unreadable", path::unreadable),
    ("path-entry-writable", path::writable),
    ("port-free", surroundings::port_free),
    ("port-listening", surroundings::port_listening),
    ("probe-completed", setup::probe_completed),
    ("requirements-agree", requirements::agree),
    ("service-running", surroundings::service_running),
    ("tool-end-of-life", lifecycle::tool_end_of_life),
    ("tool-required", requirements::tool_required),
    ("tool-shadowed", tools::shadowed),
    ("tool-suggested", requirements::tool_suggested),
    ("tool-unsupported", lifecycle::tool_unsupported),
    ("tool-version", requirements::tool_version),
    ("tool-works", tools::works),
    ("variable-set", surroundings::variable_set),
];

/// Judges a scan. The scan's own assessment, if it has one, is not looked at.
///
/// A part of the scan that is not there gives no findings: that it was left out is the user's wish, that it failed is
/// `probe-completed`'s to say. A rule that holds everywhere gives one finding that passes, with the subject `all`.
///
/// A scan that was taken in a CI job is judged by [`Policy::in_ci`]; who asks for what findings cost (`gain_together`,
/// `explain_arithmetic`) hands over [`Policy::for_scan`].
pub fn assess(scan: &Scan, policy: &Policy) -> Assessment {
    let policy = policy.for_scan(scan);
    let policy = policy.as_ref();
    let mut findings = Vec::new();
    for (id, check) in CHECKS {
        let Some(rule) = policy.rule(id) else { continue };
        let mut by_subject: BTreeMap<String, Finding> = BTreeMap::new();
        for verdict in check(scan, rule) {
            let finding = weigh(verdict, rule);
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

    let ledger = Ledger::of(&findings, policy);
    let score = ledger.score();
    for finding in &mut findings {
        finding.gain = ledger.without(std::iter::once(&*finding)).score() - score;
    }
    findings.sort_by(worst_first);

    let unmet = |finding: &Finding| {
        finding.severity == Severity::Required && matches!(finding.outcome, Outcome::Fail | Outcome::Unknown)
    };
    let ready = score >= policy.fail_under && !findings.iter().any(unmet);
    Assessment {
        policy: policy.name.clone(),
        score,
        status: if ready { Status::Pass } else { Status::Fail },
        fail_under: policy.fail_under,
        categories: policy
            .categories()
            .map(|(id, _)| CategoryScore {
                id: id.to_owned(),
                score: ledger.category_score(id),
            })
            .collect(),
        findings,
    }
}

/// What the score would gain if all findings that `mended` picks were mended together, and nothing else changed.
///
/// It may be more than the sum of their gains, since a cap hides single ones.
pub fn gain_together(assessment: &Assessment, policy: &Policy, mended: impl Fn(&Finding) -> bool) -> u32 {
    let ledger = Ledger::of(&assessment.findings, policy);
    ledger
        .without(assessment.findings.iter().filter(|finding| mended(finding)))
        .score()
        - ledger.score()
}

/// How the score comes about, category by category and rule by rule: what costs nothing is left out.
pub fn explain_arithmetic(assessment: &Assessment, policy: &Policy) -> Arithmetic {
    Ledger::of(&assessment.findings, policy).arithmetic()
}

fn weigh(verdict: Verdict, rule: &Rule) -> Finding {
    Finding {
        points: points::cost(verdict.outcome, rule).rounded_up(),
        rule: rule.id.clone(),
        subject: verdict.subject,
        outcome: verdict.outcome,
        severity: rule.severity,
        gain: 0,
        message: verdict.message,
        evidence: verdict.evidence,
        fix: verdict.fix,
        advice: verdict.advice,
        source: verdict.source,
        also: verdict.also,
    }
}

/// Worst first. Two findings that differ in anything are never equal, so the order in which things were found never shows.
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
        let mut checked: Vec<&str> = CHECKS.iter().map(|(id, _)| *id).chain([waivers::EXPIRED]).collect();
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
        assert_eq!((assessment.score, assessment.status), (90, Status::Fail));
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
        scan.probes
            .push(sample::probe("ports", crate::scan::ProbeState::TimedOut));
        let assessment = assess(&scan, Policy::builtin());
        let arithmetic = explain_arithmetic(&assessment, Policy::builtin());
        let rule = |id: &str, findings, sum, cost, cap| RuleCost {
            id: id.to_owned(),
            findings,
            sum: Points::whole(sum),
            cost: Points::whole(cost),
            cap: Points::whole(cap),
        };
        let category = |id: &str, rule: RuleCost, cap| CategoryCost {
            id: id.to_owned(),
            sum: rule.cost,
            cost: rule.cost,
            rules: vec![rule],
            cap: Points::whole(cap),
        };
        let expected = vec![
            category("scan", rule("probe-completed", 1, 6, 6, 24), 24),
            category("toolchain", rule("tool-works", 6, 24, 20, 20), 30),
        ];
        assert_eq!(
            arithmetic,
            Arithmetic {
                categories: expected,
                total: Points::whole(26),
                score: 74
            }
        );
    }
}
