//! Tokens in a file of mode 0600 in a directory of mode 0700.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing::debug;
use uuid::Uuid;

use super::Credentials;
use crate::auth::AuthError;
use crate::host::Host;

/// The largest file that is read.
const LIMIT_BYTES: u64 = 256 * 1024;
/// The smallest space that is reserved for new tokens.
const SMALLEST_RESERVE_BYTES: u64 = 8 * 1024;
/// The ending of temporary files.
const ENDING: &str = ".tmp";
/// No writer takes longer: an older temporary file was left by one that was killed.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> AuthError {
    move |source| AuthError::File {
        action,
        path: path.to_owned(),
        source,
    }
}

/// Makes the directory, and sets its mode to 0700 if others can open it.
pub(super) fn make_directory(path: &Path) -> Result<(), AuthError> {
    let directory = path.parent().ok_or(AuthError::NoDirectory)?;
    Host::make_private_directory(directory).map_err(failed("make", directory))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = fs_err::symlink_metadata(directory).map_err(failed("read", directory))?;
        if !metadata.is_dir() {
            let error = io::Error::new(io::ErrorKind::NotADirectory, "it is a link or not a directory");
            return Err(failed("use", directory)(error));
        }
        if metadata.permissions().mode() & 0o077 != 0 {
            fs_err::set_permissions(directory, std::fs::Permissions::from_mode(0o700))
                .map_err(failed("close", directory))?;
        }
    }
    Ok(())
}

pub(super) fn read(path: &Path) -> Result<Credentials, AuthError> {
    let metadata = match fs_err::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Credentials::default()),
        Err(error) => return Err(failed("read", path)(error)),
    };
    if !metadata.is_file() || metadata.len() > LIMIT_BYTES {
        let error = io::Error::new(io::ErrorKind::InvalidData, "it is not a regular file, or is too large");
        return Err(failed("read", path)(error));
    }
    debug!("reading the session's secrets from {}", path.display());
    let text = fs_err::read(path).map_err(failed("read", path))?;
    serde_json::from_slice(&text).map_err(|_| {
        // serde's message could quote the content.
        failed("read", path)(io::Error::new(io::ErrorKind::InvalidData, "it is damaged"))
    })
}

/// A file that will replace the stored secrets. It is created at its largest possible size before a token is redeemed, so that the new
/// secrets can be stored even if the disk fills up meanwhile.
#[derive(Debug)]
pub(in crate::auth) struct Reserved {
    temporary: PathBuf,
    path: PathBuf,
}

impl Reserved {
    /// Creates the file beside `path`.
    ///
    /// # Errors
    /// It cannot be written: the disk is full, or the directory is read-only.
    pub(super) fn make(path: &Path) -> Result<Self, AuthError> {
        make_directory(path)?;
        remove_leftovers(path, Some(ABANDONED_AFTER));
        let stored = fs_err::symlink_metadata(path).map_or(0, |metadata| metadata.len());
        let size = usize::try_from(stored.saturating_mul(2).clamp(SMALLEST_RESERVE_BYTES, LIMIT_BYTES)).unwrap_or(0);
        let reserved = Self {
            temporary: path.with_file_name(format!("{}{}{ENDING}", beginning(path), Uuid::new_v4().simple())),
            path: path.to_owned(),
        };
        let mut options = fs_err::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use fs_err::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options
            .open(&reserved.temporary)
            .and_then(|mut file| file.write_all(&vec![b' '; size]).and_then(|()| file.sync_all()))
            .map_err(failed("write", path))?;
        Ok(reserved)
    }

    /// Writes the secrets and syncs them to the disk.
    ///
    /// # Errors
    /// They cannot be written. The secrets stored before are unharmed.
    pub(super) fn fill(self, credentials: &Credentials) -> Result<(), AuthError> {
        let text = serde_json::to_vec(credentials).map_err(|error| failed("write", &self.path)(error.into()))?;
        debug!("writing the session's secrets to {}", self.path.display());
        let mut options = fs_err::OpenOptions::new();
        let written = options.write(true).open(&self.temporary).and_then(|mut file| {
            file.write_all(&text)?;
            file.set_len(text.len() as u64)?;
            file.sync_all()?;
            fs_err::rename(&self.temporary, &self.path)
        });
        written.map_err(failed("write", &self.path))?;
        // The file's name is stored in the directory. Some systems cannot sync one; the error is ignored there.
        #[cfg(unix)]
        if let Some(directory) = self.path.parent() {
            let _ = fs_err::File::open(directory).and_then(|directory| directory.sync_all());
        }
        Ok(())
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        // After `fill`, the file no longer has this name.
        let _ = fs_err::remove_file(&self.temporary);
    }
}

pub(super) fn write(path: &Path, credentials: &Credentials) -> Result<(), AuthError> {
    Reserved::make(path)?.fill(credentials)
}

/// The secrets in files that killed processes left. The caller must hold the profile's lock, so that nobody is writing.
pub(super) fn read_leftovers(path: &Path) -> Vec<Credentials> {
    let leftovers = leftovers(path).into_iter();
    leftovers.filter_map(|leftover| read(&leftover).ok()).collect()
}

/// Removes the secrets, and those in files that killed processes left.
pub(super) fn delete(path: &Path) -> Result<(), AuthError> {
    remove_leftovers(path, None);
    match fs_err::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}

/// The prefix of temporary files of the profile at `path`.
fn beginning(path: &Path) -> String {
    let profile = path.file_stem().unwrap_or_default().to_string_lossy();
    format!(".{profile}.new-")
}

/// The temporary files of the profile at `path`, and those of earlier versions, whose names have no profile.
fn leftovers(path: &Path) -> Vec<PathBuf> {
    let beginnings = [beginning(path), ".devenv-".to_owned()];
    let entries = path.parent().and_then(|directory| fs_err::read_dir(directory).ok());
    let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    paths
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.ends_with(ENDING) && beginnings.iter().any(|beginning| name.starts_with(beginning))
        })
        .collect()
}

/// Removes temporary files of at least this age. `None`: all of them.
fn remove_leftovers(path: &Path, age: Option<Duration>) {
    for leftover in leftovers(path) {
        let modified = fs_err::symlink_metadata(&leftover).and_then(|metadata| metadata.modified());
        let is_old = |age| modified.is_ok_and(|time| time.elapsed().is_ok_and(|elapsed| elapsed > age));
        if age.is_none_or(is_old) {
            // If this fails, it is tried again next time.
            let _ = fs_err::remove_file(&leftover);
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::super::Access;
    use super::*;
    use crate::secret::Secret;

    fn credentials(word: &str) -> Credentials {
        Credentials {
            refresh: Some(Secret::new(word)),
            access: Some(Access {
                token: Secret::new("access"),
                expires_at: Some(jiff::Timestamp::UNIX_EPOCH),
            }),
            client_secret: None,
        }
    }

    #[test]
    fn only_the_user_can_read_stored_secrets() {
        let directory = tempfile::tempdir().unwrap();
        // A directory that existed before, open to all.
        let inner = directory.path().join("credentials");
        std::fs::create_dir(&inner).unwrap();
        std::fs::set_permissions(&inner, std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = inner.join("work.json");
        assert_eq!(read(&path).unwrap(), Credentials::default());
        write(&path, &credentials("one")).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&inner)), (0o600, 0o700));
        assert_eq!(read(&path).unwrap(), credentials("one"));
        delete(&path).unwrap();
        delete(&path).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_link_is_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (directory.path().join("c/work.json"), directory.path().join("elsewhere"));
        std::fs::write(&elsewhere, "{}").unwrap();
        make_directory(&path).unwrap();
        symlink(&elsewhere, &path).unwrap();
        assert!(read(&path).is_err());
        write(&path, &credentials("one")).unwrap();
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"{}");
        assert!(std::fs::symlink_metadata(&path).unwrap().is_file());
        let linked = directory.path().join("linked");
        symlink(directory.path(), &linked).unwrap();
        assert!(write(&linked.join("work.json"), &credentials("one")).is_err());
    }

    #[test]
    fn space_for_new_secrets_is_reserved_and_released() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("work.json");
        write(&path, &credentials("one")).unwrap();
        let names = || std::fs::read_dir(directory.path()).unwrap().count();
        let reserved = Reserved::make(&path).unwrap();
        let size = std::fs::metadata(&reserved.temporary).unwrap().len();
        assert_eq!((size, names(), read(&path).unwrap()), (8192, 2, credentials("one")));
        drop(reserved);
        assert_eq!(names(), 1);
        Reserved::make(&path).unwrap().fill(&credentials("two")).unwrap();
        assert_eq!((names(), read(&path).unwrap()), (1, credentials("two")));
    }

    #[test]
    fn files_of_killed_processes_are_found_and_removed_with_the_secrets() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("work.json");
        write(&path, &credentials("one")).unwrap();
        for (name, word) in [
            (".work.new-1.tmp", "two"),
            (".devenv-1.tmp", "three"),
            (".other.new-1.tmp", "four"),
        ] {
            std::fs::write(
                directory.path().join(name),
                serde_json::to_vec(&credentials(word)).unwrap(),
            )
            .unwrap();
        }
        let mut left = read_leftovers(&path);
        left.sort_by_key(|left| left.refresh.as_ref().unwrap().reveal().to_owned());
        assert_eq!(left, [credentials("three"), credentials("two")]);
        // A new one may be another process's.
        write(&path, &credentials("five")).unwrap();
        assert_eq!(read_leftovers(&path).len(), 2);
        delete(&path).unwrap();
        let names: Vec<_> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, [".other.new-1.tmp"]);
    }

    #[test]
    fn a_damaged_file_is_not_quoted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("work.json");
        std::fs::write(&path, r#"{"refresh": 12345secret}"#).unwrap();
        let error = crate::error::render(&read(&path).unwrap_err(), None);
        assert!(error.contains("it is damaged") && !error.contains("secret"), "{error}");
    }
}
