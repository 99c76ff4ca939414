//! Of several requirements the strictest one is named; one that any copy meets is no contradiction.

use super::*;
use crate::scan::{InstalledVersions, VersionManager};

#[test]
fn the_message_names_the_requirement_that_decides() {
    let modules = [
        ("go.work", "1.23"),
        ("a/go.mod", "1.24"),
        ("b/go.mod", "1.26.1"),
        ("c/go.mod", "1.22"),
    ];
    let requirements = || {
        modules
            .iter()
            .map(|(file, version)| sample::required_tool("go", version, Dialect::Minimum, file))
            .collect::<Vec<_>>()
    };
    let asked = "b/go.mod:3 requires 1.26.1 or later, a/go.mod:3 requires 1.24 or later, go.work:3 requires 1.23 or later, and 1 more";
    let scan = asking(vec![sample::found_tool("go", "1.19.8")], requirements());
    assert_eq!(
        told(&scan, "tool-version"),
        [(
            Outcome::Fail,
            "go".to_owned(),
            "go 1.19.8 is installed; the project requires 1.26.1 or later".to_owned(),
            Some(format!("/usr/bin/go; {asked}")),
            ["b/go.mod:3", "a/go.mod:3", "go.work:3", "c/go.mod:3"]
                .map(str::to_owned)
                .to_vec(),
        )]
    );
    let scan = asking(vec![absent("go")], requirements());
    assert_eq!(
        told(&scan, "tool-required"),
        [(
            Outcome::Fail,
            "go".to_owned(),
            "go is required but not installed".to_owned(),
            Some(asked.to_owned()),
            vec!["b/go.mod:3".to_owned()],
        )]
    );
}

/// A machine whose Java is 17, with a build that runs on Java below 16 and compiles with a JDK of its own.
fn with_toolchain(toolchain: &str, of_managers: &[(&str, &str)]) -> Scan {
    let jdk = Requirement {
        any_copy: true,
        ..sample::required_tool("java", toolchain, Dialect::Prefix, "build.gradle")
    };
    let wrapper = sample::required_tool("java", "[1.8,18)", Dialect::Maven, "gradle-wrapper.properties");
    let managers = of_managers.iter().map(|(id, version)| VersionManager {
        id: (*id).to_owned(),
        tools: vec![InstalledVersions {
            id: "java".to_owned(),
            versions: vec![(*version).to_owned()],
        }],
    });
    Scan {
        managers: managers.collect(),
        ..asking(vec![sample::found_tool("java", "17.0.13")], vec![jdk, wrapper])
    }
}

#[test]
fn any_installed_copy_meets_a_requirement_of_any_copy() {
    let missing = told(&with_toolchain("21", &[("sdkman", "22.0.1-tem")]), "tool-version");
    assert_eq!(
        missing,
        [(
            Outcome::Fail,
            "java".to_owned(),
            "java 17.0.13 is installed; the project requires 21".to_owned(),
            Some("/usr/bin/java; build.gradle:3 requires 21".to_owned()),
            vec!["build.gradle:3".to_owned()],
        )]
    );
    let is_met = |toolchain: &str, manager: &str, version: &str| {
        let findings = findings(&with_toolchain(toolchain, &[(manager, version)]), "tool-version");
        findings.iter().all(|finding| finding.outcome == Outcome::Pass)
    };
    assert_eq!(
        [
            is_met("21", "system", "21.0.8"),
            is_met("21", "sdkman", "21.0.5-tem"),
            is_met("21", "mise", "temurin-21.0.2+13.0.LTS"),
            is_met("1.8", "sdkman", "8.0.392-tem"),
            is_met("17", "system", "21.0.8"),
        ],
        [true; 5]
    );
}

#[test]
fn a_toolchain_and_what_a_build_tool_runs_on_exclude_nothing() {
    let agreeing = findings(&with_toolchain("21", &[]), "requirements-agree");
    assert_eq!(
        agreeing.iter().map(|finding| finding.outcome).collect::<Vec<_>>(),
        [Outcome::Pass]
    );
}

#[test]
fn of_a_choice_one_tool_is_enough() {
    let choice = |id: &str, range: &str| Requirement {
        choice: Some("devEngines.runtime".to_owned()),
        strength: Strength::Suggested,
        ..sample::required_tool(id, range, Dialect::Npm, "package.json")
    };
    let judged = |tools: Vec<Tool>| {
        let scan = asking(tools, vec![choice("bun", "^1"), choice("node", ">=22")]);
        assert_eq!(told(&scan, "tool-suggested"), []);
        let mut told = told(&scan, "tool-required");
        told.pop()
    };
    assert_eq!(
        judged(vec![absent("bun"), sample::found_tool("node", "20.20.2")]),
        Some((
            Outcome::Fail,
            "bun node".to_owned(),
            "The project requires bun ^1 or node >=22".to_owned(),
            Some("package.json:3; bun is not installed, node 20.20.2 is installed".to_owned()),
            vec!["package.json:3".to_owned()],
        ))
    );
    let outcome = |tools| judged(tools).map(|(outcome, ..)| outcome);
    assert_eq!(
        outcome(vec![absent("bun"), sample::found_tool("node", "22.1.0")]),
        Some(Outcome::Pass)
    );
    assert_eq!(
        outcome(vec![sample::found_tool("bun", "1.3.0"), absent("node")]),
        Some(Outcome::Pass)
    );
    // What was not looked for may be there.
    assert_eq!(outcome(vec![sample::found_tool("node", "20.20.2")]), None);
}
