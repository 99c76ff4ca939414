//! The report of `--ci`: plain, one line a finding, the score last, where people look first in a log.

use std::fmt::Write as _;

use super::finding_location::places;
use super::{View, is_required_problem, partial_note, word};
use crate::policy::Policy;
use crate::scan::{Basis, Finding, Outcome, Scan};
use crate::text;

/// One line a finding, worst first, then the score. No colour, no times; the same findings give the same bytes.
pub fn ci(scan: &Scan, policy: &Policy) -> String {
    let view = View::of(scan, policy);
    let assessment = &view.assessment;
    let mut out = String::new();
    // The note on the selection says what these say.
    let is_left_out = |finding: &&Finding| finding.outcome == Outcome::Skipped && finding.subject == "all";
    for finding in assessment.findings.iter().filter(|finding| !is_left_out(finding)) {
        let _ = writeln!(out, "{}", line(finding));
    }
    if let Some(note) = partial_note(scan) {
        let _ = writeln!(out, "{}", text::escape_line(&note));
    }
    let _ = writeln!(out, "devenv: {}", verdict_of(&view));
    out
}

/// The score, and whether it is enough, in a line: `PASS 96/100 (fail under 80)`.
pub fn verdict(scan: &Scan, policy: &Policy) -> String {
    verdict_of(&View::of(scan, policy))
}

fn verdict_of(view: &View<'_>) -> String {
    let assessment = &view.assessment;
    let required = if view.open().any(is_required_problem) {
        "; a required rule is not met"
    } else {
        ""
    };
    let basis = match assessment.basis {
        Basis::Project => "",
        Basis::Machine => "; of the machine alone",
    };
    format!(
        "{} {}/100 (fail under {}{required}{basis})",
        view.verdict(),
        assessment.score,
        assessment.fail_under
    )
}

/// `fail    tool-works node: Node.js ends with an error [evidence] +4 fix: command`
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
    // The evidence of a pass has readings that change with each scan.
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
