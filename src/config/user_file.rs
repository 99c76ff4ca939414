//! `config.toml`: the user's permanent settings. Only `devenv config` writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::de::DeTable;

use super::Directories;
use crate::error::{ExitCode, Explain};
use crate::host::Host;
use crate::text;

/// Its name in the configuration directory.
const FILE_NAME: &str = "config.toml";
/// The largest file that is read.
const LIMIT_BYTES: u64 = 1024 * 1024;

/// The host of the callback address, as registered with the identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum CallbackHost {
    /// `127.0.0.1`, which RFC 8252 recommends.
    #[default]
    #[serde(rename = "127.0.0.1")]
    Literal,
    /// `localhost`, for providers where only that is registered.
    #[serde(rename = "localhost")]
    Localhost,
}

/// The API that a platform speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Interface {
    /// The API of `devenv serve`.
    #[serde(rename = "devenv")]
    Devenv,
    /// The API of a Dev-Env Platform.
    #[serde(rename = "dev-env-platform")]
    DevEnvPlatform,
}

impl Interface {
    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Devenv => "devenv",
            Self::DevEnvPlatform => "dev-env-platform",
        }
    }

    /// The interface with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Devenv, Self::DevEnvPlatform]
            .into_iter()
            .find(|api| api.name() == name)
    }
}

/// The file. The catalogue reads the contents of `tools` itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserFile {
    /// The profile that is used if none is named.
    pub profile: Option<String>,
    /// Whether scans of the whole machine are uploaded.
    pub upload: Option<bool>,
    /// Platforms, and an account on each, by name.
    pub profiles: BTreeMap<String, Profile>,
    /// How many earlier scans are saved.
    pub history: HistorySettings,
    /// The names of the user's own tools.
    #[expect(clippy::zero_sized_map_values, reason = "only the table's names are read here")]
    pub tools: BTreeMap<String, IgnoredAny>,
}

/// How many earlier scans are saved. A setting that is missing has its default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistorySettings {
    /// The number of scans to save, newest first. 0: none.
    pub keep_scans: Option<usize>,
    /// The age in days after which a scan is removed.
    pub keep_days: Option<u32>,
}

/// A platform and how to sign in to it. Settings that are missing come from the platform itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The platform's address.
    pub platform: Option<String>,
    /// The API that it speaks. `None`: devenv asks it.
    pub api: Option<Interface>,
    /// The OpenID provider.
    pub issuer: Option<String>,
    /// Use this client id, as registered for devenv at the identity provider.
    pub client_id: Option<String>,
    /// The scopes to ask for.
    pub scopes: Option<Vec<String>>,
    /// The ports of the registered callback addresses, in the order to try them.
    pub callback_ports: Option<Vec<u16>>,
    /// The host of the registered callback addresses.
    pub callback_host: Option<CallbackHost>,
    /// Use this domain of a Cognito user pool, if the provider's metadata does not name it.
    pub cognito_domain: Option<String>,
    /// The audience of tokens from CI.
    pub audience: Option<String>,
    /// Certificates to trust as well as the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether the session is saved in a file, not in the keyring.
    pub insecure_storage: Option<bool>,
}

/// The settings file cannot be used.
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
    /// Reads the user's file. A missing file has no settings.
    ///
    /// # Errors
    /// It cannot be read, or has an unknown key or a wrong value.
    pub fn read(host: &Host, directories: &Directories) -> Result<Self, SettingsError> {
        match Self::text(host, directories)? {
            Some((path, text)) => Self::parse(&path, &text),
            None => Ok(Self::default()),
        }
    }

    /// The path of the file, which may not exist. `None`: there is no directory for it.
    pub fn path(directories: &Directories) -> Option<PathBuf> {
        directories.config.as_ref().map(|directory| directory.join(FILE_NAME))
    }

    /// The path and the text of the file. `None`: there is no file.
    ///
    /// # Errors
    /// It exists and cannot be read.
    pub fn text(host: &Host, directories: &Directories) -> Result<Option<(PathBuf, String)>, SettingsError> {
        let Some(path) = Self::path(directories).filter(|path| host.exists(path)) else {
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

    /// Reads the text of the file at `path`.
    ///
    /// # Errors
    /// It has an unknown key or a wrong value.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SettingsError> {
        toml::from_str(text).map_err(|error| SettingsError {
            path: path.to_owned(),
            source: Box::new(error),
        })
    }

    /// The settings of a profile; empty if the file does not have it.
    pub fn of(&self, profile: &str) -> Profile {
        self.profiles.get(profile).cloned().unwrap_or_default()
    }
}

impl Profile {
    /// These settings, each replaced by the one in `stronger` if that is set.
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

/// The line of a key, from 1: `["profiles", "work", "platform"]`. `None`: the text does not have it.
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
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("config.toml"), text).unwrap();
        let host = Host::fixture(directory.path(), "/", &[]);
        let directories = Directories {
            config: Some(PathBuf::from("/")),
            ..Directories::default()
        };
        UserFile::read(&host, &directories).map_err(|error| crate::error::render(&error, None))
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
    fn an_unknown_key_is_an_error_that_names_its_line() {
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
    fn the_line_of_a_key_is_found_in_every_notation_of_its_table() {
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
