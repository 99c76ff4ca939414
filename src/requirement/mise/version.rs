//! Versions that mise computes: templates with variables, and what is so many versions before another one.
//!
//! Sources: mise's documentation, "Templates" and "Dev Tools" (`sub-`); `src/toolset/tool_version.rs` (`version_sub`).

use crate::host::Host;

/// A version as it is meant, with what mise computes put in. `None`: it cannot be told here.
///
/// Of a variable only a plain version is ever taken, never another text.
pub fn mise_version(host: &Host, text: &str) -> Option<String> {
    let text = rendered(host, text)?;
    match text.strip_prefix("sub-") {
        Some(rest) => {
            let (difference, version) = rest.split_once(':')?;
            subtracted(version, difference)
        }
        None => Some(text),
    }
}

/// The text with the values of `{{ env.NODE_VERSION }}` and the like.
fn rendered(host: &Host, text: &str) -> Option<String> {
    if text.contains("{%") {
        return None;
    }
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (expression, behind) = after.split_once("}}")?;
        done.push_str(before);
        done.push_str(&value(host, expression.trim())?);
        rest = behind;
    }
    done.push_str(rest);
    Some(done)
}

/// The value of `env.NAME`, `env['NAME']` or `get_env(name="NAME", default="20")`, perhaps with a filter `default(value="20")` behind it.
fn value(host: &Host, expression: &str) -> Option<String> {
    let (expression, filter) = match expression.split_once('|') {
        Some((expression, filter)) => (expression.trim(), Some(filter.trim())),
        None => (expression, None),
    };
    let quoted = |text: &str| {
        let text = text.trim();
        let quote = text.chars().next().filter(|first| "\"'`".contains(*first))?;
        text.strip_prefix(quote)?.strip_suffix(quote).map(str::to_owned)
    };
    let argument = |arguments: &str, name: &str| {
        arguments.split(',').find_map(|part| {
            let (key, value) = part.split_once('=')?;
            (key.trim() == name).then(|| quoted(value))?
        })
    };
    let call = |text: &str, name: &str| {
        let inner = text
            .strip_prefix(name)?
            .trim_start()
            .strip_prefix('(')?
            .strip_suffix(')')?;
        Some(inner.to_owned())
    };
    let by_filter = match filter {
        Some(filter) => Some(argument(&call(filter, "default")?, "value")?),
        None => None,
    };
    let (name, default) = if let Some(arguments) = call(expression, "get_env") {
        (argument(&arguments, "name")?, argument(&arguments, "default"))
    } else if let Some(name) = expression.strip_prefix("env.") {
        (name.to_owned(), None)
    } else {
        let key = expression.strip_prefix("env")?.strip_prefix('[')?.strip_suffix(']')?;
        (quoted(key)?, None)
    };
    match host.env_text(&name) {
        Some(value) if is_plain(value) => Some(value.to_owned()),
        Some(_) => None,
        None => default.or(by_filter),
    }
}

/// Numbers with dots between, or a word that leaves the choice to mise.
fn is_plain(value: &str) -> bool {
    let number = value.strip_prefix('v').unwrap_or(value);
    let is_number = |part: &str| !part.is_empty() && part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(value, "lts" | "latest" | "system") || number.split('.').count() <= 4 && number.split('.').all(is_number)
}

/// `22` for 2 less than `24`, `3.11` for 0.1 less than `3.12`.
fn subtracted(version: &str, difference: &str) -> Option<String> {
    let numbers = |text: &str| {
        text.split('.')
            .map(|part| part.parse::<u64>().ok())
            .collect::<Option<Vec<u64>>>()
    };
    let pairs = numbers(version)?.into_iter().zip(numbers(difference)?);
    let parts: Option<Vec<String>> = pairs
        .map(|(number, less)| number.checked_sub(less).map(|number| number.to_string()))
        .collect();
    parts.map(|parts| parts.join("."))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_version_may_be_computed_of_a_variable_and_of_another_version() {
        let environment = [("NODE_VERSION", "24"), ("TOKEN", "d3adbeef24")];
        let host = Host::fixture(Path::new("/nowhere"), "/project", &environment);
        let told = |text: &str| mise_version(&host, text);
        for (text, expected) in [
            ("20", Some("20")),
            ("{{ env.NODE_VERSION }}", Some("24")),
            ("{{env['NODE_VERSION']}}", Some("24")),
            ("{{ env[\"NODE_VERSION\"] }}.3", Some("24.3")),
            ("{{ get_env(name=\"NODE_VERSION\", default=\"20\") }}", Some("24")),
            ("{{ get_env(name='UNSET', default='20') }}", Some("20")),
            ("{{ env.UNSET | default(value=\"22\") }}", Some("22")),
            ("{{ env.UNSET }}", None),
            ("{{ env.TOKEN }}", None),
            ("{{ exec(command='cat version') }}", None),
            ("{% if x %}20{% endif %}", None),
            ("sub-2:24", Some("22")),
            ("sub-1:{{ env.NODE_VERSION }}", Some("23")),
            ("sub-0.1:3.12.4", Some("3.11")),
            ("sub-1:latest", None),
            ("sub-9:8", None),
        ] {
            assert_eq!(told(text).as_deref(), expected, "{text}");
        }
    }
}
