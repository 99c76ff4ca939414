//! Which profile a command uses: a platform, an account on it and the settings for both.

use std::path::PathBuf;

use anyhow::anyhow;

use super::Failed;
use crate::auth::{AuthError, Session, Sessions};
use crate::config::{Directories, Interface, Profile, UserFile};
use crate::error::ExitCode;
use crate::host::Host;
use crate::text::escape_line;

/// The profile that is used if none is named.
pub(super) const DEFAULT_PROFILE: &str = "default";

/// Which profile to use.
#[derive(Debug, Default, clap::Args)]
pub(super) struct ProfileArgument {
    /// Use this profile: a platform and an account on it [default: the settings file's, or `default`]
    #[arg(short, long, env = "DEVENV_PROFILE", value_name = "NAME", hide_env = true)]
    pub(super) profile: Option<String>,
}

/// A profile with its settings and its session.
pub(super) struct ResolvedProfile {
    pub(super) name: String,
    pub(super) settings: Profile,
    /// `None`: there is no state directory.
    sessions: Option<Sessions>,
}

impl ProfileArgument {
    pub(super) fn resolve(&self, host: &Host) -> Result<ResolvedProfile, Failed> {
        let directories = Directories::of(host);
        let file = UserFile::read(host, &directories)?;
        let name = self
            .profile
            .clone()
            .or_else(|| file.profile.clone())
            .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
        Sessions::check_name(&name)?;
        let settings = file.of(&name).under(from_environment(host)?);
        Ok(ResolvedProfile {
            settings,
            sessions: directories.state.map(|state| Sessions::new(host, state)),
            name,
        })
    }
}

/// The settings from variables, for commands without the flags.
fn from_environment(host: &Host) -> Result<Profile, Failed> {
    let text = |name: &str| host.env_text(name).map(str::to_owned);
    let api = text("DEVENV_API").map(|name| {
        Interface::named(&name).ok_or_else(|| {
            let error = anyhow!("`DEVENV_API` is `{}`, which is not a known API", escape_line(&name));
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

impl ResolvedProfile {
    /// Whether the platform is a Dev-Env Platform, which has no discovery document.
    pub(super) fn is_dev_env_platform(&self) -> bool {
        self.settings.api == Some(Interface::DevEnvPlatform)
    }

    /// Where sessions are saved.
    pub(super) fn sessions(&self) -> Result<&Sessions, AuthError> {
        self.sessions.as_ref().ok_or(AuthError::NoDirectory)
    }

    /// The saved session. `None`: the user is not signed in.
    pub(super) fn session(&self) -> Result<Option<Session>, Failed> {
        match &self.sessions {
            Some(sessions) => Ok(sessions.read(&self.name)?),
            None => Ok(None),
        }
    }

    /// The address of the platform: the configured one, else the one that the user signed in to.
    pub(super) fn platform(&self) -> Result<Option<String>, Failed> {
        let set = self.settings.platform.clone();
        Ok(match set {
            Some(platform) => Some(platform),
            None => self.session()?.and_then(|session| session.platform),
        })
    }
}
