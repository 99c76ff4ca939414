//! Tokens in a file of mode 0600 in a folder of mode 0700.

use std::io;
use std::path::Path;

use tracing::debug;

use super::Credentials;
use crate::auth::AuthError;
use crate::config;
use crate::host::Host;

/// What is read of the file.
const LIMIT_BYTES: u64 = 256 * 1024;

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

pub(super) fn write(path: &Path, credentials: &Credentials) -> Result<(), AuthError> {
    make_folder(path)?;
    let text = serde_json::to_vec(credentials).map_err(|error| failed("write", path)(error.into()))?;
    debug!("the session's secrets are written to {}", path.display());
    config::write_durable(path, &text).map_err(failed("write", path))
}

pub(super) fn delete(path: &Path) -> Result<(), AuthError> {
    match fs_err::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
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
    fn a_damaged_file_is_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.json");
        std::fs::write(&path, r#"{"refresh": 12345secret}"#).unwrap();
        let error = crate::error::render(&read(&path).unwrap_err(), None);
        assert!(error.contains("it is damaged") && !error.contains("secret"), "{error}");
    }
}
