//! What the system itself puts in a program's place: developer-tools stubs, Windows Store stubs, snaps, ccache and its
//! like, busybox, Debian's `psql`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Shim, ShimCandidate, next_on_path};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::version::Version;

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    wrapper(host, index, candidate)
        .or_else(|| busybox(candidate))
        .or_else(|| snap(host, candidate))
        .or_else(|| postgres(host, candidate))
        .or_else(|| macos(host, candidate))
        .or_else(|| windows_store(host, candidate))
}

/// Programs that links of other programs' names lead to, and that start the next one of that name on PATH: compilers by way of a cache
/// or other machines, and programs in a sandbox. Sources: the documentation of each, firecfg(1).
const WRAPPERS: [&str; 5] = ["ccache", "distcc", "firejail", "icecc", "sccache"];

/// The program behind a link to one of the wrappers.
fn wrapper(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let stem = candidate.resolved.file_stem()?.to_str()?;
    let manager = WRAPPERS.iter().copied().find(|wrapper| *wrapper == stem)?;
    if candidate.program == manager {
        return None;
    }
    let is_wrapped_there = |directory: &Path| {
        host.canonicalize(&directory.join(candidate.program))
            .is_ok_and(|path| path.file_stem().is_some_and(|stem| stem == manager))
    };
    Some(match next_on_path(host, index, candidate.program, &is_wrapped_there) {
        Some(target) => Shim::Leads {
            manager,
            target,
            chosen_by: None,
        },
        None => Shim::NotIncluded {
            manager,
            detail: format!("no `{}` behind it", candidate.program),
        },
    })
}

/// One program that is many by its links: `/bin/tar` of Alpine. What its version is, the whole of it tells.
fn busybox(candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let manager = match candidate.resolved.file_stem()?.to_str()? {
        "busybox" => "busybox",
        "toybox" => "toybox",
        _ => return None,
    };
    (candidate.program != manager).then(|| Shim::Leads {
        manager,
        target: candidate.resolved.to_owned(),
        chosen_by: None,
    })
}

/// `/snap/bin/go` is a link to snap, which starts what is in `/snap/go/current`.
fn snap(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    if !candidate.path.starts_with("/snap/bin")
        || candidate.resolved.file_name()? != "snap"
        || candidate.program == "snap"
    {
        return None;
    }
    let name = candidate.program.split('.').next()?;
    let manifest = Path::new("/snap").join(name).join("current/meta/snap.yaml");
    Some(if host.is_file(&manifest) {
        Shim::Leads {
            manager: "snap",
            target: manifest,
            chosen_by: None,
        }
    } else {
        Shim::LeftAlone {
            manager: "snap".to_owned(),
            detail: "which snap it starts cannot be told".to_owned(),
        }
    })
}

/// Debian's `psql` is a script that starts the newest one in `/usr/lib/postgresql`, whichever server is asked for.
///
/// Beside a version before 9.2 it starts none after 14: what it does there is left to itself. Source: `pg_wrapper` of postgresql-common.
fn postgres(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    const ROOT: &str = "/usr/lib/postgresql";
    if candidate.program != "psql" || !candidate.resolved.ends_with("postgresql-common/pg_wrapper") {
        return None;
    }
    let names = host.list_once(Path::new(ROOT))?;
    let versions: Vec<Version> = names.iter().filter_map(|name| Version::parse(name.to_str()?)).collect();
    if versions.iter().any(|version| version.numbers() < [9, 2].as_slice()) {
        return None;
    }
    let program = |version: &Version| {
        let target = Path::new(ROOT).join(version.to_string()).join("bin/psql");
        host.is_file(&target).then_some(target)
    };
    let (_, target) = versions
        .iter()
        .filter_map(|version| Some((version, program(version)?)))
        .max_by(|(left, _), (right, _)| left.cmp(right))?;
    Some(Shim::Leads {
        manager: "apt",
        target: host.resolve(&target).unwrap_or(target),
        chosen_by: Some("pg_wrapper".to_owned()),
    })
}

/// Programs in `/usr/bin` of macOS that lead to Xcode or the command line tools, or open a dialog that offers to install them.
/// Source: xcode-select(1), FILES.
fn macos(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    const STUBS: [&str; 24] = [
        "git",
        "python3",
        "pip3",
        "gcc",
        "g++",
        "cc",
        "c++",
        "clang",
        "clang++",
        "make",
        "gnumake",
        "ld",
        "lldb",
        "swift",
        "swiftc",
        "gdb",
        "svn",
        "m4",
        "bison",
        "flex",
        "xcodebuild",
        "ar",
        "nm",
        "gperf",
    ];
    let is_java = matches!(candidate.program, "java" | "javac" | "jshell");
    if candidate.path.parent()? != Path::new("/usr/bin") || !(is_java || STUBS.contains(&candidate.program)) {
        return None;
    }
    // There is such a file on macOS alone.
    host.stamp_once(Path::new("/System/Library/CoreServices/SystemVersion.plist"))?;
    if is_java {
        return Some(Shim::Stub {
            detail: "the system's placeholder, which looks for a Java and else opens a dialog".to_owned(),
        });
    }
    let tools = developer_directory(host).map(|directory| directory.join("usr/bin").join(candidate.program));
    Some(match tools.filter(|path| host.is_file(path)) {
        Some(target) => Shim::Leads {
            manager: "xcode-select",
            target,
            chosen_by: None,
        },
        None => Shim::Stub {
            detail: "the system's placeholder, which offers to install the command line tools".to_owned(),
        },
    })
}

fn developer_directory(host: &Host) -> Option<PathBuf> {
    host.env_path("DEVELOPER_DIR")
        .or_else(|| host.read_link(Path::new("/var/db/xcode_select_link")).ok())
        .or_else(|| Some(PathBuf::from("/Library/Developer/CommandLineTools")))
        .map(|directory| {
            if directory.extension().is_some_and(|extension| extension == "app") {
                directory.join("Contents/Developer")
            } else {
                directory
            }
        })
        .filter(|directory| host.is_directory(directory))
}

/// Empty programs in `WindowsApps` which open the Store (python/cpython#85499). A Python from the Store is as empty there;
/// a directory beside it, with the same program in it, tells the two apart.
fn windows_store(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let directory = candidate.path.parent()?;
    let in_apps = directory.to_string_lossy().to_lowercase().ends_with("windowsapps");
    if !in_apps || !matches!(candidate.program, "python" | "python3") {
        return None;
    }
    let is_empty = host
        .symlink_metadata(candidate.path)
        .is_ok_and(|metadata| metadata.len() == 0);
    let is_installed = || {
        let is_python = |name: &OsString| name.to_string_lossy().starts_with("PythonSoftwareFoundation.Python.");
        let file = candidate.path.file_name().unwrap_or_default();
        let names = host.list(directory).unwrap_or_default();
        names
            .iter()
            .filter(|name| is_python(name))
            .any(|name| host.symlink_metadata(&directory.join(name).join(file)).is_ok())
    };
    (is_empty && !is_installed()).then(|| Shim::Stub {
        detail: "the Windows Store's placeholder, which offers to install it".to_owned(),
    })
}
