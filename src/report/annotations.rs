//! Workflow commands of GitHub Actions: findings beside the lines that ask for them.
//!
//! Format: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>; the escaping is that of
//! `actions/toolkit`, `packages/core/src/command.ts`.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::finding_location::{Level, facts, level};
use super::{View, partial_note};
use crate::policy::Policy;
use crate::scan::{Finding, Scan};
use crate::text;

/// One annotation an open finding, worst first: GitHub shows the first ten of a kind.
///
/// A required rule that fails or stays unknown is an error, another finding that costs points a warning, the rest a notice.
pub fn annotations(scan: &Scan, policy: &Policy) -> String {
    let view = View::of(scan, policy);
    let mut out = String::new();
    for finding in view.open() {
        let _ = writeln!(
            out,
            "{}",
            annotation(finding, &view.assessment.sentence(finding), policy)
        );
    }
    if let Some(note) = partial_note(scan) {
        let _ = writeln!(out, "::notice title=Partial scan::{}", data(&text::escape_line(&note)));
    }
    out
}

fn annotation(finding: &Finding, sentence: &str, policy: &Policy) -> String {
    let level = match level(finding) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    };
    let mut properties = Vec::new();
    if let Some(source) = &finding.source {
        properties.push(format!("file={}", property(&source.file)));
        if let Some(line) = source.line {
            properties.push(format!("line={line}"));
        }
    }
    let title = policy
        .rule(&finding.rule)
        .map_or(Cow::Borrowed(finding.rule.as_str()), |rule| {
            rule.title.of(finding.outcome)
        });
    properties.push(format!("title={}", property(&format!("{title} ({})", finding.rule))));

    let line = |text: &str| text::escape_line(text).into_owned();
    let mut message = line(sentence);
    for fact in facts(finding) {
        let _ = write!(message, "\n{}", line(&fact));
    }
    format!("::{level} {}::{}", properties.join(","), data(&message))
}

/// Escapes the text behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(&text::escape_line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{Outcome, Severity, Source};

    #[test]
    fn a_hostile_finding_is_one_command() {
        let finding = Finding {
            rule: "disk-space".to_owned(),
            subject: "/a\n::error::b".to_owned(),
            outcome: Outcome::Fail,
            severity: Severity::Required,
            points: 20,
            gain: 20,
            message: "100% full\r\n::stop-commands::x".to_owned(),
            evidence: Some("e".to_owned()),
            fix: Some("f".to_owned()),
            fix_argv: None,
            advice: None,
            source: Some(Source {
                file: "a,b:c%.json\n".to_owned(),
                line: Some(7),
            }),
            also: vec![Source {
                file: "go.mod".to_owned(),
                line: Some(3),
            }],
        };
        assert_eq!(
            annotation(&finding, &finding.message, Policy::builtin()),
            "::error file=a%2Cb%3Ac%25.json\\n,line=7,title=Disks are almost full (disk-space)::\
             100%25 full\\u{d}\\n::stop-commands::x%0Ae%0Afix: f%0Asee also go.mod:3"
        );
    }
}
