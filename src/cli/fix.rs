//! `devenv fix`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::Failed;
use super::format::AnswerArguments;
use super::output::Output;
use super::project_policy::{self, PolicyArguments};
use crate::error::ExitCode;
use crate::host::{Ended, Host, is_below};
use crate::policy::Policy;
use crate::probe::path::find_in_time;
use crate::probe::project;
use crate::report::{Plan, PlanStep};
use crate::scan::{Assessment, SCHEMA_VERSION, Scan, Status};
use crate::scanner::{ScanContext, ScanOptions, Selection};
use crate::score;

/// Fix problems found by a scan: show the commands, or run them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "On a terminal, asks before running anything; elsewhere, only shows the plan. A command that needs sudo always asks first, \
    even with --yes.\n\n\
    Exit codes: 0 done, and after a run the policy is met · 1 a command failed, or the policy is still not met · 2 wrong usage or settings"
)]
pub(super) struct Arguments {
    /// Print a script instead, for a POSIX shell or, on Windows, PowerShell
    #[arg(long, conflicts_with_all = ["yes", "json", "format"])]
    print: bool,
    /// Run the commands without asking, except those that need sudo
    #[arg(short, long, env = "DEVENV_YES", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    yes: bool,
    #[command(flatten)]
    policy: PolicyArguments,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

/// Asks the user for consent. `None`: there is no terminal to ask on.
type Agree<'a> = &'a dyn Fn(&str) -> Option<bool>;

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Done,
    Failed,
    Skipped,
}

/// A step that was tried.
#[derive(Debug, Serialize)]
struct Ran<'p> {
    command: &'p str,
    outcome: Outcome,
    /// Why the step was skipped, or how it failed.
    detail: Option<String>,
}

#[derive(Serialize)]
struct Answer<'p> {
    schema_version: &'p str,
    plan: &'p Plan,
    /// The steps that were run. Empty if none were.
    ran: Vec<Ran<'p>>,
    score: u32,
    /// The score after the run. `None`: nothing was run.
    score_after: Option<u32>,
    /// The status after the run, or before it if nothing was run.
    status: Status,
}

/// Scans, shows the plan, and runs it if the user agrees.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let Assessed {
        context,
        scan,
        policy,
        assessment: before,
    } = assess(arguments, host, output)?;
    let plan = Plan::of(&scan, &policy, context.host.env_text("USER"));
    if arguments.print {
        output.answer(plan.script(&scan).as_bytes())?;
        return Ok(ExitCode::Success);
    }
    let answer = Answer {
        schema_version: SCHEMA_VERSION,
        plan: &plan,
        ran: Vec::new(),
        score: before.score,
        score_after: None,
        status: before.status,
    };
    let is_to_file = arguments.answer.file().is_some();
    let shown = plan.human(&scan, &output.human_options(false));
    if !output.json {
        output.answer(shown.as_bytes())?;
    }
    // With `-o` the plan is not on the screen, so nobody is asked whether to run it.
    let may_ask = !output.json && !is_to_file;
    let wanted = !plan.steps.is_empty() && (arguments.yes || may_ask && agreed(&plan, output));
    if !wanted {
        if output.json {
            output.answer_json(&answer)?;
        }
        return Ok(ExitCode::Success);
    }

    let agree = |question: &str| output.confirm(question);
    let ran = run_steps(&plan, &context.host, output, &agree);
    let failed = ran.iter().any(|ran| ran.outcome == Outcome::Failed);
    // A new `Host`: the old one has saved what it read before the run.
    let after = assess(arguments, Host::this(), output)?.assessment;
    if output.json {
        output.answer_json(&Answer {
            ran,
            score_after: Some(after.score),
            status: after.status,
            ..answer
        })?;
    } else {
        let summary = run_summary(&ran, &before, &after, &plan);
        output.answer(if is_to_file { shown + &summary } else { summary }.as_bytes())?;
    }
    Ok(if failed || after.status == Status::Fail {
        ExitCode::PolicyNotMet
    } else {
        ExitCode::Success
    })
}

/// A scan and its assessment.
struct Assessed {
    context: ScanContext,
    scan: Scan,
    policy: Policy,
    assessment: Assessment,
}

fn assess(arguments: &Arguments, host: Host, output: &Output) -> Result<Assessed, Failed> {
    let context = ScanContext::open(host)?;
    let policy = project_policy::for_scans(&arguments.policy, &context)?;
    let selection = Selection::all();
    let options = ScanOptions {
        policy: Some(&policy),
        ..ScanOptions::default()
    };
    let mut scan = context.scan(selection, &options, output)?;
    let policy = policy.for_scan(&scan).into_owned();
    let assessment = score::assess(&scan, &policy);
    scan.assessment = Some(assessment.clone());
    Ok(Assessed {
        context,
        scan,
        policy,
        assessment,
    })
}

fn agreed(plan: &Plan, output: &Output) -> bool {
    let what = match plan.steps.len() {
        1 => "Run this command?".to_owned(),
        steps => format!("Run these {steps} commands in order?"),
    };
    output.confirm(&what) == Some(true)
}

/// Runs the steps in order and stops at the first that fails.
fn run_steps<'p>(plan: &'p Plan, host: &Host, output: &Output, agree: Agree<'_>) -> Vec<Ran<'p>> {
    let project = project::find_root(host);
    let mut ran = Vec::new();
    for step in &plan.steps {
        let begin = || output.status(&format!("running {}", step.command));
        let (outcome, detail) = run_step(step, host, project.as_deref(), agree, begin);
        if let Some(detail) = &detail {
            output.warn(&format!("`{}` {detail}", step.command));
        }
        ran.push(Ran {
            command: &step.command,
            outcome,
            detail,
        });
        if outcome == Outcome::Failed {
            break;
        }
    }
    ran
}

fn run_step(
    step: &PlanStep,
    host: &Host,
    project: Option<&Path>,
    agree: Agree<'_>,
    begin: impl Fn(),
) -> (Outcome, Option<String>) {
    if step.elevated {
        let question = format!("Run `{}`? It needs sudo or administrator rights.", step.command);
        match agree(&question) {
            Some(true) => {}
            Some(false) => return (Outcome::Skipped, Some("was declined".to_owned())),
            None => {
                let why = "needs elevated rights and your consent, which takes a terminal";
                return (Outcome::Skipped, Some(why.to_owned()));
            }
        }
    }
    let Some((program, arguments)) = resolve(step, host, project) else {
        let program = step.words.first().map_or("", String::as_str);
        return (
            Outcome::Skipped,
            Some(format!("cannot run: `{program}` is not on PATH")),
        );
    };
    begin();
    match host.attend(&program, &arguments) {
        Ok(Ended::Status(0)) => (Outcome::Done, None),
        Ok(Ended::Status(status)) => (Outcome::Failed, Some(format!("exited with status {status}"))),
        Ok(_) => (Outcome::Failed, Some("was killed by a signal".to_owned())),
        Err(error) => {
            let source = std::error::Error::source(&error).map_or(String::new(), |source| format!(": {source}"));
            (Outcome::Failed, Some(format!("did not start: {error}{source}")))
        }
    }
}

/// The program of a step, with its arguments. `nvm` and `sdk` are shell functions: `bash` runs them.
fn resolve(step: &PlanStep, host: &Host, project: Option<&Path>) -> Option<(PathBuf, Vec<String>)> {
    let home = host.home();
    let words: Vec<String> = step
        .words
        .iter()
        .map(|word| match (word.strip_prefix("~/"), &home) {
            (Some(below), Some(home)) => home.join(below).display().to_string(),
            _ => word.clone(),
        })
        .collect();
    let path = trusted_path(host, project);
    let (program, arguments) = words.split_first()?;
    if let Some(program) = find_in_time(host, program, &path) {
        return Some((program, arguments.to_vec()));
    }
    let script = step.function_script()?;
    let bash = find_in_time(host, "bash", &path)?;
    let mut all = vec!["-c".to_owned(), script];
    all.extend(words);
    Some((bash, all))
}

/// PATH without the project's own directories and relative entries: a downloaded project could put programs there.
fn trusted_path(host: &Host, project: Option<&Path>) -> OsString {
    let path = host.env("PATH").unwrap_or_default();
    let entries = std::env::split_paths(path)
        .filter(|entry| entry.is_absolute() && !project.is_some_and(|project| is_below(entry, project)));
    std::env::join_paths(entries).unwrap_or_default()
}

/// What was run, and how the score changed.
fn run_summary(ran: &[Ran<'_>], before: &Assessment, after: &Assessment, plan: &Plan) -> String {
    let count = |outcome| ran.iter().filter(|ran| ran.outcome == outcome).count();
    let mut parts = vec![format!("{} done", count(Outcome::Done))];
    for (outcome, word) in [(Outcome::Failed, "failed"), (Outcome::Skipped, "skipped")] {
        if count(outcome) > 0 {
            parts.push(format!("{} {word}", count(outcome)));
        }
    }
    let left = plan.steps.len() - ran.len();
    if left > 0 {
        parts.push(format!("{left} not started"));
    }
    let status = match after.status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
    };
    let mut text = format!(
        "\n{}\n{}/100 before, {}/100 {status} now\n",
        parts.join(", "),
        before.score,
        after.score
    );
    // A shell function changes the PATH of the shell that runs it, not devenv's.
    let by_function = |step: &PlanStep| step.function_script().is_some();
    if count(Outcome::Done) > 0 && plan.steps.iter().any(by_function) {
        text.push_str("Open a new shell to use what nvm or SDKMAN! installed, then scan again\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_elevated_rights_runs_only_after_exactly_it_was_confirmed() {
        let step = PlanStep {
            command: "sudo apt-get install jq".to_owned(),
            words: ["sudo", "apt-get", "install", "jq"].map(str::to_owned).to_vec(),
            elevated: true,
            required: false,
            gain: 0,
            score: None,
            fixes: Vec::new(),
            advice: None,
        };
        let host = Host::fixture(Path::new("/nowhere"), "/", &[("PATH", "/usr/bin")]);
        let asked = std::cell::RefCell::new(Vec::new());
        let told = |answer: Option<bool>| {
            let agree = |question: &str| {
                asked.borrow_mut().push(question.to_owned());
                answer
            };
            run_step(&step, &host, None, &agree, || ())
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            [None, Some(false), Some(true)].map(told),
            [
                (
                    Outcome::Skipped,
                    text("needs elevated rights and your consent, which takes a terminal")
                ),
                (Outcome::Skipped, text("was declined")),
                // A fixture has no programs.
                (Outcome::Skipped, text("cannot run: `sudo` is not on PATH")),
            ]
        );
        assert_eq!(
            *asked.borrow(),
            ["Run `sudo apt-get install jq`? It needs sudo or administrator rights."; 3]
        );
    }
}
