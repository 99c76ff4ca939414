//! Properties of all ranges, in any notation.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;

use super::super::*;
use super::{JUDGED, range};

const DIALECTS: [Dialect; 15] = [
    Dialect::Npm,
    Dialect::Pep440,
    Dialect::Poetry,
    Dialect::Gem,
    Dialect::Terraform,
    Dialect::Elixir,
    Dialect::Composer,
    Dialect::Cargo,
    Dialect::Dart,
    Dialect::Maven,
    Dialect::Minimum,
    Dialect::Prefix,
    Dialect::Asdf,
    Dialect::Nvm,
    Dialect::Rustup,
];

/// Ranges in all notations: those from the reference data, and examples for notations without any.
fn ranges() -> impl Strategy<Value = VersionRange> {
    static READ: LazyLock<Vec<VersionRange>> = LazyLock::new(|| {
        JUDGED
            .into_iter()
            .flat_map(|(dialect, pairs)| {
                pairs.lines().filter_map(move |line| {
                    let text = line.split('\t').next()?;
                    VersionRange::parse(text, dialect).ok()
                })
            })
            .collect()
    });
    let plain = (
        "(temurin-|v)?(0|1|2|9|10)(\\.(0|1|2|10)){0,2}",
        select(
            &[
                Dialect::Minimum,
                Dialect::Prefix,
                Dialect::Asdf,
                Dialect::Nvm,
                Dialect::Rustup,
            ][..],
        ),
    )
        .prop_filter_map("not a range", |(text, dialect)| {
            VersionRange::parse(&text, dialect).ok()
        });
    let words = select(vec![
        range("lts/*", Dialect::Nvm),
        range("lts/-2", Dialect::Nvm),
        range("argon", Dialect::Nvm),
        range("stable", Dialect::Rustup),
        range("nightly", Dialect::Rustup),
        range("any", Dialect::Dart),
        range(">=1.0.0 <2.0.0", Dialect::Dart),
        range("^0.2.1", Dialect::Dart),
        range("latest", Dialect::Asdf),
        range("ref:main", Dialect::Asdf),
    ]);
    prop_oneof![4 => select(READ.as_slice()), 2 => plain, 1 => words]
}

const RELEASE: &str = "(0|1|2|3|9|10|11)(\\.(0|1|2|3|9|10|11)){0,3}";

/// Pieces of ranges, to be combined at random.
const PIECES: &str = "(v|=|==|<|<=|>|>=|!=|~|~>|~=|\\^|\\|\\|?|, ?| - | |\\[|\\]|\\(|\\)|[0-9]{1,3}|99999999999999999999|\\.|\\*|x|-|\\+|rc1|beta|dev|@dev|lts/|latest:|ref:|nightly|and|or|é|\u{3000}){0,12}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn ranges_that_allow_one_release_overlap(left in ranges(), right in ranges(), version in RELEASE) {
        if left.allows(&version) == Some(true) && right.allows(&version) == Some(true) {
            prop_assert_ne!(left.overlaps(&right), Some(false), "{:?} {:?} {}", left, right, version);
        }
    }

    /// The common release is searched at the starts of the ranges, and just after.
    #[test]
    fn ranges_that_overlap_allow_one_release(left in ranges(), right in ranges()) {
        let numbers = |range: &VersionRange| -> Vec<Vec<u64>> {
            let cover = range.range.cover();
            cover.intervals().map(|interval| interval.lower.numbers.clone()).collect()
        };
        if left.overlaps(&right) == Some(true) {
            let both = [numbers(&left), numbers(&right)].concat();
            let near = |numbers: Vec<u64>| {
                let padded: Vec<u64> = numbers.iter().copied().chain([0; 4]).take(4.max(numbers.len())).collect();
                (0..=padded.len()).map(move |place| {
                    let mut numbers = padded.clone();
                    match numbers.get_mut(place) {
                        Some(number) => *number += 1,
                        None => numbers.push(0),
                    }
                    numbers.iter().map(u64::to_string).collect::<Vec<_>>()
                })
            };
            let candidates = both.into_iter().flat_map(near).flat_map(|numbers| {
                (1..=numbers.len()).map(move |length| numbers[..length].join("."))
            });
            let found = candidates.into_iter().any(|version| left.allows(&version) == Some(true) && right.allows(&version) == Some(true));
            prop_assert!(found, "{:?} {:?}", left, right);
        }
    }

    #[test]
    fn a_line_is_allowed_if_one_of_its_releases_is(range in ranges(), version in RELEASE) {
        if range.allows(&version) == Some(true) {
            for (dot, _) in version.match_indices('.') {
                prop_assert!(range.allows_line(&version[..dot]), "{} {}", range, version);
            }
            prop_assert!(range.lower_bound().is_none_or(|lowest| lowest <= Version::parse(&version).unwrap()), "{} {}", range, version);
        }
    }

    #[test]
    fn a_prefix_allows_exactly_versions_that_start_with_it(prefix in "[0-9]{1,4}(\\.[0-9]{1,2}){0,2}", rest in "(\\.[0-9]{1,3}){0,2}", other in RELEASE) {
        let range = range(&prefix, Dialect::Prefix);
        prop_assert_eq!(range.allows(&format!("{prefix}{rest}")), Some(true));
        let numbers = |text: &str| text.split('.').map(|number| number.parse().unwrap()).chain([0; 3]).collect::<Vec<u64>>();
        let length = prefix.split('.').count();
        prop_assert_eq!(range.allows(&other), Some(numbers(&other)[..length] == numbers(&prefix)[..length]));
    }

    #[test]
    fn a_minimum_allows_itself_and_all_later_versions(least in RELEASE, version in RELEASE) {
        let range = range(&least, Dialect::Minimum);
        prop_assert_eq!(range.allows(&least), Some(true));
        prop_assert_eq!(range.allows(&version), Some(Version::parse(&version) >= Version::parse(&least)));
    }

    #[test]
    fn cargo_ranges_agree_with_the_crate(
        text in "((=|<|<=|>|>=|~|\\^|) ?(0|1|2)((\\.(0|1|2)){0,1}(\\.\\*)?|\\.(0|1|2)\\.(0|1|2)(-(0|alpha|alpha\\.1|rc\\.2))?)(, )?){0,2}",
        version in "(0|1|2|3)\\.(0|1|2|3)\\.(0|1|2|3)(-(0|alpha|alpha\\.1|beta|rc\\.2))?",
    ) {
        let reference = semver::VersionReq::parse(&text).ok();
        let ours = VersionRange::parse(&text, Dialect::Cargo).ok();
        let version_read = semver::Version::parse(&version).unwrap();
        prop_assert_eq!(
            ours.map(|range| range.allows(&version)),
            reference.map(|reference| Some(reference.matches(&version_read))),
            "{} {}", text, version
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_text_does_not_panic(text in prop_oneof![PIECES, ".{0,60}"], other in PIECES, version in prop_oneof![PIECES, ".{0,40}", RELEASE]) {
        let read = |text: &str| -> Vec<VersionRange> {
            DIALECTS.into_iter().filter_map(|dialect| VersionRange::parse(text, dialect).ok()).collect()
        };
        let others = read(&other);
        for range in read(&text) {
            range.allows(&version);
            range.allows_line(&version);
            range.lower_bound();
            if let Some(exact) = range.exact() {
                prop_assert_eq!(range.allows(exact), Some(true), "{:?}", range);
            }
            for other in &others {
                prop_assert_eq!(range.overlaps(other), other.overlaps(&range), "{:?} {:?}", range, other);
            }
        }
    }
}
