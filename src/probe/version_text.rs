//! Versions within the texts that machines have them in: what a program prints, the name of a file, the version of a package.
//!
//! All is pure. Escape sequences are to be gone already: see [`crate::text::strip_ansi`].

/// The place of the version in a pattern.
const HOLE: &str = "{version}";

/// A version in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// The version, without a leading `v` and without punctuation at its end.
    pub version: &'a str,
    /// The line that it is on, without the spaces around.
    pub line: &'a str,
}

/// Finds the version that a pattern points to: literal text with one `{version}` in it, `git version {version}`.
///
/// The text before the hole may stand anywhere, but not in the middle of a word; with no text before it, the version is the
/// first word of a line. The version begins with a digit, after a `v` perhaps, and runs over letters, digits and `.+_~-`.
/// The text after the hole must follow; it ends the version where it first occurs: `{version}-dispatcher`.
///
/// `None`: the text has no such place, or what stands there is no version. `3.x` is none.
pub fn extract<'a>(text: &'a str, pattern: &str) -> Option<Found<'a>> {
    let (before, after) = pattern.split_once(HOLE)?;
    let (start, version) = if before.is_empty() {
        line_starts(text).find_map(|start| Some((start, first_word(text.get(start..)?, after)?)))
    } else {
        text.match_indices(before)
            .filter(|(start, _)| !is_within_word(text, *start, before))
            .find_map(|(start, _)| {
                let rest = text.get(start + before.len()..)?;
                Some((start + before.len(), token(rest, after)?))
            })
    }?;
    Some(Found {
        version,
        line: line_at(text, start),
    })
}

/// The first of some patterns that finds a version.
pub fn extract_any<'a>(text: &'a str, patterns: &[String]) -> Option<Found<'a>> {
    patterns.iter().find_map(|pattern| extract(text, pattern))
}

/// Finds the version in the name of a file: `maven-core-{version}.jar`.
///
/// The whole of the name must fit. After the hole, one `*` stands for any text: `conda-{version}-py*.json`.
pub fn from_file_name<'a>(name: &'a str, pattern: &str) -> Option<&'a str> {
    let (before, after) = pattern.split_once(HOLE)?;
    let rest = name.strip_prefix(before)?;
    let version = match after.split_once('*') {
        None => rest.strip_suffix(after)?,
        Some((middle, end)) => {
            let rest = rest.strip_suffix(end)?;
            rest.get(..rest.find(middle)?)?
        }
    };
    (version.chars().all(is_token_character) && is_version(version)).then_some(version)
}

/// The version that the makers of a program gave it, from that of its package: Debian's, RPM's, Alpine's or Arch's.
///
/// `1:2.43.0-1ubuntu7` is 2.43.0, `4.8+really4.7.5-1` is 4.7.5, `2.1.0~beta3+git2022-4` is 2.1.0-beta3, `9.6_p1-r0` is 9.6p1.
/// `None`: it does not begin with a digit. Sources: deb-version(7), rpm-version(7), apk-package(5), PKGBUILD(5).
pub fn upstream(package_version: &str) -> Option<String> {
    let version = package_version.trim();
    let version = match version.split_once(':') {
        Some((epoch, rest)) if !epoch.is_empty() && epoch.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => version,
    };
    let version = version.rsplit_once('-').map_or(version, |(version, _revision)| version);
    let version = version.rsplit_once("+really").map_or(version, |(_, really)| really);
    let version = version.split(['+', '^']).next().unwrap_or(version);
    let version = cut_at_any(
        version,
        &[".dfsg", ".ds", "dfsg", "ubuntu", "_git", "_cvs", "_svn", "_hg"],
    );
    let version = match version.split_once('~') {
        Some((release, stage)) if is_stage(stage) => {
            format!("{release}-{}", stage.split('~').next().unwrap_or(stage))
        }
        Some((release, _)) => release.to_owned(),
        None => version.to_owned(),
    };
    let version = match version.split_once('_') {
        Some((release, stage)) if is_stage(stage) => format!("{release}-{stage}"),
        Some((release, patch)) if patch.starts_with('p') => format!("{release}{patch}"),
        _ => version,
    };
    is_version(&version).then_some(version)
}

/// A test build, as packages write it after `~` or `_`.
fn is_stage(text: &str) -> bool {
    ["rc", "beta", "alpha", "pre", "dev"]
        .iter()
        .any(|stage| text.starts_with(stage))
}

fn cut_at_any<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    let end = marks
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// Where the first words of the lines of a text begin.
fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = offset + (line.len() - line.trim_start().len());
        offset += line.len();
        start
    })
}

/// The version that a line begins with. Without a text after it, it is a word by itself, and has a dot or the line for itself:
/// `12:00:01 starting` and `20 packages` are no versions.
fn first_word<'a>(line: &'a str, after: &str) -> Option<&'a str> {
    let version = token(line, after)?;
    if !after.is_empty() {
        return Some(version);
    }
    let line = line.strip_prefix(['v', 'V']).unwrap_or(line);
    let rest = line.get(version.len()..)?.trim_start_matches(['.', ',', ';']);
    let rest = rest.lines().next().unwrap_or_default();
    let alone = rest.trim().is_empty();
    (alone || (rest.starts_with([' ', '\t']) && version.contains('.'))).then_some(version)
}

/// The version that a text begins with, if `after` follows it.
fn token<'a>(text: &'a str, after: &str) -> Option<&'a str> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let run = text
        .find(|character| !is_token_character(character))
        .unwrap_or(text.len());
    let version = if after.is_empty() {
        text.get(..run)?.trim_end_matches(['.', '+', '_', '~', '-'])
    } else {
        let end = (1..=run).find(|end| text.get(*end..).is_some_and(|rest| rest.starts_with(after)))?;
        text.get(..end)?
    };
    is_version(version).then_some(version)
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || ".+_~-".contains(character)
}

/// It begins with a digit, and no part of it is a wildcard.
fn is_version(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_digit())
        && !text.split('.').skip(1).any(|part| matches!(part, "x" | "X" | "*"))
}

/// A match that begins with a letter or digit begins a word.
fn is_within_word(text: &str, start: usize, matched: &str) -> bool {
    matched.starts_with(char::is_alphanumeric)
        && text
            .get(..start)
            .is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

fn line_at(text: &str, position: usize) -> &str {
    let start = text
        .get(..position)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |line_feed| line_feed + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.lines().next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn version<'a>(text: &'a str, pattern: &str) -> Option<&'a str> {
        extract(text, pattern).map(|found| found.version)
    }

    #[test]
    fn a_version_is_found_after_its_literal_with_its_line() {
        let text = "warning: old\n  git version 2.39.5 (Apple Git-154)\r\nmore\n";
        assert_eq!(
            extract(text, "git version {version}"),
            Some(Found {
                version: "2.39.5",
                line: "git version 2.39.5 (Apple Git-154)"
            })
        );
    }

    #[test]
    fn a_leading_v_and_punctuation_at_the_end_are_not_the_version() {
        assert_eq!(version("kind version v0.20.0.\n", "version {version}"), Some("0.20.0"));
        assert_eq!(version("Terraform v1.11.4\n", "Terraform v{version}"), Some("1.11.4"));
        assert_eq!(version("v version\n", "{version}"), None);
    }

    #[test]
    fn a_literal_begins_a_word() {
        assert_eq!(version("UnZip 6.00\nThis is Zip 3.0\n", "Zip {version}"), Some("3.0"));
        assert_eq!(
            version("MinVersion=1.9\nVersion=153.7\n", "Version={version}"),
            Some("153.7")
        );
    }

    #[test]
    fn the_text_after_the_hole_ends_the_version() {
        let text = "Client Version: v1.32.4-dispatcher\n";
        assert_eq!(version(text, "Client Version: {version}-dispatcher"), Some("1.32.4"));
        assert_eq!(version(text, "Client Version: {version}-eks"), None);
        assert_eq!(version("SBCL 2.2.9.debian", "SBCL {version}.debian"), Some("2.2.9"));
        assert_eq!(
            version("version 5.2.15(1)-release", "version {version}("),
            Some("5.2.15")
        );
    }

    #[test]
    fn a_bare_version_is_the_first_word_of_a_line() {
        assert_eq!(version("npm warn config\n11.19.1\n", "{version}"), Some("11.19.1"));
        assert_eq!(version("2.16.5 (release)\n", "{version}"), Some("2.16.5"));
        assert_eq!(version("  v3.14.1", "{version}"), Some("3.14.1"));
        assert_eq!(version("25", "{version}"), Some("25"));
        assert_eq!(version("12:00:01 starting\n20 packages\nuses 1.2\n", "{version}"), None);
    }

    #[test]
    fn a_wildcard_is_no_version() {
        assert_eq!(version("core 3.x\n", "core {version}"), None);
        assert_eq!(from_file_name("maven-core-3.x.jar", "maven-core-{version}.jar"), None);
    }

    #[test]
    fn a_file_name_tells_a_version_if_all_of_it_fits() {
        assert_eq!(
            from_file_name("maven-core-3.9.6.jar", "maven-core-{version}.jar"),
            Some("3.9.6")
        );
        assert_eq!(
            from_file_name("gradle-core-api-4.4.1.jar", "gradle-core-{version}.jar"),
            None
        );
        assert_eq!(
            from_file_name("conda-24.1.2-py311h06a4308_0.json", "conda-{version}-py*.json"),
            Some("24.1.2")
        );
        assert_eq!(
            from_file_name("conda-24.1.2-py311.txt", "conda-{version}-py*.json"),
            None
        );
        assert_eq!(from_file_name("144.0.7559.60", "{version}"), Some("144.0.7559.60"));
    }

    #[test]
    fn the_makers_version_is_within_that_of_the_package() {
        let cases = [
            ("20.20.2-1nodesource1+repack1", Some("20.20.2")),
            ("1:14.0.6-12", Some("14.0.6")),
            ("4.8+really4.7.5-1", Some("4.7.5")),
            ("16.02+really26.02+dfsg-0+deb12u1", Some("26.02")),
            ("1.14.0.dfsg-2", Some("1.14.0")),
            ("2.1.0~beta3+git20220320+dfsg-4.1+deb12u1", Some("2.1.0-beta3")),
            ("1:17.0.6~++20231208085846+6009708b4367-1~exp1", Some("17.0.6")),
            ("5:24.0.7-1~debian.12~bookworm", Some("24.0.7")),
            ("2.6.1", Some("2.6.1")),
            ("1.1.1-1+b3", Some("1.1.1")),
            ("1.2ubuntu3", Some("1.2")),
            ("2.43.0-4.fc39", Some("2.43.0")),
            ("1.7.0^git1a2b3c-1.fc40", Some("1.7.0")),
            ("9.6_p1-r0", Some("9.6p1")),
            ("1.25.0_rc1-r2", Some("1.25.0-rc1")),
            ("1:9.2p1-2+deb12u10", Some("9.2p1")),
            ("unknown", None),
            ("", None),
        ];
        assert_eq!(
            cases.map(|(package, _)| upstream(package)),
            cases.map(|(_, version)| version.map(str::to_owned))
        );
    }

    proptest! {
        #[test]
        fn what_is_found_stands_in_the_text(text in "\\PC*|(?s).*|[a-z v\n]*[0-9.]*[ -~\n]*", before in "[a-z ]{0,3}", after in "[-(,.a-z]{0,2}") {
            let pattern = format!("{before}{{version}}{after}");
            if let Some(found) = extract(&text, &pattern) {
                prop_assert!(text.contains(found.version));
                prop_assert!(text.contains(found.line));
                prop_assert!(is_version(found.version));
                prop_assert!(found.line.contains(found.version));
            }
        }

        #[test]
        fn a_version_is_read_back_from_its_pattern(version in "[0-9]{1,3}(\\.[0-9]{1,3}){0,3}", name in "[a-z]{2,8}") {
            let text = format!("note\n{name} {version}\n");
            let pattern = format!("{name} {{version}}");
            prop_assert_eq!(extract(&text, &pattern).map(|found| found.version), Some(version.as_str()));
            prop_assert_eq!(extract(&version, "{version}").map(|found| found.version), Some(version.as_str()));
            prop_assert_eq!(upstream(&version), Some(version.clone()));
            prop_assert_eq!(upstream(&format!("3:{version}-2+b1")), Some(version));
        }

        #[test]
        fn no_text_is_too_odd(text in "(?s).*", pattern in "(?s).*") {
            let _ = (extract(&text, &pattern), from_file_name(&text, &pattern), upstream(&text));
        }
    }
}
