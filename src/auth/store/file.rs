//! Tokens in a file of mode 0600 in a folder of mode 0700.

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
/// The least room that is reserved for new tokens.
const SMALLEST_RESERVE_BYTES: u64 = 8 * 1024;
/// The ending of temporary files.
const ENDING: &str = ".tmp";
/// No writer takes as long: an older temporary file was left by one that was killed.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> AuthError {
    move |source| AuthError::File {
        action,
        path: path.to_owned(),
        source,
    }
}

/// Makes the folder, and takes it away from others where they could look into it.
pub(super) fn make_folder(path: &Path) -> Result<(), AuthError> {
    let folder = path.parent().ok_or(AuthError::NoFolder)?;
    Host::make_private_folder(folder).map_err(failed("make", folder))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = fs_err::symlink_metadata(folder).map_err(failed("read", folder))?;
        if !metadata.is_dir() {
            let error = io::Error::new(io::ErrorKind::NotADirectory, "it is a link, or no folder");
            return Err(failed("use", folder)(error));
        }
        if metadata.permissions().mode() & 0o077 != 0 {
            fs_err::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).map_err(failed("close", folder))?;
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
        let error = io::Error::new(io::ErrorKind::InvalidData, "it is no regular file of a credible size");
        return Err(failed("read", path)(error));
    }
    debug!("the session's secrets are read from {}", path.display());
    let text = fs_err::read(path).map_err(failed("read", path))?;
    serde_json::from_slice(&text).map_err(|_| {
        // What serde says could quote what is in it.
        failed("read", path)(io::Error::new(io::ErrorKind::InvalidData, "it is damaged"))
    })
}

/// A file that will take the place of the stored secrets: it is made, and as large as they may get, before a token is redeemed. What
/// is redeemed can then be stored, whatever fills the disk meanwhile.
#[derive(Debug)]
pub(in crate::auth) struct Reserved {
    temporary: PathBuf,
    path: PathBuf,
}

impl Reserved {
    /// Makes the file, in the place of what is stored at `path`.
    ///
    /// # Errors
    /// It cannot be written: the disk is full, or the directory is read-only.
    pub(super) fn make(path: &Path) -> Result<Self, AuthError> {
        make_folder(path)?;
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

    /// Stores the secrets, and returns when they are on the disk.
    ///
    /// # Errors
    /// They cannot be written; what was stored before is unharmed.
    pub(super) fn fill(self, credentials: &Credentials) -> Result<(), AuthError> {
        let text = serde_json::to_vec(credentials).map_err(|error| failed("write", &self.path)(error.into()))?;
        debug!("the session's secrets are written to {}", self.path.display());
        let mut options = fs_err::OpenOptions::new();
        let written = options.write(true).open(&self.temporary).and_then(|mut file| {
            file.write_all(&text)?;
            file.set_len(text.len() as u64)?;
            file.sync_all()?;
            fs_err::rename(&self.temporary, &self.path)
        });
        written.map_err(failed("write", &self.path))?;
        // The name stands in the directory. A system that does not take this keeps it as well as it can.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            let _ = fs_err::File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        // After `fill` there is nothing of that name.
        let _ = fs_err::remove_file(&self.temporary);
    }
}

pub(super) fn write(path: &Path, credentials: &Credentials) -> Result<(), AuthError> {
    Reserved::make(path)?.fill(credentials)
}

/// The secrets in files that killed processes left. Call this with the profile's lock: nobody is writing then.
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

/// How the names of temporary files of the profile at `path` begin.
fn beginning(path: &Path) -> String {
    let profile = path.file_stem().unwrap_or_default().to_string_lossy();
    format!(".{profile}.new-")
}

/// The temporary files of the profile at `path`, and those of earlier versions, which had no profile in their names.
fn leftovers(path: &Path) -> Vec<PathBuf> {
    let beginnings = [beginning(path), ".devenv-".to_owned()];
    let entries = path.parent().and_then(|folder| fs_err::read_dir(folder).ok());
    let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    paths
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.ends_with(ENDING) && beginnings.iter().any(|beginning| name.starts_with(beginning))
        })
        .collect()
}

/// Removes leftovers of at least that age. `None`: all of them.
fn remove_leftovers(path: &Path, age: Option<Duration>) {
    for leftover in leftovers(path) {
        let modified = fs_err::symlink_metadata(&leftover).and_then(|metadata| metadata.modified());
        let is_old = |age| modified.is_ok_and(|time| time.elapsed().is_ok_and(|elapsed| elapsed > age));
        if age.is_none_or(is_old) {
            // One that stays is tried again another time.
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
    fn what_is_kept_is_for_the_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        // A folder that somebody made before, open to all.
        let inner = folder.path().join("credentials");
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
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (folder.path().join("c/work.json"), folder.path().join("elsewhere"));
        std::fs::write(&elsewhere, "{}").unwrap();
        make_folder(&path).unwrap();
        symlink(&elsewhere, &path).unwrap();
        assert!(read(&path).is_err());
        write(&path, &credentials("one")).unwrap();
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"{}");
        assert!(std::fs::symlink_metadata(&path).unwrap().is_file());
        let linked = folder.path().join("linked");
        symlink(folder.path(), &linked).unwrap();
        assert!(write(&linked.join("work.json"), &credentials("one")).is_err());
    }

    #[test]
    fn room_for_new_secrets_is_made_before_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.json");
        write(&path, &credentials("one")).unwrap();
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        let reserved = Reserved::make(&path).unwrap();
        let size = std::fs::metadata(&reserved.temporary).unwrap().len();
        assert_eq!((size, names(), read(&path).unwrap()), (8192, 2, credentials("one")));
        drop(reserved);
        assert_eq!(names(), 1);
        Reserved::make(&path).unwrap().fill(&credentials("two")).unwrap();
        assert_eq!((names(), read(&path).unwrap()), (1, credentials("two")));
    }

    #[test]
    fn what_killed_processes_left_is_found_and_goes_with_the_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.json");
        write(&path, &credentials("one")).unwrap();
        for (name, word) in [
            (".work.new-1.tmp", "two"),
            (".devenv-1.tmp", "three"),
            (".other.new-1.tmp", "four"),
        ] {
            std::fs::write(
                folder.path().join(name),
                serde_json::to_vec(&credentials(word)).unwrap(),
            )
            .unwrap();
        }
        let mut left = read_leftovers(&path);
        left.sort_by_key(|left| left.refresh.as_ref().unwrap().reveal().to_owned());
        assert_eq!(left, [credentials("three"), credentials("two")]);
        // A young one may be another process's.
        write(&path, &credentials("five")).unwrap();
        assert_eq!(read_leftovers(&path).len(), 2);
        delete(&path).unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, [".other.new-1.tmp"]);
    }

    #[test]
    fn a_damaged_file_is_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.json");
        std::fs::write(&path, r#"{"refresh": 12345secret}"#).unwrap();
        let error = crate::error::render(&read(&path).unwrap_err(), None);
        assert!(error.contains("it is damaged") && !error.contains("secret"), "{error}");
    }
}
