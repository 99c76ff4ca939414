//! macOS, Windows and others: what their system calls say, through sysinfo.

#[cfg(target_os = "macos")]
use std::path::Path;

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, Product, RefreshKind};

use super::{Found, architecture, logical_cores, virtual_machine};
use crate::host::Host;
use crate::scan::{Os, OsFamily};

pub(super) fn read(host: &Host) -> Found {
    let kinds = RefreshKind::nothing()
        .with_memory(MemoryRefreshKind::nothing().with_ram())
        .with_cpu(CpuRefreshKind::nothing());
    let system = sysinfo::System::new_with_specifics(kinds).ok();
    let cpu_model = system
        .as_ref()
        .and_then(|system| system.cpus().first())
        .map(|cpu| cpu.brand().trim().to_owned())
        .filter(|brand| !brand.is_empty());
    let maker = Product::vendor_name().unwrap_or_default();
    let product = Product::name().unwrap_or_default();
    Found {
        os: operating_system(host),
        architecture: machine_architecture(host, cpu_model.as_deref()),
        cpu_model,
        logical_cores: logical_cores(),
        memory_bytes: system
            .as_ref()
            .map(sysinfo::System::total_memory)
            .filter(|bytes| *bytes > 0),
        available_memory_bytes: system
            .as_ref()
            .map(sysinfo::System::available_memory)
            .filter(|bytes| *bytes > 0),
        container: None,
        virtual_machine: virtual_machine::by_firmware(&maker, &product).map(str::to_owned),
        wsl: None,
    }
}

/// `uname` tells a program that Rosetta translates that the machine is an Intel one; the processor's name does not lie
/// (`Apple M2`, under Rosetta `VirtualApple`). Windows tells an emulated program of the machine in one variable alone.
fn machine_architecture(host: &Host, cpu_model: Option<&str>) -> String {
    if cfg!(target_os = "macos") && cpu_model.is_some_and(|model| model.contains("Apple")) {
        return "aarch64".to_owned();
    }
    if cfg!(windows)
        && host
            .env_text("PROCESSOR_IDENTIFIER")
            .is_some_and(|text| text.starts_with("ARMv"))
    {
        return "aarch64".to_owned();
    }
    architecture(&sysinfo::System::cpu_arch())
}

#[cfg(target_os = "macos")]
fn operating_system(host: &Host) -> Os {
    let plist = host
        .read_text(Path::new("/System/Library/CoreServices/SystemVersion.plist"), 1 << 16)
        .unwrap_or_default();
    let value = |key: &str| super::plist_string(&plist, key);
    Os {
        family: OsFamily::Macos,
        name: value("ProductName").or_else(|| Some("macOS".to_owned())),
        version: value("ProductVersion").or_else(|| sysinfo::System::os_version().ok()),
        kernel: sysinfo::System::kernel_version().ok(),
        distribution: None,
        end_of_life: None,
    }
}

#[cfg(windows)]
fn operating_system(_: &Host) -> Os {
    // The kernel's version is its build: `26100`. Windows 10, from build 10240 on, and 11 are both 10.0.
    let build = sysinfo::System::kernel_version().ok();
    Os {
        family: OsFamily::Windows,
        name: sysinfo::System::long_os_version().ok(),
        version: build
            .as_ref()
            .filter(|build| build.parse::<u32>().is_ok_and(|build| build >= 10_240))
            .map(|build| format!("10.0.{build}")),
        kernel: build,
        distribution: None,
        end_of_life: None,
    }
}

#[cfg(not(any(target_os = "macos", windows)))]
fn operating_system(_: &Host) -> Os {
    Os {
        family: OsFamily::Other,
        name: sysinfo::System::name().ok(),
        version: sysinfo::System::os_version().ok(),
        kernel: sysinfo::System::kernel_version().ok(),
        distribution: None,
        end_of_life: None,
    }
}
