//! Whether a scan that was just taken is to be uploaded: flags, their variables, the user's file.

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use uuid::Uuid;

use super::open;
use crate::auth::{AuthError, CiIdentity, Method};
use crate::cli::Failed;
use crate::cli::account::ProfileArgument;
use crate::cli::output::Output;
use crate::host::Host;
use crate::scanner::ScanContext;

/// Whether to upload.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct WishArguments {
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

/// What is to become of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Wish {
    /// It stays here.
    Stay,
    /// It goes to the platform, now or later.
    Send,
    /// It goes to the platform now, or the command fails.
    Must,
}

impl WishArguments {
    /// What is wished. `is_whole`: the scan is of the whole machine, and is not merely shown: the user's file means those alone.
    ///
    /// # Errors
    /// The user's file cannot be read.
    pub(in crate::cli) fn wish(&self, context: &ScanContext, is_whole: bool) -> Result<Wish, Failed> {
        if self.no_upload {
            return Ok(Wish::Stay);
        }
        if self.require_upload {
            return Ok(Wish::Must);
        }
        if self.upload {
            return Ok(Wish::Send);
        }
        // A variable that says no counts before the file.
        if !is_whole || context.host.env("DEVENV_UPLOAD").is_some() {
            return Ok(Wish::Stay);
        }
        Ok(if context.user_file.upload == Some(true) {
            Wish::Send
        } else {
            Wish::Stay
        })
    }
}

/// The job is for a pull request from a fork.
pub(in crate::cli) fn is_of_fork(host: &Host) -> bool {
    CiIdentity::detect(host).is_some_and(|ambient| ambient.is_of_fork(host))
}

/// Nobody would vouch for this job, as far as can be told without asking anybody.
pub(in crate::cli) fn has_no_identity(argument: &ProfileArgument, host: &Host) -> Result<bool, Failed> {
    let is_set = |name: &str| host.env(name).is_some();
    if is_set("DEVENV_TOKEN") || is_set("DEVENV_CLIENT_SECRET") {
        return Ok(false);
    }
    let session = argument.resolve(host)?.session()?;
    let is_person = session.is_some_and(|session| session.method != Method::Ci);
    Ok(!is_person && CiIdentity::detect(host).and_then(|ambient| ambient.is_offered(host)) == Some(false))
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
    output.note("The scan is not uploaded: the CI gives a pull request from a fork no identity.");
}
