//! One directory of PATH: how many programs are in it, and those that are looked for.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Obstacle;
use super::progress::Progress;
use crate::host::{self, FileId, Host, RunRight};

/// A file of a wanted name in one directory.
pub(super) struct Found {
    pub(super) program: String,
    pub(super) path: PathBuf,
    pub(super) resolved: Option<PathBuf>,
    pub(super) stamp: Option<String>,
    pub(super) identity: Option<FileId>,
    pub(super) obstacle: Option<Obstacle>,
}

/// What was read of a directory.
pub(super) struct Contents {
    /// How many programs are in it. `None`: it may be entered and not listed.
    pub(super) executables: Option<u32>,
    /// Those that are wanted.
    pub(super) found: Vec<Found>,
}

/// Counts the programs in a directory, and finds those that are wanted.
///
/// With `extensions` (Windows) a program is what ends with one of them, and its name is what stands before.
pub(super) fn read_directory(
    host: &Host,
    directory: &Path,
    wanted: &HashSet<String>,
    extensions: &[String],
    progress: &Progress,
) -> std::io::Result<Contents> {
    let mut executables = 0;
    let mut found: Vec<(usize, Found)> = Vec::new();
    let resolved_directory = host.canonicalize_once(directory);
    for entry in host.entries(directory, |link| progress.follows(host, directory, link))? {
        progress.step();
        let Some((program, rank)) = program_name(&entry.name, extensions) else {
            continue;
        };
        let metadata = entry.metadata.as_ref();
        executables += u32::from(metadata.is_some_and(|metadata| metadata.is_file() && has_run_bit(metadata)));
        // A directory is no program, whatever its name.
        if !wanted.contains(program.as_ref()) || metadata.is_some_and(Metadata::is_dir) {
            continue;
        }
        let path = directory.join(&entry.name);
        let obstacle = if entry.is_followed {
            obstacle(host, &path, metadata)
        } else {
            Some(Obstacle::Hangs)
        };
        let resolved = resolved_directory.as_ref().filter(|_| !entry.is_link);
        let resolved = resolved.map(|directory| directory.join(&entry.name));
        // On Windows a directory may be behind its files.
        let stamp = resolved.as_deref().zip(metadata).filter(|_| cfg!(unix));
        found.push((
            rank,
            Found {
                program: program.into_owned(),
                stamp: stamp.map(|(path, metadata)| host::stamp(path, metadata)),
                resolved,
                identity: metadata.and_then(|metadata| host.identity_of(&path, metadata).ok()),
                path,
                obstacle,
            },
        ));
    }
    // Of `x.exe` and `x.cmd` in one directory the one runs whose extension stands first in PATHEXT.
    // The others never run from here.
    found.sort_by(|(rank, left), (other_rank, right)| left.program.cmp(&right.program).then(rank.cmp(other_rank)));
    found.dedup_by(|(_, hidden), (_, kept)| hidden.program == kept.program);
    Ok(Contents {
        executables: Some(executables),
        found: found.into_iter().map(|(_, found)| found).collect(),
    })
}

/// Finds the programs that are wanted in a directory that this user may enter and not list (mode 0711): a shell runs them all the same.
///
/// `None`: it cannot be entered either.
pub(super) fn look_up(host: &Host, directory: &Path, wanted: &HashSet<String>) -> Option<Contents> {
    host.metadata(&directory.join(".")).ok()?;
    let resolved_directory = host.canonicalize_once(directory);
    let find = |program: &String| {
        let path = directory.join(program);
        let is_link = host.symlink_metadata(&path).ok()?.is_symlink();
        let metadata = host.metadata(&path).ok();
        if metadata.as_ref().is_some_and(Metadata::is_dir) {
            return None;
        }
        Some(Found {
            program: program.clone(),
            stamp: None,
            resolved: resolved_directory
                .as_ref()
                .filter(|_| !is_link)
                .map(|directory| directory.join(program)),
            identity: metadata
                .as_ref()
                .and_then(|metadata| host.identity_of(&path, metadata).ok()),
            obstacle: obstacle(host, &path, metadata.as_ref()),
            path,
        })
    };
    let mut found: Vec<Found> = wanted.iter().filter_map(find).collect();
    found.sort_by(|left, right| left.program.cmp(&right.program));
    Some(Contents {
        executables: None,
        found,
    })
}

/// The name that a program is run by, and the rank of its extension.
fn program_name<'n>(file_name: &'n OsStr, extensions: &[String]) -> Option<(Cow<'n, str>, usize)> {
    if extensions.is_empty() {
        // A name that is not UTF-8 is none of the catalogue's; it counts as a program all the same.
        return Some((Cow::Borrowed(file_name.to_str().unwrap_or_default()), 0));
    }
    let name = file_name.to_str()?.to_lowercase();
    let (stem, extension) = name.rsplit_once('.')?;
    let rank = extensions.iter().position(|other| other == extension)?;
    Some((Cow::Owned(stem.to_owned()), rank))
}

fn obstacle(host: &Host, path: &Path, metadata: Option<&Metadata>) -> Option<Obstacle> {
    match metadata {
        None if host.is_link_loop(path) => Some(Obstacle::LinkLoop),
        None => Some(match host.metadata(path).map_err(|error| error.kind()) {
            Err(ErrorKind::PermissionDenied) => Obstacle::Unreachable,
            _ => Obstacle::Dangling,
        }),
        Some(metadata) if !metadata.is_file() => Some(Obstacle::NotAFile),
        Some(metadata) if !has_run_bit(metadata) => Some(Obstacle::NoPermission),
        Some(_) => match host.may_run(path) {
            RunRight::Yes => None,
            RunRight::No => Some(Obstacle::NoPermission),
            RunRight::NoExecMount => Some(Obstacle::NoExecMount),
        },
    }
}

/// A regular file that may be run.
pub fn is_program(host: &Host, path: &Path) -> bool {
    host.metadata(path)
        .is_ok_and(|metadata| obstacle(host, path, Some(&metadata)).is_none())
}

#[cfg(unix)]
fn has_run_bit(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn has_run_bit(_: &Metadata) -> bool {
    true
}
