//! One rule, explained: why it matters, how it is checked, what it costs, and its result on this machine.

use super::arithmetic::of_rule;
use super::findings::prompt;
use super::layout::{Page, Role};
use super::options::HumanOptions;
use super::{View, word};
use crate::policy::{Limits, Policy, Rule};
use crate::scan::{Scan, Severity};
use crate::text;

/// A rule of the policy; with a scan, what it says of it. `None`: the policy has no such rule.
pub fn rule(id: &str, policy: &Policy, scan: Option<&Scan>, options: &HumanOptions) -> Option<String> {
    let rule = policy.known(id)?;
    let mut page = Page::new(options.width, options.colour, options.unicode);
    let heading = format!("{} ({})", page.clean(&rule.title.pass), page.clean(&rule.id));
    page.entry(0, (Role::Plain, ""), (Role::Heading, &heading), "");
    page.blank();
    for (label, text) in [("Why     ", &rule.why), ("How     ", &rule.how)] {
        let text = page.clean(text).into_owned();
        page.paragraph(label, Role::Plain, &text);
    }
    page.paragraph("Cost    ", Role::Plain, &cost(rule, policy));
    if let Some(limits) = limits(&rule.limits) {
        page.paragraph("Limits  ", Role::Plain, &limits);
    }
    if let Some((_, origin)) = policy.off(id) {
        let text = format!("this rule is not applied: {}", page.clean(&origin.to_string()));
        page.paragraph("Off     ", Role::Plain, &text);
    } else if let Some(scan) = scan {
        page.blank();
        result(&mut page, &View::of(scan, policy), id, prompt(scan));
    }
    Some(page.into_text())
}

fn cost(rule: &Rule, policy: &Policy) -> String {
    let severity = match rule.severity {
        Severity::Required => "required: a machine that fails it is not ready",
        Severity::Recommended => "recommended",
        Severity::Info => "for information",
    };
    if rule.points == 0 {
        return format!("{severity}; costs nothing");
    }
    let points = text::count(rule.points as usize, "point", "points");
    if rule.severity == Severity::Required {
        return format!(
            "{severity}; the first failure limits the score to 49, each further one costs {points}, half if unknown"
        );
    }
    let category = policy.category(&rule.category).map_or(String::new(), |category| {
        format!("; all of `{}` at most {}", rule.category, category.cap)
    });
    format!(
        "{severity}; {points} for a fail, half for a warning or an unknown, at most {}{category}",
        rule.cap
    )
}

fn limits(limits: &Limits) -> Option<String> {
    let limit = |amount: Option<u64>, percent: Option<u64>| match (amount, percent) {
        (Some(amount), Some(percent)) => Some(format!("{} or {percent} %, the lower", text::bytes(amount))),
        (Some(amount), None) => Some(text::bytes(amount)),
        (None, Some(percent)) => Some(format!("{percent} %")),
        (None, None) => None,
    };
    let fail = limit(limits.fail_below_bytes, limits.fail_below_percent).map(|limit| format!("fails below {limit}"));
    let warn = limit(limits.warn_below_bytes, limits.warn_below_percent).map(|limit| format!("warns below {limit}"));
    let both: Vec<String> = fail.into_iter().chain(warn).collect();
    (!both.is_empty()).then(|| both.join("; "))
}

fn result(page: &mut Page, view: &View<'_>, id: &str, prompt: &str) {
    let findings: Vec<_> = view
        .assessment
        .findings
        .iter()
        .filter(|finding| finding.rule == id)
        .collect();
    if findings.is_empty() {
        page.paragraph("Result  ", Role::Plain, "nothing to check");
    }
    for (index, finding) in findings.iter().enumerate() {
        let label = if index == 0 { "Result  " } else { "        " };
        let gain = match finding.gain {
            0 => String::new(),
            gain => format!(" (fixing it gains {gain})"),
        };
        let what = format!(
            "{}: {}{gain}",
            word(finding.outcome),
            page.clean(&view.assessment.sentence(finding))
        );
        page.paragraph(label, Role::Plain, &what);
        for part in [&finding.evidence, &finding.advice].into_iter().flatten() {
            let part = page.clean(part).into_owned();
            page.paragraph("          ", Role::Aside, &part);
        }
        if let Some(fix) = &finding.fix {
            page.command(10, prompt, &text::escape_line(fix));
        }
    }
    if let Some(arithmetic) = view.arithmetic() {
        if let Some(sum) = of_rule(&arithmetic, id) {
            page.paragraph("Sum     ", Role::Plain, &sum);
        }
        let sum = super::arithmetic(&arithmetic, page.unicode);
        page.paragraph("Score   ", Role::Aside, &sum);
    }
}
