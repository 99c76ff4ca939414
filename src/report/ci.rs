//! The report of `--ci`: plain, one line a finding, the score last, where logs are read first.

use std::fmt::Write as _;

use super::place::places;
use super::{View, word};
use crate::policy::Policy;
use crate::scan::{Assessment, Finding, Outcome, Scan, Status};
use crate::text;

/// One line a finding, worst first, then the score. No colour, no times; the same findings give the same bytes.
pub fn ci(scan: &Scan, policy: &Policy) -> String {
    let view = View::of(scan, policy);
    let assessment = &view.assessment;
    let mut out = String::new();
    for finding in &assessment.findings {
        let _ = writeln!(out, "{}", line(finding));
    }
    let _ = writeln!(out, "devenv: {}", verdict_of(assessment));
    out
}

/// The score, and whether it is enough, in a line: `PASS 96/100 (fail under 80)`.
pub fn verdict(scan: &Scan, policy: &Policy) -> String {
    verdict_of(&View::of(scan, policy).assessment)
}

fn verdict_of(assessment: &Assessment) -> String {
    let status = match assessment.status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
    };
    let required = if assessment.status == Status::Fail && assessment.score >= assessment.fail_under {
        "; a required rule is not met"
    } else {
        ""
    };
    format!(
        "{status} {}/100 (fail under {}{required})",
        assessment.score, assessment.fail_under
    )
}

/// `fail tool-works node: it ends with an error (+6) [evidence] fix: command`
fn line(finding: &Finding) -> String {
    let clean = |text: &str| text::escape_line(text).into_owned();
    let mut line = format!(
        "{:7} {} {}: {}",
        word(finding.outcome),
        finding.rule,
        clean(&finding.subject),
        clean(&finding.message)
    );
    let places = places(finding);
    if !places.is_empty() {
        let _ = write!(line, " ({})", clean(&places.join(", ")));
    }
    // What passes is evident from readings that change with each scan.
    if let Some(evidence) = finding.evidence.as_ref().filter(|_| finding.outcome != Outcome::Pass) {
        let _ = write!(line, " [{}]", clean(evidence));
    }
    if finding.gain > 0 {
        let _ = write!(line, " +{}", finding.gain);
    }
    if let Some(fix) = &finding.fix {
        let _ = write!(line, " fix: {}", clean(fix));
    }
    line
}
