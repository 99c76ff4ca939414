//! Linux: everything from `/etc`, `/proc` and `/sys`.

use std::io::Read;
use std::path::Path;

use super::{Found, architecture, container, logical_cores, memory, virtual_machine};
use crate::host::Host;
use crate::probe::mountinfo;
use crate::scan::{Os, OsFamily, Wsl};

/// One processor's part of `/proc/cpuinfo` is 1 to 2 KiB; a machine with 192 of them need not write them all.
const CPUINFO_BYTES: u64 = 4096;

pub(super) fn read(host: &Host) -> Found {
    let text = |path: &str| host.read_text(Path::new(path), 1 << 16).ok();
    let line = |path: &str| {
        text(path)
            .map(|text| text.trim_matches(['\0', '\n', ' ']).to_owned())
            .filter(|text| !text.is_empty())
    };
    let kernel = line("/proc/sys/kernel/osrelease");
    let cpuinfo = beginning(host, Path::new("/proc/cpuinfo"));
    let groups = text("/proc/self/cgroup").unwrap_or_default();
    let mounts = mountinfo::read(host).unwrap_or_default();
    let memory = memory::read(host, &groups, &mounts);
    let container = container::engine(host, &groups, &mounts);
    // A container on Docker Desktop has WSL's kernel, and nothing else of WSL.
    let wsl = if container.is_some() {
        None
    } else {
        subsystem(host, kernel.as_deref().unwrap_or_default())
    };
    let virtual_machine = hypervisor(&line, &cpuinfo, wsl.as_ref());
    Found {
        os: operating_system(host, kernel),
        architecture: machine_architecture(host),
        cpu_model: field(&cpuinfo, "model name")
            // ARM names no model; boards name themselves.
            .or_else(|| field(&cpuinfo, "cpu model"))
            .map(str::to_owned)
            .or_else(|| line("/proc/device-tree/model")),
        logical_cores: if host.is_real() {
            logical_cores()
        } else {
            processors(&text("/proc/cpuinfo").unwrap_or_default())
        },
        memory_bytes: memory.total,
        available_memory_bytes: memory.available,
        container,
        virtual_machine,
        wsl,
    }
}

fn beginning(host: &Host, path: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = host.open(path) {
        // What was read before an error is as true as the rest.
        let _ = file.take(CPUINFO_BYTES).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The first value of a line `name<tabs>: value`.
fn field<'a>(cpuinfo: &'a str, name: &str) -> Option<&'a str> {
    cpuinfo
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim_end() == name)
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}

fn processors(cpuinfo: &str) -> Option<u32> {
    let count = cpuinfo
        .lines()
        .filter(|line| line.split(':').next().is_some_and(|key| key.trim_end() == "processor"))
        .count();
    u32::try_from(count).ok().filter(|count| *count > 0)
}

/// Source: os-release(5).
fn operating_system(host: &Host, kernel: Option<String>) -> Os {
    let release = ["/etc/os-release", "/usr/lib/os-release"]
        .iter()
        .find_map(|path| host.read_text(Path::new(path), 1 << 16).ok())
        .unwrap_or_default();
    let value = |name: &str| {
        release
            .lines()
            .filter_map(|line| line.trim().split_once('='))
            .rfind(|(key, _)| *key == name)
            .map(|(_, value)| unquote(value))
            .filter(|value| !value.is_empty())
    };
    let distribution = value("ID");
    // Rolling ones have no VERSION_ID. Debian's testing has none either, and its code name says what it is.
    let version = value("VERSION_ID")
        .or_else(|| value("BUILD_ID"))
        .or_else(|| value("VERSION_CODENAME"));
    Os {
        family: OsFamily::Linux,
        name: value("NAME"),
        version,
        kernel,
        distribution,
        end_of_life: None,
    }
}

/// A value as a shell reads it: without its quotes, and without backslashes before `"`, `$`, `` ` `` and `\`.
fn unquote(value: &str) -> String {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return inner.to_owned();
    }
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value);
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            other => text.push(other),
        }
    }
    text
}

/// What the kernel says, as a 32-bit program on a 64-bit machine is told of the machine. A directory of files has none to ask.
fn machine_architecture(host: &Host) -> String {
    if host.is_real()
        && let Ok(name) = rustix::system::uname().machine().to_str()
    {
        return architecture(name);
    }
    std::env::consts::ARCH.to_owned()
}

/// The hypervisor. Firmware names it best; without firmware (small ones, containers) the kernel's clocks and the processor do.
fn hypervisor(line: &dyn Fn(&str) -> Option<String>, cpuinfo: &str, wsl: Option<&Wsl>) -> Option<String> {
    let maker = line("/sys/class/dmi/id/sys_vendor").unwrap_or_default();
    let product = line("/sys/class/dmi/id/product_name").unwrap_or_default();
    if let Some(name) = virtual_machine::by_firmware(&maker, &product) {
        return Some(name.to_owned());
    }
    if wsl.is_some_and(|wsl| wsl.version == Some(2)) {
        return Some("hyper-v".to_owned());
    }
    if line("/sys/hypervisor/type").as_deref() == Some("xen") {
        // Xen's first domain has the hypervisor below it and the hardware for itself.
        let first_domain = line("/proc/xen/capabilities").is_some_and(|text| text.contains("control_d"));
        return (!first_domain).then(|| "xen".to_owned());
    }
    // Virtual machines of clouds on ARM.
    if line("/proc/device-tree/hypervisor/compatible").is_some_and(|text| text.contains("kvm")) {
        return Some("kvm".to_owned());
    }
    let flagged = field(cpuinfo, "flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor"));
    if !flagged {
        return None;
    }
    let clocks = line("/sys/devices/system/clocksource/clocksource0/available_clocksource").unwrap_or_default();
    let by_clock = clocks.split(' ').find_map(|clock| match clock {
        "kvm-clock" => Some("kvm"),
        "hyperv_clocksource_tsc_page" | "hyperv_clocksource_msr" => Some("hyper-v"),
        "xen" => Some("xen"),
        _ => None,
    });
    // The processor says that it is virtual, and nothing says whose it is. Amazon runs both kinds under one name.
    Some(match by_clock {
        _ if maker == "Amazon EC2" => "amazon-ec2".to_owned(),
        Some(name) => name.to_owned(),
        None => "unknown".to_owned(),
    })
}

/// Which Windows Subsystem for Linux this is. Its kernels name their maker: `5.15.153.1-microsoft-standard-WSL2` and
/// `4.4.0-19041-Microsoft`. A kernel of the user's own can only be version 2's, and `WSLInterop` is registered with it.
fn subsystem(host: &Host, kernel: &str) -> Option<Wsl> {
    let lower = kernel.to_ascii_lowercase();
    let distribution = host.env_text("WSL_DISTRO_NAME").map(str::to_owned);
    if lower.contains("microsoft") {
        let version = if lower.contains("wsl2") || lower.contains("microsoft-standard") {
            Some(2)
        } else if kernel.ends_with("-Microsoft") {
            Some(1)
        } else {
            host.env("WSL_INTEROP").map(|_| 2)
        };
        return Some(Wsl { version, distribution });
    }
    let registered = ["WSLInterop", "WSLInterop-late"]
        .iter()
        .any(|name| host.exists(&Path::new("/proc/sys/fs/binfmt_misc").join(name)));
    (distribution.is_some() && registered).then_some(Wsl {
        version: Some(2),
        distribution,
    })
}
