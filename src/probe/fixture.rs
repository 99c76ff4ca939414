//! Machines made of files, for tests.

use std::path::Path;

use tempfile::TempDir;

/// A copy of `fixtures/machines/<name>` with links added: `("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC")`.
pub(super) fn machine(name: &str, links: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/machines")
        .join(name);
    copy(&source, directory.path());
    for (place, target) in links {
        link(directory.path(), place, target);
    }
    directory
}

/// Adds a link to a machine.
pub(super) fn link(root: &Path, place: &str, target: &str) {
    let place = root.join(place.trim_start_matches('/'));
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(target, place).unwrap();
}

/// Adds a file to a machine.
pub(super) fn write(root: &Path, place: &str, content: &str) {
    let place = root.join(place.trim_start_matches('/'));
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, content).unwrap();
}

fn copy(source: &Path, target: &Path) {
    for entry in std::fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        let target = target.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// The first bytes of a program of Linux, of which nothing tells that it would not start.
pub(super) const PROGRAM: &str = concat!(
    "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0",
    // An object file: no more is read of it.
    "\u{1}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
);
