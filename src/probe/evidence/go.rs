//! Go programs: the build information that the linker puts into them.
//!
//! Source: Go's `debug/buildinfo` (Go 1.18 and later: two strings with their lengths behind a 32-byte header). Earlier ones, and
//! universal programs of macOS, are not read: there the command tells.

use std::path::Path;

use object::read::elf::{FileHeader, SectionHeader};
use object::read::{ReadCache, ReadRef};
use object::{Endianness, FileKind, Object, ObjectSection, elf};

use super::{Evidence, Subject};
use crate::host::Host;
use crate::scan::VersionSource;
use crate::version::Version;

const MAGIC: &[u8] = b"\xff Go buildinf:";
const HEADER_BYTES: usize = 32;
/// The flag of the form in which the strings follow the header.
const INLINE_STRINGS: u8 = 2;
/// The information is a few hundred lines at most.
const LIMIT_BYTES: u64 = 1024 * 1024;

pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let entry = subject.entry;
    if (entry.go.is_empty() && entry.go_variable.is_none()) || subject.interpreter.is_some() {
        return None;
    }
    let text = information(host, subject.resolved)?;
    let told = |version: &str, raw| Evidence {
        version: version.to_owned(),
        raw,
        source: VersionSource::Binary,
        manager: None,
    };
    if let Some(variable) = &entry.go_variable
        && let Some(version) = set_by_the_linker(&text, variable)
    {
        return Some(told(version, format!("{variable}={version}")));
    }
    let (module, version) = main_module(&text)?;
    if !entry.go.iter().any(|own| {
        own == module
            || module
                .strip_prefix(own.as_str())
                .is_some_and(|rest| rest.starts_with("/v"))
    }) {
        return None;
    }
    let version = version.strip_prefix('v')?.split('+').next()?;
    // `v0.0.0-20240101…` is made from a commit, `(devel)` from a work tree: neither is what the program calls itself.
    let made_up = version
        .split('-')
        .any(|part| part.len() == 14 && part.bytes().all(|byte| byte.is_ascii_digit()))
        || version.contains("-0.20");
    (!made_up).then(|| told(version, format!("{module} v{version}")))
}

/// The main module of a Go program. `None`: it is none, or does not tell.
pub fn module(host: &Host, program: &Path) -> Option<String> {
    let text = information(host, program)?;
    main_module(&text).map(|(module, _)| module.to_owned())
}

/// The build information of a program, as lines.
fn information(host: &Host, program: &Path) -> Option<String> {
    let cache = ReadCache::new(host.open(program).ok()?);
    let (offset, size) = place(&cache)?;
    let data = (&cache).read_bytes_at(offset, size.min(LIMIT_BYTES)).ok()?;
    module_information(data)
}

/// The version that a flag of the linker gives a variable: `build\t-ldflags=" -X \"main.version=v1.2.3\" -s"`, however it is quoted.
/// Source: `go tool link`, `-X importpath.name=value`; the lines of `go version -m`.
fn set_by_the_linker<'t>(text: &'t str, variable: &str) -> Option<&'t str> {
    let flags = text.lines().find_map(|line| line.strip_prefix("build\t-ldflags="))?;
    let value = flags
        .split(['"', '\'', '\\', ' ', '='])
        .skip_while(|part| *part != variable)
        .nth(1)?;
    let version = value.strip_prefix('v').unwrap_or(value).split('+').next()?;
    Version::parse(version).map(|_| version)
}

/// Where the build information stands in a program: its offset and the size of what it is in.
fn place<'d, R: ReadRef<'d>>(program: R) -> Option<(u64, u64)> {
    let name = match FileKind::parse(program).ok()? {
        // For these `object::File` would read the names of all functions first, which may be megabytes.
        FileKind::Elf64 => return place_in_elf::<elf::FileHeader64<Endianness>, R>(program),
        FileKind::Elf32 => return place_in_elf::<elf::FileHeader32<Endianness>, R>(program),
        // These have no section of its own for it: it stands at the start of the data.
        FileKind::Pe32 | FileKind::Pe64 => ".data",
        _ => "__go_buildinfo",
    };
    object::File::parse(program).ok()?.section_by_name(name)?.file_range()
}

fn place_in_elf<'d, E: FileHeader, R: ReadRef<'d>>(program: R) -> Option<(u64, u64)> {
    let header = E::parse(program).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, program).ok()?;
    let (_, section) = sections.section_by_name(endian, b".go.buildinfo")?;
    section.file_range(endian)
}

/// The second string behind the header: lines of `path`, `mod`, `dep`, `build`, between two 16-byte markers.
fn module_information(data: &[u8]) -> Option<String> {
    let data = data.get(data.windows(MAGIC.len()).position(|window| window == MAGIC)?..)?;
    if data.get(15)? & INLINE_STRINGS == 0 {
        return None;
    }
    let (_, rest) = counted(data.get(HEADER_BYTES..)?)?;
    let (information, _) = counted(rest)?;
    let text = information.get(16..information.len().checked_sub(16)?)?;
    std::str::from_utf8(text).ok().map(str::to_owned)
}

/// A string behind its length as an unsigned LEB128 number.
fn counted(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    for (index, byte) in data.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return data.get(index + 1..)?.split_at_checked(length);
        }
    }
    None
}

/// The module that the program is of, and its version.
fn main_module(text: &str) -> Option<(&str, &str)> {
    let line = text.lines().find_map(|line| line.strip_prefix("mod\t"))?;
    let mut columns = line.split('\t');
    Some((columns.next()?, columns.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn information(module: &str) -> Vec<u8> {
        let marked = [&[b'0'; 16][..], module.as_bytes(), &[b'f'; 16][..]].concat();
        let mut data = [MAGIC, &[8, INLINE_STRINGS], &[0; 16]].concat();
        data.extend([8]);
        data.extend(b"go1.22.1");
        data.extend([
            u8::try_from(marked.len() & 0x7f).unwrap() | 0x80,
            u8::try_from(marked.len() >> 7).unwrap(),
        ]);
        data.extend(marked);
        data
    }

    #[test]
    fn the_main_module_tells_its_version() {
        let lines = "path\tgithub.com/mikefarah/yq/v4\nmod\tgithub.com/mikefarah/yq/v4\tv4.40.5\th1:abc=\ndep\tgolang.org/x/net\tv0.19.0\n\
                     build\tCGO_ENABLED=0\nbuild\tGOOS=linux\nbuild\tvcs=git\n";
        let text = module_information(&information(lines)).unwrap();
        assert_eq!(text, lines);
        assert_eq!(main_module(&text), Some(("github.com/mikefarah/yq/v4", "v4.40.5")));
    }

    #[test]
    fn a_flag_of_the_linker_tells_the_version_however_it_is_quoted() {
        // The first is Docker's own: `go version -m` of docker 28.2.2, 2026-11-28.
        let docker = "path\tgithub.com/docker/cli/cmd/docker\nbuild\t-compiler=gc\nbuild\t-ldflags=\" -X \\\"github.com/docker/cli/cli/version.GitCommit=e6534b4\\\" \
                      -X \\\"github.com/docker/cli/cli/version.BuildTime=2025-05-30T12:07:14Z\\\" -X \\\"github.com/docker/cli/cli/version.Version=28.2.2\\\" \
                      -extldflags -static\"\nbuild\tGOOS=linux\n";
        let variable = "github.com/docker/cli/cli/version.Version";
        let told = |text: &str| set_by_the_linker(text, variable).map(str::to_owned);
        assert_eq!(told(docker), Some("28.2.2".to_owned()));
        for (flags, version) in [
            (
                "\"-s -X 'github.com/docker/cli/cli/version.Version=v1.2.3-rc.1+dfsg1' -w\"",
                Some("1.2.3-rc.1"),
            ),
            ("-X=github.com/docker/cli/cli/version.Version=1.2.3", Some("1.2.3")),
            ("\"-X github.com/docker/cli/cli/version.Version=unknown-version\"", None),
            ("\"-X github.com/docker/cli/cli/version.Versions=1.2.3\"", None),
            ("\"-X github.com/docker/cli/cli/version.Version\"", None),
        ] {
            assert_eq!(
                told(&format!("build\t-ldflags={flags}\n")).as_deref(),
                version,
                "{flags}"
            );
        }
        assert_eq!(told("build\t-trimpath=true\n"), None);
    }

    proptest! {
        #[test]
        fn damaged_information_is_no_information(mut data in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..50) {
            for (index, byte) in MAGIC.iter().chain(&[8, INLINE_STRINGS]).enumerate() {
                if let Some(place) = data.get_mut(at + index) { *place = *byte; }
            }
            let _ = module_information(&data);
        }
    }
}
