//! What apt offers: the versions in its own package lists, read without starting it.
//!
//! Sources: `deb822(5)`, `apt.conf(5)` (`Acquire::GzipIndexes`), `apt_preferences(5)`.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;

use lz4_flex::frame::FrameDecoder;
use memchr::memmem;

use crate::host::Host;
use crate::probe::version_text;
use crate::version::Version;

const LISTS: &str = "/var/lib/apt/lists";
/// All lists have at most this many bytes, unpacked; those of Debian have 50 million.
const MOST_BYTES: u64 = 512 << 20;
/// So many bytes are searched at a time.
const PART_BYTES: u64 = 1 << 20;
/// What a paragraph on a package begins with.
const FIELD: &[u8] = b"Package: ";
/// Sources that apt takes nothing from by itself.
const NOT_AUTOMATIC: [&str; 3] = ["-backports_", "_experimental_", "-proposed_"];

/// The newest version that the lists offer of each of these packages, as its makers number it. One that no list has is left out.
///
/// `None`: there are no lists, or some of them cannot be read here.
pub fn offers(host: &Host, packages: &[&str]) -> Option<HashMap<String, String>> {
    let mut newest: HashMap<String, (Version, String)> = HashMap::new();
    let mut left = MOST_BYTES;
    let mut lists = 0;
    for name in host.list(Path::new(LISTS)).ok()? {
        let Some(name) = name.to_str() else { continue };
        let Some((_, packing)) = name.rsplit_once("_Packages") else {
            continue;
        };
        if NOT_AUTOMATIC.iter().any(|suite| name.contains(suite)) {
            continue;
        }
        let file = host.open(&Path::new(LISTS).join(name)).ok()?;
        let keep = |package: &str, version: &str| {
            let Some((comparable, version)) =
                version_text::upstream(version).and_then(|version| Some((Version::parse(&version)?, version)))
            else {
                return;
            };
            let entry = newest
                .entry(package.to_owned())
                .or_insert_with(|| (comparable.clone(), version.clone()));
            if comparable > entry.0 {
                *entry = (comparable, version);
            }
        };
        match packing {
            "" => search(file, packages, &mut left, keep),
            ".lz4" => search(FrameDecoder::new(file), packages, &mut left, keep),
            _ => return None,
        }
        .ok()?;
        lists += 1;
    }
    (lists > 0).then(|| {
        newest
            .into_iter()
            .map(|(package, (_, version))| (package, version))
            .collect()
    })
}

/// Hands over the version of each of these packages in a list. `left`: how many bytes may still be read.
fn search(list: impl Read, packages: &[&str], left: &mut u64, mut keep: impl FnMut(&str, &str)) -> io::Result<()> {
    let field = memmem::Finder::new(FIELD);
    let mut list = list;
    let mut part = Vec::new();
    loop {
        let read = list.by_ref().take(PART_BYTES).read_to_end(&mut part)?;
        *left = left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        // What follows the last blank line is the beginning of a paragraph.
        let end = if read == 0 {
            part.len()
        } else {
            memmem::rfind(&part, b"\n\n").map_or(0, |at| at + 2)
        };
        let whole = part.get(..end).unwrap_or_default();
        for at in field.find_iter(whole) {
            let is_line = at.checked_sub(1).is_none_or(|before| whole.get(before) == Some(&b'\n'));
            let paragraph = whole.get(at..).filter(|_| is_line);
            let name = paragraph.and_then(|text| name(text).filter(|name| packages.contains(name)));
            if let (Some(name), Some(version)) = (name, paragraph.and_then(version)) {
                keep(name, version);
            }
        }
        if read == 0 {
            return Ok(());
        }
        part.drain(..end);
    }
}

/// The package that `text` begins with.
fn name(text: &[u8]) -> Option<&str> {
    let rest = text.strip_prefix(FIELD)?;
    std::str::from_utf8(rest.get(..memchr::memchr(b'\n', rest)?)?).ok()
}

/// The version in the paragraph that `text` begins with.
fn version(text: &[u8]) -> Option<&str> {
    let end = memmem::find(text, b"\n\n").unwrap_or(text.len());
    let paragraph = std::str::from_utf8(text.get(..end)?).ok()?;
    paragraph.lines().find_map(|line| line.strip_prefix("Version: "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const MAIN: &str = "deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages";
    const BACKPORTS: &str = "deb.debian.org_debian_dists_bookworm-backports_main_binary-amd64_Packages";
    const TEXT: &str = "Package: golang-go\nArchitecture: amd64\nVersion: 2:1.19~1\n\nPackage: nodejs-doc\nVersion: 99\n\nPackage: nodejs\nVersion: 18.20.4+dfsg-1~deb12u1\nDescription: runs\n JavaScript\n";

    fn offered(lists: &[(&str, Vec<u8>)]) -> Option<Vec<String>> {
        let machine = tempfile::tempdir().unwrap();
        let directory = machine.path().join("var/lib/apt/lists");
        std::fs::create_dir_all(&directory).unwrap();
        for (name, bytes) in lists {
            std::fs::write(directory.join(name), bytes).unwrap();
        }
        let host = Host::fixture(machine.path(), "/", &[]);
        let offers = offers(&host, &["nodejs", "golang-go", "cargo"])?;
        let mut offers: Vec<String> = offers
            .iter()
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        offers.sort();
        Some(offers)
    }

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn the_newest_version_of_the_lists_is_offered() {
        let expected = Some(vec!["golang-go 1.19".to_owned(), "nodejs 18.20.4".to_owned()]);
        assert_eq!(offered(&[(MAIN, TEXT.into())]), expected);
        assert_eq!(offered(&[(&format!("{MAIN}.lz4"), packed(TEXT))]), expected);
        let vendor = "deb.nodesource.com_node%5f22.x_dists_nodistro_main_binary-amd64_Packages";
        let newer = "Package: nodejs\nVersion: 22.11.0-1nodesource1\n";
        assert_eq!(
            offered(&[(MAIN, TEXT.into()), (vendor, newer.into())]),
            Some(vec!["golang-go 1.19".to_owned(), "nodejs 22.11.0".to_owned()])
        );
        // Nobody gets these without asking for them.
        assert_eq!(offered(&[(MAIN, TEXT.into()), (BACKPORTS, newer.into())]), expected);
    }

    #[test]
    fn lists_that_are_not_there_or_not_readable_offer_nothing_that_is_known() {
        assert_eq!(offered(&[]), None);
        assert_eq!(offered(&[(&format!("{MAIN}.gz"), Vec::new())]), None);
        assert_eq!(offered(&[(&format!("{MAIN}.lz4"), b"no frame".to_vec())]), None);
    }

    #[test]
    fn a_paragraph_may_lie_across_two_parts() {
        let long = format!("Package: a\nDescription: {}\n\n{TEXT}", "x".repeat(1 << 20));
        assert_eq!(
            offered(&[(MAIN, long.into())]),
            Some(vec!["golang-go 1.19".to_owned(), "nodejs 18.20.4".to_owned()])
        );
    }
}
