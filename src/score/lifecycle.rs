//! Rules on software past its end of life: `tool-end-of-life`, `tool-unsupported` and `os-end-of-life`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Rule;
use super::fix;
use super::lookup::{day_of, is_system, requirements_on};
use super::verdict::Verdict;
use crate::policy::Lifecycle;
use crate::policy::lifecycle::Product;
use crate::scan::{Os, Outcome, Scan, Tool, ToolState};
use crate::text;

/// Days before the end of life from which there is a warning.
const WARN_DAYS: i32 = 90;
/// Days after which the table of support dates counts as old: half a year.
const OLD_DAYS: i32 = 183;

/// Whether something is supported on the day of the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Support {
    Ended,
    EndsSoon,
    Supported,
}

fn support(end: Date, today: Date) -> Support {
    if end < today {
        Support::Ended
    } else if days_between(today, end) <= WARN_DAYS {
        Support::EndsSoon
    } else {
        Support::Supported
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map_or(i32::MAX, |span| span.get_days())
}

/// `tool-end-of-life`: the required tools, where only their vendors publish fixes.
pub(super) fn tool_end_of_life(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let today = day_of(scan);
    let mut supported = 0;
    let mut verdicts = Vec::new();
    for (tool, end) in dated(scan).filter(|(tool, _)| is_required(scan, tool) && is_counted(tool)) {
        let message = match support(end, today) {
            Support::Supported => {
                supported += 1;
                continue;
            }
            Support::Ended => format!("{} reached end of life", named(tool)),
            Support::EndsSoon => {
                let days = usize::try_from(days_between(today, end)).unwrap_or_default();
                format!(
                    "{} reaches end of life in {}",
                    named(tool),
                    text::count(days, "day", "days")
                )
            }
        };
        let outcome = if end < today { Outcome::Fail } else { Outcome::Warn };
        verdicts.push(
            Verdict::new(&tool.id, outcome, message)
                .evidence(ends_on(scan, end, today))
                .remedy(fix::supported(scan, &tool.id)),
        );
    }
    if verdicts.is_empty() && supported > 0 {
        let evidence = format!("{} with known support dates", text::count(supported, "tool", "tools"));
        return vec![Verdict::all_pass("All required tools are supported", evidence)];
    }
    verdicts
}

/// `tool-unsupported`: tools that the project does not require, rolling ones, and those that a distribution may fix.
///
/// Of the system's own packages only required ones: distributions maintain the rest themselves.
pub(super) fn tool_unsupported(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let today = day_of(scan);
    let mut products: BTreeSet<&str> = BTreeSet::new();
    let mut candidates: Vec<(&Tool, Date)> = dated(scan)
        .filter(|(_, end)| support(*end, today) == Support::Ended)
        .filter(|(tool, _)| {
            let asked = is_required(scan, tool);
            if asked { !is_counted(tool) } else { !is_of_system(tool) }
        })
        .collect();
    // The order of tools never matters.
    candidates.sort_by_key(|(tool, _)| (!is_required(scan, tool), &tool.id));
    let required_products: BTreeSet<&str> = dated(scan)
        .filter(|(tool, _)| is_required(scan, tool))
        .map(|(tool, _)| product_name(tool))
        .collect();
    candidates
        .into_iter()
        // `javac` is the same product as `java`.
        .filter(|(tool, _)| is_required(scan, tool) || !required_products.contains(product_name(tool)))
        .filter(|(tool, _)| products.insert(product_name(tool)))
        .map(|(tool, end)| {
            let ended = ends_on(scan, end, today);
            let evidence = if is_of_system(tool) {
                let distribution = scan.system.as_ref().and_then(|system| system.os.name.as_deref());
                let distribution = distribution.unwrap_or("the distribution");
                format!("{ended}; it is a package of {distribution}, which may still fix it")
            } else {
                ended
            };
            let message = format!("{} reached end of life", named(tool));
            Verdict::new(&tool.id, Outcome::Warn, message)
                .evidence(evidence)
                .advice("update it, or remove it if you don't use it")
        })
        .collect()
}

/// `os-end-of-life`.
pub(super) fn os_end_of_life(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let today = day_of(scan);
    let Some(os) = scan.system.as_ref().map(|system| &system.os) else {
        return Vec::new();
    };
    let Some(end) = os.end_of_life.as_deref().and_then(|day| day.parse::<Date>().ok()) else {
        return Vec::new();
    };
    let parts = [os.name.as_deref(), os.version.as_deref()];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (outcome, message) = match support(end, today) {
        Support::Ended => (Outcome::Fail, format!("{name} reached end of life")),
        Support::EndsSoon => {
            let days = usize::try_from(days_between(today, end)).unwrap_or_default();
            (
                Outcome::Warn,
                format!("{name} reaches end of life in {}", text::count(days, "day", "days")),
            )
        }
        Support::Supported => (Outcome::Pass, format!("{name} is supported")),
    };
    let verdict = Verdict::new("system", outcome, message).evidence(ends_on(scan, end, today));
    if outcome == Outcome::Pass {
        return vec![verdict];
    }
    vec![verdict.advice(upgrade_advice(os, today))]
}

fn upgrade_advice(os: &Os, today: Date) -> String {
    let product = Lifecycle::builtin().system(os);
    if let Some(product) = product.filter(|product| product.newest_supported(today).is_none()) {
        return format!("move to another system: no release of {} is supported", product.title);
    }
    let next = product.and_then(|product| Some((product, product.newest_supported(today)?)));
    match next {
        // The table has Windows by build number; nobody upgrades to a build number.
        Some((product, cycle)) if os.family != crate::scan::OsFamily::Windows => {
            format!("upgrade it: {} {} is supported longest", product.title, cycle.cycle)
        }
        _ => "upgrade to a supported release".to_owned(),
    }
}

/// Installed tools that have an end-of-life date.
fn dated(scan: &Scan) -> impl Iterator<Item = (&Tool, Date)> {
    scan.tools
        .iter()
        .filter(|tool| tool.state == ToolState::Found)
        .filter_map(|tool| Some((tool, tool.end_of_life.as_deref()?.parse().ok()?)))
}

fn is_required(scan: &Scan, tool: &Tool) -> bool {
    requirements_on(scan, &tool.id).next().is_some()
}

/// Its end of life counts: no distribution maintains it, and it has release lines to choose from.
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

/// `Node.js 16.20.2`.
fn named(tool: &Tool) -> String {
    match &tool.version {
        Some(version) => format!("{} {version}", tool.name),
        None => tool.name.clone(),
    }
}

/// When support ends, and the date of the table if that is old.
fn ends_on(scan: &Scan, end: Date, today: Date) -> String {
    let verb = if end < today { "ended" } else { "ends" };
    match old_table(scan) {
        Some(as_of) => format!("support {verb} on {end}, by the table of {as_of}"),
        None => format!("support {verb} on {end}"),
    }
}

/// The date of the scan's table of support dates, if it is over half a year older than the scan.
pub fn old_table(scan: &Scan) -> Option<Date> {
    let as_of: Date = scan.lifecycle.as_ref()?.as_of.parse().ok()?;
    (days_between(as_of, day_of(scan)) > OLD_DAYS).then_some(as_of)
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
        scan.project = Some(sample::requiring(asked.iter().copied()));
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
    fn a_required_tool_past_end_of_life_fails() {
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
                "node 20.20.2 reached end of life",
                Some("support ended on 2026-04-30"),
                Some("nvm install 26")
            )
        );
        assert_eq!(told(&scan, "tool-unsupported"), []);
    }

    #[test]
    fn a_supported_line_is_chosen_within_the_required_range() {
        let remedy = |range: &str| {
            let mut scan = scan(&["node"], vec![tool("node", "20.20.2", "nvm", "2026-04-30")]);
            let asked = &mut scan.project.as_mut().unwrap().requirements[0];
            (asked.range, asked.dialect) = (Some(range.to_owned()), Some(crate::version::Dialect::Npm));
            let finding = told(&scan, "tool-end-of-life").remove(0);
            (finding.fix, finding.advice)
        };
        assert_eq!(remedy(">=18 <25").0.as_deref(), Some("nvm install 24"));
        let advice = "`20.x` in package.json allows no supported version: move the project to one such as 26";
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
        let pass = line("all", Outcome::Pass, "All required tools are supported");
        let today = line("go", Outcome::Warn, "go 1.26.1 reaches end of life in 0 days");
        assert_eq!(
            on("2026-11-23"),
            [line("go", Outcome::Fail, "go 1.26.1 reached end of life")]
        );
        assert_eq!(on("2026-11-24"), [today]);
        assert_eq!(
            on("2027-02-22"),
            [line("go", Outcome::Warn, "go 1.26.1 reaches end of life in 90 days")]
        );
        assert_eq!(on("2027-02-23"), [pass]);
    }

    #[test]
    fn a_tool_that_the_project_does_not_require_costs_nothing() {
        let tools = vec![
            tool("java", "23.0.2", "sdkman", "2025-04-30"),
            tool("javac", "23.0.2", "sdkman", "2025-04-30"),
            tool("perl", "5.36.0", "dpkg", "2025-05-27"),
        ];
        let scan = scan(&[], tools);
        assert_eq!(lines(&scan, "tool-end-of-life"), []);
        let expected = line("java", Outcome::Warn, "java 23.0.2 reached end of life");
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
                Some("support ended on 2025-05-27; it is a package of Debian GNU/Linux, which may still fix it")
            )
        );
    }

    #[test]
    fn a_rolling_tool_is_not_counted() {
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
        let advice = Some("upgrade it: Ubuntu 26.04 is supported longest".to_owned());
        assert_eq!(
            on("2025-05-31"),
            (
                Outcome::Fail,
                8,
                "Ubuntu 20.04 reached end of life".to_owned(),
                advice.clone()
            )
        );
        assert_eq!(
            on("2026-12-24"),
            (
                Outcome::Warn,
                4,
                "Ubuntu 20.04 reaches end of life in 30 days".to_owned(),
                advice
            )
        );
        assert_eq!(
            on("2030-01-01"),
            (Outcome::Pass, 0, "Ubuntu 20.04 is supported".to_owned(), None)
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
            Some("support ended on 2026-04-30, by the table of 2026-05-24")
        );
    }
}
