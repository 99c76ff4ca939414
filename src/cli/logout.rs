//! `devenv logout`.

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::Failed;
use super::output::Output;
use super::profile::{ProfileArgument, ResolvedProfile};
use crate::auth::{self, Browser, Revocation, Session};
use crate::error::ExitCode;
use crate::host::Host;

/// End the session, here and at the provider
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    profile: ProfileArgument,
    /// Of all profiles
    #[arg(long, env = "DEVENV_LOGOUT_ALL", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), conflicts_with = "profile", hide_env = true)]
    all: bool,
    /// Also end the session that the browser has with the provider
    #[arg(long, env = "DEVENV_LOGOUT_BROWSER", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    browser: bool,
}

#[derive(Serialize)]
struct Answer {
    schema_version: &'static str,
    sessions: Vec<Ended>,
}

#[derive(Serialize)]
struct Ended {
    profile: String,
    /// `revoked`, `nothing_to_revoke`, `not_offered`, `failed`.
    revocation: &'static str,
    problem: Option<String>,
}

/// Signs out.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let resolved = arguments.profile.resolve(host)?;
    let names = if arguments.all {
        resolved.sessions()?.names()
    } else {
        vec![resolved.name.clone()]
    };
    let mut ended = Vec::new();
    for name in names {
        let Some(session) = resolved.sessions()?.read(&name)? else {
            if !output.json {
                output.info(&format!("Nobody is signed in under profile `{name}`."));
            }
            continue;
        };
        ended.push(end(name, &session, &resolved, output)?);
        if arguments.browser {
            end_in_browser(&session, host, output);
        }
    }
    if host.env("DEVENV_TOKEN").is_some() {
        output.warn("`DEVENV_TOKEN` is set: commands go on using it");
    }
    if output.json {
        output.answer_json(&Answer {
            schema_version: "1.0",
            sessions: ended,
        })?;
    }
    Ok(ExitCode::Success)
}

fn end(profile: String, session: &Session, resolved: &ResolvedProfile, output: &Output) -> Result<Ended, Failed> {
    let revocation = auth::sign_out(resolved.sessions()?, &profile, session)?;
    let (word, text) = match &revocation {
        Revocation::Done => ("revoked", "The session is revoked at the provider."),
        Revocation::Nothing => ("nothing_to_revoke", "There was nothing to revoke at the provider."),
        Revocation::NotOffered => (
            "not_offered",
            "The provider cannot revoke: what it gave ends by itself.",
        ),
        Revocation::Failed(_) => ("failed", ""),
    };
    let problem = match revocation {
        Revocation::Failed(error) => Some(
            crate::error::render(&error, None)
                .trim_start_matches("error: ")
                .trim_end()
                .to_owned(),
        ),
        _ => None,
    };
    if !output.json {
        output.info(
            format!("Signed out of profile `{profile}`: nothing of it is left on this machine. {text}").trim_end(),
        );
    }
    if let Some(problem) = &problem {
        output.warn(&format!(
            "the session could not be revoked at the provider, and may go on there: {problem}"
        ));
    }
    Ok(Ended {
        profile,
        revocation: word,
        problem,
    })
}

fn end_in_browser(session: &Session, host: &Host, output: &Output) {
    let url = session
        .provider
        .as_ref()
        .zip(session.client_id.as_deref())
        .and_then(|(provider, client_id)| provider.browser_logout(client_id, session.callback.as_deref()));
    match url {
        Some(url) => {
            let opened = Browser::Default.show(host, &url);
            let how = if opened {
                "Your browser should end its session at:"
            } else {
                "End the browser's session at:"
            };
            output.always(&format!("{how}\n\n  {url}\n"));
        }
        None => output.warn("the provider names no address where the browser's session ends"),
    }
}
