//! `devenv logout`.

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::Failed;
use super::output::Output;
use super::profile::{ProfileArgument, ResolvedProfile};
use crate::auth::{self, AuthError, Browser, Revocation, Session};
use crate::error::ExitCode;
use crate::host::Host;

/// Sign out, and revoke the session at the identity provider
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    profile: ProfileArgument,
    /// Sign out of all profiles
    #[arg(long, env = "DEVENV_LOGOUT_ALL", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), conflicts_with = "profile", hide_env = true)]
    all: bool,
    /// Also end the browser's session at the identity provider
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
        let session = match resolved.sessions()?.read(&name) {
            Ok(Some(session)) => session,
            Ok(None) => {
                if !output.json {
                    output.info(&format!("You're not signed in (profile `{name}`)."));
                }
                continue;
            }
            Err(damaged @ AuthError::DamagedSession { .. }) => {
                auth::remove_damaged(resolved.sessions()?, &name)?;
                output.warn(&format!(
                    "{damaged}: it was removed, but could not be revoked at the provider"
                ));
                ended.push(Ended {
                    profile: name,
                    revocation: "failed",
                    problem: Some(damaged.to_string()),
                });
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        ended.push(end(name, &session, &resolved, output)?);
        if arguments.browser {
            end_in_browser(&session, host, output);
        }
    }
    if host.env("DEVENV_TOKEN").is_some() {
        output.warn("`DEVENV_TOKEN` is still set, and commands will use it");
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
        Revocation::Done => ("revoked", "The session was revoked at the identity provider."),
        Revocation::Nothing => (
            "nothing_to_revoke",
            "There was nothing to revoke at the identity provider.",
        ),
        Revocation::NotOffered => (
            "not_offered",
            "The identity provider cannot revoke sessions; this one expires by itself.",
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
        output.info(format!("Signed out (profile `{profile}`). {text}").trim_end());
    }
    if let Some(problem) = &problem {
        output.warn(&format!(
            "cannot revoke the session at the identity provider, where it may still be valid: {problem}"
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
                "Your browser should open and sign you out at:"
            } else {
                "To sign out in the browser, open:"
            };
            output.always(&format!("{how}\n\n  {url}\n"));
        }
        None => output.warn("the identity provider has no address for signing out in the browser"),
    }
}
