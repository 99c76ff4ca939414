//! Why a scan could not be started or finished.

use std::path::PathBuf;

use crate::config::SettingsError;
use crate::error::{ExitCode, Explain};
use crate::policy::LifecycleError;
use crate::probe::catalogue::CatalogueError;

/// Why a scan could not be started or finished.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The user's settings file is not valid.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A tool in the user's settings file is not valid.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The user's own table of support dates is not valid.
    #[error("cannot read the support dates in {}", .path.display())]
    SupportDates {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: LifecycleError,
    },
    /// The scan could not be written as JSON to mask names in it: a bug.
    #[error("cannot mask names in the scan")]
    Redaction(#[source] serde_json::Error),
}

impl Explain for ScanError {
    fn code(&self) -> &'static str {
        match self {
            Self::Settings(error) => error.code(),
            Self::Catalogue(error) => error.code(),
            Self::SupportDates { .. } => "lifecycle_invalid",
            Self::Redaction(_) => "bug",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Settings(error) => error.hint(),
            Self::Catalogue(error) => error.hint(),
            Self::SupportDates { .. } => {
                Some("fix the file, or remove it to use the dates that come with devenv".to_owned())
            }
            Self::Redaction(_) => None,
        }
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::Settings(error) => error.exit(),
            Self::Catalogue(error) => error.exit(),
            Self::SupportDates { .. } => ExitCode::Usage,
            Self::Redaction(_) => ExitCode::Bug,
        }
    }
}
