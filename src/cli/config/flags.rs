//! The flags that can be set by a variable, read from the command line's definition.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, ArgAction, Command};

use super::set::{Kind, Setting, Sources, Value};

/// A flag and its command. `None`: it is a global flag.
type Placed<'c> = (Vec<&'c str>, &'c Arg);

/// The flags with variables that are not listed yet, sorted by key.
pub(super) fn all(command: &Command, sources: &Sources<'_>, listed: &BTreeSet<String>) -> Vec<Setting> {
    let mut found = BTreeMap::new();
    collect(command, &[], &mut found);
    let mut settings: Vec<Setting> = found
        .into_iter()
        .filter(|(variable, _)| !listed.contains(*variable))
        .filter_map(|(variable, flags)| of(variable, &flags, sources))
        .collect();
    settings.sort_by(|one, other| one.key.cmp(&other.key));
    settings
}

fn collect<'c>(command: &'c Command, path: &[&'c str], found: &mut BTreeMap<&'c str, Vec<Placed<'c>>>) {
    for flag in command.get_arguments() {
        if let Some(variable) = flag.get_env().and_then(|name| name.to_str()) {
            found.entry(variable).or_default().push((path.to_vec(), flag));
        }
    }
    for inner in command.get_subcommands() {
        let path = [path, &[inner.get_name()]].concat();
        collect(inner, &path, found);
    }
}

/// The setting's key: prefixed with its command, or without prefix if several commands have it.
fn of(variable: &str, flags: &[Placed<'_>], sources: &Sources<'_>) -> Option<Setting> {
    let (first, flag) = flags.first()?;
    let is_common = |length: &usize| {
        flags
            .iter()
            .all(|(path, _)| path.get(..*length) == first.get(..*length))
    };
    let common = (0..=first.len()).rev().find(is_common).unwrap_or(0);
    let name = flag.get_long().unwrap_or(flag.get_id().as_str()).replace('-', "_");
    let words = first.iter().copied().take(common).chain([name.as_str()]);
    let key = words.collect::<Vec<_>>().join(".");
    let is_switch = matches!(flag.get_action(), ArgAction::SetTrue);
    let usual = flag
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ");
    let below = match flag.get_action() {
        ArgAction::SetTrue => Setting::usual(key, Value::Flag(false)),
        ArgAction::Count => Setting::usual(key, Value::Number(0)),
        _ if usual.is_empty() => Setting::unset(key),
        _ => Setting::usual(key, Value::Text(usual)),
    };
    Some(sources.over(variable, if is_switch { Kind::Flag } else { Kind::Text }, below))
}
