//! The environment of a child: what it needs to run, no secrets, and every switch that stops network access and updates.

use std::ffi::{OsStr, OsString};

/// Switches that keep tools from updating, downloading, reporting, colouring and paging.
const SWITCHES: [(&str, &str); 44] = [
    // For every program.
    ("LC_ALL", "C"),
    ("LANGUAGE", "C"),
    ("TERM", "dumb"),
    ("NO_COLOR", "1"),
    ("CI", "1"),
    ("DO_NOT_TRACK", "1"),
    ("PAGER", "cat"),
    ("GIT_PAGER", "cat"),
    // Toolchains and package managers that download themselves.
    ("RUSTUP_AUTO_INSTALL", "0"),
    ("GOTOOLCHAIN", "local"),
    ("GOPROXY", "off"),
    ("GOTELEMETRY", "off"),
    ("COREPACK_ENABLE_NETWORK", "0"),
    ("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0"),
    ("CARGO_NET_OFFLINE", "true"),
    ("PIP_NO_INDEX", "1"),
    ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
    ("UV_OFFLINE", "1"),
    ("npm_config_offline", "true"),
    ("npm_config_update_notifier", "false"),
    ("NO_UPDATE_NOTIFIER", "1"),
    ("YARN_IGNORE_PATH", "1"),
    ("pnpm_config_manage_package_manager_versions", "false"),
    ("MISE_OFFLINE", "1"),
    ("MISE_NOT_FOUND_AUTO_INSTALL", "0"),
    ("HOMEBREW_NO_AUTO_UPDATE", "1"),
    ("HOMEBREW_NO_ANALYTICS", "1"),
    ("HOMEBREW_NO_INSTALL_FROM_API", "1"),
    ("BAZELISK_SKIP_WRAPPER", "true"),
    // Update checks and usage reports.
    ("CHECKPOINT_DISABLE", "1"),
    ("PULUMI_SKIP_UPDATE_CHECK", "true"),
    ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
    ("DOTNET_NOLOGO", "1"),
    ("DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "1"),
    ("POWERSHELL_TELEMETRY_OPTOUT", "1"),
    ("POWERSHELL_UPDATECHECK", "Off"),
    ("AZURE_CORE_COLLECT_TELEMETRY", "0"),
    ("CLOUDSDK_CORE_DISABLE_PROMPTS", "1"),
    ("SAM_CLI_TELEMETRY", "0"),
    ("NEXT_TELEMETRY_DISABLED", "1"),
    ("FLUTTER_SUPPRESS_ANALYTICS", "true"),
    ("GH_NO_UPDATE_NOTIFIER", "1"),
    ("DOCKER_CLI_HINTS", "false"),
    ("VAGRANT_CHECKPOINT_DISABLE", "1"),
];

/// Variables that a program needs to find itself, its libraries and its parts. No other variable is passed.
const PASSED: [&str; 33] = [
    "PATH",
    "USER",
    "LOGNAME",
    "SHELL",
    "TZ",
    "JAVA_HOME",
    "JDK_HOME",
    "GOROOT",
    "PYTHONHOME",
    "PYENV_ROOT",
    "RBENV_ROOT",
    "NODENV_ROOT",
    "NVM_DIR",
    "VOLTA_HOME",
    "RUSTUP_HOME",
    "CARGO_HOME",
    "SDKMAN_DIR",
    "ASDF_DIR",
    "ASDF_DATA_DIR",
    "DOTNET_ROOT",
    "ANDROID_HOME",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "NIX_LD",
    "NIX_LD_LIBRARY_PATH",
    // Windows programs do not start without these.
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "ProgramData",
    "ProgramFiles",
    "NUMBER_OF_PROCESSORS",
];

/// A home directory that cannot be written to, so that a version command leaves nothing behind.
#[cfg(unix)]
const NO_HOME: &str = "/dev/null";
#[cfg(not(unix))]
const NO_HOME: &str = "NUL";

/// The environment of a child: the variables in `PASSED`, a home that cannot be written to, the switches, and `temp` for temporary files.
pub fn scrub<'a>(
    environment: impl IntoIterator<Item = (&'a OsStr, &'a OsStr)>,
    path: OsString,
    temp: Option<OsString>,
) -> Vec<(OsString, OsString)> {
    let mut scrubbed: Vec<(OsString, OsString)> = environment
        .into_iter()
        .filter(|(name, _)| {
            name.to_str()
                .is_some_and(|name| PASSED.iter().any(|passed| same_name(passed, name)) && !same_name("PATH", name))
        })
        .filter(|(name, value)| !is_relative(name, value))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    scrubbed.extend(
        SWITCHES
            .iter()
            .map(|(name, value)| (OsString::from(name), OsString::from(value))),
    );
    scrubbed.push(("PATH".into(), path));
    for home in ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"] {
        if home == "HOME" || cfg!(windows) {
            scrubbed.push((home.into(), NO_HOME.into()));
        }
    }
    if let Some(temp) = temp {
        for name in ["TMPDIR", "TMP", "TEMP"] {
            scrubbed.push((name.into(), temp.clone()));
        }
    }
    scrubbed
}

/// Whether a variable for a place names one that depends on where one is. An empty entry in a list is the current directory.
fn is_relative(name: &OsStr, value: &OsStr) -> bool {
    let is_place = ["_HOME", "HOME", "ROOT", "_DIR", "_PATH", "NIX_LD"]
        .iter()
        .any(|end| name.to_str().is_some_and(|name| name.ends_with(end)));
    is_place && std::env::split_paths(value).any(|path| !path.is_absolute())
}

fn same_name(left: &str, right: &str) -> bool {
    if cfg!(windows) {
        left.eq_ignore_ascii_case(right)
    } else {
        left == right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_settings_and_the_home_are_not_passed() {
        let environment = [
            ("PATH", "/relative:/usr/bin"),
            ("GITHUB_TOKEN", "secret"),
            ("DEVENV_TOKEN", "secret"),
            ("HOME", "/home/anna"),
            ("XDG_CACHE_HOME", "/home/anna/.cache"),
            ("JAVA_HOME", "/opt/java"),
            ("GOROOT", "sdk/go"),
            ("LD_LIBRARY_PATH", "/opt/lib:"),
            ("USER", "anna"),
            ("NODE_OPTIONS", "--require ./evil.js"),
            ("LD_PRELOAD", "/tmp/evil.so"),
        ];
        let environment = environment
            .iter()
            .map(|(name, value)| (OsStr::new(*name), OsStr::new(*value)));
        let scrubbed = scrub(environment, "/usr/bin".into(), Some("/cache/tmp".into()));
        let of = |name: &str| {
            scrubbed
                .iter()
                .find(|(other, _)| other == name)
                .and_then(|(_, value)| value.to_str())
        };
        assert_eq!(of("PATH"), Some("/usr/bin"));
        assert_eq!(of("HOME"), Some(NO_HOME));
        assert_eq!((of("JAVA_HOME"), of("USER")), (Some("/opt/java"), Some("anna")));
        assert_eq!(of("TMPDIR"), Some("/cache/tmp"));
        assert_eq!(
            (of("GOTOOLCHAIN"), of("CHECKPOINT_DISABLE"), of("RUSTUP_AUTO_INSTALL")),
            (Some("local"), Some("1"), Some("0"))
        );
        for absent in [
            "GITHUB_TOKEN",
            "DEVENV_TOKEN",
            "XDG_CACHE_HOME",
            "NODE_OPTIONS",
            "LD_PRELOAD",
            "GOROOT",
            "LD_LIBRARY_PATH",
        ] {
            assert_eq!(of(absent), None, "{absent}");
        }
        assert!(scrubbed.iter().all(|(_, value)| value != "secret"));
    }
}
