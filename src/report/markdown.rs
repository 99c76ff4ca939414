//! Markdown: for a comment on a pull request, and for the summary of a job.
//!
//! Dialect: GitHub's, whose comments hold 65,536 characters; GitLab and Bitbucket show it too. Whatever comes from a scan is
//! either in a code span or escaped, so that it contains no markup, mention or link.

use std::fmt::Write as _;
use std::time::Duration;

use super::finding_location::{place, places};
use super::findings::what;
use super::human::facts;
use super::markup::{Markup, Piece, pieces};
use super::requirement_rows::{Mark, RequirementRow, requirement_rows};
use super::{Group, View, partial_note, requires_nothing};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Scan, Status, Step};
use crate::text;

/// What may be written before the rest is left out, in bytes: a comment holds 65,536 characters, and others write there too.
const ROOM: usize = 60_000;
/// A row of a table or an entry of a list is cut beyond this many characters.
const LONGEST: usize = 600;
const SHOWN_STEPS: usize = 10;

/// A report as a comment. Its hidden first line is always the same, so that a bot can find and replace its own comment.
pub fn markdown(scan: &Scan, policy: &Policy) -> String {
    let view = View::of(scan, policy);
    let mut out = String::from("<!-- devenv-report -->\n");
    header(&mut out, scan, &view);
    steps(&mut out, &view);
    findings(&mut out, &view);
    requirements(&mut out, scan, &view);
    categories(&mut out, &view);
    footer(&mut out, scan, &view);
    out
}

fn header(out: &mut String, scan: &Scan, view: &View<'_>) {
    let assessment = &view.assessment;
    let (sign, ready) = match assessment.status {
        Status::Pass => ("✅", "this machine is ready"),
        Status::Fail => ("❌", "this machine is not ready"),
    };
    let partial = if assessment.partial { " (partial)" } else { "" };
    let _ = writeln!(out, "## {sign} {}/100: {ready}{partial}\n", assessment.score);
    let mut about = Vec::new();
    if let Some(project) = &scan.project {
        let branch = project.branch.as_ref().map(|branch| format!(" on {}", code(branch)));
        about.push(format!("**{}**{}", plain(&project.name), branch.unwrap_or_default()));
    }
    about.extend(scan.system.iter().flat_map(facts).map(|fact| plain(&fact)));
    if !about.is_empty() {
        let _ = writeln!(out, "{}\n", about.join(" · "));
    }
    let mut notes = view.reasons();
    notes.extend(partial_note(scan));
    if requires_nothing(scan, assessment) {
        notes.push("no file says what a project requires: the score is of the machine alone".to_owned());
    }
    if !notes.is_empty() {
        let _ = writeln!(out, "> {}\n", plain(&notes.join("; ")));
    }
}

fn steps(out: &mut String, view: &View<'_>) {
    let steps = &view.assessment.steps;
    if steps.is_empty() {
        return;
    }
    out.push_str("### Next steps\n\n| | Step | Fixes | Score |\n|---:|---|---|---:|\n");
    for (index, step) in steps.iter().take(SHOWN_STEPS).enumerate() {
        let action = match &step.fix {
            // Whole: a command that is cut is another command.
            Some(command) => span(command),
            None => prose(&what(view, step)),
        };
        let (action, fixes) = (cell(&action), cell(&fixes(step)));
        let _ = writeln!(out, "| {}. | {action} | {fixes} | → {} |", index + 1, step.score);
    }
    let rest = steps.len().saturating_sub(SHOWN_STEPS);
    if rest > 0 {
        let _ = writeln!(out, "| | and {rest} more below | | |");
    }
    out.push('\n');
}

fn fixes(step: &Step) -> String {
    let subjects: Vec<String> = step.fixes.iter().take(3).map(|fixed| code(&fixed.subject)).collect();
    let more = match step.fixes.len().saturating_sub(3) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", subjects.join(", "))
}

fn findings(out: &mut String, view: &View<'_>) {
    let groups = view.groups();
    if groups.is_empty() {
        out.push_str("No problems found.\n\n");
        return;
    }
    out.push_str("### Problems\n\n");
    let mut left_out = 0;
    for (index, found) in groups.iter().enumerate() {
        left_out += group(out, view, found, index == 0);
    }
    if left_out > 0 {
        let what = text::count(left_out, "finding is", "findings are");
        let _ = writeln!(out, "{what} left out, as a comment is limited in length.\n");
    }
}

/// Gives how many findings found no room.
fn group(out: &mut String, view: &View<'_>, group: &Group<'_>, open: bool) -> usize {
    if out.len() > ROOM {
        return group.findings.len();
    }
    let worst = group
        .findings
        .first()
        .map_or(Outcome::Unknown, |finding| finding.outcome);
    let sign = sign(worst);
    let title = group
        .rule
        .map_or_else(String::new, |rule| format!("<b>{}</b> ", html(&rule.title.of(worst))));
    let gain = if group.gain > 0 {
        format!(" +{}", group.gain)
    } else {
        String::new()
    };
    let _ = writeln!(
        out,
        "<details{}>\n<summary>{sign} {title}<code>{}</code>{gain}</summary>\n",
        if open { " open" } else { "" },
        html(group.id),
    );
    if let Some(rule) = group.rule {
        let _ = writeln!(out, "{}\n", prose(&rule.why));
    }
    let mut left_out = 0;
    for finding in &group.findings {
        if out.len() > ROOM {
            left_out += 1;
        } else {
            entry(out, view, finding);
        }
    }
    out.push_str("\n</details>\n\n");
    left_out
}

fn entry(out: &mut String, view: &View<'_>, finding: &Finding) {
    let at: Vec<String> = places(finding).iter().map(|place| code(place)).collect();
    let at = if at.is_empty() {
        String::new()
    } else {
        format!(" ({})", at.join(", "))
    };
    let _ = writeln!(
        out,
        "- {} {}{at}",
        sign(finding.outcome),
        prose(&view.assessment.sentence(finding))
    );
    if let Some(evidence) = &finding.evidence {
        let _ = writeln!(out, "  <br>{}", code(evidence));
    }
    if let Some(advice) = &finding.advice {
        let _ = writeln!(out, "  <br>→ {}", prose(advice));
    }
    if let Some(fix) = &finding.fix {
        let fix = text::escape_line(fix);
        let fence = "`".repeat(longest_run(&fix, '`').max(2) + 1);
        let _ = writeln!(out, "\n  {fence}sh\n  {fix}\n  {fence}\n");
    }
}

fn requirements(out: &mut String, scan: &Scan, view: &View<'_>) {
    let rows = requirement_rows(scan, view);
    let broken = scan.project.iter().flat_map(|project| &project.broken_manifests);
    let broken: Vec<String> = broken
        .map(|manifest| format!("- {}: {}\n", code(&place(&manifest.source)), prose(&manifest.message)))
        .collect();
    if rows.is_empty() && broken.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<details>\n<summary>Project requirements ({})</summary>\n",
        rows.len()
    );
    if !rows.is_empty() {
        out.push_str("| | | Required | Found | Where |\n|---|---|---|---|---|\n");
    }
    let mut left_out = 0;
    for row in &rows {
        if out.len() > ROOM {
            left_out += 1;
        } else {
            out.push_str(&requirement(row));
        }
    }
    if left_out > 0 {
        let _ = writeln!(out, "| | and {left_out} more | | | |");
    }
    if !broken.is_empty() {
        let _ = writeln!(out, "\nCannot be parsed:\n");
        broken.iter().take(20).for_each(|line| out.push_str(line));
    }
    out.push_str("\n</details>\n\n");
}

fn requirement(row: &RequirementRow<'_>) -> String {
    let found = match row.mark {
        Mark::Replaced => "replaced by a nearer file".to_owned(),
        _ => plain(&row.found),
    };
    format!(
        "| {} | {} | {} | {} | {} |\n",
        match row.mark {
            Mark::Met => sign(Outcome::Pass),
            Mark::Open(outcome) => sign(outcome),
            Mark::Replaced | Mark::NotChecked => "",
        },
        cell(&plain(&row.name)),
        cell(&code(&row.required)),
        cell(&found),
        cell(&code(&place(&row.requirement.source))),
    )
}

fn categories(out: &mut String, view: &View<'_>) {
    if view.assessment.categories.is_empty() {
        return;
    }
    let arithmetic = view.arithmetic();
    let arithmetic = arithmetic.as_ref();
    out.push_str("<details>\n<summary>The score by category</summary>\n\n| | Score | Costs |\n|---|---:|---|\n");
    for category in &view.assessment.categories {
        let title = view
            .policy
            .category(&category.id)
            .map_or(category.id.as_str(), |found| found.title.as_str());
        let costs = arithmetic.and_then(|sum| sum.categories.iter().find(|cost| cost.id == category.id));
        let costs: Vec<String> = costs
            .iter()
            .flat_map(|cost| &cost.rules)
            .map(|rule| format!("{} {}", rule.cost, code(&rule.id)))
            .collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            cell(&plain(title)),
            category.score,
            cell(&costs.join(", "))
        );
    }
    let _ = writeln!(out, "\n</details>\n");
}

fn footer(out: &mut String, scan: &Scan, view: &View<'_>) {
    let passed = view.passed_rules().len();
    let _ = writeln!(
        out,
        "<sub>{} {} · policy {} · {} passed · {} · scanned in {}</sub>",
        plain(&scan.scanner.name),
        plain(&scan.scanner.version),
        plain(&view.assessment.policy),
        text::count(passed, "rule", "rules"),
        scan.taken_at.strftime("%Y-%m-%d %H:%M UTC"),
        text::duration(Duration::from_millis(scan.duration_ms)),
    );
}

fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "❌",
        Outcome::Warn => "⚠️",
        Outcome::Unknown => "❔",
        Outcome::Skipped => "➖",
        Outcome::Pass => "✅",
    }
}

/// The text on one line, cut where it is too long to be read.
fn short(text: &str) -> String {
    let line = text::escape_line(text);
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.into_owned(),
    }
}

/// A code span, cut where it is too long to be read.
fn code(text: &str) -> String {
    span(&short(text))
}

/// A code span: nothing in it is markup. Source: GFM, section 6.3.
pub(super) fn span(text: &str) -> String {
    let text = text::escape_line(text);
    if text.trim().is_empty() {
        return "*empty*".to_owned();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|character| character != wanted)
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0)
}

/// Running text: no markup, no mention, no link.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in short(text).chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // An HTML comment in between breaks mentions, issue references and addresses.
            '@' | '#' => {
                out.push(character);
                out.push_str("<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out.replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.")
}

/// A sentence of devenv's: its literals are code spans.
fn prose(text: &str) -> String {
    let text = short(text);
    let pieces = pieces(&text).into_iter().map(|piece| match piece {
        Piece::Plain(text) => plain(text),
        Piece::Code(text) => span(text),
    });
    pieces.collect()
}

/// Text in a line that is HTML, where Markdown does not hold.
fn html(text: &str) -> String {
    let mut page = Markup::default();
    page.line(text);
    page.into_text().replace('@', "@<!-- -->")
}

/// What stands in a table's cell. Source: GFM, section 4.10: a bar is escaped in code spans too.
fn cell(markdown: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    for character in markdown.chars() {
        if character == '|' && last != '\\' {
            out.push('\\');
        }
        out.push(character);
        last = character;
    }
    out
}
