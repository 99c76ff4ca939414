//! A project's requirements and what the machine has: one row a requirement, for every format that shows them.

use super::View;
use crate::scan::{
    Availability, DiskUse, Finding, Outcome, ProbeState, Requirement, RequirementKind, Scan, ServiceState, Strength,
    Tool, ToolState,
};
use crate::text;

/// A requirement and what the scan found. Texts are not escaped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RequirementRow<'s> {
    pub(super) requirement: &'s Requirement,
    /// Its name for people: `Node.js`, `port 5432`.
    pub(super) name: String,
    /// What is required: `>=20 <23`, `free`, `at least 8.0 GiB`.
    pub(super) required: String,
    /// What was found: `22.11.0`, `not installed`, `in use by postgres`.
    pub(super) found: String,
    pub(super) mark: Mark,
}

/// Whether a requirement is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It is met.
    Met,
    /// It has an open finding.
    Open(Outcome),
    /// A nearer manifest replaces it.
    Replaced,
    /// No rule checked it.
    NotChecked,
}

/// What the scan says about a requirement.
enum Fact {
    Yes(String),
    No(String),
    /// Installed, in a version that a rule has to compare.
    Version(String),
    Unknown(String),
}

/// Rules whose findings do not mean that a requirement is unmet: a matching version may be past its end of life, and files may
/// contradict each other.
const NOT_ABOUT_BEING_MET: [&str; 2] = ["requirements-agree", "tool-end-of-life"];

/// All requirements of the project: those with open findings first, replaced ones last.
pub(super) fn requirement_rows<'s>(scan: &'s Scan, view: &View<'_>) -> Vec<RequirementRow<'s>> {
    let Some(project) = &scan.project else {
        return Vec::new();
    };
    let mut rows: Vec<RequirementRow<'s>> = project
        .requirements
        .iter()
        .map(|requirement| row(scan, view, requirement))
        .collect();
    rows.sort_by_key(|row| match row.mark {
        Mark::Open(outcome) => (0, Some(outcome)),
        Mark::Replaced => (2, None),
        Mark::Met | Mark::NotChecked => (1, None),
    });
    rows
}

fn row<'s>(scan: &'s Scan, view: &View<'_>, requirement: &'s Requirement) -> RequirementRow<'s> {
    let id = requirement.id.as_str();
    let fact = fact(scan, requirement);
    let judged = |finding: &&Finding| {
        let names = finding.subject == id || finding.subject.split_whitespace().any(|word| word == id);
        let mut places = finding.source.iter().chain(&finding.also);
        names
            && !NOT_ABOUT_BEING_MET.contains(&finding.rule.as_str())
            && places.any(|place| *place == requirement.source)
    };
    let versions_are_judged = view
        .assessment
        .findings
        .iter()
        .any(|finding| finding.rule == "tool-version");
    let mark = match &fact {
        _ if !requirement.applies => Mark::Replaced,
        fact => match (view.open().find(judged), fact) {
            (Some(finding), _) => Mark::Open(finding.outcome),
            (None, Fact::Yes(_)) => Mark::Met,
            (None, Fact::Version(_)) if versions_are_judged => Mark::Met,
            (None, _) => Mark::NotChecked,
        },
    };
    let found = match fact {
        Fact::Yes(found) | Fact::No(found) | Fact::Version(found) | Fact::Unknown(found) => found,
    };
    RequirementRow {
        requirement,
        name: name(scan, requirement),
        required: required(requirement),
        found,
        mark,
    }
}

fn tool<'s>(scan: &'s Scan, id: &str) -> Option<&'s Tool> {
    scan.tools.iter().find(|tool| tool.id == id)
}

fn name(scan: &Scan, requirement: &Requirement) -> String {
    let id = requirement.id.as_str();
    match requirement.kind {
        RequirementKind::Tool => tool(scan, id).map_or(id, |tool| tool.name.as_str()).to_owned(),
        RequirementKind::Component => match id.split_once(':') {
            Some((sort, name)) => format!("{} {name}", sort.replace('-', " ")),
            None => id.to_owned(),
        },
        RequirementKind::Port | RequirementKind::ListeningPort => format!("port {id}"),
        RequirementKind::Variable => format!("variable {id}"),
        RequirementKind::Service if id == "container-engine" => "a container engine".to_owned(),
        RequirementKind::Service | RequirementKind::Memory | RequirementKind::Processors => id.to_owned(),
        RequirementKind::Disk => "disk space".to_owned(),
    }
}

fn required(requirement: &Requirement) -> String {
    let mut required = match (requirement.kind, requirement.minimum) {
        (RequirementKind::Memory | RequirementKind::Disk, Some(least)) => format!("at least {}", text::bytes(least)),
        (RequirementKind::Processors, Some(least)) => format!("at least {least}"),
        (RequirementKind::Port, _) => "free".to_owned(),
        (RequirementKind::ListeningPort, _) => "in use".to_owned(),
        (RequirementKind::Variable, _) => "set".to_owned(),
        (RequirementKind::Service, _) => "running".to_owned(),
        (RequirementKind::Tool, _) => requirement.range.clone().unwrap_or_else(|| "any version".to_owned()),
        _ => requirement.range.clone().unwrap_or_else(|| "installed".to_owned()),
    };
    if requirement.strength == Strength::Suggested {
        required.push_str(" (suggested)");
    }
    required
}

fn fact(scan: &Scan, requirement: &Requirement) -> Fact {
    let unknown = || Fact::Unknown("unknown".to_owned());
    let id = requirement.id.as_str();
    let least = requirement.minimum.unwrap_or(0);
    let amount = |amount: u64, told: String| {
        if amount >= least {
            Fact::Yes(told)
        } else {
            Fact::No(told)
        }
    };
    match requirement.kind {
        RequirementKind::Tool => of_tool(tool(scan, id), requirement),
        RequirementKind::Component | RequirementKind::Variable => match (requirement.present, requirement.kind) {
            (Some(true), RequirementKind::Variable) => Fact::Yes("set".to_owned()),
            (Some(false), RequirementKind::Variable) => Fact::No("not set".to_owned()),
            (Some(true), _) => Fact::Yes("installed".to_owned()),
            (Some(false), _) => Fact::No("not installed".to_owned()),
            (None, _) => unknown(),
        },
        RequirementKind::Port => match listener(scan, requirement) {
            Use::By(who) => Fact::No(format!("in use by {who}")),
            Use::Free => Fact::Yes("free".to_owned()),
            Use::Unknown => unknown(),
        },
        RequirementKind::ListeningPort => match listener(scan, requirement) {
            Use::By(who) => Fact::Yes(format!("in use by {who}")),
            Use::Free => Fact::No("not in use".to_owned()),
            Use::Unknown => unknown(),
        },
        RequirementKind::Service => of_service(scan, id),
        RequirementKind::Memory => scan
            .system
            .as_ref()
            .and_then(|system| system.memory_bytes)
            .map_or_else(unknown, |memory| amount(memory, text::bytes(memory))),
        RequirementKind::Disk => scan
            .disks
            .iter()
            .find(|disk| disk.holds.contains(&DiskUse::Project))
            .map_or_else(unknown, |disk| {
                amount(
                    disk.available_bytes,
                    format!("{} free", text::bytes(disk.available_bytes)),
                )
            }),
        RequirementKind::Processors => scan
            .system
            .as_ref()
            .and_then(|system| system.cpu.logical_cores)
            .map_or_else(unknown, |cores| amount(u64::from(cores), cores.to_string())),
    }
}

fn of_tool(tool: Option<&Tool>, requirement: &Requirement) -> Fact {
    let Some(tool) = tool else {
        return Fact::Unknown("unknown".to_owned());
    };
    let in_a_version = requirement.range.is_some();
    let own = tool.in_project.as_ref().filter(|copy| copy.counts_for(requirement));
    let told = own.and_then(|copy| match (copy.availability, &copy.version) {
        (Availability::Installed, Some(version)) => Some(format!("{version} in this project")),
        (Availability::Fetched, Some(version)) => Some(format!("{version}, fetched on first use")),
        (Availability::Fetched, None) => Some("fetched on first use".to_owned()),
        _ => None,
    });
    match (told, tool.state, &tool.version) {
        (Some(told), ..) if in_a_version => Fact::Version(told),
        (Some(told), ..) => Fact::Yes(told),
        (None, ToolState::Absent, _) => Fact::No("not installed".to_owned()),
        (None, ToolState::Failed, _) => Fact::No("does not start".to_owned()),
        (None, ToolState::Found, Some(version)) if in_a_version => Fact::Version(version.clone()),
        (None, ToolState::Found, Some(version)) => Fact::Yes(version.clone()),
        (None, ToolState::Found, None) if in_a_version => Fact::Unknown("installed, version unknown".to_owned()),
        (None, ToolState::Found, None) => Fact::Yes("installed".to_owned()),
    }
}

/// What a TCP port is used for.
enum Use {
    By(String),
    Free,
    Unknown,
}

fn listener(scan: &Scan, requirement: &Requirement) -> Use {
    let Some(asked) = requirement.port() else {
        return Use::Unknown;
    };
    let address = requirement.address.as_deref();
    let found = scan
        .ports
        .iter()
        .find(|port| (port.port, port.protocol) == asked && port.is_in_the_way(address));
    if let Some(port) = found {
        return Use::By(port.process.clone().unwrap_or_else(|| "a program".to_owned()));
    }
    let is_read = |probe: &&crate::scan::ProbeReport| probe.name == "ports" && probe.state == ProbeState::Ok;
    scan.probes.iter().find(is_read).map_or(Use::Unknown, |_| Use::Free)
}

fn of_service(scan: &Scan, id: &str) -> Fact {
    let engines = ["docker", "podman", "containerd"];
    let is_it = |service: &str| service == id || (id == "container-engine" && engines.contains(&service));
    let services: Vec<_> = scan.services.iter().filter(|service| is_it(&service.id)).collect();
    if let Some(service) = services.iter().find(|service| service.state == ServiceState::Running) {
        return Fact::Yes(format!("{} is running", service.id));
    }
    let told = |service: &&crate::scan::Service| match service.state {
        ServiceState::Stopped => Some(format!("{} is stopped", service.id)),
        ServiceState::Unreachable => Some(format!("{} does not answer", service.id)),
        ServiceState::Denied => Some(format!("you are not allowed to use {}", service.id)),
        _ => None,
    };
    if let Some(told) = services.iter().find_map(told) {
        return Fact::No(told);
    }
    if services.is_empty() || services.iter().any(|service| service.state != ServiceState::Absent) {
        Fact::Unknown("unknown".to_owned())
    } else {
        Fact::No("not installed".to_owned())
    }
}
