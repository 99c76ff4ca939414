//! The effective policy: the built-in one, then the project's `devenv.toml`, then flags.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Failed;
use super::argument_values::whole;
use super::output::Output;
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::{FILE_NAME, Known, MOST_BYTES, Policy, ProjectPolicy, ProjectPolicyError};
use crate::probe::project::find_root;
use crate::probe::services;
use crate::requirement::names_set;
use crate::scanner::{self, ScanContext};

/// Which policy applies.
#[derive(Debug, Default, clap::Args)]
pub(super) struct PolicyArguments {
    /// Use this policy file instead of the project's devenv.toml
    #[arg(long, env = "DEVENV_POLICY", value_name = "FILE", hide_env = true)]
    policy: Option<PathBuf>,
    /// Fail if the score is below SCORE (0 to 100)
    #[arg(long, env = "DEVENV_FAIL_UNDER", value_name = "SCORE", value_parser = whole::<0, 100>, hide_env = true)]
    fail_under: Option<u32>,
}

impl PolicyArguments {
    /// The same, with a relative policy file resolved against this directory.
    pub(super) fn from(&self, directory: &Path) -> Self {
        Self {
            policy: self.policy.as_ref().map(|path| directory.join(path)),
            fail_under: self.fail_under,
        }
    }
}

/// The effective policy. Its CI settings apply after [`Policy::for_scan`].
pub(super) fn in_force(arguments: &PolicyArguments, context: &ScanContext) -> Result<Policy, Failed> {
    let host = &context.host;
    let found = match &arguments.policy {
        Some(path) => Some(host.directory().join(path)),
        None => find(host),
    };
    let mut policy = Policy::builtin().clone();
    if let Some(path) = found {
        let project = read(context, &path)?;
        // Variables set next to the file or above it in the project; for a file outside the project, in the project's root.
        let set = match (path.parent(), find_root(host)) {
            (Some(directory), Some(root)) if directory.starts_with(&root) => {
                names_set(host, directory, project.file.split('/').count())
            }
            (_, Some(root)) => names_set(host, &root, 1),
            (_, None) => Some(BTreeSet::new()),
        };
        policy = policy.with_project(&project).with_variables(|name| match &set {
            _ if host.env(name).is_some() => Some(true),
            Some(set) => Some(set.contains(name)),
            None => None,
        });
    }
    if let Some(fail_under) = arguments.fail_under {
        let variable = host
            .env_text("DEVENV_FAIL_UNDER")
            .and_then(|text| text.trim().parse::<u32>().ok());
        let name = if variable == Some(fail_under) {
            "DEVENV_FAIL_UNDER"
        } else {
            "--fail-under"
        };
        policy = policy.with_fail_under_from(fail_under, name);
    }
    Ok(policy)
}

/// As [`in_force`], with names of people and machines masked in waivers, as in the rest of a scan.
pub(super) fn for_scans(arguments: &PolicyArguments, context: &ScanContext) -> Result<Policy, Failed> {
    let policy = in_force(arguments, context)?;
    if policy.waivers().is_empty() {
        return Ok(policy);
    }
    let redactor = scanner::redactor(&context.host);
    Ok(policy.with_waivers_masked(|text| redactor.text(text)))
}

/// Warns of caps in the project's policy that have no effect.
pub(super) fn warn_of_ignored_caps(policy: &Policy, output: &Output) {
    for (rule, origin) in policy.ignored_caps() {
        output.warn(&format!(
            "`rules.{rule}.cap` ({origin}) has no effect: caps apply to recommended rules only"
        ));
    }
}

/// The nearest `devenv.toml` at or above the current directory, up to the project's root.
fn find(host: &Host) -> Option<PathBuf> {
    let root = find_root(host)?;
    host.directory()
        .ancestors()
        .take_while(|directory| directory.starts_with(&root))
        .map(|directory| directory.join(FILE_NAME))
        .find(|path| host.is_file(path))
}

fn read(context: &ScanContext, path: &Path) -> Result<ProjectPolicy, Failed> {
    let host = &context.host;
    let file = name(host, path);
    let text = match host.read_text(path, MOST_BYTES) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            let limit = MOST_BYTES;
            return Err(ProjectPolicyError::TooLarge { file, limit }.into());
        }
        Err(error) => {
            let error = anyhow::Error::new(error).context(format!("cannot read the policy {file}"));
            return Err(Failed::new(ExitCode::Usage, "policy_unreadable", error));
        }
    };
    Ok(parse(context, &text, &file)?)
}

/// Parses a policy that may name the tools and services known on this machine.
pub(super) fn parse(context: &ScanContext, text: &str, file: &str) -> Result<ProjectPolicy, ProjectPolicyError> {
    let tools: Vec<&str> = context
        .catalogue
        .entries()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    let known = Known {
        tools: &tools,
        services: &services::ids(),
    };
    ProjectPolicy::parse(text, file, known, Policy::builtin())
}

/// A file's name for people: relative to the project's root, else relative to `~`, else absolute.
pub(super) fn name(host: &Host, path: &Path) -> String {
    let below = |directory: Option<PathBuf>| path.strip_prefix(directory?).map(slashes).ok();
    below(find_root(host))
        .or_else(|| below(host.home()).map(|path| format!("~/{path}")))
        .unwrap_or_else(|| path.to_string_lossy().into_owned())
}

fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// The directory for a new policy file: the project's root, else the current directory.
pub(super) fn directory_of_new_file(host: &Host) -> PathBuf {
    find_root(host)
        .unwrap_or_else(|| host.directory().to_owned())
        .join(FILE_NAME)
}
