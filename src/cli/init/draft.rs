//! The text of a new devenv.toml.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::policy::{default_dialect, dialect_name, is_variable_name};
use crate::scan::{Requirement, RequirementKind, Strength, Tool, ToolState};
use crate::text;
use crate::version::{Dialect, Version, VersionRange};

/// A draft, with a short description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) summary: String,
}

/// How many languages that are installed but not required are listed.
const LISTED: usize = 12;

/// The range for a tool that may have any version. This machine's version is not a requirement for others.
const ANY: &str = "*";

/// Editors with TOML support read the schema from here: the file of this version in the repository.
const SCHEMA: &str = concat!(
    "#:schema ",
    env!("CARGO_PKG_REPOSITORY"),
    "/raw/v",
    env!("CARGO_PKG_VERSION"),
    "/fixtures/policy.schema.json\n"
);

const HEAD: &str = "\
# What this project requires of its developers' machines. Written by `devenv init`; edit it as you like.
# Missing settings have their built-in values. `devenv policy` shows the effective policy and its sources.

# The lowest score that passes, 0 to 100.
# fail_under = 80
";

const TAIL: &str = "
# How one rule is scored; `devenv explain disk-space` explains it.
# [rules.disk-space]
# severity = \"required\"
# limits = { fail_below_bytes = \"5 GB\" }

# Differences in CI.
# [ci]
# fail_under = 90

# One finding that does not count until a date, with an owner.
# [[waivers]]
# rule = \"tool-works\"
# subject = \"node\"
# reason = \"the new version comes with the next image\"
# owner = \"platform team\"
# until = 2027-01-31
";

/// Writes a project's requirements. `tools`: those that the scan looked for.
///
/// Requirements that a devenv.toml cannot express are left out: a variable whose name no shell accepts, a service unknown to devenv.
pub(super) fn write(asked: &[Requirement], tools: &[Tool], services: &[&str]) -> Draft {
    let asked: Vec<Requirement> = asked.iter().filter(|one| can_be_said(one, services)).cloned().collect();
    let asked = asked.as_slice();
    let mut file = format!("{SCHEMA}{HEAD}");
    let mut counts = Vec::new();
    let count = |counts: &mut Vec<String>, number: usize, singular: &str, plural: &str| {
        if number > 0 {
            counts.push(text::count(number, singular, plural));
        }
    };
    let number = write_tools(&mut file, asked, tools);
    count(&mut counts, number, "tool", "tools");
    let of = |kind| -> Vec<&Requirement> { asked.iter().filter(|requirement| requirement.kind == kind).collect() };

    let free = of(RequirementKind::Port);
    let listening = of(RequirementKind::ListeningPort);
    // If one file publishes a port and another connects to it, the service is listed.
    let free: Vec<&Requirement> = free
        .into_iter()
        .filter(|port| !listening.iter().any(|other| other.id == port.id))
        .collect();
    let about =
        "TCP ports: `free` ones must be free for the project's programs; at `listening` ones a service must listen.";
    let lists = [("free", free, "3000"), ("listening", listening, "5432")];
    let number = write_lists(&mut file, about, "ports", &lists, false);
    count(&mut counts, number, "port", "ports");

    let variables = of(RequirementKind::Variable);
    let lists = [("required", variables, "\"DATABASE_URL\"")];
    let about = "Environment variables that must be set: names only, never values.";
    let number = write_lists(&mut file, about, "variables", &lists, true);
    count(&mut counts, number, "variable", "variables");

    let services = of(RequirementKind::Service);
    let lists = [("required", services, "\"container-engine\"")];
    let number = write_lists(&mut file, "Services that must run.", "services", &lists, true);
    count(&mut counts, number, "service", "services");

    file.push_str("\n# What the machine must have at least.\n");
    let mut number = 0;
    for (kind, table, example) in [
        (RequirementKind::Memory, "memory", "\"16 GB\""),
        (RequirementKind::Disk, "disk", "\"20 GB\""),
        (RequirementKind::Processors, "processors", "4"),
    ] {
        number += usize::from(write_minimum(&mut file, &of(kind), table, example));
    }
    count(&mut counts, number, "minimum", "minima");
    file.push_str(TAIL);
    let summary = if counts.is_empty() {
        "the project's files require nothing, so everything is commented out".to_owned()
    } else {
        counts.join(", ")
    };
    Draft { text: file, summary }
}

fn can_be_said(requirement: &Requirement, services: &[&str]) -> bool {
    let id = requirement.id.as_str();
    match requirement.kind {
        RequirementKind::Port | RequirementKind::ListeningPort => {
            id.parse::<u16>().is_ok_and(|port| port > 0 && port.to_string() == id)
        }
        RequirementKind::Variable => is_variable_name(id),
        RequirementKind::Service => services.contains(&id),
        RequirementKind::Processors => requirement.minimum.is_some_and(|count| (1..=4096).contains(&count)),
        RequirementKind::Tool => match (&requirement.range, requirement.dialect) {
            (Some(range), Some(dialect)) => {
                !range.trim().is_empty()
                    && range.chars().count() <= 300
                    && VersionRange::parse(range.trim(), dialect).is_ok()
            }
            (None, None) => true,
            _ => false,
        },
        // An absurd amount, which TOML may not be able to express.
        RequirementKind::Memory | RequirementKind::Disk => requirement.minimum.is_some_and(|bytes| bytes <= 1 << 60),
        RequirementKind::Component => false,
    }
}

/// Returns the number of required tools.
fn write_tools(file: &mut String, asked: &[Requirement], tools: &[Tool]) -> usize {
    file.push_str("\n# Tool versions, each in the notation of its ecosystem. `devenv tools --all` lists the ids.\n");
    let mut by_id: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in asked
        .iter()
        .filter(|requirement| requirement.kind == RequirementKind::Tool)
    {
        by_id.entry(&requirement.id).or_default().push(requirement);
    }
    // Manifests may name tools that are not in this catalogue: they are left out.
    by_id.retain(|id, _| tools.iter().any(|tool| tool.id == *id));
    let lines: Vec<(bool, String)> = by_id
        .iter()
        .filter_map(|(id, requirements)| {
            let tool = tools.iter().find(|tool| tool.id == *id)?;
            Some(tool_lines(tool, requirements))
        })
        .flatten()
        .collect();
    if by_id.is_empty() {
        file.push_str("# [tools]\n");
        let here = tools.iter().filter(|tool| tool.state == ToolState::Found).take(LISTED);
        let here: Vec<String> = here.map(|tool| format!("# {}\n", entry(&tool.id, ANY, None))).collect();
        if here.is_empty() {
            file.push_str("# node = \">=20 <23\"\n");
        }
        file.extend(here);
        return 0;
    }
    let number = lines.iter().filter(|(is_active, _)| *is_active).count();
    file.push_str(if number == 0 { "# [tools]\n" } else { "[tools]\n" });
    for (_, line) in lines {
        file.push_str(&line);
        file.push('\n');
    }
    number
}

/// The lines for one tool, each with whether it is a requirement: the strictest range is, the others are comments.
fn tool_lines(tool: &Tool, requirements: &[&Requirement]) -> Vec<(bool, String)> {
    let mut ordered: Vec<&&Requirement> = requirements.iter().collect();
    // A version that meets the highest lower bound meets the lower ones too.
    ordered.sort_by(|one, other| {
        let key = |requirement: &Requirement| (requirement.strength, requirement.range.is_none());
        key(one)
            .cmp(&key(other))
            .then_with(|| lower_bound(other).cmp(&lower_bound(one)))
    });
    let mut seen: Vec<(Option<&str>, Option<Dialect>)> = Vec::new();
    let mut lines = Vec::new();
    for requirement in ordered {
        let written = (requirement.range.as_deref(), requirement.dialect);
        if seen.contains(&written) || (!seen.is_empty() && requirement.range.is_none()) {
            continue;
        }
        let is_active = seen.is_empty() && requirement.strength == Strength::Required;
        seen.push(written);
        let range = requirement.range.clone().map(|range| (range, requirement.dialect));
        let asked = match (&range, requirement.strength) {
            (Some(_), Strength::Required) => "",
            (None, Strength::Required) => " requires any version",
            (_, Strength::Suggested) => " suggests it",
        };
        let (range, dialect) = range.unwrap_or_else(|| (ANY.to_owned(), None));
        let comment = one_line(&format!("{}{asked}", location(requirement)));
        let sign = if is_active { "" } else { "# " };
        let line = format!("{sign}{}  # {comment}", entry(&tool.id, &range, dialect));
        lines.push((is_active, line));
    }
    lines
}

/// The lowest version that a requirement allows. `None`: it has no lower bound.
fn lower_bound(requirement: &Requirement) -> Option<Version> {
    VersionRange::parse(requirement.range.as_deref()?, requirement.dialect?)
        .ok()?
        .lower_bound()
}

/// `node = ">=20"`, or a table if the range is not in the tool's default notation.
fn entry(id: &str, range: &str, dialect: Option<Dialect>) -> String {
    let is_bare = !id.is_empty()
        && id
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-' || character == '_');
    let key = if is_bare { id.to_owned() } else { quoted(id) };
    match dialect.filter(|dialect| *dialect != default_dialect(id)) {
        Some(dialect) => format!(
            "{key} = {{ range = {}, dialect = \"{}\" }}",
            quoted(range),
            dialect_name(dialect)
        ),
        None => format!("{key} = {}", quoted(range)),
    }
}

/// Writes a table of lists, with suggestions as comments. Returns the number of required items.
fn write_lists(
    file: &mut String,
    about: &str,
    table: &str,
    lists: &[(&str, Vec<&Requirement>, &str)],
    is_text: bool,
) -> usize {
    let _ = writeln!(file, "\n# {about}");
    let is_required = |requirement: &&&Requirement| requirement.strength == Strength::Required;
    let number = lists
        .iter()
        .map(|(_, items, _)| distinct(items.iter().filter(is_required).copied()).len())
        .sum();
    let comment = if number == 0 { "# " } else { "" };
    let _ = writeln!(file, "{comment}[{table}]");
    for (key, items, example) in lists {
        let required = distinct(items.iter().filter(is_required).copied());
        let suggested = distinct(
            items
                .iter()
                .copied()
                .filter(|item| !required.contains_key(item.id.as_str())),
        );
        if required.is_empty() && suggested.is_empty() {
            let _ = writeln!(file, "# {key} = [{example}]");
            continue;
        }
        let comment = if required.is_empty() { "# " } else { "" };
        let _ = writeln!(file, "{comment}{key} = [");
        for (items, comment) in [(required, comment), (suggested, "# ")] {
            for (id, requirement) in items {
                let item = if is_text { quoted(id) } else { id.to_owned() };
                let _ = writeln!(file, "{comment}  {item},  # {}", one_line(&location(requirement)));
            }
        }
        let _ = writeln!(file, "{comment}]");
    }
    number
}

fn distinct<'r>(items: impl Iterator<Item = &'r Requirement>) -> BTreeMap<&'r str, &'r Requirement> {
    let mut by_id = BTreeMap::new();
    for item in items {
        by_id.entry(item.id.as_str()).or_insert(item);
    }
    by_id
}

/// Writes the highest minimum. Returns whether there is one.
fn write_minimum(file: &mut String, asked: &[&Requirement], table: &str, example: &str) -> bool {
    let most = asked
        .iter()
        .filter(|requirement| requirement.minimum.is_some_and(|least| least > 0));
    let Some(most) = most.max_by_key(|requirement| (requirement.strength == Strength::Required, requirement.minimum))
    else {
        let _ = writeln!(file, "# [{table}]\n# minimum = {example}");
        return false;
    };
    let amount = most.minimum.unwrap_or_default();
    let shown = match most.kind {
        RequirementKind::Processors => amount.to_string(),
        _ if amount.is_multiple_of(1 << 30) => format!("\"{} GiB\"", amount >> 30),
        _ => amount.to_string(),
    };
    let is_required = most.strength == Strength::Required;
    let comment = if is_required { "" } else { "# " };
    let _ = writeln!(
        file,
        "{comment}[{table}]\n{comment}minimum = {shown}  # {}",
        one_line(&location(most))
    );
    is_required
}

/// The file and line that declare it.
fn location(requirement: &Requirement) -> String {
    match requirement.source.line {
        Some(line) => format!("{}:{line}", requirement.source.file),
        None => requirement.source.file.clone(),
    }
}

/// Text on one line, without characters that TOML forbids in comments.
fn one_line(text: &str) -> String {
    text::escape_line(text).into_owned()
}

/// A basic string with invisible characters escaped. Source: TOML 1.0, "String".
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        let is_hidden = || matches!(text::escape_line(character.encode_utf8(&mut [0; 4])), Cow::Owned(_));
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
            quoted.push(character);
        } else if is_hidden() {
            let _ = write!(quoted, "\\U{:08x}", u32::from(character));
        } else {
            quoted.push(character);
        }
    }
    quoted.push('"');
    quoted
}
