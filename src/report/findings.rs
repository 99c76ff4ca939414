//! Problems, each with its fix, and the next steps: as people see them.

use super::finding_location::places;
use super::layout::{Page, Role};
use super::{Cause, View, is_required_problem, sign};
use crate::scan::{Finding, Scan, Step};
use crate::score::ShellKind;
use crate::text;

/// Problems that are shown unless `--verbose` is given. Required ones are always shown.
const SHOWN_PROBLEMS: usize = 10;
/// Steps that are shown unless `--verbose` is given.
const SHOWN_STEPS: usize = 6;
/// Places that one line names.
const SHOWN_PLACES: usize = 3;
/// Variables of one cause that have a line each; more of them have one together, unless `--verbose` is given.
const SHOWN_VARIABLES: usize = 3;

/// The problems that cost points, in the order of the steps, and the fix of each step under them.
pub(super) fn problems(page: &mut Page, scan: &Scan, view: &View<'_>, verbose: bool) {
    let mut shown = 0;
    let mut hidden = 0;
    for cause in view.causes() {
        let is_required = cause.findings.iter().any(|finding| is_required_problem(finding));
        if !verbose && !is_required && shown >= SHOWN_PROBLEMS {
            hidden += cause.findings.len();
            continue;
        }
        shown += if has_one_line(&cause, verbose) {
            1
        } else {
            cause.findings.len()
        };
        self::cause(page, scan, view, &cause, verbose);
    }
    if hidden > 0 {
        let more = text::count(hidden, "more problem", "more problems");
        page.paragraph("  ", Role::Aside, &format!("and {more} (--verbose shows them)"));
    }
}

/// A project without its `.env` lacks dozens of variables, and one step sets them.
fn has_one_line(cause: &Cause<'_>, verbose: bool) -> bool {
    !verbose
        && cause.findings.len() > SHOWN_VARIABLES
        && cause.findings.iter().all(|finding| finding.rule == "variable-set")
}

/// `✗ 60 variables are not set: API_KEY, APP_KEY, AWS_BUCKET, AWS_REGION and 56 more (.env.example)`.
fn variables(page: &mut Page, cause: &Cause<'_>) {
    let Some(first) = cause.findings.first() else { return };
    let names: Vec<&str> = cause.findings.iter().map(|finding| finding.subject.as_str()).collect();
    let mut files: Vec<&str> = Vec::new();
    for source in cause.findings.iter().filter_map(|finding| finding.source.as_ref()) {
        if !files.contains(&source.file.as_str()) {
            files.push(&source.file);
        }
    }
    let count = text::count(names.len(), "variable is", "variables are");
    let text = format!("{count} not set: {} ({})", some_of(&names), some_of(&files));
    let text = page.clean(&text).into_owned();
    let sign = sign(page, first.outcome);
    page.entry(0, sign, (Role::Heading, &text), "");
}

fn cause(page: &mut Page, scan: &Scan, view: &View<'_>, cause: &Cause<'_>, verbose: bool) {
    if has_one_line(cause, verbose) {
        variables(page, cause);
        if let Some(first) = cause.findings.first() {
            remedy(page, scan, first);
        }
        return;
    }
    for finding in &cause.findings {
        line(page, view, finding);
        if verbose {
            details(page, view, finding);
        }
    }
    if let Some(first) = cause.findings.first() {
        remedy(page, scan, first);
    }
}

/// `✗ Node.js 16.20.2 is installed; the project requires 22 (.nvmrc:1)`.
fn line(page: &mut Page, view: &View<'_>, finding: &Finding) {
    let mut sentence = view.assessment.sentence(finding).into_owned();
    let places = places(finding);
    // A file that cannot be parsed is named by the sentence.
    if let [first, ..] = places.as_slice()
        && !sentence.contains(first.as_str())
    {
        let rest = places.len().saturating_sub(SHOWN_PLACES);
        let named: Vec<&str> = places.iter().take(SHOWN_PLACES).map(String::as_str).collect();
        let more = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        sentence = format!("{sentence} ({}{more})", named.join(", "));
    }
    let sentence = page.clean(&sentence).into_owned();
    let sign = sign(page, finding.outcome);
    page.entry(0, sign, (Role::Heading, &sentence), "");
}

/// Why it matters, and the evidence.
fn details(page: &mut Page, view: &View<'_>, finding: &Finding) {
    if let Some(rule) = view.policy.rule(&finding.rule) {
        let title = rule.title.of(finding.outcome);
        let why = format!("{title} ({}): {}", rule.id, rule.why);
        let why = page.clean(&why).into_owned();
        page.paragraph("  ", Role::Aside, &why);
    }
    if let Some(evidence) = &finding.evidence {
        let evidence = page.clean(evidence).into_owned();
        page.paragraph("  ", Role::Plain, &evidence);
    }
}

fn remedy(page: &mut Page, scan: &Scan, finding: &Finding) {
    if let Some(fix) = &finding.fix {
        // Not made ASCII: a command with an escape in it would be another command.
        page.command(2, prompt(scan), &text::escape_line(fix));
    }
    if let Some(advice) = &finding.advice {
        let advice = page.clean(advice).into_owned();
        let first = format!("  {} ", page.signs.arrow);
        page.paragraph(&first, Role::Plain, &advice);
    }
}

/// Findings that cost nothing, one line a rule.
pub(super) fn notes(page: &mut Page, view: &View<'_>, verbose: bool) {
    let free = |finding: &&&Finding| finding.points == 0 && !is_required_problem(finding);
    for group in view.groups() {
        let findings: Vec<&&Finding> = group.findings.iter().filter(free).collect();
        let Some(worst) = findings.first().map(|finding| finding.outcome) else {
            continue;
        };
        if verbose {
            for finding in findings {
                line(page, view, finding);
                details(page, view, finding);
                if let Some(advice) = &finding.advice {
                    let advice = page.clean(advice).into_owned();
                    let first = format!("  {} ", page.signs.arrow);
                    page.paragraph(&first, Role::Plain, &advice);
                }
            }
            continue;
        }
        let subjects: Vec<&str> = findings.iter().map(|finding| finding.subject.as_str()).collect();
        let text = format!("{}: {}", view.title(group.id, worst), some_of(&subjects));
        let text = page.clean(&text).into_owned();
        let sign = sign(page, worst);
        page.entry(0, sign, (Role::Plain, &text), "");
    }
}

/// `a, b, c, d and 3 more`.
pub(super) fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 4;
    let more = names.len().saturating_sub(SHOWN);
    let shown: Vec<&str> = names.iter().take(SHOWN).copied().collect();
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What a shell of the system shows before a command.
pub(super) fn prompt(scan: &Scan) -> &'static str {
    if ShellKind::of(scan) == ShellKind::PowerShell {
        ">"
    } else {
        "$"
    }
}

/// The next steps with the score after each. Left out where there is only one: its problem has just said it.
pub(super) fn steps(page: &mut Page, view: &View<'_>, verbose: bool) {
    let steps = &view.assessment.steps;
    if steps.len() < 2 {
        return;
    }
    let heading = page.paint(Role::Heading, "Next steps");
    page.line(&heading);
    let shown = if verbose { steps.len() } else { SHOWN_STEPS };
    let mut before = view.assessment.score;
    for (index, step) in steps.iter().take(shown).enumerate() {
        let number = format!("{:>2}.", index + 1);
        let after = after(page, step, before);
        before = step.score;
        if let Some(command) = &step.fix {
            let line = format!(
                "{number} {}  {}",
                page.paint(Role::Command, &text::escape_line(command)),
                page.paint(Role::Good, &after)
            );
            page.line(&line);
        } else {
            let what = page.clean(&what(view, step)).into_owned();
            page.entry(0, (Role::Plain, &number), (Role::Plain, &what), &after);
        }
    }
    if steps.len() > shown {
        let more = format!("    and {} more (--verbose shows them)", steps.len() - shown);
        let more = page.paint(Role::Aside, &more);
        page.line(&more);
    }
    page.blank();
}

/// `→ 63`; where a cap or the floor hides a gain, how many problems are left.
fn after(page: &Page, step: &Step, before: u32) -> String {
    let arrow = page.signs.arrow;
    if step.score > before {
        return format!("{arrow} {}", step.score);
    }
    let left = text::count(step.problems_left as usize, "problem", "problems");
    format!("{arrow} {left} left")
}

/// Whether a sentence has a word, in whatever letter case.
fn names(sentence: &str, word: &str) -> bool {
    let words = sentence.split(|character: char| character.is_whitespace() || ":,;`".contains(character));
    word.len() > 1 && words.into_iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// A step without a command in a line: its advice where that says what to install or names its subject, else the problem.
pub(super) fn what(view: &View<'_>, step: &Step) -> String {
    let fixed: Vec<&Finding> = step.fixes.iter().filter_map(|id| view.finding(id)).collect();
    let first = fixed
        .first()
        .map_or(String::new(), |finding| view.assessment.sentence(finding).into_owned());
    let mut subjects: Vec<&str> = Vec::new();
    for finding in &fixed {
        if !subjects.contains(&finding.subject.as_str()) {
            subjects.push(&finding.subject);
        }
    }
    match (&step.advice, subjects.as_slice()) {
        (Some(advice), [subject]) if advice.starts_with("install ") || names(advice, subject) => advice.clone(),
        (Some(advice), several) if several.len() != 1 => format!("{}: {advice}", some_of(several)),
        // Without advice; or one problem, and its advice stands under it.
        _ => first,
    }
}
