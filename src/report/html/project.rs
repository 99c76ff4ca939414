//! The project's requirements and what the machine has.

use super::{View, pill};
use crate::report::finding_location::place;
use crate::report::markup::Markup;
use crate::report::requirement_rows::{Mark, RequirementRow, requirement_rows};
use crate::scan::{Outcome, Project, Scan};

pub(super) fn project(page: &mut Markup, scan: &Scan, view: &View<'_>) {
    let Some(project) = &scan.project else { return };
    let rows = requirement_rows(scan, view);
    if rows.is_empty() && project.broken_manifests.is_empty() {
        return;
    }
    page.raw("<section aria-labelledby=\"asked\">\n<h2 id=\"asked\">Project requirements</h2>\n<div class=\"card\">\n");
    if !rows.is_empty() {
        page.raw("<table>\n<thead><tr><th scope=\"col\">What</th><th scope=\"col\">Required</th><th scope=\"col\">Found</th>")
            .raw("<th scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
        for row in &rows {
            self::row(page, row);
        }
        page.raw("</tbody>\n</table>\n");
    }
    notes(page, project);
    page.raw("</div>\n</section>\n");
}

fn row(page: &mut Markup, row: &RequirementRow<'_>) {
    page.raw(match row.mark {
        Mark::Replaced => "<tr class=\"replaced\"><th scope=\"row\">",
        _ => "<tr><th scope=\"row\">",
    });
    page.line(&row.name).raw("</th><td><code>").line(&row.required);
    page.raw("</code></td><td>");
    if row.mark == Mark::Met {
        page.raw("<span class=\"sign\">✓</span> ");
    }
    page.raw("<span>").line(found(row)).raw("</span>");
    if let Mark::Open(outcome) = row.mark {
        page.raw(" ");
        pill(page, outcome);
    }
    page.raw("</td><td><code class=\"place\">")
        .line(&place(&row.requirement.source))
        .raw("</code></td></tr>\n");
}

fn found<'r>(row: &'r RequirementRow<'_>) -> &'r str {
    match row.mark {
        Mark::Replaced => "replaced by a nearer file",
        Mark::Met | Mark::Open(_) | Mark::NotChecked => &row.found,
    }
}

fn notes(page: &mut Markup, project: &Project) {
    if !project.broken_manifests.is_empty() {
        page.raw("<h3>Cannot be parsed</h3>\n<ul class=\"broken\">\n");
        for manifest in &project.broken_manifests {
            page.raw("<li>");
            pill(page, Outcome::Unknown);
            page.raw(" <code>")
                .line(&place(&manifest.source))
                .raw("</code> ")
                .prose(&manifest.message)
                .raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    if let Some(why) = &project.partly_read {
        page.raw("<p class=\"aside\">Not all directories were searched: ")
            .line(why)
            .raw("</p>\n");
    }
}
