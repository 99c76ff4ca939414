//! The connection to a profile's platform: its address, its client, and the token for it.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use super::Failed;
use super::argument_values::seconds;
use super::profile::{ProfileArgument, ResolvedProfile};
use super::token_source::{subject, token_for};
use crate::api::dev_env_platform::{self, Saved};
use crate::api::{Client, PlatformApi, RetryBudget, Upload};
use crate::auth::AuthError;
use crate::config::Interface;
use crate::error::ExitCode;
use crate::host::Host;
use crate::scan::Scan;
use crate::secret::Secret;
use crate::text;

/// How long an upload may take.
#[derive(Debug, clap::Args)]
pub(super) struct TimeArgument {
    /// Give up an upload, with all retries, after SECONDS [default: 20, with `scan --ci` 60]
    #[arg(long, env = "DEVENV_UPLOAD_TIMEOUT", value_name = "SECONDS", value_parser = seconds, hide_env = true)]
    upload_timeout: Option<Duration>,
}

impl TimeArgument {
    /// The configured timeout, or `otherwise`.
    pub(super) fn retry_budget(&self, otherwise: RetryBudget) -> RetryBudget {
        self.upload_timeout.map_or(otherwise, RetryBudget::Fixed)
    }
}

/// The platform of a profile. Nothing has been sent to it yet.
pub(super) struct PlatformTarget<'h> {
    host: &'h Host,
    resolved: ResolvedProfile,
    platform: String,
    ca_file: Option<PathBuf>,
}

impl<'h> PlatformTarget<'h> {
    pub(super) fn find(host: &'h Host, argument: &ProfileArgument) -> Result<Self, Failed> {
        let resolved = argument.resolve(host)?;
        let session = resolved.session()?;
        let set = resolved.settings.platform.clone();
        let Some(platform) = set.or_else(|| session.as_ref()?.platform.clone()) else {
            return Err(AuthError::NotSignedIn { profile: resolved.name }.into());
        };
        let of_session = session.and_then(|session| session.ca_file);
        let ca_file = resolved.settings.ca_file.clone().or(of_session);
        Ok(Self {
            host,
            resolved,
            platform,
            ca_file,
        })
    }

    /// Its address, as stored with pending scans.
    pub(super) fn address(&self) -> &str {
        self.platform.trim_end_matches('/')
    }

    /// Asks the platform which API it speaks.
    pub(super) fn connect(self, budget: RetryBudget) -> Result<PlatformConnection<'h>, Failed> {
        let dialect = self.resolved.settings.api.map(|api| match api {
            Interface::Devenv => PlatformApi::Native,
            Interface::DevEnvPlatform => PlatformApi::DevEnvPlatform,
        });
        let client = Client::connect(&self.platform, self.ca_file.as_deref(), budget, dialect)?;
        Ok(PlatformConnection {
            host: self.host,
            resolved: self.resolved,
            platform: self.platform,
            client,
        })
    }
}

/// A platform that answered, and the profile that has the token for it.
pub(super) struct PlatformConnection<'h> {
    pub(super) host: &'h Host,
    resolved: ResolvedProfile,
    pub(super) platform: String,
    pub(super) client: Client,
}

impl<'h> PlatformConnection<'h> {
    pub(super) fn find(host: &'h Host, argument: &ProfileArgument, budget: RetryBudget) -> Result<Self, Failed> {
        PlatformTarget::find(host, argument)?.connect(budget)
    }

    /// Its address, as stored with pending scans.
    pub(super) fn address(&self) -> &str {
        self.platform.trim_end_matches('/')
    }

    pub(super) fn send(&self, scan_id: Uuid, bytes: &[u8]) -> Result<Sent, Failed> {
        if self.client.api() == PlatformApi::DevEnvPlatform {
            let scan = read_scan(bytes)?;
            let first = self.token_if_any(None)?;
            let body = self.dev_env_platform_body(&scan, first.as_ref())?;
            let token = |refused: Option<&_>| match refused {
                None => Ok(first.clone()),
                Some(_) => self.token_if_any(refused),
            };
            return Ok(self.saved(self.client.submit(scan_id, &body, token)?));
        }
        let receipt = self
            .client
            .upload(Upload { scan_id, bytes }, |refused| self.token(refused))?;
        let page = self.client.page(&receipt.links.html);
        Ok(Sent {
            duplicate: Some(receipt.duplicate),
            location: page.as_ref().map_or_else(
                || format!("on {}", self.platform),
                |page| text::escape_line(page.as_str()).into_owned(),
            ),
            url: page.map(String::from),
            id_there: None,
        })
    }

    fn saved(&self, saved: Saved) -> Sent {
        let location = match &saved.scan_id {
            Some(id) => format!("on {} as {}", self.platform, text::escape_line(id)),
            None => format!("on {}", self.platform),
        };
        Sent {
            duplicate: None,
            url: None,
            id_there: saved.scan_id,
            location,
        }
    }

    /// Early versions of the Dev-Env Platform accept scans without a token.
    fn token_if_any(&self, refused: Option<&Secret>) -> Result<Option<Secret>, Failed> {
        match self.token(refused) {
            Err(failed) if failed.is_not_signed_in() => Ok(None),
            token => token.map(Some),
        }
    }

    /// A scan in the Dev-Env Platform's format. Its server knows the developer from the token; the format needs an id too, which is the
    /// token's subject, or else one that identifies nobody.
    fn dev_env_platform_body(&self, scan: &Scan, token: Option<&Secret>) -> Result<Vec<u8>, Failed> {
        let of_session = || Some(self.resolved.session().ok()??.account?.subject);
        let developer = token
            .and_then(subject)
            .or_else(of_session)
            .unwrap_or_else(|| scan.machine.id.unwrap_or(scan.scan_id).to_string());
        dev_env_platform::body(scan, &developer).map_err(|error| {
            let error = anyhow::Error::new(error).context("cannot write the scan as JSON");
            Failed::new(ExitCode::Bug, "bug", error)
        })
    }

    /// A token for the platform. `refused`: one that the platform rejected.
    pub(super) fn token(&self, refused: Option<&Secret>) -> Result<Secret, Failed> {
        token_for(&self.resolved, self.host, &self.platform, refused)
    }

    /// Gives the next upload the full time.
    pub(super) fn reset_deadline(&mut self) {
        self.client.reset_deadline();
    }

    /// Gives further uploads one short attempt each.
    pub(super) fn set_background_budget(&mut self) {
        self.client.set_budget(RetryBudget::Background);
    }

    /// The request as it would be sent, without the token and with its body uncompressed.
    ///
    /// # Errors
    /// The scan is too large, or cannot be converted to the platform's format.
    pub(super) fn request(&self, scan_id: Uuid, bytes: &[u8]) -> Result<Vec<u8>, Failed> {
        let body = if self.client.api() == PlatformApi::DevEnvPlatform {
            let token = self.token_if_any(None)?;
            Cow::Owned(self.dev_env_platform_body(&read_scan(bytes)?, token.as_ref())?)
        } else {
            Cow::Borrowed(bytes)
        };
        let headers = self.client.headers(Upload { scan_id, bytes: &body })?;
        let headers = headers.into_iter().map(|(name, value)| format!("{name}: {value}\n"));
        let text = format!(
            "POST {}\nauthorization: Bearer ***\n{}\n",
            self.client.destination(),
            headers.collect::<String>()
        );
        Ok([text.as_bytes(), &body, b"\n"].concat())
    }
}

/// A scan that was uploaded.
pub(super) struct Sent {
    /// Whether the platform already had it. `None`: it does not say.
    pub(super) duplicate: Option<bool>,
    /// Its page on the platform. `None`: there is none.
    pub(super) url: Option<String>,
    /// Its id on the platform, if that is a different one.
    pub(super) id_there: Option<String>,
    /// Where it is stored, in one line.
    pub(super) location: String,
}

fn read_scan(bytes: &[u8]) -> Result<Scan, Failed> {
    serde_json::from_slice(bytes).map_err(|error| {
        let error = anyhow::Error::new(error).context("this scan cannot be converted for the dev-env-platform API");
        Failed::new(ExitCode::Usage, "scan_unreadable", error)
    })
}
