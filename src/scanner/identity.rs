//! How a scan names this machine: a random id, and none of the names of its user and host.

use std::path::Path;

use uuid::Uuid;

use crate::config::{Directories, write_private};
use crate::host::Host;
use crate::probe::project::find_root;
use crate::scan::{Identity, Redactor};

/// This machine's id, which the first scan makes. `None`: it cannot be saved.
pub(super) fn machine_id(host: &Host, directories: &Directories) -> Option<Uuid> {
    let path = directories.state.as_ref()?.join("machine-id");
    let saved = host
        .read_text(&path, 256)
        .ok()
        .and_then(|text| Uuid::parse_str(text.trim()).ok());
    saved.or_else(|| {
        let id = Uuid::new_v4();
        write_private(&path, format!("{id}\n").as_bytes()).ok()?;
        Some(id)
    })
}

/// Masks the names of this machine and its user.
pub fn redactor(host: &Host) -> Redactor {
    Redactor::new(&names(host))
}

/// The masked path of the current project's root, as scans have it. `None`: the current directory is in no project.
pub fn masked_root(host: &Host) -> Option<String> {
    let root = find_root(host)?;
    Some(redactor(host).text(&root.to_string_lossy()))
}

/// The names of the user and the host, in every form that may appear in a scan.
fn names(host: &Host) -> Identity {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut homes = Vec::new();
    let mut users: Vec<String> = ["USER", "LOGNAME", "USERNAME", "SUDO_USER"]
        .iter()
        .filter_map(|name| host.env_text(name))
        .map(str::to_owned)
        .collect();
    // On Windows, Git Bash may set `HOME`: read `USERPROFILE` too.
    let profile = host.env_path("USERPROFILE").filter(|_| cfg!(windows));
    for home in host.home().into_iter().chain(profile) {
        homes.extend(host.canonicalize(&home).ok().map(|resolved| text(&resolved)));
        // A home directory is usually named after the user; `/root` and the like are not.
        let is_users = home
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|parent| parent == "home" || parent.eq_ignore_ascii_case("users"));
        users.extend(
            home.file_name()
                .filter(|_| is_users)
                .map(|name| name.to_string_lossy().into_owned()),
        );
        homes.push(text(&home));
    }
    if let Some((name, home)) = account(host) {
        users.push(name);
        homes.push(home);
    }
    let mut hosts: Vec<String> = ["HOSTNAME", "COMPUTERNAME", "HOST"]
        .iter()
        .filter_map(|name| host.env_text(name))
        .map(str::to_owned)
        .collect();
    hosts.extend(host_name().filter(|_| host.is_real()));
    // `laptop.example.org` is also called `laptop`.
    let short: Vec<String> = hosts
        .iter()
        .filter_map(|name| name.split_once('.').map(|(short, _)| short.to_owned()))
        .collect();
    hosts.extend(short);
    for names in [&mut homes, &mut users, &mut hosts] {
        names.sort();
        names.dedup();
    }
    Identity { homes, users, hosts }
}

/// The host name. `None`: the system does not say.
pub(super) fn host_name() -> Option<String> {
    sysinfo::System::host_name().ok()
}

/// The name and home directory of this account, which may not be in the environment. Source: passwd(5).
#[cfg(unix)]
fn account(host: &Host) -> Option<(String, String)> {
    let text = host.read_text(Path::new("/etc/passwd"), 4 * 1024 * 1024).ok()?;
    let own = rustix::process::getuid().as_raw().to_string();
    text.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, id, _, _, home, ..] = fields.as_slice() else {
            return None;
        };
        (*id == own).then(|| ((*name).to_owned(), (*home).to_owned()))
    })
}

#[cfg(not(unix))]
fn account(_: &Host) -> Option<(String, String)> {
    None
}
