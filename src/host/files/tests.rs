//! Files, directories and links, on the real machine and in a fixture.

use super::*;

#[test]
fn a_fixture_reads_nothing_outside_of_it() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("opt/go-1.2/bin")).unwrap();
    std::fs::create_dir_all(root.path().join("bin")).unwrap();
    std::fs::write(root.path().join("opt/go-1.2/bin/go"), "\u{feff}go").unwrap();
    std::os::unix::fs::symlink("../opt/go-1.2/bin/go", root.path().join("bin/go")).unwrap();
    let host = Host::fixture(root.path(), "/work", &[("HOME", "/home/anna"), ("EMPTY", "")]);
    assert_eq!(
        host.canonicalize(Path::new("/bin/go")).unwrap(),
        Path::new("/opt/go-1.2/bin/go")
    );
    assert_eq!(host.read_text(Path::new("/bin/go"), 100).unwrap(), "go");
    assert_eq!(
        (host.home(), host.env("EMPTY")),
        (Some(PathBuf::from("/home/anna")), None)
    );
    assert_eq!(host.list(Path::new("/")).unwrap(), ["bin", "opt"]);
}

#[test]
fn pipes_and_files_that_are_too_large_are_not_read() {
    let host = Host::this();
    assert_eq!(
        host.read(Path::new("/dev/zero"), 10).unwrap_err().kind(),
        io::ErrorKind::InvalidInput
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "12345").unwrap();
    assert_eq!(
        host.read(file.path(), 4).unwrap_err().kind(),
        io::ErrorKind::FileTooLarge
    );
    assert_eq!(host.read(file.path(), 5).unwrap(), b"12345");
}

#[test]
fn a_file_is_resolved_as_the_system_resolves_it() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    std::fs::create_dir_all(at("lib/tool/bin")).unwrap();
    std::fs::create_dir_all(at("usr/bin")).unwrap();
    std::fs::write(at("lib/tool/bin/tool.js"), "").unwrap();
    symlink("usr/bin", at("bin")).unwrap();
    symlink("../../lib/tool/bin/tool.js", at("usr/bin/relative")).unwrap();
    symlink(at("bin/relative"), at("usr/bin/absolute")).unwrap();
    symlink("absolute", at("usr/bin/chain")).unwrap();
    symlink("../../bin", at("usr/bin/directory")).unwrap();
    symlink("nothing", at("usr/bin/dangling")).unwrap();
    symlink("circle", at("usr/bin/circle")).unwrap();
    symlink("..", at("usr/bin/up")).unwrap();
    // A link that leads through itself.
    symlink("inner/x", at("usr/bin/inner")).unwrap();
    symlink(at("usr/bin/other/x"), at("usr/bin/one")).unwrap();
    symlink(at("usr/bin/one/x"), at("usr/bin/other")).unwrap();
    let host = Host::this();
    let names = [
        "relative",
        "absolute",
        "chain",
        "directory",
        "directory/chain",
        "dangling",
        "circle",
        "up",
        "missing",
        "inner",
        "inner/y",
        "one",
        "other/x/y",
        "../bin/chain",
    ];
    for name in names {
        for directory in ["bin", "usr/bin"] {
            let path = at(directory).join(name);
            assert_eq!(
                host.resolve(&path).ok(),
                host.canonicalize(&path).ok(),
                "{}",
                path.display()
            );
        }
    }
}
