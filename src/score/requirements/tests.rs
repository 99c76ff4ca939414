//! What the rules on requirements make of scans.

use super::*;
use crate::policy::Policy;
use crate::scan::{Availability, BrokenManifest, Finding, InProject, Source};
use crate::score::{assess, sample};
use crate::version::Dialect;

fn findings(scan: &Scan, rule: &str) -> Vec<Finding> {
    let findings = assess(scan, Policy::builtin()).findings;
    findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

/// Outcome, subject, message, evidence, places.
type Told = (Outcome, String, String, Option<String>, Vec<String>);

fn told(scan: &Scan, rule: &str) -> Vec<Told> {
    findings(scan, rule)
        .into_iter()
        .map(|finding| {
            let places = finding.source.iter().chain(&finding.also).map(place).collect();
            (
                finding.outcome,
                finding.subject,
                finding.message,
                finding.evidence,
                places,
            )
        })
        .collect()
}

fn asking(tools: Vec<Tool>, requirements: Vec<Requirement>) -> Scan {
    Scan {
        tools,
        project: Some(sample::project(requirements)),
        ..sample::scan()
    }
}

fn absent(id: &str) -> Tool {
    Tool {
        state: ToolState::Absent,
        version: None,
        path: None,
        ..sample::found_tool(id, "0")
    }
}

#[test]
fn a_version_is_held_against_every_file_that_asks() {
    let scan = asking(
        vec![sample::found_tool("node", "20.20.2")],
        vec![
            sample::required_tool("node", ">=18", Dialect::Npm, "engines.json"),
            sample::required_tool("node", ">=22 <25", Dialect::Npm, "package.json"),
            sample::required_tool("node", "22", Dialect::Nvm, ".nvmrc"),
        ],
    );
    let expected = (
        Outcome::Fail,
        "node".to_owned(),
        "node 20.20.2 is installed; the project requires >=22 <25".to_owned(),
        Some("/usr/bin/node; package.json:3 requires >=22 <25, .nvmrc:3 requires 22".to_owned()),
        vec!["package.json:3".to_owned(), ".nvmrc:3".to_owned()],
    );
    assert_eq!(told(&scan, "tool-version"), [expected]);
    let met = asking(
        vec![sample::found_tool("node", "22.11.0")],
        scan.project.clone().unwrap().requirements,
    );
    let pass = (
        Outcome::Pass,
        "all".to_owned(),
        "All required tools have a matching version".to_owned(),
        Some("1 requirement".to_owned()),
        vec![],
    );
    assert_eq!(told(&met, "tool-version"), [pass]);
}

#[test]
fn what_is_not_here_or_does_not_work_is_missing() {
    let scan = asking(
        vec![absent("go"), sample::failed_tool("node", FailReason::Exit)],
        vec![
            sample::required_tool("go", "1.22", Dialect::Minimum, "go.mod"),
            sample::requirement(RequirementKind::Tool, "node", "package.json"),
        ],
    );
    let missing = |id: &str, message: &str, evidence: &str, place: &str| {
        (
            Outcome::Fail,
            id.to_owned(),
            message.to_owned(),
            Some(evidence.to_owned()),
            vec![place.to_owned()],
        )
    };
    assert_eq!(
        told(&scan, "tool-required"),
        [
            missing(
                "go",
                "go is required but not installed",
                "go.mod:3 requires 1.22 or later",
                "go.mod:3"
            ),
            missing(
                "node",
                "node ends with an error",
                "package.json:3 requires it; /usr/bin/node: what happened",
                "package.json:3"
            ),
        ]
    );
    assert_eq!(told(&scan, "tool-version"), []);
    assert_eq!(assess(&scan, Policy::builtin()).status, crate::scan::Status::Fail);
}

#[test]
fn a_tool_that_did_not_answer_in_time_may_work() {
    let asked = sample::requirement(RequirementKind::Tool, "node", "package.json");
    let scan = asking(vec![sample::failed_tool("node", FailReason::Timeout)], vec![asked]);
    let told: Vec<(Outcome, String)> = findings(&scan, "tool-required")
        .into_iter()
        .map(|finding| (finding.outcome, finding.message))
        .collect();
    assert_eq!(told, [(Outcome::Unknown, "node did not answer in time".to_owned())]);
}

/// A missing toolchain is one finding for each required program, and one command for all of them.
#[test]
fn a_toolchain_that_is_not_installed_is_told_once_with_its_command() {
    let shim = |id: &str| {
        let mut tool = sample::failed_tool(id, FailReason::NotInstalledByShim);
        tool.manager = Some("rustup".to_owned());
        tool.failure.as_mut().unwrap().wanted = Some(sample::wanted("1.88.0", Some("toolchain")));
        tool
    };
    let scan = asking(
        vec![shim("cargo"), shim("clippy"), shim("rustc")],
        vec![
            sample::requirement(RequirementKind::Tool, "cargo", "Cargo.toml"),
            Requirement {
                strength: Strength::Suggested,
                ..sample::requirement(RequirementKind::Tool, "clippy", "clippy.toml")
            },
            sample::required_tool("rustc", "1.85", Dialect::Minimum, "Cargo.toml"),
        ],
    );
    let told: Vec<(String, String, Option<String>, u32)> = assess(&scan, Policy::builtin())
        .findings
        .into_iter()
        .filter(|finding| finding.outcome != Outcome::Pass)
        .map(|finding| (finding.rule, finding.subject, finding.fix, finding.points))
        .collect();
    let fix = || Some("rustup toolchain install 1.88.0".to_owned());
    let expected = [
        ("tool-required", "cargo", 6),
        ("tool-required", "rustc", 6),
        ("tool-works", "clippy", 4),
    ];
    assert_eq!(
        told,
        expected.map(|(rule, id, points)| (rule.to_owned(), id.to_owned(), fix(), points))
    );
}

#[test]
fn a_python_that_uv_brings_is_not_missed() {
    let scan = |manager: Requirement| {
        let python = Requirement {
            strength: Strength::Suggested,
            ..sample::required_tool("python3", ">=3.13", Dialect::Pep440, "pyproject.toml")
        };
        asking(
            vec![
                sample::found_tool("python3", "3.11.2"),
                sample::found_tool("uv", "0.9.1"),
            ],
            vec![python, manager],
        )
    };
    let uv = || sample::requirement(RequirementKind::Tool, "uv", "uv.lock");
    assert_eq!(told(&scan(uv()), "tool-suggested"), []);
    let hinted = Requirement {
        strength: Strength::Suggested,
        ..uv()
    };
    assert_eq!(told(&scan(hinted), "tool-suggested").len(), 1);
}

#[test]
fn what_a_tool_fetches_by_itself_is_no_failure() {
    let outcome = |id: &str, version: &str, asked: Requirement| {
        let scan = asking(vec![sample::found_tool(id, version)], vec![asked]);
        let mut findings = findings(&scan, "tool-version").into_iter();
        findings.next().map(|finding| (finding.outcome, finding.fix))
    };
    let go = |file| sample::required_tool("go", "1.24.0", Dialect::Minimum, file);
    assert_eq!(outcome("go", "1.21.0", go("api/go.mod")), Some((Outcome::Pass, None)));
    assert_eq!(outcome("go", "1.20.14", go("go.mod")), Some((Outcome::Fail, None)));
    assert_eq!(outcome("go", "1.21.0", go("devenv.toml")), Some((Outcome::Fail, None)));
    let pnpm = |range| sample::required_tool("pnpm", range, Dialect::Npm, "package.json");
    assert_eq!(outcome("pnpm", "10.4.1", pnpm("9.15.4")), Some((Outcome::Pass, None)));
    assert_eq!(outcome("pnpm", "9.1.0", pnpm("9.15.4")), Some((Outcome::Fail, None)));
    assert_eq!(outcome("pnpm", "10.4.1", pnpm("<10")), Some((Outcome::Fail, None)));
}

/// Corepack downloads what it has not prepared, unless a setting forbids it: then its shim fails.
#[test]
fn corepack_may_not_download_what_it_has_not_prepared() {
    let outcome = || {
        let mut yarn = sample::failed_tool("yarn", FailReason::NotInstalledByShim);
        yarn.manager = Some("corepack".to_owned());
        yarn.failure.as_mut().unwrap().wanted = Some(sample::wanted("4.2.0", Some("yarn")));
        let asked = sample::required_tool("yarn", "4.2.0", Dialect::Npm, "package.json");
        let scan = asking(vec![yarn], vec![asked]);
        let mut findings = findings(&scan, "tool-required").into_iter();
        findings
            .next()
            .map(|finding| (finding.outcome, finding.message, finding.fix))
    };
    let message = "yarn 4.2.0 is not installed in corepack".to_owned();
    let fix = "corepack prepare 'yarn@4.2.0'".to_owned();
    assert_eq!(outcome(), Some((Outcome::Fail, message, Some(fix))));
}

/// asdf installs all that `.tool-versions` lists: a shim without its version and a tool that is not there are one step.
#[test]
fn what_one_file_lists_is_one_step() {
    let mut node = sample::failed_tool("node", FailReason::NotInstalledByShim);
    node.manager = Some("asdf".to_owned());
    node.failure.as_mut().unwrap().wanted = Some(sample::wanted("22.3.0", Some("nodejs")));
    let listed = |id: &str, version: &str| sample::required_tool(id, version, Dialect::Asdf, ".tool-versions");
    let scan = asking(
        vec![node, sample::found_tool("asdf", "0.16.0"), absent("ruby")],
        vec![listed("node", "22.3.0"), listed("ruby", "3.3.0")],
    );
    let fixes: Vec<Option<String>> = findings(&scan, "tool-required")
        .into_iter()
        .map(|finding| finding.fix)
        .collect();
    assert_eq!(
        fixes,
        [Some("asdf install".to_owned()), Some("asdf install".to_owned())]
    );
}

/// A required tool of which nobody knows the version: its finding says what to do, too.
#[test]
fn an_unknown_version_has_a_way_out() {
    let mut tool = sample::found_tool("terraform", "1.9.0");
    tool.version = None;
    let scan = asking(
        vec![tool],
        vec![sample::required_tool(
            "terraform",
            "1.9.0",
            Dialect::Prefix,
            ".terraform-version",
        )],
    );
    let told: Vec<(Outcome, Option<String>)> = findings(&scan, "tool-version")
        .into_iter()
        .map(|finding| (finding.outcome, finding.advice))
        .collect();
    let path = sample::found_tool("terraform", "1.9.0").path.unwrap();
    assert_eq!(
        told,
        [(
            Outcome::Unknown,
            Some(format!("run {path} yourself to see its version"))
        )]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "as the field that it goes into")]
fn own_copy(version: Option<&str>, set_by: &str, used_by: &[&str], availability: Availability) -> Option<InProject> {
    Some(InProject {
        version: version.map(str::to_owned),
        path: Some("/own/copy".to_owned()),
        set_by: set_by.to_owned(),
        used_by: used_by.iter().map(|id| (*id).to_owned()).collect(),
        availability,
    })
}

/// What is said of a tool that the project runs a copy of its own of: of whether it is there, and of its version.
fn told_of_own_copy(tool: Tool, asked: Requirement) -> Vec<(String, Outcome, String)> {
    let id = tool.id.clone();
    let scan = asking(vec![tool], vec![asked]);
    ["tool-required", "tool-version"]
        .iter()
        .flat_map(|rule| findings(&scan, rule))
        .filter(|one| one.subject == id)
        .map(|one| (one.rule, one.outcome, one.message))
        .collect()
}

#[test]
fn the_copy_that_the_project_runs_is_judged() {
    use Availability::{Fetched, Installed, Refused};

    let told = |version: &str, copy: Option<InProject>, asked: &Requirement| {
        let tool = Tool {
            in_project: copy,
            ..sample::found_tool(&asked.id, version)
        };
        let mut told = told_of_own_copy(tool, asked.clone());
        told.pop().map(|(_, outcome, message)| (outcome, message))
    };
    let said = |outcome, message: &str| Some((outcome, message.to_owned()));
    let go = sample::required_tool("go", "1.27.3", Dialect::Minimum, "go.mod");
    assert_eq!(
        told("1.26.1", own_copy(Some("1.27.3"), "GOTOOLCHAIN", &["go"], Refused), &go),
        said(
            Outcome::Fail,
            "go 1.26.1 is installed; the project requires 1.27.3 or later"
        )
    );
    assert_eq!(
        told("1.26.1", own_copy(Some("1.27.3"), "go.mod", &["go"], Fetched), &go),
        said(Outcome::Pass, "go fetches 1.27.3 when it first runs in this project")
    );
    let python = sample::required_tool("python3", "3.14", Dialect::Prefix, "Pipfile");
    assert_eq!(
        told(
            "3.12.1",
            own_copy(Some("3.14.1"), ".venv", &["pipenv"], Installed),
            &python
        ),
        said(Outcome::Pass, "python3 3.14.1 runs in this project")
    );
    // What runs counts, though the one on PATH would do.
    assert_eq!(
        told(
            "3.14.1",
            own_copy(Some("3.12.1"), ".venv", &["pipenv"], Installed),
            &python
        ),
        said(
            Outcome::Fail,
            "python3 3.12.1 runs in this project; the project requires 3.14"
        )
    );
    assert_eq!(
        told("3.12.1", own_copy(Some("3.14.1"), ".venv", &[], Installed), &python),
        said(Outcome::Warn, "python3 3.12.1 is installed; the project requires 3.14")
    );
    let maven = sample::required_tool("java", "21", Dialect::Minimum, "pom.xml");
    let home = || own_copy(Some("17.0.9"), "JAVA_HOME", &["maven"], Installed);
    assert_eq!(
        told("21.0.5", home(), &maven),
        said(
            Outcome::Fail,
            "java 17.0.9 runs in this project; the project requires 21 or later"
        )
    );
    // A version manager's file is about the Java on PATH.
    let sdkman = sample::required_tool("java", "21", Dialect::Prefix, ".sdkmanrc");
    assert_eq!(told("21.0.5", home(), &sdkman), None);
}

#[test]
fn a_shim_that_runs_nothing_is_made_anew() {
    let mut node = absent("node");
    node.not_started = Some("asdf: nodejs 22.0.0 is installed, but not known to the shim".to_owned());
    node.repair = Some(["asdf", "reshim", "nodejs"].map(str::to_owned).to_vec());
    let scan = asking(
        vec![node],
        vec![sample::required_tool("node", ">=20", Dialect::Npm, "package.json")],
    );
    let finding = findings(&scan, "tool-required").pop().unwrap();
    assert_eq!(
        (
            finding.message.as_str(),
            finding.evidence.as_deref(),
            finding.fix.as_deref()
        ),
        (
            "node is required but not installed",
            Some("package.json:3 requires >=20; asdf: nodejs 22.0.0 is installed, but not known to the shim"),
            Some("asdf reshim nodejs")
        )
    );
}

#[test]
fn a_copy_of_the_projects_own_need_not_be_on_path() {
    let maven = || sample::required_tool("java", "17", Dialect::Minimum, "pom.xml");
    let absent = |copy| Tool {
        state: ToolState::Absent,
        version: None,
        path: None,
        source: None,
        in_project: copy,
        ..sample::found_tool("java", "0")
    };
    let home = own_copy(Some("17.0.9"), "JAVA_HOME", &["maven"], Availability::Installed);
    assert_eq!(
        told_of_own_copy(absent(home), maven()),
        [(
            "tool-version".to_owned(),
            Outcome::Pass,
            "java 17.0.9 runs in this project".to_owned()
        )]
    );
    let missing = (
        "tool-required".to_owned(),
        Outcome::Fail,
        "java is required but not installed".to_owned(),
    );
    assert_eq!(told_of_own_copy(absent(None), maven()), [missing]);
    // A JAVA_HOME that leads nowhere stops Maven, whatever is on PATH.
    let wrong = Tool {
        in_project: own_copy(None, "JAVA_HOME", &["maven"], Availability::Refused),
        ..sample::found_tool("java", "21.0.5")
    };
    assert_eq!(
        told_of_own_copy(wrong, maven()),
        [(
            "tool-required".to_owned(),
            Outcome::Fail,
            "java is looked for at /own/copy, which does not exist".to_owned()
        )]
    );
}

#[test]
fn where_files_contradict_one_another_no_version_is_advised() {
    let scan = asking(
        vec![sample::found_tool("node", "20.1.0")],
        vec![
            sample::required_tool("node", "18", Dialect::Nvm, ".nvmrc"),
            sample::required_tool("node", ">=20", Dialect::Npm, "package.json"),
        ],
    );
    let remedies: Vec<(Option<String>, Option<String>)> = findings(&scan, "tool-version")
        .into_iter()
        .map(|finding| (finding.fix, finding.advice))
        .collect();
    let advice = "first make .nvmrc:3 and package.json:3 agree: they exclude each other";
    assert_eq!(remedies, [(None, Some(advice.to_owned()))]);
}

#[test]
fn a_tool_that_was_not_looked_for_is_not_missing() {
    let scan = asking(
        vec![],
        vec![sample::requirement(RequirementKind::Tool, "node", "package.json")],
    );
    assert_eq!(findings(&scan, "tool-required"), []);
}

#[test]
fn a_requirement_that_a_nearer_one_replaces_is_not_judged() {
    let mut far = sample::required_tool("node", "18", Dialect::Nvm, ".nvmrc");
    far.applies = false;
    let near = sample::required_tool("node", "20", Dialect::Nvm, "web/.nvmrc");
    let scan = asking(vec![sample::found_tool("node", "20.20.2")], vec![far, near]);
    let outcomes: Vec<Outcome> = assess(&scan, Policy::builtin())
        .findings
        .iter()
        .map(|one| one.outcome)
        .collect();
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Pass), "{outcomes:?}");
}

#[test]
fn an_unknown_version_is_unknown() {
    let mut tool = sample::found_tool("go", "1");
    tool.version = None;
    let asked = || sample::required_tool("go", "1.22", Dialect::Minimum, "go.mod");
    let scan = asking(vec![tool.clone()], vec![asked()]);
    assert_eq!(findings(&scan, "tool-version")[0].outcome, Outcome::Unknown);
    let any = asking(
        vec![tool],
        vec![sample::requirement(RequirementKind::Tool, "go", "go.mod")],
    );
    assert_eq!(findings(&any, "tool-version"), []);
}

#[test]
fn two_files_that_exclude_one_another_are_told_with_both_places() {
    let scan = asking(
        vec![sample::found_tool("node", "20.20.2")],
        vec![
            sample::required_tool("node", "18", Dialect::Nvm, ".nvmrc"),
            sample::required_tool("node", ">=20", Dialect::Npm, "package.json"),
        ],
    );
    let expected = (
        Outcome::Fail,
        "node".to_owned(),
        "Two files require versions of node that exclude each other".to_owned(),
        Some(".nvmrc:3 requires 18; package.json:3 requires >=20".to_owned()),
        vec![".nvmrc:3".to_owned(), "package.json:3".to_owned()],
    );
    assert_eq!(told(&scan, "requirements-agree"), [expected]);
}

#[test]
fn suggestions_warn_and_cost_little() {
    let suggested = |id: &str| Requirement {
        strength: Strength::Suggested,
        ..sample::requirement(RequirementKind::Tool, id, "Makefile")
    };
    let scan = asking(
        vec![absent("make"), absent("just")],
        vec![suggested("make"), suggested("just")],
    );
    let assessment = assess(&scan, Policy::builtin());
    assert_eq!((assessment.score, assessment.status), (98, crate::scan::Status::Pass));
    let outcomes: Vec<Outcome> = findings(&scan, "tool-suggested")
        .iter()
        .map(|one| one.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Warn, Outcome::Warn]);
}

#[test]
fn a_suggestion_contradicts_nothing() {
    let java = |range: &str, strength| Requirement {
        range: Some(range.to_owned()),
        dialect: Some(Dialect::Prefix),
        strength,
        ..sample::requirement(RequirementKind::Tool, "java", "build.gradle")
    };
    let both = vec![java("17", Strength::Required), java("21", Strength::Suggested)];
    let scan = asking(vec![sample::found_tool("java", "17.0.2")], both);
    assert_eq!(findings(&scan, "requirements-agree"), []);
}

#[test]
fn what_the_project_says_itself_is_the_way_out() {
    let dotnet = Requirement {
        advice: Some("run ./restore.sh".to_owned()),
        ..sample::requirement(RequirementKind::Tool, "dotnet", "global.json")
    };
    let scan = asking(vec![absent("dotnet")], vec![dotnet]);
    let ways: Vec<(Option<String>, Option<String>)> = findings(&scan, "tool-required")
        .into_iter()
        .map(|one| (one.fix, one.advice))
        .collect();
    assert_eq!(ways, [(None, Some("the project says: run ./restore.sh".to_owned()))]);
}

#[test]
fn a_broken_manifest_is_told_with_its_line() {
    let mut scan = asking(vec![], vec![]);
    let source = Source {
        file: "web/package.json".to_owned(),
        line: Some(7),
    };
    let broken = BrokenManifest {
        source: source.clone(),
        message: "expected a comma".to_owned(),
    };
    scan.project.as_mut().unwrap().broken_manifests.push(broken);
    let expected = (
        Outcome::Fail,
        "web/package.json".to_owned(),
        "web/package.json cannot be read in full: expected a comma".to_owned(),
        Some("web/package.json:7".to_owned()),
        vec!["web/package.json:7".to_owned()],
    );
    assert_eq!(told(&scan, "manifest-readable"), [expected]);
}
