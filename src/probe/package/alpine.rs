//! Alpine. Source: apk-tools' `/lib/apk/db/installed`: `P:` name, `V:` version, then `F:` directories with their `R:` files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Owner, Wanted, names};
use crate::host::Host;

/// A full desktop's list has some tens of megabytes.
const LIMIT_BYTES: u64 = 64 * 1024 * 1024;

pub(super) fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    let files = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
    let Some(text) = files
        .iter()
        .find_map(|file| host.read_text(Path::new(file), LIMIT_BYTES).ok())
    else {
        return HashMap::new();
    };
    let wanted: HashMap<&str, &Path> = wanted
        .iter()
        .flat_map(|file| names(&file.path).map(|name| (name, file.path.as_path())))
        .collect();
    let mut owners = HashMap::new();
    let (mut package, mut version, mut directory) = ("", "", "");
    let mut name = String::new();
    for line in text.lines() {
        match line.split_once(':') {
            Some(("P", value)) => package = value,
            Some(("V", value)) => version = value,
            Some(("F", value)) => directory = value,
            Some(("R", value)) => {
                name.clear();
                name.extend(["/", directory, "/", value]);
                if let Some(path) = wanted.get(name.as_str()) {
                    let owner = Owner {
                        manager: "apk",
                        package: package.to_owned(),
                        version: version.to_owned(),
                    };
                    owners.insert((*path).to_owned(), owner);
                }
            }
            _ => {}
        }
    }
    owners
}
