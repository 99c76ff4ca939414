//! Operating system, hardware and environment.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Operating system and hardware. `None` in a field: it could not be read, or does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct System {
    /// The operating system.
    pub os: Os,
    /// The machine's architecture, as Rust names it: `x86_64`, `aarch64`. Not the program's, if that is emulated.
    pub architecture: String,
    /// The processor.
    pub cpu: Cpu,
    /// Physical memory, or the control group's limit where that is lower.
    pub memory_bytes: Option<u64>,
    /// Memory available without swapping, within the control group's limit.
    pub available_memory_bytes: Option<u64>,
    /// The container that this runs in: `docker`, `podman`, `lxc`, `kubernetes`, `systemd-nspawn` … `None`: no known one.
    pub container: Option<String>,
    /// The virtual machine that this runs in: `kvm`, `vmware`, `hyper-v` … `None`: no known one.
    pub virtual_machine: Option<String>,
    /// The running service manager: `systemd`, `openrc`, `launchd`. `None`: no known one, as in most containers.
    #[serde(default)]
    pub init: Option<String>,
    /// The Windows Subsystem for Linux, if this is one.
    pub wsl: Option<Wsl>,
    /// The CI vendor, if this is a CI job: `github-actions`, `gitlab-ci` …; `unknown` if only `CI` is set.
    pub ci: Option<String>,
    /// How the user is connected from another machine: `ssh`, `codespaces`, `devcontainer`, `gitpod` …
    pub remote: Option<String>,
    /// The user's shell.
    pub shell: Shell,
    /// The locale, for example `en_GB.UTF-8`.
    pub locale: Option<String>,
    /// The IANA time zone, for example `Europe/Madrid`.
    pub time_zone: Option<String>,
}

/// The operating system.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Os {
    /// Its family.
    pub family: OsFamily,
    /// Its name: `Debian GNU/Linux`, `macOS`, `Windows 11 Pro`.
    pub name: Option<String>,
    /// Its version: `12`, `15.1`, `10.0.26100`.
    pub version: Option<String>,
    /// The kernel's release.
    pub kernel: Option<String>,
    /// The distribution's id in `os-release`, for example `debian`. Linux only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
    /// Its end-of-life date, `YYYY-MM-DD`. `None`: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<String>,
}

/// A family of operating systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OsFamily {
    /// Linux, WSL included.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
    /// Anything else.
    #[default]
    #[serde(other)]
    Other,
}

/// The processor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Cpu {
    /// The model name that it reports.
    pub model: Option<String>,
    /// Threads that this process may run on, 1 or more.
    pub logical_cores: Option<u32>,
}

/// The user's shell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Shell {
    /// The program's name: `bash`, `zsh`, `fish`, `pwsh` …
    pub name: Option<String>,
    /// The path of the program.
    pub path: Option<String>,
    /// Its version, taken from the tool of that name.
    pub version: Option<String>,
}

/// The Windows Subsystem for Linux.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wsl {
    /// 1 translates system calls, 2 is a virtual machine. `None`: unknown.
    pub version: Option<u8>,
    /// The distribution's name in WSL.
    pub distribution: Option<String>,
}
