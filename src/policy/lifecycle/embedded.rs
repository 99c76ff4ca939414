//! Reads `lifecycle.toml` as it is built into the program: a scan looks up a few tools, and need not read two thousand lines.
//!
//! The file keeps to this form: `as_of = "…"` and `[id]` at the start of a line; in a product `title`, `tools`, `systems` and
//! `rolling` on a line each, then `cycles = [`, one inline table of basic strings a line, and `]`. So its products are found by the
//! lines that begin with `[`, and one is read when it is asked for. A test holds the result equal to what the `toml` crate reads.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::{Cycle, Entry, Lifecycle, Product};

/// The text of the table.
pub(super) const TEXT: &str = include_str!("../lifecycle.toml");

/// The table, its products yet to be read.
#[expect(clippy::expect_used, reason = "a test reads the very same text")]
pub(super) fn read() -> Lifecycle {
    let mut tables = TEXT.split("\n[");
    let as_of = tables
        .next()
        .and_then(|head| value(head, "as_of"))
        .and_then(|day| day.trim_matches('"').parse().ok())
        .expect("the table says of when it is");
    let entries = tables
        .map(|text| {
            let head = text.split_once("\ncycles = [").map_or(text, |(head, _)| head);
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
    Product::new(title, rolling, cycles)
}

/// `    { cycle = "22", released = "2024-04-24" },`
fn cycle(line: &str) -> Cycle {
    let field = |key: &str| {
        let (_, behind) = line.split_once(key)?;
        behind.split_once('"').map(|(value, _)| value)
    };
    let day = |key| -> Option<Date> { field(key)?.parse().ok() };
    Cycle {
        cycle: field(" cycle = \"").unwrap_or_default().to_owned(),
        released: day(" released = \""),
        support_until: day(" support_until = \""),
        end_of_life: day(" end_of_life = \""),
        ended: line.contains(" ended = true"),
    }
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
