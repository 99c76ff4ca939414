//! The file systems that hold what a developer needs, and the directories on them that are written to.

mod directories;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(not(target_os = "linux"))]
use other as platform;

use std::path::{Path, PathBuf};

use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Disk, DiskUse, WorkDirectory};

/// What was read of disks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// File systems, sorted by mount.
    pub disks: Vec<Disk>,
    /// Directories that are written to, sorted by what they are for.
    pub directories: Vec<WorkDirectory>,
}

/// Reads the file systems that hold the home directory, the project (without one, the current directory), temporary files and
/// container data. No other file system is touched: a network's could hang.
pub fn read(host: &Host, project: Option<&Path>) -> Probed<Storage> {
    let directories = directories::read(host, project);
    let storage = |disks| Storage { disks, directories };
    match platform::read(host, &wanted(host, project)) {
        Probed::Whole(disks) => Probed::Whole(storage(disks)),
        Probed::Partial { value, detail } => Probed::Partial {
            value: storage(value),
            detail,
        },
        Probed::Failed { detail } => Probed::Failed { detail },
    }
}

/// The directories to look for. One that is not there is left out: nothing is on it.
fn wanted(host: &Host, project: Option<&Path>) -> Vec<(DiskUse, PathBuf)> {
    let home = host.home();
    let mut directories = vec![
        (DiskUse::Project, project.unwrap_or_else(|| host.directory()).to_owned()),
        (DiskUse::Temp, temporary(host).0),
    ];
    if let Some(home) = &home {
        directories.push((DiskUse::Home, home.clone()));
    }
    directories.extend(
        container_data(host, home.as_deref())
            .into_iter()
            .map(|path| (DiskUse::ContainerData, path)),
    );
    // Also resolves links: a home directory can be a link to another disk.
    directories
        .into_iter()
        .filter_map(|(purpose, path)| Some((purpose, host.canonicalize(&path).ok()?)))
        .collect()
}

/// Where programs put temporary files, and the variable that says so: as `std::env::temp_dir` has it, from the host's environment.
fn temporary(host: &Host) -> (PathBuf, Option<&'static str>) {
    let (variables, default): (&[&str], &str) = if cfg!(windows) {
        (&["TMP", "TEMP", "USERPROFILE"], r"C:\Windows")
    } else {
        (&["TMPDIR"], "/tmp")
    };
    match directories::named_by(host, variables) {
        Some((path, name)) => (path, Some(name)),
        None => (PathBuf::from(default), None),
    }
}

/// Where container engines keep images and volumes, by default.
fn container_data(host: &Host, home: Option<&Path>) -> Vec<PathBuf> {
    let mut directories: Vec<PathBuf> = Vec::new();
    if cfg!(windows) {
        // Docker Desktop's virtual disks.
        directories.extend(
            host.env_path("LOCALAPPDATA")
                .map(|path| path.join("Docker").join("wsl")),
        );
    } else if cfg!(target_os = "macos") {
        let below_home = [
            "Library/Containers/com.docker.docker/Data",
            ".colima",
            ".orbstack",
            ".local/share/containers/podman/machine",
        ];
        directories.extend(
            home.iter()
                .flat_map(|home| below_home.iter().map(|path| home.join(path))),
        );
    } else {
        directories.extend(["/var/lib/docker", "/var/lib/containers", "/var/lib/containerd"].map(PathBuf::from));
        let data = host
            .env_path("XDG_DATA_HOME")
            .or_else(|| home.map(|home| home.join(".local/share")));
        if let Some(data) = data {
            directories.extend([data.join("containers"), data.join("docker")]);
        }
        directories.extend(home.map(|home| home.join(".docker/desktop")));
    }
    directories
}

/// Adds a purpose to the file system at `mount`, or a new one.
fn add(disks: &mut Vec<Disk>, purpose: DiskUse, mount: &str, new: impl FnOnce() -> Option<Disk>) -> bool {
    if let Some(disk) = disks.iter_mut().find(|disk| disk.mount == mount) {
        disk.holds.push(purpose);
        return true;
    }
    let made = new();
    let is_made = made.is_some();
    disks.extend(made.map(|mut disk| {
        disk.holds.push(purpose);
        disk
    }));
    is_made
}

/// The list as the contract wants it, whole unless something is `missing`.
fn finish(mut disks: Vec<Disk>, missing: &[String]) -> Probed<Vec<Disk>> {
    for disk in &mut disks {
        disk.holds.sort_unstable();
        disk.holds.dedup();
    }
    disks.sort_by(|one, other| one.mount.cmp(&other.mount));
    if missing.is_empty() {
        Probed::Whole(disks)
    } else {
        Probed::Partial {
            value: disks,
            detail: missing.join("; "),
        }
    }
}
