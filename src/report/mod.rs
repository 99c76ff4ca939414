//! A scan and its assessment as text, in formats for people and for machines. Nothing is printed here.

mod annotations;
mod arithmetic;
mod ci;
mod difference;
mod finding_location;
mod findings;
mod format;
mod gitlab;
#[cfg(test)]
mod golden;
mod grid;
mod history;
mod html;
mod human;
mod json;
mod junit;
mod layout;
mod machine;
mod markdown;
mod markup;
mod options;
mod plan;
mod policy;
mod project;
mod requirement_rows;
mod rule;
mod sarif;
mod tables;

pub use annotations::annotations;
pub use arithmetic::arithmetic;
pub use ci::{ci, verdict};
pub use difference::{difference, difference_markdown, difference_sections};
pub use format::{Format, UnknownFormat, render};
pub use gitlab::gitlab;
pub use grid::{Column, Grid};
pub use history::{HistoryLine, HistoryRow, history, history_lines, with_partial};
pub use html::html;
pub use human::human;
pub use json::{compact, pretty};
pub use junit::junit;
pub use layout::wrap;
pub use markdown::markdown;
pub use options::HumanOptions;
pub use plan::{FixedFinding, ManualFix, Plan, PlanStep};
pub use policy::policy;
pub use rule::rule;
pub use sarif::sarif;
pub use tables::{timings, tools};

use std::borrow::Cow;

use crate::policy::{Policy, Rule};
use crate::scan::{
    Assessment, Basis, Finding, FindingId, Outcome, ProbeReport, ProbeState, SCORING, Scan, Severity, Status,
};
use crate::score::{self, Arithmetic};

/// What all formats show of an assessment.
#[derive(Debug)]
struct View<'a> {
    assessment: Cow<'a, Assessment>,
    policy: &'a Policy,
}

/// The open findings of one rule, worst first.
#[derive(Debug)]
struct Group<'v> {
    /// `None`: the assessment is of another policy.
    rule: Option<&'v Rule>,
    id: &'v str,
    findings: Vec<&'v Finding>,
    /// What fixing all of them gains.
    gain: u32,
}

/// Problems that one step fixes, worst first.
#[derive(Debug)]
struct Cause<'v> {
    findings: Vec<&'v Finding>,
}

impl<'a> View<'a> {
    /// Of the scan's own assessment; a scan without one is assessed.
    fn of(scan: &'a Scan, policy: &'a Policy) -> Self {
        let assessment = match &scan.assessment {
            Some(assessment) => Cow::Borrowed(assessment),
            None => Cow::Owned(score::assess(scan, policy)),
        };
        Self { assessment, policy }
    }

    /// `None`: nothing costs anything, or the assessment is of another policy or an earlier way of scoring.
    fn arithmetic(&self) -> Option<Arithmetic> {
        let arithmetic = score::explain_arithmetic(&self.assessment, self.policy);
        let costs = arithmetic.start < 100 || !arithmetic.categories.is_empty();
        (costs && self.assessment.scoring == SCORING && arithmetic.score == self.assessment.score).then_some(arithmetic)
    }

    /// `PASS`, `FAIL (partial)`.
    fn verdict(&self) -> String {
        let (_, status) = human::status(self.assessment.status);
        let partial = if self.assessment.partial { " (partial)" } else { "" };
        format!("{status}{partial}")
    }

    fn with_outcome(&self, outcome: Outcome) -> impl Iterator<Item = &Finding> {
        self.assessment
            .findings
            .iter()
            .filter(move |finding| finding.outcome == outcome)
    }

    /// Why the machine is not ready. Empty: it is.
    fn reasons(&self) -> Vec<String> {
        let assessment = &self.assessment;
        let mut reasons = Vec::new();
        if assessment.status == Status::Pass {
            return reasons;
        }
        if assessment.score < assessment.fail_under {
            reasons.push(format!("the score is below {}", assessment.fail_under));
        }
        if self.policy.require_project && assessment.basis == Basis::Machine {
            reasons.push("no file says what the project requires".to_owned());
        }
        let unmet: Vec<String> = self
            .groups()
            .iter()
            .filter_map(|group| {
                let worst = group.findings.iter().find(|finding| is_required_problem(finding))?;
                Some(format!("{} ({})", self.title(group.id, worst.outcome), group.id))
            })
            .collect();
        if !unmet.is_empty() {
            reasons.push(unmet.join(", "));
        }
        reasons
    }

    /// The title of a rule beside an outcome; its id if the policy does not have it.
    fn title<'s>(&'s self, id: &'s str, outcome: Outcome) -> Cow<'s, str> {
        self.policy
            .rule(id)
            .map_or(Cow::Borrowed(id), |rule| rule.title.of(outcome))
    }

    /// The rules that passed, each once.
    fn passed_rules(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = self
            .with_outcome(Outcome::Pass)
            .map(|finding| finding.rule.as_str())
            .collect();
        rules.dedup();
        rules
    }

    fn open(&self) -> impl Iterator<Item = &Finding> {
        self.assessment.findings.iter().filter(|finding| is_open(finding))
    }

    /// Open findings that cost points or make the machine not ready.
    fn problems(&self) -> impl Iterator<Item = &Finding> {
        self.open()
            .filter(|finding| finding.points > 0 || is_required_problem(finding))
    }

    /// The finding of that id.
    fn finding(&self, id: &FindingId) -> Option<&Finding> {
        let mut findings = self.assessment.findings.iter();
        findings.find(|finding| finding.rule == id.rule && finding.subject == id.subject)
    }

    /// The problems, in the order of the steps. An assessment of contract 1.0 has no steps: each problem is by itself.
    fn causes(&self) -> Vec<Cause<'_>> {
        if self.assessment.steps.is_empty() {
            return self
                .problems()
                .map(|finding| Cause {
                    findings: vec![finding],
                })
                .collect();
        }
        let steps = self.assessment.steps.iter();
        steps
            .map(|step| Cause {
                findings: step.fixes.iter().filter_map(|id| self.finding(id)).collect(),
            })
            .collect()
    }

    /// The open findings by rule. The rule with the worst finding comes first.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for finding in self.open() {
            if let Some(group) = groups.iter_mut().find(|group| group.id == finding.rule) {
                group.findings.push(finding);
                continue;
            }
            groups.push(Group {
                rule: self.policy.rule(&finding.rule),
                id: &finding.rule,
                findings: vec![finding],
                gain: self.gain(|other| other.rule == finding.rule).max(finding.gain),
            });
        }
        groups
    }

    fn gain(&self, fixed: impl Fn(&Finding) -> bool) -> u32 {
        score::gain_together(&self.assessment, self.policy, |finding| {
            is_open(finding) && fixed(finding)
        })
    }
}

fn is_open(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown)
}

/// Whether it alone makes the machine not ready.
fn is_required_problem(finding: &Finding) -> bool {
    finding.severity == Severity::Required && matches!(finding.outcome, Outcome::Fail | Outcome::Unknown)
}

/// The project was read, and no file of it requires anything. Where its files were not read in time, nobody knows.
pub fn requires_nothing(scan: &Scan, assessment: &Assessment) -> bool {
    let is_unread = |probe: &ProbeReport| {
        matches!(probe.name.as_str(), "project" | "requirements")
            && matches!(probe.state, ProbeState::Failed | ProbeState::TimedOut)
    };
    assessment.basis == Basis::Machine && !scan.probes.iter().any(is_unread)
}

/// What a partial scan did not check. `None`: it is not partial.
fn partial_note(scan: &Scan) -> Option<String> {
    let selection = scan.selection.as_ref().filter(|selection| selection.is_partial())?;
    let names = [("--only", &selection.only), ("--skip", &selection.skip)];
    let flags: Vec<String> = names
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(flag, names)| format!("{flag} {}", names.join(",")))
        .collect();
    Some(format!(
        "Partial scan ({}): what it leaves out was not checked",
        flags.join(" ")
    ))
}

/// An outcome as a sign, and how it is painted.
fn sign(page: &layout::Page, outcome: Outcome) -> (layout::Role, &'static str) {
    match outcome {
        Outcome::Fail => (layout::Role::Bad, page.signs.fail),
        Outcome::Warn => (layout::Role::Doubtful, page.signs.warn),
        Outcome::Unknown => (layout::Role::Doubtful, page.signs.unknown),
        Outcome::Skipped => (layout::Role::Aside, page.signs.skipped),
        Outcome::Pass => (layout::Role::Good, page.signs.pass),
    }
}

/// The outcome as the word that all formats use.
fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "fail",
        Outcome::Warn => "warn",
        Outcome::Unknown => "unknown",
        Outcome::Skipped => "skipped",
        Outcome::Pass => "pass",
    }
}
