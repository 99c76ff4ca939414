//! Tools of which the project runs a copy of its own.

use super::{asking, findings};
use crate::scan::{Availability, InProject, Outcome, Requirement, Tool, ToolState};
use crate::score::sample;
use crate::version::Dialect;

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
fn a_python_that_uv_may_not_download_has_to_be_installed() {
    let told = |tool: Tool| {
        let in_project = InProject {
            path: None,
            ..own_copy(None, "UV_PYTHON_DOWNLOADS", &["uv"], Availability::Refused).unwrap()
        };
        let tool = Tool {
            in_project: Some(in_project),
            ..tool
        };
        let python = sample::required_tool("python3", ">=3.13", Dialect::Pep440, "pyproject.toml");
        let scan = asking(vec![tool, sample::found_tool("uv", "0.9.1")], vec![python]);
        let told = ["tool-required", "tool-version"]
            .iter()
            .flat_map(|rule| findings(&scan, rule));
        let mut told = told.filter(|one| one.subject == "python3");
        told.next()
            .map(|one| (one.outcome, one.message, one.fix, one.advice))
            .unwrap()
    };
    let way = "let uv download python3, which UV_PYTHON_DOWNLOADS forbids";
    assert_eq!(
        told(sample::found_tool("python3", "3.9.2")),
        (
            Outcome::Fail,
            "python3 3.9.2 is installed; the project requires >=3.13".to_owned(),
            None,
            Some(format!("install python3 3.14; or {way}"))
        )
    );
    assert_eq!(
        told(Tool {
            state: ToolState::Absent,
            version: None,
            path: None,
            ..sample::found_tool("python3", "3.9.2")
        }),
        (
            Outcome::Fail,
            "python3 is required but not installed".to_owned(),
            None,
            Some(format!("install python3 3.14; or {way}"))
        )
    );
}
