//! The directory that a program is installed in: who keeps it, and what its path tells of the version.

use std::path::Path;

/// Who keeps the directory that a program is in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Installed {
    /// The version or package manager. `None`: the directory does not tell.
    pub manager: Option<&'static str>,
    /// What it keeps there, and at which version, where both are in the path.
    pub package: Option<(String, String)>,
}

/// The parts of a path around a version: whose they are, what stands before the version, and what is kept there.
struct InstallPathPattern {
    manager: &'static str,
    /// Directories that stand one behind the other; `*` is what is kept.
    directories: &'static [&'static str],
    /// What is kept there when no `*` says so.
    package: &'static str,
    /// What stands before the version in its directory's name.
    prefix: &'static str,
}

const fn pattern(
    manager: &'static str,
    directories: &'static [&'static str],
    package: &'static str,
    prefix: &'static str,
) -> InstallPathPattern {
    InstallPathPattern {
        manager,
        directories,
        package,
        prefix,
    }
}

/// Sources: each manager's documentation of where it installs to.
const INSTALL_PATH_PATTERNS: [InstallPathPattern; 52] = [
    pattern("pyenv", &[".pyenv", "versions"], "python", ""),
    pattern("pyenv", &[".pyenv", "pyenv-win", "versions"], "python", ""),
    pattern("rbenv", &[".rbenv", "versions"], "ruby", ""),
    pattern("nodenv", &[".nodenv", "versions"], "node", ""),
    pattern("goenv", &[".goenv", "versions"], "go", ""),
    pattern("nvm", &[".nvm", "versions", "node"], "node", "v"),
    pattern("nvm", &["nvm", "versions", "node"], "node", "v"),
    pattern("nvm", &["AppData", "Roaming", "nvm"], "node", "v"),
    pattern("nvs", &[".nvs", "node"], "node", ""),
    pattern("fnm", &["fnm", "node-versions"], "node", "v"),
    pattern("fnm", &[".fnm", "node-versions"], "node", "v"),
    pattern("volta", &["tools", "image", "*"], "", ""),
    pattern("asdf", &[".asdf", "installs", "*"], "", ""),
    pattern("mise", &["mise", "installs", "*"], "", ""),
    pattern("sdkman", &["candidates", "*"], "", ""),
    pattern("brew", &["Cellar", "*"], "", ""),
    pattern("brew", &["Caskroom", "*"], "", ""),
    pattern("scoop", &["scoop", "apps", "*"], "", ""),
    pattern("plenv", &[".plenv", "versions"], "perl", ""),
    pattern("phpenv", &[".phpenv", "versions"], "php", ""),
    pattern("tfenv", &[".tfenv", "versions"], "terraform", ""),
    pattern("tofuenv", &[".tofuenv", "versions"], "tofu", ""),
    pattern("tgenv", &[".tgenv", "versions"], "terragrunt", ""),
    pattern("rvm", &[".rvm", "rubies"], "ruby", "ruby-"),
    pattern("swiftly", &["swiftly", "toolchains"], "swift", ""),
    pattern("choosenim", &[".choosenim", "toolchains"], "nim", "nim-"),
    pattern("jabba", &[".jabba", "jdk"], "java", ""),
    pattern("tenv", &[".tenv", "OpenTofu"], "tofu", ""),
    pattern("tenv", &[".tenv", "Terraform"], "terraform", ""),
    pattern("tenv", &[".tenv", "Terragrunt"], "terragrunt", ""),
    pattern("juliaup", &["juliaup"], "julia", "julia-"),
    pattern("chruby", &[".rubies"], "ruby", "ruby-"),
    pattern("chruby", &["opt", "rubies"], "ruby", "ruby-"),
    pattern("crenv", &[".crenv", "versions"], "crystal", ""),
    pattern("dvm", &[".dvm", "versions"], "deno", ""),
    pattern("exenv", &[".exenv", "versions"], "elixir", ""),
    pattern("frum", &[".frum", "versions"], "ruby", ""),
    pattern("gobrew", &[".gobrew", "versions"], "go", ""),
    pattern("gvm", &[".gvm", "gos"], "go", "go"),
    pattern("jenv", &[".jenv", "versions"], "java", ""),
    pattern("kiex", &[".kiex", "elixirs"], "elixir", "elixir-"),
    pattern("luaenv", &[".luaenv", "versions"], "lua", ""),
    pattern("n", &["n", "versions", "node"], "node", ""),
    pattern("nodebrew", &[".nodebrew", "node"], "node", "v"),
    pattern("perlbrew", &["perlbrew", "perls"], "perl", "perl-"),
    pattern("phpbrew", &[".phpbrew", "php"], "php", "php-"),
    pattern("proto", &[".proto", "tools", "*"], "", ""),
    pattern("swiftenv", &[".swiftenv", "versions"], "swift", ""),
    pattern("uv", &["uv", "python"], "python", "cpython-"),
    pattern("corepack", &["v1", "yarn"], "yarn", ""),
    pattern("corepack", &["v1", "pnpm"], "pnpm", ""),
    pattern("corepack", &["v1", "npm"], "npm", ""),
];

/// Directories that tell who installed a program, and no version. The first one that is in the path counts.
const MANAGERS: [(&[&str], &str); 21] = [
    (&["pipx", "venvs"], "pipx"),
    (&["uv", "tools"], "uv"),
    (&[".rustup", "toolchains"], "rustup"),
    // rustup puts itself there.
    (&[".cargo", "bin", "rustup"], "rustup"),
    (&[".cargo", "bin"], "cargo"),
    (&[".opam"], "opam"),
    (&[".ghcup"], "ghcup"),
    (&[".dotnet"], "dotnet-install"),
    (&[".deno", "bin"], "deno"),
    (&[".bun", "bin"], "bun"),
    (&["miniconda3"], "conda"),
    (&["anaconda3"], "conda"),
    (&["miniforge3"], "conda"),
    (&["micromamba"], "conda"),
    (&["mambaforge"], "conda"),
    (&[".conda", "envs"], "conda"),
    (&[".pixi", "envs"], "pixi"),
    (&[".terraform.versions"], "tfswitch"),
    (&["chocolatey"], "choco"),
    (&["CommandLineTools"], "xcode-select"),
    (&["Xcode.app"], "xcode"),
];

/// Who keeps the directory that a program is in.
pub fn installed_by(resolved: &Path) -> Installed {
    let parts: Vec<&str> = resolved.iter().filter_map(|part| part.to_str()).collect();
    // Most programs are here, where nobody but the system's package manager keeps any.
    if let ["/", "usr", "bin" | "sbin", _] = parts.as_slice() {
        return Installed::default();
    }
    if let Some(found) = nix(&parts) {
        return found;
    }
    for pattern in &INSTALL_PATH_PATTERNS {
        if let Some(package) = matched(pattern, &parts) {
            return Installed {
                manager: Some(pattern.manager),
                package: Some(package),
            };
        }
    }
    let manager = MANAGERS
        .iter()
        .find(|(directories, _)| position(&parts, directories).is_some())
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

fn position(parts: &[&str], directories: &[&str]) -> Option<usize> {
    parts.windows(directories.len()).position(|window| {
        window
            .iter()
            .zip(directories)
            .all(|(part, directory)| *directory == "*" || part.eq_ignore_ascii_case(directory))
    })
}

fn matched(pattern: &InstallPathPattern, parts: &[&str]) -> Option<(String, String)> {
    let start = position(parts, pattern.directories)?;
    let end = start + pattern.directories.len();
    let version = parts.get(end)?.strip_prefix(pattern.prefix)?;
    // Something of the package must be below the version's directory.
    parts.get(end + 1)?;
    let package = match pattern.directories.iter().position(|directory| *directory == "*") {
        Some(star) => *parts.get(start + star)?,
        None => pattern.package,
    };
    // Homebrew's revisions (`1.2.3_1`) and uv's platform (`3.12.1-linux-x86_64-gnu`) are no part of the version.
    let version = match pattern.manager {
        "brew" => version.split('_').next()?,
        "uv" => version.split('-').next()?,
        _ => version,
    };
    Some((package.to_owned(), version.to_owned()))
}

/// `/nix/store/HASH-NAME-VERSION/bin/x`. Source: Nix manual, "Store path".
fn nix(parts: &[&str]) -> Option<Installed> {
    let ["/", "nix", "store", directory, _, ..] = parts else {
        return None;
    };
    let (_, name) = directory.split_once('-')?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(path: &str) -> (Option<&'static str>, Option<(String, String)>) {
        let Installed { manager, package } = installed_by(Path::new(path));
        (manager, package)
    }

    #[test]
    #[cfg(windows)]
    fn managers_of_windows_are_known_by_their_directories() {
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
    fn managers_are_known_by_their_directories() {
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
        assert_eq!(
            installed("/home/a/.nodebrew/node/v20.1.0/bin/node"),
            of("nodebrew", "node", "20.1.0")
        );
        assert_eq!(
            installed("/usr/local/n/versions/node/20.1.0/bin/node"),
            of("n", "node", "20.1.0")
        );
        assert_eq!(
            installed("/home/a/.proto/tools/bun/1.1.0/bun"),
            of("proto", "bun", "1.1.0")
        );
        assert_eq!(installed("/home/a/.gvm/gos/go1.22.1/bin/go"), of("gvm", "go", "1.22.1"));
        assert_eq!(
            installed("/home/a/.terraform.versions/terraform_1.5.7"),
            (Some("tfswitch"), None)
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
