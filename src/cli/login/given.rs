//! `devenv login` with a token that is there already: one that somebody has, or one of a CI.

use std::io::{IsTerminal as _, Read as _};

use crate::auth::{self, AuthError, Bearer, Http, Method, Runtime, Session};
use crate::cli::Failed;
use crate::cli::account::Profiled;
use crate::cli::output::Output;
use crate::cli::whoami::known;
use crate::error::{self, ExitCode};
use crate::secret::Secret;

/// What is read of a token on stdin.
const TOKEN_LIMIT_BYTES: u64 = 64 * 1024;

/// Reads it from standard input: on the command line all other users of the machine could see it.
pub(super) fn read() -> Result<Bearer, Failed> {
    let failed = |error: std::io::Error| {
        let error = anyhow::Error::new(error).context("cannot read the token from standard input");
        Failed::new(ExitCode::Usage, "no_token", error)
    };
    if std::io::stdin().is_terminal() {
        let error =
            anyhow::anyhow!("`--with-token` reads standard input, and that is this terminal, which would show it");
        return Err(Failed::new(ExitCode::Usage, "no_token", error).hint("devenv login --with-token < FILE"));
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

/// Keeps it, if the platform does not refuse it.
pub(super) fn keep(
    profiled: &Profiled,
    mut session: Session,
    given: &Bearer,
    network: (&Http, &Runtime),
    output: &Output,
) -> Result<Session, Failed> {
    session.method = Method::Token;
    ask_whose(&mut session, given, network, output)?;
    profiled.sessions()?.keep_token(&profiled.name, &mut session, given)?;
    Ok(session)
}

/// Asks the platform whose a token is, and what they may do. That it cannot be asked is said; that it refuses is an error.
pub(super) fn ask_whose(
    session: &mut Session,
    given: &Bearer,
    (http, runtime): (&Http, &Runtime),
    output: &Output,
) -> Result<(), Failed> {
    let answer = match &session.api {
        Some(api) => auth::ask_platform(http, runtime, api, given),
        None => Ok(None),
    };
    let standing = match answer {
        Err(refused @ AuthError::TokenRefused { .. }) => return Err(refused.into()),
        Err(trouble) => {
            let why = error::render(&trouble, None).replace("error: ", "");
            output.warn(&format!(
                "the platform could not be asked whose the token is: {}",
                why.trim_end()
            ));
            None
        }
        Ok(standing) => standing,
    };
    (session.account, session.role) = known(given, standing);
    Ok(())
}
