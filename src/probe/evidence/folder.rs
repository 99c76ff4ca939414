//! The folder that a program is installed in: who keeps it, and often its version.

use std::io::Read;
use std::path::Path;

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::probe::catalogue::Entry;
use crate::probe::memory::Memo;
use crate::version::Version;

/// Who keeps the folder that a program is in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Installed {
    /// The version or package manager. `None`: the folder does not tell.
    pub manager: Option<&'static str>,
    /// What it keeps there, and at which version, where both are in the path.
    pub package: Option<(String, String)>,
}

/// The parts of a path around a version: whose they are, what stands before the version, and what is kept there.
struct Layout {
    manager: &'static str,
    /// Folders that stand one behind the other; `*` is what is kept.
    folders: &'static [&'static str],
    /// What is kept there when no `*` says so.
    package: &'static str,
    /// What stands before the version in its folder's name.
    prefix: &'static str,
}

const fn layout(
    manager: &'static str,
    folders: &'static [&'static str],
    package: &'static str,
    prefix: &'static str,
) -> Layout {
    Layout {
        manager,
        folders,
        package,
        prefix,
    }
}

/// Sources: each manager's documentation of where it installs to.
const LAYOUTS: [Layout; 30] = [
    layout("pyenv", &[".pyenv", "versions"], "python", ""),
    layout("pyenv", &[".pyenv", "pyenv-win", "versions"], "python", ""),
    layout("rbenv", &[".rbenv", "versions"], "ruby", ""),
    layout("nodenv", &[".nodenv", "versions"], "node", ""),
    layout("goenv", &[".goenv", "versions"], "go", ""),
    layout("nvm", &[".nvm", "versions", "node"], "node", "v"),
    layout("nvm", &["nvm", "versions", "node"], "node", "v"),
    layout("nvm", &["AppData", "Roaming", "nvm"], "node", "v"),
    layout("nvs", &[".nvs", "node"], "node", ""),
    layout("fnm", &["fnm", "node-versions"], "node", "v"),
    layout("fnm", &[".fnm", "node-versions"], "node", "v"),
    layout("volta", &["tools", "image", "*"], "", ""),
    layout("asdf", &[".asdf", "installs", "*"], "", ""),
    layout("mise", &["mise", "installs", "*"], "", ""),
    layout("sdkman", &["candidates", "*"], "", ""),
    layout("brew", &["Cellar", "*"], "", ""),
    layout("brew", &["Caskroom", "*"], "", ""),
    layout("scoop", &["scoop", "apps", "*"], "", ""),
    layout("plenv", &[".plenv", "versions"], "perl", ""),
    layout("phpenv", &[".phpenv", "versions"], "php", ""),
    layout("tfenv", &[".tfenv", "versions"], "terraform", ""),
    layout("tofuenv", &[".tofuenv", "versions"], "tofu", ""),
    layout("tgenv", &[".tgenv", "versions"], "terragrunt", ""),
    layout("rvm", &[".rvm", "rubies"], "ruby", "ruby-"),
    layout("swiftly", &["swiftly", "toolchains"], "swift", ""),
    layout("juliaup", &["juliaup"], "julia", "julia-"),
    layout("uv", &["uv", "python"], "python", "cpython-"),
    layout("corepack", &["v1", "yarn"], "yarn", ""),
    layout("corepack", &["v1", "pnpm"], "pnpm", ""),
    layout("corepack", &["v1", "npm"], "npm", ""),
];

/// Folders that tell who installed a program, and no version. The first one that is in the path counts.
const MANAGERS: [(&[&str], &str); 18] = [
    (&["pipx", "venvs"], "pipx"),
    (&["uv", "tools"], "uv"),
    (&[".rustup", "toolchains"], "rustup"),
    // rustup puts itself there.
    (&[".cargo", "bin", "rustup"], "rustup"),
    (&[".cargo", "bin"], "cargo"),
    (&[".jenv", "versions"], "jenv"),
    (&[".opam"], "opam"),
    (&[".ghcup"], "ghcup"),
    (&[".dotnet"], "dotnet-install"),
    (&[".deno", "bin"], "deno"),
    (&[".bun", "bin"], "bun"),
    (&["miniconda3"], "conda"),
    (&["anaconda3"], "conda"),
    (&["miniforge3"], "conda"),
    (&["micromamba"], "conda"),
    (&["chocolatey"], "choco"),
    (&["CommandLineTools"], "xcode-select"),
    (&["Xcode.app"], "xcode"),
];

/// Who keeps the folder that a program is in.
pub fn installed_by(resolved: &Path) -> Installed {
    let parts: Vec<&str> = resolved.iter().filter_map(|part| part.to_str()).collect();
    // Most programs are here, where nobody but the system's package manager keeps any.
    if let ["/", "usr", "bin" | "sbin", _] = parts.as_slice() {
        return Installed::default();
    }
    if let Some(found) = nix(&parts) {
        return found;
    }
    for layout in &LAYOUTS {
        if let Some(package) = matched(layout, &parts) {
            return Installed {
                manager: Some(layout.manager),
                package: Some(package),
            };
        }
    }
    let manager = MANAGERS
        .iter()
        .find(|(folders, _)| position(&parts, folders).is_some())
        .map(|(_, manager)| *manager);
    let by_place = || match parts.as_slice() {
        ["/", "snap", ..] => Some("snap"),
        ["/", "var", "lib", "flatpak", ..] => Some("flatpak"),
        ["/", "Applications", ..] => Some("app"),
        _ => None,
    };
    Installed {
        manager: manager.or_else(by_place),
        package: None,
    }
}

fn position(parts: &[&str], folders: &[&str]) -> Option<usize> {
    parts.windows(folders.len()).position(|window| {
        window
            .iter()
            .zip(folders)
            .all(|(part, folder)| *folder == "*" || part.eq_ignore_ascii_case(folder))
    })
}

fn matched(layout: &Layout, parts: &[&str]) -> Option<(String, String)> {
    let start = position(parts, layout.folders)?;
    let end = start + layout.folders.len();
    let version = parts.get(end)?.strip_prefix(layout.prefix)?;
    // Something of the package must be below the version's folder.
    parts.get(end + 1)?;
    let package = match layout.folders.iter().position(|folder| *folder == "*") {
        Some(star) => *parts.get(start + star)?,
        None => layout.package,
    };
    // Homebrew's revisions (`1.2.3_1`) and uv's platform (`3.12.1-linux-x86_64-gnu`) are no part of the version.
    let version = match layout.manager {
        "brew" => version.split('_').next()?,
        "uv" => version.split('-').next()?,
        _ => version,
    };
    Some((package.to_owned(), version.to_owned()))
}

/// `/nix/store/HASH-NAME-VERSION/bin/x`. Source: Nix manual, "Store path".
fn nix(parts: &[&str]) -> Option<Installed> {
    let ["/", "nix", "store", folder, _, ..] = parts else {
        return None;
    };
    let (_, name) = folder.split_once('-')?;
    let package = name
        .match_indices('-')
        .find(|(at, _)| {
            name.get(at + 1..)
                .is_some_and(|rest| rest.starts_with(|character: char| character.is_ascii_digit()))
        })
        .and_then(|(at, _)| Some((name.get(..at)?.to_owned(), name.get(at + 1..)?.to_owned())));
    Some(Installed {
        manager: Some("nix"),
        package,
    })
}

/// A manifest has about a megabyte.
const MANIFEST_LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// So much of it is in memory at a time.
const MANIFEST_PART_BYTES: u64 = 64 * 1024;

/// The version in the path, if what is kept there is this tool and not something that came with it.
pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let entry = subject.entry;
    if let Some(component) = &entry.rustup
        && let Some(evidence) = rustup(host, subject, component)
    {
        return Some(evidence);
    }
    if let Some(evidence) = snap(host, subject) {
        return Some(evidence);
    }
    let (package, version) = subject.installed.package.as_ref()?;
    let scoop = || (subject.installed.manager == Some("scoop")).then(|| scoop(host, subject, package, version))?;
    if !is_of(entry, package) {
        return None;
    }
    let Some(parsed) = Version::parse(version) else {
        return scoop();
    };
    // `3.11` is a link's name, and `17.0.9-tem` a vendor's: neither is what the program prints.
    let is_whole = parsed.numbers().len() >= 3 || matches!(subject.installed.manager, Some("brew" | "nix"));
    let is_plain = version
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '.')
        || parsed.is_prerelease();
    (is_whole && is_plain).then(|| from_file(version, version.clone()))
}

/// What is kept under that name is this tool.
fn is_of(entry: &Entry, package: &str) -> bool {
    let is_name = |own: &String| {
        own == package
            || package
                .strip_prefix(own.as_str())
                .is_some_and(|rest| rest.starts_with('@'))
    };
    let is_language = matches!((package, entry.id.as_str()), ("python", "python3" | "python"));
    let names = [&entry.managed, &entry.formula, &entry.programs];
    is_language || *package == *entry.id || names.iter().any(|names| names.iter().any(is_name))
}

/// `/snap/go/10500/meta/snap.yaml` has the version of all that is in `/snap/go/10500`. Source: "The snap.yaml format".
fn snap(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let parts: Vec<&str> = subject.resolved.iter().filter_map(|part| part.to_str()).collect();
    let ["/", "snap", name, revision, _, ..] = parts.as_slice() else {
        return None;
    };
    if !is_of(subject.entry, name) {
        return None;
    }
    let manifest = Path::new("/snap").join(name).join(revision).join("meta/snap.yaml");
    let text = host.read_text(&manifest, 1024 * 1024).ok()?;
    let version = text.lines().find_map(|line| line.strip_prefix("version:"))?;
    let version = version.trim().trim_matches(['"', '\'']);
    Version::parse(version)?;
    Some(Evidence {
        manager: Some("snap"),
        ..from_file(version, format!("snap.yaml: {version}"))
    })
}

/// `scoop/apps/git/current` is a link to the version's folder, or with `no_junction` the folder itself: then its manifest tells.
fn scoop(host: &Host, subject: &Subject<'_>, package: &str, folder: &str) -> Option<Evidence> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        version: String,
    }
    let end = Path::new(package).join(folder);
    let folder = subject.resolved.ancestors().find(|above| above.ends_with(&end))?;
    let text = host.read_text(&folder.join("manifest.json"), 1024 * 1024).ok()?;
    let Manifest { version } = serde_json::from_str(&text).ok()?;
    Version::parse(&version)?;
    Some(from_file(&version, format!("manifest.json: {version}")))
}

/// A toolchain's manifest names the version of each component: `[pkg.rustc]`, then `version = "1.95.0 (59807616e 2026-04-14)"`.
/// Source: rustup's `lib/rustlib/multirust-channel-manifest.toml`, manifest version 2. It has a megabyte: it is searched, not parsed,
/// and what it says is remembered.
fn rustup(host: &Host, subject: &Subject<'_>, component: &str) -> Option<Evidence> {
    let toolchain = subject
        .resolved
        .parent()
        .filter(|bin| bin.file_name().is_some_and(|name| name == "bin"))?
        .parent()?;
    let manifest = toolchain.join("lib/rustlib/multirust-channel-manifest.toml");
    let key = format!("components {}", host.stamp_once(&manifest)?);
    let versions = if let Some(Memo::Components(versions)) = subject.memory.recall(&key) {
        versions
    } else {
        let versions = component_versions(host.open(&manifest).ok()?);
        let memo = Memo::Components(versions.clone());
        subject.memory.keep(key, host.now(), memo);
        versions
    };
    let whole = versions
        .lines()
        .find_map(|line| line.strip_prefix(component)?.strip_prefix('='))?;
    let version = whole.split(' ').next()?;
    Version::parse(version).map(|_| Evidence {
        manager: Some("rustup"),
        ..from_file(version, format!("{component} {whole}"))
    })
}

/// The version of each component, a line each: `rustc=1.95.0 (59807616e 2026-04-14)`.
fn component_versions(manifest: fs_err::File) -> String {
    const TABLE: &[u8] = b"\n[pkg.";
    let mut manifest = manifest.into_file().take(MANIFEST_LIMIT_BYTES);
    let mut versions = String::new();
    let mut bytes = Vec::new();
    loop {
        let Ok(read) = manifest.by_ref().take(MANIFEST_PART_BYTES).read_to_end(&mut bytes) else {
            return String::new();
        };
        // The last table may go on in the next part.
        let end = match memchr::memmem::rfind(&bytes, TABLE) {
            Some(last) if read > 0 => last,
            None if read > 0 => bytes.len().saturating_sub(TABLE.len()),
            _ => bytes.len(),
        };
        let whole = bytes.get(..end).unwrap_or_default();
        let heads = memchr::memmem::find_iter(whole, TABLE).filter_map(|start| whole.get(start + TABLE.len()..));
        versions.extend(heads.filter_map(component_version));
        if read == 0 {
            return versions;
        }
        bytes.drain(..end);
    }
}

/// `rustc]`, then `version = "1.95.0 (59807616e 2026-04-14)"`; the tables of its targets (`rustc.target.…`) have none.
fn component_version(head: &[u8]) -> Option<String> {
    let mut lines = head.split(|byte| *byte == b'\n');
    let name = std::str::from_utf8(lines.next()?.strip_suffix(b"]")?).ok()?;
    let version = std::str::from_utf8(lines.next()?.strip_prefix(b"version = ")?).ok()?;
    (!name.contains('.')).then(|| format!("{name}={}\n", version.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn installed(path: &str) -> (Option<&'static str>, Option<(String, String)>) {
        let Installed { manager, package } = installed_by(Path::new(path));
        (manager, package)
    }

    #[test]
    fn a_table_that_two_parts_of_a_manifest_share_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("multirust-channel-manifest.toml");
        let mut manifest = "manifest-version = \"2\"\n\n".to_owned();
        let mut versions = String::new();
        // Tables of many lengths, so that the parts end anywhere in them.
        for number in 0..3000 {
            let noise = "x".repeat(number % 131);
            writeln!(
                manifest,
                "[pkg.tool-{number}]\nversion = \"1.{number}.0 (0123abc 2026-04-14)\"\n"
            )
            .unwrap();
            writeln!(manifest, "[pkg.tool-{number}.target.{noise}]\navailable = true\n").unwrap();
            writeln!(versions, "tool-{number}=1.{number}.0 (0123abc 2026-04-14)").unwrap();
        }
        fs_err::write(&path, &manifest).unwrap();
        assert!(manifest.len() as u64 > 4 * MANIFEST_PART_BYTES);
        assert_eq!(component_versions(fs_err::File::open(&path).unwrap()), versions);
        fs_err::write(&path, "no table\n").unwrap();
        assert_eq!(component_versions(fs_err::File::open(&path).unwrap()), "");
    }

    #[test]
    #[cfg(windows)]
    fn managers_of_windows_are_known_by_their_folders() {
        let of =
            |manager, package: &str, version: &str| (Some(manager), Some((package.to_owned(), version.to_owned())));
        assert_eq!(
            installed(r"C:\Users\a\AppData\Roaming\nvm\v20.1.0\node.exe"),
            of("nvm", "node", "20.1.0")
        );
        assert_eq!(
            installed(r"C:\Users\a\.pyenv\pyenv-win\versions\3.12.7\python.exe"),
            of("pyenv", "python", "3.12.7")
        );
        assert_eq!(
            installed(r"C:\Users\a\scoop\apps\git\2.47.1\cmd\git.exe"),
            of("scoop", "git", "2.47.1")
        );
    }

    #[test]
    #[cfg(unix)]
    fn managers_are_known_by_their_folders() {
        let of =
            |manager, package: &str, version: &str| (Some(manager), Some((package.to_owned(), version.to_owned())));
        assert_eq!(
            installed("/home/a/.nvm/versions/node/v20.1.0/bin/node"),
            of("nvm", "node", "20.1.0")
        );
        assert_eq!(
            installed("/home/a/.pyenv/versions/3.11.7/bin/python3.11"),
            of("pyenv", "python", "3.11.7")
        );
        assert_eq!(
            installed("/home/a/.local/share/mise/installs/go/1.22.1/bin/go"),
            of("mise", "go", "1.22.1")
        );
        assert_eq!(
            installed("/home/a/.sdkman/candidates/java/17.0.9-tem/bin/java"),
            of("sdkman", "java", "17.0.9-tem")
        );
        assert_eq!(
            installed("/opt/homebrew/Cellar/node@20/20.11.1_1/bin/node"),
            of("brew", "node@20", "20.11.1")
        );
        assert_eq!(
            installed("/nix/store/0fzbdn2ba1ha8yd67kyw3fawjgivd3nv-git-2.42.0/bin/git"),
            of("nix", "git", "2.42.0")
        );
        assert_eq!(
            installed("/home/a/.local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu/bin/python3.12"),
            of("uv", "python", "3.12.1")
        );
        assert_eq!(installed("/home/a/.cargo/bin/rg"), (Some("cargo"), None));
        assert_eq!(installed("/home/a/.cargo/bin/rustup"), (Some("rustup"), None));
        assert_eq!(
            installed("/home/a/.local/share/pipx/venvs/black/bin/black"),
            (Some("pipx"), None)
        );
        assert_eq!(installed("/usr/bin/git"), (None, None));
    }
}
