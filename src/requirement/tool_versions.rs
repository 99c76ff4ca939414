//! asdf's `.tool-versions`, which mise reads too, and how a version in it is written.
//!
//! Source: asdf's documentation, "Configuration".

use std::borrow::Cow;

use super::java_version::java;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, names};
use crate::scan::Requirement;
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[".tool-versions"],
    wants_text: true,
    read,
}];

/// Reads a tool and its versions from each line. A line with several versions names fallbacks: any of them will do.
///
/// Tools that the catalogue does not have are left out.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    for (text, line) in line_file::lines(manifest.text) {
        let mut words = text.split_whitespace();
        let Some(name) = words.next() else { continue };
        let versions: Vec<&str> = words.collect();
        if versions.is_empty() {
            found.broken(manifest, Some(line), &format!("`{name}` has no version"));
            continue;
        }
        if let Some(id) = names::mise_tool(name).filter(|id| !are_others(id, &versions)) {
            found.require(tool(manifest, id, &versions, line));
        }
    }
}

/// The versions that such a file gives for a tool, by the name that stands in it.
pub fn versions_of(text: &str, name: &str) -> Option<Vec<String>> {
    let (line, _) = line_file::lines(text).find(|(line, _)| line.split_whitespace().next() == Some(name))?;
    let versions: Vec<String> = line.split_whitespace().skip(1).map(str::to_owned).collect();
    (!versions.is_empty()).then_some(versions)
}

/// All of these are other implementations of a language, which the catalogue does not have: `jruby-9.4`, `pypy3.10-7.3.15`.
pub(super) fn are_others(id: &str, versions: &[&str]) -> bool {
    let others: &[&str] = match id {
        "python3" => &[
            "pypy",
            "graalpy",
            "jython",
            "ironpython",
            "micropython",
            "miniconda",
            "anaconda",
            "miniforge",
        ],
        "ruby" => &["jruby", "truffleruby", "mruby", "rbx", "artichoke"],
        _ => return false,
    };
    let is_other = |version: &&str| others.iter().any(|other| version.starts_with(other));
    versions.iter().all(is_other)
}

/// A tool in one of these versions, as asdf and mise write them.
pub(super) fn tool(manifest: &Manifest<'_>, id: &'static str, versions: &[&str], line: u32) -> Requirement {
    // The version of a branch or a directory is unknown, so any version is accepted.
    let is_open = |version: &&str| {
        let names = ["system", "latest", "*"];
        let begins = ["ref:", "path:", "branch:", "rev:", "tag:", "sub-"];
        names.contains(version) || begins.iter().any(|begin| version.starts_with(begin))
    };
    if versions.iter().any(is_open) {
        return manifest.tool(id, Some(line));
    }
    let versions: Vec<Cow<'_, str>> = versions.iter().map(|version| plain(id, version)).collect();
    match versions.as_slice() {
        [version] => manifest.tool_in(id, version, Dialect::Asdf, Some(line)),
        // asdf has no sign for one of several; npm has, and reads numbers as asdf does.
        several if several.iter().all(|version| is_numbers(version)) => {
            manifest.tool_in(id, &several.join(" || "), Dialect::Npm, Some(line))
        }
        _ => manifest.tool(id, Some(line)),
    }
}

/// One to three numbers with dots between.
fn is_numbers(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() <= 3 && parts.iter().all(|part| part.parse::<u32>().is_ok())
}

/// The version of the tool itself: `21.0.2` of `temurin-21.0.2+13.0.LTS`, `latest:3.4` as it is.
fn plain<'t>(id: &str, version: &'t str) -> Cow<'t, str> {
    match id {
        "java" => java(version).map_or(Cow::Borrowed(version), Cow::Owned),
        // Behind it is the Erlang that it was compiled for: `1.17.2-otp-27`.
        "elixir" => Cow::Borrowed(version.split("-otp-").next().unwrap_or(version)),
        // mise says so of what is a prefix anyway.
        _ => Cow::Borrowed(version.strip_prefix("prefix:").unwrap_or(version)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn each_line_names_a_tool_and_what_will_do() {
        let text = "# ours\nnodejs 20.11.1\npython 3.11.9 2.7.18 # fallback\njava temurin-21.0.2+13.0.LTS\nterraform latest:1.5\ngolang ref:master\nunheard-of 1\nruby 3.3.0 jruby-9.4\n";
        assert_eq!(
            asked(&[(".tool-versions", text)]),
            [
                "tool go (.tool-versions:6)",
                "tool java \"21.0.2\" asdf (.tool-versions:4)",
                "tool node \"20.11.1\" asdf (.tool-versions:2)",
                "tool python3 \"3.11.9 || 2.7.18\" npm (.tool-versions:3)",
                "tool ruby (.tool-versions:8)",
                "tool terraform \"latest:1.5\" asdf (.tool-versions:5)",
            ]
        );
    }

    #[test]
    fn another_implementation_of_a_language_is_not_asked_for() {
        assert_eq!(
            asked(&[(
                ".tool-versions",
                "python pypy3.10-7.3.15\nruby jruby-9.4.8.0\nnodejs 22.1.0\n"
            )]),
            ["tool node \"22.1.0\" asdf (.tool-versions:3)"]
        );
        assert_eq!(
            asked(&[("mise.toml", "[tools]\nruby = \"truffleruby-24.1.0\"\n")]),
            ["tool mise suggested (mise.toml)"]
        );
    }

    #[test]
    fn an_elixir_is_told_without_its_erlang() {
        assert_eq!(
            asked(&[(".tool-versions", "elixir 1.17.2-otp-27\r\nerlang 27.0.1\r\n")]),
            [
                "tool elixir \"1.17.2\" asdf (.tool-versions:1)",
                "tool erlang \"27.0.1\" asdf (.tool-versions:2)"
            ]
        );
    }

    #[test]
    fn a_tool_without_a_version_is_broken() {
        assert_eq!(
            asked(&[(".tool-versions", "nodejs\n")]),
            ["broken: `nodejs` has no version (.tool-versions:1)"]
        );
    }
}
