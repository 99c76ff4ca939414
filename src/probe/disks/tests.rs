//! File systems of every kind, from captured mount tables.

use super::*;
use crate::probe::fixture::write;

const MOUNTS: &str = "\
29 1 259:2 /@ / rw,relatime shared:1 - btrfs /dev/nvme0n1p2 rw,ssd,subvol=/@
40 29 259:2 /@home /home rw,relatime shared:9 - btrfs /dev/nvme0n1p2 rw,ssd,subvol=/@home
41 29 0:40 / /tmp rw,nosuid - tmpfs tmpfs rw
42 29 259:7 / /mnt/My\\040Disk rw,relatime - ext4 /dev/sdb1 rw
43 29 0:60 / /net rw,relatime - nfs4 server:/x rw
";

/// Mount, type and purposes.
fn shape(probed: Probed<Storage>) -> Vec<(String, Option<String>, Vec<DiskUse>)> {
    let Probed::Whole(Storage { disks, .. }) = probed else {
        panic!("{probed:?}")
    };
    disks
        .into_iter()
        .map(|disk| (disk.mount, disk.file_system, disk.holds))
        .collect()
}

#[test]
fn subvolumes_are_one_file_system_and_links_are_followed() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/proc/self/mountinfo", MOUNTS);
    for directory in ["home/anna", "tmp", "mnt/My Disk/shop", "var/lib/docker", "net/x"] {
        std::fs::create_dir_all(root.path().join(directory)).unwrap();
    }
    let host = Host::fixture(root.path(), "/net/x", &[("HOME", "/home/anna")]);
    assert_eq!(
        shape(read(&host, Some(Path::new("/mnt/My Disk/shop")))),
        [
            (
                "/".to_owned(),
                Some("btrfs".to_owned()),
                vec![DiskUse::ContainerData, DiskUse::Home]
            ),
            (
                "/mnt/My Disk".to_owned(),
                Some("ext4".to_owned()),
                vec![DiskUse::Project]
            ),
            ("/tmp".to_owned(), Some("tmpfs".to_owned()), vec![DiskUse::Temp]),
        ]
    );
}

#[test]
fn the_real_disk_of_the_current_directory_has_room() {
    let directory = tempfile::tempdir().unwrap();
    let host = Host::fixture(Path::new(""), directory.path().to_str().unwrap(), &[("TMPDIR", "/tmp")]);
    let (Probed::Whole(storage) | Probed::Partial { value: storage, .. }) = read(&host, None) else {
        panic!("mounts can be read");
    };
    let disk = storage
        .disks
        .iter()
        .find(|disk| disk.holds.contains(&DiskUse::Project))
        .unwrap();
    let space = host.space(directory.path()).unwrap();
    assert_eq!(
        (disk.total_bytes, disk.total_inodes),
        (space.total_bytes, space.total_inodes)
    );
    assert!(disk.available_bytes > 0 && disk.available_bytes <= disk.total_bytes);
}

#[test]
fn without_mounts_nothing_is_known() {
    let root = tempfile::tempdir().unwrap();
    assert!(matches!(
        read(&Host::fixture(root.path(), "/", &[]), None),
        Probed::Failed { .. }
    ));
}
