//! Decides whether a new scan is uploaded: from flags, variables and the settings file.

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use uuid::Uuid;

use super::open;
use crate::auth::{AuthError, CiIdentity};
use crate::cli::Failed;
use crate::cli::output::Output;
use crate::cli::profile::ProfileArgument;
use crate::cli::token_source::TokenSource;
use crate::host::Host;
use crate::scanner::ScanContext;

/// Whether to upload the scan.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct UploadModeArguments {
    /// Upload the scan to your team's platform; if that fails, save it for `devenv upload`
    #[arg(long, env = "DEVENV_UPLOAD", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    upload: bool,
    /// Never upload (overrides other settings)
    #[arg(long, action = ArgAction::SetTrue)]
    no_upload: bool,
    /// Upload the scan, and fail if that fails
    #[arg(long, env = "DEVENV_REQUIRE_UPLOAD", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    require_upload: bool,
}

/// Whether and how a scan is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum UploadMode {
    /// It is not uploaded.
    Off,
    /// It is uploaded now, or saved to be uploaded later.
    BestEffort,
    /// It is uploaded now, or the command fails.
    Required,
}

impl UploadModeArguments {
    /// The mode from flags and settings. `is_whole`: the scan is of the whole machine and is not only shown; the settings file applies only then.
    pub(in crate::cli) fn mode(&self, context: &ScanContext, is_whole: bool) -> UploadMode {
        if self.no_upload {
            return UploadMode::Off;
        }
        if self.require_upload {
            return UploadMode::Required;
        }
        if self.upload {
            return UploadMode::BestEffort;
        }
        // A variable that is set to false overrides the file.
        if !is_whole || context.host.env("DEVENV_UPLOAD").is_some() {
            return UploadMode::Off;
        }
        if context.user_file.upload == Some(true) {
            UploadMode::BestEffort
        } else {
            UploadMode::Off
        }
    }
}

/// Whether this is a CI job for a pull request from a fork.
pub(in crate::cli) fn is_of_fork(host: &Host) -> bool {
    CiIdentity::detect(host).is_some_and(|ambient| ambient.is_of_fork(host))
}

/// Whether this CI job certainly has no identity, according to the environment.
pub(in crate::cli) fn has_no_identity(argument: &ProfileArgument, host: &Host) -> Result<bool, Failed> {
    Ok(match TokenSource::find(&argument.resolve(host)?, host)? {
        Some(TokenSource::Ci { identity, .. }) => identity.is_offered(host) == Some(false),
        _ => false,
    })
}

/// Whether it failed because there is no token to send.
pub(in crate::cli) fn is_missing_identity(failed: &Failed) -> bool {
    let error = failed.error.downcast_ref();
    matches!(
        error,
        Some(AuthError::NotSignedIn { .. } | AuthError::NoCiIdentity { .. })
    )
}

/// Reports that the scan of a fork's pull request is not uploaded, and discards it: the CI machine is deleted after the job.
pub(in crate::cli) fn skip(context: &ScanContext, scan_id: Uuid, output: &Output) {
    if let Ok(outbox) = open(&context.host, &context.directories) {
        // If this fails, the scan is deleted with the machine.
        let _ = outbox.drop(scan_id);
    }
    output.status("The scan was not uploaded: CI gives no identity to pull requests from forks.");
}
