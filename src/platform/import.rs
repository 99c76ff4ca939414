//! Scans that the Dev-Env Platform stored are read from its directory, `scans/<developer>/<time>.json`, and stored here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::administration::{Administration, AdministrationError};
use super::scans::{id_of_key, read_foreign, record, summarise};
use super::store::{DataLock, InsertResult, ScanStore as _, SqliteStore};
use crate::policy::Policy;

/// The longest file that is read.
const LONGEST: u64 = 8 << 20;

/// What became of the files of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Scans that were stored.
    pub scans: u64,
    /// Scans that were stored before.
    pub duplicates: u64,
    /// Files that are not scans, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
}

impl Administration {
    /// Stores the scans of a directory, graded by that policy. A scan's id follows from its developer and its file's name: scans that
    /// are imported twice are stored once.
    pub fn import(&self, directory: &Path, policy: &Policy) -> Result<Imported, AdministrationError> {
        let files = json_files(directory).map_err(AdministrationError::Import)?;
        let store = SqliteStore::open(self.data(), self.place(), true)?;
        let _lock = DataLock::acquire(self.data())?;
        let mut imported = Imported::default();
        for file in files {
            let scan = match read(&file, policy) {
                Ok(scan) => scan,
                Err(problem) => {
                    imported.unreadable.push((file, problem));
                    continue;
                }
            };
            match self.block_on(store.insert(Arc::new(scan)))? {
                InsertResult::Inserted => imported.scans += 1,
                InsertResult::Duplicate(_) => imported.duplicates += 1,
                InsertResult::Conflict(_) => {
                    let problem = "a different scan with its id is stored".to_owned();
                    imported.unreadable.push((file, problem));
                }
            }
        }
        self.block_on(store.drain())?;
        Ok(imported)
    }
}

/// All files of a directory that end in `.json`, in the order of their names.
fn json_files(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs_err::read_dir(directory)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                directories.push(entry.path());
            } else if kind.is_file() && entry.path().extension().is_some_and(|extension| extension == "json") {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The scan in a file. Its developer is named in it, or is the directory that it is in.
fn read(file: &Path, policy: &Policy) -> Result<super::store::NewScan, String> {
    let length = fs_err::metadata(file).map_err(|error| error.to_string())?.len();
    if length > LONGEST {
        return Err("it is too long".to_owned());
    }
    let json = fs_err::read(file).map_err(|error| error.to_string())?;
    let (named, mut scan) = read_foreign(&json, Timestamp::now()).map_err(|error| error.to_string())?;
    let directory = file.parent().and_then(|parent| parent.file_name()?.to_str());
    let developer = named.or_else(|| directory.map(str::to_owned)).unwrap_or_default();
    if !super::identity::is_developer_id(&developer) {
        return Err("it does not name a developer".to_owned());
    }
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    scan.scan_id = id_of_key(&developer, &format!("imported {name}"));
    let received_at = scan.taken_at.round(jiff::Unit::Millisecond).unwrap_or(scan.taken_at);
    let (listed, _) = summarise(&scan, developer, received_at, policy);
    record(listed, &json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::RawPlace;
    use crate::platform::testing::REFERENCE;

    #[test]
    fn a_directory_of_the_dev_env_platform_is_stored_once() {
        let directory = tempfile::tempdir().unwrap();
        let theirs = directory.path().join("storage/scans");
        let write = |name: &str, text: &str| {
            fs_err::create_dir_all(theirs.join(name).parent().unwrap()).unwrap();
            fs_err::write(theirs.join(name), text).unwrap();
        };
        write("somebody-else/2026-02-03T12-45-00.json", REFERENCE);
        let later = r#"{"scan_id":"20260220114141","timestamp":"20260220114143","system":{"os":"Windows"},"node":{},"docker":{}}"#;
        write("ada/20260220114141.json", later);
        write("ada/swagger.json", r#"{"additionalProp1":{}}"#);
        write("ada/notes.txt", "not a scan");
        let platform = Administration::of(&directory.path().join("data"), &RawPlace::Directory, false).unwrap();
        let imported = platform.import(&theirs, Policy::builtin()).unwrap();
        assert_eq!((imported.scans, imported.duplicates), (2, 0));
        let unreadable: Vec<&Path> = imported.unreadable.iter().map(|(file, _)| file.as_path()).collect();
        assert_eq!(unreadable, [theirs.join("ada/swagger.json")]);
        let again = platform.import(&theirs, Policy::builtin()).unwrap();
        assert_eq!((again.scans, again.duplicates), (0, 2));
        let store = SqliteStore::open(platform.data(), &RawPlace::Directory, false).unwrap();
        let ada = platform.block_on(store.developer("ada")).unwrap().unwrap();
        assert_eq!(
            (ada.scans, ada.latest.timestamp.to_string()),
            (1, "2026-02-20T11:41:43Z".to_owned())
        );
    }
}
