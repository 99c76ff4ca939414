//! `JUnit` XML: what CI systems show as test results. A category is a suite, a finding a test case.
//!
//! | finding | test case |
//! |---|---|
//! | pass | passes |
//! | warn | passes, and says so in `system-out`: the format knows no warnings |
//! | fail | has a `failure` |
//! | unknown | has an `error`: a test that could not be carried out |
//! | skipped | is `skipped` |
//!
//! The suite `devenv` says whether the machine is ready. Format: `junit-10.xsd` of Jenkins' xUnit plugin, which
//! `scripts/check-reports` holds it to.

use super::finding_location::{facts, places};
use super::markup::Markup;
use super::{View, partial_note, word};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Scan, Status};

/// The suite of findings whose rule the policy does not have.
const NO_CATEGORY: &str = "other";

struct Suite<'v> {
    id: &'v str,
    title: &'v str,
    findings: Vec<&'v Finding>,
}

/// All findings as test results, the verdict first. Control characters are shown as escapes.
pub fn junit(scan: &Scan, policy: &Policy) -> String {
    let view = View::of(scan, policy);
    let suites = suites(&view);
    let ready = view.assessment.status == Status::Pass;
    let count = |outcome| view.with_outcome(outcome).count();
    let mut page = Markup::default();
    page.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"devenv\" tests=\"")
        .value(view.assessment.findings.len() + 1)
        .raw("\" failures=\"")
        .value(count(Outcome::Fail) + usize::from(!ready))
        .raw("\" errors=\"")
        .value(count(Outcome::Unknown))
        .raw("\" time=\"")
        .value(format_args!(
            "{}.{:03}",
            scan.duration_ms / 1000,
            scan.duration_ms % 1000
        ))
        .raw("\">\n");
    verdict(&mut page, scan, &view);
    for suite in &suites {
        self::suite(&mut page, scan, suite);
    }
    page.raw("</testsuites>\n");
    page.into_text()
}

/// The categories that have findings, in the order of their ids.
fn suites<'v>(view: &'v View<'_>) -> Vec<Suite<'v>> {
    let mut suites: Vec<Suite<'v>> = view
        .policy
        .categories()
        .map(|(id, category)| Suite {
            id,
            title: &category.title,
            findings: Vec::new(),
        })
        .collect();
    let mut others = Suite {
        id: NO_CATEGORY,
        title: "Other rules",
        findings: Vec::new(),
    };
    for finding in &view.assessment.findings {
        let rule = view.policy.rule(&finding.rule);
        let suite = rule.and_then(|rule| suites.iter_mut().find(|suite| suite.id == rule.category));
        suite.unwrap_or(&mut others).findings.push(finding);
    }
    suites.push(others);
    suites.retain(|suite| !suite.findings.is_empty());
    suites
}

fn open_suite(page: &mut Markup, scan: &Scan, title: &str, counts: [usize; 4]) {
    let [tests, failures, errors, skipped] = counts;
    page.raw("  <testsuite name=\"")
        .line(title)
        .raw("\" tests=\"")
        .value(tests)
        .raw("\" failures=\"")
        .value(failures)
        .raw("\" errors=\"")
        .value(errors)
        .raw("\" skipped=\"")
        .value(skipped)
        .raw("\" timestamp=\"")
        .value(scan.taken_at.strftime("%Y-%m-%dT%H:%M:%S"))
        .raw("\">\n");
}

fn open_case(page: &mut Markup, class: &[&str], name: &str) {
    page.raw("    <testcase classname=\"devenv");
    for part in class {
        page.raw(".").line(part);
    }
    page.raw("\" name=\"").line(name).raw("\"");
}

fn verdict(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    let ready = view.assessment.status == Status::Pass;
    open_suite(page, scan, "devenv", [1, usize::from(!ready), 0, 0]);
    open_case(page, &[], "this machine is ready");
    page.raw(">\n");
    let mut score = format!("{} of 100", view.assessment.score);
    if let Some(note) = partial_note(scan) {
        score = format!("{score}. {note}");
    }
    if ready {
        page.raw("      <system-out>").line(&score).raw("</system-out>\n");
    } else {
        page.raw("      <failure type=\"score\" message=\"")
            .line(&view.reasons().join("; "))
            .raw("\">")
            .line(&score)
            .raw("</failure>\n");
    }
    page.raw("    </testcase>\n  </testsuite>\n");
}

fn suite(page: &mut Markup, scan: &Scan, suite: &Suite<'_>) {
    let count = |outcome| {
        suite
            .findings
            .iter()
            .filter(|finding| finding.outcome == outcome)
            .count()
    };
    let counts = [
        suite.findings.len(),
        count(Outcome::Fail),
        count(Outcome::Unknown),
        count(Outcome::Skipped),
    ];
    open_suite(page, scan, suite.title, counts);
    for finding in &suite.findings {
        case(page, suite.id, finding);
    }
    page.raw("  </testsuite>\n");
}

fn case(page: &mut Markup, category: &str, finding: &Finding) {
    open_case(page, &[category, &finding.rule], &finding.subject);
    let (open, close) = match finding.outcome {
        Outcome::Pass => {
            page.raw("/>\n");
            return;
        }
        Outcome::Warn => {
            page.raw(">\n      <system-out>");
            page.value(word(finding.outcome)).raw(": ").line(&finding.message);
            for line in body(finding) {
                page.raw("\n").line(&line);
            }
            page.raw("</system-out>\n    </testcase>\n");
            return;
        }
        Outcome::Fail => ("      <failure type=\"", "</failure>\n"),
        Outcome::Unknown => ("      <error type=\"", "</error>\n"),
        Outcome::Skipped => ("      <skipped type=\"", "</skipped>\n"),
    };
    page.raw(">\n")
        .raw(open)
        .line(&finding.rule)
        .raw("\" message=\"")
        .line(&finding.message)
        .raw("\">");
    for (index, line) in body(finding).iter().enumerate() {
        page.raw(if index == 0 { "" } else { "\n" }).line(line);
    }
    page.raw(close).raw("    </testcase>\n");
}

/// What there is to say besides the message.
fn body(finding: &Finding) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(place) = places(finding).into_iter().next() {
        lines.push(format!("required in {place}"));
    }
    lines.extend(facts(finding));
    lines
}
