//! Compares ranges with the ecosystems' reference implementations, and tests each method.

use super::*;

mod laws;

pub(super) fn range(text: &str, dialect: Dialect) -> VersionRange {
    VersionRange::parse(text, dialect).unwrap()
}

/// Files of `scripts/judge-ranges`: ranges, versions, and the reference implementations' results.
pub(super) const JUDGED: [(Dialect, &str); 8] = [
    (Dialect::Npm, include_str!("../../../fixtures/ranges/npm.tsv")),
    (Dialect::Pep440, include_str!("../../../fixtures/ranges/pep440.tsv")),
    (Dialect::Poetry, include_str!("../../../fixtures/ranges/poetry.tsv")),
    (Dialect::Gem, include_str!("../../../fixtures/ranges/gem.tsv")),
    (Dialect::Composer, include_str!("../../../fixtures/ranges/composer.tsv")),
    (Dialect::Maven, include_str!("../../../fixtures/ranges/maven.tsv")),
    (Dialect::Elixir, include_str!("../../../fixtures/ranges/elixir.tsv")),
    (
        Dialect::Terraform,
        include_str!("../../../fixtures/ranges/terraform.tsv"),
    ),
];

/// Where devenv differs from a reference implementation on purpose.
fn is_deliberate(dialect: Dialect, range: &str) -> bool {
    match dialect {
        // `packaging` cuts the text of the version at its last dot, although `-rc.1` is one part.
        Dialect::Pep440 => range.contains("~=") && range.contains("-rc.1"),
        // `poetry-core` reads `<>3.9` as `==3.9`, which nobody means: devenv refuses it. It also joins two adjacent ranges, which
        // includes the pre-releases between them.
        Dialect::Poetry => range.contains("<>") || range == "^2 2.* || ^1.1.2-1",
        // `go-version` ignores the pre-release if one side has four numbers.
        Dialect::Terraform => range == "=10.1.3-beta1",
        _ => false,
    }
}

#[test]
fn results_are_those_of_the_reference_implementations() {
    let verdict = |dialect: Dialect, range: &str, version: &str| match VersionRange::parse(range, dialect) {
        Err(_) => "invalid",
        Ok(_) if version.is_empty() => "valid",
        Ok(range) => match range.allows(version) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        },
    };
    let mut differences = Vec::new();
    let mut deliberate = 0;
    for (dialect, pairs) in JUDGED {
        assert!(pairs.lines().count() >= 2_000, "{dialect:?}");
        for line in pairs.lines() {
            let [range, version, judged] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let ours = verdict(dialect, range, version);
            if ours == judged {
                continue;
            }
            if is_deliberate(dialect, range) {
                deliberate += 1;
            } else {
                differences.push(format!(
                    "{dialect:?} `{range}` `{version}`: the reference says {judged}, devenv says {ours}"
                ));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert_eq!(deliberate, 13);
}

/// The result of `allows` for each version, as `+`, `-` and `?`.
fn allowed(text: &str, dialect: Dialect, versions: &str) -> String {
    let range = range(text, dialect);
    versions
        .split(' ')
        .map(|version| match range.allows(version) {
            Some(true) => '+',
            Some(false) => '-',
            None => '?',
        })
        .collect()
}

#[test]
fn versions_as_tools_report_them_are_read_in_every_notation() {
    let versions =
        "20.20.2 21.0.2+13 2.47.1.windows.2 8.2.36-1~deb12u1 1.22 2026.06.02 120.0.6099.109 1.9.9 unknown v20.1.0";
    for (text, dialect) in [
        (">=2", Dialect::Npm),
        (">=2", Dialect::Pep440),
        (">=2", Dialect::Poetry),
        (">= 2", Dialect::Gem),
        (">= 2.0.0", Dialect::Elixir),
        (">=2", Dialect::Composer),
        (">=2", Dialect::Cargo),
        (">=2.0.0", Dialect::Dart),
        ("[2,)", Dialect::Maven),
        ("2", Dialect::Minimum),
    ] {
        assert_eq!(allowed(text, dialect, versions), "++++-++-?+", "{dialect:?}");
    }
    // HashiCorp's own versions have `~` in a pre-release.
    assert_eq!(allowed(">= 2", Dialect::Terraform, versions), "+++--++-?+");
    assert_eq!(allowed("~> 3.1.0", Dialect::Gem, "3.1.2p20 3.1.0 3.2.0"), "++-");
    assert_eq!(
        allowed(">=1.97", Dialect::Cargo, "1.97.0-nightly 1.98.0-nightly 1.97.0"),
        "--+"
    );
}

#[test]
fn a_prefix_allows_versions_that_start_with_it() {
    let versions = "3.1.0 3.11.0 3.11.4 3.110.0 4.0";
    assert_eq!(allowed("3", Dialect::Prefix, versions), "++++-");
    assert_eq!(allowed("3.1", Dialect::Prefix, versions), "+----");
    assert_eq!(allowed("v3.11.x", Dialect::Prefix, versions), "-++--");
    assert_eq!(allowed("3.11.4", Dialect::Prefix, versions), "--+--");
    assert_eq!(
        allowed("2026.06", Dialect::Prefix, "2026.6.2 2026.06.02 2026.07"),
        "++-"
    );
    assert_eq!(allowed("22.04", Dialect::Prefix, "22.04 22.4.1 22.10"), "++-");
    let dev = "3.13.0rc1 3.13.0rc2 3.13.0 3.13.1+";
    assert_eq!(allowed("3.13.0rc1", Dialect::Prefix, dev), "+---");
    assert_eq!(allowed("3.13-dev", Dialect::Prefix, dev), "++++");
    assert_eq!(allowed("system", Dialect::Prefix, dev), "++++");
    for unreadable in ["", "20 || 22", ">=3.11", "^20", "20,22", "python", "-1"] {
        assert!(
            VersionRange::parse(unreadable, Dialect::Prefix).is_err(),
            "{unreadable}"
        );
        assert!(
            VersionRange::parse(unreadable, Dialect::Minimum).is_err(),
            "{unreadable}"
        );
    }
}

#[test]
fn a_vendor_before_a_prefix_is_ignored_but_another_implementation_is_not() {
    let versions = "17.0.1 17.0.8 17.0.10 21.0.2 17";
    assert_eq!(allowed("temurin-17.0.1", Dialect::Prefix, versions), "+----");
    assert_eq!(allowed("openjdk64-17", Dialect::Prefix, versions), "+++-+");
    assert_eq!(allowed("corretto-17.0.8.7.1", Dialect::Prefix, versions), "-+---");
    assert_eq!(allowed("17.0.8-tem", Dialect::Prefix, versions), "-+---");
    assert_eq!(allowed("zulu-17.44.53", Dialect::Prefix, versions), "+++-+");
    assert_eq!(allowed("temurin-21.0.2+13.0.LTS", Dialect::Asdf, versions), "---+-");
    assert_eq!(allowed("graalvm-community-21.0.2", Dialect::Asdf, versions), "---+-");
    assert_eq!(allowed("graalvm-22.3.1+java17", Dialect::Asdf, versions), "?????");
    assert_eq!(allowed("ruby-3.2.1", Dialect::Prefix, "3.2.1 3.2.2"), "+-");
    assert_eq!(allowed("go1.21", Dialect::Prefix, "1.21.3 1.22.0"), "+-");
    for other in [
        "pypy3.10-7.3.12",
        "jruby-9.4.5.0",
        "truffleruby-23.1.1",
        "miniconda3-3.11-24.1.2-0",
    ] {
        assert_eq!(allowed(other, Dialect::Prefix, "3.10.13 9.4.5"), "??", "{other}");
    }
}

/// Source: the documentation of Go's `go/version`, and Cargo's reference on `rust-version`.
#[test]
fn a_minimum_allows_itself_and_later_versions() {
    let versions = "1.20.14 1.21rc2 1.21.0 1.21.5 1.22rc1 2";
    assert_eq!(allowed("1.21", Dialect::Minimum, versions), "-+++++");
    assert_eq!(allowed("1.21.0", Dialect::Minimum, versions), "--++++");
    assert_eq!(allowed("1.21rc3", Dialect::Minimum, versions), "--++++");
    assert_eq!(allowed("go1.21.3", Dialect::Minimum, versions), "---+++");
    assert_eq!(
        allowed("1.70.0", Dialect::Minimum, "1.70.0-nightly 1.69.0 1.70.0"),
        "+-+"
    );
    assert_eq!(allowed("2024.1", Dialect::Minimum, "2024.1 2023.12 2024.02.1"), "+-+");
}

#[test]
fn asdf_and_mise_versions_prefixes_and_builds_are_read() {
    let versions = "20.11.1 20.20.2 22.1.0 18.0.0 28.0.0";
    assert_eq!(allowed("20.11.1", Dialect::Asdf, versions), "+----");
    assert_eq!(allowed("20", Dialect::Asdf, versions), "++---");
    assert_eq!(allowed("latest:20", Dialect::Asdf, versions), "++---");
    assert_eq!(allowed("prefix:20.2", Dialect::Asdf, "20.2.1 20.20.2"), "+-");
    assert_eq!(allowed("latest", Dialect::Asdf, versions), "+++++");
    assert_eq!(allowed("system", Dialect::Asdf, versions), "+++++");
    assert_eq!(allowed("lts", Dialect::Asdf, versions), "++++?");
    assert_eq!(allowed("ref:v1.0.2-a", Dialect::Asdf, versions), "?????");
    assert_eq!(allowed("path:~/src/node", Dialect::Asdf, versions), "?????");
    assert_eq!(allowed("sub-1:latest", Dialect::Asdf, versions), "?????");
}

#[test]
fn nvm_names_of_long_term_support_lines_are_read() {
    let versions = "18.20.4 20.20.2 21.7.0 22.1.0 24.0.0 26.0.0";
    assert_eq!(allowed("lts/*", Dialect::Nvm, versions), "++-++?");
    assert_eq!(allowed("lts/iron", Dialect::Nvm, versions), "-+----");
    assert_eq!(allowed("lts/Jod", Dialect::Nvm, versions), "---+--");
    assert_eq!(allowed("lts/-1", Dialect::Nvm, versions), "---+??");
    assert_eq!(allowed("hydrogen", Dialect::Nvm, versions), "+-----");
    assert_eq!(allowed("node", Dialect::Nvm, versions), "++++++");
    assert_eq!(allowed("stable", Dialect::Nvm, versions), "++++++");
    assert_eq!(allowed("iojs", Dialect::Nvm, versions), "??????");
    assert_eq!(allowed("20", Dialect::Nvm, versions), "-+----");
    assert_eq!(allowed("v20.20.2", Dialect::Nvm, versions), "-+----");
    assert_eq!(
        VersionRange::parse("lts/unheard-of", Dialect::Nvm)
            .unwrap_err()
            .to_string(),
        "cannot read `unheard-of` in the version range `lts/unheard-of`"
    );
}

#[test]
fn rustup_releases_and_channels_are_read() {
    let versions = "1.70.0 1.70.1 1.95.0 1.96.0-beta.3 1.97.0-nightly";
    assert_eq!(allowed("1.70.0", Dialect::Rustup, versions), "+----");
    assert_eq!(allowed("1.70", Dialect::Rustup, versions), "++---");
    assert_eq!(
        allowed("1.70-x86_64-unknown-linux-gnu", Dialect::Rustup, versions),
        "++---"
    );
    assert_eq!(allowed("stable", Dialect::Rustup, versions), "+++--");
    assert_eq!(
        allowed("stable-aarch64-apple-darwin", Dialect::Rustup, versions),
        "+++--"
    );
    assert_eq!(allowed("beta", Dialect::Rustup, versions), "---+-");
    assert_eq!(allowed("1.96.0-beta.3", Dialect::Rustup, versions), "---+-");
    assert_eq!(allowed("nightly", Dialect::Rustup, versions), "----+");
    assert_eq!(allowed("nightly-2026-01-01", Dialect::Rustup, versions), "----?");
    assert_eq!(allowed("1.97", Dialect::Rustup, "1.97.0-nightly 1.97.0"), "-+");
    assert_eq!(allowed("esp", Dialect::Rustup, versions), "?????");
}

/// Source: the Dart team's page on package dependencies. There is no reference data for Dart.
#[test]
fn dart_excludes_pre_releases_of_the_upper_bound() {
    let versions = "2.11.0 2.12.0 3.9.9 4.0.0-dev.1 4.0.0";
    assert_eq!(allowed(">=2.12.0 <4.0.0", Dialect::Dart, versions), "-++--");
    assert_eq!(allowed(">=2.12.0<4.0.0", Dialect::Dart, versions), "-++--");
    assert_eq!(allowed("^3.2.0", Dialect::Dart, versions), "--+--");
    assert_eq!(allowed(">=4.0.0-dev.0 <4.0.0", Dialect::Dart, versions), "---+-");
    assert_eq!(allowed("any", Dialect::Dart, versions), "+++++");
    assert_eq!(allowed("2.12.0", Dialect::Dart, versions), "-+---");
    assert_eq!(allowed("^0.0.3", Dialect::Dart, "0.0.2 0.0.3 0.0.9 0.1.0"), "-++-");
    for unreadable in ["", "~2", ">=2", "^3.0.0 <4.0.0"] {
        assert!(VersionRange::parse(unreadable, Dialect::Dart).is_err(), "{unreadable}");
    }
}

#[test]
fn ranges_of_two_notations_are_compared() {
    use Dialect::{Asdf, Cargo, Composer, Elixir, Gem, Maven, Minimum, Npm, Nvm, Pep440, Poetry, Prefix, Rustup};
    for (left, right, expected) in [
        (("18", Nvm), (">=20", Npm), Some(false)),
        (("18", Nvm), (">=19", Npm), Some(false)),
        (("20", Nvm), (">=18 <20 || >=20.5", Npm), Some(true)),
        (("lts/*", Nvm), (">=20 <23", Npm), Some(true)),
        (("lts/*", Nvm), ("21.x", Npm), Some(false)),
        (("lts/*", Nvm), (">=25", Npm), None),
        (("lts/-1", Nvm), ("^18", Npm), Some(false)),
        (("node", Nvm), ("^18", Npm), Some(true)),
        (("3.9", Prefix), (">=3.10", Pep440), Some(false)),
        (("3.11", Prefix), (">=3.10,!=3.11.*", Pep440), Some(false)),
        (("3.11", Prefix), (">=3.10,!=3.11.2", Pep440), Some(true)),
        (("^3.9", Poetry), ("~=3.11", Pep440), Some(true)),
        (("^3.9", Poetry), ("<3.9", Pep440), Some(false)),
        (("1!3.9", Poetry), ("<3.9", Pep440), None),
        (("3.3.0", Prefix), ("< 3.3", Gem), Some(false)),
        (("3.2.1", Prefix), ("~> 3.2.0", Gem), Some(true)),
        (("~8.1.0", Composer), (">=8.2", Composer), Some(false)),
        (("^8.1", Composer), ("8.2.*", Composer), Some(true)),
        (("1.21", Minimum), ("1.20", Prefix), Some(false)),
        (("1.21", Minimum), ("1.22", Asdf), Some(true)),
        (("ref:main", Asdf), ("1.22", Minimum), None),
        (("1.70", Rustup), ("1.71", Minimum), Some(false)),
        (("nightly", Rustup), ("1.71", Minimum), None),
        (("1.2", Cargo), ("1.9.0", Rustup), Some(true)),
        (("[17,18)", Maven), ("temurin-21.0.2", Asdf), Some(false)),
        (("(,17)", Maven), ("[17,)", Maven), Some(false)),
        (("~> 1.14", Elixir), ("1.15.7-otp-26", Asdf), Some(true)),
        (("=1.2.3-beta", Npm), (">=1.2.3-alpha <1.2.3", Npm), None),
        (("=1.2.3-beta", Npm), ("1.2.3", Npm), Some(false)),
    ] {
        let left = range(left.0, left.1);
        let right = range(right.0, right.1);
        assert_eq!(left.overlaps(&right), expected, "{left} {right}");
        assert_eq!(right.overlaps(&left), expected, "{right} {left}");
    }
}

#[test]
fn the_lines_the_lower_bound_and_the_exact_version_of_a_range_are_known() {
    use Dialect::{Asdf, Cargo, Composer, Gem, Maven, Minimum, Npm, Nvm, Pep440, Poetry, Prefix, Rustup};
    let lines = ["3.12", "18", "20", "22"];
    for (text, dialect, allowed_lines, lowest, exact) in [
        (">=20 <23", Npm, "20 22", Some("20"), None),
        ("^18.17.0 || >=22", Npm, "18 22", Some("18.17.0"), None),
        ("20.11.1", Npm, "20", Some("20.11.1"), Some("20.11.1")),
        ("=v20.11.1", Npm, "20", Some("20.11.1"), Some("20.11.1")),
        ("*", Npm, "3.12 18 20 22", None, None),
        ("<20", Npm, "3.12 18", None, None),
        (">=3.9,<4", Pep440, "3.12", Some("3.9"), None),
        ("== 3.12.1", Pep440, "3.12", Some("3.12.1"), Some("3.12.1")),
        ("==3.12.*", Pep440, "3.12", Some("3.12"), None),
        ("^3.9", Poetry, "3.12", Some("3.9"), None),
        ("~> 3.2", Gem, "3.12", Some("3.2"), None),
        ("= 3.12.1", Gem, "3.12", Some("3.12.1"), Some("3.12.1")),
        ("^8.1", Composer, "", Some("8.1"), None),
        ("1.2.3", Cargo, "", Some("1.2.3"), None),
        ("=18.2.3", Cargo, "18", Some("18.2.3"), Some("18.2.3")),
        ("[17,21)", Maven, "18 20", Some("17"), None),
        ("[ 18.0.1 ]", Maven, "18", Some("18.0.1"), Some("18.0.1")),
        ("3.6.3", Maven, "3.12 18 20 22", Some("3.6.3"), None),
        ("20", Minimum, "20 22", Some("20"), None),
        ("3.12", Prefix, "3.12", Some("3.12"), None),
        ("3.12.1", Prefix, "3.12", Some("3.12.1"), Some("3.12.1")),
        ("temurin-18.0.1", Asdf, "18", Some("18.0.1"), Some("18.0.1")),
        ("latest", Asdf, "3.12 18 20 22", None, None),
        ("ref:main", Asdf, "3.12 18 20 22", None, None),
        ("lts/iron", Nvm, "20", Some("20"), None),
        ("lts/*", Nvm, "18 20 22", Some("4"), None),
        ("v20.11.1", Nvm, "20", Some("20.11.1"), Some("20.11.1")),
        ("1.70.0", Rustup, "", Some("1.70.0"), Some("1.70.0")),
        ("1.70", Rustup, "", Some("1.70"), None),
    ] {
        let range = range(text, dialect);
        let allowed_here: Vec<&str> = lines.into_iter().filter(|line| range.allows_line(line)).collect();
        assert_eq!(
            (
                allowed_here.join(" ").as_str(),
                range.lower_bound().map(|version| version.to_string()).as_deref(),
                range.exact(),
                range.to_string().as_str(),
                range.dialect(),
            ),
            (allowed_lines, lowest, exact, text, dialect),
        );
    }
    assert!(!range("*", Npm).allows_line("lts"));
}

#[test]
fn an_error_names_the_part_that_cannot_be_read() {
    let message = |text: &str, dialect: Dialect| VersionRange::parse(text, dialect).unwrap_err().to_string();
    assert_eq!(
        message(">=18 || latest", Dialect::Npm),
        "cannot read `latest` in the version range `>=18 || latest`"
    );
    assert_eq!(
        message(">=3.9, =>4", Dialect::Pep440),
        "cannot read `=>4` in the version range `>=3.9, =>4`"
    );
    assert_eq!(
        message("~> 2, ^3", Dialect::Gem),
        "cannot read `^3` in the version range `~> 2, ^3`"
    );
    assert_eq!(
        message(&"1".repeat(1001), Dialect::Maven),
        "a version range of 1001 bytes is too long: the most that is read is 1000"
    );
    assert_eq!(range("1", Dialect::Npm), range("1", Dialect::Npm));
    assert_ne!(range("1", Dialect::Npm), range("1", Dialect::Cargo));
}

#[test]
fn lists_of_hundreds_of_versions_are_not_compared() {
    let list = |from: u32, count: u32| {
        let versions: Vec<String> = (from..from + count).map(|major| format!("{major}.0.0")).collect();
        range(&versions.join("||"), Dialect::Npm)
    };
    assert_eq!(list(100, 30).overlaps(&list(500, 30)), Some(false));
    assert_eq!(list(100, 30).overlaps(&list(129, 30)), Some(true));
    assert_eq!(list(100, 90).overlaps(&list(500, 90)), None);
}
