//! `devenv whoami`.

use std::fmt::Write as _;
use std::path::Path;

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use jiff::Timestamp;
use serde::Serialize;

use super::Failed;
use super::format::AnswerArguments;
use super::output::Output;
use super::profile::{ProfileArgument, ResolvedProfile};
use super::token_source;
use super::upload;
use crate::auth::{
    self, Account, AuthError, Bearer, Http, Method, Origin, PlatformDocument, PlatformIdentity, Runtime, Session,
    Storage, Userinfo,
};
use crate::error::{ExitCode, Explain as _};
use crate::host::Host;
use crate::text::escape_line;

/// Show who is signed in, to which platform, and until when
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    profile: ProfileArgument,
    /// Show only what is saved on this machine, without network
    #[arg(long, env = "DEVENV_OFFLINE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    offline: bool,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

#[derive(Serialize)]
struct Answer {
    schema_version: &'static str,
    /// `None`: the token is from the environment.
    profile: Option<String>,
    platform: Option<String>,
    issuer: Option<String>,
    origin: Origin,
    method: Option<Method>,
    account: Option<Account>,
    /// The user's role on the platform. `None`: the platform was not asked, or does not say.
    role: Option<String>,
    signed_in_at: Option<Timestamp>,
    access_expires_at: Option<Timestamp>,
    /// `None`: the identity provider does not say.
    session_ends_at: Option<Timestamp>,
    /// `true`: the identity provider or platform has just confirmed it. `false`: it is saved on this machine.
    is_checked: bool,
    storage: Option<Storage>,
}

/// Shows the account.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let answer = if auth::token_of_variable(host)?.is_some() {
        of_token(arguments, host)?
    } else {
        let resolved = arguments.profile.resolve(host)?;
        match resolved.session()? {
            Some(session) if session.has_ended => {
                return Err(AuthError::SessionEnded {
                    profile: resolved.name,
                    source: None,
                }
                .into());
            }
            Some(mut session) => {
                let (mut account, mut role) = (session.account.clone(), session.role.clone());
                let mut is_checked = !arguments.offline;
                if !arguments.offline {
                    let bearer = token_source::bearer(&resolved, host)?;
                    session = resolved.session()?.unwrap_or(session);
                    let identity = of_session(&resolved, &session, &bearer)?;
                    // A provider may reject a token for the platform, so it is asked only if the platform does not answer.
                    if identity.is_none() && session.method == Method::Browser {
                        match auth::fetch_userinfo(&session, &bearer)? {
                            Userinfo::Account(found) => account = Some(found.beside(account)),
                            Userinfo::NotOffered => {}
                            Userinfo::Refused => is_checked = false,
                        }
                    } else {
                        let found;
                        (found, role) = known(&bearer, identity);
                        account = found.map(|found| found.beside(account.clone())).or(account);
                    }
                }
                Answer {
                    schema_version: "1.0",
                    profile: Some(resolved.name),
                    platform: session.platform,
                    issuer: session.provider.map(|provider| provider.issuer),
                    origin: if session.method == Method::Ci {
                        Origin::Ci
                    } else {
                        Origin::Session
                    },
                    method: Some(session.method),
                    account,
                    role,
                    signed_in_at: Some(session.signed_in_at),
                    access_expires_at: session.access_expires_at,
                    session_ends_at: session.session_ends_at,
                    is_checked,
                    storage: (session.method != Method::Ci).then_some(session.storage),
                }
            }
            None if arguments.offline => {
                return Err(AuthError::NotSignedIn { profile: resolved.name }.into());
            }
            None => of_token(arguments, host)?,
        }
    };
    if output.json {
        output.answer_json(&answer)?;
    } else {
        output.answer(human(&answer, arguments.offline).as_bytes())?;
    }
    if answer.platform.is_some() && !arguments.offline {
        upload::flush_one(host, &arguments.profile, output);
    }
    Ok(ExitCode::Success)
}

/// The account of a token without a session: from the platform, else from the token itself.
fn of_token(arguments: &Arguments, host: &Host) -> Result<Answer, Failed> {
    let bearer = token_source::bearer_of(&arguments.profile, host)?;
    let platform = host.env_text("DEVENV_PLATFORM");
    let ca_file = host.env_path("DEVENV_CA_FILE");
    let identity = match platform.filter(|_| !arguments.offline) {
        Some(platform) => {
            let read = Runtime::start()?.wait_for(auth::read_platform(&Http::new(ca_file.as_deref())?, platform));
            let document = match read {
                // A Dev-Env Platform has no discovery document.
                Err(AuthError::Status { status: 404, .. }) => PlatformDocument::default(),
                document => document?,
            };
            platform_identity((Some(platform), document.api.as_deref()), ca_file.as_deref(), &bearer)?
        }
        None => None,
    };
    let is_checked = identity.is_some() || bearer.origin != Origin::Variable;
    let (account, role) = known(&bearer, identity);
    Ok(Answer {
        schema_version: "1.0",
        profile: None,
        platform: platform.map(str::to_owned),
        issuer: bearer.issuer(),
        origin: bearer.origin,
        method: None,
        account,
        role,
        signed_in_at: None,
        access_expires_at: bearer.expires_at.or_else(|| bearer.stated_end()),
        session_ends_at: None,
        is_checked,
        storage: None,
    })
}

/// Asks the platform for the owner of this token. `None`: it does not say, or has no such API.
fn platform_identity(
    (platform, api): (Option<&str>, Option<&str>),
    ca_file: Option<&Path>,
    bearer: &Bearer,
) -> Result<Option<PlatformIdentity>, AuthError> {
    match (platform, api) {
        (Some(platform), Some(api)) => {
            auth::fetch_platform_identity(&Http::new(ca_file)?, &Runtime::start()?, (platform, api), bearer)
        }
        _ => Ok(None),
    }
}

/// Asks the platform for the owner of this session. `None`: it does not say, or only the identity provider knows.
fn of_session(
    resolved: &ResolvedProfile,
    session: &Session,
    bearer: &Bearer,
) -> Result<Option<PlatformIdentity>, AuthError> {
    let address = (session.platform.as_deref(), session.api.as_deref());
    let ask = |bearer: &Bearer| platform_identity(address, session.ca_file.as_deref(), bearer);
    match ask(bearer) {
        // The token may be revoked, or the clocks may differ: try again with a new one.
        Err(AuthError::TokenRefused { .. }) if session.method == Method::Browser => ask(&resolved
            .sessions()?
            .bearer_unless(&resolved.name, session, Some(&bearer.token))?),
        Err(error) if session.method == Method::Browser && error.exit() == ExitCode::Platform => Ok(None),
        answer => answer,
    }
}

/// The account and role of a token. The platform's answer overrides the token's claims.
pub(super) fn known(bearer: &Bearer, identity: Option<PlatformIdentity>) -> (Option<Account>, Option<String>) {
    let stated = bearer.account();
    match identity {
        Some(identity) => {
            let account = Account {
                subject: identity.developer_id,
                ..Account::default()
            };
            (Some(account.beside(stated)), identity.role)
        }
        None => (stated, None),
    }
}

fn human(answer: &Answer, is_offline: bool) -> String {
    let mut text = String::new();
    let who = answer
        .account
        .as_ref()
        .map_or("unknown (the token does not say)", Account::label);
    let _ = writeln!(text, "{}", escape_line(who));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<15} {}", escape_line(value));
    };
    if let Some(account) = &answer.account {
        line("subject", &account.subject);
        if !account.groups.is_empty() {
            line("groups", &account.groups.join(", "));
        }
    }
    if let Some(role) = &answer.role {
        line("role", role);
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
            (Origin::Ci, _) => "this CI job",
            (Origin::ClientCredentials, _) | (_, Some(Method::ClientCredentials)) => "client secret",
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
            line("session", "renewed until the identity provider ends it");
        }
        None => {}
    }
    if !answer.is_checked {
        let why = match answer.method {
            Some(Method::Browser) if !is_offline => "the provider does not answer for this token",
            _ => "as saved on this machine",
        };
        line("checked", &format!("no, {why}"));
    }
    text
}
