//! Where scans are sent, with whose token, and how long that may take.

use std::time::Duration;

use uuid::Uuid;

use crate::api::wire::Receipt;
use crate::api::{Client, Patience, Upload};
use crate::auth::AuthError;
use crate::cli::Failed;
use crate::cli::account::{ProfileArgument, Profiled};
use crate::cli::scan::seconds;
use crate::host::Host;
use crate::secret::Secret;

/// How long an upload may take.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct TimeArgument {
    /// How long one upload may take with all its tries, in seconds [default: 20, with `scan --ci` 60]
    #[arg(long, env = "DEVENV_UPLOAD_TIMEOUT", value_name = "SECONDS", value_parser = seconds, hide_env = true)]
    upload_timeout: Option<Duration>,
}

impl TimeArgument {
    /// What is set, or what somebody has patience for who set nothing.
    pub(in crate::cli) fn patience(&self, otherwise: Patience) -> Patience {
        self.upload_timeout.map_or(otherwise, Patience::Set)
    }
}

/// The platform, and whoever has a token for it.
pub(in crate::cli) struct Destination<'h> {
    host: &'h Host,
    profiled: Profiled,
    pub(in crate::cli) platform: String,
    pub(in crate::cli) client: Client,
}

impl<'h> Destination<'h> {
    pub(in crate::cli) fn find(host: &'h Host, argument: &ProfileArgument, patience: Patience) -> Result<Self, Failed> {
        let profiled = argument.resolve(host)?;
        let session = profiled.session()?;
        let set = profiled.settings.platform.clone();
        let Some(platform) = set.or_else(|| session.as_ref()?.platform.clone()) else {
            return Err(AuthError::NotSignedIn { profile: profiled.name }.into());
        };
        let of_session = session.and_then(|session| session.ca_file);
        let ca_file = profiled.settings.ca_file.clone().or(of_session);
        let client = Client::connect(&platform, ca_file.as_deref(), patience)?;
        Ok(Self {
            host,
            profiled,
            platform,
            client,
        })
    }

    pub(in crate::cli) fn send(&self, scan_id: Uuid, bytes: &[u8]) -> Result<Receipt, Failed> {
        self.client
            .upload(Upload { scan_id, bytes }, |refused| self.token(refused))
    }

    /// A token for the platform. `refused`: one that it did not take.
    pub(in crate::cli) fn token(&self, refused: Option<&Secret>) -> Result<Secret, Failed> {
        self.profiled.token_for(self.host, &self.platform, refused)
    }

    /// One scan is done: the next has all the time again.
    pub(in crate::cli) fn be_patient_again(&mut self) {
        self.client.be_patient_again();
    }

    /// The request as it would be sent, without the token.
    pub(in crate::cli) fn request(&self, scan_id: Uuid, bytes: &[u8]) -> Vec<u8> {
        let headers = self
            .client
            .headers(scan_id)
            .map(|(name, value)| format!("{name}: {value}\n"));
        let text = format!(
            "POST {}\nauthorization: Bearer ***\n{}\n",
            self.client.destination(),
            headers.concat()
        );
        [text.as_bytes(), bytes, b"\n"].concat()
    }
}
