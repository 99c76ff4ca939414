//! The inventory: tools, disks, services and ports, Git.

use super::super::machine::{by_category, git as git_facts, manager, state};
use super::bar;
use crate::report::markup::Markup;
use crate::scan::{Disk, DiskUse, Port, ProbeState, Protocol, Scan, Service, ServiceState, Tool, ToolState};
use crate::text;

pub(super) fn machine(page: &mut Markup, scan: &Scan) {
    page.raw("<section aria-labelledby=\"machine\">\n<h2 id=\"machine\">This machine</h2>\n");
    tools(page, scan);
    page.raw("<div class=\"columns\">\n");
    disks(page, &scan.disks);
    services(page, &scan.services);
    ports(page, &scan.ports);
    git(page, scan);
    page.raw("</div>\n");
    for probe in scan.probes.iter().filter(|probe| probe.state == ProbeState::Partial) {
        page.raw("<p class=\"aside\">Partly read: ").line(&probe.name);
        if let Some(detail) = &probe.detail {
            page.raw(": ").line(detail);
        }
        page.raw("</p>\n");
    }
    page.raw("</section>\n");
}

fn tools(page: &mut Markup, scan: &Scan) {
    let categories = by_category(scan, |tool| tool.state != ToolState::Absent);
    if categories.is_empty() {
        return;
    }
    let installed = categories.iter().map(|(_, tools)| tools.len()).sum();
    page.raw("<div class=\"card\">\n<h3>Tools <span class=\"aside\">")
        .value(text::count(installed, "tool", "tools"))
        .raw("</span></h3>\n<dl class=\"tools\">\n");
    for (category, tools) in &categories {
        page.raw("<div><dt>")
            .line(&category.replace('-', " "))
            .raw("</dt><dd><ul>");
        for found in tools {
            tool(page, found);
        }
        page.raw("</ul></dd></div>\n");
    }
    page.raw("</dl>\n</div>\n");
}

fn tool(page: &mut Markup, tool: &Tool) {
    if tool.state == ToolState::Failed {
        page.raw("<li class=\"failed\">")
            .line(&tool.name)
            .raw(" <b>does not start</b></li>");
        return;
    }
    page.raw("<li>").line(&tool.name);
    if let Some(version) = &tool.version {
        page.raw(" <b>").line(version).raw("</b>");
    }
    if let Some(manager) = manager(tool) {
        page.raw(" <span class=\"aside\">").line(manager).raw("</span>");
    }
    page.raw("</li>");
}

fn disks(page: &mut Markup, disks: &[Disk]) {
    if disks.is_empty() {
        return;
    }
    page.raw("<div class=\"card\">\n<h3>Disks</h3>\n<ul class=\"disks\">\n");
    for disk in disks {
        let used = disk.total_bytes.saturating_sub(disk.available_bytes);
        let percent = u128::from(used) * 100 / u128::from(disk.total_bytes.max(1));
        let percent = u64::try_from(percent).unwrap_or(100);
        page.raw("<li><span class=\"row\"><code>")
            .line(&disk.mount)
            .raw("</code><span>");
        page.value(text::bytes(disk.available_bytes))
            .raw(" free of ")
            .value(text::bytes(disk.total_bytes))
            .raw("</span></span>");
        bar(page, percent, if percent >= 90 { "full" } else { "used" });
        let holds: Vec<&str> = disk.holds.iter().map(|held| holds(*held)).collect();
        page.raw("<span class=\"aside\">").line(&holds.join(", "));
        if let Some(system) = &disk.file_system {
            page.raw(if holds.is_empty() { "" } else { " · " }).line(system);
        }
        page.raw("</span></li>\n");
    }
    page.raw("</ul>\n</div>\n");
}

fn holds(held: DiskUse) -> &'static str {
    match held {
        DiskUse::ContainerData => "container data",
        DiskUse::Home => "home",
        DiskUse::Project => "the project",
        DiskUse::Temp => "temporary files",
    }
}

fn services(page: &mut Markup, services: &[Service]) {
    let known: Vec<(&Service, &str)> = services
        .iter()
        .filter_map(|service| Some((service, state(service)?)))
        .collect();
    if known.is_empty() {
        return;
    }
    page.raw("<div class=\"card\">\n<h3>Services</h3>\n<ul class=\"pairs\">\n");
    for (service, state) in known {
        page.raw("<li><span>").line(&service.id);
        if let Some(version) = &service.version {
            page.raw(" <b>").line(version).raw("</b>");
        }
        page.raw(match service.state {
            ServiceState::Running => "</span><span class=\"good\">",
            _ => "</span><span class=\"aside\">",
        });
        page.line(state).raw("</span></li>\n");
    }
    page.raw("</ul>\n</div>\n");
}

fn ports(page: &mut Markup, ports: &[Port]) {
    if ports.is_empty() {
        return;
    }
    page.raw("<div class=\"card\">\n<h3>Listening</h3>\n<ul class=\"pairs\">\n");
    for port in ports {
        page.raw("<li><code>").value(port.port);
        if port.protocol == Protocol::Udp {
            page.raw("/udp");
        }
        page.raw("</code><span>");
        match &port.process {
            Some(process) => page.line(process),
            None => page.raw("<span class=\"aside\">unknown</span>"),
        };
        page.raw("</span></li>\n");
    }
    page.raw("</ul>\n</div>\n");
}

fn git(page: &mut Markup, scan: &Scan) {
    let is_absent = |tool: &Tool| tool.id == "git" && tool.state == ToolState::Absent;
    let Some(git) = scan.git.as_ref().filter(|_| !scan.tools.iter().any(is_absent)) else {
        return;
    };
    page.raw("<div class=\"card\">\n<h3>Git</h3>\n<ul>\n");
    for fact in git_facts(git) {
        page.raw("<li>").line(&fact).raw("</li>\n");
    }
    page.raw("</ul>\n</div>\n");
}
