//! A file with every key, value by value.

use jiff::civil::date;

use super::parse;
use crate::policy::Waiver;
use crate::policy::project::ask::ToolAsk;
use crate::policy::project::table::Placed;
use crate::policy::project::{
    CategoryChange, CiPolicy, LimitsChange, Minimum, MinimumCount, Ports, ProjectPolicy, RuleChange, Services,
    Variables,
};
use crate::scan::{Severity, Source, Strength};
use crate::version::Dialect;

fn placed<T>(value: T, line: u32) -> Placed<T> {
    Placed { value, line }
}

fn wanted(range: Option<(&str, Dialect)>, strength: Strength) -> ToolAsk {
    ToolAsk::Wanted {
        range: range.map(|(range, dialect)| (range.to_owned(), dialect)),
        strength,
    }
}

fn waiver(rule: &str, subject: &str, reason: &str, owner: &str, until: jiff::civil::Date, line: u32) -> Waiver {
    Waiver {
        rule: rule.to_owned(),
        subject: subject.to_owned(),
        reason: reason.to_owned(),
        owner: owner.to_owned(),
        until,
        source: Source {
            file: "devenv.toml".to_owned(),
            line: Some(line),
        },
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is the whole file, value by value")]
fn every_key_is_read_with_its_line() {
    let tool = |id: &str, line, range| (id.to_owned(), placed(wanted(range, Strength::Required), line));
    let text = |name: &str, line| placed(name.to_owned(), line);
    let expected = ProjectPolicy {
        file: "devenv.toml".to_owned(),
        fail_under: Some(placed(85, 3)),
        tools: [
            tool("node", 6, Some((">=20 <23", Dialect::Npm))),
            tool("python3", 7, Some((">=3.11,<4", Dialect::Pep440))),
            tool("ruby", 8, Some(("~> 3.3", Dialect::Gem))),
            tool("docker", 9, None),
            tool("java", 10, Some(("[17,22)", Dialect::Maven))),
            ("jq".to_owned(), placed(wanted(None, Strength::Suggested), 11)),
        ]
        .into(),
        rules: [
            (
                "tool-works".to_owned(),
                RuleChange {
                    severity: Some(placed(Severity::Required, 14)),
                    ..RuleChange::default()
                },
            ),
            (
                "git-identity".to_owned(),
                RuleChange {
                    enabled: Some(placed(false, 17)),
                    ..RuleChange::default()
                },
            ),
            (
                "disk-space".to_owned(),
                RuleChange {
                    points: Some(placed(15, 20)),
                    cap: Some(placed(30, 21)),
                    limits: LimitsChange {
                        fail_below_bytes: Some(placed(5_000_000_000, 22)),
                        warn_below_percent: Some(placed(20, 22)),
                        ..LimitsChange::default()
                    },
                    ..RuleChange::default()
                },
            ),
        ]
        .into(),
        categories: [(
            "path".to_owned(),
            CategoryChange {
                cap: Some(placed(10, 25)),
            },
        )]
        .into(),
        ports: Ports {
            free: vec![placed(3000, 28), placed(5173, 28)],
            listening: vec![placed(5432, 29)],
        },
        disk: Minimum {
            minimum: Some(placed(20_000_000_000, 32)),
        },
        memory: Minimum {
            minimum: Some(placed(32 << 30, 35)),
        },
        processors: MinimumCount {
            minimum: Some(placed(4, 38)),
        },
        variables: Variables {
            required: vec![text("DATABASE_URL", 41), text("S3_BUCKET", 41)],
        },
        services: Services {
            required: vec![text("container-engine", 44), text("postgres", 44)],
        },
        ci: CiPolicy {
            fail_under: Some(placed(95, 47)),
            skip: vec![text("path", 48)],
            tools: [
                ("docker".to_owned(), placed(ToolAsk::NotWanted, 51)),
                tool("node", 52, Some(("22.x", Dialect::Npm))),
            ]
            .into(),
            rules: [(
                "memory-available".to_owned(),
                RuleChange {
                    enabled: Some(placed(true, 55)),
                    ..RuleChange::default()
                },
            )]
            .into(),
        },
        waivers: vec![
            waiver(
                "path-entry-missing",
                "/opt/old/bin",
                "an installer adds it anew each time",
                "platform team",
                date(2026, 12, 31),
                64,
            ),
            waiver(
                "tool-works",
                "ruby",
                "the docs are built in a container",
                "docs team",
                date(2027, 1, 31),
                57,
            ),
        ],
    };
    assert_eq!(
        parse(include_str!("../../../../fixtures/policies/full.toml")),
        Ok(expected)
    );
}
