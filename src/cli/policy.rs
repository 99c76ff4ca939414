//! `devenv policy`: shows the effective policy and where each value is set.

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::Failed;
use super::format::AnswerArguments;
use super::output::Output;
use super::project_policy::{self, PolicyArguments};
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::{Setting, Waiver};
use crate::report;
use crate::scan::SCHEMA_VERSION;
use crate::scanner::ScanContext;

/// Show the effective policy and where each value is set
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    policy: PolicyArguments,
    /// Show the policy as it applies in CI
    #[arg(long, env = "DEVENV_CI", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    ci: bool,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'a str,
    name: &'a str,
    ci: bool,
    settings: Vec<Setting>,
    waivers: &'a [Waiver],
}

/// Shows the policy.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let mut policy = project_policy::in_force(&arguments.policy, &context)?;
    if arguments.ci {
        policy = policy.in_ci();
    }
    if output.json {
        output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            name: &policy.name,
            ci: policy.holds_in_ci(),
            settings: policy.settings(),
            waivers: policy.waivers(),
        })?;
    } else {
        let today = context.host.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let page = report::policy(&policy, today, &output.list_options());
        output.answer(page.as_bytes())?;
    }
    Ok(ExitCode::Success)
}
