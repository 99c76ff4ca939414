//! Who is to stay unnamed in a scan of this machine.

use std::path::Path;

use crate::host::Host;
use crate::scan::Identity;

/// The user's and the host's names, in every form that they may appear in.
pub(super) fn read(host: &Host) -> Identity {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut homes = Vec::new();
    let mut users: Vec<String> = ["USER", "LOGNAME", "USERNAME", "SUDO_USER"]
        .iter()
        .filter_map(|name| host.env_text(name))
        .map(str::to_owned)
        .collect();
    // On Windows `HOME` is a guest's, and may lead elsewhere.
    let profile = host.env_path("USERPROFILE").filter(|_| cfg!(windows));
    for home in host.home().into_iter().chain(profile) {
        homes.extend(host.canonicalize(&home).ok().map(|resolved| text(&resolved)));
        // The home folder's name is the user's, as a rule; `/root` and the like say nothing of a person.
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
    // `laptop.example.org` is known by its first part too.
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

/// The name that this machine has on its network. `None`: the system does not say.
pub(super) fn host_name() -> Option<String> {
    sysinfo::System::host_name().ok()
}

/// The name and the home folder of this account, which the environment may not tell. Source: passwd(5).
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
