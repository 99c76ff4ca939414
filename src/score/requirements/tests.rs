//! What the rules on requirements make of scans.

mod own_copy;
mod strictest;
mod ways_out;

use super::*;
use crate::policy::Policy;
use crate::scan::{BrokenManifest, Finding, Source};
use crate::score::{assess, sample};
use crate::version::Dialect;

fn findings(scan: &Scan, rule: &str) -> Vec<Finding> {
    let findings = assess(scan, Policy::builtin()).findings;
    findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

/// Outcome, subject, message, evidence, places.
type Told = (Outcome, String, String, Option<String>, Vec<String>);

fn told(scan: &Scan, rule: &str) -> Vec<Told> {
    findings(scan, rule)
        .into_iter()
        .map(|finding| {
            let places = finding.source.iter().chain(&finding.also).map(place).collect();
            (
                finding.outcome,
                finding.subject,
                finding.message,
                finding.evidence,
                places,
            )
        })
        .collect()
}

fn asking(tools: Vec<Tool>, requirements: Vec<Requirement>) -> Scan {
    Scan {
        tools,
        project: Some(sample::project(requirements)),
        ..sample::scan()
    }
}

fn absent(id: &str) -> Tool {
    Tool {
        state: ToolState::Absent,
        version: None,
        path: None,
        ..sample::found_tool(id, "0")
    }
}

#[test]
fn a_version_is_held_against_every_file_that_asks() {
    let scan = asking(
        vec![sample::found_tool("node", "20.20.2")],
        vec![
            sample::required_tool("node", ">=18", Dialect::Npm, "engines.json"),
            sample::required_tool("node", ">=22 <25", Dialect::Npm, "package.json"),
            sample::required_tool("node", "22", Dialect::Nvm, ".nvmrc"),
        ],
    );
    let expected = (
        Outcome::Fail,
        "node".to_owned(),
        "node 20.20.2 is installed; the project requires >=22 <25".to_owned(),
        Some("/usr/bin/node; package.json:3 requires >=22 <25, .nvmrc:3 requires 22".to_owned()),
        vec!["package.json:3".to_owned(), ".nvmrc:3".to_owned()],
    );
    assert_eq!(told(&scan, "tool-version"), [expected]);
    let met = asking(
        vec![sample::found_tool("node", "22.11.0")],
        scan.project.clone().unwrap().requirements,
    );
    let pass = (
        Outcome::Pass,
        "all".to_owned(),
        "All required tools have a matching version".to_owned(),
        Some("1 requirement".to_owned()),
        vec![],
    );
    assert_eq!(told(&met, "tool-version"), [pass]);
}

#[test]
fn what_is_not_here_or_does_not_work_is_missing() {
    let scan = asking(
        vec![absent("go"), sample::failed_tool("node", FailReason::Exit)],
        vec![
            sample::required_tool("go", "1.22", Dialect::Minimum, "go.mod"),
            sample::requirement(RequirementKind::Tool, "node", "package.json"),
        ],
    );
    let missing = |id: &str, message: &str, evidence: &str, place: &str| {
        (
            Outcome::Fail,
            id.to_owned(),
            message.to_owned(),
            Some(evidence.to_owned()),
            vec![place.to_owned()],
        )
    };
    assert_eq!(
        told(&scan, "tool-required"),
        [
            missing(
                "go",
                "go is required but not installed",
                "go.mod:3 requires 1.22 or later",
                "go.mod:3"
            ),
            missing(
                "node",
                "node ends with an error",
                "package.json:3 requires it; /usr/bin/node: what happened",
                "package.json:3"
            ),
        ]
    );
    assert_eq!(told(&scan, "tool-version"), []);
    assert_eq!(assess(&scan, Policy::builtin()).status, crate::scan::Status::Fail);
}

#[test]
fn a_tool_that_did_not_answer_in_time_may_work() {
    let asked = sample::requirement(RequirementKind::Tool, "node", "package.json");
    let scan = asking(vec![sample::failed_tool("node", FailReason::Timeout)], vec![asked]);
    let told: Vec<(Outcome, String)> = findings(&scan, "tool-required")
        .into_iter()
        .map(|finding| (finding.outcome, finding.message))
        .collect();
    assert_eq!(told, [(Outcome::Unknown, "node did not answer in time".to_owned())]);
}

#[test]
fn a_tool_that_was_not_looked_for_is_not_missing() {
    let scan = asking(
        vec![],
        vec![sample::requirement(RequirementKind::Tool, "node", "package.json")],
    );
    assert_eq!(findings(&scan, "tool-required"), []);
}

#[test]
fn a_requirement_that_a_nearer_one_replaces_is_not_judged() {
    let mut far = sample::required_tool("node", "18", Dialect::Nvm, ".nvmrc");
    far.applies = false;
    let near = sample::required_tool("node", "20", Dialect::Nvm, "web/.nvmrc");
    let scan = asking(vec![sample::found_tool("node", "20.20.2")], vec![far, near]);
    let outcomes: Vec<Outcome> = assess(&scan, Policy::builtin())
        .findings
        .iter()
        .map(|one| one.outcome)
        .collect();
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Pass), "{outcomes:?}");
}

#[test]
fn an_unknown_version_is_unknown() {
    let mut tool = sample::found_tool("go", "1");
    tool.version = None;
    let asked = || sample::required_tool("go", "1.22", Dialect::Minimum, "go.mod");
    let scan = asking(vec![tool.clone()], vec![asked()]);
    assert_eq!(findings(&scan, "tool-version")[0].outcome, Outcome::Unknown);
    let any = asking(
        vec![tool],
        vec![sample::requirement(RequirementKind::Tool, "go", "go.mod")],
    );
    assert_eq!(findings(&any, "tool-version"), []);
}

#[test]
fn two_files_that_exclude_one_another_are_told_with_both_places() {
    let scan = asking(
        vec![sample::found_tool("node", "20.20.2")],
        vec![
            sample::required_tool("node", "18", Dialect::Nvm, ".nvmrc"),
            sample::required_tool("node", ">=20", Dialect::Npm, "package.json"),
        ],
    );
    let expected = (
        Outcome::Fail,
        "node".to_owned(),
        "Two files require versions of node that exclude each other".to_owned(),
        Some(".nvmrc:3 requires 18; package.json:3 requires >=20".to_owned()),
        vec![".nvmrc:3".to_owned(), "package.json:3".to_owned()],
    );
    assert_eq!(told(&scan, "requirements-agree"), [expected]);
}

#[test]
fn suggestions_warn_and_cost_little() {
    let suggested = |id: &str| Requirement {
        strength: Strength::Suggested,
        ..sample::requirement(RequirementKind::Tool, id, "Makefile")
    };
    let scan = asking(
        vec![absent("make"), absent("just")],
        vec![suggested("make"), suggested("just")],
    );
    let assessment = assess(&scan, Policy::builtin());
    assert_eq!((assessment.score, assessment.status), (98, crate::scan::Status::Pass));
    let outcomes: Vec<Outcome> = findings(&scan, "tool-suggested")
        .iter()
        .map(|one| one.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Warn, Outcome::Warn]);
}

#[test]
fn a_suggestion_contradicts_nothing() {
    let java = |range: &str, strength| Requirement {
        range: Some(range.to_owned()),
        dialect: Some(Dialect::Prefix),
        strength,
        ..sample::requirement(RequirementKind::Tool, "java", "build.gradle")
    };
    let both = vec![java("17", Strength::Required), java("21", Strength::Suggested)];
    let scan = asking(vec![sample::found_tool("java", "17.0.2")], both);
    assert_eq!(findings(&scan, "requirements-agree"), []);
}

#[test]
fn a_broken_manifest_is_told_with_its_line() {
    let mut scan = asking(vec![], vec![]);
    let source = Source {
        file: "web/package.json".to_owned(),
        line: Some(7),
    };
    let broken = BrokenManifest {
        source: source.clone(),
        message: "expected a comma".to_owned(),
    };
    scan.project.as_mut().unwrap().broken_manifests.push(broken);
    let expected = (
        Outcome::Fail,
        "web/package.json".to_owned(),
        "web/package.json cannot be read in full: expected a comma".to_owned(),
        Some("web/package.json:7".to_owned()),
        vec!["web/package.json:7".to_owned()],
    );
    assert_eq!(told(&scan, "manifest-readable"), [expected]);
}
