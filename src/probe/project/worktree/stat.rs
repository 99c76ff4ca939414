//! Metadata in the form in which Git's index keeps it.

use std::fs::Metadata;

use gix::index::entry::Stat;

#[cfg(unix)]
pub(super) fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // Git looks at the owner's bit alone.
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
pub(super) fn is_executable(_: &Metadata) -> bool {
    false
}

/// Metadata as the index records it: the low 32 bits of each number.
#[cfg(unix)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unnecessary_wraps,
    reason = "Git's index keeps the low 32 bits and compares those; other systems do not always tell"
)]
pub(super) fn stat(metadata: &Metadata) -> Option<Stat> {
    use gix::index::entry::stat::Time;
    use std::os::unix::fs::MetadataExt;
    Some(Stat {
        mtime: Time {
            secs: metadata.mtime() as u32,
            nsecs: metadata.mtime_nsec() as u32,
        },
        ctime: Time {
            secs: metadata.ctime() as u32,
            nsecs: metadata.ctime_nsec() as u32,
        },
        dev: metadata.dev() as u32,
        ino: metadata.ino() as u32,
        uid: metadata.uid(),
        gid: metadata.gid(),
        size: metadata.len() as u32,
    })
}

/// As [`stat`].
#[cfg(unix)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Git's index keeps the low 32 bits and compares those"
)]
pub(super) fn looked_at(look: &rustix::fs::Stat) -> Stat {
    use gix::index::entry::stat::Time;
    Stat {
        mtime: Time {
            secs: look.st_mtime as u32,
            nsecs: look.st_mtime_nsec as u32,
        },
        ctime: Time {
            secs: look.st_ctime as u32,
            nsecs: look.st_ctime_nsec as u32,
        },
        dev: look.st_dev as u32,
        ino: look.st_ino as u32,
        uid: look.st_uid,
        gid: look.st_gid,
        size: look.st_size as u32,
    }
}

/// Metadata as Git for Windows records it: no owner, no inode, and the time of creation in the place of the change's.
#[cfg(not(unix))]
#[expect(
    clippy::cast_possible_truncation,
    reason = "Git's index keeps the low 32 bits and compares those"
)]
pub(super) fn stat(metadata: &Metadata) -> Option<Stat> {
    Some(Stat {
        mtime: metadata.modified().ok()?.try_into().ok()?,
        ctime: metadata.created().ok()?.try_into().ok()?,
        dev: 0,
        ino: 0,
        uid: 0,
        gid: 0,
        size: metadata.len() as u32,
    })
}
