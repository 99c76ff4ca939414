//! Linux: the mounts from `/proc/self/mountinfo`, their space from `statvfs`.

use std::path::{Path, PathBuf};

use super::{add, finish};
use crate::host::Host;
use crate::probe::Probed;
use crate::probe::mountinfo::{self, Mount};
use crate::scan::{Disk, DiskUse};

pub(super) fn read(host: &Host, wanted: &[(DiskUse, PathBuf)]) -> Probed<Vec<Disk>> {
    let mounts = match mountinfo::read(host) {
        Ok(mounts) => mounts,
        Err(error) => {
            return Probed::Failed {
                detail: format!("the list of mounts cannot be read: {error}"),
            };
        }
    };
    let mut disks = Vec::new();
    let mut missing = Vec::new();
    for (purpose, path) in wanted {
        let Some(mount) = mount_of(&mounts, path) else {
            missing.push(format!("no mount holds {}", path.display()));
            continue;
        };
        let shown = representative(&mounts, mount);
        let point = shown.point.to_string_lossy().into_owned();
        let mut failure = None;
        let is_known = add(&mut disks, *purpose, &point, || match host.space(path) {
            Ok(space) => Some(Disk {
                mount: point.clone(),
                file_system: Some(mount.file_system.clone()),
                total_bytes: space.total_bytes,
                available_bytes: space.available_bytes,
                total_inodes: space.total_inodes,
                available_inodes: space.available_inodes,
                holds: Vec::new(),
            }),
            Err(error) => {
                failure = Some(error);
                None
            }
        });
        if !is_known {
            let reason = failure.map_or_else(String::new, |error| format!(": {error}"));
            missing.push(format!("the space at {point} cannot be read{reason}"));
        }
    }
    finish(disks, &missing)
}

/// The mount that a path without links is on: the longest that it begins with; of two at the same place, the later.
fn mount_of<'a>(mounts: &'a [Mount], path: &Path) -> Option<&'a Mount> {
    mounts
        .iter()
        .filter(|mount| path.starts_with(&mount.point))
        .max_by_key(|mount| mount.point.components().count())
}

/// The mount by which a file system is shown: of several that show it (bind mounts, subvolumes with one device), the one with
/// the shortest place that no other file system covers.
fn representative<'a>(mounts: &'a [Mount], mount: &'a Mount) -> &'a Mount {
    mounts
        .iter()
        .filter(|other| other.device == mount.device)
        .filter(|other| mount_of(mounts, &other.point).is_some_and(|seen| seen.device == mount.device))
        .min_by_key(|other| (other.point.components().count(), other.point.as_os_str().len()))
        .unwrap_or(mount)
}
