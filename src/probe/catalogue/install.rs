//! How a tool is installed on this machine: the command of a package manager that is here, from the catalogue's hints.

use std::collections::HashMap;

use super::Entry;
use crate::scan::{Install, Os, OsFamily, Tool, ToolState};

/// The machine, as far as it matters to who installs what.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    /// The operating system. `None`: unknown.
    pub os: Option<&'a Os>,
    /// The tools that were looked for.
    pub tools: &'a [Tool],
    /// The user may do everything, so that nothing needs `sudo`.
    pub is_root: bool,
    /// The user may write to the directory of npm's global packages.
    pub npm_may_write: bool,
    /// What apt offers, of the packages that were looked for. `None`: unknown.
    pub apt_offers: Option<&'a HashMap<String, String>>,
}

/// The package managers of distributions, by the ids of `os-release`.
const OF_DISTRIBUTIONS: [(&str, &[&str]); 5] = [
    (
        "apt",
        &[
            "debian",
            "ubuntu",
            "linuxmint",
            "pop",
            "raspbian",
            "kali",
            "elementary",
            "neon",
            "zorin",
        ],
    ),
    ("dnf", &["fedora", "rhel", "centos", "rocky", "almalinux", "amzn", "ol"]),
    ("pacman", &["arch", "manjaro", "endeavouros", "cachyos", "archarm"]),
    ("apk", &["alpine"]),
    ("zypper", &["opensuse-leap", "opensuse-tumbleweed", "opensuse", "sles"]),
];

/// The system's package managers: the key of the hint, the tool that it is, its command, whether only root may run it.
const OF_SYSTEMS: [(&str, &str, &str, bool); 11] = [
    // A toolchain takes its own parts alone.
    ("rustup", "rustup", "rustup component add", false),
    ("apt", "apt", "apt-get install", true),
    ("dnf", "dnf", "dnf install", true),
    ("zypper", "zypper", "zypper install", true),
    ("pacman", "pacman", "pacman -S", true),
    ("apk", "apk", "apk add", true),
    ("brew", "homebrew", "brew install", false),
    ("cask", "homebrew", "brew install --cask", false),
    ("winget", "winget", "winget install --exact --id", false),
    ("scoop", "scoop", "scoop install", false),
    ("choco", "choco", "choco install", false),
];

/// Package managers of languages, for what the system's do not have. One that belongs to the system may need root, which would
/// put files among those of the system's packages: it is passed over.
const OF_LANGUAGES: [(&str, &str, &str); 8] = [
    ("corepack", "corepack", "corepack enable"),
    ("uv", "uv", "uv tool install"),
    ("pipx", "pipx", "pipx install"),
    ("npm", "npm", "npm install --global"),
    ("cargo", "cargo", "cargo install --locked"),
    ("go", "go", "go install"),
    ("gem", "gem", "gem install"),
    ("mise", "mise", "mise use --global"),
];

/// Where registries show a package, the likeliest to say how it is installed first.
const PACKAGE_PAGES: [(&str, &str); 7] = [
    ("npm", "https://www.npmjs.com/package/"),
    ("cargo", "https://crates.io/crates/"),
    ("uv", "https://pypi.org/project/"),
    ("pipx", "https://pypi.org/project/"),
    ("gem", "https://rubygems.org/gems/"),
    ("brew", "https://formulae.brew.sh/formula/"),
    ("cask", "https://formulae.brew.sh/cask/"),
];

/// Managers whose files belong to the system.
const OF_THE_SYSTEM: [&str; 6] = ["apk", "dpkg", "pacman", "portage", "rpm", "system"];

impl Entry {
    /// How it is installed here. `None`: the catalogue has nothing to say of it.
    pub fn install_on(&self, here: &Here<'_>) -> Option<Install> {
        let page = self.page();
        let by_system = self.by_system(here);
        let version = by_system.as_ref().and_then(|_| self.offered_version(here));
        let command = by_system.or_else(|| self.by_language(here));
        (command.is_some() || page.is_some()).then_some(Install { command, version, page })
    }

    /// The package that apt would install here. `None`: another package manager is asked, or none has it.
    pub fn apt_package(&self, here: &Here<'_>) -> Option<&str> {
        let command = self.by_system(here)?;
        let package = self.install().get("apt")?;
        command.contains("apt-get install").then_some(package.as_str())
    }

    /// The version that the system's package manager offers, where that is the version of the tool.
    fn offered_version(&self, here: &Here<'_>) -> Option<String> {
        let package = self.apt_package(here)?;
        let offered = here.apt_offers?.get(package)?;
        if package == "default-jdk" {
            // Debian and Ubuntu call it 1.21 where it brings Java 21.
            return offered.strip_prefix("1.").map(str::to_owned);
        }
        self.package_differs.is_none().then(|| offered.clone())
    }

    /// The vendor's page, else that of the package in the registry that its ecosystem uses. `None`: the catalogue names neither.
    fn page(&self) -> Option<String> {
        let install = self.install();
        if let Some(url) = install.get("url") {
            return Some(url.clone());
        }
        let repository = self.go.iter().find(|module| module.starts_with("github.com/"));
        if let Some(module) = repository {
            let parts: Vec<&str> = module.split('/').take(3).collect();
            return Some(format!("https://{}", parts.join("/")));
        }
        PACKAGE_PAGES.iter().find_map(|(key, page)| {
            let name = install.get(*key)?;
            // A tap's formula has a page elsewhere.
            (*key != "brew" || !name.contains('/')).then(|| format!("{page}{name}"))
        })
    }

    fn by_system(&self, here: &Here<'_>) -> Option<String> {
        let family = here.os.map(|os| os.family);
        let distribution = here.os.and_then(|os| os.distribution.as_deref());
        let native = OF_DISTRIBUTIONS
            .iter()
            .find(|(_, ids)| distribution.is_some_and(|id| ids.contains(&id)))
            .map(|(key, _)| *key);
        let fits = |key: &str| match key {
            // An other distribution's package manager may be here too, with nothing installed by it.
            "apt" | "dnf" | "zypper" | "pacman" | "apk" => {
                family == Some(OsFamily::Linux) && native.is_none_or(|native| native == key)
            }
            "cask" => family == Some(OsFamily::Macos),
            _ => true,
        };
        let is_offered = |key: &str, package: &str| {
            key != "apt" || here.apt_offers.is_none_or(|offers| offers.contains_key(package))
        };
        OF_SYSTEMS
            .iter()
            .filter(|(key, tool, ..)| fits(key) && (native == Some(*key) || here.has(tool)))
            .find_map(|(key, _, command, only_root)| {
                let sudo = if *only_root && !here.is_root { "sudo " } else { "" };
                let package = self.install().get(*key).filter(|package| is_offered(key, package))?;
                Some(format!("{sudo}{command} {}", word(package)?))
            })
    }

    fn by_language(&self, here: &Here<'_>) -> Option<String> {
        OF_LANGUAGES
            .iter()
            .filter(|(_, tool, _)| here.has_of_its_own(tool))
            .filter(|(key, ..)| *key != "npm" || here.npm_may_write)
            // uv brings Python itself by another command, which version managers are asked for.
            .filter(|(key, ..)| *key != "uv" || !self.id.starts_with("python"))
            .find_map(|(key, _, command)| Some(format!("{command} {}", word(self.install().get(*key)?)?)))
    }
}

impl Here<'_> {
    fn found(&self, id: &str) -> Option<&Tool> {
        self.tools
            .iter()
            .find(|tool| tool.id == id && tool.state == ToolState::Found)
    }

    fn has(&self, id: &str) -> bool {
        self.found(id).is_some()
    }

    fn has_of_its_own(&self, id: &str) -> bool {
        let is_system = |tool: &Tool| {
            tool.manager
                .as_deref()
                .is_some_and(|manager| OF_THE_SYSTEM.contains(&manager))
        };
        // pipx and uv install into the user's own directories, even if the system's package manager installed them.
        self.found(id)
            .is_some_and(|tool| matches!(id, "pipx" | "uv" | "cargo" | "go" | "mise") || !is_system(tool))
    }
}

/// A package's name as every shell reads it as one word. `None`: it is not the name of a package.
fn word(name: &str) -> Option<String> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "/._+-:".contains(character);
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '@') {
        return None;
    }
    match name.chars().find(|character| !is_plain(*character)) {
        None => Some(name.to_owned()),
        Some('@') if name.chars().all(|character| is_plain(character) || character == '@') => Some(format!("'{name}'")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::catalogue::Catalogue;
    use crate::score::sample;

    fn linux(distribution: &str) -> Os {
        Os {
            family: OsFamily::Linux,
            distribution: Some(distribution.to_owned()),
            ..Os::default()
        }
    }

    fn found(ids: &[(&str, &str)]) -> Vec<Tool> {
        let tool = |(id, manager): &(&str, &str)| Tool {
            manager: Some((*manager).to_owned()),
            ..sample::found_tool(id, "1.0")
        };
        ids.iter().map(tool).collect()
    }

    fn command(id: &str, os: &Os, tools: &[Tool]) -> Option<String> {
        let here = Here {
            os: Some(os),
            tools,
            is_root: false,
            npm_may_write: true,
            apt_offers: None,
        };
        Catalogue::builtin().get(id).unwrap().install_on(&here)?.command
    }

    #[test]
    fn the_systems_own_packages_come_first() {
        let debian = linux("debian");
        let tools = found(&[("homebrew", "git"), ("npm", "nvm")]);
        assert_eq!(
            command("go", &debian, &tools).as_deref(),
            Some("sudo apt-get install golang-go")
        );
        assert_eq!(
            command("go", &linux("fedora"), &[]).as_deref(),
            Some("sudo dnf install golang")
        );
        assert_eq!(command("go", &linux("arch"), &[]).as_deref(), Some("sudo pacman -S go"));
        assert_eq!(command("go", &linux("alpine"), &[]).as_deref(), Some("sudo apk add go"));
        // Debian has none of it.
        assert_eq!(
            command("terraform", &debian, &tools).as_deref(),
            Some("brew install hashicorp/tap/terraform")
        );
        assert_eq!(command("terraform", &debian, &[]), None);
    }

    #[test]
    fn a_distribution_that_is_not_known_is_told_by_its_package_manager() {
        let tools = found(&[("dnf", "rpm")]);
        assert_eq!(
            command("go", &linux("nobara"), &tools).as_deref(),
            Some("sudo dnf install golang")
        );
        assert_eq!(
            command("go", &linux("debian"), &tools).as_deref(),
            Some("sudo apt-get install golang-go")
        );
        assert_eq!(command("go", &linux("nobara"), &[]), None);
    }

    #[test]
    fn a_part_of_a_toolchain_comes_from_where_the_toolchain_does() {
        let debian = linux("debian");
        assert_eq!(
            command("rustfmt", &debian, &found(&[("rustup", "rustup")])).as_deref(),
            Some("rustup component add rustfmt")
        );
        assert_eq!(
            command("rustfmt", &debian, &[]).as_deref(),
            Some("sudo apt-get install rustfmt")
        );
    }

    #[test]
    fn apt_is_named_where_its_lists_have_the_package_and_in_which_version() {
        let offers = HashMap::from([
            ("golang-go".to_owned(), "1.19".to_owned()),
            ("default-jdk".to_owned(), "1.17".to_owned()),
        ]);
        let debian = linux("debian");
        let here = Here {
            os: Some(&debian),
            tools: &[],
            is_root: true,
            npm_may_write: true,
            apt_offers: Some(&offers),
        };
        let install = |id: &str| {
            let install = Catalogue::builtin().get(id).unwrap().install_on(&here).unwrap();
            (install.command, install.version)
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(install("go"), (text("apt-get install golang-go"), text("1.19")));
        assert_eq!(install("node"), (None, None));
        assert_eq!(install("java"), (text("apt-get install default-jdk"), text("17")));
    }

    #[test]
    fn root_needs_no_sudo() {
        let here = Here {
            os: Some(&linux("debian")),
            tools: &[],
            is_root: true,
            npm_may_write: true,
            apt_offers: None,
        };
        let jq = Catalogue::builtin().get("jq").unwrap().install_on(&here).unwrap();
        assert_eq!(jq.command.as_deref(), Some("apt-get install jq"));
    }

    /// npm ends with EACCES where its directory of global packages belongs to somebody else.
    #[test]
    fn npm_is_named_where_it_may_write() {
        let tools = found(&[("npm", "nvm")]);
        let with = |npm_may_write| {
            let here = Here {
                os: Some(&linux("debian")),
                tools: &tools,
                is_root: false,
                npm_may_write,
                apt_offers: None,
            };
            let deno = Catalogue::builtin().get("deno").unwrap().install_on(&here).unwrap();
            deno.command
        };
        assert_eq!(with(true).as_deref(), Some("npm install --global deno"));
        assert_eq!(with(false), None);
    }

    #[test]
    fn a_tool_without_a_page_of_its_own_has_that_of_its_repository_or_package() {
        let page = |id: &str| {
            let here = Here {
                os: Some(&linux("debian")),
                tools: &[],
                is_root: false,
                npm_may_write: true,
                apt_offers: None,
            };
            Catalogue::builtin().get(id).unwrap().install_on(&here).unwrap().page
        };
        assert_eq!(
            page("golangci-lint").as_deref(),
            Some("https://github.com/golangci/golangci-lint")
        );
        assert_eq!(page("just").as_deref(), Some("https://crates.io/crates/just"));
        // What projects ask for in versions has its vendor's page.
        for id in [
            "clang", "crystal", "gcc", "gleam", "nim", "ocaml", "perl", "php", "protoc", "r", "ruby",
        ] {
            let page = page(id).unwrap();
            assert!(!page.contains("formulae.brew.sh"), "{id}: {page}");
        }
    }

    #[test]
    fn other_systems_have_their_own() {
        let of = |family| Os {
            family,
            ..Os::default()
        };
        let (macos, windows) = (of(OsFamily::Macos), of(OsFamily::Windows));
        let brew = found(&[("homebrew", "brew")]);
        assert_eq!(command("node", &macos, &brew).as_deref(), Some("brew install node"));
        assert_eq!(
            command("flutter", &macos, &brew).as_deref(),
            Some("brew install --cask flutter")
        );
        assert_eq!(command("node", &macos, &[]), None);
        let winget = found(&[("winget", "system")]);
        assert_eq!(
            command("node", &windows, &winget).as_deref(),
            Some("winget install --exact --id OpenJS.NodeJS.LTS")
        );
    }

    #[test]
    fn a_languages_packages_are_installed_where_that_needs_no_root() {
        let debian = linux("debian");
        let with = |manager| found(&[("npm", manager)]);
        assert_eq!(
            command("angular-cli", &debian, &with("nvm")).as_deref(),
            Some("npm install --global '@angular/cli'")
        );
        assert_eq!(command("angular-cli", &debian, &with("dpkg")), None);
        assert_eq!(
            command("poetry", &linux("nixos"), &found(&[("uv", "dpkg")])).as_deref(),
            Some("uv tool install poetry")
        );
    }

    #[test]
    fn every_hint_of_the_catalogue_is_the_name_of_a_package() {
        for entry in Catalogue::builtin().entries() {
            for (installer, name) in entry.install().iter().filter(|(installer, _)| *installer != "url") {
                assert!(word(name).is_some(), "{}: {installer} = {name:?}", entry.id);
            }
        }
        assert_eq!(word("a; reboot"), None);
        assert_eq!(word("--force"), None);
    }
}
