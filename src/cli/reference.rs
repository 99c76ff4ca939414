//! The pages of `docs/reference`, made from the definitions that the program itself runs by, and compared with the files.
//!
//! `DEVENV_WRITE_FIXTURES=1 cargo test --all-features --lib reference` writes them.

mod schema;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, Command};

use super::config::variables_without_flags;
use crate::policy::{Limits, Policy};
use crate::report::Format;
use crate::scan::Severity;
use crate::text;

/// The flags that every command has. They have a table of their own.
const OF_ALL: [&str; 7] = [
    "working_directory",
    "json",
    "quiet",
    "verbose",
    "color",
    "help",
    "version",
];

const MADE: &str = "This page is made from the program's own definitions.";

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    let mut is_code = false;
    for character in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        is_code ^= character == '`';
        if character == '|' || (character == '<' && !is_code) {
            cell.push('\\');
        }
        cell.push(character);
    }
    cell
}

fn row(cells: &[&str]) -> String {
    let has_bar = |cell: &&str| cell.replace("\\|", "").contains('|');
    assert!(!cells.iter().any(has_bar), "a bar that would end a cell: {cells:?}");
    format!("| {} |\n", cells.join(" | "))
}

/// How an argument is written, as code.
fn usage(argument: &Arg) -> String {
    let value = argument
        .get_value_names()
        .map(|names| names.join(" "))
        .unwrap_or_default();
    let value = if value.is_empty() {
        argument.get_id().as_str().to_uppercase()
    } else {
        value.replace('|', "\\|")
    };
    if argument.is_positional() {
        return format!("`{value}`");
    }
    let long = argument.get_long().map(|long| format!("--{long}"));
    let short = argument.get_short().map(|short| format!("-{short}"));
    let names = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
    if argument.get_action().takes_values() {
        format!("`{names} {value}`")
    } else {
        format!("`{names}`")
    }
}

/// What it does, its values and its default.
fn meaning(argument: &Arg) -> String {
    let help = argument.get_long_help().or_else(|| argument.get_help());
    let mut text = cell(&help.map(ToString::to_string).unwrap_or_default());
    if !argument.get_action().takes_values() {
        return text;
    }
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if !values.is_empty() {
        let _ = write!(text, ": {}", values.join(", "));
    }
    let defaults = argument.get_default_values().iter();
    let defaults: Vec<String> = defaults.map(|value| format!("`{}`", value.to_string_lossy())).collect();
    if !defaults.is_empty() {
        let _ = write!(text, " (default: {})", defaults.join(" "));
    }
    text
}

fn variable(argument: &Arg) -> Option<&str> {
    argument.get_env().and_then(|name| name.to_str())
}

/// Two tables: arguments, and flags with their variables.
fn arguments<'a>(arguments: impl Iterator<Item = &'a Arg>) -> String {
    let (positional, flags): (Vec<_>, Vec<_>) = arguments
        .filter(|one| !one.is_hide_set())
        .partition(|one| one.is_positional());
    let mut page = String::new();
    if !positional.is_empty() {
        page += "\n| argument | meaning |\n|---|---|\n";
        for argument in positional {
            page += &row(&[&usage(argument), &meaning(argument)]);
        }
    }
    if !flags.is_empty() {
        page += "\n| flag | variable | meaning |\n|---|---|---|\n";
        for flag in flags {
            let variable = variable(flag).map(|name| format!("`{name}`")).unwrap_or_default();
            page += &row(&[&usage(flag), &variable, &meaning(flag)]);
        }
    }
    page
}

fn command_section(command: &Command, path: &str, page: &mut String) {
    let about = command.get_long_about().or_else(|| command.get_about());
    let _ = write!(
        page,
        "\n## {path}\n\n{}.\n",
        about.map(ToString::to_string).unwrap_or_default().trim_end_matches('.')
    );
    for alias in command.get_visible_aliases() {
        let _ = write!(page, "\nAlso `devenv {alias}`.\n");
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage: ")
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>();
    let _ = write!(page, "\n```text\n{}\n```\n", usage.join("\n"));
    let own = command.get_arguments();
    *page += &arguments(own.filter(|argument| !OF_ALL.contains(&argument.get_id().as_str())));
    if let Some(after) = command.get_after_help() {
        let _ = write!(page, "\n```text\n{}\n```\n", after.to_string().trim_end());
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        command_section(inner, &format!("{path} {}", inner.get_name()), page);
    }
}

fn commands(command: &Command) -> String {
    let mut page = format!(
        "# Commands and flags\n\n{MADE} `devenv help COMMAND` shows the same in a terminal.\n\n## Every command\n"
    );
    page += &arguments(command.get_arguments());
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        command_section(inner, &format!("devenv {}", inner.get_name()), &mut page);
    }
    page
}

/// The flags of each variable: the command that has it, and the flag.
fn collect(command: &Command, path: &str, found: &mut BTreeMap<String, (Vec<String>, String)>) {
    for argument in command.get_arguments() {
        if path != "devenv" && OF_ALL.contains(&argument.get_id().as_str()) {
            continue;
        }
        if let (Some(name), Some(long)) = (variable(argument), argument.get_long()) {
            let (flags, about) = found.entry(name.to_owned()).or_default();
            flags.push(format!("`{path} --{long}`"));
            if about.is_empty() {
                *about = meaning(argument);
            }
        }
    }
    for inner in command.get_subcommands() {
        collect(inner, &format!("{path} {}", inner.get_name()), found);
    }
}

fn variables(command: &Command) -> String {
    let mut found = BTreeMap::new();
    collect(command, "devenv", &mut found);
    for (name, key, about) in variables_without_flags() {
        let (settings, _) = found
            .entry(name.to_owned())
            .or_insert_with(|| (Vec::new(), cell(about)));
        settings.extend(key.map(|key| format!("`{key}` in `config.toml`")));
    }
    let mut page = format!(
        "# Variables\n\n{MADE} A flag wins over its variable, and a variable over a file. An empty variable counts as not set. \
         `devenv config --verbose` shows those that are set.\n\n| variable | same as | meaning |\n|---|---|---|\n"
    );
    for (name, (settings, about)) in found {
        page += &row(&[&format!("`{name}`"), &settings.join(", "), &about]);
    }
    page
}

fn limits(limits: &Limits) -> String {
    let both = |bytes: Option<u64>, percent: Option<u64>| {
        let bytes = bytes.map(text::bytes);
        let percent = percent.map(|percent| format!("{percent} %"));
        bytes.into_iter().chain(percent).collect::<Vec<_>>().join(" or ")
    };
    let fail = both(limits.fail_below_bytes, limits.fail_below_percent);
    let warn = both(limits.warn_below_bytes, limits.warn_below_percent);
    let parts = [("fails", fail), ("warns", warn)];
    let parts = parts.iter().filter(|(_, limit)| !limit.is_empty());
    let parts: Vec<String> = parts.map(|(verb, limit)| format!("{verb} below {limit}")).collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" It {}; of two limits the lower one holds.", parts.join(", "))
    }
}

fn rules(policy: &Policy) -> String {
    let mut page = format!(
        "# Rules\n\n{MADE} `devenv explain RULE` shows a rule and what it found on this machine; [policy.md](../policy.md) says how a \
         project changes them.\n\nPass mark: {}. Points: what one problem costs; a warning or an unknown costs half. The cap limits what \
         all problems of a recommended rule cost together.\n",
        policy.fail_under
    );
    let ci = policy.in_ci();
    for (id, category) in policy.categories() {
        let _ = write!(
            page,
            "\n## {}\n\nCategory `{id}`: recommended rules cost {} points at most.\n",
            category.title, category.cap
        );
        for rule in policy.rules().filter(|rule| rule.category == id) {
            let costs = match rule.severity {
                Severity::Required => format!("required, {} points", rule.points),
                Severity::Recommended => format!("recommended, {} points, cap {}", rule.points, rule.cap),
                Severity::Info => "info, costs nothing".to_owned(),
            };
            let in_ci = if ci.rule(&rule.id).is_none() { ", off in CI" } else { "" };
            let _ = write!(
                page,
                "\n### {}\n\n{} / {} ({costs}{in_ci})\n\n{}{}\n\n{}\n",
                rule.id,
                rule.title.pass,
                rule.title.fail,
                rule.how,
                limits(&rule.limits),
                rule.why
            );
        }
    }
    page
}

fn formats(command: &Command) -> String {
    let mut page = format!(
        "# Formats and exit codes\n\n{MADE}\n\n## Reports\n\n`devenv scan --format NAME`, or `--report NAME=FILE`.\n\n"
    );
    page += "| name | also | written for |\n|---|---|---|\n";
    for format in Format::ALL {
        let aliases: Vec<String> = format.aliases().iter().map(|alias| format!("`{alias}`")).collect();
        page += &row(&[
            &format!("`{}`", format.name()),
            &aliases.join(", "),
            &cell(format.about()),
        ]);
    }
    page += "\n## Exit codes\n\n| code | meaning |\n|---|---|\n";
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (_, codes) = after.split_once("Exit codes: ").unwrap();
    for (code, about) in codes.trim().split(" · ").map(|code| code.split_once(' ').unwrap()) {
        page += &row(&[code, about]);
    }
    page +=
        "\n## devenv.toml\n\n[policy.md](../policy.md) explains it. `devenv schema policy` prints the JSON Schema.\n";
    page += &schema::tables(&crate::policy::json_schema(), "devenv.toml");
    page += "\n## A scan\n\n`devenv scan --json` prints it. `devenv schema` prints the JSON Schema.\n";
    page += &schema::tables(&crate::scan::json_schema(), "Scan");
    page
}

fn assert_current(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference").join(name);
    #[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
    if std::env::var_os("DEVENV_WRITE_FIXTURES").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    // Git may have converted its line ends for Windows.
    let stored = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        stored == page,
        "docs/reference/{name} is not current; write it with `DEVENV_WRITE_FIXTURES=1 cargo test --all-features --lib reference`"
    );
}

#[test]
fn the_reference_is_current() {
    let mut command = super::command_line();
    command.build();
    assert_current("commands.md", &commands(&command));
    assert_current("variables.md", &variables(&command));
    assert_current("rules.md", &rules(Policy::builtin()));
    assert_current("formats.md", &formats(&command));
}
