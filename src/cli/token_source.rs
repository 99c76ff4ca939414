//! Which token a command sends to the platform. Only this file decides that.

use anyhow::anyhow;
use url::Url;

use super::Failed;
use super::profile::{ProfileArgument, ResolvedProfile};
use crate::auth::{AuthError, Bearer, CiIdentity, Http, Method, Origin, Runtime, Session};
use crate::auth::{ci_audience, client_credentials, read_platform, token_of_variable};
use crate::error::ExitCode;
use crate::host::Host;
use crate::secret::Secret;

/// The source of the token, in order of precedence: the first that is present is used; later ones are not read.
pub(super) enum TokenSource {
    /// `DEVENV_TOKEN`.
    Variable,
    /// `devenv login`: in a browser, with a token, or with a client's secret.
    Session(Box<Session>),
    /// `DEVENV_CLIENT_SECRET`, with the profile's client id.
    ClientSecret,
    /// The identity that a CI system gives to a job.
    Ci {
        /// The CI system.
        identity: CiIdentity,
        /// The platform that the token is for.
        platform: String,
        /// The audience that `devenv login` saved for this job.
        audience: Option<String>,
    },
}

impl TokenSource {
    /// The source to use. `None`: there is none. Reads the environment and the session's file, not the keyring.
    pub(super) fn find(resolved: &ResolvedProfile, host: &Host) -> Result<Option<Self>, Failed> {
        if host.env("DEVENV_TOKEN").is_some() {
            return Ok(Some(Self::Variable));
        }
        // The session of a CI job has settings and no token.
        let saved = match resolved.session()? {
            Some(session) if session.method != Method::Ci => return Ok(Some(Self::Session(Box::new(session)))),
            saved => saved,
        };
        if host.env("DEVENV_CLIENT_SECRET").is_some() && resolved.settings.client_id.is_some() {
            return Ok(Some(Self::ClientSecret));
        }
        let (of_session, audience) = saved.map_or((None, None), |saved| (saved.platform, saved.audience));
        let platform = resolved.settings.platform.clone().or(of_session);
        Ok(CiIdentity::detect(host)
            .zip(platform)
            .map(|(identity, platform)| Self::Ci {
                identity,
                platform,
                audience: resolved.settings.audience.clone().or(audience),
            }))
    }
}

/// A token that is valid now. `DEVENV_TOKEN` is used even if the settings file cannot be read.
pub(super) fn bearer_of(argument: &ProfileArgument, host: &Host) -> Result<Bearer, Failed> {
    match of_variable(host)? {
        Some(bearer) => Ok(bearer),
        None => bearer(&argument.resolve(host)?, host),
    }
}

fn of_variable(host: &Host) -> Result<Option<Bearer>, AuthError> {
    let Some(token) = token_of_variable(host)? else {
        return Ok(None);
    };
    tracing::debug!("using the token in `DEVENV_TOKEN`");
    Ok(Some(Bearer {
        token,
        origin: Origin::Variable,
        expires_at: None,
    }))
}

/// A token that is valid now.
pub(super) fn bearer(resolved: &ResolvedProfile, host: &Host) -> Result<Bearer, Failed> {
    let Some(source) = TokenSource::find(resolved, host)? else {
        return Err(not_signed_in(resolved).into());
    };
    let start = || Ok::<_, Failed>((Http::new(resolved.settings.ca_file.as_deref())?, Runtime::start()?));
    match source {
        TokenSource::Variable => Ok(of_variable(host)?.ok_or_else(|| not_signed_in(resolved))?),
        TokenSource::Session(session) => Ok(resolved.sessions()?.bearer(&resolved.name, &session)?),
        TokenSource::ClientSecret => {
            let (http, runtime) = start()?;
            Ok(client_credentials(host, &http, &runtime, &resolved.settings)?)
        }
        TokenSource::Ci {
            identity,
            platform,
            audience: named,
        } => {
            let (http, runtime) = start()?;
            let of_platform = if named.is_some() || resolved.is_dev_env_platform() {
                None
            } else {
                runtime.wait_for(read_platform(&http, &platform))?.audience
            };
            let audience = ci_audience(named.as_deref(), of_platform.as_deref(), &platform)?;
            Ok(identity.bearer(host, &http, &runtime, &audience)?)
        }
    }
}

/// A token for the platform at `platform`. `refused`: one that the platform rejected, so that another one is needed.
///
/// # Errors
/// There is no token. If there is no other one, it is the same. A session is used only for the platform that the user signed in to.
pub(super) fn token_for(
    resolved: &ResolvedProfile,
    host: &Host,
    platform: &str,
    refused: Option<&Secret>,
) -> Result<Secret, Failed> {
    if let Some(TokenSource::Session(session)) = TokenSource::find(resolved, host)? {
        let origin = |url: &str| Url::parse(url).map(|url| url.origin()).ok();
        let signed_in_to = session.platform.as_deref().unwrap_or_default();
        if origin(signed_in_to).is_none_or(|signed_in_to| Some(signed_in_to) != origin(platform)) {
            let error = anyhow!(
                "the session of profile `{}` is for another platform than {platform}",
                resolved.name
            );
            return Err(
                Failed::new(ExitCode::SignIn, "other_platform", error).hint(format!("run `devenv login {platform}`"))
            );
        }
        let sessions = resolved.sessions()?;
        return Ok(sessions.bearer_unless(&resolved.name, &session, refused)?.token);
    }
    Ok(bearer(resolved, host)?.token)
}

fn not_signed_in(resolved: &ResolvedProfile) -> AuthError {
    AuthError::NotSignedIn {
        profile: resolved.name.clone(),
    }
}

/// The subject that a token itself names, unverified.
pub(super) fn subject(token: &Secret) -> Option<String> {
    let bearer = Bearer {
        token: token.clone(),
        origin: Origin::Variable,
        expires_at: None,
    };
    bearer.account().map(|account| account.subject)
}
