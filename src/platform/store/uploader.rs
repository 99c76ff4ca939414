//! Carries raw scans from the spool of the index to where they are kept.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, path::Path};

use super::index::{Index, IndexError, Spooled};
use super::spool_cache::{Fresh, Next};
use super::{StoreError, blocking};
use crate::platform::events::log;

/// Objects that are written at the same time.
const HANDS: usize = 8;
/// What comes in meanwhile goes along: one wait for the disk carries more.
const GATHER: Duration = Duration::from_millis(100);
/// The longest wait after a failure.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(crate) struct Carrier {
    pub(crate) index: Arc<dyn Index>,
    /// What need not be read back from the spool.
    pub(crate) fresh: Arc<Fresh>,
    pub(crate) raw: Arc<dyn ObjectStore>,
    /// The data folder, where raw scans are kept in it: files are written there without a detour.
    pub(crate) folder: Option<PathBuf>,
    /// The disk is waited for, before the spool forgets.
    pub(crate) durable: bool,
}

impl Carrier {
    /// Carries for ever, whenever it is told that there is something.
    pub(crate) async fn run(self) {
        let mut wait = GATHER;
        loop {
            match self.empty().await {
                Ok(()) => {
                    wait = GATHER;
                    self.fresh.gathered(GATHER).await;
                }
                Err(error) => {
                    self.fresh.lose();
                    log::failure(
                        "raw scans wait in the index: they cannot be put where they are kept",
                        &error,
                    );
                    wait = (wait * 2).min(LONGEST_WAIT);
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    /// Carries all that is in the spool.
    pub(crate) async fn empty(&self) -> Result<(), StoreError> {
        loop {
            match self.fresh.take() {
                Next::Load(load) => {
                    self.carry(load).await?;
                }
                Next::InSpool => {
                    let mut behind = 0;
                    while let Some(last) = self.carry(self.spooled(behind).await?).await?
                        && !self.fresh.goes_on_behind(last)
                    {
                        behind = last;
                    }
                }
                Next::Nothing => return Ok(()),
            }
        }
    }

    async fn spooled(&self, behind: i64) -> Result<Vec<Spooled>, StoreError> {
        let (index, bytes) = (Arc::clone(&self.index), self.fresh.load());
        blocking(move || index.spooled(behind, bytes)).await
    }

    /// Carries a load; the place of its last.
    async fn carry(&self, load: Vec<Spooled>) -> Result<Option<i64>, StoreError> {
        let Some(last) = load.last().map(|spooled| spooled.seq) else {
            return Ok(None);
        };
        let seqs: Vec<i64> = load.iter().map(|spooled| spooled.seq).collect();
        let index = Arc::clone(&self.index);
        if let Some(folder) = self.folder.clone() {
            let durable = self.durable;
            let written = move || -> Result<(), StoreError> {
                write(&folder, &load, durable).map_err(StoreError::Sync)?;
                Ok(index.carried(&seqs)?)
            };
            tokio::task::spawn_blocking(written)
                .await
                .map_err(|_| StoreError::Stopped)??;
        } else {
            let puts = load.into_iter().map(|spooled| put(self.raw.as_ref(), spooled));
            let mut puts = futures_util::stream::iter(puts).buffer_unordered(HANDS);
            while let Some(result) = puts.next().await {
                result?;
            }
            blocking(move || index.carried(&seqs)).await?;
        }
        Ok(Some(last))
    }
}

async fn put(raw: &dyn ObjectStore, spooled: Spooled) -> Result<(), StoreError> {
    let path = Path::parse(&spooled.key).map_err(Error::from)?;
    let created = PutOptions::from(PutMode::Create);
    match raw
        .put_opts(&path, PutPayload::from(spooled.raw.clone()), created)
        .await
    {
        Ok(_) => Ok(()),
        // An earlier attempt. What a loss of power left of it may be less than the whole.
        Err(Error::AlreadyExists { .. }) => {
            let there = raw.get(&path).await?.bytes().await?;
            if there != spooled.raw {
                raw.put(&path, PutPayload::from(spooled.raw)).await?;
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes raw scans to files of the data folder.
///
/// A file that is not whole is no harm: whoever looks for a scan looks into the spool first, and what is in the spool is
/// written again.
fn write(data: &std::path::Path, load: &[Spooled], durable: bool) -> io::Result<()> {
    use io::Write as _;
    for spooled in load {
        let path = data.join(&spooled.key);
        let created = match create(&path) {
            // The first scan of a developer.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    fs_err::create_dir_all(folder)?;
                }
                create(&path)
            }
            created => created,
        };
        let mut file = match created {
            Ok(file) => file,
            // An earlier attempt.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs_err::read(&path)? == spooled.raw {
                    continue;
                }
                fs_err::File::create(&path)?
            }
            Err(error) => return Err(error),
        };
        file.write_all(&spooled.raw)?;
        if durable && !cfg!(target_os = "linux") {
            file.sync_all()?;
        }
    }
    if durable { sync(data, load) } else { Ok(()) }
}

fn create(path: &std::path::Path) -> io::Result<fs_err::File> {
    fs_err::OpenOptions::new().write(true).create_new(true).open(path)
}

/// Waits until the file system of a folder has written all that it was given: once for all files.
#[cfg(target_os = "linux")]
fn sync(data: &std::path::Path, _: &[Spooled]) -> io::Result<()> {
    let folder = fs_err::File::open(data)?;
    Ok(rustix::fs::syncfs(folder)?)
}

/// Elsewhere each file is written through by itself; here, the names that lead to them.
#[cfg(not(target_os = "linux"))]
fn sync(data: &std::path::Path, load: &[Spooled]) -> io::Result<()> {
    let mut folders: std::collections::BTreeSet<PathBuf> = [data.to_owned(), data.join("scans")].into();
    folders.extend(
        load.iter()
            .filter_map(|spooled| data.join(&spooled.key).parent().map(PathBuf::from)),
    );
    folders.iter().try_for_each(|folder| super::sync_folder(folder))
}

impl From<IndexError> for StoreError {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}
