//! The list of saved scans, and its line of bars.

use super::*;
use crate::scan::{Grade, Outcome, ProjectName, Severity, Worst};

fn options(width: usize, unicode: bool) -> HumanOptions {
    HumanOptions {
        width,
        colour: false,
        unicode,
        verbose: false,
        timings: false,
    }
}

fn row(minute: u8, project: Option<&str>, score: Option<u32>, change: Option<i64>) -> HistoryRow {
    HistoryRow {
        short_id: format!("01932f{minute:02}"),
        summary: Summary {
            scan_id: uuid::Uuid::nil(),
            taken_at: format!("2026-11-24T20:{minute:02}:00Z").parse().unwrap(),
            project: project.map(|name| ProjectName {
                root: format!("~/{name}"),
                name: name.to_owned(),
            }),
            grade: score.map(|score| Grade {
                policy: "default".to_owned(),
                score,
                status: if score < 80 { Status::Fail } else { Status::Pass },
                partial: false,
                worst: (score < 100).then(|| Worst {
                    rule: "tool-version".to_owned(),
                    subject: "node".to_owned(),
                    outcome: Outcome::Fail,
                    severity: Severity::Required,
                    message: "Node.js 20.1.0 is installed; the project requires >=22".to_owned(),
                }),
            }),
        },
        change,
    }
}

fn rows() -> [HistoryRow; 6] {
    [
        row(50, Some("shop"), Some(100), Some(12)),
        row(40, Some("shop"), Some(88), Some(26)),
        row(30, None, Some(96), None),
        row(20, Some("shop"), Some(62), Some(0)),
        row(10, Some("shop"), Some(62), None),
        row(5, Some("a\u{1b}[31m"), None, None),
    ]
}

#[test]
fn a_partial_scan_is_listed_as_one() {
    let mut row = row(50, Some("shop"), Some(100), None);
    row.summary.grade.as_mut().unwrap().partial = true;
    insta::assert_snapshot!(history(&[row], &options(80, true), &TimeZone::UTC), @r"
    id        time              project  score  change  status
    01932f50  2026-11-24 20:50  shop       100          PASS (partial)
    ");
}

#[test]
fn scans_are_listed_with_how_the_score_went() {
    let zone = TimeZone::fixed(jiff::tz::offset(1));
    insta::assert_snapshot!(history(&rows(), &options(100, true), &zone), @r"
    id        time              project      score  change  status  worst finding
    01932f50  2026-11-24 21:50  shop           100     +12  PASS
    01932f40  2026-11-24 21:40  shop            88     +26  PASS    tool-version node
    01932f30  2026-11-24 21:30                  96          PASS    tool-version node
    01932f20  2026-11-24 21:20  shop            62       0  FAIL    tool-version node
    01932f10  2026-11-24 21:10  shop            62          FAIL    tool-version node
    01932f05  2026-11-24 21:05  a\u{1b}[31m                 none

    shop  ▁▁▅█  62 to 100
    ");
    insta::assert_snapshot!(history(&rows(), &options(80, false), &TimeZone::UTC), @r"
    id        time              project      score  change  status  worst finding
    01932f50  2026-11-24 20:50  shop           100     +12  PASS
    01932f40  2026-11-24 20:40  shop            88     +26  PASS    tool-version
                                                                    node
    01932f30  2026-11-24 20:30                  96          PASS    tool-version
                                                                    node
    01932f20  2026-11-24 20:20  shop            62       0  FAIL    tool-version
                                                                    node
    01932f10  2026-11-24 20:10  shop            62          FAIL    tool-version
                                                                    node
    01932f05  2026-11-24 20:05  a\u{1b}[31m                 none

    shop  __=#  62 to 100
    ");
    let verbose = HumanOptions {
        verbose: true,
        ..options(100, true)
    };
    insta::assert_snapshot!(history(&rows()[1..2], &verbose, &TimeZone::UTC), @"
    id        time              project  score  change  status  worst finding
    01932f40  2026-11-24 20:40  shop        88     +26  PASS    Node.js 20.1.0 is installed; the project
                                                                requires >=22
    ");
}

#[test]
fn a_line_of_bars_goes_from_the_lowest_to_the_highest() {
    assert_eq!(sparkline(&[0, 50, 100], true), ("▁▄█".to_owned(), 0, 100));
    assert_eq!(sparkline(&[87, 87], true), ("▅▅".to_owned(), 87, 87));
    assert_eq!(sparkline(&[80, 81], false), ("_#".to_owned(), 80, 81));
}
