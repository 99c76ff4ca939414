//! Debian and its kin. Source: dpkg's `/var/lib/dpkg/status` (deb822) and `/var/lib/dpkg/info/PACKAGE.list`.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::{Owner, Wanted, names};
use crate::host::Host;

const DIRECTORY: &str = "/var/lib/dpkg";
/// Letters that a name and its package's name are likely to share: `golang-1.19-go` has `/usr/lib/go-1.19/bin/go`.
const STEM_LENGTH: usize = 4;
/// The list of a package with very many files has some megabytes.
const LIST_LIMIT_BYTES: u64 = 32 * 1024 * 1024;
/// So much of a list is in memory at a time. No path is as long.
const PART_BYTES: usize = 64 * 1024;

pub(super) fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    let info = Path::new(DIRECTORY).join("info");
    let Ok(lists) = host.list(&info) else {
        return HashMap::new();
    };
    let lists: Vec<&str> = lists
        .iter()
        .filter_map(|name| name.to_str()?.strip_suffix(".list"))
        .collect();
    let mut packages: HashMap<PathBuf, String> = HashMap::new();
    let mut part = vec![0; PART_BYTES];
    for file in wanted {
        let guessed = file
            .guesses
            .iter()
            .filter_map(|guess| find(&lists, guess))
            .find(|package| owns(host, &info, package, &file.path, &mut part));
        packages.extend(guessed.map(|package| (file.path.clone(), package.to_owned())));
    }
    let unguessed: Vec<&Wanted> = wanted
        .iter()
        .filter(|file| !packages.contains_key(&file.path) && may_be_packaged(&file.path))
        .collect();
    let rest: HashMap<&[u8], &Path> = unguessed
        .iter()
        .flat_map(|file| names(&file.path).map(|name| (name.as_bytes(), file.path.as_path())))
        .collect();
    // With the likely ones first, most lists need not be read.
    let stems: HashSet<String> = unguessed.iter().flat_map(|file| stems(file)).collect();
    let (mut order, others): (Vec<&str>, Vec<&str>) = lists
        .iter()
        .partition(|list| stems.iter().any(|stem| list.contains(stem.as_str())));
    order.extend(others);
    search(host, &info, &order, rest, &mut packages, &mut part);
    let mut versions = versions(host, &packages.values().map(String::as_str).collect());
    packages
        .into_iter()
        .filter_map(|(path, package)| {
            let version = versions.entry(package.clone()).or_default().clone();
            (!version.is_empty()).then_some((
                path,
                Owner {
                    manager: "dpkg",
                    package,
                    version,
                },
            ))
        })
        .collect()
}

/// The list's name of a package: with its architecture where several may be installed at once (`libc6:amd64`).
fn find<'a>(lists: &[&'a str], package: &str) -> Option<&'a str> {
    let at = lists.partition_point(|list| *list < package);
    lists
        .get(at..)?
        .iter()
        .take(4)
        .copied()
        .find(|list| list.split(':').next() == Some(package))
}

fn owns(host: &Host, info: &Path, package: &str, path: &Path, part: &mut [u8]) -> bool {
    let is_it = |line: &[u8]| names(path).any(|name| name.as_bytes() == line);
    any_line(host, &info.join(format!("{package}.list")), part, is_it).unwrap_or(false)
}

/// Whether a line of a list is what is looked for; `part` is the memory to read it with. `None`: it cannot be read.
fn any_line(host: &Host, list: &Path, part: &mut [u8], mut is_it: impl FnMut(&[u8]) -> bool) -> Option<bool> {
    let mut list = host.open(list).ok()?.into_file().take(LIST_LIMIT_BYTES);
    let mut filled = 0;
    loop {
        let read = list.read(part.get_mut(filled..)?).ok()?;
        filled += read;
        let text = part.get(..filled)?;
        // The last line may go on in the next part.
        let end = if read == 0 {
            filled
        } else {
            memchr::memrchr(b'\n', text).map_or(0, |end| end + 1)
        };
        let found = text.get(..end)?.split(|byte| *byte == b'\n').any(&mut is_it);
        if found || read == 0 {
            return Some(found);
        }
        part.copy_within(end..filled, 0);
        filled -= end;
    }
}

/// No package puts files into `/usr/local` (Debian policy, 9.1.2), nor into anybody's home: of those a guess is good enough.
fn may_be_packaged(path: &Path) -> bool {
    ["/usr/local", "/home", "/root", "/nix", "/snap"]
        .iter()
        .all(|elsewhere| !path.starts_with(elsewhere))
}

/// What the name of the package that a file is from may have in it: the first letters of its guesses and of its own path.
fn stems(file: &Wanted) -> Vec<String> {
    const EVERYWHERE: [&str; 7] = ["/", "usr", "bin", "sbin", "lib", "share", "x86_64-linux-gnu"];
    let parts = file
        .path
        .iter()
        .filter_map(|part| part.to_str())
        .filter(|part| !EVERYWHERE.contains(part));
    let stem = |text: &str| text.chars().take(STEM_LENGTH).collect::<String>().to_lowercase();
    let after_triple = |part: &str| {
        part.rsplit_once("-gnu-")
            .map_or(part.to_owned(), |(_, program)| program.to_owned())
    };
    let words = file.guesses.iter().cloned().chain(parts.map(after_triple));
    words.map(|word| stem(&word)).filter(|stem| stem.len() > 1).collect()
}

/// Reads every list until all files are found.
fn search(
    host: &Host,
    info: &Path,
    lists: &[&str],
    mut rest: HashMap<&[u8], &Path>,
    packages: &mut HashMap<PathBuf, String>,
    part: &mut [u8],
) {
    // Most lines are of documentation: the length of a line tells most of them from what is looked for.
    let mut lengths: HashSet<usize> = rest.keys().map(|name| name.len()).collect();
    for package in lists {
        if rest.is_empty() {
            return;
        }
        any_line(host, &info.join(format!("{package}.list")), part, |line| {
            if lengths.contains(&line.len())
                && let Some(path) = rest.remove(line)
            {
                packages.entry(path.to_owned()).or_insert_with(|| (*package).to_owned());
                rest.retain(|_, other| *other != path);
                lengths = rest.keys().map(|name| name.len()).collect();
            }
            rest.is_empty()
        });
    }
}

/// The versions of installed packages, by the names of their lists.
fn versions(host: &Host, wanted: &HashSet<&str>) -> HashMap<String, String> {
    let mut versions = HashMap::new();
    let Ok(status) = host.open(&Path::new(DIRECTORY).join("status")) else {
        return versions;
    };
    let (mut package, mut architecture, mut version) = (String::new(), String::new(), String::new());
    let mut keep = |package: &str, architecture: &str, version: &str| {
        let with_architecture = format!("{package}:{architecture}");
        for name in [package, with_architecture.as_str()] {
            if wanted.contains(name) {
                versions.insert(name.to_owned(), version.to_owned());
            }
        }
    };
    let mut reader = BufReader::with_capacity(64 * 1024, status);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        if let Ok(text) = std::str::from_utf8(&line) {
            let text = text.trim_end_matches('\n');
            if let Some(value) = text.strip_prefix("Package: ") {
                value.clone_into(&mut package);
            } else if let Some(value) = text.strip_prefix("Architecture: ") {
                value.clone_into(&mut architecture);
            } else if let Some(value) = text.strip_prefix("Version: ") {
                value.clone_into(&mut version);
            } else if text.is_empty() {
                keep(&package, &architecture, &version);
            }
        }
        line.clear();
    }
    keep(&package, &architecture, &version);
    versions
}
