//! Reads `lifecycle.toml` as it is built into the program: a scan looks up a few tools, and need not read two thousand lines.
//!
//! The file keeps to this form: `as_of = "…"` and `[id]` at the start of a line; in a product `title`, `tools`, `systems` and
//! `rolling` on a line each, then `cycles = [`, one inline table a line, the newest first, its keys in the order of [`cycle`]'s
//! example, and `]`. So its products are found by the lines that begin with `[`, and each is parsed on first use. A test compares
//! the result with what the `toml` crate reads.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::{Cycle, Entry, Lifecycle, Product};

/// The text of the table.
pub(super) const TEXT: &str = include_str!("../lifecycle.toml");

/// The table, its products yet to be read.
#[expect(clippy::expect_used, reason = "a test reads the very same text")]
pub(super) fn read() -> Lifecycle {
    let starts: Vec<usize> = memchr::memmem::find_iter(TEXT.as_bytes(), "\n[").collect();
    let ends = starts.iter().skip(1).copied().chain([TEXT.len()]);
    let tables = starts.iter().zip(ends).filter_map(|(start, end)| TEXT.get(*start..end));
    let as_of = starts
        .first()
        .and_then(|start| TEXT.get(..*start))
        .and_then(|head| value(head, "as_of"))
        .and_then(|day| day.trim_matches('"').parse().ok())
        .expect("the table says of when it is");
    let entries = tables
        .map(|text| {
            let end = memchr::memmem::find(text.as_bytes(), b"\ncycles = [");
            let head = end.and_then(|end| text.get(..end)).unwrap_or(text);
            Entry {
                tools: strings(value(head, "tools")),
                systems: strings(value(head, "systems")),
                text,
                product: OnceLock::new(),
            }
        })
        .collect();
    Lifecycle { as_of, entries }
}

/// Reads one product.
pub(super) fn product(text: &'static str) -> Product {
    let (head, cycles) = text.split_once("\ncycles = [\n").unwrap_or((text, ""));
    let title = value(head, "title").unwrap_or_default().trim_matches('"').to_owned();
    let rolling = value(head, "rolling") == Some("true");
    let cycles = cycles.lines().take_while(|line| *line != "]").map(cycle).collect();
    Product { title, rolling, cycles }
}

/// `    { cycle = "22", released = "2024-04-24", end_of_life = "2027-04-30" },`
fn cycle(line: &str) -> Cycle {
    let text = line.strip_prefix("    { cycle = \"").unwrap_or_default();
    let (name, mut rest) = text.split_at(text.find('"').unwrap_or_default());
    // The days stand in this order; each may be missing.
    let mut next_day = |key: &str| {
        let (text, after) = rest.strip_prefix(key)?.split_at_checked("2024-04-24".len())?;
        rest = after;
        day(text)
    };
    Cycle {
        cycle: name.to_owned(),
        released: next_day("\", released = \""),
        support_until: next_day("\", support_until = \""),
        end_of_life: next_day("\", end_of_life = \""),
        ended: rest == "\", ended = true },",
    }
}

/// `2024-04-24`. There are a thousand of them, and jiff's own reader is for whatever a date may be written as.
fn day(text: &str) -> Option<Date> {
    let (year, month, day) = (text.get(..4)?, text.get(5..7)?, text.get(8..)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// What stands behind `key = ` on a line of its own.
fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
}

/// The strings of an array.
fn strings(array: Option<&str>) -> Vec<String> {
    array
        .into_iter()
        .flat_map(|array| array.split('"').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}
