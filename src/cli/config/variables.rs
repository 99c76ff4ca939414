//! The variables that devenv reads. A misspelt one has no effect, so every command warns of it.

use std::collections::BTreeSet;

use clap::Command;

use super::{DIRECTORIES, LOG, PROFILE, SECRETS, UPLOAD, fields};
use crate::cli::history;
use crate::cli::output::Output;
use crate::config::Profile;
use crate::host::Host;
use crate::text;

/// The prefix of all of them.
const OURS: &str = "DEVENV_";
/// What another program of the same name sets in its shells, without that beginning. Source: <https://devenv.sh/reference/options/>
/// and its direnv integration.
const OF_CACHIX: [&str; 11] = [
    "CMDLINE",
    "DIRENVRC_ROLLING_UPGRADE",
    "DIRENVRC_VERSION",
    "DOTFILE",
    "IN_DIRENV_SHELL",
    "NIX",
    "ROOT",
    "RUNTIME",
    "STATE",
    "TASKS",
    "TASK_FILE",
];

/// Warns of each variable with devenv's prefix that devenv does not know.
pub(in crate::cli) fn warn_of_unknown(host: &Host, output: &Output) {
    if candidates(host).is_empty() {
        return;
    }
    let command = crate::cli::command_line();
    let known = known(&command);
    for name in unknown_of(host, &known) {
        let nearest = text::nearest(&name, known.iter().map(String::as_str));
        let nearest = nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
        output.warn(&format!("devenv has no setting for the variable `{name}`{nearest}"));
    }
}

/// The variables with devenv's prefix that devenv does not know, sorted.
pub(super) fn unknown(host: &Host, command: &Command) -> Vec<String> {
    unknown_of(host, &known(command))
}

fn unknown_of(host: &Host, known: &BTreeSet<String>) -> Vec<String> {
    let mut unknown = candidates(host);
    unknown.retain(|name| !known.contains(name));
    unknown
}

/// The variables with devenv's prefix, without those of the other program.
fn candidates(host: &Host) -> Vec<String> {
    let names = host.env_names().filter_map(|name| name.to_str());
    // On Windows, names ignore case.
    let names = names.map(|name| {
        if cfg!(windows) {
            name.to_uppercase()
        } else {
            name.to_owned()
        }
    });
    let mut names: Vec<String> = names
        .filter(|name| name.strip_prefix(OURS).is_some_and(|rest| !OF_CACHIX.contains(&rest)))
        .collect();
    names.sort();
    names
}

/// Every variable that devenv reads: those of flags, and those of settings without a flag.
fn known(command: &Command) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = DIRECTORIES
        .into_iter()
        .chain([PROFILE, UPLOAD, LOG, history::KEEP_SCANS, history::KEEP_DAYS])
        .chain(SECRETS.map(|(_, variable)| variable))
        .chain(fields(Profile::default()).into_iter().map(|(_, variable, _)| variable))
        .map(str::to_owned)
        .collect();
    collect(command, &mut known);
    known
}

/// The variables of settings without a flag, or whose flag only some commands have: name, key in `config.toml`, meaning. A test compares
/// them with those that are known.
#[cfg(all(test, feature = "platform"))]
pub(in crate::cli) fn without_flags() -> Vec<(&'static str, Option<String>, &'static str)> {
    let [config, cache, state] = DIRECTORIES;
    let [(_, token), (_, client_secret), (_, id_token), (_, pages_secret)] = SECRETS;
    let mut all = vec![
        (config, None, "The directory of `config.toml`"),
        (cache, None, "The directory of the cache"),
        (state, None, "The directory of saved scans, sessions and the outbox"),
        (PROFILE, Some("profile".to_owned()), "The profile to use"),
        (
            UPLOAD,
            Some("upload".to_owned()),
            "Upload each scan of the whole machine",
        ),
        (
            LOG,
            None,
            "The level of the log on standard error: `off`, `error`, `warn`, `info`, `debug`, `trace`",
        ),
        (
            history::KEEP_SCANS,
            Some("history.keep_scans".to_owned()),
            "The number of scans to save on this machine",
        ),
        (
            history::KEEP_DAYS,
            Some("history.keep_days".to_owned()),
            "The age in days after which saved scans are removed",
        ),
        (token, None, "The token to send; no other one is used"),
        (client_secret, None, "The secret of the client at the identity provider"),
        (id_token, None, "GitLab's token of this job"),
        (
            pages_secret,
            None,
            "The secret of the client that people sign in to the pages with",
        ),
    ];
    let profile = fields(Profile::default()).into_iter();
    all.extend(profile.map(|(key, variable, _)| {
        (
            variable,
            Some(format!("profiles.NAME.{key}")),
            "A setting of the profile",
        )
    }));
    all
}

fn collect(command: &Command, known: &mut BTreeSet<String>) {
    let variables = command.get_arguments().filter_map(|flag| flag.get_env()?.to_str());
    known.extend(variables.map(str::to_owned));
    for inner in command.get_subcommands() {
        collect(inner, known);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    #[cfg(feature = "platform")]
    fn the_variables_without_flags_are_all_listed() {
        let command = crate::cli::command_line();
        let mut listed: BTreeSet<String> = without_flags().iter().map(|(name, ..)| (*name).to_owned()).collect();
        collect(&command, &mut listed);
        assert_eq!(listed, known(&command));
    }

    #[test]
    fn a_variable_of_another_program_is_not_reported() {
        let ours = ["ROOT", "TASKS", "TIMEOUT", "TIEMOUT"].map(|name| format!("{OURS}{name}"));
        let mut environment: Vec<(&str, &str)> = ours.iter().map(|name| (name.as_str(), "5")).collect();
        environment.push(("HOME", "/home/anna"));
        let host = Host::fixture(Path::new("/nowhere"), "/", &environment);
        assert_eq!(unknown(&host, &crate::cli::command_line()), [format!("{OURS}TIEMOUT")]);
    }
}
