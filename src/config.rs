//! devenv's own folders, what is kept in them, and the settings of its user.

mod user_file;

pub use user_file::{CallbackHost, HistorySettings, Interface, Profile, SettingsError, UserFile, line_of};

use std::io;
use std::path::{Path, PathBuf};

use crate::host::Host;

/// The name of our folders: `devenv` itself is other programs' too.
const NAME: &str = "devenv-cli";

/// devenv's own folders. Nothing else is written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// The user's settings. `None`: there is no home folder.
    pub config: Option<PathBuf>,
    /// What can be found out again.
    pub cache: Option<PathBuf>,
    /// What cannot: this machine's id, the history.
    pub state: Option<PathBuf>,
}

impl Folders {
    /// The folders of this user: as the system has them, each to be replaced by a variable.
    pub fn of(host: &Host) -> Self {
        // A home that is named and not there (that of `nobody`, say) is not ours to make.
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

/// Writes a file that only the user can read, whole or not at all, in a folder that only the user can enter.
///
/// # Errors
/// The folder cannot be made, or the file not be written; what was there before is unharmed.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder_of(path)?;
    replace(path, bytes, Kind::Private)
}

fn make_folder_of(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a file in no folder"))?;
    if folder.is_dir() {
        return Ok(());
    }
    Host::make_private_folder(folder)
}

/// As [`write_private`], and on the disk when this returns: for what cannot be had again.
///
/// # Errors
/// As [`write_private`].
pub fn write_durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder_of(path)?;
    replace(path, bytes, Kind::Durable)?;
    // The name stands in the folder. Some systems do not take this; then it is as durable as it gets there.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let _ = fs_err::File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Writes a file that the user named, whole or not at all; what is no regular file (a pipe, a device, a stream of this
/// process) is written to as it is.
///
/// # Errors
/// The file cannot be written; what was there before is unharmed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let is_stream = path.starts_with("/dev") || path.starts_with("/proc");
    if is_stream || fs_err::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        use std::io::Write as _;
        return fs_err::OpenOptions::new().append(true).open(path)?.write_all(bytes);
    }
    replace(&destination(path)?, bytes, Kind::Named)
}

/// What a path leads to, whether it is there yet or not: a link stays a link.
fn destination(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    // As many as the system follows. Source: path_resolution(7).
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
    /// One that the user named: with the permissions that it has or that files have here.
    Named,
    /// One of ours: for the user alone.
    Private,
    /// One of ours, and on the disk before it takes the place of what was there.
    Durable,
}

fn replace(path: &Path, bytes: &[u8], kind: Kind) -> io::Result<()> {
    // Short, since a name has a longest length; the process id keeps two scans at once from writing into one another's file.
    let temporary = path.with_file_name(format!(".devenv-{}.tmp", std::process::id()));
    let permissions = fs_err::metadata(path).ok().map(|metadata| metadata.permissions());
    let written = write_new(&temporary, bytes, kind)
        .and_then(|()| match permissions.filter(|_| kind == Kind::Named) {
            Some(permissions) => fs_err::set_permissions(&temporary, permissions),
            None => Ok(()),
        })
        .and_then(|()| fs_err::rename(&temporary, path));
    if written.is_err() {
        // What is left of the attempt, if anything.
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
    fn a_private_file_is_written_whole_and_for_the_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/memory.json");
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
    fn without_a_home_there_are_no_folders_but_those_that_are_named() {
        let cache = if cfg!(windows) { r"C:\cache" } else { "/cache" };
        let host = Host::fixture(Path::new("/nowhere"), "/", &[("DEVENV_CACHE_DIR", cache)]);
        assert_eq!(
            Folders::of(&host),
            Folders {
                cache: Some(PathBuf::from(cache)),
                ..Folders::default()
            }
        );
    }
}
