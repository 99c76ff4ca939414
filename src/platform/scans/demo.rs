//! A company that is made up, with scans of the last weeks, to look at the pages with: people, projects, and what goes wrong there.

use jiff::{Timestamp, ToSpan as _};

use super::{read_scan, record, summarise};
use crate::platform::identity::hash;
use crate::platform::store::{NewScan, Person};
use crate::policy::Policy;
use crate::scan::{OsFamily, Project, Requirement, RequirementKind, Scan, Source, ToolState};
use crate::version::Dialect;

/// Half weeks that scans go back: each machine is scanned once in each.
const HALF_WEEKS: u32 = 20;
/// What the scans are made of.
const HEALTHY: &str = include_str!("../../../fixtures/scans/v1/healthy-laptop.json");
const MESSY: &str = include_str!("../../../fixtures/scans/v1/messy-laptop.json");

struct DemoProject {
    name: &'static str,
    /// Tool, notation and range, and the file that says so.
    requires: &'static [(&'static str, Dialect, &'static str, &'static str)],
    developers: &'static [usize],
}

const PROJECTS: [DemoProject; 7] = [
    DemoProject {
        name: "shop-web",
        requires: &[
            ("node", Dialect::Npm, ">=22", "package.json"),
            ("pnpm", Dialect::Npm, ">=9", "package.json"),
        ],
        developers: &[0, 1, 2, 3, 4, 5, 6, 7],
    },
    DemoProject {
        name: "payments-api",
        requires: &[
            ("java", Dialect::Maven, "[21,)", "pom.xml"),
            ("docker", Dialect::Minimum, "24", "devenv.toml"),
        ],
        developers: &[6, 7, 8, 9, 10, 11],
    },
    DemoProject {
        name: "data-pipeline",
        requires: &[
            ("python3", Dialect::Pep440, ">=3.11", "pyproject.toml"),
            ("uv", Dialect::Pep440, ">=0.5", "pyproject.toml"),
        ],
        developers: &[12, 13, 14, 15],
    },
    DemoProject {
        name: "mobile-app",
        requires: &[
            ("node", Dialect::Npm, ">=20", "package.json"),
            ("ruby", Dialect::Gem, "~> 3.3", "Gemfile"),
        ],
        developers: &[3, 16, 17, 18],
    },
    DemoProject {
        name: "infrastructure",
        requires: &[
            ("terraform", Dialect::Terraform, "~> 1.9", "versions.tf"),
            ("kubectl", Dialect::Minimum, "1.33", "devenv.toml"),
        ],
        developers: &[11, 19, 20, 21],
    },
    DemoProject {
        name: "search-service",
        requires: &[("rustc", Dialect::Minimum, "1.88", "Cargo.toml")],
        developers: &[9, 21, 22, 23],
    },
    DemoProject {
        name: "legacy-admin",
        requires: &[("node", Dialect::Npm, "16.x", "package.json")],
        developers: &[1, 12],
    },
];

const PEOPLE: [&str; 24] = [
    "Amara Okafor",
    "Bruno Keller",
    "Chiara Conti",
    "Daniel Novak",
    "Elif Demir",
    "Farid Rahimi",
    "Greta Lindqvist",
    "Hugo Martin",
    "Ines Costa",
    "Jonas Weber",
    "Keiko Tanaka",
    "Liam Byrne",
    "Mina Park",
    "Nadia Haddad",
    "Oskar Nowak",
    "Priya Nair",
    "Quentin Dubois",
    "Rosa Jimenez",
    "Samuel Mensah",
    "Tereza Svobodova",
    "Umar Siddiqui",
    "Vera Petrova",
    "Wei Zhang",
    "Yusuf Aydin",
];

/// The version of a tool that a developer has from one half week on, until another one: 0 is now. Without a version it is missing.
struct Fault {
    developer: usize,
    tool: &'static str,
    version: Option<&'static str>,
    from: u32,
    until: u32,
}

const fn fault(developer: usize, tool: &'static str, version: Option<&'static str>, from: u32, until: u32) -> Fault {
    Fault {
        developer,
        tool,
        version,
        from,
        until,
    }
}

const FAULTS: [Fault; 24] = [
    fault(0, "node", Some("18.20.4"), 20, 12),
    fault(1, "node", Some("16.20.2"), 20, 0),
    fault(2, "node", Some("16.20.2"), 20, 0),
    fault(3, "node", Some("20.18.1"), 20, 4),
    fault(4, "node", Some("20.18.1"), 20, 9),
    fault(5, "node", Some("16.20.2"), 20, 0),
    fault(5, "pnpm", None, 20, 6),
    fault(6, "pnpm", Some("8.15.9"), 14, 0),
    fault(7, "node", Some("20.18.1"), 20, 7),
    fault(8, "java", Some("17.0.13"), 20, 10),
    fault(9, "java", Some("17.0.13"), 20, 0),
    fault(10, "docker", None, 5, 0),
    fault(11, "terraform", Some("1.5.7"), 20, 3),
    fault(12, "node", Some("16.20.2"), 20, 0),
    fault(13, "python3", Some("3.9.21"), 20, 8),
    fault(14, "python3", Some("3.10.16"), 20, 0),
    fault(15, "uv", None, 16, 2),
    fault(16, "ruby", Some("3.2.6"), 20, 0),
    fault(17, "node", Some("16.20.2"), 20, 11),
    fault(18, "ruby", None, 2, 0),
    fault(19, "kubectl", Some("1.29.12"), 20, 5),
    fault(20, "kubectl", Some("1.31.4"), 20, 0),
    fault(22, "rustc", Some("1.82.0"), 20, 13),
    fault(23, "rustc", Some("1.84.1"), 9, 0),
];

/// What others have of the tools that are in no fixture, or newer ones.
const USUAL: [(&str, &str); 4] = [
    ("ruby", "3.3.7"),
    ("kubectl", "1.35.1"),
    ("uv", "0.9.8"),
    ("helm", "3.19.2"),
];
/// Developers who have not scanned for some weeks, and since which half week.
const AWAY: [(usize, u32); 3] = [(5, 6), (13, 5), (23, 7)];
/// Developers whose machines have more wrong with them than their tools, until a half week.
const NEGLECTED: [(usize, u32); 5] = [(0, 14), (8, 0), (16, 6), (20, 0), (22, 0)];

/// A developer's id: `amara.okafor`.
fn id_of(name: &str) -> String {
    name.to_lowercase().replace(' ', ".")
}

/// Who works there.
pub(crate) fn demo_people() -> Vec<Person> {
    PEOPLE
        .map(|name| Person {
            developer_id: id_of(name),
            name: Some(name.to_owned()),
            email: Some(format!("{}@example.com", id_of(name))),
        })
        .to_vec()
}

/// The scans, oldest first.
pub(crate) fn demo_scans(now: Timestamp, policy: &Policy) -> Vec<NewScan> {
    let bases = [HEALTHY, MESSY].map(|json| read_scan(json.as_bytes()));
    let [Ok(healthy), Ok(messy)] = bases else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for turn in (0..HALF_WEEKS).rev() {
        for (index, project) in PROJECTS.iter().enumerate() {
            for developer in project.developers.iter().copied() {
                if AWAY.contains(&(developer, turn))
                    || AWAY.iter().any(|(away, since)| *away == developer && turn < *since)
                {
                    continue;
                }
                let neglected = NEGLECTED.iter().any(|(who, until)| *who == developer && turn >= *until);
                let base = if neglected { &messy } else { &healthy };
                let hours = i64::from(turn) * 84 + i64::try_from(developer * 5 + index * 11).unwrap_or(0) % 80;
                let Ok(time) = now.checked_sub(hours.hours()) else {
                    continue;
                };
                let scan = scan_of(base, project, developer, turn, time);
                let Ok(json) = serde_json::to_vec(&scan) else { continue };
                let time = time.round(jiff::Unit::Millisecond).unwrap_or(time);
                let Some(name) = PEOPLE.get(developer) else { continue };
                let (listed, _) = summarise(&scan, id_of(name), time, policy);
                entries.extend(record(listed, &json));
            }
        }
    }
    entries.sort_by_key(|entry| entry.summary.timestamp);
    entries
}

fn id(text: &str) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(hash(text.as_bytes()).split_at(16).0);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The same scan on a developer's machine, in a project, at another time.
fn scan_of(base: &Scan, project: &DemoProject, developer: usize, turn: u32, time: Timestamp) -> Scan {
    let mut scan = base.clone();
    scan.scan_id = id(&format!("scan {developer} {} {turn}", project.name));
    scan.machine.id = Some(id(&format!("machine {developer}")));
    scan.taken_at = time;
    scan.assessment = None;
    scan.project = Some(project_of(project));
    for (tool, version) in USUAL {
        set_tool(&mut scan, tool, Some(version));
    }
    for tool in ["node", "pnpm", "java", "python3", "rustc", "terraform", "docker"] {
        let usual = match tool {
            "node" => "22.12.0",
            "pnpm" => "9.14.2",
            "java" => "21.0.5",
            "python3" => "3.12.8",
            "rustc" => "1.95.0",
            "terraform" => "1.9.8",
            _ => "27.3.1",
        };
        set_tool(&mut scan, tool, Some(usual));
    }
    for fault in FAULTS.iter().filter(|fault| fault.developer == developer) {
        if (fault.until..=fault.from).contains(&turn) {
            set_tool(&mut scan, fault.tool, fault.version);
        }
    }
    if let Some(system) = scan
        .system
        .as_mut()
        .filter(|system| system.os.family == OsFamily::Linux)
    {
        let names = ["Ubuntu", "Fedora Linux", "Debian GNU/Linux"];
        let name = names.into_iter().nth(developer % names.len());
        system.os.name = name.map(str::to_owned);
    }
    scan
}

fn project_of(project: &DemoProject) -> Project {
    let requirements = project.requires.iter().map(|(tool, dialect, range, file)| {
        let source = Source {
            file: (*file).to_owned(),
            line: None,
        };
        Requirement {
            range: Some((*range).to_owned()),
            dialect: Some(*dialect),
            ..Requirement::new(RequirementKind::Tool, *tool, source)
        }
    });
    Project {
        root: format!("~/work/{}", project.name),
        name: project.name.to_owned(),
        id: None,
        commit: None,
        branch: Some("main".to_owned()),
        dirty: Some(false),
        requirements: requirements.collect(),
        broken_manifests: Vec::new(),
        evidence: Vec::new(),
        parts: Vec::new(),
        partly_read: None,
    }
}

/// Sets which version of a tool is found, if any.
fn set_tool(scan: &mut Scan, id: &str, version: Option<&str>) {
    let template = scan.tools.iter().find(|tool| tool.state == ToolState::Found).cloned();
    let at = match scan.tools.binary_search_by(|tool| tool.id.as_str().cmp(id)) {
        Ok(at) => at,
        Err(at) => {
            let Some(template) = template.clone() else { return };
            let tool = crate::scan::Tool {
                id: id.to_owned(),
                name: id.to_owned(),
                category: "runtime".to_owned(),
                state: ToolState::Absent,
                ..template
            };
            scan.tools.insert(at, tool);
            at
        }
    };
    let (Some(tool), Some(template)) = (scan.tools.get_mut(at), template) else {
        return;
    };
    let had = std::mem::replace(&mut tool.state, ToolState::Found);
    if had != ToolState::Found || version.is_none() {
        let state = if version.is_some() {
            ToolState::Found
        } else {
            ToolState::Absent
        };
        *tool = crate::scan::Tool {
            id: tool.id.clone(),
            name: tool.name.clone(),
            category: tool.category.clone(),
            state,
            path: version.map(|_| format!("/usr/bin/{id}")),
            resolved_path: version.map(|_| format!("/usr/bin/{id}")),
            manager: None,
            chosen_by: None,
            in_project: None,
            failure: None,
            others: Vec::new(),
            end_of_life: None,
            install: None,
            ..template
        };
    }
    tool.version = version.map(str::to_owned);
    tool.raw = version.map(str::to_owned);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn some_developers_are_ready_and_some_are_not() {
        let now = "2026-11-21T20:26:10Z".parse().unwrap();
        let entries = demo_scans(now, Policy::builtin());
        assert!(entries.is_sorted_by_key(|entry| entry.summary.timestamp));
        let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.summary.scan_id.as_str()).collect();
        assert_eq!(ids.len(), entries.len());
        let since = "2026-11-18T00:00:00Z".parse().unwrap();
        let latest = entries.iter().filter(|entry| entry.summary.timestamp > since);
        let scores: BTreeSet<u32> = latest.clone().map(|entry| entry.summary.score).collect();
        assert!(scores.len() > 2, "{scores:?}");
        let ready = latest
            .clone()
            .filter(|entry| entry.summary.status == crate::scan::Status::Pass)
            .count();
        assert!((10..latest.count() - 5).contains(&ready), "{ready}");
        let people: BTreeSet<&str> = entries
            .iter()
            .map(|entry| entry.summary.developer_id.as_str())
            .collect();
        let all: Vec<String> = PEOPLE.iter().map(|name| id_of(name)).collect();
        assert_eq!(people.into_iter().collect::<Vec<_>>(), all);
    }
}
