//! Git as it is configured in this directory. Git itself is not started.

mod include;
mod ownership;
mod repository;
mod settings;
#[cfg(test)]
#[cfg(unix)]
mod tests;

pub(super) use repository::Repository;
pub(super) use settings::Settings;

use std::path::Path;

use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Git, SshKeys};

/// Public keys that are looked at in `~/.ssh`.
const PUBLIC_KEYS: usize = 200;

/// Reads Git's settings as they hold in the host's directory: the system's, the user's and the repository's files with what
/// they include, and the environment. Partial when one of the files cannot be read or understood, where Git would refuse to work.
pub fn read(host: &Host) -> Probed<Git> {
    let repository = Repository::find(host, host.directory());
    let settings = Settings::read(host, repository.as_ref());
    let mut missing = settings.unreadable().to_vec();
    let ssh_keys = ssh_keys(host).unwrap_or_else(|detail| {
        missing.push(detail);
        SshKeys::default()
    });
    let signing_key_configured = settings.text("user", None, "signingkey").is_some();
    let signs_commits = settings.is_true("commit", None, "gpgsign");
    let git = Git {
        identity_configured: ["name", "email"]
            .iter()
            .all(|field| has_identity(host, &settings, field)),
        refused_directory: repository
            .as_ref()
            .and_then(|repository| ownership::refused(host, repository, &settings))
            .map(|directory| directory.to_string_lossy().into_owned()),
        missing_repository: Repository::missing(host, host.directory())
            .map(|directory| directory.to_string_lossy().into_owned()),
        default_branch: settings.text("init", None, "defaultbranch").map(str::to_owned),
        credential_helpers: credential_helpers(&settings),
        signs_commits,
        signing_format: (signing_key_configured || signs_commits).then(|| {
            settings
                .text("gpg", None, "format")
                .unwrap_or("openpgp")
                .to_ascii_lowercase()
        }),
        signing_key_configured,
        lfs_configured: settings.text("filter", Some("lfs"), "process").is_some()
            || settings.text("filter", Some("lfs"), "clean").is_some(),
        ssh_keys,
    };
    if missing.is_empty() {
        Probed::Whole(git)
    } else {
        Probed::Partial {
            value: git,
            detail: missing.join("; "),
        }
    }
}

/// Author and committer both have a name (or an email): git-commit(1), "Commit information".
fn has_identity(host: &Host, settings: &Settings, field: &str) -> bool {
    let user = settings.text("user", None, field).is_some() || (field == "email" && host.env("EMAIL").is_some());
    ["author", "committer"].iter().all(|role| {
        let variable = format!("GIT_{}_{}", role.to_ascii_uppercase(), field.to_ascii_uppercase());
        user || host.env(&variable).is_some() || settings.text(role, None, field).is_some()
    })
}

/// The helpers' names in order, each once. An empty one without a site makes Git forget those before it: gitcredentials(7).
fn credential_helpers(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (site, value) in settings.all("credential", "helper") {
        if value.is_empty() {
            if site.is_none() {
                names.clear();
            }
            continue;
        }
        let name = helper_name(value);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The file name of a helper's first word. A shell's line whose first word is no plain name is `custom`: it may hold a secret.
fn helper_name(value: &str) -> String {
    let line = value.trim().trim_start_matches('!').trim_start();
    let word = if let Some(quoted) = line.strip_prefix(['"', '\'']) {
        quoted.split(['"', '\'']).next().unwrap_or_default().to_owned()
    } else {
        let mut word = String::new();
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            match character {
                // `C:/Program\ Files/…`; a backslash before anything else parts directories on Windows.
                '\\' if characters.as_str().starts_with(' ') => word.extend(characters.next()),
                character if character.is_whitespace() => break,
                character => word.push(character),
            }
        }
        word
    };
    let file = word.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = file.strip_suffix(".exe").unwrap_or(file);
    let is_plain = !name.is_empty()
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '+'));
    if is_plain { name.to_owned() } else { "custom".to_owned() }
}

/// Counts the public keys in `~/.ssh`. Only the first word of a `.pub` file is looked at; no other file is opened.
fn ssh_keys(host: &Host) -> Result<SshKeys, String> {
    let Some(home) = host.home() else {
        return Err("there is no home directory to look for SSH keys in".to_owned());
    };
    let directory = home.join(".ssh");
    let names = match host.list(&directory) {
        Ok(names) => names,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(SshKeys::default()),
        Err(error) => return Err(format!("~/.ssh cannot be read: {}", error.kind())),
    };
    let mut keys = SshKeys::default();
    let public = names
        .iter()
        .filter_map(|name| name.to_str())
        // A certificate stands beside the key that it certifies.
        .filter(|name| name.strip_suffix(".pub").is_some_and(|key| !key.ends_with("-cert")))
        .take(PUBLIC_KEYS);
    for name in public {
        if let Some(kind) = key_type(host, &directory.join(name)) {
            keys.count += 1;
            keys.types.push(kind);
        }
    }
    keys.types.sort_unstable();
    keys.types.dedup();
    Ok(keys)
}

/// `ssh-ed25519` of a public key's file. `None`: it holds no such key. Source: sshd(8), "`AUTHORIZED_KEYS` FILE FORMAT".
fn key_type(host: &Host, path: &Path) -> Option<String> {
    let text = host.read_text(path, 1 << 16).ok()?;
    let word = text.split_ascii_whitespace().next()?;
    let is_type = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|prefix| word.starts_with(prefix))
        && word.len() <= 60
        && word
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '@' | '.'));
    is_type.then(|| word.to_owned())
}
