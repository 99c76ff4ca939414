//! Rules on what its makers no longer mend: `tool-end-of-life`, `tool-unsupported` and `os-end-of-life`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::fix::{self, Remedy};
use super::tools::is_system;
use super::{Rule, Verdict};
use crate::policy::Lifecycle;
use crate::policy::lifecycle::Product;
use crate::scan::{Os, Outcome, Scan, Tool, ToolState};
use crate::text;

/// So long before the end there is a warning.
const WARN_DAYS: i32 = 90;
/// A table that is older than this says so. In days: half a year.
const OLD_DAYS: i32 = 183;

/// Where a tool's day of end stands, seen from the day of the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Support {
    Ended,
    EndsSoon,
    GoesOn,
}

fn support(end: Date, today: Date) -> Support {
    if end < today {
        Support::Ended
    } else if days_between(today, end) <= WARN_DAYS {
        Support::EndsSoon
    } else {
        Support::GoesOn
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map_or(i32::MAX, |span| span.get_days())
}

/// The tools that the project asks for, where nobody but their makers mends them.
pub(super) fn tool_end_of_life(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let today = fix::day_of(scan);
    let mut going_on = 0;
    let mut verdicts = Vec::new();
    for (tool, end) in dated(scan).filter(|(tool, _)| is_asked_for(scan, tool) && is_counted(tool)) {
        let message = match support(end, today) {
            Support::GoesOn => {
                going_on += 1;
                continue;
            }
            Support::Ended => format!("{} is no longer mended by its makers", version(tool)),
            Support::EndsSoon => {
                let days = usize::try_from(days_between(today, end)).unwrap_or_default();
                format!(
                    "{} is mended for {} more",
                    version(tool),
                    text::count(days, "day", "days")
                )
            }
        };
        let outcome = if end < today { Outcome::Fail } else { Outcome::Warn };
        let Remedy { fix, advice } = fix::newer(scan, &tool.id);
        let mut verdict = Verdict::new(&tool.id, outcome, message)
            .evidence(ends_on(scan, end, today))
            .fix(fix);
        verdict.advice = advice;
        verdicts.push(verdict);
    }
    if verdicts.is_empty() && going_on > 0 {
        let evidence = format!("{} with a known end", text::count(going_on, "tool", "tools"));
        return vec![Verdict::all_pass(
            "what the project asks for is mended by its makers",
            evidence,
        )];
    }
    verdicts
}

/// The other tools: those that nobody asks for, that go on for ever in small steps, or that a distribution may mend.
///
/// Of the system's own, only those that the project asks for: what else a distribution brings is its own affair.
pub(super) fn tool_unsupported(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let today = fix::day_of(scan);
    let mut products: BTreeSet<&str> = BTreeSet::new();
    let mut candidates: Vec<(&Tool, Date)> = dated(scan)
        .filter(|(_, end)| support(*end, today) == Support::Ended)
        .filter(|(tool, _)| {
            let asked = is_asked_for(scan, tool);
            if asked { !is_counted(tool) } else { !is_of_system(tool) }
        })
        .collect();
    // The order of tools never matters.
    candidates.sort_by_key(|(tool, _)| (!is_asked_for(scan, tool), &tool.id));
    let asked_products: BTreeSet<&str> = dated(scan)
        .filter(|(tool, _)| is_asked_for(scan, tool))
        .map(|(tool, _)| product_name(tool))
        .collect();
    candidates
        .into_iter()
        // `javac` says nothing that `java` does not.
        .filter(|(tool, _)| is_asked_for(scan, tool) || !asked_products.contains(product_name(tool)))
        .filter(|(tool, _)| products.insert(product_name(tool)))
        .map(|(tool, end)| {
            let ended = ends_on(scan, end, today);
            let evidence = if is_of_system(tool) {
                let keeper = scan.system.as_ref().and_then(|system| system.os.name.as_deref());
                let keeper = keeper.unwrap_or("the distribution");
                format!("{ended}; {keeper}, whose package it is, may still mend it")
            } else {
                ended
            };
            let message = format!("{} is no longer mended by its makers", version(tool));
            Verdict::new(&tool.id, Outcome::Warn, message).evidence(evidence)
        })
        .collect()
}

/// The operating system.
pub(super) fn os_end_of_life(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let today = fix::day_of(scan);
    let Some(os) = scan.system.as_ref().map(|system| &system.os) else {
        return Vec::new();
    };
    let Some(end) = os.end_of_life.as_deref().and_then(|day| day.parse::<Date>().ok()) else {
        return Vec::new();
    };
    let parts = [os.name.as_deref(), os.version.as_deref()];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (outcome, message) = match support(end, today) {
        Support::Ended => (Outcome::Fail, format!("{name} is no longer mended")),
        Support::EndsSoon => {
            let days = usize::try_from(days_between(today, end)).unwrap_or_default();
            (
                Outcome::Warn,
                format!("{name} is mended for {} more", text::count(days, "day", "days")),
            )
        }
        Support::GoesOn => (Outcome::Pass, format!("{name} is mended")),
    };
    let verdict = Verdict::new("system", outcome, message).evidence(ends_on(scan, end, today));
    if outcome == Outcome::Pass {
        return vec![verdict];
    }
    vec![verdict.advice(move_on(os, today))]
}

fn move_on(os: &Os, today: Date) -> String {
    let next = Lifecycle::builtin()
        .system(os)
        .and_then(|product| Some((product, product.newest_supported(today)?)));
    match next {
        // Windows is known by its builds, which nobody installs by their number.
        Some((product, cycle)) if os.family != crate::scan::OsFamily::Windows => {
            format!("upgrade it: {} {} is mended longest", product.title, cycle.cycle)
        }
        _ => "upgrade it to a release that is mended".to_owned(),
    }
}

/// The tools that are found, with the day of their end.
fn dated(scan: &Scan) -> impl Iterator<Item = (&Tool, Date)> {
    scan.tools
        .iter()
        .filter(|tool| tool.state == ToolState::Found)
        .filter_map(|tool| Some((tool, tool.end_of_life.as_deref()?.parse().ok()?)))
}

fn is_asked_for(scan: &Scan, tool: &Tool) -> bool {
    fix::asked_for(scan, &tool.id).next().is_some()
}

/// Its end is a fault: nobody else mends it, and it has lines to stay on.
fn is_counted(tool: &Tool) -> bool {
    !is_of_system(tool) && !product(tool).is_some_and(|product| product.rolling)
}

fn is_of_system(tool: &Tool) -> bool {
    is_system(tool.manager.as_deref(), tool.path.as_deref().unwrap_or_default())
}

fn product(tool: &Tool) -> Option<&'static Product> {
    Lifecycle::builtin().tool(&tool.id)
}

fn product_name(tool: &Tool) -> &str {
    product(tool).map_or(tool.id.as_str(), |product| product.title.as_str())
}

fn version(tool: &Tool) -> &str {
    tool.version.as_deref().unwrap_or("this version")
}

/// When it ends, and of when that knowledge is if it is old.
fn ends_on(scan: &Scan, end: Date, today: Date) -> String {
    let verb = if end < today { "ended" } else { "ends" };
    match old_table(scan) {
        Some(as_of) => format!("support {verb} on {end}, by a table of {as_of}"),
        None => format!("support {verb} on {end}"),
    }
}

/// The day of the table of support dates that a scan was compared with, if it is over half a year older than the scan.
pub fn old_table(scan: &Scan) -> Option<Date> {
    let as_of: Date = scan.lifecycle.as_ref()?.as_of.parse().ok()?;
    (days_between(as_of, fix::day_of(scan)) > OLD_DAYS).then_some(as_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::{Finding, LifecycleTable, OsFamily};
    use crate::score::{assess, sample};

    fn scan(asked: &[&str], tools: Vec<Tool>) -> Scan {
        let mut scan = sample::scan();
        scan.taken_at = "2026-11-24T23:00:00Z".parse().unwrap();
        scan.lifecycle = Some(LifecycleTable {
            as_of: "2026-08-22".to_owned(),
            own: false,
        });
        scan.project = Some(sample::asking_for(asked.iter().copied()));
        scan.tools = tools;
        scan
    }

    fn tool(id: &str, version: &str, manager: &str, end: &str) -> Tool {
        Tool {
            manager: Some(manager.to_owned()),
            path: Some(format!("~/{manager}/{id}")),
            end_of_life: Some(end.to_owned()),
            ..sample::found_tool(id, version)
        }
    }

    fn told(scan: &Scan, rule: &str) -> Vec<Finding> {
        let mut findings = assess(scan, Policy::builtin()).findings;
        findings.retain(|finding| finding.rule == rule);
        findings
    }

    fn lines(scan: &Scan, rule: &str) -> Vec<(String, Outcome, String)> {
        told(scan, rule)
            .into_iter()
            .map(|finding| (finding.subject, finding.outcome, finding.message))
            .collect()
    }

    fn line(subject: &str, outcome: Outcome, message: &str) -> (String, Outcome, String) {
        (subject.to_owned(), outcome, message.to_owned())
    }

    #[test]
    fn a_tool_that_the_project_asks_for_and_nobody_mends_is_a_fault() {
        let scan = scan(&["node"], vec![tool("node", "20.20.2", "nvm", "2026-04-30")]);
        let finding = told(&scan, "tool-end-of-life").remove(0);
        assert_eq!(
            (
                finding.outcome,
                finding.message.as_str(),
                finding.evidence.as_deref(),
                finding.fix.as_deref()
            ),
            (
                Outcome::Fail,
                "20.20.2 is no longer mended by its makers",
                Some("support ended on 2026-04-30"),
                Some("nvm install 26")
            )
        );
        assert_eq!(told(&scan, "tool-unsupported"), []);
    }

    #[test]
    fn a_line_that_is_mended_is_looked_for_within_what_the_project_asks_for() {
        let remedy = |range: &str| {
            let mut scan = scan(&["node"], vec![tool("node", "20.20.2", "nvm", "2026-04-30")]);
            let asked = &mut scan.project.as_mut().unwrap().requirements[0];
            (asked.range, asked.dialect) = (Some(range.to_owned()), Some(crate::version::Dialect::Npm));
            let finding = told(&scan, "tool-end-of-life").remove(0);
            (finding.fix, finding.advice)
        };
        assert_eq!(remedy(">=18 <25").0.as_deref(), Some("nvm install 24"));
        let advice = "`20.x` in package.json has no version that is mended: move the project to one such as 26";
        assert_eq!(remedy("20.x"), (None, Some(advice.to_owned())));
    }

    #[test]
    fn the_last_day_counts_and_the_last_ninety_warn() {
        let on = |end| {
            lines(
                &scan(&["go"], vec![tool("go", "1.26.1", "goenv", end)]),
                "tool-end-of-life",
            )
        };
        let mended = line(
            "all",
            Outcome::Pass,
            "what the project asks for is mended by its makers",
        );
        let today = line("go", Outcome::Warn, "1.26.1 is mended for 0 days more");
        assert_eq!(
            on("2026-11-23"),
            [line("go", Outcome::Fail, "1.26.1 is no longer mended by its makers")]
        );
        assert_eq!(on("2026-11-24"), [today]);
        assert_eq!(
            on("2027-02-22"),
            [line("go", Outcome::Warn, "1.26.1 is mended for 90 days more")]
        );
        assert_eq!(on("2027-02-23"), [mended]);
    }

    #[test]
    fn what_nobody_asks_for_is_said_and_costs_nothing() {
        let tools = vec![
            tool("java", "23.0.2", "sdkman", "2025-04-30"),
            tool("javac", "23.0.2", "sdkman", "2025-04-30"),
            tool("perl", "5.36.0", "dpkg", "2025-05-27"),
        ];
        let scan = scan(&[], tools);
        assert_eq!(lines(&scan, "tool-end-of-life"), []);
        let expected = line("java", Outcome::Warn, "23.0.2 is no longer mended by its makers");
        assert_eq!(lines(&scan, "tool-unsupported"), [expected]);
        assert_eq!(assess(&scan, Policy::builtin()).score, 100);
    }

    #[test]
    fn a_distributions_package_is_never_called_dead() {
        let mut scan = scan(&["perl"], vec![tool("perl", "5.36.0", "dpkg", "2025-05-27")]);
        scan.system = Some(sample::system(OsFamily::Linux));
        scan.system.as_mut().unwrap().os.name = Some("Debian GNU/Linux".to_owned());
        assert_eq!(told(&scan, "tool-end-of-life"), []);
        let finding = told(&scan, "tool-unsupported").remove(0);
        assert_eq!(
            (finding.outcome, finding.points, finding.evidence.as_deref()),
            (
                Outcome::Warn,
                0,
                Some("support ended on 2025-05-27; Debian GNU/Linux, whose package it is, may still mend it")
            )
        );
    }

    #[test]
    fn a_tool_that_rolls_on_is_no_fault() {
        let scan = scan(&["rustc"], vec![tool("rustc", "1.90.0", "rustup", "2025-10-30")]);
        assert_eq!(lines(&scan, "tool-end-of-life"), []);
        assert_eq!(lines(&scan, "tool-unsupported").len(), 1);
    }

    #[test]
    fn the_system_is_judged_by_its_own_day() {
        let on = |end: &str| {
            let mut scan = scan(&[], Vec::new());
            let mut system = sample::system(OsFamily::Linux);
            system.os = Os {
                name: Some("Ubuntu".to_owned()),
                version: Some("20.04".to_owned()),
                distribution: Some("ubuntu".to_owned()),
                end_of_life: Some(end.to_owned()),
                ..system.os
            };
            scan.system = Some(system);
            let finding = told(&scan, "os-end-of-life").remove(0);
            (finding.outcome, finding.points, finding.message, finding.advice)
        };
        let advice = Some("upgrade it: Ubuntu 26.04 is mended longest".to_owned());
        assert_eq!(
            on("2025-05-31"),
            (
                Outcome::Fail,
                8,
                "Ubuntu 20.04 is no longer mended".to_owned(),
                advice.clone()
            )
        );
        assert_eq!(
            on("2026-12-24"),
            (
                Outcome::Warn,
                4,
                "Ubuntu 20.04 is mended for 30 days more".to_owned(),
                advice
            )
        );
        assert_eq!(
            on("2030-01-01"),
            (Outcome::Pass, 0, "Ubuntu 20.04 is mended".to_owned(), None)
        );
    }

    #[test]
    fn an_old_table_says_how_old_it_is() {
        let mut scan = scan(&["node"], vec![tool("node", "20.20.2", "nvm", "2026-04-30")]);
        scan.lifecycle.as_mut().unwrap().as_of = "2026-05-25".to_owned();
        assert_eq!(old_table(&scan), None);
        scan.lifecycle.as_mut().unwrap().as_of = "2026-05-24".to_owned();
        assert_eq!(old_table(&scan), Some("2026-05-24".parse().unwrap()));
        let evidence = told(&scan, "tool-end-of-life").remove(0).evidence;
        assert_eq!(
            evidence.as_deref(),
            Some("support ended on 2026-04-30, by a table of 2026-05-24")
        );
    }
}
