//! Golden machines keep their order: a machine that works better never scores lower.

use super::{assess, sample};
use crate::policy::Policy;
use crate::scan::{
    Basis, FailReason, Git, OsFamily, PathEntryState, PathReport, RequirementKind, Scan, ScanSelection, ServiceState,
    Status, Tool, ToolState,
};
use crate::version::Dialect;

const TOOLS: [&str; 9] = ["cargo", "go", "java", "make", "node", "php", "python3", "ruby", "rustc"];

/// A machine that has everything that a project requires.
fn perfect() -> Scan {
    let requirements = TOOLS
        .map(|id| sample::required_tool(id, "2", Dialect::Prefix, ".tool-versions"))
        .into();
    Scan {
        system: Some(sample::system(OsFamily::Linux)),
        disks: vec![sample::disk("/", 500 << 30, 300 << 30)],
        path: Some(PathReport {
            entries: vec![sample::path_entry("/usr/bin", PathEntryState::Ok)],
            shadowed: Vec::new(),
            ..PathReport::default()
        }),
        tools: TOOLS.map(|id| sample::found_tool(id, "2.1")).into(),
        git: Some(Git {
            identity_configured: true,
            ..Git::default()
        }),
        project: Some(sample::project(requirements)),
        ..sample::scan()
    }
}

fn with(change: impl FnOnce(&mut Scan)) -> Scan {
    let mut scan = perfect();
    change(&mut scan);
    scan
}

fn untidy(scan: &mut Scan) {
    let entries = &mut scan.path.as_mut().unwrap().entries;
    entries.push(sample::path_entry("/opt/gone/bin", PathEntryState::Missing));
    entries.push(sample::path_entry("bin", PathEntryState::Relative));
    scan.git = Some(Git::default());
    scan.services = vec![sample::service("docker", ServiceState::Unreachable)];
    for id in ["vim", "jq", "kubectl", "helm", "terraform", "ansible"] {
        scan.tools.push(sample::failed_tool(id, FailReason::Exit));
    }
}

fn remove(scan: &mut Scan, count: usize) {
    for tool in scan.tools.iter_mut().take(count) {
        *tool = Tool {
            state: ToolState::Absent,
            version: None,
            ..tool.clone()
        };
    }
}

#[test]
fn golden_machines_keep_their_order() {
    let machines = [
        ("perfect", perfect()),
        (
            "an old version of a suggested tool",
            with(|scan| {
                let mut suggested = sample::required_tool("jq", "2", Dialect::Prefix, "Makefile");
                suggested.strength = crate::scan::Strength::Suggested;
                scan.project.as_mut().unwrap().requirements.push(suggested);
                scan.tools.push(sample::found_tool("jq", "1.7"));
            }),
        ),
        ("no name for commits", with(|scan| scan.git = Some(Git::default()))),
        ("untidy", with(untidy)),
        (
            "a required tool of another version",
            with(|scan| {
                scan.tools[4].version = Some("1.9".to_owned());
            }),
        ),
        (
            "untidy, a required tool missing",
            with(|scan| {
                remove(scan, 1);
                untidy(scan);
            }),
        ),
        (
            "untidy, three required tools missing",
            with(|scan| {
                remove(scan, 3);
                untidy(scan);
            }),
        ),
        (
            "hopeless",
            with(|scan| {
                remove(scan, 9);
                untidy(scan);
                scan.disks[0].available_bytes = 1 << 20;
            }),
        ),
    ];
    let scores: Vec<(&str, u32, Status)> = machines
        .iter()
        .map(|(name, scan)| {
            let assessment = assess(scan, Policy::builtin());
            (*name, assessment.score, assessment.status)
        })
        .collect();
    assert_eq!(
        scores,
        [
            ("perfect", 100, Status::Pass),
            ("an old version of a suggested tool", 99, Status::Pass),
            ("no name for commits", 94, Status::Pass),
            ("untidy", 61, Status::Fail),
            ("a required tool of another version", 49, Status::Fail),
            ("untidy, a required tool missing", 10, Status::Fail),
            ("untidy, three required tools missing", 0, Status::Fail),
            ("hopeless", 0, Status::Fail),
        ]
    );
}

#[test]
fn missing_tools_cost_six_points_each_after_the_first() {
    let score = |count| assess(&with(|scan| remove(scan, count)), Policy::builtin()).score;
    assert_eq!([0, 1, 2, 3, 9].map(score), [100, 49, 43, 37, 1]);
}

/// Each missing tool shows in its category, too.
#[test]
fn a_category_is_scored_as_the_whole_is() {
    let categories = assess(&with(|scan| remove(scan, 9)), Policy::builtin()).categories;
    let scores: Vec<(&str, u32)> = categories
        .iter()
        .filter(|category| category.score < 100)
        .map(|category| (category.id.as_str(), category.score))
        .collect();
    assert_eq!(scores, [("requirements", 1)]);
}

#[test]
fn what_a_selection_leaves_out_is_skipped() {
    let mut scan = with(|scan| {
        scan.tools.retain(|tool| tool.id == "node");
        scan.path = None;
        scan.git = None;
        let variable = sample::requirement(RequirementKind::Variable, "API_KEY", ".env.example");
        scan.project
            .as_mut()
            .unwrap()
            .requirements
            .push(crate::scan::Requirement {
                present: Some(false),
                ..variable
            });
        scan.probes = vec![
            sample::probe("git", crate::scan::ProbeState::Skipped),
            sample::probe("path", crate::scan::ProbeState::Skipped),
            sample::probe("tools", crate::scan::ProbeState::Ok),
        ];
    });
    scan.selection = Some(ScanSelection {
        only: vec!["node".to_owned()],
        skip: Vec::new(),
        exec: true,
    });
    let outcome = |scan: &Scan, rule: &str, subject: &str| {
        let findings = assess(scan, Policy::builtin()).findings;
        let mut findings = findings.into_iter();
        findings
            .find(|finding| finding.rule == rule && finding.subject == subject)
            .map(|finding| finding.outcome)
    };
    let skipped = Some(crate::scan::Outcome::Skipped);
    for (rule, subject) in [
        ("tool-required", "ruby"),
        ("git-identity", "all"),
        ("path-entry-missing", "all"),
        ("variable-set", "all"),
    ] {
        assert_eq!(outcome(&scan, rule, subject), skipped, "{rule} {subject}");
    }
    let assessment = assess(&scan, Policy::builtin());
    assert_eq!((assessment.status, assessment.partial), (Status::Pass, true));
    // What is selected is judged by what the project requires.
    scan.tools.clear();
    scan.tools.push(Tool {
        state: ToolState::Absent,
        version: None,
        ..sample::found_tool("node", "0")
    });
    assert_eq!(
        outcome(&scan, "tool-required", "node"),
        Some(crate::scan::Outcome::Fail)
    );
    assert_eq!(assess(&scan, Policy::builtin()).status, Status::Fail);
}

#[test]
fn without_requirements_the_score_is_of_the_machine() {
    let basis = |scan: &Scan| assess(scan, Policy::builtin()).basis;
    assert_eq!(basis(&perfect()), Basis::Project);
    assert_eq!(basis(&with(|scan| scan.project = None)), Basis::Machine);
    let only_suggested = with(|scan| {
        for one in &mut scan.project.as_mut().unwrap().requirements {
            one.strength = crate::scan::Strength::Suggested;
        }
    });
    assert_eq!(basis(&only_suggested), Basis::Machine);
}
