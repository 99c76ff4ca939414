//! Go's own choice of a toolchain, since 1.21: `GOTOOLCHAIN`, and the lines `go` and `toolchain` of `go.work` or `go.mod`.
//!
//! Sources: "Go Toolchains" (go.dev/doc/toolchain), `cmd/go/internal/toolchain/select.go` (`Select`), `cmd/go/internal/cfg` (`GOENV`).

use std::path::PathBuf;

use super::{is_since, itself, nearest, small, text, value};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::requirement::go_setting;
use crate::scan::{Availability, InProject, Tool};
use crate::version::Version;

pub(super) fn read(host: &Host, index: &PathIndex, tool: &Tool) -> Option<InProject> {
    if !is_since(tool, &[1, 21]) {
        return None;
    }
    let own = tool.version.clone()?;
    let (setting, set_by) =
        setting(host, tool, "GOTOOLCHAIN").unwrap_or_else(|| ("auto".to_owned(), "default".to_owned()));
    let (name, mode) = match setting.split_once('+') {
        Some((name, mode)) => (name, mode),
        None if matches!(setting.as_str(), "auto" | "path") => ("local", setting.as_str()),
        None => (setting.as_str(), ""),
    };
    let base = name
        .strip_prefix("go")
        .map_or(own.as_str(), |version| version.split('-').next().unwrap_or(version));
    let wanted = wanted(host);
    let is_newer = |version: &str| Version::parse(version) > Version::parse(base);
    let may_switch = matches!(mode, "auto" | "path");
    // The line `toolchain` is a suggestion: where Go may not switch, it is passed over.
    let target = wanted.as_ref().and_then(|wanted| {
        let toolchain = wanted
            .toolchain
            .as_deref()
            .filter(|toolchain| may_switch && is_newer(toolchain));
        let language = wanted.language.as_deref().filter(|language| is_newer(language));
        [toolchain, language]
            .into_iter()
            .flatten()
            .max_by_key(|version| Version::parse(version))
    });
    let Some(target) = target else {
        if base != own {
            let version = Some(base.to_owned());
            return Some(itself(
                tool,
                version,
                set_by,
                found_or_fetched(host, index, tool, base, true),
            ));
        }
        // Another module of the project may ask for more.
        return (!may_switch).then(|| itself(tool, None, set_by, Availability::Refused));
    };
    let version = first_release(target);
    if !may_switch {
        return Some(itself(tool, Some(version), set_by, Availability::Refused));
    }
    let availability = found_or_fetched(host, index, tool, &version, mode == "auto");
    let set_by = match (availability, wanted) {
        (Availability::Refused, _) | (_, None) => set_by,
        (_, Some(wanted)) => wanted.file,
    };
    Some(itself(tool, Some(version), set_by, availability))
}

/// `1.22.0` for `1.22`, which names a language: no toolchain has that name. Source: golang/go#62278.
fn first_release(version: &str) -> String {
    let numbers = version.matches('.').count();
    let is_release = version
        .chars()
        .all(|character| character.is_ascii_digit() || character == '.');
    if numbers == 1 && is_release {
        format!("{version}.0")
    } else {
        version.to_owned()
    }
}

struct Wanted {
    language: Option<String>,
    toolchain: Option<String>,
    file: String,
}

/// What `go.work`, else `go.mod`, asks for here.
fn wanted(host: &Host) -> Option<Wanted> {
    let setting = go_setting(host, "GOWORK").map(|(value, _)| value);
    let workspace = match setting.as_deref() {
        Some("off") => None,
        None | Some("auto") => nearest(host, "go.work"),
        Some(path) => Some(PathBuf::from(path)),
    };
    let file = workspace.or_else(|| nearest(host, "go.mod"))?;
    let content = small(host, &file)?;
    let word = |directive: &str| {
        let mut lines = content
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default().trim());
        let rest = lines.find_map(|line| line.strip_prefix(directive)?.strip_prefix([' ', '\t']))?;
        rest.split_whitespace().next().map(str::to_owned)
    };
    let toolchain = word("toolchain").and_then(|name| Some(name.strip_prefix("go")?.split('-').next()?.to_owned()));
    Some(Wanted {
        language: word("go"),
        toolchain,
        file: text(&file),
    })
}

/// A setting of Go's, and what sets it: a variable, the user's file, the toolchain's.
fn setting(host: &Host, tool: &Tool, name: &str) -> Option<(String, String)> {
    go_setting(host, name).or_else(|| {
        let own = tool.resolved_path.as_ref().map(PathBuf::from)?;
        let file = own.parent()?.parent()?.join("go.env");
        let content = small(host, &file)?;
        let value = value(&content, name, '=')?;
        (!value.is_empty()).then(|| (value.to_owned(), text(&file)))
    })
}

/// Whether a toolchain is on this machine: as `go1.22.3` on PATH, or in the cache of modules.
fn found_or_fetched(host: &Host, index: &PathIndex, tool: &Tool, version: &str, may_fetch: bool) -> Availability {
    let name = format!("go{version}");
    let on_path = index
        .directories
        .iter()
        .any(|directory| host.is_file(&directory.join(&name)));
    let setting = |name| setting(host, tool, name).map(|(value, _)| value);
    let modules = setting("GOMODCACHE").map(PathBuf::from).or_else(|| {
        let path = setting("GOPATH").and_then(|path| std::env::split_paths(&path).next());
        Some(path.or_else(|| Some(host.home()?.join("go")))?.join("pkg/mod"))
    });
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let system = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        std::env::consts::OS
    };
    let in_cache = modules.is_some_and(|modules| {
        let directory = format!("golang.org/toolchain@v0.0.1-{name}.{system}-{architecture}");
        host.is_directory(&modules.join(directory))
    });
    if on_path || in_cache {
        Availability::Installed
    } else if may_fetch && setting("GOPROXY").as_deref() != Some("off") {
        Availability::Fetched
    } else {
        Availability::Refused
    }
}
