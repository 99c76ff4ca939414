//! Ranges held to the ecosystems' own judges, and to laws.

use super::*;

/// Compares what we say with what the judge of a dialect said, and lists where the two differ.
fn hold_to_judge(dialect: Dialect, pairs: &str) {
    let verdict = |range: &str, version: &str| match VersionRange::parse(range, dialect) {
        Err(_) => "invalid",
        Ok(_) if version.is_empty() => "valid",
        Ok(range) => match range.allows(version) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        },
    };
    let differences: Vec<String> = pairs
        .lines()
        .filter_map(|line| {
            let [range, version, judged] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let ours = verdict(range, version);
            (ours != judged).then(|| format!("`{range}` `{version}`: the judge says {judged}, we say {ours}"))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(pairs.lines().count() >= 2_000);
}

macro_rules! judges {
    ($($name:ident: $dialect:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            hold_to_judge(Dialect::$dialect, include_str!(concat!("../../../fixtures/ranges/", stringify!($name), ".tsv")));
        })*
    };
}

judges! {
    npm: Npm,
    pep440: Pep440,
    poetry: Poetry,
    gem: Gem,
    composer: Composer,
    maven: Maven,
    elixir: Elixir,
    terraform: Terraform,
}
