//! An explanation as JSON: what `devenv explain --json` prints, and what agents are answered.

use std::collections::BTreeMap;

use anyhow::anyhow;
use serde::Serialize;

use super::{Subject, chain, rule_scan, scan_of, subject, version_sources};
use crate::cli::Failed;
use crate::error::ExitCode;
use crate::policy::{Origin, Policy};
use crate::scan::{Finding, Scan, Severity, Tool};
use crate::scanner::{Progress, ScanContext};
use crate::{report, score};

/// An explanation, as `--json` prints it.
#[derive(Serialize)]
#[serde(untagged)]
pub(in crate::cli) enum Explanation {
    Tool(Box<ToolAnswer>),
    Rule(Box<RuleAnswer>),
}

#[derive(Serialize)]
pub(in crate::cli) struct ToolAnswer {
    schema_version: String,
    tool: Tool,
    about: Option<String>,
    note: Option<String>,
    chain: Vec<String>,
    #[serde(rename = "told_by")]
    sources: Vec<String>,
    install: BTreeMap<String, String>,
}

#[derive(Serialize)]
pub(in crate::cli) struct RuleAnswer {
    schema_version: String,
    rule: String,
    title: String,
    title_fail: String,
    why: String,
    how: String,
    category: String,
    severity: Severity,
    /// Where the rule is turned off. Left out if it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<Origin>,
    points: u32,
    cap: u32,
    score: u32,
    arithmetic: String,
    findings: Vec<Finding>,
}

/// The explanation of a rule or a tool as JSON, with the scan that it was read from.
pub(in crate::cli) fn json(
    context: &ScanContext,
    name: &str,
    policy: &Policy,
    progress: &dyn Progress,
) -> Result<(Explanation, Scan), Failed> {
    match subject(context, name, policy)? {
        Subject::Rule(id) => rule_json(context, id, policy, progress),
        Subject::Tool(entry) => {
            let (tool, scan) = scan_of(context, entry, progress)?;
            let answer = ToolAnswer {
                schema_version: scan.schema_version.clone(),
                about: entry.about.as_deref().map(str::to_owned),
                note: entry.note.as_deref().map(str::to_owned),
                chain: chain(&tool, scan.path.as_ref()),
                sources: version_sources(entry),
                install: entry.install().clone(),
                tool,
            };
            Ok((Explanation::Tool(Box::new(answer)), scan))
        }
    }
}

fn rule_json(
    context: &ScanContext,
    id: &str,
    policy: &Policy,
    progress: &dyn Progress,
) -> Result<(Explanation, Scan), Failed> {
    let scan = rule_scan(context, policy, progress)?;
    let policy = policy.for_scan(&scan);
    let policy = policy.as_ref();
    let rule = policy.known(id);
    let rule = rule.ok_or_else(|| Failed::new(ExitCode::Usage, "unknown_name", anyhow!("no rule is named `{id}`")))?;
    let assessment = score::assess(&scan, policy);
    let findings = assessment.findings.iter().filter(|finding| finding.rule == rule.id);
    let answer = RuleAnswer {
        schema_version: scan.schema_version.clone(),
        rule: rule.id.clone(),
        title: rule.title.pass.clone(),
        title_fail: rule.title.fail.clone(),
        why: rule.why.clone(),
        how: rule.how.clone(),
        category: rule.category.clone(),
        severity: rule.severity,
        off: policy.off(id).map(|(_, origin)| origin),
        points: rule.points,
        cap: rule.cap,
        score: assessment.score,
        arithmetic: report::arithmetic(&score::explain_arithmetic(&assessment, policy), false),
        findings: findings.cloned().collect(),
    };
    Ok((Explanation::Rule(Box::new(answer)), scan))
}
