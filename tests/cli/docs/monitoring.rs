//! The metrics that alert rules, the dashboard and their page name are those that a server has.

use std::collections::BTreeSet;

use super::read;
use crate::platform::server::Server;
use crate::support::Machine;

/// Registered without a value where a server has no certificate of its own: a unit test beside the metrics has its name.
const OF_A_CERTIFICATE: &str = "devenv_certificate_expiry_timestamp_seconds";

/// The words of a text that begin as metrics do.
fn metrics_in(text: &str) -> BTreeSet<&str> {
    let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    words.filter(|word| word.starts_with("devenv_")).collect()
}

/// The name of the metric that a series is of: histograms have three.
fn metric_of(series: &str) -> &str {
    let mut endings = ["_bucket", "_count", "_sum"].into_iter();
    let stem = endings.find_map(|ending| series.strip_suffix(ending));
    stem.filter(|stem| stem.ends_with("_seconds")).unwrap_or(series)
}

#[test]
fn each_metric_that_is_named_is_in_a_scrape() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    let token = server.token.as_ref().unwrap();
    let scan = machine.devenv(["scan", "--show", "--only", "git"]).run().stdout;
    let upload = server.ask("POST", "/api/v1/scans", token, scan.as_bytes());
    assert_eq!(upload.status, 201, "{upload:#?}");
    let scrape = server.ask("GET", "/metrics", token, b"");
    assert_eq!(scrape.status, 200, "{scrape:#?}");
    let values = scrape.body.lines().filter(|line| !line.starts_with('#'));
    let series: BTreeSet<&str> = values
        .filter_map(|line| line.split(['{', ' ']).next())
        .chain([OF_A_CERTIFICATE])
        .collect();
    for name in [
        "deploy/monitoring/alerts.yml",
        "deploy/monitoring/alerts-test.yml",
        "deploy/monitoring/dashboard.json",
    ] {
        let text = read(name);
        let named = metrics_in(&text);
        assert!(named.len() > 5, "{name}: {named:?}");
        assert!(
            named.is_subset(&series),
            "{name}: {:?} is in no scrape",
            named.difference(&series)
        );
    }
    let page = read("docs/monitoring.md");
    let metrics: BTreeSet<&str> = series.into_iter().map(metric_of).collect();
    assert_eq!(metrics_in(&page), metrics);
}

#[test]
fn the_page_shows_the_configuration_and_all_alerts() {
    let page = read("docs/monitoring.md");
    let configuration = read("deploy/monitoring/prometheus.yml");
    let (_comment, configuration) = configuration.split_once('\n').unwrap();
    assert!(
        page.contains(&format!("```yaml\n{configuration}```\n")),
        "{configuration}"
    );
    let rules = read("deploy/monitoring/alerts.yml");
    let alerts = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: "));
    let documented = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `Devenv")?.split_once('`'));
    let documented: Vec<String> = documented.map(|(name, _)| format!("Devenv{name}")).collect();
    assert_eq!(documented, alerts.collect::<Vec<_>>());
    serde_json::from_str::<serde_json::Value>(&read("deploy/monitoring/dashboard.json")).unwrap();
}
