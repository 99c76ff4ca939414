//! Next steps: one cause, one step, in the order in which to take them, each with the score after it.

use std::cmp::Reverse;

use super::points::{Ledger, is_unmet};
use crate::policy::Policy;
use crate::scan::{Finding, FindingId, Outcome, Step};

/// Findings that one step fixes.
struct Cause<'f> {
    /// Positions in the list of findings.
    members: Vec<usize>,
    first: &'f Finding,
    required: bool,
    gain: u32,
}

/// The steps that fix everything that costs points. `findings` are sorted, worst first.
pub(super) fn steps(findings: &[Finding], policy: &Policy) -> Vec<Step> {
    let score_without = |fixed: &[usize]| {
        let rest = findings.iter().enumerate().filter(|(index, _)| !fixed.contains(index));
        Ledger::of(rest.map(|(_, finding)| finding), policy).score()
    };
    let now = score_without(&[]);
    let problems: Vec<usize> = (0..findings.len())
        .filter(|index| findings.get(*index).is_some_and(is_problem))
        .collect();
    let mut causes: Vec<Cause<'_>> = Vec::new();
    for index in &problems {
        let Some(finding) = findings.get(*index) else { continue };
        match causes.iter_mut().find(|cause| is_same_cause(cause.first, finding)) {
            Some(cause) => {
                cause.members.push(*index);
                cause.required |= is_unmet(finding);
            }
            None => causes.push(Cause {
                members: vec![*index],
                first: finding,
                required: is_unmet(finding),
                gain: 0,
            }),
        }
    }
    for cause in &mut causes {
        cause.gain = score_without(&cause.members).saturating_sub(now);
    }
    // Stable: steps that gain the same stay worst first.
    causes.sort_by_key(|cause| (!cause.required, Reverse(cause.gain)));
    let mut fixed: Vec<usize> = Vec::new();
    causes
        .into_iter()
        .map(|cause| {
            fixed.extend(&cause.members);
            let members = cause.members.iter().filter_map(|index| findings.get(*index));
            Step {
                fix: cause.first.fix.clone(),
                advice: cause.first.advice.clone(),
                required: cause.required,
                fixes: members
                    .map(|finding| FindingId {
                        rule: finding.rule.clone(),
                        subject: finding.subject.clone(),
                    })
                    .collect(),
                gain: cause.gain,
                score: score_without(&fixed),
                problems_left: u32::try_from(problems.len() - fixed.len()).unwrap_or(u32::MAX),
            }
        })
        .collect()
}

fn is_problem(finding: &Finding) -> bool {
    let is_open = matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown);
    is_open && (finding.points > 0 || is_unmet(finding))
}

/// Whether the same step fixes both: the same command, else the same advice.
fn is_same_cause(one: &Finding, other: &Finding) -> bool {
    match (&one.fix, &other.fix) {
        (Some(fix), Some(other)) => fix == other,
        (None, None) => one.advice.is_some() && one.advice == other.advice,
        _ => false,
    }
}
