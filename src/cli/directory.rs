//! `-C DIR` and `devenv scan DIR`: the directory to work in.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::Failed;
use crate::error::ExitCode;
use crate::host::Host;

/// Changes to the directory like `cd`: relative paths in other arguments are below it.
pub(super) fn change(host: Host, directory: &Path) -> Result<Host, Failed> {
    let path = find(&host, directory)?;
    std::env::set_current_dir(&path).map_err(|error| cannot_open(directory, error))?;
    Ok(host.at(path))
}

/// The same machine, seen from the directory. Relative paths in other arguments stay below the current directory.
pub(super) fn look_from(host: Host, directory: &Path) -> Result<Host, Failed> {
    let path = find(&host, directory)?;
    Ok(host.at(path))
}

/// The directory, absolute and with links resolved, as the system names the current one.
fn find(host: &Host, directory: &Path) -> Result<PathBuf, Failed> {
    let path = host.directory().join(directory);
    let refuse = |what: String| Failed::new(ExitCode::Usage, "bad_directory", anyhow!(what));
    match fs_err::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(refuse(format!("`{}` is a file, not a directory", directory.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(refuse(format!("there is no directory `{}`", directory.display())));
        }
        Err(error) => return Err(cannot_open(directory, error)),
    }
    let found = fs_err::canonicalize(&path).map_err(|error| cannot_open(directory, error))?;
    Ok(if cfg!(windows) {
        path_without_prefix(found)
    } else {
        found
    })
}

/// A path without Windows' prefix `\\?\` of absolute paths (`\\?\C:\work`).
fn path_without_prefix(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(text) if !text.starts_with("UNC") => PathBuf::from(text),
        _ => path,
    }
}

fn cannot_open(directory: &Path, error: std::io::Error) -> Failed {
    let error = anyhow::Error::new(error).context(format!("cannot open the directory `{}`", directory.display()));
    Failed::new(ExitCode::Usage, "bad_directory", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_a_windows_path_is_removed() {
        let written = |text: &str| path_without_prefix(PathBuf::from(text));
        assert_eq!(written(r"\\?\C:\work"), PathBuf::from(r"C:\work"));
        assert_eq!(written(r"\\?\UNC\server\share"), PathBuf::from(r"\\?\UNC\server\share"));
        assert_eq!(written(r"C:\work"), PathBuf::from(r"C:\work"));
    }
}
