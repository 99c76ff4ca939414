//! What differs between two scans: the grade, what fails, and the tools.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::policy::Policy;
use crate::scan::{Assessment, Outcome, Scan, Status, Tool, ToolState};
use crate::score;

/// What differs between two scans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(super) struct Difference {
    /// The scan that the other one is compared with.
    pub(super) from: Side,
    /// The other one.
    pub(super) to: Side,
    /// What failed and no longer does: `rule subject`.
    pub(super) mended: Vec<String>,
    /// What fails now and did not.
    pub(super) broken: Vec<String>,
    /// Tools that differ, by id.
    pub(super) tools: Vec<ToolChange>,
}

/// One of two scans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(super) struct Side {
    pub(super) scan_id: String,
    pub(super) taken_at: jiff::Timestamp,
    pub(super) status: Status,
    pub(super) score: u32,
}

/// A tool that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(super) struct ToolChange {
    pub(super) id: String,
    /// Its version, `failed` or `unknown` where it has none. `None`: absent, or not looked for.
    pub(super) from: Option<String>,
    /// As `from`.
    pub(super) to: Option<String>,
}

/// What differs between two scans, both graded by the same policy.
pub(super) fn between(from: &Scan, to: &Scan, policy: &Policy) -> Difference {
    let (one, other) = (score::assess(from, policy), score::assess(to, policy));
    let (failed, fails) = (open(&one), open(&other));
    let (before, after) = (tools(from), tools(to));
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    Difference {
        mended: failed.difference(&fails).cloned().collect(),
        broken: fails.difference(&failed).cloned().collect(),
        tools: ids
            .into_iter()
            .filter(|id| before.get(id) != after.get(id))
            .map(|id| ToolChange {
                id: id.to_owned(),
                from: before.get(id).cloned(),
                to: after.get(id).cloned(),
            })
            .collect(),
        from: side(from, &one),
        to: side(to, &other),
    }
}

fn side(scan: &Scan, assessment: &Assessment) -> Side {
    Side {
        scan_id: scan.scan_id.to_string(),
        taken_at: scan.taken_at,
        status: assessment.status,
        score: assessment.score,
    }
}

fn open(assessment: &Assessment) -> BTreeSet<String> {
    assessment
        .findings
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown))
        .map(|finding| format!("{} {}", finding.rule, finding.subject))
        .collect()
}

fn tools(scan: &Scan) -> BTreeMap<&str, String> {
    scan.tools
        .iter()
        .filter_map(|tool| Some((tool.id.as_str(), version(tool)?)))
        .collect()
}

fn version(tool: &Tool) -> Option<String> {
    match tool.state {
        ToolState::Absent => None,
        ToolState::Failed => Some("failed".to_owned()),
        ToolState::Found => Some(tool.version.clone().unwrap_or_else(|| "unknown".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::FailReason;
    use crate::score::sample;

    #[test]
    fn tools_and_findings_that_differ_are_told() {
        let (mut from, mut to) = (sample::scan(), sample::scan());
        from.tools = vec![
            sample::failed_tool("go", FailReason::Exit),
            sample::found_tool("jq", "1.7"),
            sample::found_tool("node", "20.1.0"),
        ];
        to.tools = vec![sample::found_tool("go", "1.23.4"), sample::found_tool("node", "22.1.0")];
        let difference = between(&from, &to, Policy::builtin());
        let change = |id: &str, from: Option<&str>, to: Option<&str>| ToolChange {
            id: id.to_owned(),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        };
        assert_eq!(
            difference.tools,
            [
                change("go", Some("failed"), Some("1.23.4")),
                change("jq", Some("1.7"), None),
                change("node", Some("20.1.0"), Some("22.1.0"))
            ]
        );
        assert_eq!(
            (difference.mended, difference.broken),
            (vec!["tool-works go".to_owned()], vec![])
        );
        assert_eq!((difference.from.score, difference.to.score), (96, 100));
        assert_eq!(between(&from, &from, Policy::builtin()).tools, []);
    }
}
