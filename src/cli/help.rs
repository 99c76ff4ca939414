//! The layout of help: commands and flags in groups, examples below each command.

mod examples;

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};

use self::examples::EXAMPLES;
use crate::report;

/// The commands in groups, in the order of the help.
const COMMANDS: [(&str, &[&str]); 5] = [
    ("Check", &["scan", "fix", "show", "diff", "history"]),
    ("Project", &["init", "policy", "tools", "explain"]),
    ("Team", &["login", "logout", "whoami", "token", "upload"]),
    ("Platform", &["serve"]),
    (
        "Setup",
        &[
            "config",
            "hook",
            "mcp",
            "completions",
            "man",
            "schema",
            "self",
            "bug-report",
        ],
    ),
];

/// The heading of the flags that every command has.
const GLOBAL: &str = "Global options";
/// The flags that every command has, besides help and version.
const GLOBAL_FLAGS: [&str; 5] = ["working_directory", "json", "quiet", "verbose", "color"];
/// The position of these flags: after all others.
const LAST: usize = 900;

/// The flags in groups.
const FLAGS: [(&str, &[&str]); 5] = [
    (
        "Selection",
        &[
            "only",
            "skip",
            "since",
            "project",
            "limit",
            "before",
            "local",
            "remote",
            "developer",
            "profile",
            "all",
        ],
    ),
    (
        "Output",
        &[
            "format",
            "output",
            "report",
            "show",
            "timings",
            "print",
            "host_name",
            "exit_code",
        ],
    ),
    ("Policy", &["policy", "fail_under", "require_project"]),
    ("Upload", &["upload", "no_upload", "require_upload", "upload_timeout"]),
    (
        "Execution",
        &[
            "ci",
            "no_exec",
            "fresh",
            "timeout",
            "program_timeout",
            "jobs",
            "no_history",
            "yes",
        ],
    ),
];
/// Commands whose flags are grouped. The others have few flags, or one kind.
const GROUPED: [&str; 8] = ["scan", "fix", "show", "diff", "history", "tools", "policy", "explain"];

/// The command line with its commands and flags in groups, and with examples. `width`: columns of the terminal.
pub(super) fn arrange(command: Command, width: usize) -> Command {
    let template = template(&command, width);
    let command = command
        .mut_args(|flag| match GLOBAL_FLAGS.iter().position(|id| flag.get_id() == *id) {
            Some(place) => flag.help_heading(GLOBAL).display_order(LAST + place),
            None => flag,
        })
        .help_template(template);
    arrange_one(command, "")
}

/// `path`: the words after `devenv`.
fn arrange_one(command: Command, path: &str) -> Command {
    let is_grouped = GROUPED.contains(&path);
    let mut command = command
        .mut_args(|flag| match heading(&flag, path).filter(|_| is_grouped) {
            Some(heading) => flag.help_heading(heading),
            None => flag,
        })
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("Print help: a summary with `-h`, all of it with `--help`")
                .help_heading(GLOBAL)
                .display_order(LAST + 90),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help("Print the version")
                .help_heading(GLOBAL)
                .display_order(LAST + 91),
        );
    if let Some((_, examples)) = EXAMPLES.iter().find(|(of, _)| *of == path) {
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let separator = if after.is_empty() { "" } else { "\n\n" };
        command = command.after_help(format!("{}{separator}{after}", shown(examples)));
    }
    command.mut_subcommands(|inner| {
        let path = format!("{path} {}", inner.get_name()).trim().to_owned();
        arrange_one(inner, &path)
    })
}

fn heading(flag: &Arg, path: &str) -> Option<&'static str> {
    let id = flag.get_id().as_str();
    // With `scan`, the profile is for uploads; elsewhere it selects whose scans are shown.
    if (path, id) == ("scan", "profile") {
        return Some("Upload");
    }
    FLAGS
        .iter()
        .find(|(_, ids)| !flag.is_positional() && ids.contains(&id))
        .map(|(heading, _)| *heading)
}

/// Each example with its description, on the next line if both do not fit on one.
fn shown(examples: &[(&str, &str)]) -> String {
    let widest = examples.iter().map(|(example, _)| example.len()).max().unwrap_or(0);
    let mut text = "Examples:".to_owned();
    for (example, about) in examples {
        if widest <= 48 {
            let _ = write!(text, "\n  {example:widest$}  {about}");
        } else {
            let _ = write!(text, "\n  {example}\n      {about}");
        }
    }
    text
}

/// The page of `devenv --help`, with the commands in groups.
fn template(command: &Command, width: usize) -> String {
    let styles = command.get_styles();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let about = |name: &&str| {
        let found = command.find_subcommand(name)?;
        let about = found.get_about().map(ToString::to_string).unwrap_or_default();
        let names: Vec<&str> = [*name].into_iter().chain(found.get_visible_aliases()).collect();
        Some((names.join(", "), about))
    };
    let groups = COMMANDS.map(|(group, names)| (group, names.iter().filter_map(about).collect::<Vec<_>>()));
    let names_width = groups
        .iter()
        .flat_map(|(_, commands)| commands)
        .map(|(names, _)| names.len())
        .max()
        .unwrap_or(0);
    let mut text = "{before-help}{about-with-newline}\n{usage-heading} {usage}\n".to_owned();
    for (group, commands) in groups.iter().filter(|(_, commands)| !commands.is_empty()) {
        let _ = write!(text, "\n{header}{group}:{header:#}");
        for (names, about) in commands {
            let room = width.saturating_sub(names_width + 4);
            let indent = format!("\n{:width$}", "", width = names_width + 4);
            let about = report::wrap(about, room).join(&indent);
            let _ = write!(text, "\n  {literal}{names:names_width$}{literal:#}  {about}");
        }
        text.push('\n');
    }
    let _ = write!(
        text,
        "\n{header}{GLOBAL}:{header:#}\n{{options}}\n\n`devenv COMMAND --help` shows a command's flags, with examples.{{after-help}}"
    );
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    fn paths(command: &Command, path: &str, found: &mut Vec<String>) {
        for inner in command.get_subcommands() {
            let path = format!("{path} {}", inner.get_name()).trim().to_owned();
            paths(inner, &path, found);
            found.push(path);
        }
    }

    #[test]
    fn each_command_is_in_one_group_and_has_examples() {
        let command = Cli::command();
        let is_built = |name: &str| name != "serve" || cfg!(feature = "platform");
        let grouped: Vec<&str> = COMMANDS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .filter(|name| is_built(name))
            .collect();
        let names: BTreeSet<&str> = command.get_subcommands().map(Command::get_name).collect();
        assert_eq!(grouped.iter().copied().collect::<BTreeSet<_>>(), names);
        assert_eq!(grouped.len(), names.len());
        let mut all = Vec::new();
        paths(&command, "", &mut all);
        // `serve` has the examples of its subcommands.
        all.retain(|path| !path.starts_with("serve "));
        let with_examples: BTreeSet<&str> = EXAMPLES
            .iter()
            .map(|(path, _)| *path)
            .filter(|path| is_built(path))
            .collect();
        assert_eq!(with_examples, all.iter().map(String::as_str).collect());
    }

    #[test]
    fn each_example_is_a_valid_command() {
        for (path, examples) in EXAMPLES
            .into_iter()
            .filter(|(path, _)| *path != "serve" || cfg!(feature = "platform"))
        {
            assert!(matches!(examples.len(), 2 | 3), "{path}");
            for (example, _) in examples {
                let words = example.split_whitespace().take_while(|word| *word != ">");
                let parsed = arrange(Cli::command(), 80).try_get_matches_from(words);
                let command = parsed.unwrap_or_else(|error| panic!("{example}: {error}"));
                let name = path.split(' ').next();
                assert_eq!(command.subcommand_name(), name, "{example}");
            }
        }
    }

    #[test]
    fn each_flag_of_a_grouped_command_has_a_heading() {
        let command = arrange(Cli::command(), 80);
        for name in GROUPED {
            let found = command.find_subcommand(name).unwrap();
            let without: Vec<&str> = found
                .get_arguments()
                .filter(|flag| !flag.is_positional() && flag.get_help_heading().is_none())
                .map(|flag| flag.get_id().as_str())
                .collect();
            assert_eq!(without, [""; 0], "{name}");
        }
    }
}
