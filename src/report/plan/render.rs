//! A plan as a list for people, and as a script.

use std::fmt::Write as _;

use super::{FixedFinding, ManualFix, Plan, PlanStep};
use crate::report::findings;
use crate::report::layout::{Page, Role};
use crate::report::options::HumanOptions;
use crate::scan::{OsFamily, Scan};
use crate::score::{ShellKind, join};
use crate::text;

impl Plan {
    /// The plan as a numbered list, required fixes first.
    pub fn human(&self, scan: &Scan, options: &HumanOptions) -> String {
        let mut page = Page::new(options.width, options.colour, options.unicode);
        if self.steps.is_empty() && self.by_hand.is_empty() {
            page.line("Nothing to fix");
            return page.into_text();
        }
        // What is required comes first, whether a command does it or not.
        let (required, others): (Vec<&ManualFix>, Vec<&ManualFix>) =
            self.by_hand.iter().partition(|by_hand| by_hand.required);
        section(&mut page, "Required, by hand", &required, scan);
        if !self.steps.is_empty() {
            let heading = page.paint(Role::Heading, "Commands");
            page.line(&heading);
            for (index, step) in self.steps.iter().enumerate() {
                self::step(&mut page, index, step);
            }
            page.blank();
        }
        section(&mut page, "By hand", &others, scan);
        let text = page.into_text();
        format!("{}\n", text.trim_end())
    }

    /// The plan as a script: for a POSIX shell, on Windows for PowerShell. What is left to do by hand is in comments.
    pub fn script(&self, scan: &Scan) -> String {
        let is_windows = scan
            .system
            .as_ref()
            .is_some_and(|system| system.os.family == OsFamily::Windows);
        let mut script = String::new();
        script.push_str(if is_windows { "" } else { "#!/bin/sh\n" });
        script.push_str("# Fixes for the problems that devenv found on this machine. Read it before you run it.\n");
        script.push_str(if is_windows {
            "$ErrorActionPreference = 'Stop'\n"
        } else {
            "set -eu\n"
        });
        let (required, others): (Vec<&ManualFix>, Vec<&ManualFix>) =
            self.by_hand.iter().partition(|by_hand| by_hand.required);
        comments(&mut script, "Required, by hand", &required);
        for (index, step) in self.steps.iter().enumerate() {
            script.push('\n');
            comment(&mut script, &format!("{}.", index + 1), &step.fixes, step.gain);
            if is_windows {
                let _ = writeln!(script, "{}", join(&step.words, ShellKind::PowerShell));
                script.push_str("if ($LASTEXITCODE) { exit $LASTEXITCODE }\n");
            } else {
                let _ = writeln!(script, "{}", posix(step));
            }
            if let Some(advice) = &step.advice {
                let _ = writeln!(script, "# {}", text::escape_line(advice));
            }
        }
        comments(&mut script, "By hand", &others);
        script
    }
}

fn step(page: &mut Page, index: usize, step: &PlanStep) {
    let number = format!("{:>2}.", index + 1);
    page.command(0, &number, &text::escape_line(&step.command));
    for (index, fixed) in by_subject(&step.fixes).into_iter().enumerate() {
        line(page, fixed, if index == 0 { step.gain } else { 0 });
    }
    if step.elevated {
        page.paragraph("    ", Role::Doubtful, "needs elevated rights; asks before running");
    }
    advice(page, step.advice.as_deref());
}

fn section(page: &mut Page, heading: &str, fixes: &[&ManualFix], scan: &Scan) {
    if fixes.is_empty() {
        return;
    }
    let heading = page.paint(Role::Heading, heading);
    page.line(&heading);
    for fix in fixes {
        line(page, &fix.finding, fix.gain);
        if let Some(command) = &fix.command {
            page.command(4, findings::prompt(scan), &text::escape_line(command));
        }
        advice(page, fix.advice.as_deref());
    }
    page.blank();
}

fn comments(script: &mut String, heading: &str, fixes: &[&ManualFix]) {
    if !fixes.is_empty() {
        let _ = writeln!(script, "\n# {heading}:");
    }
    for fix in fixes {
        comment(script, "-", std::slice::from_ref(&fix.finding), fix.gain);
        for text in fix.command.iter().chain(&fix.advice) {
            let _ = writeln!(script, "#     {}", text::escape_line(text));
        }
    }
}

/// A step as a POSIX shell reads it.
fn posix(step: &PlanStep) -> String {
    let command = join(&step.words, ShellKind::Posix);
    match step.function_script() {
        Some(script) => format!("bash -c '{script}' {command}"),
        None => command,
    }
}

/// The problems, one a line, with a mark before the first one.
fn comment(script: &mut String, mark: &str, fixes: &[FixedFinding], gain: u32) {
    for (index, fixed) in by_subject(fixes).into_iter().enumerate() {
        let mark = if index == 0 {
            mark.to_owned()
        } else {
            " ".repeat(mark.len())
        };
        let _ = write!(script, "# {mark} {}", text::escape_line(&fixed.message));
        if index == 0 && gain > 0 {
            let _ = write!(script, " (+{gain})");
        }
        script.push('\n');
    }
}

/// Each subject once, with its worst finding.
fn by_subject(fixes: &[FixedFinding]) -> Vec<&FixedFinding> {
    let mut seen: Vec<&FixedFinding> = Vec::new();
    for fixed in fixes {
        if seen.iter().all(|other| other.subject != fixed.subject) {
            seen.push(fixed);
        }
    }
    seen
}

fn line(page: &mut Page, fixed: &FixedFinding, gain: u32) {
    let what = page.clean(&fixed.message).into_owned();
    let gain = if gain > 0 { format!("+{gain}") } else { String::new() };
    page.entry(4, (Role::Plain, ""), (Role::Plain, &what), &gain);
}

fn advice(page: &mut Page, advice: Option<&str>) {
    if let Some(advice) = advice {
        let advice = page.clean(advice).into_owned();
        let first = format!("    {} ", page.signs.arrow);
        page.paragraph(&first, Role::Plain, &advice);
    }
}
