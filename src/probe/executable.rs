//! Whether the system would start a program, read from its file: the processor, the loader and the C library that it asks for.
//!
//! Sources: elf(5), ld.so(8), and for the versions of symbols "ELF Handling for Thread-Local Storage" and the LSB's "Symbol Versioning".
//! Scripts are told by `interpreter.rs`. Where a fact is missing (an unknown processor, a C library that cannot be read) nothing is said.

use std::path::{Path, PathBuf};

use object::read::elf::{FileHeader, ProgramHeader};
use object::read::{ReadCache, ReadRef};
use object::{Endianness, FileKind, elf};
use serde::{Deserialize, Serialize};

use super::cache::{CacheEntry, ProbeCache};
use super::interpreter;
use crate::host::Host;

/// What a file asks of the system that starts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Needs {
    /// There is nothing in it.
    Contents,
    /// The end of it is missing: a download that broke off.
    Rest,
    /// It is a page of the web, which a failed download leaves.
    Page,
    /// It is no program of any system that is known here.
    OtherFormat,
    /// A program of Linux.
    Linux {
        /// The number of the processor that it is built for: `e_machine`.
        machine: u16,
        /// The loader that starts it. `None`: it is linked statically.
        loader: Option<PathBuf>,
        /// The newest version of glibc's symbols that it uses: `[2, 34]`.
        glibc: Option<Vec<u32>>,
    },
    /// macOS.
    Macos,
    /// Windows, or Wine.
    Windows,
}

/// Reads what a file asks for. `None`: a script, or nothing that can be told.
fn read(host: &Host, file: &Path) -> Option<Needs> {
    let opened = host.open(file).ok()?;
    if opened.metadata().is_ok_and(|metadata| metadata.len() == 0) {
        return Some(Needs::Contents);
    }
    let program = ReadCache::new(opened);
    let Ok(kind) = FileKind::parse(&program) else {
        return without_format(&program);
    };
    match kind {
        FileKind::Elf64 => linux::<elf::FileHeader64<Endianness>, _>(&program),
        FileKind::Elf32 => linux::<elf::FileHeader32<Endianness>, _>(&program),
        FileKind::MachO32 | FileKind::MachO64 | FileKind::MachOFat32 | FileKind::MachOFat64 => Some(Needs::Macos),
        FileKind::Pe32 | FileKind::Pe64 => Some(Needs::Windows),
        _ => None,
    }
}

/// What a file is that has no format of programs. `None`: a script.
fn without_format<'d, R: ReadRef<'d>>(file: R) -> Option<Needs> {
    const HEAD_BYTES: u64 = 256;
    let length = file.len().ok()?.min(HEAD_BYTES);
    let head = file.read_bytes_at(0, length).ok()?;
    if interpreter::is_page(head) {
        return Some(Needs::Page);
    }
    if head.starts_with(b"\x7fELF") {
        return Some(Needs::Rest);
    }
    (!head.starts_with(b"#!") && !interpreter::is_text(head)).then_some(Needs::OtherFormat)
}

fn linux<'d, E: FileHeader<Endian = Endianness>, R: ReadRef<'d>>(program: R) -> Option<Needs> {
    let header = E::parse(program).ok()?;
    let endian = header.endian().ok()?;
    if !matches!(header.e_type(endian), elf::ET_EXEC | elf::ET_DYN) {
        return None;
    }
    let Ok(segments) = header.program_headers(endian, program) else {
        return Some(Needs::Rest);
    };
    let length = program.len().ok()?;
    let is_cut = |segment: &E::ProgramHeader| {
        let (start, size): (u64, u64) = (segment.p_offset(endian).into(), segment.p_filesz(endian).into());
        segment.p_type(endian) == elf::PT_LOAD && start.saturating_add(size) > length
    };
    if segments.iter().any(is_cut) {
        return Some(Needs::Rest);
    }
    let loader = segments
        .iter()
        .find_map(|segment| segment.interpreter(endian, program).ok().flatten())
        .and_then(|path| std::str::from_utf8(path).ok())
        .map(PathBuf::from);
    Some(Needs::Linux {
        machine: header.e_machine(endian).0,
        loader,
        glibc: needed_glibc::<E, R>(header, endian, program),
    })
}

/// The newest version of glibc among the symbols that a program uses. A library of its own may have such names too: those do not count.
fn needed_glibc<'d, E: FileHeader, R: ReadRef<'d>>(header: &E, endian: E::Endian, program: R) -> Option<Vec<u32>> {
    let sections = header.sections(endian, program).ok()?;
    let (mut libraries, names) = sections.gnu_verneed(endian, program).ok()??;
    let strings = sections.strings(endian, program, names).ok()?;
    let mut newest: Option<Vec<u32>> = None;
    while let Ok(Some((library, mut versions))) = libraries.next() {
        let is_glibcs = library.file(endian, strings).is_ok_and(|name| {
            [
                &b"libc.so.6"[..],
                b"libm.so.6",
                b"libpthread.so.0",
                b"libdl.so.2",
                b"librt.so.1",
            ]
            .contains(&name)
        });
        while let Ok(Some(version)) = versions.next() {
            let is_weak = version.vna_flags.get(endian).0 & elf::VER_FLG_WEAK.0 != 0;
            if let Some(number) = version
                .name(endian, strings)
                .ok()
                .and_then(glibc_number)
                .filter(|_| is_glibcs && !is_weak)
            {
                newest = newest.max(Some(number));
            }
        }
    }
    newest
}

/// The newest version that a C library has symbols of.
fn offered_glibc<'d, E: FileHeader, R: ReadRef<'d>>(library: R) -> Option<Vec<u32>> {
    let header = E::parse(library).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, library).ok()?;
    let (mut versions, names) = sections.gnu_verdef(endian, library).ok()??;
    let strings = sections.strings(endian, library, names).ok()?;
    let mut newest = None;
    while let Ok(Some((_, mut own))) = versions.next() {
        if let Ok(Some(name)) = own.next() {
            newest = newest.max(name.name(endian, strings).ok().and_then(glibc_number));
        }
    }
    newest
}

/// `[2, 34]` of `GLIBC_2.34`. `GLIBC_PRIVATE` is no version.
fn glibc_number(name: &[u8]) -> Option<Vec<u32>> {
    let number = std::str::from_utf8(name).ok()?.strip_prefix("GLIBC_")?;
    number.split('.').map(|part| part.parse().ok()).collect()
}

/// Why this system would not start a file that is no script. `None`: it would, or it cannot be told.
///
/// What was read of the file is remembered for as long as it has this stamp.
pub fn refusal_of(host: &Host, cache: &ProbeCache, file: &Path, stamp: Option<&str>) -> Option<String> {
    let key = stamp.map(|stamp| format!("needs {stamp}"));
    let known = match key.as_deref().and_then(|key| cache.get(key)) {
        Some(CacheEntry::Needs(known)) => Some(known.and_then(|text| serde_json::from_str(&text).ok())),
        _ => None,
    };
    let needs = known.unwrap_or_else(|| {
        let needs = read(host, file);
        if let Some(key) = key {
            let text = needs.as_ref().and_then(|needs| serde_json::to_string(needs).ok());
            cache.insert(key, host.now(), CacheEntry::Needs(text));
        }
        needs
    });
    refusal(host, cache, &needs?)
}

/// Why this system would not start a file with these needs.
fn refusal(host: &Host, cache: &ProbeCache, needs: &Needs) -> Option<String> {
    match needs {
        Needs::Contents => Some("the file is empty".to_owned()),
        Needs::Rest => Some("the end of the file is missing: it was not copied or downloaded in full".to_owned()),
        Needs::Page => Some("it is a web page, not a program: a download that failed".to_owned()),
        Needs::OtherFormat if cfg!(unix) && !has_any_handler(host) => {
            Some("it is not a program: this system cannot start a file of its format".to_owned())
        }
        Needs::OtherFormat => None,
        _ if !cfg!(target_os = "linux") => None,
        Needs::Macos => Some("it is a program for macOS".to_owned()),
        Needs::Windows if has_handler(host, &["WSLInterop", "wine", "DOSWin", "windows"]) => None,
        Needs::Windows => Some("it is a program for Windows".to_owned()),
        Needs::Linux { machine, loader, glibc } => {
            if !runs_here(*machine) {
                // An emulator brings loaders of its own.
                return (!has_handler(host, &["qemu", "rosetta", "FEX", "box"])).then(|| {
                    format!(
                        "it is built for {}, and this machine is {}",
                        machine_name(*machine),
                        std::env::consts::ARCH
                    )
                });
            }
            let loader = loader.as_ref().filter(|loader| loader.is_absolute())?;
            let Some(resolved) = host.canonicalize_once(loader) else {
                return Some(format!("its loader `{}` is not there", loader.display()));
            };
            if resolved.to_string_lossy().contains("stub-ld") {
                return Some(format!(
                    "its loader `{}` is NixOS's placeholder, which starts no program",
                    loader.display()
                ));
            }
            let needed = glibc.as_ref().filter(|_| host.env("LD_LIBRARY_PATH").is_none())?;
            let offered = glibc_of(host, cache, &resolved)?;
            (*needed > offered).then(|| {
                format!(
                    "it needs glibc {}, and this system has {}",
                    dotted(needed),
                    dotted(&offered)
                )
            })
        }
    }
}

/// The version of glibc beside a loader; remembered for as long as the library stays as it is.
fn glibc_of(host: &Host, cache: &ProbeCache, loader: &Path) -> Option<Vec<u32>> {
    let library = loader.parent()?.join("libc.so.6");
    let key = format!("glibc {}", host.stamp_once(&library)?);
    if let Some(CacheEntry::Glibc(version)) = cache.get(&key) {
        return version;
    }
    let opened = ReadCache::new(host.open(&library).ok()?);
    let version = match FileKind::parse(&opened).ok()? {
        FileKind::Elf64 => offered_glibc::<elf::FileHeader64<Endianness>, _>(&opened),
        FileKind::Elf32 => offered_glibc::<elf::FileHeader32<Endianness>, _>(&opened),
        _ => None,
    };
    cache.insert(key, host.now(), CacheEntry::Glibc(version.clone()));
    version
}

fn dotted(version: &[u32]) -> String {
    version.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

/// A kernel of this processor starts it. 32-bit programs count: whether the kernel takes them, their loader tells.
fn runs_here(machine: u16) -> bool {
    let own: &[elf::Machine] = match std::env::consts::ARCH {
        "x86_64" | "x86" => &[elf::EM_X86_64, elf::EM_386],
        "aarch64" | "arm" => &[elf::EM_AARCH64, elf::EM_ARM],
        "riscv64" => &[elf::EM_RISCV],
        "powerpc64" => &[elf::EM_PPC64, elf::EM_PPC],
        "s390x" => &[elf::EM_S390],
        _ => return true,
    };
    own.contains(&elf::Machine(machine))
}

fn machine_name(machine: u16) -> String {
    let name = match elf::Machine(machine) {
        elf::EM_X86_64 => "x86_64",
        elf::EM_386 => "x86",
        elf::EM_AARCH64 => "aarch64",
        elf::EM_ARM => "arm",
        elf::EM_RISCV => "riscv",
        elf::EM_PPC64 | elf::EM_PPC => "powerpc",
        elf::EM_S390 => "s390x",
        elf::EM_MIPS => "mips",
        other => return format!("another processor (number {})", other.0),
    };
    name.to_owned()
}

/// The kernel hands files of some format of its own to a program: Java archives, WebAssembly.
fn has_any_handler(host: &Host) -> bool {
    // Those of Python and of emulators are for formats that are told apart before.
    const OTHERS: [&str; 6] = ["register", "status", "python", "pypy", "qemu", "WSLInterop"];
    let registered = host.list_once(Path::new("/proc/sys/fs/binfmt_misc"));
    registered.is_some_and(|registered| {
        let mut names = registered.iter().filter_map(|handler| handler.to_str());
        names.any(|handler| !OTHERS.iter().any(|other| handler.starts_with(other)))
    })
}

/// The kernel hands files of other systems to a program of such a name. Source: the kernel's `admin-guide/binfmt-misc.rst`.
fn has_handler(host: &Host, names: &[&str]) -> bool {
    let registered = host.list_once(Path::new("/proc/sys/fs/binfmt_misc"));
    registered.is_some_and(|registered| {
        registered
            .iter()
            .filter_map(|handler| handler.to_str())
            .any(|handler| names.iter().any(|name| handler.starts_with(name)))
    })
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// This test's own program, which the system has started.
    fn own() -> Vec<u8> {
        let program = std::env::current_exe().unwrap();
        std::fs::read(program).unwrap()
    }

    fn refused(file: &[u8], root: Option<&Path>) -> Option<String> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("program"), file).unwrap();
        let host = Host::fixture(directory.path(), "/", &[]);
        let needs = read(&host, Path::new("/program"))?;
        let host = Host::fixture(root.unwrap_or(directory.path()), "/", &[]);
        refusal(&host, &ProbeCache::default(), &needs)
    }

    #[test]
    fn a_program_that_runs_is_not_refused() {
        assert_eq!(refused(&own(), Some(Path::new("/"))), None);
        assert_eq!(refused(b"#!/bin/sh\n", None), None);
    }

    #[test]
    fn what_is_no_program_is_called_what_it_is() {
        let rest = "the end of the file is missing: it was not copied or downloaded in full";
        let own = own();
        for length in [4, 80, 9000] {
            assert_eq!(
                refused(&own[..length], Some(Path::new("/"))).as_deref(),
                Some(rest),
                "{length}"
            );
        }
        assert_eq!(
            refused(b"<!DOCTYPE html>\n<title>404 Not Found</title>\n", None).as_deref(),
            Some("it is a web page, not a program: a download that failed")
        );
        assert_eq!(
            refused(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", None).as_deref(),
            Some("it is not a program: this system cannot start a file of its format")
        );
        assert_eq!(refused(b"echo 1\n", None), None);
    }

    #[test]
    fn what_is_missing_is_named() {
        let needs = read(&Host::fixture(Path::new("/"), "/", &[]), Path::new("/proc/self/exe"));
        let Some(Needs::Linux {
            loader: Some(loader), ..
        }) = needs
        else {
            // Linked statically: it has none.
            return;
        };
        assert_eq!(
            refused(&own(), None),
            Some(format!("its loader `{}` is not there", loader.display()))
        );
        assert_eq!(refused(b"", None), Some("the file is empty".to_owned()));
        assert_eq!(
            refused(&[&b"\xcf\xfa\xed\xfe"[..], &[0; 64]].concat(), None),
            Some("it is a program for macOS".to_owned())
        );
        let mut foreign = own();
        // `e_machine`: a Sun of 1990.
        foreign[18..20].copy_from_slice(&[2, 0]);
        assert_eq!(
            refused(&foreign, None),
            Some(format!(
                "it is built for another processor (number 2), and this machine is {}",
                std::env::consts::ARCH
            ))
        );
    }

    #[test]
    fn a_newer_glibc_than_the_systems_is_named() {
        let own = own();
        let positions = memchr::memmem::find_iter(&own, b"GLIBC_2.").map(|at| at + 6);
        let mut newer = own.clone();
        for at in positions {
            newer[at] = b'9';
        }
        let told = refused(&newer, Some(Path::new("/")));
        if newer != own {
            let told = told.unwrap();
            assert!(told.starts_with("it needs glibc 9."), "{told}");
            assert!(told.contains(", and this system has 2."), "{told}");
        }
    }
}
