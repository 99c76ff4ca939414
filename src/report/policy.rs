//! A policy, value by value, with the origin of each.

use jiff::civil::Date;

use super::grid::{Column, Grid};
use super::layout::{Page, Role};
use super::options::HumanOptions;
use crate::policy::{Policy, Setting, Waiver};
use crate::scan::Severity;

/// The parts of the page: the beginning of their keys, and their heading. All other keys are requirements.
const PARTS: [(&str, &str); 3] = [("fail_under", ""), ("rules.", "Rules"), ("categories.", "Categories")];

/// A row: the subject, its values, their origin.
type Row = (String, String, String);

/// The policy. `today` tells which waivers are in force.
pub fn policy(policy: &Policy, today: Date, options: &HumanOptions) -> String {
    let mut page = Page::new(options.width, options.colour, options.unicode);
    let ci = if policy.holds_in_ci() { ", in a CI job" } else { "" };
    let heading = format!("Policy: {}{ci}", page.clean(&policy.name));
    page.entry(0, (Role::Plain, ""), (Role::Heading, &heading), "");
    let settings = policy.settings();
    let part_of = |setting: &Setting| {
        PARTS
            .iter()
            .position(|(start, _)| setting.key.starts_with(start))
            .unwrap_or(PARTS.len())
    };
    // Requirements come first after the pass mark: they differ from project to project.
    for part in [0, PARTS.len(), 1, 2] {
        let heading = PARTS.get(part).map_or("Requirements", |(_, heading)| heading);
        let start = PARTS.get(part).map_or("", |(start, _)| start);
        let chosen = settings
            .iter()
            .filter(|setting| part_of(setting) == part && !is_without_effect(policy, setting));
        let rows = rows(chosen, start.strip_suffix('.').map_or("", |_| start));
        section(&mut page, heading, &rows, options.width);
    }
    let waivers: Vec<Row> = policy.waivers().iter().map(|waiver| waived(waiver, today)).collect();
    section(&mut page, "Waivers", &waivers, options.width);
    page.into_text()
}

/// The cap of a required rule: caps hold for recommended rules alone.
fn is_without_effect(policy: &Policy, setting: &Setting) -> bool {
    let (of, name) = setting.parts();
    let rule = of.strip_prefix("rules.").and_then(|id| policy.rule(id));
    name == "cap" && rule.is_some_and(|rule| rule.severity == Severity::Required)
}

fn section(page: &mut Page, heading: &str, rows: &[Row], width: usize) {
    if rows.is_empty() {
        return;
    }
    page.blank();
    if !heading.is_empty() {
        let heading = page.paint(Role::Heading, heading);
        page.line(&heading);
    }
    let columns = [
        Column::new("of"),
        Column::new("value").wrap(16),
        Column::new("from").cut_start(8),
    ];
    let mut table = Grid::new(columns, page.unicode);
    for (of, value, from) in rows {
        table.row([of, value, from].map(|cell| page.clean(cell).into_owned()));
    }
    for line in table.render(width).lines() {
        page.line(line);
    }
}

/// Values of one subject and origin share a row.
fn rows<'s>(settings: impl Iterator<Item = &'s Setting>, prefix: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for setting in settings {
        let (of, name) = setting.parts();
        let of = of.strip_prefix(prefix).unwrap_or(of).to_owned();
        let from = setting.from.to_string();
        let value = match name {
            "" | "severity" => setting.shown(),
            "points" => format!("{} a failure", setting.shown()),
            "cap" => format!("{} at most", setting.shown()),
            "enabled" if setting.shown() == "false" => "off".to_owned(),
            "enabled" => "on".to_owned(),
            limit => format!(
                "{} {}",
                limit
                    .trim_start_matches("limits.")
                    .replace("_bytes", "")
                    .replace("_percent", "")
                    .replace('_', " "),
                setting.shown()
            ),
        };
        match rows.iter_mut().find(|row| row.0 == of && row.2 == from) {
            Some(row) => {
                row.1.push_str(", ");
                row.1.push_str(&value);
            }
            None => rows.push((of, value, from)),
        }
    }
    rows
}

fn waived(waiver: &Waiver, today: Date) -> Row {
    let state = if waiver.is_in_force(today) { "until" } else { "ended on" };
    let line = waiver.source.line.map_or(String::new(), |line| format!(":{line}"));
    (
        format!("{} {}", waiver.rule, waiver.subject),
        format!("{state} {}, by {}: {}", waiver.until, waiver.owner, waiver.reason),
        format!("{}{line}", waiver.source.file),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Known, ProjectPolicy};
    use jiff::civil::date;

    const OPTIONS: HumanOptions = HumanOptions {
        width: 100,
        colour: false,
        unicode: true,
        verbose: false,
        timings: false,
    };

    fn full() -> Policy {
        let known = Known {
            tools: &["docker", "java", "jq", "node", "python3", "ruby"],
            services: &["container-engine", "postgres"],
        };
        let text = include_str!("../../fixtures/policies/full.toml");
        let project = ProjectPolicy::parse(text, "devenv.toml", known, Policy::builtin()).unwrap();
        Policy::builtin().with_project(&project)
    }

    #[test]
    fn a_policy_is_shown_with_where_each_value_is_from() {
        insta::assert_snapshot!("policy", policy(&full(), date(2027, 1, 1), &OPTIONS));
        insta::assert_snapshot!("policy_in_ci", policy(&full().in_ci(), date(2027, 1, 1), &OPTIONS));
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        use unicode_width::UnicodeWidthStr as _;
        for width in [40, 60, 80, 120] {
            let page = policy(&full(), date(2027, 1, 1), &HumanOptions { width, ..OPTIONS });
            let wide: Vec<&str> = page.lines().filter(|line| line.width() > width).collect();
            assert_eq!(wide, [""; 0], "{width}");
        }
    }
}
