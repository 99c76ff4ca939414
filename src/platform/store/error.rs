//! Why a store fails.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// What went wrong below, whichever library it was.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a store fails.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory cannot be made or written to.
    #[error("cannot use the data directory {}", .path.display())]
    DataDirectory {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another process uses the data directory.
    #[error("the data directory {} is in use by another devenv: a server, or `devenv serve reindex`", .path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// There is no platform in the data directory.
    #[error("there is no platform in {}", .path.display())]
    NoPlatform {
        /// The directory.
        path: PathBuf,
    },
    /// A file is not an index of a platform.
    #[error("{} is not an index of a platform", .path.display())]
    NoIndex {
        /// The file.
        path: PathBuf,
    },
    /// An index is damaged.
    #[error("the index {} is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A later version of devenv wrote the index.
    #[error("the index has version {found}, and this devenv reads versions up to {known}")]
    Newer {
        /// Its version.
        found: usize,
        /// The latest version that is known.
        known: usize,
    },
    /// A file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file cannot be written or replaced.
    #[error("cannot write {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The index failed.
    #[error("the index of scans failed")]
    Index(#[source] Cause),
    /// Raw scans cannot be read or written.
    #[error("the store of raw scans failed")]
    Raw(#[source] Cause),
    /// A cursor is not one of this store.
    #[error("this is not a cursor of this platform")]
    BadCursor,
    /// A scan could not be written to the index; the log says why.
    #[error("the scan could not be written to the index")]
    NotStored,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}

impl StoreError {
    /// An index is damaged, or is no file of SQLite.
    pub fn is_damage(&self) -> bool {
        let code = match self {
            Self::Damaged { .. } => return true,
            Self::Index(cause) => cause.downcast_ref().and_then(rusqlite::Error::sqlite_error_code),
            _ => None,
        };
        matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Index(Box::new(error))
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::Raw(Box::new(error))
    }
}

impl From<object_store::path::Error> for StoreError {
    fn from(error: object_store::path::Error) -> Self {
        Self::Raw(Box::new(error))
    }
}
