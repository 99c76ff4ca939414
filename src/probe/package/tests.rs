//! Databases in their real forms, small.

use super::*;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn found(root: &Path, path: &str, guesses: &[&str]) -> Option<(&'static str, String, String)> {
    let host = Host::fixture(root, "/", &[]);
    let wanted = Wanted {
        path: PathBuf::from(path),
        guesses: guesses.iter().map(|guess| (*guess).to_owned()).collect(),
    };
    owners(&host, &[wanted])
        .remove(Path::new(path))
        .map(|owner| (owner.manager, owner.package, owner.version))
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what may be none")]
fn owner(manager: &'static str, package: &str, version: &str) -> Option<(&'static str, String, String)> {
    Some((manager, package.to_owned(), version.to_owned()))
}

#[test]
fn dpkg_knows_its_files() {
    let root = tempfile::tempdir().unwrap();
    let status = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b7\nDescription: shell\n Version: 9\n\n\
                  Package: libc6\nArchitecture: amd64\nMulti-Arch: same\nVersion: 2.36-9+deb12u14\n\nPackage: git\nArchitecture: amd64\nVersion: 1:2.39.5-0+deb12u2\n";
    write(root.path(), "var/lib/dpkg/status", status);
    write(
        root.path(),
        "var/lib/dpkg/info/bash.list",
        "/.\n/bin\n/bin/bash\n/usr/share/doc/bash\n",
    );
    write(root.path(), "var/lib/dpkg/info/libc6:amd64.list", "/usr/bin/ldd.bin\n");
    write(
        root.path(),
        "var/lib/dpkg/info/git.list",
        "/usr/bin/git\n/usr/lib/git-core/git",
    );
    assert_eq!(
        found(root.path(), "/usr/bin/bash", &[]),
        owner("dpkg", "bash", "5.2.15-2+b7")
    );
    assert_eq!(
        found(root.path(), "/usr/bin/ldd.bin", &["libc6"]),
        owner("dpkg", "libc6:amd64", "2.36-9+deb12u14")
    );
    assert_eq!(
        found(root.path(), "/usr/lib/git-core/git", &["git"]),
        owner("dpkg", "git", "1:2.39.5-0+deb12u2")
    );
    assert_eq!(found(root.path(), "/usr/bin/node", &["git", "nodejs"]), None);
}

#[test]
fn what_is_put_in_place_by_hand_is_from_no_package() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "var/lib/dpkg/status", "Package: acme\nVersion: 1.2-3\n");
    write(
        root.path(),
        "var/lib/dpkg/info/acme.list",
        "/opt/acme/bin/tool\n/usr/local/bin/acme\n/usr/local/bin/tool\n",
    );
    assert_eq!(
        found(root.path(), "/opt/acme/bin/tool", &[]),
        owner("dpkg", "acme", "1.2-3")
    );
    assert_eq!(
        found(root.path(), "/usr/local/bin/acme", &["acme"]),
        owner("dpkg", "acme", "1.2-3")
    );
    assert_eq!(found(root.path(), "/usr/local/bin/tool", &[]), None);
}

#[test]
fn apk_knows_its_files() {
    let root = tempfile::tempdir().unwrap();
    let installed = "C:Q1abc=\nP:busybox\nV:1.36.1-r15\nA:x86_64\nF:bin\nR:busybox\na:0:0:755\nZ:Q1x=\nF:etc\n\nP:git\nV:2.43.0-r0\nF:usr/bin\nR:git\nR:git-shell\n";
    write(root.path(), "lib/apk/db/installed", installed);
    assert_eq!(
        found(root.path(), "/bin/busybox", &[]),
        owner("apk", "busybox", "1.36.1-r15")
    );
    assert_eq!(
        found(root.path(), "/usr/bin/git", &[]),
        owner("apk", "git", "2.43.0-r0")
    );
    assert_eq!(found(root.path(), "/usr/bin/gitk", &[]), None);
}

#[test]
fn pacman_knows_its_files() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "var/lib/pacman/local/python-pip-23.3.1-1/files",
        "%FILES%\nusr/\nusr/bin/\nusr/bin/pip\n\n%BACKUP%\n",
    );
    write(
        root.path(),
        "var/lib/pacman/local/git-2:2.43.0-1/files",
        "%FILES%\nusr/bin/git\n",
    );
    write(root.path(), "var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
    assert_eq!(
        found(root.path(), "/usr/bin/pip", &["pip"]),
        owner("pacman", "python-pip", "23.3.1-1")
    );
    assert_eq!(
        found(root.path(), "/usr/bin/git", &["git"]),
        owner("pacman", "git", "2:2.43.0-1")
    );
}
