//! Go: `go.mod`, `go.work`, and the version file of goenv.
//!
//! Source: "Go Modules Reference", and "Go Toolchains" for what `go` and `toolchain` mean.

use std::path::{Path, PathBuf};

use super::line_file;
use super::manifest::{Format, Manifest, ManifestContent, Reach};
use crate::host::Host;
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["go.mod", "go.work"],
        wants_text: true,
        read,
    },
    Format {
        names: &[".go-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "go", &["go"]),
    },
];

/// Reads the lines `go 1.22` and `toolchain go1.22.3`.
///
/// `go` is the oldest version that works. `toolchain` is suggested only: Go 1.21 and later download it.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let mut names_go = false;
    let is_workspace = manifest.name == "go.work";
    let has_module = manifest
        .text
        .lines()
        .any(|line| line.trim_start().starts_with("module"));
    if !is_workspace && !has_module {
        return;
    }
    if is_workspace && !is_workspace_in_use(manifest) {
        return;
    }
    let mut block = None;
    for (line, text) in (1..).zip(manifest.text.lines()) {
        let text = text.split("//").next().unwrap_or_default().trim();
        if let Some(directive) = block {
            if text.starts_with(')') {
                block = None;
            } else if directive == "use" && is_workspace && !text.is_empty() {
                found.members.push(text.trim_matches('"').to_owned());
            }
            continue;
        }
        block = text.strip_suffix('(').map(str::trim);
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["go", version] => {
                names_go = true;
                if is_version(version) {
                    found.require(manifest.tool_in("go", version, Dialect::Minimum, Some(line)));
                } else {
                    found.broken(manifest, Some(line), &format!("`{version}` is not a Go version"));
                }
            }
            ["use", directory] if is_workspace => found.members.push(directory.trim_matches('"').to_owned()),
            ["toolchain", name] => {
                // `toolchain default` has no version; `go1.22.3-custom` is a custom build of 1.22.3.
                let version = name.strip_prefix("go").and_then(|name| name.split('-').next());
                if let Some(version) = version.filter(|version| is_version(version)) {
                    found.suggest(manifest.tool_in("go", version, Dialect::Minimum, Some(line)));
                } else if *name != "default" {
                    found.broken(manifest, Some(line), &format!("`{name}` is not a Go toolchain"));
                }
            }
            _ => {}
        }
    }
    if !names_go {
        found.require(manifest.tool("go", None));
    }
    // `go` takes the nearest `go.work` for every module below it.
    if is_workspace {
        found.reach_from(0, Reach::Below);
    }
}

/// `GOWORK` may switch workspaces off, or name another file.
fn is_workspace_in_use(manifest: &Manifest<'_>) -> bool {
    match go_setting(manifest.host, "GOWORK")
        .as_ref()
        .map(|(value, _)| value.as_str())
    {
        None | Some("auto") => true,
        Some("off") => false,
        Some(path) => manifest.directory.join(manifest.name) == Path::new(path),
    }
}

/// A setting of Go's that the user made, and what makes it: a variable, or a file. Source: `cmd/go/internal/cfg` (`GOENV`).
pub fn go_setting(host: &Host, name: &str) -> Option<(String, String)> {
    if let Some(value) = host.env_text(name) {
        return Some((value.to_owned(), name.to_owned()));
    }
    let file = match host.env_text("GOENV") {
        Some("off") => return None,
        Some(path) => PathBuf::from(path),
        None => {
            let below_home = if cfg!(target_os = "macos") {
                "Library/Application Support"
            } else if cfg!(windows) {
                "AppData/Roaming"
            } else {
                ".config"
            };
            let configuration = host
                .env_path("XDG_CONFIG_HOME")
                .filter(|_| cfg!(target_os = "linux"))
                .or_else(|| Some(host.home()?.join(below_home)))?;
            configuration.join("go/env")
        }
    };
    let text = host.read_text(&file, 1024 * 1024).ok()?;
    let (value, _) = line_file::property(&text, name).filter(|(value, _)| !value.is_empty())?;
    Some((value, file.to_string_lossy().into_owned()))
}

/// `1.22`, `1.22.3`, `1.23rc1`. Source: `modfile.GoVersionRE` of `golang.org/x/mod`.
fn is_version(text: &str) -> bool {
    let numbers = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let numbers = match numbers.trim_end_matches(|character: char| character.is_ascii_lowercase()) {
        // No word such as `rc` stands before the last number.
        same if same == numbers => text,
        before => before,
    };
    let parts: Vec<&str> = numbers.split('.').collect();
    (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};

    #[test]
    fn a_module_names_the_oldest_go_and_suggests_a_toolchain() {
        let module = "module example.com/shop // ours\n\ngo 1.22 // the oldest\n\ntoolchain go1.22.3\n\nrequire (\n\tgo 1.99\n\tx v1\n)\n";
        assert_eq!(
            asked(&[("go.mod", module)]),
            [
                "tool go \"1.22\" minimum (go.mod:3)",
                "tool go \"1.22.3\" minimum suggested (go.mod:5)"
            ]
        );
    }

    #[test]
    fn a_workspace_is_read_as_a_module_is() {
        assert_eq!(
            asked(&[("go.work", "go 1.23rc1\ntoolchain default\nuse ./api\n")]),
            ["tool go \"1.23rc1\" minimum (go.work:1)"]
        );
    }

    #[test]
    fn a_workspace_that_is_switched_off_is_not_read() {
        let files = [
            ("go.work", "go 1.24.0\nuse ./api\n"),
            ("go.mod", "module x\n\ngo 1.20\n"),
            ("/home/anna/.config/go/env", "GOWORK=off\n"),
        ];
        let told = |environment: &[(&str, &str)]| asked_by(&files, "/project", environment);
        let module = "tool go \"1.20\" minimum (go.mod:3)";
        let workspace = "tool go \"1.24.0\" minimum (go.work:1)";
        assert_eq!(told(&[("GOENV", "off")]), [module, workspace]);
        assert_eq!(told(&[("GOWORK", "off")]), [module]);
        assert_eq!(told(&[("GOWORK", "/elsewhere/go.work"), ("GOENV", "off")]), [module]);
        assert_eq!(told(&[("GOWORK", "/project/go.work")]), [module, workspace]);
        if cfg!(target_os = "linux") {
            assert_eq!(told(&[("HOME", "/home/anna")]), [module]);
        }
    }

    #[test]
    fn a_module_without_a_version_asks_for_any() {
        assert_eq!(asked(&[("go.mod", "module example.com/old\n")]), ["tool go (go.mod)"]);
    }

    #[test]
    fn goenv_pins_a_version() {
        assert_eq!(
            asked(&[(".go-version", "go1.22.3\n")]),
            ["tool go \"1.22.3\" prefix (.go-version:1)"]
        );
    }

    #[test]
    fn what_is_no_version_is_broken() {
        assert_eq!(
            asked(&[("go.mod", "module m\ngo latest\ntoolchain local\n")]),
            [
                "broken: `latest` is not a Go version (go.mod:2)",
                "broken: `local` is not a Go toolchain (go.mod:3)"
            ]
        );
    }
}
