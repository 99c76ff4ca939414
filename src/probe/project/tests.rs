//! Repositories made by the real Git, and its own answer beside ours.

use std::process::Command;

use super::*;
use crate::probe::fixture::write;

/// A directory with a repository in it. `None`: Git is not installed here.
struct Repo {
    directory: tempfile::TempDir,
}

impl Repo {
    fn new(options: &[&str]) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("home")).unwrap();
        std::fs::create_dir(directory.path().join("shop")).unwrap();
        let repo = Self { directory };
        let mut arguments = vec!["init", "-q", "-b", "main"];
        arguments.extend(options);
        if repo.try_git(&arguments).is_none() {
            crate::skip::skip(format_args!("git is not here, or does not know {options:?}"));
            return None;
        }
        Some(repo)
    }

    /// With one commit of three files, one of them executable, and a link.
    fn committed() -> Option<Self> {
        let repo = Self::new(&[])?;
        repo.write("a.txt", "alpha\n");
        repo.write("src/b.txt", "beta\n");
        repo.write("src/run.sh", "#!/bin/sh\n");
        std::fs::set_permissions(
            repo.root().join("src/run.sh"),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        std::os::unix::fs::symlink("a.txt", repo.root().join("link")).unwrap();
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "one"]);
        Some(repo)
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("shop")
    }

    fn write(&self, path: &str, content: &str) {
        write(&self.root(), path, content);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the real git makes what is tested, and says what is right"
    )]
    fn try_git(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git")
            .args(["-c", "user.name=Anna", "-c", "user.email=anna@example.org"])
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .current_dir(self.root())
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", self.directory.path().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).unwrap().trim_end().to_owned())
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.try_git(arguments)
            .unwrap_or_else(|| panic!("git {arguments:?} failed"))
    }

    fn host(&self) -> Host {
        let home = self.directory.path().join("home");
        Host::fixture(
            Path::new(""),
            self.root().to_str().unwrap(),
            &[("HOME", home.to_str().unwrap()), ("GIT_CONFIG_NOSYSTEM", "1")],
        )
    }

    fn read(&self) -> (Project, Option<String>) {
        match read(&self.host(), &self.root()) {
            Probed::Whole(project) => (project, None),
            Probed::Partial { value, detail } => (value, Some(detail)),
            Probed::Failed { detail } => panic!("{detail}"),
        }
    }

    /// Our answer, after checking that it is Git's.
    fn dirty(&self) -> bool {
        let (project, detail) = self.read();
        // Asking must not refresh the index for us: `--no-optional-locks`.
        let status = self.git(&["--no-optional-locks", "status", "--porcelain", "--untracked-files=no"]);
        assert_eq!(
            (project.dirty, detail),
            (Some(!status.is_empty()), None),
            "git says: {status}"
        );
        !status.is_empty()
    }
}

#[test]
fn clones_of_one_project_have_one_id_and_a_fork_has_that_of_its_upstream() {
    let Some(repo) = Repo::committed() else { return };
    assert_eq!(repo.read().0.id, None);
    repo.git(&["remote", "add", "origin", "git@example.org:acme/shop.git"]);
    // printf acme/shop | sha256sum
    let id = Some("p-d21b2cdf12b74c75".to_owned());
    assert_eq!(repo.read().0.id, id);
    repo.git(&[
        "remote",
        "set-url",
        "origin",
        "https://ada:secret@example.org/ada/shop-fork",
    ]);
    assert_ne!(repo.read().0.id, id);
    repo.git(&["remote", "add", "upstream", "https://example.org/acme/shop"]);
    assert_eq!(repo.read().0.id, id);
}

#[test]
fn commit_and_branch_are_those_that_git_names() {
    let Some(repo) = Repo::committed() else { return };
    let commit = repo.git(&["rev-parse", "HEAD"]);
    let expected = Project {
        root: repo.root().to_str().unwrap().to_owned(),
        name: "shop".to_owned(),
        id: None,
        commit: Some(commit.clone()),
        branch: Some("main".to_owned()),
        dirty: Some(false),
        requirements: vec![],
        broken_manifests: vec![],
        evidence: Vec::new(),
        parts: Vec::new(),
        partly_read: None,
    };
    assert_eq!(repo.read(), (expected.clone(), None));
    repo.git(&["pack-refs", "--all"]);
    repo.git(&["gc", "-q"]);
    assert_eq!(repo.read(), (expected.clone(), None));
    repo.git(&["checkout", "-q", "--detach"]);
    assert_eq!(
        repo.read(),
        (
            Project {
                branch: None,
                ..expected
            },
            None
        )
    );
}

#[test]
fn a_repository_without_a_commit_is_dirty_once_something_is_staged() {
    let Some(repo) = Repo::new(&[]) else { return };
    let (project, detail) = repo.read();
    assert_eq!(
        (project.commit, project.branch.as_deref(), project.dirty, detail),
        (None, Some("main"), Some(false), None)
    );
    repo.write("a.txt", "alpha\n");
    assert!(!repo.dirty());
    repo.git(&["add", "."]);
    assert!(repo.dirty());
}

#[test]
fn each_kind_of_change_is_seen() {
    type Change = (&'static str, fn(&Repo));
    let changes: [Change; 12] = [
        ("an untracked file", |repo| repo.write("new.txt", "new\n")),
        ("content of the same size", |repo| repo.write("a.txt", "ALPHA\n")),
        ("content of another size", |repo| {
            repo.write("a.txt", "longer than before\n");
        }),
        ("the same content again", |repo| repo.write("a.txt", "alpha\n")),
        ("a removed file", |repo| {
            std::fs::remove_file(repo.root().join("src/b.txt")).unwrap();
        }),
        ("a file that became executable", |repo| {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(repo.root().join("a.txt"), mode).unwrap();
        }),
        ("another target of a link", |repo| {
            std::fs::remove_file(repo.root().join("link")).unwrap();
            std::os::unix::fs::symlink("b.txt", repo.root().join("link")).unwrap();
        }),
        ("a directory in place of a file", |repo| {
            std::fs::remove_file(repo.root().join("a.txt")).unwrap();
            repo.write("a.txt/x", "x");
        }),
        ("a staged file", |repo| {
            repo.write("src/new.txt", "new\n");
            repo.git(&["add", "."]);
        }),
        ("a file that is only announced", |repo| {
            repo.write("src/new.txt", "new\n");
            repo.git(&["add", "-N", "src/new.txt"]);
        }),
        ("a staged change that was taken back", |repo| {
            repo.write("a.txt", "ALPHA\n");
            repo.git(&["add", "."]);
            repo.git(&["reset", "-q", "--hard"]);
        }),
        ("a removal that is staged, and undone on disk alone", |repo| {
            repo.git(&["rm", "-q", "--cached", "a.txt"]);
        }),
    ];
    let Some(_) = Repo::new(&[]) else { return };
    let seen: Vec<(&str, bool)> = changes
        .iter()
        .map(|(name, change)| {
            let repo = Repo::committed().unwrap();
            assert!(!repo.dirty());
            change(&repo);
            (*name, repo.dirty())
        })
        .collect();
    let clean: Vec<&str> = seen.iter().filter(|(_, dirty)| !dirty).map(|(name, _)| *name).collect();
    assert_eq!(
        clean,
        [
            "an untracked file",
            "the same content again",
            "a staged change that was taken back"
        ]
    );
}

#[test]
fn a_file_no_older_than_the_index_is_compared_by_its_content() {
    let Some(repo) = Repo::committed() else { return };
    let later = std::time::SystemTime::now() + Duration::from_secs(100);
    let date = || {
        let file = std::fs::File::options()
            .write(true)
            .open(repo.root().join("a.txt"))
            .unwrap();
        file.set_modified(later).unwrap();
    };
    repo.git(&["config", "core.trustctime", "false"]);
    repo.write("a.txt", "ALPHA\n");
    date();
    repo.git(&["commit", "-qam", "two"]);
    assert!(!repo.dirty());
    repo.write("a.txt", "gamma\n");
    date();
    assert!(repo.dirty());
}

#[test]
fn an_index_without_its_cached_tree_is_compared_entry_by_entry() {
    let Some(repo) = Repo::committed() else { return };
    // Staging and unstaging leaves an index that has no tree of the whole.
    repo.write("src/new.txt", "new\n");
    repo.git(&["add", "."]);
    repo.git(&["rm", "-q", "-f", "--cached", "src/new.txt"]);
    assert!(!repo.dirty());
    repo.git(&["update-index", "--index-version", "4"]);
    assert!(!repo.dirty());
    repo.git(&["update-index", "--chmod=+x", "a.txt"]);
    assert!(repo.dirty());
}

#[test]
fn a_conflict_is_a_difference() {
    let Some(repo) = Repo::committed() else { return };
    repo.git(&["checkout", "-q", "-b", "other"]);
    repo.write("a.txt", "other\n");
    repo.git(&["commit", "-qam", "other"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.write("a.txt", "main\n");
    repo.git(&["commit", "-qam", "main"]);
    assert_eq!(repo.try_git(&["merge", "-q", "other"]), None);
    assert!(repo.dirty());
}

#[test]
fn files_that_git_was_told_to_leave_alone_are_left_alone() {
    for option in ["--assume-unchanged", "--skip-worktree"] {
        let Some(repo) = Repo::committed() else { return };
        repo.git(&["update-index", option, "a.txt"]);
        repo.write("a.txt", "changed, and nobody looks\n");
        assert!(!repo.dirty());
    }
    let Some(repo) = Repo::committed() else { return };
    repo.git(&["sparse-checkout", "set", "--cone", "docs"]);
    assert!(!repo.root().join("src").exists());
    assert!(!repo.dirty());
    repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "docs"]);
    let (project, detail) = repo.read();
    let split = "whether files differ from the commit cannot be told: its index is split or sparse".to_owned();
    assert_eq!((project.dirty, detail), (None, Some(split)));
}

#[test]
fn submodules_count_by_their_commit_and_their_files() {
    let Some(library) = Repo::committed() else { return };
    let repo = Repo::committed().unwrap();
    repo.git(&[
        "submodule",
        "--quiet",
        "add",
        library.root().to_str().unwrap(),
        "library",
    ]);
    repo.git(&["commit", "-qm", "library"]);
    assert!(!repo.dirty());
    repo.write("library/a.txt", "changed\n");
    assert!(repo.dirty());
    repo.git(&["-C", "library", "commit", "-qam", "changed"]);
    assert!(repo.dirty());
    repo.git(&["commit", "-qam", "newer library"]);
    assert!(!repo.dirty());
    repo.git(&["submodule", "--quiet", "deinit", "-f", "library"]);
    assert!(!repo.dirty());
    std::fs::remove_dir(repo.root().join("library")).unwrap();
    assert!(repo.dirty());
}

#[test]
fn where_a_filter_may_change_a_file_its_content_tells_nothing() {
    let Some(repo) = Repo::new(&[]) else { return };
    repo.write(".gitattributes", "*.txt text eol=crlf\n");
    repo.write("a.txt", "one\r\ntwo\r\n");
    repo.git(&["add", "."]);
    repo.git(&["commit", "-qm", "one"]);
    // Written again with the same content: Git would have to run its filters to tell.
    repo.write("a.txt", "one\r\ntwo\r\n");
    let (project, detail) = repo.read();
    let reason = "whether files differ from the commit cannot be told: \
                  a file has to be compared, and a filter may change its content";
    assert_eq!((project.dirty, detail), (None, Some(reason.to_owned())));
    // What is certain is still told.
    repo.write("a.txt", "one\r\n");
    assert!(repo.dirty());
}

#[test]
fn a_linked_worktree_has_its_own_branch_and_files() {
    let Some(repo) = Repo::committed() else { return };
    let linked = repo.directory.path().join("linked");
    repo.git(&["worktree", "add", "-q", "-b", "side", linked.to_str().unwrap()]);
    repo.write("a.txt", "changed in the main one\n");
    let Probed::Whole(project) = read(&repo.host(), &linked) else {
        panic!("all can be read");
    };
    assert_eq!(
        (project.name.as_str(), project.branch.as_deref(), project.dirty),
        ("linked", Some("side"), Some(false))
    );
    assert!(repo.dirty());
}

#[test]
fn a_broken_repository_is_no_error_of_ours() {
    let Some(repo) = Repo::committed() else { return };
    std::fs::write(repo.root().join(".git/index"), "DIRC and nonsense").unwrap();
    let (project, detail) = repo.read();
    assert_eq!((project.commit.is_some(), project.dirty), (true, None));
    assert!(detail.unwrap().contains("its index cannot be understood"));
    std::fs::remove_dir_all(repo.root().join(".git/objects")).unwrap();
    let (project, detail) = repo.read();
    assert_eq!(
        (project.commit, project.branch.as_deref(), project.dirty),
        (None, Some("main"), None)
    );
    assert!(detail.unwrap().starts_with("the repository cannot be read"));
}

#[test]
fn forms_of_repositories_that_cannot_be_read_are_said_to_be_so() {
    let told = |repo: &Repo| {
        let (project, detail) = repo.read();
        (project.branch, project.commit, project.dirty, detail.unwrap())
    };
    let of = |options: &[&str]| {
        let repo = Repo::new(options)?;
        repo.git(&["commit", "-q", "--allow-empty", "-m", "one"]);
        Some(repo)
    };
    if let Some(repo) = of(&["--ref-format=reftable"]) {
        let reason = "branch and commit are unknown: the repository has them in a reftable, which devenv does not read";
        assert_eq!(told(&repo), (None, None, None, reason.to_owned()));
    }
    if let Some(repo) = of(&["--object-format=sha256"]) {
        let commit = repo.git(&["rev-parse", "HEAD"]);
        let expected = |branch: Option<&str>, commit: Option<&str>| {
            let reason = "whether files differ from the commit cannot be told: the repository uses SHA-256, which devenv does not read";
            (
                branch.map(str::to_owned),
                commit.map(str::to_owned),
                None,
                reason.to_owned(),
            )
        };
        assert_eq!(told(&repo), expected(Some("main"), Some(&commit)));
        repo.git(&["pack-refs", "--all"]);
        assert_eq!(told(&repo), expected(Some("main"), Some(&commit)));
        repo.git(&["checkout", "-q", "--detach"]);
        assert_eq!(told(&repo), expected(None, Some(&commit)));
        repo.git(&["checkout", "-q", "--orphan", "empty"]);
        assert_eq!(told(&repo), expected(Some("empty"), None));
    }
}
