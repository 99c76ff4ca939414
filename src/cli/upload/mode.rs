//! Whether a scan that was just taken is to be uploaded: flags, their variables, the user's file.

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

/// Whether to upload.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct UploadModeArguments {
    /// Send the scan to your team's platform; where that fails, it waits for `devenv upload`
    #[arg(long, env = "DEVENV_UPLOAD", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    upload: bool,
    /// Do not send it, whatever else says so
    #[arg(long, action = ArgAction::SetTrue)]
    no_upload: bool,
    /// Send it, and fail where that fails
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
    /// What is wished. `is_whole`: the scan is of the whole machine, and is not merely shown: the user's file means those alone.
    ///
    /// # Errors
    /// The user's file cannot be read.
    pub(in crate::cli) fn mode(&self, context: &ScanContext, is_whole: bool) -> Result<UploadMode, Failed> {
        if self.no_upload {
            return Ok(UploadMode::Off);
        }
        if self.require_upload {
            return Ok(UploadMode::Required);
        }
        if self.upload {
            return Ok(UploadMode::BestEffort);
        }
        // A variable that says no counts before the file.
        if !is_whole || context.host.env("DEVENV_UPLOAD").is_some() {
            return Ok(UploadMode::Off);
        }
        Ok(if context.user_file.upload == Some(true) {
            UploadMode::BestEffort
        } else {
            UploadMode::Off
        })
    }
}

/// The job is for a pull request from a fork.
pub(in crate::cli) fn is_of_fork(host: &Host) -> bool {
    CiIdentity::detect(host).is_some_and(|ambient| ambient.is_of_fork(host))
}

/// Nobody would vouch for this job, as far as can be told without asking anybody.
pub(in crate::cli) fn has_no_identity(argument: &ProfileArgument, host: &Host) -> Result<bool, Failed> {
    Ok(match TokenSource::find(&argument.resolve(host)?, host)? {
        Some(TokenSource::Ci { identity, .. }) => identity.is_offered(host) == Some(false),
        _ => false,
    })
}

/// It failed because there is nobody whose token could be sent.
pub(in crate::cli) fn is_for_want_of_identity(failed: &Failed) -> bool {
    let error = failed.error.downcast_ref();
    matches!(
        error,
        Some(AuthError::NotSignedIn { .. } | AuthError::NoCiIdentity { .. })
    )
}

/// Says that a scan of a fork's pull request is not sent. If it waits, it does so no longer: its machine goes with the job.
pub(in crate::cli) fn skip(context: &ScanContext, scan_id: Uuid, output: &Output) {
    if let Ok(outbox) = open(&context.host, &context.folders) {
        // One that cannot be dropped goes with the machine as well.
        let _ = outbox.drop(scan_id);
    }
    output.status("The scan is not uploaded: the CI gives a pull request from a fork no identity.");
}
