//! A snapshot of a draft, and properties of all drafts.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::policy::{Known, Policy, ProjectPolicy};
use crate::scan::Source;
use crate::score::sample;

const SERVICES: [&str; 3] = ["container-engine", "docker", "postgres"];

fn requirement(kind: RequirementKind, id: &str, file: &str, line: u32) -> Requirement {
    Requirement::new(
        kind,
        id,
        Source {
            file: file.to_owned(),
            line: Some(line),
        },
    )
}

fn in_range(requirement: Requirement, range: &str, dialect: Dialect) -> Requirement {
    Requirement {
        range: Some(range.to_owned()),
        dialect: Some(dialect),
        ..requirement
    }
}

fn suggested(requirement: Requirement) -> Requirement {
    Requirement {
        strength: Strength::Suggested,
        ..requirement
    }
}

fn absent(id: &str) -> Tool {
    Tool {
        state: ToolState::Absent,
        version: None,
        ..sample::found_tool(id, "0")
    }
}

fn shop() -> (Vec<Requirement>, Vec<Tool>) {
    use RequirementKind as K;
    let least = |kind, id: &str, minimum| Requirement {
        minimum: Some(minimum),
        ..requirement(kind, id, "devcontainer.json", 9)
    };
    let asked = vec![
        in_range(requirement(K::Tool, "node", ".nvmrc", 1), "22", Dialect::Nvm),
        in_range(
            requirement(K::Tool, "node", "package.json", 7),
            ">=20 <23",
            Dialect::Npm,
        ),
        requirement(K::Tool, "pnpm", "pnpm-lock.yaml", 1),
        in_range(requirement(K::Tool, "java", "pom.xml", 12), "[17,22)", Dialect::Maven),
        suggested(requirement(K::Tool, "make", "Makefile", 1)),
        requirement(K::Tool, "unheard-of", "x", 1),
        requirement(K::Port, "3000", "compose.yaml", 8),
        requirement(K::Port, "5432", "compose.yaml", 9),
        requirement(K::ListeningPort, "5432", "compose.yaml", 14),
        requirement(K::Variable, "DATABASE_URL", ".env.example", 3),
        suggested(requirement(K::Variable, "SENTRY_DSN", ".env.example", 4)),
        requirement(K::Variable, "not a name", ".env.example", 5),
        requirement(K::Service, "container-engine", "compose.yaml", 1),
        least(K::Memory, "memory", 8 << 30),
        suggested(least(K::Processors, "processors", 4)),
    ];
    let tools = vec![
        absent("java"),
        sample::found_tool("make", "4.3"),
        sample::found_tool("node", "20.20.2"),
        sample::found_tool("pnpm", "9.1.4"),
    ];
    (asked, tools)
}

#[test]
fn requirements_are_written_with_their_source_and_suggestions_as_comments() {
    let (asked, tools) = shop();
    let draft = write(&asked, &tools, &SERVICES);
    assert_eq!(draft.summary, "3 tools, 2 ports, 1 variable, 1 service, 1 minimum");
    // The first line has the version of devenv.
    let text = draft.text.strip_prefix(SCHEMA).unwrap();
    insta::assert_snapshot!("draft", text);
}

#[test]
fn without_requirements_everything_is_commented_out_and_installed_languages_are_listed() {
    let tools = vec![
        sample::found_tool("go", "1.26.1"),
        absent("node"),
        sample::found_tool("python3", "3.11.7"),
    ];
    let draft = write(&[], &tools, &SERVICES);
    assert_eq!(
        draft.summary,
        "the project's files require nothing, so everything is commented out"
    );
    let active: Vec<&str> = draft
        .text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert_eq!(active, [""; 0]);
    let (_, tools) = draft.text.split_once("# [tools]\n").unwrap();
    assert!(tools.starts_with("# go = \"*\"\n# python3 = \"*\"\n\n"), "{tools}");
}

#[test]
fn the_strictest_range_is_required_and_never_this_machine_s_version() {
    use RequirementKind as K;
    let least = |version, file| in_range(requirement(K::Tool, "cmake", file, 1), version, Dialect::Minimum);
    let asked = [
        least("3.10", "a/CMakeLists.txt"),
        least("3.28", "b/CMakeLists.txt"),
        requirement(K::Tool, "node", "package.json", 2),
    ];
    let tools = [
        sample::found_tool("cmake", "3.30.1"),
        sample::found_tool("node", "20.20.2"),
    ];
    let text = write(&asked, &tools, &SERVICES).text;
    let (_, lines) = text.split_once("[tools]\n").unwrap();
    let lines: Vec<&str> = lines.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        [
            "cmake = { range = \"3.28\", dialect = \"minimum\" }  # b/CMakeLists.txt:1",
            "# cmake = { range = \"3.10\", dialect = \"minimum\" }  # a/CMakeLists.txt:1",
            "node = \"*\"  # package.json:2 requires any version",
        ]
    );
}

/// Removing the comment signs gives a valid file.
#[test]
fn commented_out_lines_are_valid() {
    let text = write(&[], &[absent("node")], &SERVICES).text;
    let is_setting = |line: &str| line.starts_with('[') || line.contains(" = ");
    let lines: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| is_setting(line))
        .collect();
    let project = parse(&lines.join("\n"), &["node"]).unwrap();
    assert_eq!(project.waivers.len(), 1);
    assert!(project.tools.contains_key("node") && project.memory.minimum.is_some() && project.fail_under.is_some());
}

fn parse(text: &str, tools: &[&str]) -> Result<ProjectPolicy, crate::policy::ProjectPolicyError> {
    let services = &SERVICES;
    ProjectPolicy::parse(text, "devenv.toml", Known { tools, services }, Policy::builtin())
}

fn any_requirement() -> impl Strategy<Value = Requirement> {
    use RequirementKind as K;
    let kinds = vec![
        K::Tool,
        K::Component,
        K::Port,
        K::ListeningPort,
        K::Variable,
        K::Service,
        K::Memory,
        K::Disk,
        K::Processors,
    ];
    let dialects = vec![
        Dialect::Npm,
        Dialect::Pep440,
        Dialect::Maven,
        Dialect::Nvm,
        Dialect::Minimum,
    ];
    (
        select(kinds),
        prop_oneof![
            "[a-c]",
            "[0-9]{1,6}",
            "[A-Z_]{1,4}",
            Just("docker".to_owned()),
            "\\PC{0,8}|.{0,8}"
        ],
        option::of(("\\PC{0,12}|[ -~\n\t]{0,12}", select(dialects))),
        option::of(prop_oneof![any::<u64>(), (0..64_u64).prop_map(|gib| gib << 30)]),
        any::<bool>(),
        ("[ -~]{0,12}|.{0,8}", option::of(any::<u32>())),
    )
        .prop_map(|(kind, id, range, minimum, is_required, (file, line))| {
            let (range, dialect) = range.unzip();
            Requirement {
                kind,
                id,
                range,
                dialect,
                minimum,
                address: None,
                present: None,
                downloads: None,
                any_copy: false,
                choice: None,
                advice: None,
                strength: if is_required {
                    Strength::Required
                } else {
                    Strength::Suggested
                },
                applies: true,
                source: Source { file, line },
            }
        })
}

proptest! {
    /// A draft of any requirements can be read and contains the required ones.
    #[test]
    fn a_draft_can_be_read(asked in vec(any_requirement(), 0..12), version in option::of("[0-9]{1,4}(\\.[0-9]{1,4}){0,3}")) {
        let mut ids: Vec<&str> = asked.iter().filter(|one| one.kind == RequirementKind::Tool).map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let tools: Vec<Tool> = ids
            .iter()
            .map(|id| Tool { version: version.clone(), ..sample::found_tool(id, "0") })
            .collect();
        let draft = write(&asked, &tools, &SERVICES);
        let project = parse(&draft.text, &ids);
        prop_assert!(project.is_ok(), "{}\n{}", project.unwrap_err(), draft.text);
        let project = project.unwrap();
        let required = |kind| {
            let of_kind = asked.iter().filter(move |one| one.kind == kind && one.strength == Strength::Required);
            of_kind.filter(|one| can_be_said(one, &SERVICES)).map(|one| one.id.clone()).collect::<std::collections::BTreeSet<String>>()
        };
        let written: std::collections::BTreeSet<String> = project.tools.keys().cloned().collect();
        prop_assert_eq!(written, required(RequirementKind::Tool));
        let written: std::collections::BTreeSet<String> = project.variables.required.iter().map(|name| name.value.clone()).collect();
        prop_assert_eq!(written, required(RequirementKind::Variable));
    }
}
