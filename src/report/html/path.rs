//! The search path, entry by entry, with how many programs each brings.

use super::bar;
use crate::report::markup::Markup;
use crate::scan::{PathEntry, PathEntryState, Scan};
use crate::text;

pub(super) fn path(page: &mut Markup, scan: &Scan) {
    let Some(path) = scan.path.as_ref().filter(|path| !path.entries.is_empty()) else {
        return;
    };
    let most = path
        .entries
        .iter()
        .filter_map(|entry| entry.executables)
        .max()
        .unwrap_or(0);
    page.raw(
        "<section aria-labelledby=\"path\">\n<h2 id=\"path\">PATH</h2>\n<div class=\"card\">\n<ol class=\"path\">\n",
    );
    for entry in &path.entries {
        self::entry(page, entry, most);
    }
    page.raw("</ol>\n");
    if !path.shadowed.is_empty() {
        page.raw("<h3>More than once</h3>\n<ul class=\"shadowed\">\n");
        for shadowed in &path.shadowed {
            page.raw("<li>").line(&shadowed.name).raw(": ");
            for (index, place) in shadowed.paths.iter().enumerate() {
                page.raw(if index == 0 { "<code>" } else { ", hides <code>" })
                    .line(place)
                    .raw("</code>");
            }
            page.raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    page.raw("</div>\n</section>\n");
}

fn entry(page: &mut Markup, entry: &PathEntry, most: u32) {
    page.raw("<li><span class=\"row\"><code>");
    if entry.directory.is_empty() {
        page.raw("(empty: the current directory)");
    } else {
        page.line(&entry.directory);
    }
    page.raw("</code>");
    for problem in problems(entry) {
        page.raw(" <span class=\"pill warn\">").raw(problem).raw("</span>");
    }
    if let Some(count) = entry.executables {
        let share = u64::from(count) * 100 / u64::from(most.max(1));
        page.raw("<span class=\"count\">")
            .value(text::count(count as usize, "program", "programs"))
            .raw("</span>");
        bar(page, share.max(u64::from(count > 0)), "programs");
    }
    page.raw("</span></li>\n");
}

fn problems(entry: &PathEntry) -> Vec<&'static str> {
    let mut problems = Vec::new();
    problems.extend(match entry.state {
        PathEntryState::Ok | PathEntryState::Empty => None,
        PathEntryState::Missing => Some("missing"),
        PathEntryState::NotADirectory => Some("not a directory"),
        PathEntryState::Unreadable => Some("unreadable"),
        PathEntryState::Relative => Some("relative"),
        PathEntryState::TimedOut => Some("did not answer"),
    });
    if entry.writable_by_others == Some(true) {
        problems.push("writable by others");
    }
    if entry.duplicate_of.is_some() {
        problems.push("duplicate");
    }
    problems
}
