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
fn a_list_of_dpkg_may_be_longer_than_what_is_read_at_once() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "var/lib/dpkg/status",
        "Package: docs\nArchitecture: all\nVersion: 1.0-1\n",
    );
    let name = "x".repeat(1000);
    let files: Vec<String> = (0..200)
        .map(|number| format!("/usr/share/docs/{number}{name}"))
        .collect();
    write(
        root.path(),
        "var/lib/dpkg/info/docs.list",
        &format!("/.\n{}\n/usr/bin/docs", files.join("\n")),
    );
    let docs = owner("dpkg", "docs", "1.0-1");
    for path in files.iter().map(String::as_str).chain(["/usr/bin/docs"]) {
        assert_eq!(found(root.path(), path, &["docs"]), docs, "{path}");
        assert_eq!(found(root.path(), path, &[]), docs, "{path}");
    }
    assert_eq!(found(root.path(), "/usr/share/docs/0", &["docs"]), None);
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

/// The fixture's `README.md` says how it was made.
fn rpm_machine(place: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let database = root.path().join(place);
    std::fs::create_dir_all(database.parent().unwrap()).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/packages/rpmdb.sqlite");
    std::fs::copy(source, database).unwrap();
    root
}

#[cfg(target_os = "linux")]
#[test]
fn rpm_knows_its_files() {
    for place in ["usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite"] {
        let root = rpm_machine(place);
        let found = |path| found(root.path(), path, &[]);
        assert_eq!(found("/usr/bin/git"), owner("rpm", "tool-a", "1:2.43.0-1.fc39"));
        assert_eq!(
            found("/usr/libexec/git-core/git"),
            owner("rpm", "tool-a", "1:2.43.0-1.fc39")
        );
        assert_eq!(found("/opt/b/bin/git"), owner("rpm", "tool-b", "9.6~rc1-3"));
        assert_eq!(found("/usr/bin/psql"), owner("rpm", "tool-b", "9.6~rc1-3"));
        assert_eq!(found("/usr/local/bin/git"), None);
        assert_eq!(found("/usr/bin/hg"), None);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn reading_rpms_database_writes_nothing() {
    let root = rpm_machine("var/lib/rpm/rpmdb.sqlite");
    let directory = root.path().join("var/lib/rpm");
    let state = || -> Vec<_> {
        let mut state: Vec<_> = std::fs::read_dir(&directory)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                (entry.file_name(), entry.metadata().unwrap().modified().unwrap())
            })
            .collect();
        state.sort();
        state
    };
    let before = state();
    assert!(found(root.path(), "/usr/bin/git", &[]).is_some());
    assert_eq!(state(), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_damaged_database_of_rpm_has_no_owners() {
    let root = rpm_machine("var/lib/rpm/rpmdb.sqlite");
    let database = root.path().join("var/lib/rpm/rpmdb.sqlite");
    let bytes = std::fs::read(&database).unwrap();
    for end in [0, 10, 100, 4096, 20_000, bytes.len() / 2] {
        std::fs::write(&database, &bytes[..end]).unwrap();
        let told = found(root.path(), "/usr/bin/git", &[]);
        assert!(
            told.is_none() || told == owner("rpm", "tool-a", "1:2.43.0-1.fc39"),
            "{end}: {told:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::disallowed_methods, reason = "a test asks the real rpm of this machine")]
fn a_database_that_rpm_makes_here_is_read() {
    let root = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program).args(arguments).output();
        output.ok().filter(|output| output.status.success())
    };
    let spec = "Name: tool-c\nVersion: 1.2.3\nRelease: 4\nSummary: C\nLicense: MIT\nBuildArch: noarch\n%description\nC\n%install\n\
                mkdir -p %{buildroot}/usr/bin\necho > %{buildroot}/usr/bin/tool-c\n%files\n/usr/bin/tool-c\n";
    write(root.path(), "tool.spec", spec);
    let at = |path: &str| root.path().join(path).to_str().unwrap().to_owned();
    let top = format!("_topdir {}", at("top"));
    let database = at("var/lib/rpm");
    let sqlite = ["--define", "_db_backend sqlite", "--dbpath", database.as_str()];
    let made = run("rpmbuild", &["--define", &top, "-bb", &at("tool.spec")])
        .and_then(|_| run("rpm", &[&sqlite[..], &["--initdb"]].concat()))
        .and_then(|_| {
            let package = at("top/RPMS/noarch/tool-c-1.2.3-4.noarch.rpm");
            run(
                "rpm",
                &[&sqlite[..], &["-i", "--nodeps", "--justdb", &package]].concat(),
            )
        });
    if made.is_none() {
        crate::skip::skip(format_args!("there is no rpmbuild that works here"));
        return;
    }
    assert_eq!(
        found(root.path(), "/usr/bin/tool-c", &[]),
        owner("rpm", "tool-c", "1.2.3-4")
    );
}

#[test]
fn chocolatey_knows_the_packages_that_a_program_may_be_of() {
    let root = tempfile::tempdir().unwrap();
    let manifest = "<?xml version=\"1.0\"?>\n<package><metadata>\n  <id>ripgrep</id>\n  <version>14.1.0</version>\n</metadata></package>";
    write(root.path(), "choco/lib/ripgrep/ripgrep.nuspec", manifest);
    write(root.path(), "choco/bin/rg.exe", "");
    let host = Host::fixture(root.path(), "/", &[("ChocolateyInstall", "/choco")]);
    let wanted = |path: &str| Wanted {
        path: PathBuf::from(path),
        guesses: vec!["rg".to_owned(), "ripgrep".to_owned()],
    };
    let found = owners(&host, &[wanted("/choco/bin/rg.exe"), wanted("/usr/bin/rg")]);
    let expected = Owner {
        manager: "choco",
        package: "ripgrep".to_owned(),
        version: "14.1.0".to_owned(),
    };
    assert_eq!(found, HashMap::from([(PathBuf::from("/choco/bin/rg.exe"), expected)]));
}
