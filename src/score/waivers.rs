//! Findings that do not count: waived ones, and those on tools that a CI job does not need.

use super::lookup::day_of;
use super::shell::ShellKind;
use super::verdict::Verdict;
use super::{Rule, weigh};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Scan};

/// The rule about expired waivers. It looks at the policy, not at the scan.
pub(super) const EXPIRED: &str = "waiver-expired";

/// Marks what does not count as skipped, and says why.
pub(super) fn apply(findings: &mut [Finding], scan: &Scan, policy: &Policy) {
    let today = day_of(scan);
    for finding in findings {
        if !matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown) {
            continue;
        }
        if policy.does_without_in_ci(finding, scan) {
            skip(finding, "not needed in a CI job");
            continue;
        }
        let waiver = policy
            .waivers()
            .iter()
            .find(|waiver| waiver.covers(finding) && waiver.is_in_force(today));
        if let Some(waiver) = waiver {
            skip(
                finding,
                &format!("waived until {} by {}: {}", waiver.until, waiver.owner, waiver.reason),
            );
            finding.also.push(waiver.source.clone());
        }
    }
}

/// Keeps the message; drops the fix and the cost.
fn skip(finding: &mut Finding, why: &str) {
    finding.outcome = Outcome::Skipped;
    finding.points = 0;
    finding.message = format!("{} ({why})", finding.message);
    finding.fix = None;
    finding.fix_argv = None;
    finding.advice = None;
}

/// The findings on expired waivers.
pub(super) fn expired(scan: &Scan, policy: &Policy, rule: &Rule) -> Vec<Finding> {
    let today = day_of(scan);
    let ended = policy.waivers().iter().filter(|waiver| !waiver.is_in_force(today));
    let findings: Vec<Finding> = ended
        .map(|waiver| {
            let subject = format!("{} {}", waiver.rule, waiver.subject);
            let verdict = Verdict::new(
                &subject,
                Outcome::Warn,
                format!(
                    "The waiver of {} on {} expired on {}",
                    waiver.rule, waiver.subject, waiver.until
                ),
            )
            .evidence(format!("by {}: {}", waiver.owner, waiver.reason))
            .advice("fix the problem and remove the waiver, or agree on a later date");
            Finding {
                source: Some(waiver.source.clone()),
                ..weigh(verdict, rule, ShellKind::of(scan))
            }
        })
        .collect();
    if findings.is_empty() && !policy.waivers().is_empty() {
        let verdict = Verdict::all_pass(
            "All waivers are in force",
            crate::text::count(policy.waivers().len(), "waiver", "waivers"),
        );
        return vec![weigh(verdict, rule, ShellKind::of(scan))];
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Waiver;
    use crate::scan::{FailReason, Severity, Source, Status, System};
    use crate::score::{assess, sample};
    use jiff::civil::{Date, date};

    fn source() -> Source {
        Source {
            file: "devenv.toml".to_owned(),
            line: Some(7),
        }
    }

    fn waiver(rule: &str, subject: &str, until: Date) -> Waiver {
        Waiver {
            rule: rule.to_owned(),
            subject: subject.to_owned(),
            reason: "the new laptop comes in May".to_owned(),
            owner: "platform team".to_owned(),
            until,
            source: source(),
        }
    }

    fn full_disk(taken_at: &str) -> Scan {
        let mut scan = sample::scan();
        scan.taken_at = taken_at.parse().unwrap();
        scan.disks.push(sample::disk("/", 100 << 30, 1 << 20));
        scan
    }

    #[test]
    fn a_waived_finding_is_skipped_and_says_why_until_its_day_has_passed() {
        let policy = Policy::builtin().with_waivers(vec![waiver("disk-space", "/", date(2026, 5, 31))]);
        let before = assess(&full_disk("2026-05-31T23:59:59Z"), Policy::builtin());
        let assessment = assess(&full_disk("2026-05-31T23:59:59Z"), &policy);
        assert_eq!((before.score, before.status), (49, Status::Fail));
        assert_eq!((assessment.score, assessment.status), (100, Status::Pass));
        let plain = before
            .findings
            .into_iter()
            .find(|finding| finding.rule == "disk-space")
            .unwrap();
        let expected = Finding {
            outcome: Outcome::Skipped,
            points: 0,
            gain: 0,
            message: format!(
                "{} (waived until 2026-05-31 by platform team: the new laptop comes in May)",
                plain.message
            ),
            fix: None,
            fix_argv: None,
            advice: None,
            also: vec![source()],
            ..plain
        };
        let of_rule = assessment.findings.iter().find(|finding| finding.rule == "disk-space");
        assert_eq!(of_rule, Some(&expected));

        let after = assess(&full_disk("2026-06-01T00:00:00Z"), &policy);
        assert_eq!((after.score, after.status), (49, Status::Fail));
        let of_rule = after.findings.iter().find(|finding| finding.rule == EXPIRED);
        let expected = Finding {
            rule: EXPIRED.to_owned(),
            subject: "disk-space /".to_owned(),
            outcome: Outcome::Warn,
            severity: Severity::Info,
            points: 0,
            gain: 0,
            message: "The waiver of disk-space on / expired on 2026-05-31".to_owned(),
            evidence: Some("by platform team: the new laptop comes in May".to_owned()),
            fix: None,
            fix_argv: None,
            advice: Some("fix the problem and remove the waiver, or agree on a later date".to_owned()),
            source: Some(source()),
            also: Vec::new(),
        };
        assert_eq!(of_rule, Some(&expected));
    }

    #[test]
    fn a_waiver_is_for_one_finding() {
        let mut scan = full_disk("2026-05-01T00:00:00Z");
        scan.disks.push(sample::disk("/home", 100 << 30, 1 << 20));
        let policy = Policy::builtin().with_waivers(vec![waiver("disk-space", "/home", date(2026, 5, 31))]);
        let outcomes: Vec<(String, Outcome)> = assess(&scan, &policy)
            .findings
            .into_iter()
            .filter(|finding| finding.rule == "disk-space")
            .map(|finding| (finding.subject, finding.outcome))
            .collect();
        assert_eq!(
            outcomes,
            [("/".to_owned(), Outcome::Fail), ("/home".to_owned(), Outcome::Skipped)]
        );
    }

    #[test]
    fn a_ci_job_does_without_editors_and_an_identity() {
        let mut scan = sample::scan();
        for (id, category) in [("vim", "editor"), ("node", "runtime")] {
            let mut tool = sample::failed_tool(id, FailReason::Exit);
            tool.category = category.to_owned();
            scan.tools.push(tool);
        }
        scan.git = Some(crate::scan::Git::default());
        let system = System {
            memory_bytes: None,
            ..sample::system(crate::scan::OsFamily::Linux)
        };
        let outcomes = |ci: Option<&str>| -> Vec<(String, String, Outcome)> {
            let mut scan = scan.clone();
            scan.system = Some(System {
                ci: ci.map(str::to_owned),
                ..system.clone()
            });
            let findings = assess(&scan, Policy::builtin()).findings.into_iter();
            let of_ours = |rule: &str| rule == "git-identity" || rule == "tool-works";
            findings
                .filter(|finding| of_ours(&finding.rule))
                .map(|finding| (finding.rule, finding.subject, finding.outcome))
                .collect()
        };
        let finding = |rule: &str, subject: &str, outcome| (rule.to_owned(), subject.to_owned(), outcome);
        assert_eq!(
            outcomes(None),
            [
                finding("git-identity", "git", Outcome::Fail),
                finding("tool-works", "node", Outcome::Fail),
                finding("tool-works", "vim", Outcome::Fail)
            ]
        );
        assert_eq!(
            outcomes(Some("gitlab-ci")),
            [
                finding("tool-works", "node", Outcome::Fail),
                finding("tool-works", "vim", Outcome::Skipped)
            ]
        );
    }
}
