//! Scans that the Dev-Env Platform stored are read from its directory or bucket, `scans/<developer>/<time>.json`, and stored here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _};

use super::administration::{Administration, AdministrationError};
use super::scans::{id_of_key, read_foreign, record, summarise};
use super::store::{DataLock, InsertResult, NewScan, RawPlace, ScanStore as _, SqliteStore, StoreError};
use crate::policy::Policy;

/// The longest file that is read.
const LONGEST: u64 = 8 << 20;

/// Where the Dev-Env Platform stored its scans.
#[derive(Debug, Clone)]
pub enum ImportSource {
    /// A directory.
    Directory(PathBuf),
    /// The objects of a bucket whose names begin with a prefix. Empty: all.
    Bucket(RawPlace, String),
}

/// What became of the files of a directory or a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Scans that were stored.
    pub scans: u64,
    /// Scans that were stored before.
    pub duplicates: u64,
    /// Files that are not scans, with the reason.
    pub unreadable: Vec<(String, String)>,
}

/// Files to import, in the order of their names.
enum Files {
    Directory(Vec<PathBuf>),
    Bucket(Arc<dyn ObjectStore>, Vec<ObjectMeta>),
}

impl Administration {
    /// Stores the scans of a directory or a bucket, graded by that policy. A scan's id follows from its developer and its file's name:
    /// scans that are imported twice are stored once.
    pub fn import(&self, source: &ImportSource, policy: &Policy) -> Result<Imported, AdministrationError> {
        let files = match source {
            ImportSource::Directory(directory) => {
                Files::Directory(json_files(directory).map_err(AdministrationError::Import)?)
            }
            ImportSource::Bucket(place, prefix) => {
                let bucket = place.open(self.data(), true)?;
                let objects = self.block_on(json_objects(bucket.as_ref(), prefix))?;
                Files::Bucket(bucket, objects)
            }
        };
        let store = SqliteStore::open(self.data(), self.place(), true)?;
        let _lock = DataLock::acquire(self.data())?;
        let mut imported = Imported::default();
        let mut insert = |name: String, bytes: Result<Vec<u8>, String>| -> Result<(), StoreError> {
            let scan = match bytes.and_then(|json| read(&name, &json, policy)) {
                Ok(scan) => scan,
                Err(problem) => {
                    imported.unreadable.push((name, problem));
                    return Ok(());
                }
            };
            match self.block_on(store.insert(Arc::new(scan)))? {
                InsertResult::Inserted => imported.scans += 1,
                InsertResult::Duplicate(_) => imported.duplicates += 1,
                InsertResult::Conflict(_) => {
                    let problem = "a different scan with its id is stored".to_owned();
                    imported.unreadable.push((name, problem));
                }
            }
            Ok(())
        };
        match files {
            Files::Directory(files) => {
                for file in files {
                    insert(file.to_string_lossy().into_owned(), read_file(&file))?;
                }
            }
            Files::Bucket(bucket, objects) => {
                for object in objects {
                    let bytes = self.block_on(read_object(bucket.as_ref(), &object))?;
                    insert(object.location.to_string(), bytes)?;
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

/// The same of a bucket, below a prefix.
async fn json_objects(bucket: &dyn ObjectStore, prefix: &str) -> Result<Vec<ObjectMeta>, StoreError> {
    let prefix = (!prefix.is_empty()).then(|| ObjectPath::from(prefix));
    let objects = bucket.list(prefix.as_ref());
    let is_json = |object: &ObjectMeta| std::future::ready(object.location.extension() == Some("json"));
    let mut objects: Vec<ObjectMeta> = objects.try_filter(is_json).try_collect().await?;
    objects.sort_by(|one, other| one.location.cmp(&other.location));
    Ok(objects)
}

fn read_file(file: &Path) -> Result<Vec<u8>, String> {
    let length = fs_err::metadata(file).map_err(|error| error.to_string())?.len();
    if length > LONGEST {
        return Err("it is too long".to_owned());
    }
    fs_err::read(file).map_err(|error| error.to_string())
}

async fn read_object(bucket: &dyn ObjectStore, object: &ObjectMeta) -> Result<Result<Vec<u8>, String>, StoreError> {
    if object.size > LONGEST {
        return Ok(Err("it is too long".to_owned()));
    }
    let bytes = bucket.get(&object.location).await?.bytes().await?;
    Ok(Ok(bytes.to_vec()))
}

/// The scan in a file of that name. Its developer is named in it, or is the directory that it is in.
fn read(name: &str, json: &[u8], policy: &Policy) -> Result<NewScan, String> {
    let (named, mut scan) = read_foreign(json, Timestamp::now()).map_err(|error| error.to_string())?;
    let file = Path::new(name);
    let directory = file.parent().and_then(|parent| parent.file_name()?.to_str());
    let developer = named.or_else(|| directory.map(str::to_owned)).unwrap_or_default();
    if !super::identity::is_developer_id(&developer) {
        return Err("it does not name a developer".to_owned());
    }
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    // Without the secret: what an earlier version imported has these ids.
    scan.scan_id = id_of_key(b"", &developer, &format!("imported {name}"));
    let received_at = scan.taken_at.round(jiff::Unit::Millisecond).unwrap_or(scan.taken_at);
    let (listed, _) = summarise(&scan, developer, received_at, policy);
    record(listed, json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let source = ImportSource::Directory(theirs.clone());
        let imported = platform.import(&source, Policy::builtin()).unwrap();
        assert_eq!((imported.scans, imported.duplicates), (2, 0));
        let unreadable: Vec<&Path> = imported.unreadable.iter().map(|(file, _)| Path::new(file)).collect();
        assert_eq!(unreadable, [theirs.join("ada/swagger.json")]);
        let again = platform.import(&source, Policy::builtin()).unwrap();
        assert_eq!((again.scans, again.duplicates), (0, 2));
        let store = SqliteStore::open(platform.data(), &RawPlace::Directory, false).unwrap();
        let ada = platform.block_on(store.developer("ada")).unwrap().unwrap();
        assert_eq!(
            (ada.scans, ada.latest.timestamp.to_string()),
            (1, "2026-02-20T11:41:43Z".to_owned())
        );
    }
}
