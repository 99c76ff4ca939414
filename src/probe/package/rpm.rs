//! Fedora, RHEL and SUSE: rpm's database, where it is `SQLite` (Fedora 33, RHEL 9, openSUSE with that backend).
//!
//! The older Berkeley DB and SUSE's `ndb` are not read: there the command tells.
//! It is opened as immutable: `SQLite` then neither locks it nor makes the files (`-wal`, `-shm`) that belong to writing.
//! Sources: rpm's `lib/backend/sqlite.c` (the tables), "RPM Package File Structure" and `lib/header.c` (the header).

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{Owner, Wanted, names};
use crate::host::Host;

const DATABASES: [&str; 2] = ["/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/rpmdb.sqlite"];
/// Many packages may have a file of one name (`README`): more than this are not looked at.
const MOST_PACKAGES: i64 = 256;

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const DIRECTORY_INDEXES: u32 = 1116;
const BASE_NAMES: u32 = 1117;
const DIRECTORY_NAMES: u32 = 1118;

pub(super) fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    let Some(database) = DATABASES.iter().map(Path::new).find(|path| host.is_file(path)) else {
        return HashMap::new();
    };
    // A database that is damaged, or of a newer form, tells nothing.
    read(&host.on_disk(database), wanted).unwrap_or_default()
}

fn read(database: &Path, wanted: &[Wanted]) -> rusqlite::Result<HashMap<PathBuf, Owner>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(address(database), flags)?;
    let mut named = connection.prepare("SELECT DISTINCT hnum FROM Basenames WHERE key = ?1 LIMIT ?2")?;
    let mut header = connection.prepare("SELECT blob FROM Packages WHERE hnum = ?1")?;
    let mut owners = HashMap::new();
    for file in wanted {
        let Some(name) = file.path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let packages: Vec<i64> = named
            .query_map((name, MOST_PACKAGES), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for package in packages {
            let bytes: Vec<u8> = header.query_row([package], |row| row.get(0))?;
            if let Some(owner) = owner(&bytes, &file.path) {
                owners.insert(file.path.clone(), owner);
                break;
            }
        }
    }
    Ok(owners)
}

/// The database as an address for `SQLite`: `file:/var/lib/rpm/rpmdb.sqlite?immutable=1`.
fn address(database: &Path) -> String {
    let mut address = String::from("file:");
    for byte in database.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => address.push(char::from(*byte)),
            other => {
                // Writing to a text cannot fail.
                let _ = write!(address, "%{other:02x}");
            }
        }
    }
    address + "?immutable=1"
}

/// The package of a header, if it has this file.
fn owner(header: &[u8], path: &Path) -> Option<Owner> {
    let header = Header::parse(header)?;
    let directories = header.texts(DIRECTORY_NAMES)?;
    let mut files = header
        .texts(BASE_NAMES)?
        .into_iter()
        .zip(header.numbers(DIRECTORY_INDEXES)?);
    let is_it = |directory: &str, file: &str| names(path).any(|name| name.strip_prefix(directory) == Some(file));
    files.find(|(file, directory)| {
        let directory = usize::try_from(*directory)
            .ok()
            .and_then(|index| directories.get(index));
        directory.is_some_and(|directory| is_it(directory, file))
    })?;
    let first = |tag| header.texts(tag)?.into_iter().next();
    let (package, version, release) = (first(NAME)?, first(VERSION)?, first(RELEASE)?);
    let epoch = header.numbers(EPOCH).and_then(|numbers| numbers.into_iter().next());
    let epoch = epoch.map(|epoch| format!("{epoch}:")).unwrap_or_default();
    Some(Owner {
        manager: "rpm",
        package: package.to_owned(),
        version: format!("{epoch}{version}-{release}"),
    })
}

/// A header: how many entries and bytes of data there are, the entries (tag, type, place in the data, count), the data.
/// All numbers are big-endian.
struct Header<'a> {
    index: &'a [u8],
    data: &'a [u8],
}

impl<'a> Header<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (entries, length) = (number(bytes, 0)?, number(bytes, 4)?);
        let end = 8_usize.checked_add(usize::try_from(entries).ok()?.checked_mul(16)?)?;
        Some(Self {
            index: bytes.get(8..end)?,
            data: bytes.get(end..end.checked_add(usize::try_from(length).ok()?)?)?,
        })
    }

    /// The type and count of a tag, and the data from where its values begin.
    fn entry(&self, tag: u32) -> Option<(u32, usize, &'a [u8])> {
        let entry = self
            .index
            .chunks_exact(16)
            .find(|entry| number(entry, 0) == Some(tag))?;
        let place = usize::try_from(number(entry, 8)?).ok()?;
        let count = usize::try_from(number(entry, 12)?).ok()?;
        Some((number(entry, 4)?, count, self.data.get(place..)?))
    }

    /// The values of a tag that is one text (6) or several (8).
    fn texts(&self, tag: u32) -> Option<Vec<&'a str>> {
        let (kind, count, data) = self.entry(tag)?;
        let count = match kind {
            6 => 1,
            8 => count,
            _ => return None,
        };
        data.split(|byte| *byte == 0)
            .take(count)
            .map(|text| std::str::from_utf8(text).ok())
            .collect()
    }

    /// The values of a tag of 32-bit numbers (4).
    fn numbers(&self, tag: u32) -> Option<Vec<u32>> {
        let (kind, count, data) = self.entry(tag)?;
        let data = data.get(..count.checked_mul(4)?).filter(|_| kind == 4)?;
        Some(data.chunks_exact(4).filter_map(|chunk| number(chunk, 0)).collect())
    }
}

fn number(bytes: &[u8], place: usize) -> Option<u32> {
    let bytes = bytes.get(place..place.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_damaged_header_has_no_owner(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), entries in 0_u8..20, length in 0_u8..200) {
            if let Some(start) = bytes.get_mut(..8) {
                start.copy_from_slice(&[0, 0, 0, entries, 0, 0, 0, length]);
            }
            prop_assert_eq!(owner(&bytes, Path::new("/usr/bin/git")), None);
        }
    }
}
