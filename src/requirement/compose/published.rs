//! The ports of this machine that a service publishes. Source: the Compose Specification, "ports", "Interpolation".

use std::net::IpAddr;
use std::ops::RangeInclusive;

use super::super::data::{Node, Value};
use super::super::manifest::Manifest;
use super::files;
use crate::scan::Protocol;

/// A range of ports is at most this long; a longer one is for a protocol that takes any of them.
const RANGE: u16 = 100;

/// Ports of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::requirement) struct Published {
    /// The address that they are published at. `None`: all of the machine's, or it cannot be told.
    pub(in crate::requirement) address: Option<IpAddr>,
    pub(in crate::requirement) ports: RangeInclusive<u16>,
    pub(in crate::requirement) protocol: Protocol,
}

/// The ports that an entry of `ports` takes. `None`: the engine chooses one, or it cannot be told.
pub(super) fn of_entry(manifest: &Manifest<'_>, entry: &Node) -> Option<Published> {
    if !matches!(entry.value, Value::Table(_)) {
        return of_short_form(&interpolated(manifest, entry.scalar()?)?);
    }
    let text = |key: &str| interpolated(manifest, entry.get(key)?.scalar()?);
    let ports = ports_of(&text("published")?)?;
    if is_choice(&ports, &text("target").unwrap_or_default()) {
        return None;
    }
    Some(Published {
        address: text("host_ip").and_then(|text| address_of(&text)),
        ports,
        protocol: protocol_of(text("protocol").as_deref().unwrap_or("tcp"))?,
    })
}

/// The ports in `[address:]published:target[/protocol]`.
pub(in crate::requirement) fn of_short_form(text: &str) -> Option<Published> {
    let (text, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (before, target) = text.rsplit_once(':')?;
    // An address of IPv6 has colons of its own, and stands in brackets.
    let (address, published) = match before.rsplit_once(':') {
        Some((address, published)) => (Some(address), published),
        None => (None, before),
    };
    let ports = ports_of(published)?;
    if is_choice(&ports, target) {
        return None;
    }
    Some(Published {
        address: address.and_then(address_of),
        ports,
        protocol: protocol_of(protocol)?,
    })
}

/// Several ports for one of the container: the engine takes any that is free.
fn is_choice(published: &RangeInclusive<u16>, target: &str) -> bool {
    published.len() > 1 && !target.contains('-')
}

fn protocol_of(text: &str) -> Option<Protocol> {
    match text {
        "tcp" => Some(Protocol::Tcp),
        "udp" => Some(Protocol::Udp),
        // `sctp`, of which nothing is known here.
        _ => None,
    }
}

fn address_of(text: &str) -> Option<IpAddr> {
    text.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// `8080`, or `3000-3005`.
fn ports_of(text: &str) -> Option<RangeInclusive<u16>> {
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (port(first)?, port(last)?),
        None => (port(text)?, port(text)?),
    };
    (last.checked_sub(first)? < RANGE).then_some(first..=last)
}

/// The text with its variables put in. `None`: one is set nowhere, or is neither a port nor an address.
///
/// As Compose does: the variable of the environment first, then that of the `.env` beside the file, then the default in the text.
/// Nothing else of a variable is read.
fn interpolated(manifest: &Manifest<'_>, text: &str) -> Option<String> {
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        done.push_str(before);
        if let Some(braced) = after.strip_prefix('{') {
            let (inner, behind) = braced.split_at_checked(end_of_braces(braced)?)?;
            done.push_str(&braced_value(manifest, inner)?);
            rest = behind.strip_prefix('}')?;
        } else {
            let is_of_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
            let end = after.find(|character| !is_of_name(character)).unwrap_or(after.len());
            let (name, behind) = after.split_at_checked(end)?;
            done.push_str(&value(manifest, name).ok()??);
            rest = behind;
        }
    }
    done.push_str(rest);
    Some(done)
}

/// Where the brace is that ends the text behind an opening one.
fn end_of_braces(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, character)| {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// What stands for `PORT:-8080`, or `PORT:+1`, in braces.
fn braced_value(manifest: &Manifest<'_>, inner: &str) -> Option<String> {
    let end = inner.find([':', '-', '?', '+']).unwrap_or(inner.len());
    let (name, operator) = inner.split_at_checked(end)?;
    let operator = operator.trim_start_matches(':');
    if let Some(instead) = operator.strip_prefix('+') {
        let is_set = files::variable(manifest, name).is_some();
        return if is_set {
            interpolated(manifest, instead)
        } else {
            Some(String::new())
        };
    }
    match (value(manifest, name).ok()?, operator.strip_prefix('-')) {
        (Some(value), _) => Some(value),
        (None, Some(default)) => interpolated(manifest, default),
        (None, None) => None,
    }
}

/// A variable holds neither a port nor an address, so it is not read.
struct AnotherText;

/// The value of a variable. `None`: it is not set.
fn value(manifest: &Manifest<'_>, name: &str) -> Result<Option<String>, AnotherText> {
    match files::variable(manifest, name) {
        Some(value) if ports_of(&value).is_some() || address_of(&value).is_some() => Ok(Some(value)),
        Some(_) => Err(AnotherText),
        None => Ok(None),
    }
}
