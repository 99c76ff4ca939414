//! Which package of the system a file is from, and at which version: read from the package databases, for many files at once.

mod alpine;
pub mod apt;
mod chocolatey;
mod dpkg;
mod pacman;
#[cfg(target_os = "linux")]
mod rpm;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::host::Host;

/// The package that a file is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Whose database says so: `dpkg`, `apk`, `pacman`, `rpm`, `choco`.
    pub manager: &'static str,
    /// The package's name.
    pub package: String,
    /// The package's version as the database has it: `1:2.39.5-0+deb12u2`.
    pub version: String,
}

/// A file whose package is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The file, links resolved.
    pub path: PathBuf,
    /// Packages that it may be from, the likeliest first. Asking those first saves reading every package's list.
    pub guesses: Vec<String>,
}

/// The owners of these files; a file that no package owns is left out.
pub fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    if wanted.is_empty() {
        return HashMap::new();
    }
    let mut owners = dpkg::owners(host, wanted);
    owners.extend(alpine::owners(host, wanted));
    owners.extend(pacman::owners(host, wanted));
    owners.extend(chocolatey::owners(host, wanted));
    // Debian has an rpm too, with an empty database.
    #[cfg(target_os = "linux")]
    for (path, owner) in rpm::owners(host, wanted) {
        owners.entry(path).or_insert(owner);
    }
    owners
}

/// The manager's name as this program has it. `None`: it knows no such manager.
pub fn manager(name: &str) -> Option<&'static str> {
    ["dpkg", "apk", "pacman", "rpm", "choco"]
        .into_iter()
        .find(|own| *own == name)
}

/// The names under which a database may have a file: where `/bin` is a link to `/usr/bin`, some still say `/bin/ls`.
fn names(path: &Path) -> impl Iterator<Item = &str> {
    let text = path.to_str();
    let before_merge = text
        .and_then(|text| text.strip_prefix("/usr"))
        .filter(|rest| ["/bin/", "/sbin/", "/lib"].iter().any(|start| rest.starts_with(start)));
    text.into_iter().chain(before_merge)
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
