//! The head of the page: whose machine, the score as a gauge, the categories as bars.

use super::super::arithmetic::arithmetic;
use super::super::human::facts;
use super::super::{partial_note, requires_nothing};
use super::{View, bar};
use crate::report::markup::Markup;
use crate::scan::{Scan, Status};

pub(super) fn header(page: &mut Markup, scan: &Scan) {
    page.raw("<header>\n<p class=\"brand\">devenv <span>is this machine ready?</span></p>\n<h1>");
    match &scan.project {
        Some(project) => {
            page.line(&project.name);
            if let Some(branch) = &project.branch {
                page.raw(" <span class=\"branch\">on ").line(branch);
                if project.dirty == Some(true) {
                    page.raw(", changed");
                }
                page.raw("</span>");
            }
        }
        None => {
            page.raw("This machine");
        }
    }
    page.raw("</h1>\n<p class=\"facts\">");
    for fact in scan.system.iter().flat_map(facts) {
        page.line(&fact).raw(" <span class=\"dot\">·</span> ");
    }
    if let Some(name) = &scan.machine.host_name {
        page.line(name).raw(" <span class=\"dot\">·</span> ");
    }
    page.raw("<time datetime=\"")
        .value(scan.taken_at)
        .raw("\">")
        .value(scan.taken_at.strftime("%-d %B %Y, %H:%M UTC"))
        .raw("</time></p>\n</header>\n");
}

pub(super) fn score(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    let assessment = &view.assessment;
    let (class, verdict) = match (assessment.status, assessment.partial) {
        (Status::Pass, false) => ("pass", "Ready"),
        (Status::Pass, true) => ("pass", "Ready (partial)"),
        (Status::Fail, false) => ("fail", "Not ready"),
        (Status::Fail, true) => ("fail", "Not ready (partial)"),
    };
    page.raw("<section class=\"score card ")
        .raw(class)
        .raw("\" aria-labelledby=\"score\">\n");
    gauge(page, assessment.score, assessment.fail_under);
    page.raw("<div class=\"verdict\">\n<h2 id=\"score\">")
        .raw(verdict)
        .raw("</h2>\n");
    let reasons = view.reasons();
    if reasons.is_empty() {
        page.raw("<p>")
            .value(assessment.score)
            .raw(" of 100 points; ")
            .value(assessment.fail_under)
            .raw(" are needed.</p>\n");
    } else {
        for reason in reasons {
            page.raw("<p>").line(&capitalised(&reason)).raw(".</p>\n");
        }
    }
    if let Some(note) = partial_note(scan) {
        page.raw("<p>").line(&note).raw(".</p>\n");
    }
    if requires_nothing(scan, assessment) {
        page.raw("<p>No file says what a project requires: the score is of the machine alone.</p>\n");
    }
    if let Some(sum) = view.arithmetic() {
        page.raw("<p class=\"sum\">")
            .line(&arithmetic(&sum, true))
            .raw("</p>\n");
    }
    page.raw("</div>\n");
    categories(page, view);
    page.raw("</section>\n");
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A ring that is as full as the score, with a notch where the mark is.
fn gauge(page: &mut Markup, score: u32, mark: u32) {
    let score = score.min(100);
    page.raw("<svg class=\"gauge\" viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"")
        .value(score)
        .raw(" of 100 points\">\n<circle class=\"track\" cx=\"60\" cy=\"60\" r=\"52\"/>\n");
    if score > 0 {
        page.raw("<circle class=\"level\" cx=\"60\" cy=\"60\" r=\"52\" pathLength=\"100\" transform=\"rotate(-90 60 60)\" stroke-dasharray=\"")
            .value(score)
            .raw(" 100\"/>\n");
    }
    if (1..100).contains(&mark) {
        page.raw("<circle class=\"mark\" cx=\"60\" cy=\"60\" r=\"52\" pathLength=\"1000\" transform=\"rotate(-90 60 60)\" stroke-dasharray=\"6 994\" stroke-dashoffset=\"-")
            .value(mark * 10 - 3)
            .raw("\"/>\n");
    }
    page.raw("<text x=\"60\" y=\"67\" text-anchor=\"middle\">")
        .value(score)
        .raw("</text>\n<text class=\"of\" x=\"60\" y=\"84\" text-anchor=\"middle\">of 100</text>\n</svg>\n");
}

fn categories(page: &mut Markup, view: &View<'_>) {
    if view.assessment.categories.is_empty() {
        return;
    }
    page.raw("<div class=\"categories\">\n<h3>By category</h3>\n<ul>\n");
    for category in &view.assessment.categories {
        let title = view
            .policy
            .category(&category.id)
            .map_or(category.id.as_str(), |found| found.title.as_str());
        page.raw("<li><span class=\"name\">").line(title).raw("</span>");
        bar(
            page,
            u64::from(category.score),
            if category.score < 100 { "short" } else { "whole" },
        );
        page.raw("<span class=\"number\">")
            .value(category.score)
            .raw("</span></li>\n");
    }
    page.raw("</ul>\n</div>\n");
}
