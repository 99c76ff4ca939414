//! PATHs of every kind, made of real files.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::directory::look_up;
use super::examine::is_windows_mount;
use super::*;

fn program(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn read_path(root: &Path, path: &str) -> PathIndex {
    let host = Host::fixture(root, "/work", &[("PATH", path)]);
    let wanted = ["git", "node", "devenv"].map(str::to_owned).into();
    match read(&host, &wanted) {
        Probed::Whole(index) | Probed::Partial { value: index, .. } => index,
        Probed::Failed { detail } => panic!("{detail}"),
    }
}

fn entry(directory: &str, state: PathEntryState, executables: Option<u32>) -> PathEntry {
    let writable_by_others = matches!(state, PathEntryState::Ok).then_some(false);
    PathEntry {
        directory: directory.to_owned(),
        state,
        executables,
        writable_by_others,
        duplicate_of: None,
        detail: None,
    }
}

#[test]
fn each_entry_is_told_for_what_it_is() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    program(&at("usr/bin/git"));
    program(&at("usr/bin/ls"));
    std::fs::write(at("usr/bin/README"), "").unwrap();
    symlink("usr/bin", at("bin")).unwrap();
    std::fs::create_dir_all(at("open")).unwrap();
    std::fs::set_permissions(at("open"), std::fs::Permissions::from_mode(0o777)).unwrap();
    std::fs::write(at("file"), "").unwrap();
    program(&at("work/tools/node"));
    let index = read_path(root.path(), "/usr/bin:/bin:/missing:/file::tools:/open:/usr/bin/ls/x");
    let duplicate = PathEntry {
        duplicate_of: Some("/usr/bin".to_owned()),
        ..entry("/bin", PathEntryState::Ok, None)
    };
    let open = PathEntry {
        writable_by_others: Some(true),
        ..entry("/open", PathEntryState::Ok, Some(0))
    };
    let of_place = |directory: &str, state, executables| PathEntry {
        writable_by_others: Some(false),
        ..entry(directory, state, executables)
    };
    assert_eq!(
        index.report.entries,
        [
            entry("/usr/bin", PathEntryState::Ok, Some(2)),
            duplicate,
            entry("/missing", PathEntryState::Missing, None),
            entry("/file", PathEntryState::NotADirectory, None),
            of_place("", PathEntryState::Empty, Some(0)),
            of_place("tools", PathEntryState::Relative, Some(1)),
            open,
            entry("/usr/bin/ls/x", PathEntryState::NotADirectory, None),
        ]
    );
    assert_eq!(
        index.first("node").map(|node| (node.path.clone(), node.relative)),
        Some((PathBuf::from("/work/tools/node"), true))
    );
    assert_eq!(index.for_children(|_| false), "/usr/bin:/open");
    assert_eq!(
        index.for_children(|directory| directory == Path::new("/open")),
        "/usr/bin"
    );
}

#[test]
fn an_entry_that_is_a_link_loop_is_called_one() {
    let root = tempfile::tempdir().unwrap();
    symlink("loop", root.path().join("loop")).unwrap();
    let index = read_path(root.path(), "/loop");
    let expected = PathEntry {
        detail: Some("it is a link that leads back to itself".to_owned()),
        ..entry("/loop", PathEntryState::Unreadable, None)
    };
    assert_eq!(index.report.entries, [expected]);
}

#[test]
fn copies_are_other_files_in_the_order_of_path() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    program(&at("a/git"));
    program(&at("b/git"));
    program(&at("c/node"));
    std::fs::create_dir_all(at("d")).unwrap();
    symlink("../a/git", at("d/git")).unwrap();
    symlink("../c/node", at("d/node")).unwrap();
    let index = read_path(root.path(), "/a:/b:/c:/d");
    assert_eq!(
        index.report.shadowed,
        [Shadowed {
            name: "git".to_owned(),
            paths: vec!["/a/git".to_owned(), "/b/git".to_owned()]
        }]
    );
    let paths: Vec<_> = index
        .candidates("git")
        .iter()
        .map(|candidate| candidate.path.to_str().unwrap())
        .collect();
    assert_eq!(paths, ["/a/git", "/b/git", "/d/git"]);
}

#[test]
fn what_cannot_be_run_is_passed_over_as_a_shell_does() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    std::fs::create_dir_all(at("a/git")).unwrap();
    std::fs::create_dir_all(at("b")).unwrap();
    std::fs::write(at("b/git"), "").unwrap();
    std::fs::set_permissions(at("b/git"), std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::create_dir_all(at("c")).unwrap();
    symlink("nothing", at("c/git")).unwrap();
    program(&at("d/git"));
    std::fs::create_dir_all(at("e")).unwrap();
    symlink("git", at("e/git")).unwrap();
    // A directory is no program at all.
    let index = read_path(root.path(), "/a:/b:/c:/d:/e");
    let obstacles: Vec<_> = index
        .candidates("git")
        .iter()
        .map(|candidate| candidate.obstacle)
        .collect();
    assert_eq!(
        obstacles,
        [
            Some(Obstacle::NoPermission),
            Some(Obstacle::Dangling),
            None,
            Some(Obstacle::LinkLoop)
        ]
    );
    assert_eq!(index.first("git").map(|candidate| candidate.entry), Some(3));
    assert_eq!(index.report.shadowed, []);
}

#[test]
fn programs_of_a_directory_that_cannot_be_listed_are_looked_up() {
    let root = tempfile::tempdir().unwrap();
    program(&root.path().join("closed/git"));
    std::fs::create_dir_all(root.path().join("closed/node")).unwrap();
    let host = Host::fixture(root.path(), "/work", &[]);
    let wanted = ["git", "node", "devenv"].map(str::to_owned).into();
    let contents = look_up(&host, Path::new("/closed"), &wanted).unwrap();
    let found: Vec<_> = contents
        .found
        .iter()
        .map(|found| (found.program.as_str(), found.path.to_str().unwrap(), found.obstacle))
        .collect();
    assert_eq!(contents.executables, None);
    assert_eq!(found, [("git", "/closed/git", None)]);
    assert!(look_up(&host, Path::new("/gone"), &wanted).is_none());
}

#[test]
fn without_a_path_it_looks_where_a_shell_would() {
    let root = tempfile::tempdir().unwrap();
    program(&root.path().join("usr/bin/git"));
    let host = Host::fixture(root.path(), "/", &[]);
    let Probed::Partial { value, detail } = read(&host, &["git".to_owned()].into()) else {
        panic!("not partial")
    };
    assert_eq!(detail, "PATH is not set: looked where a shell would");
    assert_eq!(
        value.first("git").map(|git| git.path.clone()),
        Some(PathBuf::from("/usr/bin/git"))
    );
}

#[test]
fn a_windows_drive_is_told_from_other_mounts() {
    let is = |path: &str| is_windows_mount(Path::new(path));
    assert_eq!(
        [
            is("/mnt/c"),
            is("/mnt/c/Windows"),
            is("/mnt/data/bin"),
            is("/usr"),
            is("/mnt")
        ],
        [true, true, false, false, false]
    );
}

#[test]
fn parents_are_resolved_in_the_text() {
    assert_eq!(
        lexical(Path::new("/usr/lib/jvm/bin/../release")),
        Path::new("/usr/lib/jvm/release")
    );
}
