//! `devenv whoami`.

use std::fmt::Write as _;

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use jiff::Timestamp;
use serde::Serialize;

use super::Failed;
use super::account::{self, ProfileArgument};
use super::output::Output;
use crate::auth::{self, Account, AuthError, Method, Origin, Storage};
use crate::error::ExitCode;
use crate::host::Host;
use crate::text::escape;

/// Who is signed in, to what, and until when
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    profile: ProfileArgument,
    /// Say what is known here, without asking anybody
    #[arg(long, env = "DEVENV_OFFLINE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    offline: bool,
}

#[derive(Serialize)]
struct Answer {
    schema_version: &'static str,
    /// `None`: the token is that of `DEVENV_TOKEN`.
    profile: Option<String>,
    platform: Option<String>,
    issuer: Option<String>,
    origin: Origin,
    method: Option<Method>,
    account: Option<Account>,
    signed_in_at: Option<Timestamp>,
    access_expires_at: Option<Timestamp>,
    /// `None`: the provider does not say.
    session_ends_at: Option<Timestamp>,
    /// `true`: the provider was asked, or gave a token just now. `false`: what is kept here.
    is_checked: bool,
    storage: Option<Storage>,
}

/// Says who.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let answer = if auth::token_of_variable(host)?.is_some() {
        of_token(arguments, host)?
    } else {
        let profiled = arguments.profile.resolve(host)?;
        match profiled.session()? {
            Some(session) if session.has_ended => {
                return Err(AuthError::SessionEnded {
                    profile: profiled.name,
                    source: None,
                }
                .into());
            }
            Some(mut session) => {
                let mut account = session.account.clone();
                if !arguments.offline {
                    let bearer = profiled.bearer(host)?;
                    session = profiled.session()?.unwrap_or(session);
                    account = match auth::ask_who(&profiled.sessions, &profiled.name, &session, &bearer)? {
                        Some(found) => Some(found.beside(account)),
                        None if session.method == Method::Ci => bearer.account(),
                        None => account,
                    };
                }
                Answer {
                    schema_version: "1.0",
                    profile: Some(profiled.name),
                    platform: session.platform,
                    issuer: session.provider.map(|provider| provider.issuer),
                    origin: if session.method == Method::Ci {
                        Origin::Ci
                    } else {
                        Origin::Session
                    },
                    method: Some(session.method),
                    account,
                    signed_in_at: Some(session.signed_in_at),
                    access_expires_at: session.access_expires_at,
                    session_ends_at: session.session_ends_at,
                    is_checked: !arguments.offline,
                    storage: (session.method != Method::Ci).then_some(session.storage),
                }
            }
            None if arguments.offline => {
                return Err(AuthError::NotSignedIn { profile: profiled.name }.into());
            }
            None => of_token(arguments, host)?,
        }
    };
    if output.json {
        output.answer_json(&answer)?;
    } else {
        output.answer(human(&answer).as_bytes())?;
    }
    Ok(ExitCode::Success)
}

/// Of a token that no session stands behind. It says itself whose it is, or nobody knows here.
fn of_token(arguments: &Arguments, host: &Host) -> Result<Answer, Failed> {
    let bearer = account::bearer(&arguments.profile, host)?;
    Ok(Answer {
        schema_version: "1.0",
        profile: None,
        platform: host.env_text("DEVENV_PLATFORM").map(str::to_owned),
        issuer: bearer.issuer(),
        origin: bearer.origin,
        method: None,
        account: bearer.account(),
        signed_in_at: None,
        access_expires_at: bearer.expires_at.or_else(|| bearer.stated_end()),
        session_ends_at: None,
        is_checked: bearer.origin != Origin::Variable,
        storage: None,
    })
}

fn human(answer: &Answer) -> String {
    let mut text = String::new();
    let who = answer
        .account
        .as_ref()
        .map_or("unknown: the token does not say", Account::label);
    let _ = writeln!(text, "{}", escape(who));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<15} {}", escape(value));
    };
    if let Some(account) = &answer.account {
        line("subject", &account.subject);
        if !account.groups.is_empty() {
            line("groups", &account.groups.join(", "));
        }
    }
    for (name, value) in [
        ("platform", &answer.platform),
        ("issuer", &answer.issuer),
        ("profile", &answer.profile),
    ] {
        if let Some(value) = value {
            line(name, value);
        }
    }
    line(
        "signed in by",
        match (answer.origin, answer.method) {
            (Origin::Variable, _) => "DEVENV_TOKEN",
            (Origin::Ci, _) => "the CI of this job",
            (Origin::ClientCredentials, _) | (_, Some(Method::ClientCredentials)) => "the client's own secret",
            (_, Some(Method::Token)) => "a token",
            _ => "browser",
        },
    );
    let time = |time: Timestamp| time.round(jiff::Unit::Second).unwrap_or(time).to_string();
    if let Some(at) = answer.signed_in_at {
        line("signed in at", &time(at));
    }
    if let Some(at) = answer.access_expires_at {
        line("access token", &format!("until {}", time(at)));
    }
    match answer.session_ends_at {
        Some(at) => line("session", &format!("until {}", time(at))),
        None if answer.method == Some(Method::Browser) => {
            line("session", "renewed until the provider ends it; it does not say when");
        }
        None => {}
    }
    if !answer.is_checked {
        line("checked", "no: this is what is known here");
    }
    text
}
