//! Problems, rule by rule, and the next steps: as people see them.

use super::layout::{Page, Role};
use super::place::places;
use super::{Action, Group, View, sign, word};
use crate::scan::{Finding, Outcome, Scan};
use crate::score::Dialect;
use crate::text;

/// How many findings of a rule, and how many steps, are shown unless all are asked for.
const SHOWN_FINDINGS: usize = 4;
const SHOWN_STEPS: usize = 5;

fn gain(points: u32) -> String {
    if points == 0 {
        String::new()
    } else {
        format!("+{points}")
    }
}

/// The findings of one rule.
pub(super) fn group(page: &mut Page, scan: &Scan, group: &Group<'_>, verbose: bool) {
    let worst = group
        .findings
        .first()
        .map_or(Outcome::Unknown, |finding| finding.outcome);
    let title = group.rule.map_or(group.id.into(), |rule| rule.title.of(worst));
    let title = page.clean(&title).into_owned();
    let several = group.findings.len() > 1;
    let sign = sign(page, worst);
    page.entry(0, sign, (Role::Heading, &title), &gain(group.gain));
    if let Some(rule) = group.rule {
        let why = page.clean(&rule.why).into_owned();
        page.paragraph("  ", Role::Aside, &why);
    }
    // Findings without a cost take one line.
    if several && !verbose && group.is_info() {
        let subjects: Vec<_> = group
            .findings
            .iter()
            .map(|finding| page.clean(&finding.subject))
            .collect();
        let told = format!("{} (--verbose shows details)", subjects.join(", "));
        page.paragraph("  ", Role::Plain, &told);
        return;
    }
    let first = group.findings.first().and_then(|finding| finding.advice.as_deref());
    let same = |finding: &&Finding| finding.advice.as_deref() == first;
    let shared = first.filter(|_| several && group.findings.iter().all(same));
    let shown = if verbose { group.findings.len() } else { SHOWN_FINDINGS };
    for finding in group.findings.iter().take(shown) {
        self::finding(page, scan, finding, several, worst);
        if shared.is_none() {
            advice(page, 4, finding.advice.as_deref());
        }
    }
    advice(page, 2, shared);
    let hidden = group.findings.len().saturating_sub(shown);
    if hidden > 0 {
        page.paragraph("  ", Role::Aside, &format!("and {hidden} more: --verbose shows them"));
    }
}

fn finding(page: &mut Page, scan: &Scan, finding: &Finding, several: bool, worst: Outcome) {
    // Where outcomes are mixed, the word says which one this is.
    let note = if finding.outcome == worst {
        String::new()
    } else {
        format!(" ({})", word(finding.outcome))
    };
    let what = format!("{}{note}", page.clean(&finding.message));
    let last = if several { gain(finding.gain) } else { String::new() };
    page.entry(2, (Role::Plain, ""), (Role::Plain, &what), &last);
    if let Some(evidence) = &finding.evidence {
        let evidence = page.clean(evidence).into_owned();
        page.paragraph("    ", Role::Aside, &evidence);
    }
    let evidence = finding.evidence.as_deref().unwrap_or("");
    let places = places(finding);
    // Not repeated if the evidence names the places.
    if places.iter().any(|place| !evidence.contains(place.as_str())) {
        let place = page
            .clean(&format!("required in {}", places.join(" and ")))
            .into_owned();
        page.paragraph("    ", Role::Aside, &place);
    }
    if let Some(fix) = &finding.fix {
        // Not made ASCII: a command with an escape in it would be another command.
        page.command(4, prompt(scan), &text::escape_line(fix));
    }
}

fn advice(page: &mut Page, indent: usize, advice: Option<&str>) {
    if let Some(advice) = advice {
        let advice = page.clean(advice).into_owned();
        let first = format!("{}{} ", " ".repeat(indent), page.signs.arrow);
        page.paragraph(&first, Role::Plain, &advice);
    }
}

/// What a shell of the system shows before a command.
pub(super) fn prompt(scan: &Scan) -> &'static str {
    if Dialect::of(scan) == Dialect::PowerShell {
        ">"
    } else {
        "$"
    }
}

/// Next steps. Left out where there is only one: its finding has just said it.
pub(super) fn steps(page: &mut Page, view: &View<'_>) {
    let steps = view.steps();
    if steps.len() < 2 {
        return;
    }
    let heading = page.paint(Role::Heading, "Next steps");
    page.line(&heading);
    for step in steps.iter().take(SHOWN_STEPS) {
        let gain = format!("{:>5}", format!("+{}", step.gain));
        match step.action {
            Action::Run(command) => {
                let line = format!(
                    "{}  {}",
                    page.paint(Role::Good, &gain),
                    page.paint(Role::Command, &text::escape_line(command))
                );
                page.line(&line);
            }
            Action::ByHand(rule) => {
                let what = by_hand(page, view, rule, &step.findings);
                page.entry(0, (Role::Good, &format!("{gain} ")), (Role::Plain, &what), "");
            }
        }
    }
    page.blank();
}

/// What to do about findings without a command: the advice of a single one, or a list of several.
fn by_hand(page: &Page, view: &View<'_>, rule: &str, findings: &[&Finding]) -> String {
    if let [finding] = findings {
        let Some(action) = &finding.advice else {
            return page.clean(&finding.message).into_owned();
        };
        return format!("{}: {}", page.clean(&finding.message), page.clean(action));
    }
    let worst = findings.first().map_or(Outcome::Fail, |finding| finding.outcome);
    let title = view.title(rule, worst);
    let subjects: Vec<_> = findings
        .iter()
        .take(3)
        .map(|finding| page.clean(&finding.subject))
        .collect();
    let more = findings.len().saturating_sub(3);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    format!("{}: {}{more}", page.clean(&title), subjects.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::{HumanOptions, human};
    use crate::policy::Policy;
    use crate::scan::{PathEntry, PathEntryState, PathReport, ProbeState, Scan};
    use crate::score::sample;

    fn shown(scan: &Scan, verbose: bool) -> String {
        let options = HumanOptions {
            width: 80,
            colour: false,
            unicode: false,
            verbose,
            timings: false,
        };
        human(scan, Policy::builtin(), &options)
    }

    #[test]
    fn what_costs_nothing_takes_a_line_until_more_is_asked_for() {
        let named_twice = |directory: &str| PathEntry {
            duplicate_of: Some(directory.to_owned()),
            ..sample::path_entry(directory, PathEntryState::Ok)
        };
        let scan = Scan {
            path: Some(PathReport {
                entries: vec![
                    sample::path_entry("/bin", PathEntryState::Ok),
                    named_twice("/opt/a"),
                    named_twice("/opt/b"),
                ],
                shadowed: Vec::new(),
            }),
            ..sample::scan()
        };
        let report = shown(&scan, false);
        let group = |report: &str| {
            let (_, rest) = report.split_once("! PATH lists directories more than once\n").unwrap();
            rest.split_once("\n\n").unwrap().0.to_owned()
        };
        assert_eq!(
            group(&report),
            "  A startup file probably runs twice: harmless, but it hides which entry wins.\n  \
             /opt/a, /opt/b (--verbose shows details)"
        );
        assert!(group(&shown(&scan, true)).contains("keep only the first /opt/a in PATH"));
    }

    #[test]
    fn a_project_of_which_no_file_says_anything_is_told_so() {
        let what = "No file says what this project requires: the score is of the machine alone.";
        let of = |state| {
            let scan = Scan {
                project: Some(sample::project(Vec::new())),
                probes: vec![sample::probe("requirements", state)],
                ..sample::scan()
            };
            shown(&scan, false).lines().any(|line| line == what)
        };
        assert_eq!([ProbeState::Ok, ProbeState::Failed].map(of), [true, false]);
    }
}
