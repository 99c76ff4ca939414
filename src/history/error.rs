//! What can be wrong with the history.

use std::io;
use std::path::PathBuf;

use crate::error::{ExitCode, Explain};

/// Why a scan that is kept cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no state folder: no home, and no variable that names one.
    #[error("there is no directory to store scans in")]
    Nowhere,
    /// Nothing is kept that would fit.
    #[error("there is no {which}saved scan {of}")]
    Empty {
        /// Which one is missing: nothing, or `second ` with its space.
        which: &'static str,
        /// Of what: `of this project`.
        of: &'static str,
    },
    /// No id begins so.
    #[error("no saved scan has an id that begins with `{prefix}`")]
    Unknown {
        /// What was asked for.
        prefix: String,
    },
    /// Several ids begin so.
    #[error("{count} scans have an id that begins with `{prefix}`")]
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// How many there are.
        count: usize,
    },
    /// A file or the folder cannot be read.
    #[error("cannot read the saved scan {}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file is no scan.
    #[error("the saved scan {} is damaged", .path.display())]
    Corrupt {
        /// Which.
        path: PathBuf,
        /// Why.
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
