//! Git's settings, in files as git has them.

use super::*;
use crate::probe::fixture::write;

fn git(root: &Path, environment: &[(&str, &str)]) -> Git {
    let mut environment = environment.to_vec();
    environment.push(("HOME", "/home/anna"));
    match read(&Host::fixture(root, "/home/anna/work/shop", &environment)) {
        Probed::Whole(value) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_configured_is_a_whole_answer() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(git(root.path(), &[]), Git::default());
}

#[test]
fn settings_come_from_all_files_in_order() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "/etc/gitconfig",
        "[init]\n\tdefaultBranch = system\n[credential]\n\thelper = cache --timeout 3600\n",
    );
    write(
        root.path(),
        "/home/anna/.config/git/config",
        "\u{feff}[init]\n\tdefaultBranch = xdg\n[user]\n\tname = Anna\n",
    );
    write(
        root.path(),
        "/home/anna/.gitconfig",
        "[include]\n\tpath = more.inc\n[init]\n\tdefaultBranch = main\n[gpg]\n\tformat = ssh\n\
         [filter \"lfs\"]\n\tclean = git-lfs clean -- %f\n\tprocess = git-lfs filter-process\n",
    );
    write(
        root.path(),
        "/home/anna/more.inc",
        "[init]\n\tdefaultBranch = included\n[user]\n\temail = anna@example.org\n\tsigningKey = ~/.ssh/id.pub\n[commit]\n\tgpgSign\n",
    );
    write(
        root.path(),
        "/home/anna/.ssh/id_ed25519.pub",
        "ssh-ed25519 AAAAC3Nza anna@laptop\n",
    );
    write(root.path(), "/home/anna/.ssh/id_ed25519", "PRIVATE");
    write(
        root.path(),
        "/home/anna/.ssh/old.pub",
        "ssh-rsa AAAAB3Nza anna@laptop\n",
    );
    write(root.path(), "/home/anna/.ssh/notes.pub", "my password is hunter2\n");
    assert_eq!(
        git(root.path(), &[]),
        Git {
            identity_configured: true,
            refused_directory: None,
            missing_repository: None,
            default_branch: Some("main".to_owned()),
            credential_helpers: vec!["cache".to_owned()],
            signs_commits: true,
            signing_format: Some("ssh".to_owned()),
            signing_key_configured: true,
            lfs_configured: true,
            ssh_keys: SshKeys {
                count: 2,
                types: vec!["ssh-ed25519".to_owned(), "ssh-rsa".to_owned()],
            },
        }
    );
}

#[test]
fn conditions_on_directory_branch_and_remote_are_heeded() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "/home/anna/work/shop/.git/HEAD",
        "ref: refs/heads/feature/x\n",
    );
    write(
        root.path(),
        "/home/anna/work/shop/.git/config",
        "[remote \"origin\"]\n\turl = https://git.example/shop.git\n",
    );
    let identity = "[user]\n\tname = Anna\n\temail = anna@example.org\n";
    write(root.path(), "/home/anna/identity", identity);
    let configured = |condition: &str| {
        write(
            root.path(),
            "/home/anna/.gitconfig",
            &format!("[includeIf \"{condition}\"]\n\tpath = ~/identity\n"),
        );
        git(root.path(), &[]).identity_configured
    };
    for condition in [
        "gitdir:~/work/",
        "gitdir:shop/",
        "gitdir:/home/anna/work/shop/.git",
        "gitdir/i:~/WORK/",
        "gitdir:./work/",
        "onbranch:feature/",
        "onbranch:feature/x",
        "hasconfig:remote.*.url:https://git.example/**",
    ] {
        assert!(configured(condition), "{condition}");
    }
    for condition in [
        "gitdir:~/private/",
        "gitdir:~/WORK/",
        "onbranch:main",
        "hasconfig:remote.*.url:https://other.example/**",
        "nonsense",
    ] {
        assert!(!configured(condition), "{condition}");
    }
}

#[test]
fn the_environment_counts_as_identity() {
    let root = tempfile::tempdir().unwrap();
    let both = [
        ("GIT_AUTHOR_NAME", "Anna"),
        ("GIT_COMMITTER_NAME", "Anna"),
        ("EMAIL", "a@b"),
    ];
    assert!(git(root.path(), &both).identity_configured);
    // The committer has no name.
    assert!(!git(root.path(), &[both[0], both[2]]).identity_configured);
    let numbered = [
        ("GIT_CONFIG_COUNT", "2"),
        ("GIT_CONFIG_KEY_0", "user.name"),
        ("GIT_CONFIG_VALUE_0", "Anna"),
        ("GIT_CONFIG_KEY_1", "User.Email"),
        ("GIT_CONFIG_VALUE_1", "anna@example.org"),
    ];
    assert!(git(root.path(), &numbered).identity_configured);
}

#[test]
fn variables_name_other_files_or_none() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/etc/gitconfig", "[init]\n\tdefaultBranch = system\n");
    write(root.path(), "/home/anna/.gitconfig", "[init]\n\tdefaultBranch = user\n");
    write(root.path(), "/srv/own", "[init]\n\tdefaultBranch = own\n");
    let branch = |environment: &[(&str, &str)]| git(root.path(), environment).default_branch;
    assert_eq!(branch(&[]).as_deref(), Some("user"));
    let none = ("GIT_CONFIG_GLOBAL", "/dev/null");
    assert_eq!(branch(&[none]).as_deref(), Some("system"));
    assert_eq!(branch(&[none, ("GIT_CONFIG_NOSYSTEM", "1")]), None);
    assert_eq!(branch(&[("GIT_CONFIG_GLOBAL", "/srv/own")]).as_deref(), Some("own"));
    assert_eq!(
        branch(&[none, ("GIT_CONFIG_SYSTEM", "/srv/own")]).as_deref(),
        Some("own")
    );
}

#[test]
fn a_file_that_git_would_refuse_is_told() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/home/anna/.gitconfig", "[user\nname = hunter2\n");
    let host = Host::fixture(root.path(), "/", &[("HOME", "/home/anna")]);
    assert_eq!(
        read(&host),
        Probed::Partial {
            value: Git::default(),
            detail: "/home/anna/.gitconfig is not written as Git's settings are".to_owned(),
        }
    );
}

#[test]
fn helpers_are_named_without_their_arguments() {
    let names = [
        ("osxkeychain", "osxkeychain"),
        ("store --file ~/.secrets", "store"),
        ("!/usr/bin/gh auth git-credential", "gh"),
        ("!'C:\\Program Files\\GitHub CLI\\gh.exe' auth", "gh"),
        (
            "C:/Program\\ Files/Git/mingw64/bin/git-credential-manager.exe",
            "git-credential-manager",
        ),
        ("!f() { echo password=hunter2; }; f", "custom"),
        ("!TOKEN=hunter2 helper", "custom"),
    ];
    for (value, name) in names {
        assert_eq!(helper_name(value), name, "{value}");
    }
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "/home/anna/.gitconfig",
        "[credential]\n\thelper = cache\n\thelper =\n\thelper = store\n[credential \"https://github.com\"]\n\thelper =\n\thelper = !gh auth git-credential\n",
    );
    assert_eq!(git(root.path(), &[]).credential_helpers, ["store", "gh"]);
}

#[test]
fn a_linked_worktree_shares_the_settings_of_its_repository() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "/home/anna/code/main/.git/config",
        "[init]\n\tdefaultBranch = shared\n",
    );
    write(
        root.path(),
        "/home/anna/code/main/.git/worktrees/shop/HEAD",
        "ref: refs/heads/b\n",
    );
    write(
        root.path(),
        "/home/anna/code/main/.git/worktrees/shop/commondir",
        "../..\n",
    );
    write(
        root.path(),
        "/home/anna/work/shop/.git",
        "gitdir: ../../code/main/.git/worktrees/shop\n",
    );
    assert_eq!(git(root.path(), &[]).default_branch.as_deref(), Some("shared"));
}

#[test]
fn a_git_of_another_prefix_has_system_settings_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let prefix = root.path().join("opt/git");
    write(&prefix, "/bin/git", "#!/bin/sh\n");
    write(&prefix, "/etc/gitconfig", "[init]\n\tdefaultBranch = prefix\n");
    std::fs::set_permissions(
        prefix.join("bin/git"),
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    let path = prefix.join("bin");
    let environment = [("PATH", path.to_str().unwrap()), ("HOME", "/nonexistent")];
    let host = Host::fixture(Path::new(""), root.path().to_str().unwrap(), &environment);
    let Probed::Whole(git) = read(&host) else {
        panic!("all can be read");
    };
    assert_eq!(git.default_branch.as_deref(), Some("prefix"));
}

/// Asks the real Git, for the same conditions, which ones hold.
#[test]
#[expect(clippy::disallowed_methods, reason = "the real git says what is right")]
fn conditions_hold_where_git_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let home = directory.path().canonicalize().unwrap();
    let shop = home.join("work/shop");
    write(&home, "identity", "[init]\n\tdefaultBranch = yes\n");
    std::fs::create_dir_all(&shop).unwrap();
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args(arguments)
            .current_dir(&shop)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", &home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .ok()?;
        Some(String::from_utf8(output.stdout).unwrap().trim_end().to_owned())
    };
    if git(&["init", "-q", "-b", "feature/a/b"]).is_none() {
        crate::skip::skip(format_args!("git is not here"));
        return;
    }
    git(&["remote", "add", "origin", "https://git.example/team/shop.git"]);
    let absolute = format!("gitdir:{}/", home.join("work").display());
    let conditions = [
        absolute.as_str(),
        "gitdir:~/work/",
        "gitdir:~/work",
        "gitdir:~/WORK/",
        "gitdir/i:~/WORK/",
        "gitdir:work/",
        "gitdir:shop",
        "gitdir:shop/.git",
        "gitdir:*/shop/",
        "gitdir:./work/",
        "gitdir:/work/",
        "onbranch:feature/",
        "onbranch:feature/*",
        "onbranch:feature/**",
        "onbranch:**/b",
        "onbranch:main",
        "hasconfig:remote.*.url:https://git.example/**",
        "hasconfig:remote.*.url:https://git.example/*",
        "hasconfig:remote.*.url:https://git.example/team/shop.git",
    ];
    let environment = [("HOME", home.to_str().unwrap()), ("GIT_CONFIG_NOSYSTEM", "1")];
    let host = Host::fixture(Path::new(""), shop.to_str().unwrap(), &environment);
    for condition in conditions {
        write(
            &home,
            ".gitconfig",
            &format!("[includeIf \"{condition}\"]\n\tpath = identity\n"),
        );
        let Probed::Whole(found) = read(&host) else {
            panic!("all can be read");
        };
        let expected = git(&["config", "--get", "init.defaultBranch"]).filter(|value| !value.is_empty());
        assert_eq!(found.default_branch, expected, "{condition}");
    }
}

#[test]
fn a_worktree_whose_repository_is_gone_is_told() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/srv/.git/HEAD", "ref: refs/heads/main\n");
    write(root.path(), "/srv/shop/src/x", "");
    write(root.path(), "/srv/shop/.git", "gitdir: /gone/.git/worktrees/shop\n");
    let told = || {
        let host = Host::fixture(root.path(), "/srv/shop/src", &[("HOME", "/home/anna")]);
        let (Probed::Whole(git) | Probed::Partial { value: git, .. }) = read(&host) else {
            panic!("it can be read");
        };
        // Git looks no further up.
        assert_eq!(
            Repository::find(&host, host.directory()).is_none(),
            git.missing_repository.is_some()
        );
        git.missing_repository
    };
    assert_eq!(told().as_deref(), Some("/gone/.git/worktrees/shop"));
    write(root.path(), "/gone/.git/worktrees/shop/HEAD", "ref: refs/heads/shop\n");
    assert_eq!(told(), None);
}

#[test]
fn a_head_that_is_a_link_names_its_branch() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/srv/shop/.git/refs/heads/feature/x", &"a".repeat(40));
    crate::probe::fixture::link(root.path(), "/srv/shop/.git/HEAD", "refs/heads/feature/x");
    let host = Host::fixture(root.path(), "/srv/shop", &[]);
    let repository = Repository::find(&host, host.directory()).unwrap();
    assert_eq!(repository.branch.as_deref(), Some("feature/x"));
    assert_eq!(repository.commit(&host), Some("a".repeat(40)));
}
