//! Build tools and what goes with them: CMake, Meson, Bazel, make and its like, Homebrew's bundles, Git's large files.
//!
//! Sources: CMake's `cmake_minimum_required`; Meson's `project()`; Bazelisk's README; `gitattributes(5)`; git-lfs' README.

use super::data::Node;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{json, line_file, names, script};
use crate::scan::Requirement;
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["CMakeLists.txt"],
        wants_text: true,
        read: read_cmake,
    },
    Format {
        names: &["CMakePresets.json"],
        wants_text: true,
        read: read_cmake_presets,
    },
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
        names: &["MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"],
        wants_text: true,
        read: |manifest, found| {
            // The old name is a common word: one with text that calls nothing is another program's.
            if manifest.text.contains('(') || manifest.text.trim().is_empty() {
                ask_for_bazel(manifest, manifest.tool("bazel", None), found);
            }
        },
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

/// Reads the policy version of the outermost `CMakeLists.txt`: the least CMake that will do. `3.16...3.28` means 3.16 or newer.
fn read_cmake(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    const COMMAND: &str = "cmake_minimum_required";
    if manifest.has_above("CMakeLists.txt") {
        return;
    }
    // Names of commands are the same in upper and lower case, and keep their length.
    let lines: Vec<&str> = manifest.text.lines().map(without_hash).collect();
    let text = lines.join("\n");
    let start = text.to_ascii_lowercase().find(COMMAND);
    let Some((before, call)) = start.and_then(|at| text.split_at_checked(at)) else {
        found.require(manifest.tool("cmake", None));
        return;
    };
    let arguments = call.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let (arguments, _) = arguments.unwrap_or_default();
    let mut words = arguments.split_whitespace().map(|word| word.trim_matches('"'));
    let version = words.find(|word| *word == "VERSION").and_then(|_| words.next());
    let least = version
        .and_then(|version| version.split("...").next())
        .unwrap_or_default();
    let name = least.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
    let least = match name {
        Some(name) => script::constant(before, name, "#").map_or("", |(value, _)| value),
        None => least,
    };
    let least = if is_numbers(least) { least } else { "" };
    let line = u32::try_from(before.matches('\n').count() + 1).ok();
    found.require(manifest.tool_in("cmake", least, Dialect::Minimum, line));
}

/// Reads `cmakeMinimumRequired`, whose parts stand for themselves.
fn read_cmake_presets(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = json::read(manifest, found) else {
        return;
    };
    let Some(least) = file.get("cmakeMinimumRequired") else {
        return;
    };
    let parts = ["major", "minor", "patch"].map(|part| least.get(part).and_then(Node::scalar).unwrap_or("0"));
    let least_version = parts.join(".");
    if is_numbers(&least_version) {
        found.require(manifest.tool_in("cmake", &least_version, Dialect::Minimum, Some(least.line)));
    } else {
        found.broken(manifest, Some(least.line), "`cmakeMinimumRequired` is not a version");
    }
}

/// Reads `meson_version : '>=0.60'` of the outermost `meson.build`. Its usual back end is ninja, and there are others.
fn read_meson(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.has_above("meson.build") || !manifest.text.contains("project(") {
        return;
    }
    let named = (1..).zip(manifest.text.lines()).find_map(|(line, text)| {
        let (_, rest) = without_hash(text).split_once("meson_version")?;
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

/// Reads the version that bazelisk would fetch: `7.4.1`, `7.x`. Words such as `latest` and forks name none that is known here.
fn read_bazel_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((text, line)) = line_file::lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
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
    for (text, line) in script::lines(manifest.text, "#") {
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

/// A line without the comment at its end.
fn without_hash(line: &str) -> &str {
    line.split('#').next().unwrap_or_default()
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
    fn cmake_names_the_least_that_will_do() {
        let range = "# cmake_minimum_required(VERSION 2.8)\nCMake_Minimum_Required(\n  VERSION 3.16...3.28 FATAL_ERROR)\nproject(x)\n";
        assert_eq!(
            asked(&[("CMakeLists.txt", range), ("src/CMakeLists.txt", "add_library(x)\n")]),
            ["tool cmake \"3.16\" minimum (CMakeLists.txt:2)"]
        );
        for text in ["cmake_minimum_required(VERSION ${V})\n", "cmake_minimum_required"] {
            assert_eq!(
                asked(&[("CMakeLists.txt", text)]),
                ["tool cmake (CMakeLists.txt:1)"],
                "{text}"
            );
        }
        assert_eq!(
            asked(&[("CMakeLists.txt", "project(x)\n")]),
            ["tool cmake (CMakeLists.txt)"]
        );
    }

    #[test]
    fn presets_of_cmake_name_a_least_too() {
        let text = "{\n  \"version\": 6,\n  \"cmakeMinimumRequired\": { \"major\": 3, \"minor\": 25 }\n}\n";
        assert_eq!(
            asked(&[("CMakePresets.json", text)]),
            ["tool cmake \"3.25.0\" minimum (CMakePresets.json:3)"]
        );
        assert_eq!(
            asked(&[("CMakePresets.json", "{\"cmakeMinimumRequired\": {\"major\": \"x\"}}")]),
            ["broken: `cmakeMinimumRequired` is not a version (CMakePresets.json:1)"]
        );
    }

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

    #[test]
    fn cmake_may_name_its_least_behind_a_variable() {
        let text = "set(LEAST 3.28)\ncmake_minimum_required(VERSION ${LEAST})\n";
        assert_eq!(
            asked(&[("CMakeLists.txt", text)]),
            ["tool cmake \"3.28\" minimum (CMakeLists.txt:2)"]
        );
    }
}
