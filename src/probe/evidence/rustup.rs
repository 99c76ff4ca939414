//! The manifest of a rustup toolchain: the version of each of its components.

use std::io::Read;

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::probe::cache::CacheEntry;
use crate::version::Version;

/// A manifest has about a megabyte.
const MANIFEST_LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// So much of it is in memory at a time.
const MANIFEST_PART_BYTES: u64 = 64 * 1024;

/// The version of the component that the entry names, in the toolchain that the program is of.
pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let component = subject.entry.rustup.as_ref()?;
    from_manifest(host, subject, component)
}

/// A toolchain's manifest names the version of each component: `[pkg.rustc]`, then `version = "1.95.0 (59807616e 2026-04-14)"`.
/// Source: rustup's `lib/rustlib/multirust-channel-manifest.toml`, manifest version 2. It has a megabyte: it is searched, not parsed,
/// and what it says is remembered.
fn from_manifest(host: &Host, subject: &Subject<'_>, component: &str) -> Option<Evidence> {
    let toolchain = subject
        .resolved
        .parent()
        .filter(|bin| bin.file_name().is_some_and(|name| name == "bin"))?
        .parent()?;
    let manifest = toolchain.join("lib/rustlib/multirust-channel-manifest.toml");
    let key = format!("components {}", host.stamp_once(&manifest)?);
    let versions = if let Some(CacheEntry::Components(versions)) = subject.cache.get(&key) {
        versions
    } else {
        let versions = component_versions(host.open(&manifest).ok()?);
        let memo = CacheEntry::Components(versions.clone());
        subject.cache.insert(key, host.now(), memo);
        versions
    };
    let whole = versions
        .lines()
        .find_map(|line| line.strip_prefix(component)?.strip_prefix('='))?;
    let version = whole.split(' ').next()?;
    Version::parse(version).map(|_| Evidence {
        manager: Some("rustup"),
        ..from_file(version, format!("{component} {whole}"))
    })
}

/// The version of each component, a line each: `rustc=1.95.0 (59807616e 2026-04-14)`.
fn component_versions(manifest: fs_err::File) -> String {
    const TABLE: &[u8] = b"\n[pkg.";
    let mut manifest = manifest.into_file().take(MANIFEST_LIMIT_BYTES);
    let mut versions = String::new();
    let mut bytes = Vec::new();
    loop {
        let Ok(read) = manifest.by_ref().take(MANIFEST_PART_BYTES).read_to_end(&mut bytes) else {
            return String::new();
        };
        // The last table may go on in the next part.
        let end = match memchr::memmem::rfind(&bytes, TABLE) {
            Some(last) if read > 0 => last,
            None if read > 0 => bytes.len().saturating_sub(TABLE.len()),
            _ => bytes.len(),
        };
        let whole = bytes.get(..end).unwrap_or_default();
        let heads = memchr::memmem::find_iter(whole, TABLE).filter_map(|start| whole.get(start + TABLE.len()..));
        versions.extend(heads.filter_map(component_version));
        if read == 0 {
            return versions;
        }
        bytes.drain(..end);
    }
}

/// `rustc]`, then `version = "1.95.0 (59807616e 2026-04-14)"`; the tables of its targets (`rustc.target.…`) have none.
fn component_version(head: &[u8]) -> Option<String> {
    let mut lines = head.split(|byte| *byte == b'\n');
    let name = std::str::from_utf8(lines.next()?.strip_suffix(b"]")?).ok()?;
    let version = std::str::from_utf8(lines.next()?.strip_prefix(b"version = ")?).ok()?;
    (!name.contains('.')).then(|| format!("{name}={}\n", version.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn a_table_that_two_parts_of_a_manifest_share_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("multirust-channel-manifest.toml");
        let mut manifest = "manifest-version = \"2\"\n\n".to_owned();
        let mut versions = String::new();
        // Tables of many lengths, so that the parts end anywhere in them.
        for number in 0..3000 {
            let noise = "x".repeat(number % 131);
            writeln!(
                manifest,
                "[pkg.tool-{number}]\nversion = \"1.{number}.0 (0123abc 2026-04-14)\"\n"
            )
            .unwrap();
            writeln!(manifest, "[pkg.tool-{number}.target.{noise}]\navailable = true\n").unwrap();
            writeln!(versions, "tool-{number}=1.{number}.0 (0123abc 2026-04-14)").unwrap();
        }
        fs_err::write(&path, &manifest).unwrap();
        assert!(manifest.len() as u64 > 4 * MANIFEST_PART_BYTES);
        assert_eq!(component_versions(fs_err::File::open(&path).unwrap()), versions);
        fs_err::write(&path, "no table\n").unwrap();
        assert_eq!(component_versions(fs_err::File::open(&path).unwrap()), "");
    }
}
