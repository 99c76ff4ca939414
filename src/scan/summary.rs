//! The summary of a scan in a list, made without reading all of the scan.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use super::{Assessment, Outcome, Severity, Status};

/// The summary of a scan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub scan_id: Uuid,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The project that it was taken in, if any.
    pub project: Option<ProjectName>,
    /// Its grade. `None`: it was not assessed.
    pub grade: Option<Grade>,
}

/// In JSON the grade has two names: the one that scans use (`assessment`), and the one that lists had first (`grade`).
impl Serialize for Summary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<'a> {
            scan_id: Uuid,
            taken_at: Timestamp,
            project: Option<&'a ProjectName>,
            assessment: Option<&'a Grade>,
            grade: Option<&'a Grade>,
        }
        let fields = Fields {
            scan_id: self.scan_id,
            taken_at: self.taken_at,
            project: self.project.as_ref(),
            assessment: self.grade.as_ref(),
            grade: self.grade.as_ref(),
        };
        fields.serialize(serializer)
    }
}

/// The project of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectName {
    /// Its directory.
    pub root: String,
    /// That directory's name.
    pub name: String,
}

/// A score and its most important finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grade {
    /// The policy's name.
    pub policy: String,
    /// 0 to 100.
    pub score: u32,
    /// Whether the machine passed the policy.
    pub status: Status,
    /// Whether the scan left something out (`--only`, `--skip`).
    pub partial: bool,
    /// The worst finding. `None`: there were no problems.
    pub worst: Option<Worst>,
}

/// The most important finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Worst {
    /// The rule's id.
    pub rule: String,
    /// The rule's subject.
    pub subject: String,
    /// The rule's result.
    pub outcome: Outcome,
    /// The rule's severity.
    pub severity: Severity,
    /// The problem, in a sentence without a full stop.
    pub message: String,
}

/// The parts of a scan that a summary needs. Other parts are skipped.
#[derive(Deserialize)]
struct Parts {
    scan_id: Uuid,
    taken_at: Timestamp,
    #[serde(default)]
    project: Option<ProjectName>,
    #[serde(default)]
    assessment: Option<Assessment>,
}

impl Summary {
    /// The summary of a scan in JSON.
    ///
    /// # Errors
    /// It is not a scan.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let parts: Parts = serde_json::from_slice(json)?;
        Ok(Self {
            scan_id: parts.scan_id,
            taken_at: parts.taken_at,
            project: parts.project,
            grade: parts.assessment.as_ref().map(Grade::of),
        })
    }

    /// The root directory of its project, if any.
    pub fn root(&self) -> Option<&str> {
        self.project.as_ref().map(|project| project.root.as_str())
    }
}

impl Grade {
    fn of(assessment: &Assessment) -> Self {
        // Findings are sorted worst first. One that deducts nothing does not explain the score, so prefer one that does.
        let is_open = |outcome| matches!(outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown);
        let mut open: Vec<_> = assessment
            .findings
            .iter()
            .filter(|finding| is_open(finding.outcome))
            .collect();
        open.sort_by_key(|finding| finding.points == 0);
        Self {
            policy: assessment.policy.clone(),
            score: assessment.score,
            status: assessment.status,
            partial: assessment.partial,
            worst: open.first().map(|finding| Worst {
                rule: finding.rule.clone(),
                subject: finding.subject.clone(),
                outcome: finding.outcome,
                severity: finding.severity,
                message: assessment.sentence(finding).into_owned(),
            }),
        }
    }
}

/// How much each score rose since the previous scan of the same project; negative if it fell. `None`: there is no previous scan.
/// Whole scans are compared with whole ones, and partial ones with partial ones.
///
/// `summaries` are sorted newest first.
pub fn changes(summaries: &[Summary]) -> Vec<Option<i64>> {
    let score = |summary: &Summary| summary.grade.as_ref().map(|grade| i64::from(grade.score));
    let partial = |summary: &Summary| summary.grade.as_ref().map(|grade| grade.partial);
    summaries
        .iter()
        .enumerate()
        .map(|(place, summary)| {
            let before = summaries
                .iter()
                .skip(place + 1)
                .find(|other| other.root() == summary.root() && partial(other) == partial(summary))?;
            Some(score(summary)? - score(before)?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(project: Option<&str>, score: Option<u32>) -> Summary {
        Summary {
            scan_id: Uuid::nil(),
            taken_at: Timestamp::UNIX_EPOCH,
            project: project.map(|name| ProjectName {
                root: format!("~/{name}"),
                name: name.to_owned(),
            }),
            grade: score.map(|score| Grade {
                policy: "default".to_owned(),
                score,
                status: Status::Pass,
                partial: false,
                worst: None,
            }),
        }
    }

    #[test]
    fn a_summary_has_the_right_parts_of_a_scan() {
        let json = include_bytes!("../../fixtures/scans/v1/assessed.json");
        let scan: crate::scan::Scan = serde_json::from_slice(json).unwrap();
        let assessment = scan.assessment.unwrap();
        let worst = &assessment.findings[0];
        let expected = Summary {
            scan_id: scan.scan_id,
            taken_at: scan.taken_at,
            project: scan.project.map(|project| ProjectName {
                root: project.root,
                name: project.name,
            }),
            grade: Some(Grade {
                policy: assessment.policy.clone(),
                score: assessment.score,
                status: assessment.status,
                partial: assessment.partial,
                worst: Some(Worst {
                    rule: worst.rule.clone(),
                    subject: worst.subject.clone(),
                    outcome: worst.outcome,
                    severity: worst.severity,
                    message: assessment.sentence(worst).into_owned(),
                }),
            }),
        };
        assert_eq!(Summary::parse(json).unwrap(), expected);
        assert!(Summary::parse(b"{}").is_err());
    }

    #[test]
    fn a_score_is_compared_with_the_previous_one_of_the_same_project() {
        let newest_first = [
            summary(Some("shop"), Some(90)),
            summary(None, Some(50)),
            summary(Some("shop"), None),
            summary(Some("shop"), Some(70)),
            summary(None, Some(60)),
        ];
        assert_eq!(changes(&newest_first), [Some(20), Some(-10), None, None, None]);
        let mut partial = summary(Some("shop"), Some(100));
        partial.grade.as_mut().unwrap().partial = true;
        let with_partial = [
            summary(Some("shop"), Some(90)),
            partial.clone(),
            summary(Some("shop"), Some(70)),
            partial,
        ];
        assert_eq!(changes(&with_partial), [Some(20), Some(0), None, None]);
    }
}
