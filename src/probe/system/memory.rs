//! Memory of the machine and what the control group leaves of it.

use std::path::{Path, PathBuf};

use crate::host::Host;
use crate::probe::mountinfo::Mount;

/// Memory in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Memory {
    /// The machine's, or the lowest limit on the way from this process's group to the root.
    pub(super) total: Option<u64>,
    /// What can be had without swapping, within those limits.
    pub(super) available: Option<u64>,
}

/// Reads the memory, within the limits of control groups of either version.
///
/// Source: `proc_meminfo(5)`; the kernel's `admin-guide/cgroup-v2.rst` and `cgroup-v1/memory.rst`.
pub(super) fn read(host: &Host, groups: &str, mounts: &[Mount]) -> Memory {
    let text = host.read_text(Path::new("/proc/meminfo"), 1 << 16).unwrap_or_default();
    let mut memory = Memory {
        total: kibibytes(&text, "MemTotal"),
        // Kernels before 3.14 do not tell it; free memory is then the least that is certain.
        available: kibibytes(&text, "MemAvailable").or_else(|| kibibytes(&text, "MemFree")),
    };
    let machine_bytes = memory.total;
    for group in memory_groups(groups, mounts) {
        limit(host, &group, machine_bytes, &mut memory);
    }
    memory
}

fn kibibytes(meminfo: &str, name: &str) -> Option<u64> {
    let rest = meminfo
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let number: u64 = rest.trim().strip_suffix("kB")?.trim().parse().ok()?;
    number.checked_mul(1024)
}

/// The directory of this process's group in one hierarchy that limits memory, and where that hierarchy is mounted.
struct Group {
    mount: PathBuf,
    directory: PathBuf,
    files: &'static Files,
}

/// The files of one version of control groups.
struct Files {
    limit: &'static str,
    usage: &'static str,
    /// The line of `memory.stat` that counts cached file pages which can be dropped at once.
    reclaimable: &'static str,
}

const FIRST: Files = Files {
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    reclaimable: "total_inactive_file",
};

const SECOND: Files = Files {
    limit: "memory.max",
    usage: "memory.current",
    reclaimable: "inactive_file",
};

/// Finds the groups in `/proc/self/cgroup`: lines such as `0::/user.slice` and `4:memory:/docker/abc`.
fn memory_groups(groups: &str, mounts: &[Mount]) -> Vec<Group> {
    let mut found = Vec::new();
    for line in groups.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(id), Some(controllers), Some(path)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let (mount, files) = if id == "0" && controllers.is_empty() {
            (mounts.iter().rfind(|mount| mount.file_system == "cgroup2"), &SECOND)
        } else if controllers.split(',').any(|name| name == "memory") {
            let is_memory = |mount: &&Mount| {
                mount.file_system == "cgroup" && mount.options.split(',').any(|option| option == "memory")
            };
            (mounts.iter().rfind(is_memory), &FIRST)
        } else {
            continue;
        };
        let Some(mount) = mount else { continue };
        // In a container the mount shows only a part of the hierarchy: the path is told from its top, the mount's root is
        // where the part begins. A path outside that part (`/../x`) cannot be seen: the mount itself is then nearest.
        let below = Path::new(path)
            .strip_prefix(&mount.root)
            .ok()
            .filter(|below| !below.components().any(|part| part.as_os_str() == ".."))
            .unwrap_or_else(|| Path::new(""));
        found.push(Group {
            mount: mount.point.clone(),
            directory: mount.point.join(below),
            files,
        });
    }
    found
}

/// Lowers `memory` to the limits of a group and of those above it.
///
/// Each level that limits also bounds what is left: a group with room of its own can stand in a full one.
fn limit(host: &Host, group: &Group, machine_bytes: Option<u64>, memory: &mut Memory) {
    let number = |path: PathBuf| -> Option<u64> { host.read_text(&path, 4096).ok()?.trim().parse().ok() };
    // The first steps may be below what is mounted, where no files are: they limit nothing.
    for directory in group.directory.ancestors() {
        // `max` is no number; version 1 says "none" with a number larger than any memory.
        let lower =
            number(directory.join(group.files.limit)).filter(|limit| machine_bytes.is_none_or(|bytes| *limit < bytes));
        if let Some(limit) = lower {
            memory.total = Some(memory.total.map_or(limit, |total| total.min(limit)));
            if let Some(used) = number(directory.join(group.files.usage)) {
                let reclaimable = host
                    .read_text(&directory.join("memory.stat"), 1 << 16)
                    .ok()
                    .and_then(|stat| stat_line(&stat, group.files.reclaimable))
                    .unwrap_or(0);
                let left = limit.saturating_sub(used.saturating_sub(reclaimable));
                memory.available = Some(memory.available.map_or(left, |available| available.min(left)));
            }
        }
        if directory == group.mount {
            break;
        }
    }
}

fn stat_line(stat: &str, name: &str) -> Option<u64> {
    stat.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?
        .trim()
        .parse()
        .ok()
}
