//! What a rule says of one subject, before the policy weighs it.

use super::shell::Fix;
use crate::scan::{Outcome, Source};
use crate::text;

/// How a problem is fixed on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Remedy {
    /// The command. `None`: no single command surely does it.
    pub(super) fix: Option<Fix>,
    /// What to do in words, where there is no command, or after it.
    pub(super) advice: Option<String>,
}

impl Remedy {
    /// Words alone.
    pub(super) fn advice(text: impl Into<String>) -> Self {
        Self {
            fix: None,
            advice: Some(text.into()),
        }
    }
}

/// What a rule says of one subject.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) subject: String,
    pub(super) outcome: Outcome,
    /// A sentence without a full stop that names the subject.
    pub(super) message: String,
    pub(super) evidence: Option<String>,
    pub(super) remedy: Remedy,
    /// Where the project requires it.
    pub(super) source: Option<Source>,
    /// Further places that matter.
    pub(super) also: Vec<Source>,
}

impl Verdict {
    pub(super) fn new(subject: &str, outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            subject: subject.to_owned(),
            outcome,
            message: message.into(),
            evidence: None,
            remedy: Remedy::default(),
            source: None,
            also: Vec::new(),
        }
    }

    /// The single verdict of a rule that holds everywhere: one pass a subject would bury the problems.
    pub(super) fn all_pass(message: impl Into<String>, evidence: impl Into<String>) -> Self {
        Self::new("all", Outcome::Pass, message).evidence(evidence)
    }

    pub(super) fn evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }

    pub(super) fn fix(mut self, fix: Option<Fix>) -> Self {
        self.remedy.fix = fix;
        self
    }

    pub(super) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.remedy.advice = Some(advice.into());
        self
    }

    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = remedy;
        self
    }

    pub(super) fn at(mut self, source: &Source) -> Self {
        self.source = Some(source.clone());
        self
    }

    pub(super) fn also(mut self, source: &Source) -> Self {
        self.also.push(source.clone());
        self
    }
}

/// The open verdicts; without any, one pass for all `count` requirements; nothing where there are none.
pub(super) fn or_pass(open: Vec<Verdict>, count: usize, message: &str) -> Vec<Verdict> {
    if open.is_empty() && count > 0 {
        return vec![Verdict::all_pass(
            message,
            text::count(count, "requirement", "requirements"),
        )];
    }
    open
}
