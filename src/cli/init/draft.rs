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

/// A file to be, and what is in it in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) summary: String,
}

/// More languages that are only here are not listed.
const LISTED: usize = 12;

/// The range for a tool of which any version will do. The version of this machine is nobody else's.
const ANY: &str = "*";

const HEAD: &str = "\
# What this project asks of the machines that it is worked on with. `devenv init` wrote it; it is yours from here on.
# What it does not say stays as it is built in. `devenv policy` shows what holds, and where it is from.

# The lowest score that is ready, 0 to 100.
# fail_under = 80
";

const TAIL: &str = "
# What a fault costs; `devenv explain disk-space` tells of one rule.
# [rules.disk-space]
# severity = \"required\"
# limits = { fail_below_bytes = \"5 GB\" }

# What is different in a CI job.
# [ci]
# fail_under = 90

# One finding that does not count until a day, and who answers for it.
# [[waivers]]
# rule = \"tool-works\"
# subject = \"node\"
# reason = \"the new version comes with the next image\"
# owner = \"platform team\"
# until = 2027-01-31
";

/// Writes what holds of a project's requirements. `tools` are those that were looked for.
///
/// What a devenv.toml could not say is left out: a variable with a name that no shell takes, a service that devenv does not know.
pub(super) fn write(asked: &[Requirement], tools: &[Tool], services: &[&str]) -> Draft {
    let asked: Vec<Requirement> = asked.iter().filter(|one| can_be_said(one, services)).cloned().collect();
    let asked = asked.as_slice();
    let mut file = HEAD.to_owned();
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
    // A port that one file publishes and another one calls is both; then it is the service that counts.
    let free: Vec<&Requirement> = free
        .into_iter()
        .filter(|port| !listening.iter().any(|other| other.id == port.id))
        .collect();
    let about = "TCP ports: our own programs listen at those that must be free, somebody else's at the others.";
    let lists = [("free", free, "3000"), ("listening", listening, "5432")];
    let number = write_lists(&mut file, about, "ports", &lists, false);
    count(&mut counts, number, "port", "ports");

    let variables = of(RequirementKind::Variable);
    let lists = [("required", variables, "\"DATABASE_URL\"")];
    let about = "Variables of the environment that must be set: their names, never their values.";
    let number = write_lists(&mut file, about, "variables", &lists, true);
    count(&mut counts, number, "variable", "variables");

    let services = of(RequirementKind::Service);
    let lists = [("required", services, "\"container-engine\"")];
    let number = write_lists(&mut file, "Services that must run.", "services", &lists, true);
    count(&mut counts, number, "service", "services");

    file.push_str("\n# What the machine must have at the least.\n");
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
        "the project's files ask for nothing, so all of it is commented out".to_owned()
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
        // More than any machine has, and more than TOML can hold.
        RequirementKind::Memory | RequirementKind::Disk => requirement.minimum.is_some_and(|bytes| bytes <= 1 << 60),
        RequirementKind::Component => false,
    }
}

/// Gives the number of tools that are asked for in it.
fn write_tools(file: &mut String, asked: &[Requirement], tools: &[Tool]) -> usize {
    file.push_str(
        "\n# Versions of tools that the project works with, each in the words of its ecosystem. `devenv tools --all` lists the ids.\n",
    );
    let mut by_id: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in asked
        .iter()
        .filter(|requirement| requirement.kind == RequirementKind::Tool)
    {
        by_id.entry(&requirement.id).or_default().push(requirement);
    }
    // A user's own machine may know fewer tools than the readers of manifests: what cannot be looked for is not asked for.
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

/// The lines of one tool, each with whether it asks for it: of those with a range the strictest does, the rest are comments.
fn tool_lines(tool: &Tool, requirements: &[&Requirement]) -> Vec<(bool, String)> {
    let mut ordered: Vec<&&Requirement> = requirements.iter().collect();
    // What satisfies the one with the highest lower bound satisfies those with lower ones, as far as one range can say.
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
            (None, Strength::Required) => " asks for any version",
            (_, Strength::Suggested) => " suggests it",
        };
        let (range, dialect) = range.unwrap_or_else(|| (ANY.to_owned(), None));
        let comment = one_line(&format!("{}{asked}", place(requirement)));
        let sign = if is_active { "" } else { "# " };
        let line = format!("{sign}{}  # {comment}", entry(&tool.id, &range, dialect));
        lines.push((is_active, line));
    }
    lines
}

/// The lowest version that a requirement allows. `None`: it has no such bound.
fn lower_bound(requirement: &Requirement) -> Option<Version> {
    VersionRange::parse(requirement.range.as_deref()?, requirement.dialect?)
        .ok()?
        .lower_bound()
}

/// `node = ">=20"`, or a table where the range is not in the words that the tool's are by default.
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

/// A table of lists. What is only suggested is a comment. Gives the number of items that are asked for.
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
                let _ = writeln!(file, "{comment}  {item},  # {}", one_line(&place(requirement)));
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

/// The most that is asked for. Gives whether it is.
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
        one_line(&place(most))
    );
    is_required
}

/// Where it is asked for.
fn place(requirement: &Requirement) -> String {
    match requirement.source.line {
        Some(line) => format!("{}:{line}", requirement.source.file),
        None => requirement.source.file.clone(),
    }
}

/// Text that stays on its line and holds nothing that TOML forbids in a comment.
fn one_line(text: &str) -> String {
    text::escape_line(text).into_owned()
}

/// A basic string; what an editor would not show is escaped. Source: TOML 1.0, "String".
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
