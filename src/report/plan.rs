//! A plan of fixes: commands in order, and what is left to do by hand.

mod render;
#[cfg(test)]
mod tests;

use serde::{Serialize, Serializer};

use super::{View, is_open};
use crate::policy::Policy;
use crate::scan::{Finding, Scan, Step};
use crate::score::USER_NAME;

/// Programs that run others with elevated rights, or that need them.
const ELEVATED: [&str; 3] = ["choco", "doas", "sudo"];

/// Version managers that are functions of a shell: the command, and the file that defines it.
const FUNCTIONS: [(&str, &str); 2] = [
    ("nvm", "${NVM_DIR:-$HOME/.nvm}/nvm.sh"),
    ("sdk", "${SDKMAN_DIR:-$HOME/.sdkman}/bin/sdkman-init.sh"),
];

/// How the problems of a scan are fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Commands, in the order of the assessment's steps.
    pub steps: Vec<PlanStep>,
    /// Problems without a command, or with one that has to be completed; in the order of the assessment's steps.
    pub by_hand: Vec<ManualFix>,
    /// What fixing everything gains.
    pub gain: u32,
}

/// A command that fixes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanStep {
    /// The command, quoted for the user's shell.
    pub command: String,
    /// The same as a program and its arguments; a leading `~/` stands for the home directory.
    #[serde(skip)]
    pub words: Vec<String>,
    /// It needs elevated rights.
    pub elevated: bool,
    /// It fixes a required problem.
    pub required: bool,
    /// What it gains by itself.
    pub gain: u32,
    /// The score when it and the steps before it are done. `None`: the assessment does not say.
    pub score: Option<u32>,
    /// What it fixes, worst first. In JSON also by its first name, `mends`.
    #[serde(flatten, serialize_with = "by_both_names")]
    pub fixes: Vec<FixedFinding>,
    /// What to do afterwards.
    pub advice: Option<String>,
}

/// A problem that no command fixes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManualFix {
    /// The problem.
    #[serde(flatten)]
    pub finding: FixedFinding,
    /// It is a required problem.
    pub required: bool,
    /// What fixing it gains.
    pub gain: u32,
    /// A command to be completed.
    pub command: Option<String>,
    /// What to do in words.
    pub advice: Option<String>,
}

/// A finding that is fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixedFinding {
    /// The rule.
    pub rule: String,
    /// What it was applied to.
    pub subject: String,
    /// The problem, in a sentence without a full stop.
    pub message: String,
}

fn by_both_names<S: Serializer>(fixes: &[FixedFinding], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map([("fixes", fixes), ("mends", fixes)])
}

impl FixedFinding {
    fn of(view: &View<'_>, finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            subject: finding.subject.clone(),
            message: view.assessment.sentence(finding).into_owned(),
        }
    }
}

impl Plan {
    /// The plan for a scan. `user`: the user's name, for commands that need it.
    pub fn of(scan: &Scan, policy: &Policy, user: Option<&str>) -> Self {
        let view = View::of(scan, policy);
        let mut plan = Self {
            steps: Vec::new(),
            by_hand: Vec::new(),
            gain: view.gain(|_| true),
        };
        for step in &view.assessment.steps {
            let findings: Vec<&Finding> = step.fixes.iter().filter_map(|id| view.finding(id)).collect();
            plan.add(&view, &findings, Some(step), user);
        }
        // Findings that cost nothing are not among the steps.
        let is_in_a_step = |finding: &Finding| {
            let mut ids = view.assessment.steps.iter().flat_map(|step| &step.fixes);
            ids.any(|id| id.rule == finding.rule && id.subject == finding.subject)
        };
        for finding in view.open().filter(|finding| !is_in_a_step(finding)) {
            plan.add(&view, &[finding], None, user);
        }
        plan
    }

    /// Adds findings of one cause: as a command, else each by hand.
    fn add(&mut self, view: &View<'_>, findings: &[&Finding], step: Option<&Step>, user: Option<&str>) {
        let Some(first) = findings.first() else { return };
        let words = first.fix_argv.as_ref().and_then(|words| with_user(words, user));
        if let (Some(command), Some(words)) = (&first.fix, words) {
            if let Some(earlier) = self.steps.iter_mut().find(|earlier| earlier.command == *command) {
                earlier
                    .fixes
                    .extend(findings.iter().map(|finding| FixedFinding::of(view, finding)));
                return;
            }
            self.steps.push(PlanStep {
                command: command.clone(),
                elevated: words
                    .first()
                    .is_some_and(|program| ELEVATED.contains(&program.as_str())),
                words,
                required: step.is_some_and(|step| step.required),
                gain: step.map_or_else(
                    || view.gain(|other| is_open(other) && other.fix.as_ref() == Some(command)),
                    |step| step.gain,
                ),
                score: step.map(|step| step.score),
                fixes: findings.iter().map(|finding| FixedFinding::of(view, finding)).collect(),
                advice: first.advice.clone(),
            });
            return;
        }
        for finding in findings {
            if finding.fix.is_none() && finding.advice.is_none() {
                continue;
            }
            self.by_hand.push(ManualFix {
                finding: FixedFinding::of(view, finding),
                required: super::is_required_problem(finding),
                gain: finding.gain,
                command: finding.fix.clone(),
                advice: finding.advice.clone(),
            });
        }
    }
}

impl PlanStep {
    /// The script that runs a command which is a function of a shell, with the command's words as its arguments. `None`: it is none.
    pub fn function_script(&self) -> Option<String> {
        let program = self.words.first()?;
        let (name, file) = FUNCTIONS.iter().find(|(name, _)| name == program)?;
        Some(format!(". \"{file}\" && {name} \"$@\""))
    }
}

/// The words with the user's name in the place of [`USER_NAME`]. `None`: it is needed, and not known.
fn with_user(words: &[String], user: Option<&str>) -> Option<Vec<String>> {
    words
        .iter()
        .map(|word| {
            if word == USER_NAME {
                user.map(str::to_owned)
            } else {
                Some(word.clone())
            }
        })
        .collect()
}
