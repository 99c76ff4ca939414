//! Next steps: one cause, one step, in the order in which to take them, each with the score after it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::points::{Ledger, is_unmet};
use crate::policy::Policy;
use crate::scan::{Finding, FindingId, Outcome, Step};

/// Findings that one step fixes.
struct Cause<'f> {
    members: Vec<&'f Finding>,
    first: &'f Finding,
    required: bool,
    gain: u32,
}

/// The steps that fix everything that costs points. `findings` are sorted, worst first.
pub(super) fn steps(findings: &[Finding], policy: &Policy) -> Vec<Step> {
    let mut ledger = Ledger::of(findings, policy);
    let now = ledger.score();
    let mut causes = causes(findings);
    for cause in &mut causes {
        cause.gain = ledger.gain_without(cause.members.iter().copied(), now);
    }
    // Stable: steps that gain the same stay worst first.
    causes.sort_by_key(|cause| (!cause.required, Reverse(cause.gain)));
    let mut problems_left: usize = causes.iter().map(|cause| cause.members.len()).sum();
    let step = |cause: Cause<'_>| {
        for finding in &cause.members {
            ledger.remove(finding);
        }
        problems_left -= cause.members.len();
        let fixes = cause.members.iter().map(|finding| FindingId {
            rule: finding.rule.clone(),
            subject: finding.subject.clone(),
        });
        Step {
            fix: cause.first.fix.clone(),
            advice: cause.first.advice.clone(),
            required: cause.required,
            fixes: fixes.collect(),
            gain: cause.gain,
            score: ledger.score(),
            problems_left: u32::try_from(problems_left).unwrap_or(u32::MAX),
        }
    };
    causes.into_iter().map(step).collect()
}

/// The problems, those with one cause together: fixed by the same command, or else by the same advice. A problem with neither stands alone.
fn causes(findings: &[Finding]) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut known: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| is_problem(finding)) {
        let key = match (&finding.fix, &finding.advice) {
            (Some(fix), _) => Some((true, fix.as_str())),
            (None, Some(advice)) => Some((false, advice.as_str())),
            (None, None) => None,
        };
        let index = key.map_or(causes.len(), |key| *known.entry(key).or_insert(causes.len()));
        match causes.get_mut(index) {
            Some(cause) => {
                cause.members.push(finding);
                cause.required |= is_unmet(finding);
            }
            None => causes.push(Cause {
                members: vec![finding],
                first: finding,
                required: is_unmet(finding),
                gain: 0,
            }),
        }
    }
    causes
}

fn is_problem(finding: &Finding) -> bool {
    let is_open = matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown);
    is_open && (finding.points > 0 || is_unmet(finding))
}
