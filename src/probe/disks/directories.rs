//! The directories that builds and installers write to: whether they are there, and may be written.

use std::io;
use std::path::{Path, PathBuf};

use crate::host::{Host, WriteRight};
use crate::scan::{DirectoryState, DiskUse, WorkDirectory};

/// Reads the home directory, the project's (without a project, the current one) and that for temporary files, sorted by what they are for.
///
/// Nothing is written: the system is asked whether it could be.
pub(super) fn read(host: &Host, project: Option<&Path>) -> Vec<WorkDirectory> {
    let (temporary, variable) = super::temporary(host);
    let mut directories: Vec<WorkDirectory> = host
        .home()
        .into_iter()
        .map(|home| directory(host, DiskUse::Home, &home, Some("HOME")))
        .collect();
    let project = project.unwrap_or_else(|| host.directory());
    directories.push(directory(host, DiskUse::Project, project, None));
    directories.push(directory(host, DiskUse::Temp, &temporary, variable));
    directories
}

fn directory(host: &Host, purpose: DiskUse, path: &Path, set_by: Option<&str>) -> WorkDirectory {
    let state = state(host, path);
    WorkDirectory {
        purpose,
        path: path.to_string_lossy().into_owned(),
        state,
        no_exec: state != DirectoryState::Missing && host.is_on_noexec_mount(path),
        set_by: set_by.map(str::to_owned),
    }
}

fn state(host: &Host, path: &Path) -> DirectoryState {
    match host.metadata(path) {
        Ok(metadata) if metadata.is_dir() => match host.may_write(path) {
            WriteRight::Yes => DirectoryState::Ok,
            WriteRight::No => DirectoryState::NotWritable,
            WriteRight::ReadOnlyMount => DirectoryState::ReadOnly,
        },
        Ok(_) => DirectoryState::NotADirectory,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => DirectoryState::NotADirectory,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => DirectoryState::NotWritable,
        // A link loop leads to nothing as well.
        Err(_) => DirectoryState::Missing,
    }
}

/// The first of these variables that names a directory by an absolute path, and what it names.
pub(super) fn named_by(host: &Host, variables: &[&'static str]) -> Option<(PathBuf, &'static str)> {
    variables.iter().find_map(|name| Some((host.env_path(name)?, *name)))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn read_of(root: &Path, environment: &[(&str, &str)]) -> Vec<WorkDirectory> {
        read(&Host::fixture(root, "/shop", environment), None)
    }

    fn expected(purpose: DiskUse, path: &str, state: DirectoryState, set_by: Option<&str>) -> WorkDirectory {
        WorkDirectory {
            purpose,
            path: path.to_owned(),
            state,
            no_exec: false,
            set_by: set_by.map(str::to_owned),
        }
    }

    #[test]
    fn directories_that_are_not_there_or_none_are_told() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("shop")).unwrap();
        std::fs::write(root.path().join("file"), "").unwrap();
        symlink("loop", root.path().join("loop")).unwrap();
        let project = || expected(DiskUse::Project, "/shop", DirectoryState::Ok, None);
        assert_eq!(
            read_of(root.path(), &[("HOME", "/loop"), ("TMPDIR", "/gone")]),
            [
                expected(DiskUse::Home, "/loop", DirectoryState::Missing, Some("HOME")),
                project(),
                expected(DiskUse::Temp, "/gone", DirectoryState::Missing, Some("TMPDIR")),
            ]
        );
        assert_eq!(
            read_of(root.path(), &[("TMPDIR", "/file")]),
            [
                project(),
                expected(DiskUse::Temp, "/file", DirectoryState::NotADirectory, Some("TMPDIR")),
            ]
        );
        assert_eq!(
            read_of(root.path(), &[]).last(),
            Some(&expected(DiskUse::Temp, "/tmp", DirectoryState::Missing, None))
        );
    }

    #[test]
    fn a_directory_without_the_right_to_write_is_told() {
        if rustix::process::geteuid().is_root() {
            crate::skip::skip(format_args!("nothing is denied to root"));
            return;
        }
        let root = tempfile::tempdir().unwrap();
        let shop = root.path().join("shop");
        std::fs::create_dir_all(&shop).unwrap();
        std::fs::set_permissions(&shop, std::fs::Permissions::from_mode(0o555)).unwrap();
        assert_eq!(
            read_of(root.path(), &[]).first(),
            Some(&expected(DiskUse::Project, "/shop", DirectoryState::NotWritable, None))
        );
    }
}
