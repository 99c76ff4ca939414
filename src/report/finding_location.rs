//! Where findings are in a project's files, their level, and their fingerprint.

use sha2::{Digest as _, Sha256};

use super::is_required_problem;
use crate::scan::{Finding, Scan, Source};

/// The file for findings of a project without requirements. It need not exist.
const NO_FILE: &str = "devenv.toml";

/// `package.json:7`.
pub(super) fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{}:{line}", source.file),
        None => source.file.clone(),
    }
}

/// Where a finding's requirement is, and the further places that matter.
pub(super) fn places(finding: &Finding) -> Vec<String> {
    finding.source.iter().chain(&finding.also).map(place).collect()
}

/// A finding's details, one a line: evidence, fix, advice, further places.
pub(super) fn facts(finding: &Finding) -> Vec<String> {
    let mut facts: Vec<String> = finding.evidence.iter().cloned().collect();
    facts.extend(finding.fix.as_ref().map(|fix| format!("fix: {fix}")));
    facts.extend(finding.advice.iter().cloned());
    if !finding.also.is_empty() {
        let also: Vec<String> = finding.also.iter().map(place).collect();
        facts.push(format!("see also {}", also.join(", ")));
    }
    facts
}

/// The file and line to show a finding at, for formats that require one.
///
/// A finding about the machine is shown at the top of the file with the first requirement, else at `devenv.toml`.
pub(super) fn anchor(scan: &Scan, finding: &Finding) -> Source {
    if let Some(source) = &finding.source {
        return source.clone();
    }
    let requirements = scan.project.iter().flat_map(|project| &project.requirements);
    let file = requirements
        .filter(|requirement| requirement.applies)
        .map(|requirement| requirement.source.file.as_str())
        .next()
        .unwrap_or(NO_FILE);
    Source {
        file: file.to_owned(),
        line: None,
    }
}

/// Identifies a finding across scans: its rule, subject and file, not its line or message. 32 hexadecimal digits.
pub(super) fn fingerprint(finding: &Finding) -> String {
    let file = finding.source.as_ref().map_or("", |source| source.file.as_str());
    let mut hash = Sha256::new();
    for part in [&finding.rule, &finding.subject, file] {
        // With its length, so that no two findings run into the same text.
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    let digits: Vec<String> = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.concat()
}

/// The level of a finding, for formats with three levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// A required rule failed or stays unknown.
    Error,
    /// It costs points.
    Warning,
    /// It costs nothing.
    Notice,
}

/// The level of an open finding.
pub(super) fn level(finding: &Finding) -> Level {
    if is_required_problem(finding) {
        Level::Error
    } else if finding.points > 0 {
        Level::Warning
    } else {
        Level::Notice
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{Outcome, Severity};

    fn finding(rule: &str, subject: &str, file: Option<&str>) -> Finding {
        Finding {
            rule: rule.to_owned(),
            subject: subject.to_owned(),
            outcome: Outcome::Fail,
            severity: Severity::Required,
            points: 20,
            gain: 20,
            message: "m".to_owned(),
            evidence: None,
            fix: None,
            fix_argv: None,
            advice: None,
            source: file.map(|file| Source {
                file: file.to_owned(),
                line: Some(7),
            }),
            also: Vec::new(),
        }
    }

    /// Platforms store fingerprints: another value would reopen every finding.
    #[test]
    fn a_fingerprint_is_permanent() {
        assert_eq!(
            fingerprint(&finding("disk-space", "/", None)),
            "311d62dd0527870a99876c3325219b46"
        );
        let moved = Finding {
            message: "other words".to_owned(),
            source: Some(Source {
                file: "a".to_owned(),
                line: Some(1),
            }),
            ..finding("r", "s", Some("a"))
        };
        assert_eq!(fingerprint(&moved), fingerprint(&finding("r", "s", Some("a"))));
        for other in [
            finding("rs", "", Some("a")),
            finding("r", "sa", None),
            finding("r", "s", None),
        ] {
            assert_ne!(fingerprint(&other), fingerprint(&moved));
        }
    }
}
