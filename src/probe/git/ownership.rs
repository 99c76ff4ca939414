//! Whether Git refuses to work in a repository because it belongs to another user.
//!
//! Source: Git's `setup.c`, `ensure_valid_ownership`; git-config(1), `safe.directory`.

use std::path::{Path, PathBuf};

use super::{Repository, Settings};
use crate::host::Host;

/// The directory to name in `safe.directory`. `None`: Git works there, or it is not known whether it does.
pub(super) fn refused(host: &Host, repository: &Repository, settings: &Settings) -> Option<PathBuf> {
    // A repository that is named there is trusted.
    if host.env("GIT_DIR").is_some() {
        return None;
    }
    refused_to(&users(host), host, repository, settings)
}

/// Those whose repositories Git works in: this user, and for root the one behind `sudo`.
#[cfg(unix)]
fn users(host: &Host) -> Vec<u32> {
    let user = rustix::process::geteuid().as_raw();
    let behind_sudo = (user == 0).then(|| host.env_text("SUDO_UID")?.parse().ok());
    [user].into_iter().chain(behind_sudo.flatten()).collect()
}

#[cfg(not(unix))]
fn users(_: &Host) -> Vec<u32> {
    Vec::new()
}

/// The owner of a file. `None`: it cannot be looked at, or the system tells owners in another way.
fn owner(host: &Host, path: &Path) -> Option<u32> {
    let metadata = host.symlink_metadata(path).ok()?;
    #[cfg(unix)]
    {
        Some(std::os::unix::fs::MetadataExt::uid(&metadata))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

/// As [`refused`], for any of these users.
fn refused_to(users: &[u32], host: &Host, repository: &Repository, settings: &Settings) -> Option<PathBuf> {
    let dot_git = repository.worktree.join(".git");
    let owned = [&dot_git, &repository.worktree, &repository.git_directory];
    let is_own = owned
        .iter()
        .all(|path| owner(host, path).is_none_or(|owner| users.contains(&owner)));
    if is_own {
        return None;
    }
    let directory = host.canonicalize(&repository.worktree).ok()?;
    (!is_allowed(host, &directory, settings)).then_some(directory)
}

/// `safe.directory` allows it: the last of its values that is about this directory counts, and an empty one takes back those before it.
fn is_allowed(host: &Host, directory: &Path, settings: &Settings) -> bool {
    let mut is_allowed = false;
    for value in settings.safe_directories() {
        let named = match value.strip_prefix("~/") {
            Some(below) => host.home().map(|home| home.join(below)).unwrap_or_default(),
            None => PathBuf::from(value),
        };
        if value.is_empty() {
            is_allowed = false;
        } else if value == "*" {
            is_allowed = true;
        } else if named.file_name().is_some_and(|name| name == "*") {
            let above = named.parent().and_then(|parent| host.canonicalize(parent).ok());
            is_allowed |= above.is_some_and(|above| directory.starts_with(&above) && directory != above);
        } else {
            is_allowed |= named == directory || host.canonicalize(&named).is_ok_and(|named| named == directory);
        }
    }
    is_allowed
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::probe::fixture::write;

    /// Nobody's files are those of this user here.
    const ANOTHER: u32 = u32::MAX - 7;

    fn told(root: &Path, users: &[u32]) -> Option<PathBuf> {
        let host = Host::fixture(root, "/srv/shop/src", &[("HOME", "/home/anna")]);
        let repository = Repository::find(&host, host.directory()).unwrap();
        let settings = Settings::read(&host, Some(&repository));
        refused_to(users, &host, &repository, &settings)
    }

    #[test]
    fn a_repository_of_another_user_is_refused_unless_it_is_called_safe() {
        use std::os::unix::fs::MetadataExt as _;
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "/srv/shop/.git/HEAD", "ref: refs/heads/main\n");
        std::fs::create_dir_all(root.path().join("srv/shop/src")).unwrap();
        std::os::unix::fs::symlink("srv/shop", root.path().join("link")).unwrap();
        let owner = std::fs::metadata(root.path()).unwrap().uid();
        assert_eq!(told(root.path(), &[owner]), None);
        // `sudo git` in one's own repository.
        assert_eq!(told(root.path(), &[ANOTHER, owner]), None);
        let refused = Some(PathBuf::from("/srv/shop"));
        let with = |values: &[&str]| {
            let lines = values.join("\n\tdirectory = ");
            write(
                root.path(),
                "/home/anna/.gitconfig",
                &format!("[safe]\n\tdirectory = {lines}\n"),
            );
            told(root.path(), &[ANOTHER])
        };
        for values in [
            &["/srv/shop"][..],
            &["/srv/shop/"],
            &["/link"],
            &["*"],
            &["/srv/*"],
            &["~/../../srv/shop"],
            &["/other", "/srv/shop"],
            &["\"\"", "/srv/shop"],
        ] {
            assert_eq!(with(values), None, "{values:?}");
        }
        for values in [
            &[][..],
            &["/srv"],
            &["/srv/shop/src"],
            &["/srv/shop/*"],
            &["/other/*"],
            &["/srv/shop", "\"\""],
        ] {
            assert_eq!(with(values), refused, "{values:?}");
        }
        // The repository does not vouch for itself.
        write(root.path(), "/srv/shop/.git/config", "[safe]\n\tdirectory = *\n");
        assert_eq!(with(&[]), refused);
    }
}
