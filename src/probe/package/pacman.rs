//! Arch and its kin. Source: pacman's `/var/lib/pacman/local/NAME-VERSION-RELEASE/files`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Owner, Wanted, names};
use crate::host::Host;

const FOLDER: &str = "/var/lib/pacman/local";
const LIST_LIMIT_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    let mut owners = HashMap::new();
    let Ok(folders) = host.list(Path::new(FOLDER)) else {
        return owners;
    };
    let folders: Vec<(&str, &str, &str)> = folders.iter().filter_map(|folder| parts(folder.to_str()?)).collect();
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
    let (likely, others): (Vec<_>, Vec<_>) = folders
        .into_iter()
        .partition(|(_, package, _)| guesses.contains(package));
    for (folder, package, version) in likely.into_iter().chain(others) {
        if rest.is_empty() {
            break;
        }
        let Ok(bytes) = host.read(&Path::new(FOLDER).join(folder).join("files"), LIST_LIMIT_BYTES) else {
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

/// The folder `python-pip-23.3.1-1` is of package `python-pip` at `23.3.1-1`.
fn parts(folder: &str) -> Option<(&str, &str, &str)> {
    let (rest, _) = folder.rsplit_once('-')?;
    let (package, _) = rest.rsplit_once('-')?;
    let version = folder.get(package.len() + 1..)?;
    Some((folder, package, version))
}
