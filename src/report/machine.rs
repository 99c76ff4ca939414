//! The inventory of the machine: tools by category, ports, services, disks, Git.

use unicode_width::UnicodeWidthStr;

use super::layout::{Page, Role};
use crate::scan::{Disk, Git, Port, ProbeState, Protocol, Scan, Service, ServiceState, Tool, ToolState};
use crate::text;

/// Categories that come first; the others follow by name.
const FIRST_CATEGORIES: [&str; 5] = [
    "language",
    "runtime",
    "package-manager",
    "version-manager",
    "build-tool",
];

/// What was found on the machine.
pub(super) fn machine(page: &mut Page, scan: &Scan) {
    let mut rows: Vec<(String, Vec<String>)> = tools(page, scan);
    let counts = counts(scan);
    rows.push((
        "services".to_owned(),
        scan.services.iter().filter_map(|found| service(page, found)).collect(),
    ));
    rows.push(("ports".to_owned(), ports(page, &scan.ports)));
    rows.push((
        "disks".to_owned(),
        scan.disks.iter().map(|found| disk(page, found)).collect(),
    ));
    let absent = |tool: &Tool| tool.id == "git" && tool.state == ToolState::Absent;
    let without_git = scan.tools.iter().any(absent);
    rows.push((
        "git".to_owned(),
        scan.git
            .as_ref()
            .filter(|_| !without_git)
            .map(git)
            .unwrap_or_default()
            .iter()
            .map(|fact| page.clean(fact).into_owned())
            .collect(),
    ));
    rows.retain(|(_, items)| !items.is_empty());

    let heading = "This machine";
    let shown = page.paint(Role::Heading, heading);
    if heading.width() + 2 + counts.width() <= page.width {
        let counts = page.paint(Role::Aside, &counts);
        page.line(&format!("{shown}  {counts}"));
    } else {
        page.line(&shown);
        page.paragraph("  ", Role::Aside, &counts);
    }
    if rows.is_empty() {
        page.paragraph("  ", Role::Plain, "Nothing was found.");
    }
    let label_width = rows
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or(0)
        .min(16);
    for (label, items) in &rows {
        page.items(label, label_width, items, usize::MAX);
    }
    for probe in scan.probes.iter().filter(|probe| probe.state == ProbeState::Partial) {
        let detail = probe.detail.as_deref().unwrap_or("some of it could not be read");
        let note = format!("{}: {}", page.clean(&probe.name), page.clean(detail));
        page.paragraph("  ", Role::Aside, &format!("Partly read: {note}"));
    }
}

fn counts(scan: &Scan) -> String {
    let number = |state| scan.tools.iter().filter(|tool| tool.state == state).count();
    let (found, failed) = (number(ToolState::Found), number(ToolState::Failed));
    match failed {
        _ if scan.tools.is_empty() => String::new(),
        0 => text::count(found, "tool", "tools"),
        failed => format!("{}, {failed} more that failed", text::count(found, "tool", "tools")),
    }
}

/// The tools that `wanted` accepts, by category, the most sought categories first.
pub(super) fn by_category(scan: &Scan, wanted: impl Fn(&Tool) -> bool) -> Vec<(&str, Vec<&Tool>)> {
    let mut rows: Vec<(&str, Vec<&Tool>)> = Vec::new();
    for tool in scan.tools.iter().filter(|tool| wanted(tool)) {
        match rows.iter_mut().find(|(label, _)| *label == tool.category) {
            Some((_, tools)) => tools.push(tool),
            None => rows.push((&tool.category, vec![tool])),
        }
    }
    let place = |label: &str| {
        FIRST_CATEGORIES
            .iter()
            .position(|first| *first == label)
            .unwrap_or(FIRST_CATEGORIES.len())
    };
    rows.sort_by_key(|(label, _)| (place(label), *label));
    rows
}

/// The installed tools, by category.
fn tools(page: &Page, scan: &Scan) -> Vec<(String, Vec<String>)> {
    by_category(scan, |tool| tool.state == ToolState::Found)
        .into_iter()
        .map(|(category, tools)| {
            let items = tools.into_iter().map(|tool| self::tool(page, tool)).collect();
            (page.clean(category).into_owned(), items)
        })
        .collect()
}

/// The manager that installed a tool, unless that is the system's.
pub(super) fn manager(tool: &Tool) -> Option<&str> {
    let of_the_system = |manager: &&str| matches!(*manager, "dpkg" | "rpm" | "apk" | "pacman" | "system" | "xcode");
    tool.manager.as_deref().filter(|manager| !of_the_system(manager))
}

/// `Node.js 20.20.2 (nvm)`.
fn tool(page: &Page, tool: &Tool) -> String {
    let mut item = page.clean(&tool.name).into_owned();
    if let Some(version) = &tool.version {
        item = format!("{item} {}", page.clean(version));
    }
    match manager(tool) {
        Some(manager) => format!("{item} ({})", page.clean(manager)),
        None => item,
    }
}

/// A service's state in words. `None`: it is not installed.
pub(super) fn state(service: &Service) -> Option<&'static str> {
    Some(match service.state {
        ServiceState::Absent => return None,
        ServiceState::Running => "running",
        ServiceState::Stopped => "stopped",
        ServiceState::Unreachable => "does not answer",
        ServiceState::Denied => "not allowed",
        ServiceState::Remote => "on another machine",
        ServiceState::Unknown => "unknown",
    })
}

fn service(page: &Page, service: &Service) -> Option<String> {
    let state = state(service)?;
    let version = service
        .version
        .as_deref()
        .map_or(String::new(), |version| format!(" {}", page.clean(version)));
    Some(format!("{}{version} {state}", page.clean(&service.id)))
}

fn ports(page: &Page, ports: &[Port]) -> Vec<String> {
    ports
        .iter()
        .map(|port| {
            let protocol = if port.protocol == Protocol::Udp { "/udp" } else { "" };
            let process = port
                .process
                .as_deref()
                .map_or(String::new(), |process| format!(" {}", page.clean(process)));
            format!("{}{protocol}{process}", port.port)
        })
        .collect()
}

fn disk(page: &Page, disk: &Disk) -> String {
    let mount = page.clean(&disk.mount);
    format!(
        "{mount} {} of {} free",
        text::bytes(disk.available_bytes),
        text::bytes(disk.total_bytes)
    )
}

/// Git's settings, in a few words each. Not escaped.
pub(super) fn git(git: &Git) -> Vec<String> {
    let mut facts = vec![
        if git.identity_configured {
            "identity set"
        } else {
            "no identity"
        }
        .to_owned(),
    ];
    if let Some(branch) = &git.default_branch {
        facts.push(format!("new repositories start on {branch}"));
    }
    if git.signs_commits {
        facts.push("commits are signed".to_owned());
    }
    if git.lfs_configured {
        facts.push("LFS".to_owned());
    }
    if let Some(helper) = git.credential_helpers.first() {
        facts.push(format!("credentials by {helper}"));
    }
    if git.ssh_keys.count > 0 {
        facts.push(text::count(git.ssh_keys.count as usize, "SSH key", "SSH keys"));
    }
    facts
}
