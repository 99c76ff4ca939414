//! devenv's own directories, how files in them are written, and the user's settings.

mod user_file;

pub use user_file::{CallbackHost, HistorySettings, Interface, Profile, SettingsError, UserFile, line_of};

use std::io;
use std::path::{Path, PathBuf};

use crate::host::Host;

/// The name of devenv's directories. `devenv` alone is used by other programs.
const NAME: &str = "devenv-cli";

/// devenv's own directories. It writes nowhere else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directories {
    /// The user's settings. `None`: there is no home directory.
    pub config: Option<PathBuf>,
    /// Data that can be read or asked for again.
    pub cache: Option<PathBuf>,
    /// Data that cannot be had again: this machine's id, the history.
    pub state: Option<PathBuf>,
}

impl Directories {
    /// The directories of this user: the system's standard ones, each of which a variable replaces.
    pub fn of(host: &Host) -> Self {
        // A home directory that is named but missing (that of `nobody`, for example) is not created.
        let own = host
            .home()
            .filter(|home| host.is_directory(home))
            .and_then(|_| directories::ProjectDirs::from("", "", NAME));
        let own = own.as_ref();
        Self {
            config: host
                .env_path("DEVENV_CONFIG_DIR")
                .or_else(|| own.map(|own| own.config_dir().to_owned())),
            cache: host
                .env_path("DEVENV_CACHE_DIR")
                .or_else(|| own.map(|own| own.cache_dir().to_owned())),
            state: host
                .env_path("DEVENV_STATE_DIR")
                .or_else(|| own.map(|own| own.state_dir().unwrap_or_else(|| own.data_local_dir()).to_owned())),
        }
    }
}

/// Writes a private file: mode 0600, in a directory of mode 0700. A reader sees the old file or the new one, never a part.
///
/// # Errors
/// The directory or the file cannot be written. The old file is unharmed.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_parent_directory(path)?;
    replace(path, bytes, Kind::Private)
}

fn make_parent_directory(path: &Path) -> io::Result<()> {
    let directory = path
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a file in no directory"))?;
    if directory.is_dir() {
        return Ok(());
    }
    Host::make_private_directory(directory)
}

/// As [`write_private`], and the file is on the disk when this returns: for data that cannot be had again.
///
/// # Errors
/// As [`write_private`].
pub fn write_durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_parent_directory(path)?;
    replace(path, bytes, Kind::Durable)?;
    // The name stands in the directory. Some systems do not take this; then it is as durable as it gets there.
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        let _ = fs_err::File::open(directory).and_then(|directory| directory.sync_all());
    }
    Ok(())
}

/// Writes a file that the user named. A reader sees the old file or the new one, never a part. A path that is no regular file
/// (a pipe, a device, a stream of this process) is appended to.
///
/// # Errors
/// The file cannot be written. The old file is unharmed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let is_stream = path.starts_with("/dev") || path.starts_with("/proc");
    if is_stream || fs_err::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        use std::io::Write as _;
        return fs_err::OpenOptions::new().append(true).open(path)?.write_all(bytes);
    }
    replace(&destination(path)?, bytes, Kind::Named)
}

/// The file that links lead to, whether it exists or not. Replacing it leaves the links in place.
fn destination(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    // The system's own limit. Source: path_resolution(7).
    for _ in 0..40 {
        match fs_err::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("{} is a link that leads in a circle", path.display()),
    ))
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Named by the user: keeps the permissions that it has, or gets the default ones.
    Named,
    /// devenv's own: only the user can read it.
    Private,
    /// As `Private`, and synced to the disk before it replaces the old file.
    Durable,
}

fn replace(path: &Path, bytes: &[u8], kind: Kind) -> io::Result<()> {
    // Short, since file names have a maximum length. The process id keeps two scans from writing the same file.
    let temporary = path.with_file_name(format!(".devenv-{}.tmp", std::process::id()));
    let permissions = fs_err::metadata(path).ok().map(|metadata| metadata.permissions());
    let written = write_new(&temporary, bytes, kind)
        .and_then(|()| match permissions.filter(|_| kind == Kind::Named) {
            Some(permissions) => fs_err::set_permissions(&temporary, permissions),
            None => Ok(()),
        })
        .and_then(|()| fs_err::rename(&temporary, path));
    if written.is_err() {
        // The attempt may have left a part of the file.
        let _ = fs_err::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, bytes: &[u8], kind: Kind) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(if kind == Kind::Named { 0o666 } else { 0o600 });
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    match kind {
        Kind::Durable => file.sync_all(),
        Kind::Named | Kind::Private => file.flush(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_is_replaced_and_only_the_user_can_read_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b/memory.json");
        write_private(&path, b"one").unwrap();
        write_private(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn without_a_home_only_directories_set_by_variables_are_used() {
        let cache = if cfg!(windows) { r"C:\cache" } else { "/cache" };
        let host = Host::fixture(Path::new("/nowhere"), "/", &[("DEVENV_CACHE_DIR", cache)]);
        assert_eq!(
            Directories::of(&host),
            Directories {
                cache: Some(PathBuf::from(cache)),
                ..Directories::default()
            }
        );
    }
}
