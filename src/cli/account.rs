//! Which profile a command is about, what is set for it, and a token for it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::anyhow;
use oauth2::url::Url;

use super::Failed;
use crate::auth::{AuthError, Bearer, CiIdentity, Http, Method, Origin, Runtime, Session, Sessions};
use crate::auth::{client_credentials, read_platform, token_of_variable};
use crate::config::{Folders, Interface, Profile, UserFile};
use crate::error::ExitCode;
use crate::host::Host;
use crate::secret::Secret;
use crate::text::escape_line;

/// The profile where none is named.
pub(super) const DEFAULT_PROFILE: &str = "default";

/// Which profile.
#[derive(Debug, clap::Args)]
pub(super) struct ProfileArgument {
    /// The profile: a platform and an account on it [default: the user file's, or `default`]
    #[arg(short, long, env = "DEVENV_PROFILE", value_name = "NAME", hide_env = true)]
    pub(super) profile: Option<String>,
}

/// A profile, what is set for it, and where its session is.
pub(super) struct Profiled {
    pub(super) name: String,
    pub(super) settings: Profile,
    /// `None`: there is no folder for them.
    sessions: Option<Sessions>,
}

impl ProfileArgument {
    pub(super) fn resolve(&self, host: &Host) -> Result<Profiled, Failed> {
        let folders = Folders::of(host);
        let file = UserFile::read(host, &folders)?;
        let name = self
            .profile
            .clone()
            .or_else(|| file.profile.clone())
            .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
        Sessions::check_name(&name)?;
        let settings = file.of(&name).under(from_environment(host)?);
        Ok(Profiled {
            settings,
            sessions: folders.state.map(|state| Sessions::new(host, state)),
            name,
        })
    }
}

/// What variables set, for commands that have no flags for it.
fn from_environment(host: &Host) -> Result<Profile, Failed> {
    let text = |name: &str| host.env_text(name).map(str::to_owned);
    let api = text("DEVENV_API").map(|name| {
        Interface::named(&name).ok_or_else(|| {
            let error = anyhow!(
                "`DEVENV_API` is `{}`, which no platform is talked to by",
                escape_line(&name)
            );
            Failed::new(ExitCode::Usage, "usage", error).hint("set it to `devenv` or `dev-env-platform`")
        })
    });
    Ok(Profile {
        platform: text("DEVENV_PLATFORM"),
        api: api.transpose()?,
        issuer: text("DEVENV_ISSUER"),
        client_id: text("DEVENV_CLIENT_ID"),
        scopes: text("DEVENV_SCOPE").map(|scopes| scopes.split([' ', ',']).map(str::to_owned).collect()),
        cognito_domain: text("DEVENV_COGNITO_DOMAIN"),
        audience: text("DEVENV_AUDIENCE"),
        ca_file: host.env("DEVENV_CA_FILE").map(PathBuf::from),
        ..Profile::default()
    })
}

impl Profiled {
    /// The platform is of the reference's kind: what its clients must know is set, not told.
    pub(super) fn is_reference(&self) -> bool {
        self.settings.api == Some(Interface::DevEnvPlatform)
    }

    /// Where sessions are kept.
    pub(super) fn sessions(&self) -> Result<&Sessions, AuthError> {
        self.sessions.as_ref().ok_or(AuthError::NoFolder)
    }

    /// The session, if somebody signed in.
    pub(super) fn session(&self) -> Result<Option<Session>, Failed> {
        match &self.sessions {
            Some(sessions) => Ok(sessions.read(&self.name)?),
            None => Ok(None),
        }
    }

    fn not_signed_in(&self) -> AuthError {
        AuthError::NotSignedIn {
            profile: self.name.clone(),
        }
    }

    /// A token that can be sent now, from wherever there is one.
    ///
    /// `DEVENV_TOKEN`, which [`bearer`] looks at, comes before all of this. Then what somebody signed in with counts, since they
    /// did so; then a client's own secret in the environment; then what a CI vouches for.
    pub(super) fn bearer(&self, host: &Host) -> Result<Bearer, Failed> {
        let session = self.session()?;
        match &session {
            Some(session) if session.method != Method::Ci => {
                return Ok(self.sessions()?.bearer(&self.name, session)?);
            }
            _ => {}
        }
        let start = || Ok::<_, Failed>((Http::new(self.settings.ca_file.as_deref())?, Runtime::start()?));
        if host.env("DEVENV_CLIENT_SECRET").is_some() && self.settings.client_id.is_some() {
            let (http, runtime) = start()?;
            return Ok(client_credentials(host, &http, &runtime, &self.settings)?);
        }
        let platform = self
            .settings
            .platform
            .clone()
            .or_else(|| session.as_ref()?.platform.clone());
        match (CiIdentity::detect(host), platform) {
            (Some(ambient), Some(platform)) => {
                let (http, runtime) = start()?;
                let audience = if let Some(audience) = self.settings.audience.clone().or_else(|| session?.audience) {
                    audience
                } else if self.is_reference() {
                    audience(None, &platform)
                } else {
                    let document = runtime.wait_for(read_platform(&http, &platform))?;
                    audience(document.audience.as_deref(), &platform)
                };
                Ok(ambient.bearer(host, &http, &runtime, &audience)?)
            }
            _ => Err(self.not_signed_in().into()),
        }
    }
}

impl Profiled {
    /// A token for the platform at `platform`. `refused`: one that the platform did not take, so that another one is needed.
    ///
    /// What somebody signed in with goes to the platform that they signed in to, and to no other.
    pub(super) fn token_for(&self, host: &Host, platform: &str, refused: Option<&Secret>) -> Result<Secret, Failed> {
        let is_refused = || AuthError::TokenRefused {
            api: platform.to_owned(),
        };
        if let Some(token) = token_of_variable(host)? {
            return if refused == Some(&token) {
                Err(is_refused().into())
            } else {
                Ok(token)
            };
        }
        if let Some(session) = self.session()?.filter(|session| session.method != Method::Ci) {
            let origin = |url: &str| Url::parse(url).map(|url| url.origin()).ok();
            let signed_in_to = session.platform.as_deref().unwrap_or_default();
            if origin(signed_in_to).is_none_or(|signed_in_to| Some(signed_in_to) != origin(platform)) {
                let error = anyhow!(
                    "the session of profile `{}` is for another platform than {platform}",
                    self.name
                );
                return Err(Failed::new(ExitCode::SignIn, "other_platform", error)
                    .hint(format!("run `devenv login {platform}`")));
            }
            return Ok(self.sessions()?.bearer_unless(&self.name, &session, refused)?.token);
        }
        let token = self.bearer(host)?.token;
        if refused == Some(&token) {
            return Err(is_refused().into());
        }
        Ok(token)
    }
}

/// Whose a token is, as far as the token itself says.
pub(super) fn subject(token: &Secret) -> Option<String> {
    let bearer = Bearer {
        token: token.clone(),
        origin: Origin::Variable,
        expires_at: None,
    };
    bearer.account().map(|account| account.subject)
}

/// Whom tokens from CI must be for: what is set or the platform says, else its address.
pub(super) fn audience(named: Option<&str>, platform: &str) -> String {
    named.unwrap_or(platform.trim_end_matches('/')).to_owned()
}

/// A token that can be sent now. `DEVENV_TOKEN` counts before anything else is touched.
pub(super) fn bearer(argument: &ProfileArgument, host: &Host) -> Result<Bearer, Failed> {
    match token_of_variable(host)? {
        Some(token) => {
            tracing::debug!("the token of `DEVENV_TOKEN` is used, and nothing else is looked at");
            Ok(Bearer {
                token,
                origin: Origin::Variable,
                expires_at: None,
            })
        }
        None => argument.resolve(host)?.bearer(host),
    }
}

/// A number of seconds, more than none and at most an hour.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    text.trim()
        .trim_end_matches('s')
        .parse::<u64>()
        .ok()
        .filter(|seconds| (1..=3600).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| "give a whole number of seconds, at least 1 and at most 3600".to_owned())
}
