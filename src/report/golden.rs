//! Whole reports of the golden scans, and what holds for all of them.

mod formats;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::{HumanOptions, annotations, ci, human, rule, timings, tools};
use crate::policy::Policy;
use crate::scan::{Scan, json_schema};
use crate::text;

const HEALTHY: &str = include_str!("../../fixtures/scans/v1/healthy-laptop.json");
const MESSY: &str = include_str!("../../fixtures/scans/v1/messy-laptop.json");
const EMPTY: &str = include_str!("../../fixtures/scans/v1/empty-container.json");
const HOSTILE: &str = include_str!("../../fixtures/scans/v1/hostile-strings.json");
const ASSESSED: &str = include_str!("../../fixtures/scans/v1/assessed.json");
const PROJECT: &str = include_str!("../../fixtures/scans/v1/project.json");
/// Written by contract 1.1: partial, with its selection, version managers and steps.
const PARTIAL: &str = include_str!("../../fixtures/scans/v1/partial-1.1.json");
const ALL: [&str; 6] = [HEALTHY, MESSY, EMPTY, HOSTILE, ASSESSED, PROJECT];

const PLAIN: HumanOptions = HumanOptions {
    width: 80,
    colour: false,
    unicode: true,
    verbose: false,
    timings: false,
};

fn parse(json: &str) -> Scan {
    serde_json::from_str(json).unwrap()
}

fn report(json: &str, options: HumanOptions) -> String {
    human(&parse(json), Policy::builtin(), &options)
}

#[test]
fn a_healthy_laptop() {
    insta::assert_snapshot!("healthy-80", report(HEALTHY, PLAIN));
    insta::assert_snapshot!(
        "healthy-120-verbose",
        report(
            HEALTHY,
            HumanOptions {
                width: 120,
                verbose: true,
                timings: true,
                ..PLAIN
            }
        )
    );
}

#[test]
fn a_messy_laptop() {
    insta::assert_snapshot!("messy-60", report(MESSY, HumanOptions { width: 60, ..PLAIN }));
    insta::assert_snapshot!("messy-80", report(MESSY, PLAIN));
    insta::assert_snapshot!(
        "messy-80-ascii",
        report(
            MESSY,
            HumanOptions {
                unicode: false,
                ..PLAIN
            }
        )
    );
    insta::assert_snapshot!("messy-120", report(MESSY, HumanOptions { width: 120, ..PLAIN }));
    let colour = report(MESSY, HumanOptions { colour: true, ..PLAIN });
    insta::assert_snapshot!("messy-80-colour", colour.replace('\u{1b}', "␛"));
}

#[test]
fn an_empty_container() {
    insta::assert_snapshot!("empty-80", report(EMPTY, PLAIN));
}

#[test]
fn hostile_strings() {
    insta::assert_snapshot!(
        "hostile-60",
        report(
            HOSTILE,
            HumanOptions {
                width: 60,
                verbose: true,
                ..PLAIN
            }
        )
    );
    insta::assert_snapshot!(
        "hostile-80-ascii",
        report(
            HOSTILE,
            HumanOptions {
                unicode: false,
                ..PLAIN
            }
        )
    );
}

#[test]
fn a_scan_that_carries_its_assessment_is_shown_with_it() {
    insta::assert_snapshot!("assessed-80", report(ASSESSED, PLAIN));
    insta::assert_snapshot!("assessed-annotations", annotations(&parse(ASSESSED), Policy::builtin()));
}

#[test]
fn an_old_table_of_support_dates_is_told_at_the_end() {
    let mut scan = parse(HEALTHY);
    let is_told = |scan: &Scan| {
        let text = human(scan, Policy::builtin(), &HumanOptions { width: 120, ..PLAIN });
        let words: Vec<&str> = text.split_whitespace().collect();
        words
            .join(" ")
            .contains("support dates of 2020-01-01, over half a year old")
    };
    scan.lifecycle = Some(crate::scan::LifecycleTable {
        as_of: "2020-01-01".to_owned(),
        own: false,
    });
    assert!(is_told(&scan));
    scan.taken_at = "2020-06-01T00:00:00Z".parse().unwrap();
    assert!(!is_told(&scan));
}

#[test]
fn continuous_integration() {
    for (name, json) in [("healthy", HEALTHY), ("messy", MESSY), ("hostile", HOSTILE)] {
        insta::assert_snapshot!(format!("{name}-ci"), ci(&parse(json), Policy::builtin()));
        insta::assert_snapshot!(
            format!("{name}-annotations"),
            annotations(&parse(json), Policy::builtin())
        );
    }
}

#[test]
fn tables_of_times_and_tools() {
    insta::assert_snapshot!("messy-timings", timings(&parse(MESSY), &PLAIN));
    insta::assert_snapshot!("messy-tools", tools(&parse(MESSY), &PLAIN));
    insta::assert_snapshot!(
        "messy-tools-ascii-all",
        tools(
            &parse(MESSY),
            &HumanOptions {
                verbose: true,
                unicode: false,
                ..PLAIN
            }
        )
    );
}

#[test]
fn a_rule_is_explained_with_what_it_says_here() {
    let (policy, scan) = (Policy::builtin(), parse(MESSY));
    for id in ["tool-works", "disk-space", "path-entry-duplicate", "git-identity"] {
        insta::assert_snapshot!(format!("rule-{id}"), rule(id, policy, Some(&scan), &PLAIN).unwrap());
    }
    assert_eq!(rule("no-such-rule", policy, None, &PLAIN), None);
}

#[test]
fn a_rule_fits_its_width_and_obeys_nothing() {
    let (policy, scan) = (Policy::builtin(), parse(HOSTILE));
    for found in policy.rules() {
        let text = rule(
            &found.id,
            policy,
            Some(&scan),
            &HumanOptions {
                width: 50,
                unicode: false,
                ..PLAIN
            },
        )
        .unwrap();
        assert_eq!(text::escape(&text), text);
        assert!(text.lines().all(|line| fits(line, 50)), "{text}");
    }
}

/// Whether a line is no wider than that, or is a command, or one word that cannot be broken, behind a sign or a label at most.
fn fits(line: &str, width: usize) -> bool {
    let is_command = line.contains("$ ") || is_step(line);
    let (before, _) = line.rsplit_once(' ').unwrap_or(("", line));
    let is_label = before.trim().is_empty() || before.trim_end().width() <= 18 && before.ends_with("  ");
    let is_sign = ["✗", "!", "?", "✓", "–", "x", "+", "-", "→", "->"].contains(&before.trim());
    line.width() <= width || is_command || is_label || is_sign
}

/// Each report at each width, by the options that made it.
fn reports(json: &str) -> Vec<(HumanOptions, String)> {
    let mut reports = Vec::new();
    for width in [0, 40, 60, 80, 120, 500] {
        for verbose in [false, true] {
            for unicode in [false, true] {
                let options = HumanOptions {
                    width,
                    unicode,
                    verbose,
                    timings: true,
                    colour: false,
                };
                reports.push((options, report(json, options)));
            }
        }
    }
    reports
}

/// A numbered step: its command stays on one line.
fn is_step(line: &str) -> bool {
    line.trim_start()
        .split_once(". ")
        .is_some_and(|(number, _)| number.parse::<u32>().is_ok())
}

#[test]
fn a_report_fits_its_width_and_cuts_no_command() {
    for json in ALL {
        let assessment = super::View::of(&parse(json), Policy::builtin()).assessment.into_owned();
        for (options, report) in reports(json) {
            let width = options.width.clamp(40, 120);
            let wide: Vec<&str> = report.lines().filter(|line| !fits(line, width)).collect();
            assert_eq!(wide, [""; 0], "{options:?}");
            let fixes = assessment.findings.iter().filter_map(|finding| finding.fix.as_deref());
            for fix in fixes.filter(|_| options.verbose) {
                assert!(
                    report.lines().any(|line| line.ends_with(fix)),
                    "{options:?}: {fix}\n{report}"
                );
            }
        }
    }
}

#[test]
fn a_terminal_is_never_told_anything_by_a_scan() {
    for json in ALL {
        for (options, report) in reports(json) {
            assert_eq!(text::escape(&report), report, "{options:?}");
            assert!(options.unicode || report.is_ascii(), "{options:?}\n{report}");
        }
        let scan = parse(json);
        for output in [ci(&scan, Policy::builtin()), annotations(&scan, Policy::builtin())] {
            assert_eq!(text::escape(&output), output);
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    for json in ALL {
        let coloured = report(json, HumanOptions { colour: true, ..PLAIN });
        assert_eq!(text::strip_ansi(&coloured), report(json, PLAIN));
    }
}

#[test]
fn the_log_of_a_job_is_the_same_whenever_the_machine_is() {
    let mut later = parse(MESSY);
    later.duration_ms += 1000;
    later.scan_id = uuid::Uuid::max();
    later
        .tools
        .iter_mut()
        .for_each(|tool| (tool.duration_ms, tool.remembered) = (tool.duration_ms + 7, true));
    later.probes.iter_mut().for_each(|probe| probe.duration_ms += 3);
    assert_eq!(ci(&later, Policy::builtin()), ci(&parse(MESSY), Policy::builtin()));
}

#[test]
fn golden_scans_meet_the_schema_and_survive_a_round_trip() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for json in ALL.into_iter().chain([PARTIAL]) {
        let value: Value = serde_json::from_str(json).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
        let scan = parse(json);
        let again = serde_json::to_value(&scan).unwrap();
        assert!(validator.is_valid(&again));
        assert_eq!(serde_json::from_value::<Scan>(again).unwrap(), scan);
    }
}

#[test]
fn a_reader_ignores_what_it_does_not_know() {
    fn add_unknown(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(add_unknown);
                fields.insert("added_in_1_9".to_owned(), serde_json::json!({ "a": [1, null] }));
            }
            Value::Array(items) => items.iter_mut().for_each(add_unknown),
            _ => {}
        }
    }
    for json in ALL.into_iter().chain([PARTIAL]) {
        let mut value: Value = serde_json::from_str(json).unwrap();
        add_unknown(&mut value);
        assert_eq!(serde_json::from_value::<Scan>(value).unwrap(), parse(json));
    }
}
