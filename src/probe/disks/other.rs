//! macOS, Windows and others: the disks that sysinfo lists.

use std::path::{Component, Path, PathBuf};

use sysinfo::{DiskRefreshKind, Disks};

use super::{add, finish};
use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Disk, DiskUse};

pub(super) fn read(host: &Host, wanted: &[(DiskUse, PathBuf)]) -> Probed<Vec<Disk>> {
    let kinds = DiskRefreshKind::nothing().with_storage();
    let listed = match Disks::new_with_refreshed_list_specifics(kinds) {
        Ok(listed) => listed,
        Err(error) => {
            return Probed::Failed {
                detail: format!("the list of disks cannot be read: {error}"),
            };
        }
    };
    let mut disks = Vec::new();
    let mut missing = Vec::new();
    for (purpose, path) in wanted {
        let Some(found) = disk_of(&listed, path) else {
            if !add_unlisted(host, &mut disks, *purpose, path) {
                missing.push(format!("no disk holds {}", path.display()));
            }
            continue;
        };
        let mount = found.mount_point().to_string_lossy().into_owned();
        add(&mut disks, *purpose, &mount, || {
            let inodes = host.space(path).ok();
            Some(Disk {
                mount: mount.clone(),
                file_system: Some(found.file_system().to_string_lossy().into_owned()).filter(|name| !name.is_empty()),
                total_bytes: found.total_space(),
                available_bytes: found.available_space(),
                total_inodes: inodes.and_then(|space| space.total_inodes),
                available_inodes: inodes.and_then(|space| space.available_inodes),
                holds: Vec::new(),
            })
        });
    }
    finish(disks, &missing)
}

/// Network drives and those that `subst` makes are not listed: the system is asked about the path.
fn add_unlisted(host: &Host, disks: &mut Vec<Disk>, purpose: DiskUse, path: &Path) -> bool {
    let root: PathBuf = path
        .components()
        .take_while(|part| matches!(part, Component::Prefix(_) | Component::RootDir))
        .collect();
    let mount = root.to_string_lossy().into_owned();
    add(disks, purpose, &mount, || {
        let space = host.space(path).ok()?;
        Some(Disk {
            mount: mount.clone(),
            file_system: None,
            total_bytes: space.total_bytes,
            available_bytes: space.available_bytes,
            total_inodes: space.total_inodes,
            available_inodes: space.available_inodes,
            holds: Vec::new(),
        })
    })
}

/// The disk with the longest mount that a path begins with.
///
/// macOS keeps what users write on a volume of its own, `/System/Volumes/Data`, and shows it at `/` through links that no path
/// tells of: the home directory is below `/Users`, and on that volume.
fn disk_of<'a>(listed: &'a Disks, path: &Path) -> Option<&'a sysinfo::Disk> {
    let data = Path::new("/System/Volumes/Data");
    let longest = |path: &Path| {
        listed
            .iter()
            .filter(|disk| path.starts_with(disk.mount_point()))
            .max_by_key(|disk| disk.mount_point().components().count())
    };
    let found = longest(path)?;
    if cfg!(target_os = "macos") && found.mount_point() == Path::new("/") {
        return longest(data).or(Some(found));
    }
    Some(found)
}
