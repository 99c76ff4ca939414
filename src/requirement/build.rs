//! Build tools and what goes with them: Meson, Bazel, make and its like, Homebrew's bundles, Git's large files.
//!
//! Sources: Meson's `project()`; Bazelisk's README; `gitattributes(5)`; git-lfs' README.

use super::code::{self, Code};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, names, script};
use crate::scan::Requirement;
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["meson.build"],
        wants_text: true,
        read: read_meson,
    },
    Format {
        names: &[".bazelversion"],
        wants_text: true,
        read: read_bazel_version,
    },
    Format {
        names: &[".bazeliskrc"],
        wants_text: true,
        read: |manifest, found| {
            if let Some((version, line)) = line_file::property(manifest.text, "USE_BAZEL_VERSION") {
                ask_for_bazel_version(manifest, &version, line, found);
            }
        },
    },
    Format {
        names: &["MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"],
        wants_text: true,
        read: read_bazel_module,
    },
    Format {
        names: &["Brewfile"],
        wants_text: true,
        read: read_brewfile,
    },
    Format {
        names: &[".gitattributes"],
        wants_text: true,
        read: read_gitattributes,
    },
];

/// Reads `meson_version : '>=0.60'` of the outermost `meson.build`. Its usual back end is ninja, and there are others.
fn read_meson(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.has_above("meson.build") || !manifest.text.contains("project(") {
        return;
    }
    let code = Code::of(manifest.text, &code::PYTHON);
    let named = code.all_after("meson_version").find_map(|(rest, line)| {
        let rest = rest.trim_start().strip_prefix(':')?.trim_start();
        let (range, _) = script::string(rest)?;
        Some((range, line))
    });
    let meson = match named {
        Some((range, line)) => match range.strip_prefix(">=").map(str::trim) {
            Some(least) if is_numbers(least) => manifest.tool_in("meson", least, Dialect::Minimum, Some(line)),
            _ => manifest.tool_in("meson", range, Dialect::Pep440, Some(line)),
        },
        None => manifest.tool("meson", None),
    };
    // CMake builds it as well.
    if manifest.has_beside("CMakeLists.txt") {
        found.suggest(meson);
    } else {
        found.require(meson);
    }
    found.suggest(manifest.tool("ninja", None));
}

/// Reads the version that bazelisk would fetch.
fn read_bazel_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    match line_file::lines(manifest.text).next() {
        Some((version, line)) => ask_for_bazel_version(manifest, version, line, found),
        None => found.broken(manifest, None, "it contains no version"),
    }
}

/// Asks for what bazelisk is told: `7.4.1`, `7.x`. Words such as `latest` and forks name no version that is known here.
fn ask_for_bazel_version(manifest: &Manifest<'_>, text: &str, line: u32, found: &mut ManifestContent) {
    let version = text
        .strip_suffix(".x")
        .or_else(|| text.strip_suffix(".*"))
        .unwrap_or(text);
    let is_known = version.starts_with(|character: char| character.is_ascii_digit());
    let version = if is_known { version } else { "" };
    ask_for_bazel(
        manifest,
        manifest.tool_in("bazel", version, Dialect::Prefix, Some(line)),
        found,
    );
}

/// Reads `bazel_compatibility = [">=7.0.0", "-7.1.0"]` of a module: all hold; one behind a `-` is left out.
///
/// Source: Bazel's "MODULE.bazel files", `module`.
fn read_bazel_module(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    // The old name is a common word: one with text that calls nothing is another program's.
    if !manifest.text.contains('(') && !manifest.text.trim().is_empty() {
        return;
    }
    let code = Code::of(manifest.text, &code::PYTHON);
    let asked = code.all_after("bazel_compatibility").find_map(|(rest, line)| {
        let (list, _) = rest.trim_start().strip_prefix('=')?.split_once(']')?;
        let bounds: Vec<&str> = script::all_strings(list)
            .into_iter()
            .filter(|bound| bound.starts_with(['<', '>']))
            .collect();
        Some((bounds.join(" "), line))
    });
    let bazel = match asked {
        Some((range, line)) => manifest.tool_in("bazel", &range, Dialect::Npm, Some(line)),
        None => manifest.tool("bazel", None),
    };
    ask_for_bazel(manifest, bazel, found);
}

/// Bazel is only suggested where CMake or Meson builds the same directory.
fn ask_for_bazel(manifest: &Manifest<'_>, bazel: Requirement, found: &mut ManifestContent) {
    if ["CMakeLists.txt", "meson.build"]
        .iter()
        .any(|name| manifest.has_beside(name))
    {
        found.suggest(bazel);
    } else {
        found.require(bazel);
    }
}

/// Reads lines such as `brew "node@20"` and `cask 'docker'`. What the catalogue does not have is left out.
fn read_brewfile(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    for (text, line) in Code::of(manifest.text, &code::RUBY).trimmed_lines() {
        let Some(rest) = text.strip_prefix("brew").or_else(|| text.strip_prefix("cask")) else {
            continue;
        };
        let (words, _) = script::strings(rest);
        let name = words.first().copied().unwrap_or_default();
        if let Some((id, version)) = names::homebrew_tool(name) {
            found.suggest(manifest.tool_in(id, version.unwrap_or_default(), Dialect::Prefix, Some(line)));
        }
    }
}

/// Files that Git keeps elsewhere are not there without git-lfs.
fn read_gitattributes(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let line = (1..).zip(manifest.text.lines()).find(|(_, text)| {
        let text = text.trim_start();
        !text.starts_with('#')
            && text
                .split_whitespace()
                .skip(1)
                .any(|attribute| attribute == "filter=lfs")
    });
    if let Some((line, _)) = line {
        found.require(manifest.tool("git-lfs", Some(line)));
    }
}

/// Numbers with dots between.
fn is_numbers(text: &str) -> bool {
    text.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn meson_names_a_range_and_suggests_ninja() {
        let text = "project('shop', 'c',\n  version : '1.0', # meson_version : '>=9'\n  meson_version : '>= 0.60.0')\n";
        assert_eq!(
            asked(&[("meson.build", text), ("src/meson.build", "")]),
            [
                "tool meson \"0.60.0\" minimum (meson.build:3)",
                "tool ninja suggested (meson.build)"
            ]
        );
    }

    #[test]
    fn bazelisk_is_told_a_version_or_a_word() {
        assert_eq!(
            asked(&[(".bazelversion", "\n7.4.1\n"), ("MODULE.bazel", "")]),
            [
                "tool bazel (MODULE.bazel)",
                "tool bazel \"7.4.1\" prefix (.bazelversion:2)"
            ]
        );
        assert_eq!(
            asked(&[(".bazelversion", "7.x")]),
            ["tool bazel \"7\" prefix (.bazelversion:1)"]
        );
        assert_eq!(
            asked(&[(".bazelversion", "latest-1")]),
            ["tool bazel (.bazelversion:1)"]
        );
        assert_eq!(
            asked(&[(".bazeliskrc", "BAZELISK_BASE_URL=https://x\nUSE_BAZEL_VERSION=8.1.0\n")]),
            ["tool bazel \"8.1.0\" prefix (.bazeliskrc:2)"]
        );
    }

    #[test]
    fn a_module_of_bazel_says_which_ones_build_it() {
        let text = "\"\"\"bazel_compatibility = ['>=9']\"\"\"\nmodule(\n  name = \"shop\",\n  bazel_compatibility = [\n    \">=7.0.0\",\n    \"<9.0.0\", \"-7.1.0\",\n  ],\n)\n";
        assert_eq!(
            asked(&[("MODULE.bazel", text)]),
            ["tool bazel \">=7.0.0 <9.0.0\" npm (MODULE.bazel:4)"]
        );
    }

    #[test]
    fn of_several_builds_of_one_directory_one_is_required() {
        let files = [
            (".bazelversion", "8.5.1"),
            ("MODULE.bazel", ""),
            ("meson.build", "project('x')\n"),
            ("CMakeLists.txt", "cmake_minimum_required(VERSION 3.16)\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool bazel suggested (MODULE.bazel)",
                "tool bazel \"8.5.1\" prefix suggested (.bazelversion:1)",
                "tool cmake \"3.16\" minimum (CMakeLists.txt:1)",
                "tool meson suggested (meson.build)",
                "tool ninja suggested (meson.build)",
            ]
        );
    }

    #[test]
    fn a_bundle_suggests_what_the_catalogue_has() {
        let text = "tap \"homebrew/bundle\"\nbrew \"node@20\", link: true\nbrew('hashicorp/tap/terraform')\n# brew \"go\"\ncask 'docker' if OS.mac?\nbrew \"unheard-of\"\nbrew name\n";
        assert_eq!(
            asked(&[("Brewfile", text)]),
            [
                "tool docker suggested (Brewfile:5)",
                "tool node \"20\" prefix suggested (Brewfile:2)",
                "tool terraform suggested (Brewfile:3)",
            ]
        );
    }

    #[test]
    fn large_files_need_git_lfs() {
        let text = "# *.psd filter=lfs\n* text=auto\n*.bin filter=lfs diff=lfs merge=lfs -text\n*.zip filter=lfs\n";
        assert_eq!(asked(&[(".gitattributes", text)]), ["tool git-lfs (.gitattributes:3)"]);
        assert_eq!(asked(&[(".gitattributes", "* text=auto\n")]), [""; 0]);
    }
}
