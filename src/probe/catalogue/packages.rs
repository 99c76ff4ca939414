//! Whose program it is: which packages hold a tool, and which hold another program of its name.

use serde::Deserialize;

use super::Entry;

/// Another program that has the name of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namesake {
    /// What it is, for people: `Taskwarrior`.
    pub name: String,
    /// Packages that hold it, with their manager in front where others have the tool under that name: `brew:task`.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Names of files that a link of the tool's name leads to: `podman`.
    #[serde(default)]
    pub links: Vec<String>,
    /// Text that stands in it if it is a script.
    #[serde(default)]
    pub script: Vec<String>,
    /// Main modules of its Go program.
    #[serde(default)]
    pub go: Vec<String>,
    /// npm packages that it comes in.
    #[serde(default)]
    pub npm: Vec<String>,
    /// Texts around the version in what it prints when it is started as the tool.
    #[serde(default)]
    pub prints: Vec<String>,
}

impl Entry {
    /// The package holds this tool, and has its version.
    ///
    /// Its name is one that the catalogue has for the tool, perhaps with a version or the name of a part behind it: `golang-1.19-go`,
    /// `vim-tiny`.
    pub fn is_package(&self, manager: &str, package: &str) -> bool {
        if self.is_ambiguous(manager, package) || self.namesake_of_package(manager, package).is_some() {
            return false;
        }
        let package = package.split(':').next().unwrap_or(package);
        let installed = [
            "apk", "apt", "brew", "cask", "choco", "dnf", "pacman", "scoop", "zypper",
        ];
        let by_installers = installed
            .iter()
            .filter_map(|installer| self.install().get(*installer))
            .flat_map(|text| text.split(' '))
            .map(|name| name.rsplit('/').next().unwrap_or(name));
        let names = [
            &self.programs,
            &self.managed,
            &self.formula,
            &self.python,
            &self.gem,
            &self.cargo,
        ];
        std::iter::once(self.id.as_str())
            .chain(names.into_iter().flatten().map(String::as_str))
            .chain(by_installers)
            .any(|name| is_part_of(package, name))
            || self.packages.iter().any(|pattern| is_meant(pattern, manager, package))
    }

    /// The other program that a package holds under the tool's name.
    pub fn namesake_of_package(&self, manager: &str, package: &str) -> Option<&Namesake> {
        let package = package.split(':').next().unwrap_or(package);
        self.namesakes
            .iter()
            .find(|other| other.packages.iter().any(|pattern| is_meant(pattern, manager, package)))
    }

    /// The package may hold this tool or another program: several makers have one of that name.
    fn is_ambiguous(&self, manager: &str, package: &str) -> bool {
        self.ambiguous.iter().any(|pattern| is_meant(pattern, manager, package))
    }
}

/// A name as the catalogue has it is this package's: `zfs-zed`, `brew:task`, `mongodb-org*`.
fn is_meant(pattern: &str, manager: &str, package: &str) -> bool {
    let name = match pattern.split_once(':') {
        Some((of, name)) if of == manager => name,
        Some(_) => return false,
        None => pattern,
    };
    match name.strip_suffix('*') {
        Some(start) => package.starts_with(start),
        None => package == name,
    }
}

/// What may stand behind a package's name in that of one of its parts. Source: names of Debian's, Fedora's and Alpine's packages.
const PARTS: [&str; 48] = [
    "all", "base", "basic", "bin", "ce", "cli", "client", "clients", "common", "core", "current", "dev", "devel", "ee",
    "enhanced", "esr", "extras", "full", "go", "gtk", "gtk3", "headless", "io", "jdk", "jre", "light", "lite", "lts",
    "lucid", "minimal", "nox", "openjdk", "pgtk", "plus", "python", "runtime", "sdk", "server", "stable", "standard",
    "static", "std", "system", "tiny", "tools", "utils", "wayland", "x11",
];

/// The package is that of the name, of one of its versions, or of a part of it: `php8.2-cli` of `php`, `docker-ce-cli` of `docker`.
fn is_part_of(package: &str, name: &str) -> bool {
    let Some(rest) = package.strip_prefix(name).filter(|_| !name.is_empty()) else {
        return false;
    };
    let is_version = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            && part
                .chars()
                .all(|character| character.is_ascii_digit() || character == '.')
    };
    let mut parts = rest.split(['-', '_']);
    // What stands right behind the name is a version, of Debian's `docker.io` a word.
    let first = parts.next().unwrap_or_default();
    (first.is_empty() || is_version(first) || first == ".io" || first.starts_with('@'))
        && parts.all(|part| is_version(part) || PARTS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::super::Catalogue;

    #[test]
    fn a_tool_knows_its_packages() {
        let holds =
            |id: &str, manager: &str, package: &str| Catalogue::builtin().get(id).unwrap().is_package(manager, package);
        for (id, manager, package) in [
            ("go", "dpkg", "golang-1.19-go"),
            ("go", "rpm", "golang-bin"),
            ("python3", "dpkg", "python3.11-minimal"),
            ("gcc", "dpkg", "gcc-12"),
            ("gxx", "dpkg", "g++-12"),
            ("php", "dpkg", "php8.2-cli"),
            ("docker", "dpkg", "docker.io"),
            ("docker", "dpkg", "docker-ce-cli"),
            ("postgres-client", "dpkg", "postgresql-client-15"),
            ("vim", "dpkg", "vim-tiny"),
            ("perl", "dpkg", "perl-base"),
            ("fd", "dpkg", "fd-find"),
            ("task", "pacman", "go-task"),
            ("node", "brew", "node@20"),
            ("yarn", "dpkg", "yarnpkg"),
            ("delta", "apk", "delta"),
            ("yq", "apk", "yq"),
            ("swift", "dpkg", "swiftlang"),
            ("op", "dpkg", "1password-cli"),
            ("glibc", "dpkg", "libc-bin"),
            ("ld", "dpkg", "binutils-x86-64-linux-gnu"),
        ] {
            assert!(holds(id, manager, package), "{id} {package}");
        }
        for (id, manager, package) in [
            ("docker", "dpkg", "podman-docker"),
            ("docker", "dpkg", "wmdocker"),
            ("zed", "dpkg", "zfs-zed"),
            ("task", "dpkg", "taskwarrior"),
            ("task", "brew", "task"),
            ("task", "rpm", "task"),
            ("swift", "dpkg", "python3-swiftclient"),
            ("fd", "dpkg", "fdclone"),
            ("yarn", "dpkg", "cmdtest"),
            ("odin", "dpkg", "odin"),
            ("helm", "dpkg", "helm"),
            ("yq", "dpkg", "yq"),
            ("angular-cli", "dpkg", "ng-latin"),
            ("node", "dpkg", "nodeenv"),
            ("go", "dpkg", "gccgo-12"),
            ("git", "dpkg", "gitolite3"),
        ] {
            assert!(!holds(id, manager, package), "{id} {package}");
        }
    }

    #[test]
    fn a_namesake_is_known_by_its_package() {
        let named = |id: &str, manager: &str, package: &str| {
            let entry = Catalogue::builtin().get(id).unwrap();
            entry
                .namesake_of_package(manager, package)
                .map(|other| other.name.as_str())
        };
        assert_eq!(
            named("yarn", "dpkg", "cmdtest"),
            Some("cmdtest's yarn, which runs scenario tests")
        );
        assert_eq!(
            named("task", "brew", "task"),
            Some("Taskwarrior, a list of things to do")
        );
        assert_eq!(named("task", "pacman", "go-task"), None);
        // Fedora's and the vendor's package have one name.
        assert_eq!(named("task", "rpm", "task"), None);
        assert_eq!(named("bat", "dpkg", "bat"), None);
        assert_eq!(named("delta", "pacman", "git-delta"), None);
    }
}
