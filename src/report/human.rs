//! The report for people: the verdict, the problems with their fixes, the next steps, counts. `--verbose` adds the rest.

use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::arithmetic::terms;
use super::layout::{Page, Role};
use super::options::HumanOptions;
use super::{View, findings, machine, partial_note, project, requires_nothing, sign, tables};
use crate::policy::Policy;
use crate::scan::{Basis, Outcome, Scan, Status, System};
use crate::score;
use crate::text;

/// A scan and what the policy makes of it. A scan without an assessment is assessed.
pub fn human(scan: &Scan, policy: &Policy, options: &HumanOptions) -> String {
    let view = View::of(scan, policy);
    let mut page = Page::new(options.width, options.colour, options.unicode);
    verdict(&mut page, scan, &view, options.verbose);
    if options.verbose {
        score(&mut page, scan, &view);
    }
    page.blank();
    let is_clean = view.open().next().is_none();
    if is_clean {
        let passed = sign(&page, Outcome::Pass);
        page.entry(0, passed, (Role::Plain, "No problems found"), "");
    }
    findings::problems(&mut page, scan, &view, options.verbose);
    findings::notes(&mut page, &view, options.verbose);
    page.blank();
    findings::steps(&mut page, &view, options.verbose);
    if options.verbose {
        passed(&mut page, &view);
        project::project(&mut page, scan, &view);
        machine::machine(&mut page, scan);
        page.blank();
    }
    counts(&mut page, scan, &view, options.verbose);
    let mut text = page.into_text();
    if options.timings {
        text.push('\n');
        text.push_str(&tables::timings(scan, options));
    }
    text
}

/// Whose score it is.
fn subject(scan: &Scan, view: &View<'_>) -> String {
    let Some(project) = scan
        .project
        .as_ref()
        .filter(|_| view.assessment.basis == Basis::Project)
    else {
        return "This machine alone".to_owned();
    };
    let mut name = project.name.clone();
    if let Some(branch) = &project.branch {
        name = format!("{name} on {branch}");
    }
    if project.dirty == Some(true) {
        name.push_str(", changed");
    }
    name
}

fn mark(view: &View<'_>) -> String {
    let assessment = &view.assessment;
    format!("{}/100, pass mark {}", assessment.score, assessment.fail_under)
}

/// The first lines: project, verdict, score, pass mark, and what the score leaves out.
fn verdict(page: &mut Page, scan: &Scan, view: &View<'_>, verbose: bool) {
    let subject = page.clean(&subject(scan, view)).into_owned();
    let (role, _) = status(view.assessment.status);
    let (verdict, mark) = (view.verdict(), mark(view));
    let rest = format!("{verdict} {mark}");
    let shown = format!("{} {mark}", page.paint(role, &verdict));
    let name = format!("{subject}:");
    if name.width() + 1 + rest.width() <= page.width {
        let name = page.paint(Role::Heading, &name);
        page.line(&format!("{name} {shown}"));
    } else {
        page.paragraph("", Role::Heading, &name);
        page.line(&shown);
    }
    if let Some(note) = partial_note(scan) {
        let note = page.clean(&note).into_owned();
        page.paragraph("", Role::Aside, &note);
    }
    if requires_nothing(scan, &view.assessment) {
        page.paragraph(
            "",
            Role::Aside,
            "No file in this directory says what the project requires.",
        );
        let parts = scan.project.iter().flat_map(|project| &project.parts);
        let parts: Vec<&str> = parts.map(String::as_str).collect();
        if !parts.is_empty() {
            let parts = if verbose {
                parts.join(", ")
            } else {
                findings::some_of(&parts)
            };
            let text = format!("Its parts have toolchains of their own; scan one with `devenv scan DIR`: {parts}");
            let text = page.clean(&text).into_owned();
            page.paragraph("", Role::Aside, &text);
        }
    }
}

/// The system, and how the score comes about.
fn score(page: &mut Page, scan: &Scan, view: &View<'_>) {
    if let Some(system) = &scan.system {
        let facts: Vec<String> = facts(system).iter().map(|fact| page.clean(fact).into_owned()).collect();
        page.paragraph("", Role::Aside, &facts.join(page.signs.dot));
    }
    if let Some(arithmetic) = view.arithmetic() {
        let terms = terms(&arithmetic, page.unicode);
        page.sequence(0, Role::Aside, &terms);
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

pub(super) fn status(status: Status) -> (Role, &'static str) {
    match status {
        Status::Pass => (Role::Good, "PASS"),
        Status::Fail => (Role::Bad, "FAIL"),
    }
}

/// Everything that passed or was skipped.
fn passed(page: &mut Page, view: &View<'_>) {
    for finding in view
        .with_outcome(Outcome::Pass)
        .chain(view.with_outcome(Outcome::Skipped))
    {
        let evidence = finding
            .evidence
            .as_deref()
            .map_or(String::new(), |evidence| format!(" ({})", page.clean(evidence)));
        let sentence = view.assessment.sentence(finding);
        let what = format!("{}{evidence}", page.clean(&sentence));
        let sign = sign(page, finding.outcome);
        page.entry(0, sign, (Role::Plain, &what), "");
    }
    page.blank();
}

/// One line of counts.
fn counts(page: &mut Page, scan: &Scan, view: &View<'_>, verbose: bool) {
    let problems = view.problems().count();
    let required = view
        .problems()
        .filter(|finding| super::is_required_problem(finding))
        .count();
    let mut facts = vec![match (problems, required) {
        (0, _) if view.open().next().is_some() => "no problems that cost points".to_owned(),
        (0, _) => "no problems".to_owned(),
        (problems, 0) => text::count(problems, "problem", "problems"),
        (problems, required) => format!("{}, {required} required", text::count(problems, "problem", "problems")),
    }];
    facts.push(format!(
        "{} passed",
        text::count(view.passed_rules().len(), "rule", "rules")
    ));
    let skipped = view.with_outcome(Outcome::Skipped).count();
    if skipped > 0 {
        facts.push(format!("{skipped} skipped"));
    }
    facts.push(format!(
        "scanned in {}",
        text::duration(Duration::from_millis(scan.duration_ms))
    ));
    let cached = scan.tools.iter().filter(|tool| tool.remembered).count();
    if cached > 0 && verbose {
        facts.push(format!("{} cached", text::count(cached, "version", "versions")));
    }
    if let Some(as_of) = score::old_table(scan) {
        facts.push(format!("support dates of {as_of}, over half a year old"));
    }
    if !verbose {
        facts.push("-v shows all".to_owned());
    }
    let text = facts.join(page.signs.dot);
    page.paragraph("", Role::Aside, &text);
}
