//! Next steps, problems, and the rules that pass.

use super::super::Group;
use super::super::findings::{prompt, what};
use super::{View, pill};
use crate::report::finding_location::places;
use crate::report::markup::Markup;
use crate::scan::{Finding, Outcome, Scan};
use crate::text;

/// The next steps, with the score after each.
pub(super) fn steps(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    let steps = &view.assessment.steps;
    if steps.is_empty() {
        return;
    }
    page.raw("<section aria-labelledby=\"steps\">\n<h2 id=\"steps\">Next steps</h2>\n<ol class=\"steps card\">\n");
    for step in steps {
        page.raw("<li><span class=\"gain\">→ ")
            .value(step.score)
            .raw("</span><div>\n");
        match &step.fix {
            Some(fix) => {
                command(page, scan, fix);
                page.raw("<p class=\"aside\">fixes ");
                for (index, fixed) in step.fixes.iter().enumerate() {
                    page.raw(if index == 0 { "" } else { ", " });
                    page.raw("<code>").line(&fixed.subject).raw("</code>");
                }
                page.raw("</p>\n");
            }
            None => {
                page.raw("<p>").prose(&what(view, step)).raw("</p>\n");
            }
        }
        page.raw("</div></li>\n");
    }
    page.raw("</ol>\n</section>\n");
}

/// Problems, by rule.
pub(super) fn findings(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    let groups = view.groups();
    page.raw("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Problems</h2>\n");
    if groups.is_empty() {
        page.raw("<p class=\"card\">No problems found.</p>\n");
    }
    for found in &groups {
        group(page, scan, view, found);
    }
    page.raw("</section>\n");
}

fn group(page: &mut Markup, scan: &Scan, view: &View<'_>, group: &Group<'_>) {
    let worst = group
        .findings
        .first()
        .map_or(Outcome::Unknown, |finding| finding.outcome);
    page.raw(match worst {
        Outcome::Fail => "<article class=\"card finding fail\">\n<h3>",
        _ => "<article class=\"card finding warn\">\n<h3>",
    });
    pill(page, worst);
    page.raw(" ");
    if let Some(rule) = group.rule {
        page.raw("<span>").line(&rule.title.of(worst)).raw("</span> ");
    }
    page.raw("<code class=\"rule\">").line(group.id).raw("</code>");
    if group.gain > 0 {
        page.raw(" <span class=\"gain\">+").value(group.gain).raw("</span>");
    }
    page.raw("</h3>\n");
    if let Some(rule) = group.rule {
        page.raw("<p class=\"why\">").prose(&rule.why).raw("</p>\n");
    }
    page.raw("<ul>\n");
    for finding in &group.findings {
        self::finding(page, scan, view, finding, worst);
    }
    page.raw("</ul>\n</article>\n");
}

fn finding(page: &mut Markup, scan: &Scan, view: &View<'_>, finding: &Finding, worst: Outcome) {
    page.raw("<li>\n<p>").prose(&view.assessment.sentence(finding));
    if finding.outcome != worst {
        page.raw(" ");
        pill(page, finding.outcome);
    }
    page.raw("</p>\n");
    if let Some(evidence) = &finding.evidence {
        page.raw("<p class=\"evidence\">").line(evidence).raw("</p>\n");
    }
    let places = places(finding);
    if !places.is_empty() {
        page.raw("<p class=\"aside\">required in ");
        for (index, place) in places.iter().enumerate() {
            page.raw(if index == 0 { "" } else { " and " });
            page.raw("<code>").line(place).raw("</code>");
        }
        page.raw("</p>\n");
    }
    if let Some(fix) = &finding.fix {
        command(page, scan, fix);
    }
    if let Some(advice) = &finding.advice {
        page.raw("<p class=\"advice\">→ ").prose(advice).raw("</p>\n");
    }
    page.raw("</li>\n");
}

/// A command. The style makes one click select it whole, without the prompt.
fn command(page: &mut Markup, scan: &Scan, command: &str) {
    page.raw("<pre class=\"command\"><span aria-hidden=\"true\">")
        .line(prompt(scan))
        .raw(" </span><code>")
        .line(command)
        .raw("</code></pre>\n");
}

/// The rules that pass, folded away.
pub(super) fn passed(page: &mut Markup, view: &View<'_>) {
    let rules = view.passed_rules();
    if rules.is_empty() {
        return;
    }
    page.raw("<details class=\"card held\">\n<summary>")
        .value(text::count(rules.len(), "rule", "rules"))
        .raw(" passed</summary>\n<ul>\n");
    for finding in view.with_outcome(Outcome::Pass) {
        page.raw("<li>").line(&view.title(&finding.rule, finding.outcome));
        page.raw(" <span class=\"aside\">")
            .prose(&view.assessment.sentence(finding));
        if let Some(evidence) = &finding.evidence {
            page.raw(" (").line(evidence).raw(")");
        }
        page.raw("</span></li>\n");
    }
    page.raw("</ul>\n</details>\n");
}
