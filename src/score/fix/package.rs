//! Installing a tool as a package, or from its vendor's page.

use super::version::Choice;
use crate::scan::{Tool, ToolState};
use crate::score::shell::Fix;
use crate::score::verdict::Remedy;
use crate::version::{Version, VersionRange};

/// The remedy without a version manager. Without a range in `wanted` any version will do.
pub(super) fn remedy(tool: Option<&Tool>, wanted: &[&VersionRange], choice: Option<&Choice>) -> Remedy {
    let is_particular = !wanted.is_empty();
    let install = tool.and_then(|tool| tool.install.as_ref());
    let is_absent = tool.is_none_or(|tool| tool.state == ToolState::Absent);
    let command = install
        .and_then(|install| install.command.as_deref())
        .filter(|command| choice.is_none_or(|choice| has(command, choice)));
    let page = install.and_then(|install| install.page.as_deref());
    let name = tool.map_or("it", |tool| tool.name.as_str());
    let version = match choice {
        Some(Choice::Exact(version) | Choice::Named(version) | Choice::Line(version)) => format!("{name} {version}"),
        Some(Choice::Newest) | None => name.to_owned(),
    };
    if let Some(fix) = command
        .filter(|_| is_absent && is_particular)
        .and_then(|command| with_version(command, choice?))
    {
        return Remedy {
            fix: Some(fix),
            advice: None,
        };
    }
    let offered = install.and_then(|install| install.version.as_deref());
    let offered_will_do = offered.is_some_and(|offered| wanted.iter().all(|range| range.allows(offered) == Some(true)));
    match (command, page) {
        // Any version will do, or the package's will.
        (Some(command), _) if is_absent && (!is_particular || offered_will_do) => Remedy {
            fix: Fix::parse(command),
            advice: None,
        },
        (Some(_), page) if is_absent && offered.is_some() => {
            let page = page.map_or(String::new(), |page| format!(": see {page}"));
            let offered = offered.unwrap_or_default();
            Remedy::advice(format!("install {version}{page} (the system's package is {offered})"))
        }
        // Nothing tells the package's version. Those of a distribution are often old: only the vendor's page is sure.
        (Some(command), Some(page)) if is_absent && command.contains("apt-get install") => {
            Remedy::advice(format!("install {version}: see {page}"))
        }
        (Some(command), Some(page)) if is_absent => Remedy::advice(format!(
            "install {version}: `{command}` may bring another version; in that case see {page}"
        )),
        (Some(command), None) if is_absent => {
            Remedy::advice(format!("install {version}: `{command}` may bring another version"))
        }
        (_, Some(page)) => Remedy::advice(format!("install {version}: see {page}")),
        _ => Remedy::advice(format!("install {version}")),
    }
}

/// Whether the tool's install command brings a launcher: a program that fetches the version of the tool that the project names.
pub(super) fn is_launcher(tool: &Tool) -> bool {
    let command = tool.install.as_ref().and_then(|install| install.command.as_deref());
    command.is_some_and(|command| {
        command
            .trim_end_matches('\'')
            .to_ascii_lowercase()
            .ends_with("bazelisk")
    })
}

/// Whether the package of a command may be of that version: the one of Yarn has Yarn 1 only.
fn has(command: &str, choice: &Choice) -> bool {
    let (Choice::Exact(version) | Choice::Line(version)) = choice else {
        return true;
    };
    !command.ends_with("npm install --global yarn")
        || Version::parse(version).is_none_or(|version| version.numbers().first() == Some(&1))
}

/// The command with the version in it, for package managers of languages: they install any version. `None`: it is another one.
fn with_version(command: &str, choice: &Choice) -> Option<Fix> {
    let (Choice::Exact(version) | Choice::Line(version)) = choice else {
        return None;
    };
    let is_exact = matches!(choice, Choice::Exact(_));
    let Fix::Run(mut words) = Fix::parse(command)? else {
        return None;
    };
    let package = words.pop()?;
    let start: Vec<&str> = words.iter().map(String::as_str).take(3).collect();
    let last = match (start.as_slice(), is_exact) {
        (["npm", "install", "--global"] | ["sudo", "npm", "install"] | ["mise", "use", "--global"], _) => {
            vec![format!("{package}@{version}")]
        }
        (["uv", "tool", "install"] | ["pipx", "install"], true) => vec![format!("{package}=={version}")],
        (["uv", "tool", "install"] | ["pipx", "install"], false) => vec![format!("{package}=={version}.*")],
        (["cargo", "install", "--locked"] | ["gem", "install"], true) => {
            vec![package, "--version".to_owned(), version.clone()]
        }
        _ => return None,
    };
    words.extend(last);
    Fix::run(words)
}
