//! Errors of the history.

use std::io;
use std::path::PathBuf;

use crate::error::{ExitCode, Explain};

/// Why a saved scan cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no state directory: no home, and no variable that names one.
    #[error("there is no directory to store scans in")]
    Nowhere,
    /// No saved scan matches.
    #[error("there is no {which}saved scan {of}")]
    Empty {
        /// Which scan is missing: empty, or `second ` with its space.
        which: &'static str,
        /// Of what, for example `of this project`.
        of: &'static str,
    },
    /// No id starts with the prefix.
    #[error("no saved scan has an id that begins with `{prefix}`")]
    Unknown {
        /// The prefix.
        prefix: String,
    },
    /// Several ids start with the prefix.
    #[error("{count} scans have an id that begins with `{prefix}`")]
    Ambiguous {
        /// The prefix.
        prefix: String,
        /// How many ids.
        count: usize,
    },
    /// A file or the directory cannot be read.
    #[error("cannot read the saved scan {}", .path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file is not a scan.
    #[error("the saved scan {} is damaged", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: serde_json::Error,
    },
}

impl Explain for HistoryError {
    fn code(&self) -> &'static str {
        match self {
            Self::Nowhere => "history_nowhere",
            Self::Empty { .. } => "history_empty",
            Self::Unknown { .. } => "scan_unknown",
            Self::Ambiguous { .. } => "scan_ambiguous",
            Self::Read { .. } => "history_unreadable",
            Self::Corrupt { .. } => "history_corrupt",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Nowhere => "set `DEVENV_STATE_DIR` to a directory of your own".to_owned(),
            Self::Empty { .. } => "run `devenv scan`: it saves each scan of the whole machine".to_owned(),
            Self::Unknown { .. } => "`devenv history` lists the saved scans".to_owned(),
            Self::Ambiguous { .. } => "give more characters of the id".to_owned(),
            Self::Read { .. } => return None,
            Self::Corrupt { .. } => "remove the file; the other scans are unharmed".to_owned(),
        })
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::Read { .. } | Self::Corrupt { .. } => ExitCode::ScanIncomplete,
            _ => ExitCode::Usage,
        }
    }
}
