//! A scan and its score, for people and for machines. Everything here turns values into text; printing is for others.

mod annotations;
mod asked;
mod ci;
mod difference;
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
mod place;
mod plan;
mod policy;
mod project;
mod rule;
mod sarif;
mod tables;

pub use annotations::annotations;
pub use ci::{ci, verdict};
pub use difference::{difference, difference_markdown, difference_sections};
pub use format::{Format, UnknownFormat, render};
pub use gitlab::gitlab;
pub use grid::{Column, Grid};
pub use history::{HistoryLine, HistoryRow, history, history_lines};
pub use html::html;
pub use human::{HumanOptions, arithmetic, human};
pub use json::{compact, pretty};
pub use junit::junit;
pub use layout::wrap;
pub use markdown::markdown;
pub use plan::{ByHand, Mended, Plan, PlanStep};
pub use policy::policy;
pub use rule::rule;
pub use sarif::sarif;
pub use tables::{timings, tools};

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::policy::{Policy, Rule};
use crate::scan::{Assessment, Finding, Outcome, Scan, Severity, Status};
use crate::score::{self, Arithmetic};

/// What all formats show of an assessment.
#[derive(Debug)]
struct View<'a> {
    assessment: Cow<'a, Assessment>,
    policy: &'a Policy,
}

/// The findings of one rule that are not passes, worst first.
#[derive(Debug)]
struct Group<'v> {
    /// `None`: the assessment is of another policy.
    rule: Option<&'v Rule>,
    id: &'v str,
    findings: Vec<&'v Finding>,
    /// What fixing all of them gains.
    gain: u32,
}

/// One thing to do, and what the score gains by it.
#[derive(Debug, PartialEq, Eq)]
struct Step<'v> {
    action: Action<'v>,
    /// What it fixes, worst first.
    findings: Vec<&'v Finding>,
    gain: u32,
}

impl Group<'_> {
    /// It never costs anything, whatever it finds.
    fn is_info(&self) -> bool {
        self.rule.is_some_and(|rule| rule.severity == Severity::Info)
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Action<'v> {
    /// A command to run.
    Run(&'v str),
    /// Findings of a rule, to be fixed by hand.
    ByHand(&'v str),
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

    fn arithmetic(&self) -> Arithmetic {
        score::explain_arithmetic(&self.assessment, self.policy)
    }

    fn with_outcome(&self, outcome: Outcome) -> impl Iterator<Item = &Finding> {
        self.assessment
            .findings
            .iter()
            .filter(move |finding| finding.outcome == outcome)
    }

    fn is_open(finding: &Finding) -> bool {
        matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown)
    }

    /// It alone keeps the machine from being ready.
    fn is_unmet(finding: &Finding) -> bool {
        finding.severity == Severity::Required && matches!(finding.outcome, Outcome::Fail | Outcome::Unknown)
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
        let groups = self.groups();
        let unmet = |group: &&Group<'_>| group.findings.iter().any(|finding| Self::is_unmet(finding));
        let unmet: Vec<String> = groups
            .iter()
            .filter(unmet)
            .map(|group| {
                let worst = group
                    .findings
                    .first()
                    .map_or(Outcome::Unknown, |finding| finding.outcome);
                format!("{} ({})", self.title(group.id, worst), group.id)
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

    /// The rules that pass, each once.
    fn held(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = self
            .with_outcome(Outcome::Pass)
            .map(|finding| finding.rule.as_str())
            .collect();
        rules.dedup();
        rules
    }

    fn open(&self) -> impl Iterator<Item = &Finding> {
        self.assessment.findings.iter().filter(|finding| Self::is_open(finding))
    }

    /// The problems by rule. The rule with the worst finding comes first.
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

    /// Next steps, most gain first. One command that fixes several findings is one step.
    fn steps(&self) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = Vec::new();
        for finding in self.open().filter(|finding| finding.points > 0) {
            let action = action(finding);
            if let Some(step) = steps.iter_mut().find(|step| step.action == action) {
                step.findings.push(finding);
                continue;
            }
            let gain = self.gain(|other| action == self::action(other)).max(finding.gain);
            steps.push(Step {
                action,
                findings: vec![finding],
                gain,
            });
        }
        steps.retain(|step| step.gain > 0);
        steps.sort_by_key(|step| Reverse(step.gain));
        steps
    }

    fn gain(&self, fixed: impl Fn(&Finding) -> bool) -> u32 {
        score::gain_together(&self.assessment, self.policy, |finding| {
            Self::is_open(finding) && fixed(finding)
        })
    }
}

fn action(finding: &Finding) -> Action<'_> {
    finding
        .fix
        .as_deref()
        .map_or(Action::ByHand(&finding.rule), Action::Run)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::FailReason;
    use crate::score::sample;

    #[test]
    fn one_command_that_fixes_several_tools_is_one_step() {
        let mut scan = sample::scan();
        for id in ["node", "npm", "npx"] {
            let mut tool = sample::failed_tool(id, FailReason::NotInstalledByShim);
            tool.manager = Some("nvm".to_owned());
            tool.failure.as_mut().unwrap().wanted = Some(sample::wanted("18.19.0", None));
            scan.tools.push(tool);
        }
        scan.tools.push(sample::failed_tool("pip3", FailReason::Exit));
        let view = View::of(&scan, Policy::builtin());
        let steps = view.steps();
        let told: Vec<(Action<'_>, Vec<&str>, u32)> = steps
            .iter()
            .map(|step| {
                (
                    step.action,
                    step.findings.iter().map(|finding| finding.subject.as_str()).collect(),
                    step.gain,
                )
            })
            .collect();
        let expected = [
            (Action::Run("nvm install 18.19.0"), vec!["node", "npm", "npx"], 12),
            (Action::ByHand("tool-works"), vec!["pip3"], 4),
        ];
        assert_eq!(told, expected);
    }
}
