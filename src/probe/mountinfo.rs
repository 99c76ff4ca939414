//! `/proc/self/mountinfo`: what is mounted where, as this process sees it.

use std::io;
use std::path::{Path, PathBuf};

use crate::host::Host;

/// A mount. Source of the format: `proc_pid_mountinfo(5)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    /// `major:minor` of the file system: two mounts with the same one show the same file system.
    pub(super) device: String,
    /// The directory of the file system that is mounted; `/` unless it is a part.
    pub(super) root: String,
    /// Where it is mounted.
    pub(super) point: PathBuf,
    /// `ext4`, `overlay`, `cgroup2` …
    pub(super) file_system: String,
    /// The options of the file system itself, with commas: `rw,upperdir=/var/lib/…`.
    pub(super) options: String,
}

/// The mounts in the order in which they were made: of two at the same place, the later one hides the earlier.
///
/// # Errors
/// The list cannot be read.
pub(super) fn read(host: &Host) -> io::Result<Vec<Mount>> {
    // A machine full of containers has some thousands of mounts of some 300 bytes each.
    let text = host.read_text(Path::new("/proc/self/mountinfo"), 16 << 20)?;
    Ok(text.lines().filter_map(parse_line).collect())
}

/// Reads one line, for example
/// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`.
fn parse_line(line: &str) -> Option<Mount> {
    // Between the sixth field and the lone hyphen stand none or more optional fields.
    let (mount, file_system) = line.split_once(" - ")?;
    let mut fields = mount.split(' ').skip(2);
    let device = fields.next()?.to_owned();
    let root = unescape(fields.next()?);
    let point = PathBuf::from(unescape(fields.next()?));
    let mut fields = file_system.split(' ');
    let kind = unescape(fields.next()?);
    let options = fields.nth(1).map(unescape).unwrap_or_default();
    Some(Mount {
        device,
        root,
        point,
        file_system: kind,
        options,
    })
}

/// Space, tab, newline and backslash stand as a backslash and three octal digits.
fn unescape(field: &str) -> String {
    if !field.contains('\\') {
        return field.to_owned();
    }
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = after
            .get(..3)
            .filter(|digits| *first == b'\\' && digits.iter().all(|digit| (b'0'..=b'7').contains(digit)))
            .map(|digits| {
                digits
                    .iter()
                    .fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'))
            })
            .and_then(|value| u8::try_from(value).ok());
        bytes.push(octal.unwrap_or(*first));
        rest = match octal {
            Some(_) => after.get(3..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_optional_fields_and_octal_escapes() {
        let line = r"96 29 0:43 /@home /mnt/My\040Disk\134x rw,noatime shared:2 master:1 - btrfs /dev/sda\0402 rw,subvol=/a\054b";
        assert_eq!(
            parse_line(line),
            Some(Mount {
                device: "0:43".to_owned(),
                root: "/@home".to_owned(),
                point: PathBuf::from(r"/mnt/My Disk\x"),
                file_system: "btrfs".to_owned(),
                options: "rw,subvol=/a,b".to_owned(),
            })
        );
        assert_eq!(parse_line("36 35 98:0 / /mnt rw"), None);
        assert_eq!(unescape(r"a\04"), r"a\04");
        assert_eq!(unescape(r"caf\303\251"), "café");
    }
}
