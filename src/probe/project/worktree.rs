//! Whether the files that Git tracks differ from the commit, told from Git's index and the files' metadata.
//!
//! The rules are Git's own (`read-cache.c`, Documentation/technical/racy-git.txt): what is staged shows in the index's cached
//! tree; a file whose metadata is as the index recorded it, and which is older than the index, is unchanged; any other one is
//! compared by its content. Where a filter may have changed the content on its way to the disk, the answer is that it is unknown.

mod stat;

use std::fs::Metadata;
use std::path::Path;
use std::time::Instant;

use gix::bstr::ByteSlice;
use gix::index::State;
use gix::index::entry::{Flags, Mode, Stage, Stat};

use crate::host::Host;
#[cfg(unix)]
use crate::host::OpenDirectory;
use crate::probe::git::{Repository, Settings};
#[cfg(unix)]
use stat::looked_at;
use stat::{is_executable, stat};

/// Entries that are looked at: some 100 ms.
const ENTRIES: usize = 50_000;

/// An index of 50,000 entries is some 6 MB.
const INDEX_BYTES: u64 = 64 << 20;

/// A file that has to be compared by its content is at most this large.
const FILE_BYTES: u64 = 8 << 20;

/// Submodules in submodules.
const DEPTH: usize = 3;

/// Opens a repository for its references and objects. Only its own settings are read, and nothing is started.
pub(super) fn open(host: &Host, repository: &Repository) -> Result<gix::Repository, String> {
    gix::open::Options::isolated()
        .with(gix::sec::Trust::Full)
        .lossy_config(true)
        .open(host.on_disk(&repository.worktree).into_owned())
        .map(|opened| opened.to_thread_local())
        .map_err(|error| format!("the repository cannot be read: {error}"))
}

/// Files that Git tracks differ from the commit.
///
/// # Errors
/// Why that cannot be told.
pub(super) fn is_dirty(
    host: &Host,
    repository: &Repository,
    opened: &gix::Repository,
    settings: &Settings,
    deadline: Instant,
    depth: usize,
) -> Result<bool, String> {
    let head_tree = opened
        .head_tree_id_or_empty()
        .map_err(|error| format!("the commit cannot be read: {error}"))?
        .detach();
    let Some(index) = read_index(host, repository, opened)? else {
        // Without an index nothing is staged, and all that the commit has is missing.
        return Ok(!head_tree.is_empty_tree());
    };
    if index.entries().len() > ENTRIES {
        return Err(format!(
            "it has {} files, and more than {ENTRIES} take too long",
            index.entries().len()
        ));
    }
    if index.link().is_some() || index.is_sparse() {
        return Err("its index is split or sparse".to_owned());
    }
    let is_unfinished =
        |entry: &gix::index::Entry| entry.stage() != Stage::Unconflicted || entry.flags.contains(Flags::INTENT_TO_ADD);
    if index.entries().iter().any(is_unfinished) || has_staged(opened, &index, head_tree)? {
        return Ok(true);
    }
    let worktree = Worktree {
        host,
        repository,
        settings,
        filters: may_filter(host, repository, settings, &index),
        index: &index,
        #[cfg(unix)]
        directory: host.open_directory(&repository.worktree).ok(),
        deadline,
        depth,
    };
    worktree.differs()
}

/// `None`: there is none.
fn read_index(
    host: &Host,
    repository: &Repository,
    opened: &gix::Repository,
) -> Result<Option<gix::index::File>, String> {
    let path = repository.git_directory.join("index");
    match host.metadata(&path) {
        Ok(metadata) if metadata.len() > INDEX_BYTES => return Err("its index is too large".to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("its index cannot be read: {}", error.kind())),
    }
    // The checksum of a large index takes longer than all the rest; Git has a setting to leave it out, too.
    let skip_hash = true;
    gix::index::File::at(
        host.on_disk(&path),
        opened.object_hash(),
        skip_hash,
        gix::index::decode::Options::default(),
    )
    .map(Some)
    .map_err(|error| format!("its index cannot be understood: {error}"))
}

/// What is staged differs from the commit.
fn has_staged(opened: &gix::Repository, index: &State, head_tree: gix::ObjectId) -> Result<bool, String> {
    // The tree that the index would make, where Git has kept it and nothing was staged since.
    if let Some(cached) = index.tree()
        && cached.num_entries.and_then(|count| usize::try_from(count).ok()) == Some(index.entries().len())
    {
        return Ok(cached.id != head_tree);
    }
    if head_tree.is_empty_tree() {
        return Ok(!index.entries().is_empty());
    }
    let committed = opened
        .index_from_tree(&head_tree)
        .map_err(|error| format!("the commit's files cannot be read: {error}"))?;
    let is_same = committed.entries().len() == index.entries().len()
        && committed.entries().iter().zip(index.entries()).all(|(one, other)| {
            one.id == other.id && one.mode == other.mode && one.path(&committed) == other.path(index)
        });
    Ok(!is_same)
}

/// The content on the disk may not be the content that is committed: line endings, LFS, keywords.
fn may_filter(host: &Host, repository: &Repository, settings: &Settings, index: &State) -> bool {
    let converts_lines = settings
        .text("core", None, "autocrlf")
        .is_some_and(|value| value.eq_ignore_ascii_case("input") || settings.is_true("core", None, "autocrlf"));
    converts_lines
        || settings.text("core", None, "attributesfile").is_some()
        || host.exists(&repository.common_directory.join("info/attributes"))
        || index
            .entries()
            .iter()
            .any(|entry| entry.path(index).ends_with_str(".gitattributes"))
        || host
            .env_path("XDG_CONFIG_HOME")
            .or_else(|| host.home().map(|home| home.join(".config")))
            .is_some_and(|config| host.exists(&config.join("git/attributes")))
}

struct Worktree<'a> {
    host: &'a Host,
    repository: &'a Repository,
    settings: &'a Settings,
    filters: bool,
    index: &'a State,
    /// Its root. `None`: each file is looked at by its whole path.
    #[cfg(unix)]
    directory: Option<OpenDirectory>,
    deadline: Instant,
    depth: usize,
}

impl Worktree<'_> {
    fn differs(&self) -> Result<bool, String> {
        let options = gix::index::entry::stat::Options {
            trust_ctime: self.settings.boolean("core", None, "trustctime").unwrap_or(true),
            check_stat: self
                .settings
                .text("core", None, "checkstat")
                .is_none_or(|value| !value.eq_ignore_ascii_case("minimal")),
            use_nsec: true,
            use_stdev: false,
        };
        let mut unknown = None;
        for (count, entry) in self.index.entries().iter().enumerate() {
            // Asking the clock costs a tenth of asking for a file's metadata.
            if count % 64 == 0 {
                self.check_time()?;
            }
            // Git does not look at these either: `update-index --assume-unchanged`, `--skip-worktree`, sparse checkouts.
            if entry.flags.intersects(Flags::ASSUME_VALID | Flags::SKIP_WORKTREE) {
                continue;
            }
            match self.entry_differs(entry, options) {
                Ok(false) => {}
                Ok(true) => return Ok(true),
                // Another entry may still tell for certain.
                Err(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Ok(false), Err)
    }

    fn check_time(&self) -> Result<(), String> {
        if Instant::now() >= self.deadline {
            return Err("it takes too long".to_owned());
        }
        Ok(())
    }

    fn entry_differs(
        &self,
        entry: &gix::index::Entry,
        options: gix::index::entry::stat::Options,
    ) -> Result<bool, String> {
        let relative =
            gix::path::from_bstr(entry.path(self.index)).map_err(|_| "a file's name is not text".to_owned())?;
        #[cfg(unix)]
        if self.is_untouched(entry, &relative, options) {
            return Ok(false);
        }
        let path = self.repository.worktree.join(relative);
        let Ok(metadata) = self.host.symlink_metadata(&path) else {
            return Ok(true);
        };
        if entry.mode == Mode::COMMIT {
            return self.submodule_differs(entry, &path, &metadata);
        }
        if !self.is_kind(entry.mode, &metadata) {
            return Ok(true);
        }
        if stat(&metadata).is_some_and(|stat| self.is_as_recorded(entry, &stat, options)) {
            return Ok(false);
        }
        // A size of 0 is also Git's mark for "compare the content".
        if entry.stat.size != 0 && u64::from(entry.stat.size) != metadata.len() & u64::from(u32::MAX) {
            return Ok(true);
        }
        self.content_differs(entry, &path, &metadata)
    }

    /// Its metadata is as the index recorded it, and it cannot have been changed since in the same moment.
    fn is_as_recorded(
        &self,
        entry: &gix::index::Entry,
        stat: &Stat,
        options: gix::index::entry::stat::Options,
    ) -> bool {
        // An index that another implementation wrote may have whole seconds.
        let options = gix::index::entry::stat::Options {
            use_nsec: options.use_nsec && entry.stat.mtime.nsecs != 0,
            ..options
        };
        entry.stat.matches(stat, options) && !entry.stat.is_racy(self.index.timestamp(), options)
    }

    /// A file or link that one look tells to be as the index has it. Nearly all of them are; of the others nothing is said.
    #[cfg(unix)]
    fn is_untouched(
        &self,
        entry: &gix::index::Entry,
        relative: &Path,
        options: gix::index::entry::stat::Options,
    ) -> bool {
        use rustix::fs::FileType;
        let Some(Ok(look)) = self.directory.as_ref().map(|directory| directory.stat(relative)) else {
            return false;
        };
        let kind = FileType::from_raw_mode(look.st_mode);
        let is_kind = match entry.mode {
            Mode::SYMLINK => kind == FileType::Symlink,
            Mode::FILE => kind == FileType::RegularFile && look.st_mode & 0o100 == 0,
            Mode::FILE_EXECUTABLE => kind == FileType::RegularFile && look.st_mode & 0o100 != 0,
            _ => false,
        };
        is_kind && self.is_as_recorded(entry, &looked_at(&look), options)
    }

    /// It is of the kind that the index has: a file, executable or not, or a link.
    fn is_kind(&self, mode: Mode, metadata: &Metadata) -> bool {
        if mode == Mode::SYMLINK {
            // Where links cannot be made, Git writes their targets into files.
            return metadata.is_symlink() || self.settings.boolean("core", None, "symlinks") == Some(false);
        }
        if !metadata.is_file() {
            return false;
        }
        let heeds_mode = cfg!(unix) && self.settings.boolean("core", None, "filemode").unwrap_or(true);
        !heeds_mode || is_executable(metadata) == (mode == Mode::FILE_EXECUTABLE)
    }

    fn content_differs(&self, entry: &gix::index::Entry, path: &Path, metadata: &Metadata) -> Result<bool, String> {
        self.check_time()?;
        let content = if metadata.is_symlink() {
            let target = self.host.read_link(path).map_err(|error| error.kind().to_string())?;
            gix::path::into_bstr(target)
                .map_err(|_| "a link's target is not text".to_owned())?
                .into_owned()
                .into()
        } else {
            self.host
                .read(path, FILE_BYTES)
                .map_err(|error| format!("a file has to be compared, and cannot be read: {}", error.kind()))?
        };
        let id = gix::objs::compute_hash(self.index.object_hash(), gix::objs::Kind::Blob, &content)
            .map_err(|error| error.to_string())?;
        if id == entry.id {
            return Ok(false);
        }
        if self.filters && !metadata.is_symlink() {
            return Err("a file has to be compared, and a filter may change its content".to_owned());
        }
        Ok(true)
    }

    /// Another commit is checked out in the submodule than the one that is recorded, or its own files differ from it.
    fn submodule_differs(&self, entry: &gix::index::Entry, path: &Path, metadata: &Metadata) -> Result<bool, String> {
        if !metadata.is_dir() {
            return Ok(true);
        }
        let Some(repository) = Repository::at(self.host, path) else {
            // It was never initialised, and that is no difference.
            return Ok(false);
        };
        if self.depth >= DEPTH {
            return Err("its submodules have submodules".to_owned());
        }
        let opened = open(self.host, &repository)?;
        match opened.head_id() {
            Ok(head) if head == entry.id => {}
            _ => return Ok(true),
        }
        let settings = Settings::read(self.host, Some(&repository));
        is_dirty(
            self.host,
            &repository,
            &opened,
            &settings,
            self.deadline,
            self.depth + 1,
        )
    }
}
