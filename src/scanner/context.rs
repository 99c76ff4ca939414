//! What every scan of this process uses: the machine, the user's settings and the tools to look for.

use std::sync::Arc;

use super::ScanError;
use super::interrupt::temp_directory;
use super::support_dates::SupportDates;
use crate::config::{Directories, UserFile};
use crate::host::Host;
use crate::probe::catalogue::Catalogue;

/// The machine, devenv's own directories, the user's settings and the tools to look for.
pub struct ScanContext {
    /// The machine. Programs that are started write their temporary files below the cache directory.
    pub host: Arc<Host>,
    /// devenv's own directories.
    pub directories: Directories,
    /// The user's settings file; empty if there is none.
    pub user_file: UserFile,
    /// The built-in tools and those of the user's settings file.
    pub catalogue: Arc<Catalogue>,
    pub(super) support_dates: SupportDates,
}

impl ScanContext {
    /// Reads the user's settings. Nothing is written and no program is started.
    ///
    /// # Errors
    /// A file of the user's cannot be read or is not valid.
    pub fn open(host: Host) -> Result<Self, ScanError> {
        let directories = Directories::of(&host);
        let host = match &directories.cache {
            Some(cache) => host.with_temp(temp_directory(cache)),
            None => host,
        };
        let (catalogue, user_file) = match UserFile::text(&host, &directories)? {
            None => (Catalogue::builtin_shared(), UserFile::default()),
            Some((path, text)) => {
                let catalogue = Catalogue::builtin().with_user_tools(&text)?;
                (Arc::new(catalogue), UserFile::parse(&path, &text)?)
            }
        };
        let support_dates = SupportDates::read(&host, directories.config.as_deref())?;
        Ok(Self {
            host: Arc::new(host),
            directories,
            user_file,
            catalogue,
            support_dates,
        })
    }
}
