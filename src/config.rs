//! devenv's own folders, and what is kept in them.

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
        let own = host.home().and_then(|_| directories::ProjectDirs::from("", "", NAME));
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
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a file in no folder"))?;
    if !folder.is_dir() {
        create_private_folder(folder)?;
    }
    replace(path, bytes, true)
}

/// Writes a file that the user named, whole or not at all; what is no regular file (a pipe, a device) is written to as it is.
///
/// # Errors
/// The file cannot be written; what was there before is unharmed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs_err::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            use std::io::Write as _;
            fs_err::OpenOptions::new().write(true).open(path)?.write_all(bytes)
        }
        // A link stays a link: what it leads to is replaced.
        Ok(_) => replace(&fs_err::canonicalize(path)?, bytes, false),
        Err(_) => replace(path, bytes, false),
    }
}

fn replace(path: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
    // The process id keeps two scans at once from writing into one another's file.
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = write_new(&temporary, bytes, private).and_then(|()| fs_err::rename(&temporary, path));
    if written.is_err() {
        // What is left of the attempt, if anything.
        let _ = fs_err::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(if private { 0o600 } else { 0o666 });
    }
    #[cfg(not(unix))]
    let _ = private;
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.flush()
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("cannot make the folder {}: {error}", folder.display()),
        )
    })
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
