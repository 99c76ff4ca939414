//! Arch and its kin. Source: pacman's `/var/lib/pacman/local/NAME-VERSION-RELEASE/files`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Owner, Wanted, names};
use crate::host::Host;

const DIRECTORY: &str = "/var/lib/pacman/local";
const LIST_LIMIT_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    let mut owners = HashMap::new();
    let Ok(directories) = host.list(Path::new(DIRECTORY)) else {
        return owners;
    };
    let directories: Vec<(&str, &str, &str)> = directories
        .iter()
        .filter_map(|directory| parts(directory.to_str()?))
        .collect();
    let mut rest: HashMap<&[u8], &Path> = wanted
        .iter()
        .flat_map(|file| {
            names(&file.path).filter_map(|name| Some((name.strip_prefix('/')?.as_bytes(), file.path.as_path())))
        })
        .collect();
    // The guessed packages first: most lists then need not be read.
    let guesses: Vec<&str> = wanted
        .iter()
        .flat_map(|file| file.guesses.iter().map(String::as_str))
        .collect();
    let (likely, others): (Vec<_>, Vec<_>) = directories
        .into_iter()
        .partition(|(_, package, _)| guesses.contains(package));
    for (directory, package, version) in likely.into_iter().chain(others) {
        if rest.is_empty() {
            break;
        }
        let Ok(bytes) = host.read(&Path::new(DIRECTORY).join(directory).join("files"), LIST_LIMIT_BYTES) else {
            continue;
        };
        for line in bytes.split(|byte| *byte == b'\n') {
            if let Some(path) = rest.remove(line) {
                owners.insert(
                    path.to_owned(),
                    Owner {
                        manager: "pacman",
                        package: package.to_owned(),
                        version: version.to_owned(),
                    },
                );
                rest.retain(|_, other| *other != path);
            }
        }
    }
    owners
}

/// The directory `python-pip-23.3.1-1` is of package `python-pip` at `23.3.1-1`.
fn parts(directory: &str) -> Option<(&str, &str, &str)> {
    let (rest, _) = directory.rsplit_once('-')?;
    let (package, _) = rest.rsplit_once('-')?;
    let version = directory.get(package.len() + 1..)?;
    Some((directory, package, version))
}
