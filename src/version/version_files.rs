//! Versions in the files of version managers: nvm's `.nvmrc`, asdf's `.tool-versions`, mise's `mise.toml`.
//!
//! Sources: the READMEs of nvm, fnm and nodenv; the pages on configuration of asdf and mise.

use super::dialect_range::{DialectRange, shared};
use super::interval::{Cover, Interval};
use super::prefix::Prefix;
use super::{Unreadable, Version};
use std::sync::Arc;

/// Code name and major version of each line, oldest first. Source: `schedule.json` of <https://github.com/nodejs/Release>.
const LINES: [(&str, u64); 11] = [
    ("argon", 4),
    ("boron", 6),
    ("carbon", 8),
    ("dubnium", 10),
    ("erbium", 12),
    ("fermium", 14),
    ("gallium", 16),
    ("hydrogen", 18),
    ("iron", 20),
    ("jod", 22),
    ("krypton", 24),
];

/// A line of long-term support, without its name.
#[derive(Debug)]
enum Lts {
    /// `lts/*`: any of them. Which one is the newest depends on the day.
    Any,
    /// `lts/-1`: this many before the newest. That is the one in the table, unless newer ones have appeared.
    Back(u64),
}

/// Reads `20`, `v20.11.1`, `node`, `stable`, `iojs`, `system`, `lts/*`, `lts/iron`, `lts/-1`.
pub(super) fn parse_nvm(text: &str) -> Result<Arc<dyn DialectRange>, Unreadable> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("node-").unwrap_or(&text);
    match text {
        "node" | "latest" | "current" | "lts/latest" | "unstable" => return Ok(shared(Prefix::Any)),
        "lts" | "lts/*" | "lts-latest" => return Ok(shared(Lts::Any)),
        _ if text.starts_with("iojs") => return Ok(shared(Prefix::Other)),
        _ => {}
    }
    if let Some(name) = text.strip_prefix("lts/").or_else(|| text.strip_prefix("lts-")) {
        return match name.strip_prefix('-') {
            Some(count) => back(count).map(|major| shared(Lts::Back(major))),
            None => line_of(name)
                .and_then(|major| Prefix::parse(&major.to_string()))
                .map(shared),
        };
    }
    match line_of(text) {
        Ok(major) => Prefix::parse(&major.to_string()),
        Err(_) => Prefix::parse(text),
    }
    .map(shared)
}

/// Reads what asdf and mise accept: `20`, `latest`, `latest:20`, `prefix:1.2`, `lts`, `system`, `ref:…`, `path:…`.
pub(super) fn parse_asdf(text: &str) -> Result<Arc<dyn DialectRange>, Unreadable> {
    let text = text.trim();
    if text == "lts" || text.starts_with("lts-") || text.starts_with("lts/") {
        return parse_nvm(text);
    }
    // `sub-1:latest` counts back from the newest release, which is unknown here.
    if text.starts_with("sub-") {
        return Ok(shared(Prefix::Other));
    }
    let prefix = ["latest:", "prefix:"]
        .into_iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text);
    Prefix::parse(prefix).map(shared)
}

fn line_of(name: &str) -> Result<u64, Unreadable> {
    let line = LINES.iter().find(|(known, _)| *known == name);
    line.map(|(_, major)| *major).ok_or_else(|| Unreadable::part(name))
}

fn back(count: &str) -> Result<u64, Unreadable> {
    let line = count
        .parse()
        .ok()
        .and_then(|count: usize| LINES.iter().rev().nth(count));
    line.map(|(_, major)| *major).ok_or_else(|| Unreadable::part(count))
}

fn newest() -> u64 {
    LINES.last().map_or(0, |(_, major)| *major)
}

impl DialectRange for Lts {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Version::parse(version)?;
        let major = version.numbers().first().copied()?;
        if major > newest() {
            return None;
        }
        let supported = LINES.iter().any(|(_, line)| *line == major);
        match self {
            Self::Any => Some(supported),
            Self::Back(line) if major == *line => Some(true),
            Self::Back(line) if supported && major > *line => None,
            Self::Back(_) => Some(false),
        }
    }

    fn cover(&self) -> Cover {
        let newer = Interval::from(&[newest() + 1]);
        let lines = |oldest: u64| {
            let majors = LINES.iter().map(|(_, major)| *major);
            majors
                .filter(move |major| *major >= oldest)
                .map(|major| Interval::line(&[major]))
        };
        match self {
            Self::Any => Cover {
                allowed: lines(0).collect(),
                perhaps: vec![newer],
            },
            Self::Back(line) => Cover {
                allowed: vec![Interval::line(&[*line])],
                perhaps: lines(line + 1).chain([newer]).collect(),
            },
        }
    }

    fn is_exact(&self) -> bool {
        false
    }
}
