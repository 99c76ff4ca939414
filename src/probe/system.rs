//! Operating system, hardware, and what surrounds them.

mod ci;
#[cfg(target_os = "linux")]
mod container;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(not(target_os = "linux"))]
mod other;
mod session;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
mod virtual_machine;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(not(target_os = "linux"))]
use other as platform;

use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Cpu, System};

/// The name of the user's shell: `bash`, `zsh` … `None`: not known.
pub(super) fn shell_name(host: &Host) -> Option<String> {
    session::shell(host).name
}

/// Reads the operating system, the hardware, and what surrounds them.
///
/// Partial when the system does not name itself or does not tell its memory. All else that is `None` is no fault:
/// a fact that does not hold here, or that this system never tells.
pub fn read(host: &Host) -> Probed<System> {
    let found = platform::read(host);
    let mut missing = Vec::new();
    if found.os.name.is_none() {
        missing.push("the name of the operating system");
    }
    if found.memory_bytes.is_none() {
        missing.push("the memory");
    }
    let system = System {
        os: found.os,
        architecture: found.architecture,
        cpu: Cpu {
            model: found.cpu_model,
            logical_cores: found.logical_cores,
        },
        memory_bytes: found.memory_bytes,
        available_memory_bytes: found.available_memory_bytes,
        container: found.container,
        virtual_machine: found.virtual_machine,
        init: session::init(host).map(str::to_owned),
        wsl: found.wsl,
        ci: ci::vendor(host).map(str::to_owned),
        remote: session::remote(host).map(str::to_owned),
        shell: session::shell(host),
        locale: session::locale(host),
        time_zone: session::time_zone(host),
    };
    if missing.is_empty() {
        Probed::Whole(system)
    } else {
        Probed::Partial {
            value: system,
            detail: format!("{} could not be read", missing.join(" and ")),
        }
    }
}

/// What each family of systems tells in its own way.
struct Found {
    os: crate::scan::Os,
    architecture: String,
    cpu_model: Option<String>,
    logical_cores: Option<u32>,
    memory_bytes: Option<u64>,
    available_memory_bytes: Option<u64>,
    container: Option<String>,
    virtual_machine: Option<String>,
    wsl: Option<crate::scan::Wsl>,
}

/// Threads that this process may run on: its affinity and, on Linux, its control group's share of the processors.
fn logical_cores() -> Option<u32> {
    std::thread::available_parallelism()
        .ok()
        .and_then(|count| u32::try_from(count.get()).ok())
}

/// An architecture in Rust's words (`std::env::consts::ARCH`), from what `uname -m` or Windows call it.
fn architecture(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let rust = match lower.as_str() {
        "amd64" | "x64" => "x86_64",
        "arm64" | "armv8l" | "armv8b" | "aarch64_be" => "aarch64",
        "i386" | "i486" | "i586" | "i686" => "x86",
        "ppc64" | "ppc64le" => "powerpc64",
        other if other.starts_with("armv") => "arm",
        other => other,
    };
    rust.to_owned()
}

/// The string of a key in a property list in XML, such as `<key>ProductVersion</key> <string>15.1</string>`.
#[cfg(any(target_os = "macos", all(test, target_os = "linux")))]
fn plist_string(plist: &str, key: &str) -> Option<String> {
    let (_, after) = plist.split_once(&format!("<key>{key}</key>"))?;
    let (value, _) = after.trim_start().strip_prefix("<string>")?.split_once("</string>")?;
    Some(value.trim().to_owned())
}
