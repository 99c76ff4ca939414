//! `devenv token`.

use jiff::Timestamp;
use serde::Serialize;

use super::Failed;
use super::output::Output;
use super::profile::ProfileArgument;
use super::token_source;
use crate::auth::Origin;
use crate::error::ExitCode;
use crate::host::Host;

/// Print a fresh access token, for scripts
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    profile: ProfileArgument,
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'static str,
    access_token: &'a str,
    origin: Origin,
    expires_at: Option<Timestamp>,
}

/// Prints the token and nothing else.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let bearer = token_source::bearer_of(&arguments.profile, host)?;
    if output.json {
        output.answer_json(&Answer {
            schema_version: "1.0",
            access_token: bearer.token.reveal(),
            origin: bearer.origin,
            expires_at: bearer.expires_at,
        })?;
    } else {
        output.answer(format!("{}\n", bearer.token.reveal()).as_bytes())?;
    }
    Ok(ExitCode::Success)
}
