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

/// Whether a scan is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum UploadMode {
    /// It is not.
    Off,
    /// It is uploaded now, or saved to be uploaded later.
    BestEffort,
    /// It is uploaded now, or the command fails.
    Required,
}

impl UploadModeArguments {
    /// The mode that is set. `is_whole`: the scan is of the whole machine and not just shown; the settings file applies only to those.
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

/// This is a CI job for a pull request from a fork.
pub(in crate::cli) fn is_of_fork(host: &Host) -> bool {
    CiIdentity::detect(host).is_some_and(|ambient| ambient.is_of_fork(host))
}

/// This CI job has no identity, as far as the environment tells.
pub(in crate::cli) fn has_no_identity(argument: &ProfileArgument, host: &Host) -> Result<bool, Failed> {
    Ok(match TokenSource::find(&argument.resolve(host)?, host)? {
        Some(TokenSource::Ci { identity, .. }) => identity.is_offered(host) == Some(false),
        _ => false,
    })
}

/// It failed because there is no token to send.
pub(in crate::cli) fn is_for_want_of_identity(failed: &Failed) -> bool {
    let error = failed.error.downcast_ref();
    matches!(
        error,
        Some(AuthError::NotSignedIn { .. } | AuthError::NoCiIdentity { .. })
    )
}

/// Reports that a scan of a fork's pull request is not uploaded, and discards it: the CI machine does not outlive the job.
pub(in crate::cli) fn skip(context: &ScanContext, scan_id: Uuid, output: &Output) {
    if let Ok(outbox) = open(&context.host, &context.folders) {
        // A scan that cannot be discarded is lost with the machine as well.
        let _ = outbox.drop(scan_id);
    }
    output.status("The scan was not uploaded: CI gives no identity to pull requests from forks.");
}
