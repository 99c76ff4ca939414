//! What the user's session says: how it was reached, its shell, locale and time zone.

use std::path::Path;

use crate::host::Host;
use crate::scan::Shell;

/// Variables that a way in sets, the more telling ones first: a Codespace can be reached over SSH and is a dev container too.
const REMOTES: &[(&str, &str)] = &[
    ("CODESPACES", "codespaces"),
    ("GITPOD_WORKSPACE_ID", "gitpod"),
    ("CODER_WORKSPACE_NAME", "coder"),
    ("DEVPOD", "devpod"),
    ("DAYTONA_WS_ID", "daytona"),
    ("DAYTONA_SANDBOX_ID", "daytona"),
    ("REMOTE_CONTAINERS", "devcontainer"),
    ("GOOGLE_CLOUD_SHELL", "google-cloud-shell"),
    ("DEVSHELL_PROJECT_ID", "google-cloud-shell"),
    ("ACC_TERM_ID", "azure-cloud-shell"),
    ("SSH_CONNECTION", "ssh"),
    ("SSH_TTY", "ssh"),
    ("SSH_CLIENT", "ssh"),
];

/// How the user came here from another machine.
pub(super) fn remote(host: &Host) -> Option<&'static str> {
    if host.env_text("AWS_EXECUTION_ENV") == Some("CloudShell") {
        return Some("aws-cloudshell");
    }
    if let Some((_, name)) = REMOTES.iter().find(|(variable, _)| host.env(variable).is_some()) {
        return Some(name);
    }
    // Windows: `RDP-Tcp#12` over Remote Desktop, `Console` at the screen.
    host.env_text("SESSIONNAME")
        .is_some_and(|name| cfg!(windows) && name.starts_with("RDP-"))
        .then_some("rdp")
}

/// The shell that `SHELL` names, else the one in `/etc/passwd`. Its version is the tool's of that name, and is not read here.
pub(super) fn shell(host: &Host) -> Shell {
    let path = host
        .env_text("SHELL")
        .map(str::to_owned)
        .or_else(|| login_shell(host))
        .or_else(|| windows_shell(host));
    let name = path.as_deref().and_then(|path| {
        let file = path.rsplit(['/', '\\']).next()?;
        let stem = file.strip_suffix(".exe").unwrap_or(file);
        (!stem.is_empty()).then(|| stem.to_owned())
    });
    // Without a directory it names a shell, and not where it is.
    let path = path.filter(|path| path.contains(['/', '\\']));
    Shell {
        name,
        path,
        version: None,
    }
}

#[cfg(unix)]
fn login_shell(host: &Host) -> Option<String> {
    if !host.is_real() {
        return None;
    }
    let text = host.read_text(Path::new("/etc/passwd"), 1 << 20).ok()?;
    shell_of(&text, rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn login_shell(_: &Host) -> Option<String> {
    None
}

/// The shell of a user in `/etc/passwd`. An empty field means `/bin/sh`: passwd(5).
#[cfg(unix)]
pub(super) fn shell_of(passwd: &str, user_id: u32) -> Option<String> {
    let line = passwd
        .lines()
        .find(|line| line.split(':').nth(2).and_then(|id| id.parse().ok()) == Some(user_id))?;
    match line.split(':').nth(6)?.trim() {
        "" => Some("/bin/sh".to_owned()),
        shell => Some(shell.to_owned()),
    }
}

/// Windows names no shell of the user. `PowerShell` 7 leaves a variable to its children, and only `cmd` sets `PROMPT`.
fn windows_shell(host: &Host) -> Option<String> {
    if !cfg!(windows) {
        return None;
    }
    if host.env("POWERSHELL_DISTRIBUTION_CHANNEL").is_some() {
        return Some("pwsh".to_owned());
    }
    host.env("PROMPT")?;
    host.env_text("ComSpec").map(str::to_owned)
}

/// The locale of characters: the first that is set of `LC_ALL`, `LC_CTYPE` and `LANG`, as POSIX orders them.
pub(super) fn locale(host: &Host) -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| host.env_text(name))
        .map(str::to_owned)
}

/// The IANA name of the time zone: `TZ`, else where `/etc/localtime` leads (what the C library reads), else `/etc/timezone`,
/// which Debian leaves behind when only the link is changed.
pub(super) fn time_zone(host: &Host) -> Option<String> {
    if let Some(text) = host.env_text("TZ") {
        // Rules in POSIX form (`CET-1CEST`) have no name.
        return zone_name(text.trim_start_matches(':'));
    }
    host.read_link(Path::new("/etc/localtime"))
        .ok()
        .and_then(|target| zone_name(target.to_str()?))
        .or_else(|| {
            let text = host.read_text(Path::new("/etc/timezone"), 1024).ok()?;
            zone_name(text.trim())
        })
        .or_else(|| {
            if !host.is_real() {
                return None;
            }
            let zone = jiff::tz::TimeZone::try_system().ok()?;
            zone.iana_name().map(str::to_owned)
        })
}

/// `Europe/Madrid` of `Europe/Madrid` or of a path to its file. `None`: it is no IANA name.
fn zone_name(text: &str) -> Option<String> {
    let name = match text
        .split_once("zoneinfo/")
        .or_else(|| text.split_once("zoneinfo.default/"))
    {
        Some((_, name)) => name.trim_start_matches("posix/").trim_start_matches("right/"),
        None if text.starts_with(['/', '.']) => return None,
        None => text,
    };
    let is_word = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '+'))
    };
    let known_single = ["UTC", "GMT", "UCT", "Zulu"].contains(&name);
    (known_single || (name.contains('/') && name.split('/').all(is_word))).then(|| name.to_owned())
}

/// What manages services here. That its programs are installed proves nothing: a container has them and runs none.
///
/// Source: `sd_booted(3)`; the `openrc` guide: `/run/openrc`.
pub(super) fn init(host: &Host) -> Option<&'static str> {
    let runs = |directory: &str| host.is_directory(Path::new(directory));
    if cfg!(target_os = "macos") {
        return Some("launchd");
    }
    [("systemd", "/run/systemd/system"), ("openrc", "/run/openrc")]
        .into_iter()
        .find_map(|(name, directory)| runs(directory).then_some(name))
}
