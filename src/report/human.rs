//! The report that a developer sees: the score, what is the matter, what to do, what is here.

use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::layout::{Page, Role};
use super::{View, findings, machine, project, sign, tables};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Scan, Status, System};
use crate::score::{self, Arithmetic, Points};
use crate::text;

/// How a report for people is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one choice of the user's")]
pub struct HumanOptions {
    /// Columns of the terminal; held between 40 and 120.
    pub width: usize,
    /// Whether to colour. Nothing is said by colour alone.
    pub colour: bool,
    /// Whether the terminal can show more than ASCII.
    pub unicode: bool,
    /// Whether to show all findings, the rules that hold, and all tools.
    pub verbose: bool,
    /// Whether to add what the scan's parts cost.
    pub timings: bool,
}

/// A scan and what the policy makes of it. A scan without an assessment is assessed.
pub fn human(scan: &Scan, policy: &Policy, options: &HumanOptions) -> String {
    let view = View::of(scan, policy);
    let mut page = Page::new(options.width, options.colour, options.unicode);
    header(&mut page, scan);
    page.blank();
    score(&mut page, &view);
    page.blank();
    let groups = view.groups();
    for found in &groups {
        findings::group(&mut page, scan, found, options.verbose);
        page.blank();
    }
    findings::steps(&mut page, &view);
    held(&mut page, &view, groups.is_empty(), options.verbose);
    project::project(&mut page, scan, &view, options.verbose);
    machine::machine(&mut page, scan, options.verbose);
    footer(&mut page, scan, &view);
    let mut text = page.into_text();
    if options.timings {
        text.push('\n');
        text.push_str(&tables::timings(scan, options));
    }
    text
}

/// The arithmetic of a score in a line: `100 − 20 (tool-works, capped) − 3 (engine-answers) = 77`.
pub fn arithmetic(arithmetic: &Arithmetic, unicode: bool) -> String {
    terms(arithmetic, unicode).join(" ")
}

/// The parts of that line, what costs most first.
fn terms(arithmetic: &Arithmetic, unicode: bool) -> Vec<String> {
    let minus = if unicode { "−" } else { "-" };
    let mut costs: Vec<(Points, String)> = Vec::new();
    for category in &arithmetic.categories {
        if category.cost < category.sum {
            let rules: Vec<&str> = category.rules.iter().map(|rule| rule.id.as_str()).collect();
            costs.push((category.cost, format!("{}, capped together", rules.join(", "))));
            continue;
        }
        for rule in &category.rules {
            let note = if rule.cost < rule.sum { ", capped" } else { "" };
            costs.push((rule.cost, format!("{}{note}", rule.id)));
        }
    }
    costs.sort_by(|left, right| (right.0, &left.1).cmp(&(left.0, &right.1)));
    let mut terms = vec!["100".to_owned()];
    terms.extend(costs.into_iter().map(|(cost, what)| format!("{minus} {cost} ({what})")));
    let rounded = if arithmetic.total.to_string().contains('.') {
        ", rounded down"
    } else {
        ""
    };
    terms.push(format!("= {}{rounded}", arithmetic.score));
    terms
}

fn header(page: &mut Page, scan: &Scan) {
    let mut first = page.paint(Role::Heading, "devenv");
    if let Some(project) = &scan.project {
        let mut name = page.clean(&project.name).into_owned();
        if let Some(branch) = &project.branch {
            name = format!("{name} on {}", page.clean(branch));
        }
        if project.dirty == Some(true) {
            name.push_str(", changed");
        }
        let room = page.width.saturating_sub(8);
        let lines = super::layout::wrap(&name, room);
        first.push_str("  ");
        first.push_str(&lines.join("\n        "));
    }
    page.line(&first);
    if let Some(system) = &scan.system {
        let facts: Vec<String> = facts(system).iter().map(|fact| page.clean(fact).into_owned()).collect();
        page.paragraph("", Role::Aside, &facts.join(page.signs.dot));
    }
}

/// What a system is, in a few words each. They are as the scan has them: not escaped.
pub(super) fn facts(system: &System) -> Vec<String> {
    let os = [system.os.name.as_deref(), system.os.version.as_deref()];
    let os: Vec<&str> = os.into_iter().flatten().collect();
    let mut facts = Vec::new();
    if !os.is_empty() {
        facts.push(os.join(" "));
    }
    if !system.architecture.is_empty() {
        facts.push(system.architecture.clone());
    }
    if let Some(cores) = system.cpu.logical_cores {
        facts.push(text::count(cores as usize, "core", "cores"));
    }
    if let Some(memory) = system.memory_bytes {
        facts.push(format!("{} memory", text::bytes(memory)));
    }
    if system.wsl.is_some() {
        facts.push("WSL".to_owned());
    }
    let surroundings = [
        ("container", &system.container),
        ("virtual machine", &system.virtual_machine),
        ("CI", &system.ci),
        ("over", &system.remote),
    ];
    for (what, name) in surroundings {
        if let Some(name) = name {
            facts.push(format!("{what} {name}"));
        }
    }
    facts
}

fn score(page: &mut Page, view: &View<'_>) {
    let assessment = &view.assessment;
    let (role, status) = status(assessment.status);
    let number = format!("{}/100", assessment.score);
    let length = page.width.saturating_sub(number.width() + status.width() + 8).min(50);
    let filled = length * assessment.score.min(100) as usize / 100;
    let bar = page.paint(role, &page.signs.full.repeat(filled));
    let rest = page.paint(Role::Aside, &page.signs.empty.repeat(length - filled));
    let line = format!(
        "  {}  {bar}{rest}  {}",
        page.paint(Role::Heading, &number),
        page.paint(role, status)
    );
    page.line(&line);

    let reasons = page.clean(&view.reasons().join("; ")).into_owned();
    if !reasons.is_empty() {
        page.paragraph("  ", Role::Plain, &reasons);
    }
    let arithmetic = view.arithmetic();
    // An assessment by another policy is not explained by this one.
    if !arithmetic.categories.is_empty() && arithmetic.score == assessment.score {
        let terms = terms(&arithmetic, page.unicode);
        page.sequence(2, Role::Aside, &terms);
    }
}

pub(super) fn status(status: Status) -> (Role, &'static str) {
    match status {
        Status::Pass => (Role::Good, "PASS"),
        Status::Fail => (Role::Bad, "FAIL"),
    }
}

/// The rules that hold.
fn held(page: &mut Page, view: &View<'_>, all: bool, verbose: bool) {
    let passed: Vec<&Finding> = view.with_outcome(Outcome::Pass).collect();
    let what = match (all, view.held().len()) {
        (true, 0) => "No problems found: nothing was checked".to_owned(),
        (true, rules) => format!("No problems found: {} passed", text::count(rules, "rule", "rules")),
        (false, 0) => return,
        (false, rules) => format!("{} passed", text::count(rules, "rule", "rules")),
    };
    // Waived findings are mentioned, so that they are not forgotten.
    let what = match view.with_outcome(Outcome::Skipped).count() {
        skipped if skipped > 0 && !verbose => {
            format!("{what}, {} skipped", text::count(skipped, "finding", "findings"))
        }
        _ => what,
    };
    let sign = sign(page, Outcome::Pass);
    if all || !verbose {
        page.entry(0, sign, (Role::Plain, &what), "");
    }
    if !verbose {
        page.blank();
        return;
    }
    for finding in passed.into_iter().chain(view.with_outcome(Outcome::Skipped)) {
        let evidence = finding
            .evidence
            .as_deref()
            .map_or(String::new(), |evidence| format!(" ({})", page.clean(evidence)));
        let what = format!("{}{evidence}", page.clean(&finding.message));
        let sign = self::sign(page, finding.outcome);
        page.entry(0, sign, (Role::Plain, &what), "");
    }
    page.blank();
}

/// The score again, since the head of a long report has left the screen.
fn footer(page: &mut Page, scan: &Scan, view: &View<'_>) {
    let mut facts = vec![format!(
        "scanned in {}",
        text::duration(Duration::from_millis(scan.duration_ms))
    )];
    let remembered = scan.tools.iter().filter(|tool| tool.remembered).count();
    if remembered > 0 {
        facts.push(format!("{} cached", text::count(remembered, "version", "versions")));
    }
    if let Some(as_of) = score::old_table(scan) {
        facts.push(format!("support dates of {as_of}, over half a year old"));
    }
    let facts = facts.join(page.signs.dot);
    let (role, status) = status(view.assessment.status);
    let score = format!("{}/100 ", view.assessment.score);
    let fits = score.width() + status.width() + page.signs.dot.width() + facts.width() <= page.width;
    let head = format!("{score}{}", page.paint(role, status));
    page.blank();
    if fits {
        let line = format!("{head}{}{}", page.signs.dot, page.paint(Role::Aside, &facts));
        page.line(&line);
    } else {
        page.line(&head);
        page.paragraph("", Role::Aside, &facts);
    }
}
