//! A scan in a list, without reading all of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use super::{Assessment, Outcome, Severity, Status};

/// A scan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub scan_id: Uuid,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The project that it was taken in. `None`: in none.
    pub project: Option<ProjectName>,
    /// What the policy made of it. `None`: it was not assessed.
    pub grade: Option<Grade>,
}

/// As JSON, what the policy made of it has two names: that of a scan, and the one that lists had first.
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

/// Which project it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectName {
    /// Its directory.
    pub root: String,
    /// That directory's name.
    pub name: String,
}

/// A score, and what weighs most in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grade {
    /// The policy's name.
    pub policy: String,
    /// 0 to 100.
    pub score: u32,
    /// Whether the machine was ready.
    pub status: Status,
    /// The worst finding. `None`: there were no problems.
    pub worst: Option<Worst>,
}

/// A finding in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Worst {
    /// The rule's id.
    pub rule: String,
    /// What it was applied to.
    pub subject: String,
    /// What came out.
    pub outcome: Outcome,
    /// The rule's severity.
    pub severity: Severity,
    /// The problem, in a sentence without a full stop.
    pub message: String,
}

/// The parts of a scan that a summary is made of. The rest is passed over.
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
    /// Of a scan as JSON.
    ///
    /// # Errors
    /// It is no scan.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let parts: Parts = serde_json::from_slice(json)?;
        Ok(Self {
            scan_id: parts.scan_id,
            taken_at: parts.taken_at,
            project: parts.project,
            grade: parts.assessment.as_ref().map(Grade::of),
        })
    }

    /// The directory of its project. `None`: there was none.
    pub fn root(&self) -> Option<&str> {
        self.project.as_ref().map(|project| project.root.as_str())
    }
}

impl Grade {
    fn of(assessment: &Assessment) -> Self {
        // Sorted, worst first. A finding without a cost does not explain a score, so one that costs something comes before it.
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

/// How far each score rose, or fell, since the scan before it of the same project. `None`: there is none to compare with.
///
/// `summaries` come newest first.
pub fn changes(summaries: &[Summary]) -> Vec<Option<i64>> {
    let score = |summary: &Summary| summary.grade.as_ref().map(|grade| i64::from(grade.score));
    summaries
        .iter()
        .enumerate()
        .map(|(place, summary)| {
            let before = summaries
                .iter()
                .skip(place + 1)
                .find(|other| other.root() == summary.root() && other.grade.is_some())?;
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
                worst: None,
            }),
        }
    }

    #[test]
    fn a_summary_is_made_of_the_parts_of_a_scan() {
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
    fn a_score_is_compared_with_the_one_before_of_the_same_project() {
        let newest_first = [
            summary(Some("shop"), Some(90)),
            summary(None, Some(50)),
            summary(Some("shop"), None),
            summary(Some("shop"), Some(70)),
            summary(None, Some(60)),
        ];
        assert_eq!(changes(&newest_first), [Some(20), Some(-10), None, None, None]);
    }
}
