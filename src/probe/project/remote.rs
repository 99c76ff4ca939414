//! A project's id by its remote: the same on every machine, whatever its directory is called and however it was cloned.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::probe::git::Settings;

/// Remotes whose addresses say what the project is, the first that there is: of a fork it is `upstream`.
const REMOTES: [&str; 2] = ["upstream", "origin"];
/// Bytes of the hash in an id.
const HASH_BYTES: usize = 8;

/// `p-` and 16 digits of the SHA-256 of the remote's path, `acme/shop`. A project whose path somebody can guess can be recognised by it.
/// `None`: no such remote, or it has no path on a server.
pub(super) fn id(settings: &Settings) -> Option<String> {
    let path = REMOTES
        .iter()
        .find_map(|name| settings.text("remote", Some(name), "url"))
        .and_then(path)?;
    let hash = Sha256::digest(path.as_bytes());
    let mut id = String::from("p-");
    for byte in hash.iter().take(HASH_BYTES) {
        let _ = write!(id, "{byte:02x}");
    }
    Some(id)
}

/// The path in the address of a remote, in lower case and without `.git`: `acme/shop` for `git@example.org:Acme/shop.git`.
/// Source: git-clone(1), "GIT URLS". `None`: it is a directory of this machine.
fn path(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?.1,
        None => {
            let (host, path) = url.split_once(':')?;
            // A drive's letter, or a path with a colon in it.
            if host.len() < 2 || host.contains(['/', '\\']) {
                return None;
            }
            path
        }
    };
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path).to_lowercase();
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_project_was_cloned_its_path_is_one() {
        for url in [
            "git@example.org:acme/shop.git",
            "https://example.org/acme/shop",
            "https://ada:secret@example.org/Acme/Shop.git/",
            "ssh://git@example.org:2222/acme/shop.git",
            "example.org:acme/shop",
        ] {
            assert_eq!(path(url), Some("acme/shop".to_owned()), "{url}");
        }
        for url in [
            "/srv/git/shop.git",
            "../shop",
            "C:\\src\\shop",
            "file:///srv/shop",
            "https://example.org",
            "",
        ] {
            assert_eq!(path(url), None, "{url}");
        }
    }
}
