//! Whole files: what they say, and what is said of those that cannot be used.

mod every_key;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::reader::FILE_KEYS;
use super::*;
use crate::error::{self, Explain as _};
use crate::scan::{Requirement, RequirementKind};

const KNOWN: Known<'_> = Known {
    tools: &["docker", "java", "jq", "node", "npm", "pnpm", "python3", "ruby"],
    services: &["container-engine", "docker", "postgres", "redis"],
};

fn parse(text: &str) -> Result<ProjectPolicy, ProjectPolicyError> {
    ProjectPolicy::parse(text, "devenv.toml", KNOWN, Policy::builtin())
}

fn files(directory: &str) -> Vec<(PathBuf, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/policies")
        .join(directory);
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            // Git may have made its line ends those of Windows.
            let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
            (path, text)
        })
        .collect()
}

#[test]
fn an_empty_file_changes_nothing_but_the_name() {
    let project = parse("").unwrap();
    let empty = ProjectPolicy {
        file: "devenv.toml".to_owned(),
        ..ProjectPolicy::default()
    };
    assert_eq!(project, empty);
    let policy = Policy::builtin().with_project(&project);
    assert_eq!(policy.settings(), Policy::builtin().settings());
}

/// What is told of each file stands beside it; `DEVENV_WRITE_FIXTURES=1 cargo test --lib policy::project` writes it anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
fn a_file_that_cannot_be_used_is_told_with_its_line_and_the_way_out() {
    let mut codes = BTreeSet::new();
    for (path, text) in files("broken") {
        let error = parse(&text).unwrap_err();
        codes.insert(error.code());
        let told = format!("{}[{}]\n", error::render(&error, error.hint().as_deref()), error.code());
        let beside = path.with_extension("error");
        if std::env::var("DEVENV_WRITE_FIXTURES").is_ok() {
            std::fs::write(&beside, &told).unwrap();
        }
        let kept = std::fs::read_to_string(&beside)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert_eq!(told, kept, "{}", path.display());
    }
    let expected = [
        "policy_forbidden_key",
        "policy_invalid_value",
        "policy_missing_key",
        "policy_syntax",
        "policy_unknown_key",
        "policy_unknown_name",
    ];
    assert_eq!(codes, expected.into());
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let text = "#".repeat(64 * 1024);
    assert!(parse(&text).is_ok());
    let error = parse(&format!("{text}#")).unwrap_err();
    assert_eq!(error.to_string(), "devenv.toml is larger than 64.0 KiB");
    assert_eq!(error.code(), "policy_too_large");
}

#[test]
fn the_schema_takes_what_is_read_and_has_the_same_keys() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let as_json = |text: &str| toml::from_str::<serde_json::Value>(text);
    for (path, text) in files("") {
        let mut value = as_json(&text).unwrap();
        // Editors hand a day over as text; the `toml` crate makes a table of it.
        for waiver in value
            .get_mut("waivers")
            .and_then(|value| value.as_array_mut())
            .into_iter()
            .flatten()
        {
            if let Some(day) = waiver["until"].get("$__toml_private_datetime").cloned() {
                waiver["until"] = day;
            }
        }
        let faults: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(faults, [""; 0], "{}", path.display());
    }
    // What only the program can know: ids of tools and services, sums, days, what is named twice.
    let beyond = [
        "limits-of-a-rule-that-measures-nothing",
        "points-above-the-cap",
        "port-free-and-listening",
        "port-twice",
        "range-in-the-words-of-another-ecosystem",
        "range-that-is-none",
        "tool-not-wanted-outside-ci",
        "tool-with-an-empty-range",
        "unknown-service",
        "unknown-tool",
        "waiver-twice",
        "waiver-until-a-time",
        "waiver-until-no-day-of-the-calendar",
        "waiver-with-an-empty-reason",
    ];
    let mut passed = Vec::new();
    for (path, text) in files("broken") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if as_json(&text).is_ok_and(|value| validator.is_valid(&value)) {
            passed.push(name);
        }
    }
    let unexpected: Vec<&String> = passed.iter().filter(|name| !beyond.contains(&name.as_str())).collect();
    assert_eq!(unexpected, [""; 0]);
    // Each key of the schema is read: none of them is unknown to the reader.
    let properties = schema["properties"].as_object().unwrap();
    let mut keys: Vec<&str> = properties.keys().map(String::as_str).collect();
    let mut read = FILE_KEYS.to_vec();
    keys.sort_unstable();
    read.sort_unstable();
    assert_eq!(keys, read);
}

#[test]
fn the_example_of_the_reference_can_be_used() {
    let reference = include_str!("../../../docs/policy.md");
    let (_, after) = reference.split_once("```toml\n").unwrap();
    let (example, _) = after.split_once("```").unwrap();
    let project = parse(example).unwrap();
    assert_eq!(project.waivers.len(), 1);
    // Every key is in the reference.
    let missing: Vec<&str> = FILE_KEYS
        .into_iter()
        .filter(|key| !reference.contains(&format!("`{key}")) && !reference.contains(&format!("[{key}")))
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn what_it_asks_for_becomes_requirements_with_their_places() {
    let project = parse(include_str!("../../../fixtures/policies/full.toml")).unwrap();
    let policy = Policy::builtin().with_project(&project);
    let line = |requirement: &Requirement| {
        format!(
            "{:?} {} {} {:?} {:?} {}:{}",
            requirement.kind,
            requirement.id,
            requirement.range.as_deref().unwrap_or("-"),
            requirement.minimum,
            requirement.strength,
            requirement.source.file,
            requirement.source.line.unwrap_or_default()
        )
    };
    let told: Vec<String> = policy.requirements().iter().map(line).collect();
    insta::assert_snapshot!("requirements", told.join("\n"));
    let tools_in_ci: Vec<String> = policy
        .in_ci()
        .requirements()
        .iter()
        .filter(|requirement| requirement.kind == RequirementKind::Tool)
        .map(|requirement| format!("{} {}", requirement.id, requirement.range.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        tools_in_ci,
        ["java [17,22)", "jq -", "node 22.x", "python3 >=3.11,<4", "ruby ~> 3.3"]
    );
}

#[test]
fn a_policy_knows_where_each_value_is_from() {
    let project = parse(include_str!("../../../fixtures/policies/full.toml")).unwrap();
    let policy = Policy::builtin().with_project(&project);
    let told = |policy: &Policy| -> String {
        policy
            .settings()
            .iter()
            .filter(|setting| setting.from != super::super::Origin::BuiltIn || setting.key.ends_with("enabled"))
            .map(|setting| format!("{} = {}  {}", setting.key, setting.shown(), setting.from))
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!("origins", told(&policy));
    let in_ci = policy.in_ci();
    let (before, after) = (told(&policy), told(&in_ci));
    let new: Vec<&str> = after
        .lines()
        .filter(|line| !before.lines().any(|other| other == *line))
        .collect();
    insta::assert_snapshot!("origins_in_ci", new.join("\n"));
    // Once is enough, and a flag wins over all of it.
    assert_eq!(in_ci.in_ci(), in_ci);
    assert_eq!(policy.with_fail_under(50).in_ci().fail_under, 50);
    assert_eq!(policy.in_ci().with_fail_under(50), policy.with_fail_under(50).in_ci());
}

#[test]
fn one_limit_of_a_pair_replaces_the_pair() {
    let project = parse("[rules.disk-space.limits]\nfail_below_bytes = \"20 GB\"\n").unwrap();
    let limits = Policy::builtin()
        .with_project(&project)
        .rule("disk-space")
        .unwrap()
        .limits;
    // Of 20 GB and the built-in 3 % of 100 GB the lower would hold.
    assert_eq!(limits.fail_below(100_000_000_000), Some(20_000_000_000));
    assert_eq!(limits.warn_below(100_000_000_000), Some(10_000_000_000));
}

#[test]
fn a_rule_that_is_off_is_not_asked_for_and_not_forgotten() {
    let project = parse("[rules.git-identity]\nenabled = false\n").unwrap();
    let policy = Policy::builtin().with_project(&project);
    assert_eq!(policy.rule("git-identity"), None);
    let (rule, origin) = policy.off("git-identity").unwrap();
    assert_eq!(
        (rule.id.as_str(), origin.to_string().as_str()),
        ("git-identity", "devenv.toml:2")
    );
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    /// A valid file with one line replaced, removed or said twice.
    #[test]
    fn no_damage_breaks_the_reader(line in 0..70_usize, damage in "[a-z.\\[\\]={}\"0-9 -]{0,30}", twice in any::<bool>()) {
        let whole = include_str!("../../../fixtures/policies/full.toml");
        let mut lines: Vec<&str> = whole.lines().collect();
        if let Some(old) = lines.get_mut(line) {
            *old = &damage;
        }
        if twice {
            lines.push(&damage);
        }
        if let Err(error) = parse(&lines.join("\n")) {
            prop_assert!(error.to_string().starts_with("devenv.toml:"), "{}", error);
            let line: usize = error.to_string().split(':').nth(1).unwrap().parse().unwrap();
            prop_assert!((1..=lines.len() + 1).contains(&line), "{}", error);
        }
    }
}
