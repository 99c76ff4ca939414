//! The form in which a raw scan is stored, and under which name.
//!
//! A file is a zstd stream: a frame that decoders skip says whose scan it is and when it came, and a second one is the
//! body as it was received. So `zstd -d` gives the body alone, and the index can be built again from the files.
//! Source of the frames: RFC 8878, 3.1.2.

use std::io::{self, Read as _};

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The first bytes of a frame that decoders skip.
const SKIPPABLE: [u8; 4] = 0x184D_2A5D_u32.to_le_bytes();
/// A scan is written once and read seldom: the fastest level already makes it six times smaller.
const LEVEL: i32 = 1;
/// The longest name of a developer's directory.
const LONGEST_DIRECTORY: usize = 80;

/// What a raw scan says of itself, beside its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) scan_id: String,
    #[serde(rename = "developer")]
    pub(crate) developer_id: String,
    pub(crate) received_at: Timestamp,
}

/// The bytes to store, and a hash: bodies that have the same are the same. Bodies that have not may still be, if one was
/// compressed by another version of zstd.
pub(crate) fn encode(head: &Head, body: &[u8]) -> io::Result<(Bytes, [u8; 32])> {
    let head = serde_json::to_vec(head)?;
    let length = u32::try_from(head.len()).map_err(io::Error::other)?;
    let body = zstd::bulk::compress(body, LEVEL)?;
    let mut raw = Vec::with_capacity(8 + head.len() + body.len());
    raw.extend(SKIPPABLE);
    raw.extend(length.to_le_bytes());
    raw.extend_from_slice(&head);
    raw.extend_from_slice(&body);
    Ok((raw.into(), sha256(&body)))
}

/// The hash of stored bytes, as [`encode`] gave it. `None`: they are not a raw scan of this platform.
pub(crate) fn hash_of(raw: &[u8]) -> Option<[u8; 32]> {
    let (length, rest) = raw.strip_prefix(&SKIPPABLE)?.split_first_chunk::<4>()?;
    let (_, body) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some(sha256(body))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// The head and the body of what was stored. `limit`: the longest body that can be right.
pub(crate) fn decode(raw: &[u8], limit: u64) -> io::Result<(Head, Vec<u8>)> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "not a raw scan of this platform");
    let rest = raw.strip_prefix(&SKIPPABLE).ok_or_else(wrong)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(wrong)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| wrong())?;
    let (head, rest) = rest.split_at_checked(length).ok_or_else(wrong)?;
    let head = serde_json::from_slice(head)?;
    let mut body = Vec::new();
    zstd::Decoder::with_buffer(rest)?
        .take(limit + 1)
        .read_to_end(&mut body)?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) > limit {
        return Err(wrong());
    }
    Ok((head, body))
}

/// How long the body of stored bytes is, by its frame's own word; what is no frame is as long as it is.
pub(crate) fn body_length(raw: &[u8]) -> usize {
    let frame = || {
        let (length, rest) = raw.strip_prefix(&SKIPPABLE)?.split_first_chunk::<4>()?;
        let (_, frame) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        zstd::zstd_safe::get_frame_content_size(frame).ok().flatten()
    };
    let length = frame().and_then(|length| usize::try_from(length).ok());
    length.unwrap_or(raw.len())
}

/// The name that a raw scan is stored under: `scans/<developer>/<time>-<id>.json.zst`, safe on every file system.
pub(crate) fn key(head: &Head) -> String {
    let time = head.received_at.strftime("%Y%m%dT%H%M%S.%3fZ");
    format!(
        "scans/{}/{time}-{}.json.zst",
        directory(&head.developer_id),
        head.scan_id
    )
}

/// A developer's directory. Names that differ give directories that differ, also where `A` and `a` are one.
fn directory(developer: &str) -> String {
    use std::fmt::Write as _;
    let mut directory = String::with_capacity(developer.len());
    for byte in developer.bytes() {
        let inner = !directory.is_empty();
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' | b'@' => directory.push(char::from(byte)),
            b'-' if inner => directory.push('-'),
            // `nul.txt` is a device on Windows, and a dot at the end is lost there.
            _ => {
                let _ = write!(directory, "={byte:02x}");
            }
        }
    }
    let is_device = match directory.as_str() {
        "con" | "prn" | "aux" | "nul" => true,
        name => {
            name.len() == 4
                && (name.starts_with("com") || name.starts_with("lpt"))
                && name.ends_with(|last: char| last.is_ascii_digit())
        }
    };
    if is_device || directory.len() > LONGEST_DIRECTORY || directory.is_empty() {
        let name_hash = digest(&SHA256, developer.as_bytes());
        directory.truncate(40);
        directory.push('=');
        for byte in name_hash.as_ref().iter().take(16) {
            let _ = write!(directory, "{byte:02x}");
        }
    }
    directory
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn head(developer: &str) -> Head {
        Head {
            scan_id: "0199c5a8-7a1e-7c7b-9d2f-3f7a52a1c001".to_owned(),
            developer_id: developer.to_owned(),
            received_at: "2026-02-03T12:45:00.5Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_raw_scan_comes_back_and_zstd_alone_gives_its_body() {
        let body = br#"{"schema_version":"1.0"}"#;
        let (raw, hash) = encode(&head("ada"), body).unwrap();
        assert_eq!((hash_of(&raw), body_length(&raw)), (Some(hash), 24));
        assert_eq!(encode(&head("bob"), body).unwrap().1, hash);
        assert_ne!(encode(&head("ada"), br#"{"schema_version":"1.1"}"#).unwrap().1, hash);
        assert_eq!(decode(&raw, 24).unwrap(), (head("ada"), body.to_vec()));
        assert_eq!(zstd::decode_all(raw.as_ref()).unwrap(), body);
        assert_eq!(decode(&raw, 23).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(decode(&raw[4..], 24).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn keys_are_safe_names() {
        let key = |developer| key(&head(developer));
        let file = "20260203T124500.500Z-0199c5a8-7a1e-7c7b-9d2f-3f7a52a1c001.json.zst";
        assert_eq!(key("ada@example.org"), format!("scans/ada@example=2eorg/{file}"));
        assert_eq!(key("../../x"), format!("scans/=2e=2e=2f=2e=2e=2fx/{file}"));
        assert_eq!(key("Ada"), format!("scans/=41da/{file}"));
        assert!(key("nul").starts_with("scans/nul="));
        assert!(key("com1").starts_with("scans/com1="));
    }

    proptest! {
        #[test]
        fn directories_differ_where_developers_do(one in "[a-zA-Z0-9=./\\\\|-]{1,60}", other in "[a-zA-Z0-9=./\\\\|-]{1,60}") {
            prop_assert_eq!(directory(&one) == directory(&other), one == other);
            let directory = directory(&one);
            prop_assert!(directory.len() <= LONGEST_DIRECTORY);
            prop_assert!(object_store::path::Path::parse(&directory).is_ok());
            prop_assert!(!directory.bytes().any(|byte| byte.is_ascii_uppercase() || b"./\\:".contains(&byte)));
        }
    }
}
