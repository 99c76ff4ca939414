//! The formats for other programs and for browsers: the golden scans in each, and what holds for all of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{Format, render};
use super::{ALL, ASSESSED, EMPTY, HEALTHY, HOSTILE, MESSY, PROJECT, parse};
use crate::policy::Policy;
use crate::scan::{
    Assessment, Basis, CategoryScore, Finding, FindingId, Outcome, SCORING, Scan, Severity, Source, Status, Step,
};

/// The formats that `scripts/check-reports` holds to their schemas, with the end of a file's name.
const FORMATS: [(Format, &str); 5] = [
    (Format::Markdown, "md"),
    (Format::Html, "html"),
    (Format::Junit, "xml"),
    (Format::Sarif, "sarif"),
    (Format::Gitlab, "gitlab.json"),
];

fn source(file: &str, line: u32) -> Source {
    Source {
        file: file.to_owned(),
        line: Some(line),
    }
}

fn finding(rule: &str, subject: &str, outcome: Outcome, message: &str, source: Option<Source>) -> Finding {
    let points = match outcome {
        Outcome::Fail => 10,
        Outcome::Warn | Outcome::Unknown => 5,
        Outcome::Skipped | Outcome::Pass => 0,
    };
    Finding {
        rule: rule.to_owned(),
        subject: subject.to_owned(),
        outcome,
        severity: Severity::Required,
        points,
        gain: points,
        message: message.to_owned(),
        evidence: None,
        fix: None,
        fix_argv: None,
        advice: None,
        source,
        also: Vec::new(),
    }
}

/// The scan of a project with an assessment of its own, of each sort of finding that a requirement can give.
fn project() -> Scan {
    let findings = vec![
        Finding {
            evidence: Some("18.19.0 (nvm) at ~/.nvm/versions/node/v18.19.0/bin/node".to_owned()),
            fix: Some("nvm install 22".to_owned()),
            also: vec![source(".nvmrc", 1)],
            ..finding(
                "tool-version",
                "node",
                Outcome::Fail,
                "Node.js 18.19.0 is installed; the project requires `>=20 <23`",
                Some(source("package.json", 7)),
            )
        },
        Finding {
            advice: Some("see <https://developer.hashicorp.com/terraform/install>".to_owned()),
            ..finding(
                "tool-required",
                "terraform",
                Outcome::Fail,
                "Terraform is required but not installed",
                Some(source("infra/versions.tf", 2)),
            )
        },
        Finding {
            severity: Severity::Recommended,
            ..finding(
                "port-free",
                "5173",
                Outcome::Warn,
                "Port 5173 is in use by node",
                Some(source("compose.yaml", 11)),
            )
        },
        finding(
            "manifest-readable",
            "tools/gen/pyproject.toml",
            Outcome::Unknown,
            "tools/gen/pyproject.toml cannot be parsed",
            Some(source("tools/gen/pyproject.toml", 12)),
        ),
        Finding {
            severity: Severity::Recommended,
            evidence: Some("`df` | `@team` [x](y) {0}".to_owned()),
            ..finding(
                "disk-space",
                "/",
                Outcome::Warn,
                "/ has 16.0 GiB of 468.0 GiB free",
                None,
            )
        },
        finding(
            "git-identity",
            "git",
            Outcome::Skipped,
            "Git user name or email is not set (not needed in a CI job)",
            None,
        ),
        finding(
            "tool-version",
            "go",
            Outcome::Pass,
            "Go 1.23.4 matches",
            Some(source("services/pay/go.mod", 3)),
        ),
    ];
    Scan {
        assessment: Some(Assessment {
            policy: "shop".to_owned(),
            scoring: SCORING,
            basis: Basis::Project,
            partial: false,
            score: 31,
            status: Status::Fail,
            fail_under: 80,
            categories: vec![
                CategoryScore {
                    id: "resources".to_owned(),
                    score: 95,
                },
                CategoryScore {
                    id: "toolchain".to_owned(),
                    score: 70,
                },
            ],
            findings,
            steps: vec![
                step(Some("nvm install 22"), true, &[("tool-version", "node")], 37),
                step(None, true, &[("tool-required", "terraform")], 43),
                step(None, true, &[("manifest-readable", "tools/gen/pyproject.toml")], 90),
                step(None, false, &[("disk-space", "/")], 95),
                step(None, false, &[("port-free", "5173")], 100),
            ],
        }),
        ..parse(PROJECT)
    }
}

fn step(fix: Option<&str>, required: bool, fixes: &[(&str, &str)], score: u32) -> Step {
    Step {
        fix: fix.map(str::to_owned),
        advice: fix.is_none().then(|| "see <https://example.org/>".to_owned()),
        required,
        fixes: fixes
            .iter()
            .map(|(rule, subject)| FindingId {
                rule: (*rule).to_owned(),
                subject: (*subject).to_owned(),
            })
            .collect(),
        gain: 6,
        score,
        problems_left: 1,
    }
}

/// Each golden scan by name.
fn scans() -> Vec<(&'static str, Scan)> {
    vec![
        ("healthy", parse(HEALTHY)),
        ("messy", parse(MESSY)),
        ("empty", parse(EMPTY)),
        ("hostile", parse(HOSTILE)),
        ("assessed", parse(ASSESSED)),
        ("project", project()),
    ]
}

#[test]
fn golden_scans_in_each_format() {
    for (name, scan) in scans() {
        for (format, ending) in FORMATS {
            let text = render(format, &scan, Policy::builtin()).unwrap();
            // The style sheet has a file of its own.
            let text = match text.split_once("<style>").zip(text.split_once("</style>")) {
                Some(((before, _), (_, after))) => format!("{before}<style></style>{after}"),
                None => text,
            };
            let text = match text
                .split_once("sha256-")
                .and_then(|(before, rest)| Some((before, rest.split_once("&#39;")?.1)))
            {
                Some((before, after)) => format!("{before}sha256-…&#39;{after}"),
                None => text,
            };
            insta::assert_snapshot!(format!("{name}.{ending}"), text);
        }
    }
}

#[test]
fn a_project_on_a_terminal_and_in_a_log() {
    let scan = project();
    insta::assert_snapshot!("project-80", super::human(&scan, Policy::builtin(), &super::PLAIN));
    insta::assert_snapshot!("project-ci", super::ci(&scan, Policy::builtin()));
    insta::assert_snapshot!("project-annotations", super::annotations(&scan, Policy::builtin()));
}

/// `DEVENV_WRITE_REPORTS=DIRECTORY cargo test --lib golden::formats` writes them, for `scripts/check-reports` and `scripts/picture-html`.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
fn reports_of_golden_scans_can_be_written() {
    let Some(directory) = std::env::var_os("DEVENV_WRITE_REPORTS").map(std::path::PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(&directory).unwrap();
    // What this version itself makes of the project, for the picture.
    let mut scans = scans();
    scans.push(("picture", parse(PROJECT)));
    for (name, scan) in scans {
        for (format, ending) in FORMATS {
            let text = render(format, &scan, Policy::builtin()).unwrap();
            std::fs::write(directory.join(format!("{name}.{ending}")), text).unwrap();
        }
    }
}

#[test]
fn the_same_scan_gives_the_same_bytes() {
    for (name, scan) in scans() {
        for format in Format::ALL {
            let render = || render(format, &scan, Policy::builtin()).unwrap();
            assert_eq!(render(), render(), "{name} as {}", format.name());
        }
    }
}

#[test]
fn xml_is_well_formed_and_its_sums_are_right() {
    for (name, scan) in scans() {
        let text = render(Format::Junit, &scan, Policy::builtin()).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let count =
            |node: roxmltree::Node<'_, '_>, tag| node.descendants().filter(|inner| inner.has_tag_name(tag)).count();
        let suites = document.descendants().filter(|node| node.has_tag_name("testsuite"));
        for node in suites.chain([document.root_element()]) {
            for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
                let told = node.attribute(attribute).unwrap();
                assert_eq!(told, count(node, tag).to_string(), "{name}: {attribute}");
            }
        }
    }
}

#[test]
fn results_have_a_place_a_rule_and_a_fingerprint_of_their_own() {
    for (name, scan) in scans() {
        let sarif: Value = serde_json::from_str(&render(Format::Sarif, &scan, Policy::builtin()).unwrap()).unwrap();
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let mut prints = BTreeSet::new();
        for result in run["results"].as_array().unwrap() {
            let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[rule]["id"], result["ruleId"], "{name}");
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(
                !uri.is_empty() && !uri.starts_with('/') && uri.is_ascii(),
                "{name}: {uri}"
            );
            assert!(prints.insert(result["partialFingerprints"]["devenvFinding/v1"].to_string()));
        }
        // GitLab's fields and severities. Source: its documentation of the format, "Code Quality report format".
        let issues: Value = serde_json::from_str(&render(Format::Gitlab, &scan, Policy::builtin()).unwrap()).unwrap();
        let issues = issues.as_array().unwrap();
        assert_eq!(issues.len(), prints.len());
        for issue in issues {
            let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
            assert!(text(&issue["description"]) && text(&issue["check_name"]) && text(&issue["location"]["path"]));
            assert!(
                prints.remove(&issue["fingerprint"].to_string()),
                "{name}: one fingerprint in both formats"
            );
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
            let severity = issue["severity"].as_str().unwrap();
            assert!(
                ["info", "minor", "major", "critical", "blocker"].contains(&severity),
                "{severity}"
            );
        }
    }
}

#[test]
fn a_page_has_no_script_loads_nothing_and_styles_nothing_in_place() {
    for (name, scan) in scans() {
        let page = render(Format::Html, &scan, Policy::builtin()).unwrap();
        for forbidden in [
            "<script",
            " style=",
            " src=",
            " href=",
            "url(",
            "@import",
            "javascript:",
            " onload",
            " onclick",
        ] {
            assert!(!page.contains(forbidden), "{name}: {forbidden}");
        }
    }
}

/// What is outside of code is escaped: only our own markup is left.
#[test]
fn a_comment_mentions_nobody_and_links_nowhere() {
    for (name, mut scan) in scans() {
        let word = "@someone #12 <img src=x> [a](https://example.com) **b** | `c` www.example.com";
        let mut assessment = scan
            .assessment
            .take()
            .unwrap_or_else(|| crate::score::assess(&scan, Policy::builtin()));
        for finding in &mut assessment.findings {
            finding.message = word.to_owned();
            finding.advice = Some(word.to_owned());
            finding.evidence = Some(word.to_owned());
            finding.subject = format!("`` {word}");
        }
        scan.assessment = Some(assessment);
        let text = render(Format::Markdown, &scan, Policy::builtin()).unwrap();
        for line in text.lines() {
            let outside = outside_code(line);
            for forbidden in ["@someone", "#12", "<img", "[a]", "://", "**b**", "www."] {
                assert!(!outside.contains(forbidden), "{name}: {forbidden} in {line}");
            }
        }
    }
}

/// A line of Markdown without its code spans.
fn outside_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line.replace("\\`", "");
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let fence: String = rest[start..]
            .chars()
            .take_while(|character| *character == '`')
            .collect();
        let after = rest[start + fence.len()..].to_owned();
        let end = after
            .match_indices(&fence)
            .find(|(at, _)| !after[..*at].ends_with('`') && !after[at + fence.len()..].starts_with('`'));
        rest = end.map_or_else(String::new, |(at, _)| after[at + fence.len()..].to_owned());
    }
    outside + &rest
}

#[test]
fn a_comment_fits_where_comments_go() {
    let mut scan = project();
    let assessment = scan.assessment.as_mut().unwrap();
    let worst = assessment.findings[0].clone();
    for index in 0..3000 {
        assessment.findings.push(Finding {
            subject: format!("tool-{index}"),
            evidence: Some("x".repeat(2000)),
            ..worst.clone()
        });
    }
    let text = render(Format::Markdown, &scan, Policy::builtin()).unwrap();
    assert!(text.chars().count() < 65_536, "{}", text.len());
    assert!(text.contains("findings are left out"));
    assert!(ALL.len() == scans().len());
}
