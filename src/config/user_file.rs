//! `config.toml`: what the user sets for good. Only `devenv config` writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::de::DeTable;

use super::Folders;
use crate::error::{ExitCode, Explain};
use crate::host::Host;
use crate::text;

/// Its name, in the folder of settings.
const FILE_NAME: &str = "config.toml";
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

impl Interface {
    /// As a setting names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Devenv => "devenv",
            Self::DevEnvPlatform => "dev-env-platform",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Devenv, Self::DevEnvPlatform]
            .into_iter()
            .find(|api| api.name() == name)
    }
}

/// The file, but for what its tools are like: they have a reader of their own, the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserFile {
    /// The profile that counts where none is named.
    pub profile: Option<String>,
    /// Scans of the whole machine are uploaded.
    pub upload: Option<bool>,
    /// A platform and an account on it, by name.
    pub profiles: BTreeMap<String, Profile>,
    /// What is kept of earlier scans.
    pub history: HistorySettings,
    /// The names of the user's own tools.
    #[expect(
        clippy::zero_sized_map_values,
        reason = "a table is a map, and what is in it is another reader's"
    )]
    pub tools: BTreeMap<String, IgnoredAny>,
}

/// What is kept of earlier scans. What is left out stays as it is by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistorySettings {
    /// So many scans: the newest. 0: none.
    pub keep_scans: Option<usize>,
    /// Scans that are at most so many days old.
    pub keep_days: Option<u32>,
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
    /// Use this client id, as registered for devenv at the identity provider.
    pub client_id: Option<String>,
    /// The scopes to ask for.
    pub scopes: Option<Vec<String>>,
    /// The ports that callback addresses are registered with, in the order to try them.
    pub callback_ports: Option<Vec<u16>>,
    /// The host that callback addresses are registered with.
    pub callback_host: Option<CallbackHost>,
    /// Use this domain of a Cognito user pool, if the provider's metadata does not name it.
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
        Some("docs/config.md lists what can be set".to_owned())
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
        match Self::text(host, folders)? {
            Some((path, text)) => Self::parse(&path, &text),
            None => Ok(Self::default()),
        }
    }

    /// Where the file is, whether it is there or not. `None`: there is no directory for it.
    pub fn path(folders: &Folders) -> Option<PathBuf> {
        folders.config.as_ref().map(|folder| folder.join(FILE_NAME))
    }

    /// The file as it is, and where it is. `None`: there is none.
    ///
    /// # Errors
    /// It is there, and cannot be read.
    pub fn text(host: &Host, folders: &Folders) -> Result<Option<(PathBuf, String)>, SettingsError> {
        let Some(path) = Self::path(folders).filter(|path| host.exists(path)) else {
            return Ok(None);
        };
        match host.read_text(&path, LIMIT_BYTES) {
            Ok(text) => Ok(Some((path, text))),
            Err(error) => Err(SettingsError {
                path,
                source: error.into(),
            }),
        }
    }

    /// Reads a text that stands in the file at `path`.
    ///
    /// # Errors
    /// It has something in it that is not known.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SettingsError> {
        toml::from_str(text).map_err(|error| SettingsError {
            path: path.to_owned(),
            source: Box::new(error),
        })
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

/// The line that a key is on, from 1: `["profiles", "work", "platform"]`. `None`: it is not there.
pub fn line_of(toml_text: &str, keys: &[&str]) -> Option<u32> {
    let document = DeTable::parse(toml_text).ok()?;
    let (last, parents) = keys.split_last()?;
    let mut table = document.get_ref();
    for key in parents {
        table = table.get(*key)?.get_ref().as_table()?;
    }
    let (key, _) = table.get_key_value(*last)?;
    Some(text::line_at(toml_text, key.span().start))
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
    fn what_cannot_be_set_is_an_error_with_its_place() {
        let error = read("profile = \"work\"\n[histroy]\nkeep_days = 7\n").unwrap_err();
        assert!(
            error.contains("TOML parse error at line 2, column 2") && error.contains("unknown field `histroy`"),
            "{error}"
        );
        assert!(read("[history]\nkeep_days = -1\n").is_err());
        let error = read("[profiles.work]\nclient_secret = \"x\"\n").unwrap_err();
        assert!(error.contains("unknown field `client_secret`"), "{error}");
        assert!(read("[profiles.work]\ncallback_host = \"0.0.0.0\"\n").is_err());
    }

    #[test]
    fn a_key_is_found_however_its_table_is_written() {
        let text = "profile = \"work\"\n\n[profiles.work]\nplatform = \"x\"\n[profiles]\nplay.platform = \"y\"\nrest = { issuer = \"z\" }\n";
        let of = |keys: &[&str]| line_of(text, keys);
        assert_eq!(of(&["profile"]), Some(1));
        assert_eq!(of(&["profiles", "work", "platform"]), Some(4));
        assert_eq!(of(&["profiles", "play", "platform"]), Some(6));
        assert_eq!(of(&["profiles", "rest", "issuer"]), Some(7));
        assert_eq!(
            [of(&["profiles", "none", "issuer"]), of(&["profile", "work"]), of(&[])],
            [None; 3]
        );
        assert_eq!(line_of("no = toml = at all", &["no"]), None);
    }
}
