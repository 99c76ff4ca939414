//! The tools of `devenv mcp`, their arguments and their answers.

use std::path::PathBuf;

use rmcp::model::{JsonObject, Tool};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tool;
use crate::cli::project_policy::{self, PolicyArguments};
use crate::cli::{Failed, directory, explain};
use crate::host::Host;
use crate::policy::Policy;
use crate::probe::ProbeName;
use crate::report::Plan;
use crate::scan::{Assessment, Finding, Outcome, Project, Scan, Status, Tool as ScannedTool};
use crate::scanner::{Progress, ScanContext, ScanOptions, Selection};
use crate::{report, score};

/// Where to look.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Place {
    /// The project's directory, an absolute path. Without it: the directory that the server was started in.
    #[serde(default)]
    directory: Option<PathBuf>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScanArguments {
    /// The project's directory, an absolute path. Without it: the directory that the server was started in.
    #[serde(default)]
    directory: Option<PathBuf>,
    /// Scan only these probes, categories or tools, such as `node`. Empty: all.
    #[serde(default)]
    only: Vec<String>,
    /// Start no programs: versions that no file tells are unknown then.
    #[serde(default)]
    no_exec: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NameArguments {
    /// The name of a tool, such as `node`, or the id of a rule, such as `tool-present`.
    name: String,
    /// The project's directory, an absolute path. Without it: the directory that the server was started in.
    #[serde(default)]
    directory: Option<PathBuf>,
}

/// What every answer says of where it was read.
#[derive(Debug, Serialize, JsonSchema)]
struct Read {
    /// The directory that was looked from.
    directory: String,
    /// The entries of the PATH that was read, in order.
    path: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ScanAnswer {
    /// The verdict in a line.
    verdict: String,
    status: Status,
    /// 0 to 100.
    score: u32,
    /// What fails, costs points or is unknown, worst first, each with its fix.
    findings: Vec<Finding>,
    /// How many findings pass.
    passed: usize,
    read: Read,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RequirementsAnswer {
    /// The project with its requirements, each with its file and line. `null`: the directory is in no project.
    project: Option<Project>,
    read: Read,
}

#[derive(Serialize, JsonSchema)]
struct ExplainAnswer {
    /// What `devenv explain NAME --json` prints.
    #[schemars(with = "Value")]
    explanation: explain::Explanation,
    read: Read,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PlanAnswer {
    status: Status,
    score: u32,
    /// What `devenv fix --json` plans: `steps` with commands in order, and what is left `by_hand`.
    #[schemars(with = "Value")]
    plan: Plan,
    read: Read,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WhichAnswer {
    /// The tool: its state, the copy that runs, its version, and other copies.
    tool: ScannedTool,
    read: Read,
}

/// All tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        tool::<ScanArguments, ScanAnswer>(
            "scan",
            "Is this machine ready for this project?",
            "Scans the machine, compares it with what the project requires, and returns the verdict, the score and each problem with its \
             evidence and fix. Call it first when something does not build or start.",
        ),
        tool::<Place, RequirementsAnswer>(
            "requirements",
            "What does this project require?",
            "Lists what the project's own files require: tools with version ranges, services, ports, variables, each with file and line.",
        ),
        tool::<NameArguments, ExplainAnswer>(
            "explain",
            "Explain a tool or a rule",
            "Explains a tool (which copy runs, why that one, where its version was read) or a rule (why it matters, what it found here).",
        ),
        tool::<Place, PlanAnswer>(
            "fix_plan",
            "Which commands fix this machine?",
            "Returns the commands that would fix what a scan found, in order, with what each fixes and gains. Runs nothing.",
        ),
        tool::<NameArguments, WhichAnswer>(
            "which",
            "Which copy of a tool runs here, in which version?",
            "Says which copy of a tool runs in the project's directory, through version managers' shims, its version, and the other copies.",
        ),
    ]
}

/// The answer of a tool, or the text of its error. `None`: there is no tool of that name.
pub(super) fn call(name: &str, arguments: JsonObject) -> Option<Result<Value, String>> {
    let answer = match name {
        "scan" => read(arguments).and_then(|arguments| value(scan(&arguments))),
        "requirements" => read(arguments).and_then(|place| value(requirements(&place))),
        "explain" => read(arguments).and_then(|arguments| value(explained(&arguments))),
        "fix_plan" => read(arguments).and_then(|place| value(fix_plan(&place))),
        "which" => read(arguments).and_then(|arguments| value(which(&arguments))),
        _ => return None,
    };
    Some(answer)
}

fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, String> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| format!("these arguments do not fit: {error}"))
}

fn value(answer: Result<impl Serialize, Failed>) -> Result<Value, String> {
    let answer = answer.map_err(|failed| failed.one_line())?;
    serde_json::to_value(answer).map_err(|error| format!("a bug in devenv: {error}"))
}

fn scan(arguments: &ScanArguments) -> Result<ScanAnswer, Failed> {
    let context = open(arguments.directory.as_deref())?;
    let selection = Selection::of_names(&context.catalogue, &arguments.only, &[])?;
    let (scan, policy, assessment) = assessed(&context, selection, !arguments.no_exec)?;
    let (findings, passed): (Vec<Finding>, Vec<Finding>) = assessment
        .findings
        .into_iter()
        .partition(|finding| finding.outcome != Outcome::Pass);
    Ok(ScanAnswer {
        verdict: report::verdict(&scan, &policy),
        status: assessment.status,
        score: assessment.score,
        findings,
        passed: passed.len(),
        read: where_read(&context, &scan),
    })
}

fn requirements(place: &Place) -> Result<RequirementsAnswer, Failed> {
    let context = open(place.directory.as_deref())?;
    let policy = project_policy::for_scans(&PolicyArguments::default(), &context)?;
    let mut selection = Selection::tools(Vec::new());
    selection.probes = [ProbeName::Path, ProbeName::Requirements].into();
    let options = ScanOptions {
        exec: false,
        policy: Some(&policy),
        ..ScanOptions::default()
    };
    let scan = context.scan(selection, &options, &Silent)?;
    Ok(RequirementsAnswer {
        read: where_read(&context, &scan),
        project: scan.project,
    })
}

fn explained(arguments: &NameArguments) -> Result<ExplainAnswer, Failed> {
    let context = open(arguments.directory.as_deref())?;
    let policy = project_policy::for_scans(&PolicyArguments::default(), &context)?;
    let (explanation, scan) = explain::json(&context, &arguments.name, &policy, &Silent)?;
    Ok(ExplainAnswer {
        explanation,
        read: where_read(&context, &scan),
    })
}

fn fix_plan(place: &Place) -> Result<PlanAnswer, Failed> {
    let context = open(place.directory.as_deref())?;
    let (scan, policy, assessment) = assessed(&context, Selection::all(), true)?;
    Ok(PlanAnswer {
        status: assessment.status,
        score: assessment.score,
        plan: Plan::of(&scan, &policy, context.host.env_text("USER")),
        read: where_read(&context, &scan),
    })
}

fn which(arguments: &NameArguments) -> Result<WhichAnswer, Failed> {
    let context = open(arguments.directory.as_deref())?;
    let policy = project_policy::for_scans(&PolicyArguments::default(), &context)?;
    let (tool, scan) = explain::tool(&context, &arguments.name, &policy, &Silent)?;
    Ok(WhichAnswer {
        tool,
        read: where_read(&context, &scan),
    })
}

/// The machine as it is now, seen from a directory.
fn open(place: Option<&std::path::Path>) -> Result<ScanContext, Failed> {
    let host = Host::this();
    let host = match place {
        Some(place) => directory::look_from(host, place)?,
        None => host,
    };
    Ok(ScanContext::open(host)?)
}

fn assessed(context: &ScanContext, selection: Selection, exec: bool) -> Result<(Scan, Policy, Assessment), Failed> {
    let policy = project_policy::for_scans(&PolicyArguments::default(), context)?;
    let options = ScanOptions {
        exec,
        policy: Some(&policy),
        ..ScanOptions::default()
    };
    let mut scan = context.scan(selection, &options, &Silent)?;
    let policy = policy.for_scan(&scan).into_owned();
    let assessment = score::assess(&scan, &policy);
    scan.assessment = Some(assessment.clone());
    Ok((scan, policy, assessment))
}

fn where_read(context: &ScanContext, scan: &Scan) -> Read {
    let redactor = crate::scanner::redactor(&context.host);
    let entries = scan.path.iter().flat_map(|path| &path.entries);
    Read {
        directory: redactor.text(&context.host.directory().to_string_lossy()),
        path: entries.map(|entry| entry.directory.clone()).collect(),
    }
}

/// Standard error is the agent's log: what a scan waits for does not belong there.
struct Silent;

impl Progress for Silent {
    fn waiting(&self, _: &[&str]) {}
    fn warn(&self, text: &str) {
        tracing::warn!("{text}");
    }
}
