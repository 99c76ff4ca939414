//! `devenv login` with an existing token: one that the user has, or that of a CI job.

use std::io::{IsTerminal as _, Read as _};

use crate::auth::{self, AuthError, Bearer, Http, Method, PlatformDocument, Runtime, Session};
use crate::cli::Failed;
use crate::cli::interrupt;
use crate::cli::output::Output;
use crate::cli::profile::ResolvedProfile;
use crate::cli::whoami::known;
use crate::config::Profile;
use crate::error::{self, ExitCode};
use crate::secret::Secret;

/// The longest token that is read from stdin.
const TOKEN_LIMIT_BYTES: u64 = 64 * 1024;

/// Reads the token from standard input, or from the terminal without showing it. Arguments would be visible to other users.
pub(super) fn read() -> Result<Bearer, Failed> {
    let failed = |error: std::io::Error| {
        let error = anyhow::Error::new(error).context("cannot read the token from standard input");
        Failed::new(ExitCode::Usage, "no_token", error)
    };
    if std::io::stdin().is_terminal() {
        let typed = interrupt::ask_for_secret("Paste the token (it is not shown): ").map_err(failed)?;
        return Ok(auth::given_token(typed.reveal())?);
    }
    let mut text = String::new();
    let read = std::io::stdin()
        .lock()
        .take(TOKEN_LIMIT_BYTES)
        .read_to_string(&mut text);
    let secret = Secret::new(text);
    read.map_err(failed)?;
    Ok(auth::given_token(secret.reveal())?)
}

/// Asks for a token if the platform accepts only tokens and none was given.
pub(super) fn or_prompt(
    given: Option<Bearer>,
    is_machine: bool,
    document: Option<&PlatformDocument>,
    settings: &Profile,
    output: &Output,
) -> Result<Option<Bearer>, Failed> {
    let takes_tokens_alone = settings.issuer.is_none() && document.is_some_and(|document| document.token_login);
    if given.is_some() || is_machine || !takes_tokens_alone || !std::io::stdin().is_terminal() {
        return Ok(given);
    }
    let platform = settings.platform.as_deref().unwrap_or_default();
    output.status(&format!(
        "{platform} needs a token to sign in. Ask its administrator for one."
    ));
    read().map(Some)
}

/// Saves the token, unless the platform rejects it.
pub(super) fn save(
    resolved: &ResolvedProfile,
    mut session: Session,
    given: &Bearer,
    network: (&Http, &Runtime),
    output: &Output,
) -> Result<Session, Failed> {
    session.method = Method::Token;
    fetch_identity(&mut session, given, network, output)?;
    resolved.sessions()?.save_token(&resolved.name, &mut session, given)?;
    Ok(session)
}

/// Asks the platform for the account and role of a token. If the platform cannot be reached, warns; a rejected token is an error.
pub(super) fn fetch_identity(
    session: &mut Session,
    given: &Bearer,
    (http, runtime): (&Http, &Runtime),
    output: &Output,
) -> Result<(), Failed> {
    let answer = match (&session.platform, &session.api) {
        (Some(platform), Some(api)) => auth::fetch_platform_identity(http, runtime, (platform, api), given),
        _ => Ok(None),
    };
    let standing = match answer {
        Err(refused @ AuthError::TokenRefused { .. }) => return Err(refused.into()),
        Err(trouble) => {
            let why = error::render(&trouble, None).replace("error: ", "");
            output.warn(&format!(
                "cannot ask the platform whose token this is: {}",
                why.trim_end()
            ));
            None
        }
        Ok(standing) => standing,
    };
    (session.account, session.role) = known(given, standing);
    Ok(())
}
