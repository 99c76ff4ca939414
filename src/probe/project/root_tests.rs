//! Which directory is the root of a project.

use super::*;
use crate::probe::fixture::write;

#[test]
fn the_nearest_repository_is_the_root_and_else_the_nearest_manifest() {
    let root = tempfile::tempdir().unwrap();
    let found = |directory: &str| {
        let host = Host::fixture(root.path(), directory, &[("HOME", "/home/anna")]);
        find_root(&host).map(|path| path.to_str().unwrap().to_owned())
    };
    for file in [
        "/home/anna/package.json",
        "/tmp/package.json",
        "/home/anna/shop/.git/HEAD",
        "/home/anna/shop/web/package.json",
        "/home/anna/shop/web/src/x.js",
        "/home/anna/shop/docs/x.md",
        "/home/anna/legacy/Shop.sln",
        "/home/anna/legacy/a/b/x.cs",
        "/home/anna/engine/CMakeLists.txt",
        "/home/anna/engine/src/CMakeLists.txt",
        "/home/anna/notes/x.md",
        "/home/anna/empty/.git/x",
        "/tmp/x/y",
        "/srv/app/go.mod",
        "/srv/mono/package.json",
        "/srv/mono/api/go.mod",
    ] {
        write(root.path(), file, "");
    }
    let some = |path: &str| Some(path.to_owned());
    assert_eq!(found("/home/anna/shop/web/src"), some("/home/anna/shop"));
    assert_eq!(found("/home/anna/shop/docs"), some("/home/anna/shop"));
    assert_eq!(found("/home/anna/legacy/a/b"), some("/home/anna/legacy"));
    assert_eq!(found("/home/anna/engine/src"), some("/home/anna/engine"));
    assert_eq!(found("/srv/app"), some("/srv/app"));
    assert_eq!(found("/srv/mono/api/src"), some("/srv/mono/api"));
    assert_eq!(found("/home/anna/notes"), None);
    assert_eq!(found("/home/anna/empty"), None);
    assert_eq!(found("/home/anna"), None);
    assert_eq!(found("/tmp/x"), None);
    assert_eq!(found("/"), None);
    // A home directory under version control is a project.
    write(root.path(), "/home/anna/.git/HEAD", "");
    assert_eq!(found("/home/anna/notes"), some("/home/anna"));
    assert_eq!(found("/home/anna/legacy/a/b"), some("/home/anna/legacy"));
}

#[test]
fn a_directory_without_a_repository_has_a_name_alone() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/srv/app/go.mod", "module app\n");
    assert_eq!(
        read(&Host::fixture(root.path(), "/srv/app", &[]), Path::new("/srv/app")),
        Probed::Whole(Project {
            root: "/srv/app".to_owned(),
            name: "app".to_owned(),
            id: None,
            commit: None,
            branch: None,
            dirty: None,
            requirements: vec![],
            broken_manifests: vec![],
            evidence: Vec::new(),
            parts: Vec::new(),
            partly_read: None,
        })
    );
}
