//! `config.toml`: what the user sets for good. It is theirs: devenv never writes it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::Folders;
use crate::error::{ExitCode, Explain};
use crate::host::Host;

/// What is read of the file.
const LIMIT_BYTES: u64 = 1024 * 1024;

/// The host of the callback address, as it is registered with the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum CallbackHost {
    /// `127.0.0.1`: what RFC 8252 recommends.
    #[default]
    #[serde(rename = "127.0.0.1")]
    Literal,
    /// `localhost`, for providers where that alone is registered.
    #[serde(rename = "localhost")]
    Localhost,
}

/// How a platform is talked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Interface {
    /// As `devenv serve` is.
    #[serde(rename = "devenv")]
    Devenv,
    /// As the reference Dev-Env Platform is.
    #[serde(rename = "dev-env-platform")]
    DevEnvPlatform,
}

/// The part of the file that is about platforms. Other parts (`[tools]`) have readers of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct UserFile {
    /// The profile that counts where none is named.
    pub profile: Option<String>,
    /// Scans of the whole machine are uploaded.
    pub upload: Option<bool>,
    /// A platform and an account on it, by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// A platform and how to sign in to it. All that is left out comes from the platform itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The platform's address.
    pub platform: Option<String>,
    /// How it is talked to. `None`: that is found out.
    pub api: Option<Interface>,
    /// The OpenID provider.
    pub issuer: Option<String>,
    /// The app client that is registered for devenv.
    pub client_id: Option<String>,
    /// The scopes to ask for.
    pub scopes: Option<Vec<String>>,
    /// The ports that callback addresses are registered with, in the order to try them.
    pub callback_ports: Option<Vec<u16>>,
    /// The host that callback addresses are registered with.
    pub callback_host: Option<CallbackHost>,
    /// The domain of a Cognito user pool that is not in the provider's metadata.
    pub cognito_domain: Option<String>,
    /// Whom tokens from CI must be for.
    pub audience: Option<String>,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Keep the session in a file, not in the keyring.
    pub insecure_storage: Option<bool>,
}

/// The file is no good.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the settings in {}", .path.display())]
pub struct SettingsError {
    path: PathBuf,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Explain for SettingsError {
    fn code(&self) -> &'static str {
        "bad_settings"
    }

    fn hint(&self) -> Option<String> {
        Some("docs/login.md lists what a profile can have".to_owned())
    }

    fn exit(&self) -> ExitCode {
        ExitCode::Usage
    }
}

impl UserFile {
    /// Reads the user's file. One that is not there says nothing.
    ///
    /// # Errors
    /// It cannot be read, or has something in it that is not known.
    pub fn read(host: &Host, folders: &Folders) -> Result<Self, SettingsError> {
        let Some(path) = folders.config.as_ref().map(|folder| folder.join("config.toml")) else {
            return Ok(Self::default());
        };
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| SettingsError {
            path: path.clone(),
            source,
        };
        if !host.exists(&path) {
            return Ok(Self::default());
        }
        let text = host
            .read_text(&path, LIMIT_BYTES)
            .map_err(|error| failed(error.into()))?;
        toml::from_str(&text).map_err(|error| failed(error.into()))
    }

    /// What is set for a profile. One that is not in the file has nothing set.
    pub fn of(&self, profile: &str) -> Profile {
        self.profiles.get(profile).cloned().unwrap_or_default()
    }
}

impl Profile {
    /// These settings where `stronger` says nothing.
    #[must_use]
    pub fn under(self, stronger: Self) -> Self {
        Self {
            platform: stronger.platform.or(self.platform),
            api: stronger.api.or(self.api),
            issuer: stronger.issuer.or(self.issuer),
            client_id: stronger.client_id.or(self.client_id),
            scopes: stronger.scopes.or(self.scopes),
            callback_ports: stronger.callback_ports.or(self.callback_ports),
            callback_host: stronger.callback_host.or(self.callback_host),
            cognito_domain: stronger.cognito_domain.or(self.cognito_domain),
            audience: stronger.audience.or(self.audience),
            ca_file: stronger.ca_file.or(self.ca_file),
            insecure_storage: stronger.insecure_storage.or(self.insecure_storage),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<UserFile, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        let host = Host::fixture(folder.path(), "/", &[]);
        let folders = Folders {
            config: Some(PathBuf::from("/")),
            ..Folders::default()
        };
        UserFile::read(&host, &folders).map_err(|error| crate::error::render(&error, None))
    }

    #[test]
    fn profiles_are_read_beside_other_settings() {
        let file = read(
            "profile = \"work\"\nupload = true\n[tools.kind]\n[profiles.work]\nplatform = \"https://devenv.example.com\"\napi = \"dev-env-platform\"\n\
            callback_ports = [8400, 8401]\ncallback_host = \"localhost\"\n",
        )
        .unwrap();
        let work = Profile {
            platform: Some("https://devenv.example.com".to_owned()),
            api: Some(Interface::DevEnvPlatform),
            callback_ports: Some(vec![8400, 8401]),
            callback_host: Some(CallbackHost::Localhost),
            ..Profile::default()
        };
        assert_eq!((file.of("work"), file.of("play")), (work, Profile::default()));
        assert_eq!((file.profile.as_deref(), file.upload), (Some("work"), Some(true)));
    }

    #[test]
    fn what_a_profile_cannot_have_is_an_error() {
        let error = read("[profiles.work]\nclient_secret = \"x\"\n").unwrap_err();
        assert!(error.contains("unknown field `client_secret`"), "{error}");
        assert!(read("[profiles.work]\ncallback_host = \"0.0.0.0\"\n").is_err());
    }
}
