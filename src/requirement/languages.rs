//! Languages whose manifest names a range of versions and little else: Crystal, Elm, Julia, Nim, Perl, Swift, Zig.

use super::code::{self, Code};
use super::data::text_at;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{MANIFEST_BYTES, json, line_file, script, toml_file, yaml_file};
use crate::version::{Dialect, Version};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["shard.yml"],
        wants_text: true,
        read: read_shard,
    },
    Format {
        names: &["elm.json"],
        wants_text: true,
        read: read_elm,
    },
    Format {
        names: &["Project.toml", "JuliaProject.toml"],
        wants_text: true,
        read: read_project,
    },
    Format {
        names: &["*.nimble"],
        wants_text: true,
        read: read_nimble,
    },
    Format {
        names: &["Package.swift", "Package@swift-*.swift"],
        wants_text: true,
        read: read_package,
    },
    Format {
        names: &[".swift-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "swift", &["swift-"]),
    },
    Format {
        names: &[".perl-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "perl", &["perl-"]),
    },
    Format {
        names: &["cpanfile"],
        wants_text: true,
        read: read_cpanfile,
    },
    Format {
        names: &["build.zig"],
        wants_text: true,
        read: |manifest, found| {
            let is_build = Code::of(manifest.text, &code::ZIG).text().contains("fn build");
            if is_build && !manifest.has_beside("build.zig.zon") {
                found.require(manifest.tool("zig", None));
            }
        },
    },
    Format {
        names: &["build.zig.zon"],
        wants_text: true,
        read: read_zon,
    },
    Format {
        names: &[".zigversion", ".zig-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "zig", &[]),
    },
];

/// Reads `crystal: ">= 1.0.0, < 2.0"`. Source: the specification of `shard.yml`.
fn read_shard(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(shard) = yaml_file::read(manifest, found) else {
        return;
    };
    if shard.get("name").is_none() {
        return;
    }
    let asked = shard.get("crystal").and_then(|node| Some((node.scalar()?, node.line)));
    found.require(match asked {
        Some(("*", line)) => manifest.tool("crystal", Some(line)),
        Some((range, line)) => manifest.tool_in("crystal", &crystal_range(range), Dialect::Gem, Some(line)),
        None => manifest.tool("crystal", None),
    });
}

/// A version alone means `~> x.y, >= x.y.z`; else ranges are written as `RubyGems` has them.
fn crystal_range(range: &str) -> String {
    let range = range.trim();
    let mut parts = range.split('.');
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) if range.starts_with(|character: char| character.is_ascii_digit()) => {
            format!("~> {major}.{minor}, >= {range}")
        }
        _ => range.to_owned(),
    }
}

/// Reads `elm-version`: of an application the exact one, of a package a range, `0.19.0 <= v < 0.20.0`.
fn read_elm(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(package) = json::read(manifest, found) else {
        return;
    };
    if !["elm-version", "type"].iter().any(|key| package.get(key).is_some()) {
        return;
    }
    let asked = text_at(&package, &["elm-version"], manifest, found);
    // One in neither form is told.
    let asked = asked.map(|(text, line)| (elm_range(text).unwrap_or_else(|| text.to_owned()), line));
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("elm", &range, Dialect::Npm, Some(line)),
        None => manifest.tool("elm", None),
    });
}

/// The same as npm writes it. `None`: it is neither form.
fn elm_range(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [version] => Some((*version).to_owned()),
        [least, "<=", "v", "<", limit] => Some(format!(">={least} <{limit}")),
        _ => None,
    }
}

/// Reads `[compat] julia`. A file of this name without Julia's tables is another program's.
///
/// Source: the documentation of Julia's package manager, on compatibility.
fn read_project(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(project) = toml_file::read(manifest, found) else {
        return;
    };
    if !["uuid", "deps", "compat"].iter().any(|key| project.get(key).is_some()) {
        return;
    }
    let asked = text_at(&project, &["compat", "julia"], manifest, found);
    found.require(match asked {
        Some((compat, line)) => manifest.tool_in("julia", &julia_range(compat), Dialect::Npm, Some(line)),
        None => manifest.tool("julia", None),
    });
}

/// The same as npm writes it: in Julia a comma is an "or", and a version alone is one that it is compatible with.
fn julia_range(compat: &str) -> String {
    let alternatives: Vec<String> = compat
        .split(',')
        .map(str::trim)
        .map(|part| {
            let is_bare = part.starts_with(|character: char| character.is_ascii_digit()) && !part.contains(" - ");
            if is_bare {
                format!("^{part}")
            } else {
                part.replace('≥', ">=")
            }
        })
        .collect();
    alternatives.join(" || ")
}

/// Reads `requires "nim >= 1.6.0"`. Source: the documentation of Nimble.
fn read_nimble(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::NIM);
    // Every package has a version.
    if code.trimmed_lines().next().is_none() {
        return;
    }
    let asked = code.trimmed_lines().find_map(|(line, number)| {
        let (words, _) = script::strings(line.strip_prefix("requires")?);
        let range = words.iter().find_map(|word| nim_range(word))?;
        Some((range, number))
    });
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("nim", &range, Dialect::Gem, Some(line)),
        None => manifest.tool("nim", None),
    });
}

/// Of `nim >= 1.4 & < 3` the range as `RubyGems` writes it. `None`: it is another package, or a range that cannot be written so.
fn nim_range(word: &str) -> Option<String> {
    let range = word.strip_prefix("nim")?;
    let parts: Vec<&str> = range.split('&').map(str::trim).collect();
    let is_known = |part: &&str| {
        let version = part.trim_start_matches(['<', '>', '=']).trim_start();
        part.starts_with(['<', '>', '=']) && version.starts_with(|character: char| character.is_ascii_digit())
    };
    parts.iter().all(is_known).then(|| parts.join(", ").replace("==", "="))
}

/// Reads `// swift-tools-version:5.9`, which the language asks to be the first line that is not blank.
///
/// A package may have manifests for older tools beside the plain one, `Package@swift-5.9.swift`: tools take the newest that they
/// can read, so that of all of them the lowest version is the least that will do. Source: Swift Evolution SE-0152.
fn read_package(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let asked = swift_tools(manifest.name, manifest.text);
    let own = (asked.as_ref().map(|(version, _)| version), manifest.name);
    let names = manifest.host.list_once(manifest.directory).unwrap_or_default();
    let is_lowest = names
        .iter()
        .filter_map(|name| name.to_str())
        .filter(|name| *name == "Package.swift" || name.starts_with("Package@swift-"))
        .all(|name| {
            let text = manifest.host.text_once(&manifest.directory.join(name), MANIFEST_BYTES);
            text.is_none_or(|text| {
                let other = swift_tools(name, &text);
                (other.as_ref().map(|(version, _)| version), name) >= own
            })
        });
    if !is_lowest {
        return;
    }
    found.require(match asked {
        Some((version, line)) => manifest.tool_in("swift", &version.to_string(), Dialect::Minimum, Some(line)),
        None => manifest.tool("swift", None),
    });
}

/// The oldest tools that take a manifest of this name and text, and its line: no older ones than its name says. `None`: any.
fn swift_tools(name: &str, text: &str) -> Option<(Version, u32)> {
    let asked = text
        .lines()
        .zip(1..)
        .find(|(line, _)| !line.trim().is_empty())
        .and_then(|(line, number)| {
            let comment = line.trim().strip_prefix("//")?.trim_start();
            let (name, version) = comment.split_once(':')?;
            // Behind a semicolon may be other settings.
            let version = version.split(';').next().unwrap_or(version).trim();
            (name.trim_end().eq_ignore_ascii_case("swift-tools-version")
                && version.starts_with(|character: char| character.is_ascii_digit()))
            .then_some((Version::parse(version)?, number))
        });
    let named = name
        .strip_prefix("Package@swift-")
        .and_then(|rest| rest.strip_suffix(".swift"));
    match (asked, named.and_then(Version::parse)) {
        (Some((version, line)), Some(named)) => Some((version.max(named), line)),
        (asked, named) => asked.or_else(|| Some((named?, 1))),
    }
}

/// Reads `requires 'perl', '5.036';`. Source: the documentation of `cpanfile`.
fn read_cpanfile(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::PERL);
    let asked = code.trimmed_lines().find_map(|(line, number)| {
        let arguments = line.strip_prefix("requires")?.trim_start();
        // A key may be followed by `=>`, and a version may be a number.
        let rest = ["'perl'", "\"perl\"", "perl"]
            .iter()
            .find_map(|name| arguments.strip_prefix(name))?;
        let rest = rest.trim_start_matches([' ', ',', '=', '>', '\'', '"']);
        let end = rest.find(['\'', '"', ';', ' ', ',']).unwrap_or(rest.len());
        Some((perl_version(rest.get(..end)?)?, number))
    });
    found.require(match asked {
        Some((version, line)) => manifest.tool_in("perl", &version, Dialect::Minimum, Some(line)),
        None => manifest.tool("perl", None),
    });
}

/// `5.36.0` of `v5.36.0`, `5.036`, `5.36.1`: behind the point of a number each three digits are a part. Source: `perldoc version`.
fn perl_version(text: &str) -> Option<String> {
    let is_numbers = |text: &str| {
        text.split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let dotted = text.strip_prefix('v').unwrap_or(text);
    if !is_numbers(dotted) {
        return None;
    }
    let Some((first, rest)) = text.split_once('.').filter(|(_, rest)| !rest.contains('.')) else {
        return Some(dotted.to_owned());
    };
    if text.starts_with('v') {
        return Some(dotted.to_owned());
    }
    let digits = format!("{rest:0<6}");
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    Some(format!("{first}.{}.{}", part(0..3)?, part(3..6)?))
}

/// Reads `.minimum_zig_version = "0.13.0"`. Source: Zig's documentation of `build.zig.zon`.
fn read_zon(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::ZIG);
    let asked = code.all_after("minimum_zig_version").find_map(|(value, number)| {
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        Some((script::string(value)?.0, number))
    });
    found.require(match asked {
        Some((version, line)) => manifest.tool_in("zig", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("zig", None),
    });
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;
    use super::*;

    #[test]
    fn a_file_without_a_package_asks_for_nothing() {
        let files = [
            ("build.zig", "\\\\ fn build\n"),
            ("elm.json", "{}"),
            ("x.nimble", "# nothing\n"),
            ("Pulumi.yaml", "x\n"),
            ("build.xml", "<foo/>\n"),
        ];
        assert_eq!(asked(&files), [""; 0]);
        assert_eq!(
            asked(&[
                ("build.zig", "pub fn build(b: *std.Build) void {}\n"),
                (
                    "elm.json",
                    "{\"type\": \"application\", \"elm-version\": \"0.19 or so\"}"
                ),
                ("x.nimble", "version = \"0.1.0\"\n"),
                ("Pulumi.yaml", "name: shop\nruntime: go\n"),
                ("build.xml", "<project default=\"all\"/>\n"),
            ]),
            [
                "tool ant suggested (build.xml)",
                "tool elm (elm.json:1)",
                "tool nim (x.nimble)",
                "tool pulumi (Pulumi.yaml)",
                "tool zig (build.zig)",
                "broken: the version range `0.19 or so` cannot be read (elm.json:1)",
            ]
        );
    }

    #[test]
    fn texts_and_comments_name_no_version() {
        let files = [
            (
                "build.zig.zon",
                ".{ // .minimum_zig_version = \"9\"\n    .text = \n        \\\\ .minimum_zig_version = \"8\"\n    , .minimum_zig_version = \"0.14.0\" }\n",
            ),
            (
                "cpanfile",
                "=pod\nrequires 'perl', '9';\n=cut\nrequires 'perl', '5.36.0';\n",
            ),
            ("x.nimble", "#[\nrequires \"nim >= 9\"\n]#\nrequires \"nim >= 2.0\"\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool nim \">= 2.0\" gem (x.nimble:4)",
                "tool perl \"5.36.0\" minimum (cpanfile:4)",
                "tool zig \"0.14.0\" minimum (build.zig.zon:4)",
            ]
        );
    }

    #[test]
    fn all_of_a_zig_package_may_stand_in_one_line() {
        let text = ".{ .name = .shop, .minimum_zig_version = \"0.14.0\", .version = \"1.0.0\" }\n";
        assert_eq!(
            asked(&[("build.zig.zon", text)]),
            ["tool zig \"0.14.0\" minimum (build.zig.zon:1)"]
        );
    }

    #[test]
    fn a_comma_is_an_or_and_a_version_alone_a_caret() {
        assert_eq!(
            ["1.6", "1.6, 2", "~1.6", "1.6 - 1.10", ">= 1.6, =0.7.0", "≥ 1.6"].map(julia_range),
            ["^1.6", "^1.6 || ^2", "~1.6", "1.6 - 1.10", ">= 1.6 || =0.7.0", ">= 1.6"]
        );
    }

    #[test]
    fn of_the_manifests_of_a_swift_package_the_lowest_tools_will_do() {
        let plain = ("Package.swift", "// swift-tools-version: 6.3\n");
        let files = [
            plain,
            ("Package@swift-6.0.swift", "\n// swift-tools-version: 6.0\n"),
            ("Package@swift-6.1.swift", "// swift-tools-version: 6.1\n"),
        ];
        assert_eq!(
            asked(&files),
            ["tool swift \"6.0\" minimum (Package@swift-6.0.swift:2)"]
        );
        assert_eq!(asked(&[plain]), ["tool swift \"6.3\" minimum (Package.swift:1)"]);
        // Older tools than its name says do not look at it.
        assert_eq!(
            asked(&[plain, ("Package@swift-6.swift", "// swift-tools-version:5.7\n")]),
            ["tool swift \"6\" minimum (Package@swift-6.swift:1)"]
        );
        assert_eq!(
            asked(&[("Package.swift", "// swift-tools-version:5.5\n"), files[1]]),
            ["tool swift \"5.5\" minimum (Package.swift:1)"]
        );
    }

    #[test]
    fn a_number_of_perl_has_three_digits_a_part() {
        assert_eq!(
            ["5.036", "5.10.1", "v5.36", "5.010001", "5.8", "any"].map(perl_version),
            [
                Some("5.36.0"),
                Some("5.10.1"),
                Some("5.36"),
                Some("5.10.1"),
                Some("5.800.0"),
                None
            ]
            .map(|version| version.map(str::to_owned))
        );
        assert_eq!(
            asked(&[("cpanfile", "requires 'Moose';\nrequires 'perl' => '5.036';\n")]),
            ["tool perl \"5.36.0\" minimum (cpanfile:2)"]
        );
    }

    #[test]
    fn a_range_of_nim_is_told_from_others() {
        let is = |range: &str| Some(range.to_owned());
        assert_eq!(nim_range("nim >= 1.6.0"), is(">= 1.6.0"));
        assert_eq!(nim_range("nim>=1.4 & < 3"), is(">=1.4, < 3"));
        assert_eq!(nim_range("nim == 2.0.0"), is("= 2.0.0"));
        assert_eq!(
            ["nim", "nimcrypto >= 0.5", "nim#devel", "nim ^= 1.6"].map(nim_range),
            [const { None }; 4]
        );
    }
}
