//! Small scans for tests to start from.

use crate::scan::{
    Disk, DiskUse, FailReason, Failure, Machine, Os, OsFamily, PathEntry, PathEntryState, ProbeReport, ProbeState,
    Project, Requirement, RequirementKind, SCHEMA_VERSION, Scan, Scanner, Service, ServiceState, Source, System, Tool,
    ToolState, VersionSource, WantedVersion,
};
use crate::version::Dialect;

/// A scan in which nothing was read.
pub(crate) fn scan() -> Scan {
    Scan {
        schema_version: SCHEMA_VERSION.to_owned(),
        scan_id: uuid::Uuid::nil(),
        taken_at: jiff::Timestamp::UNIX_EPOCH,
        duration_ms: 84,
        scanner: Scanner {
            name: "devenv".to_owned(),
            version: "0.1.0".to_owned(),
            target: "x86_64-unknown-linux-gnu".to_owned(),
        },
        machine: Machine {
            id: None,
            host_name: None,
        },
        selection: None,
        system: None,
        disks: Vec::new(),
        directories: Vec::new(),
        path: None,
        tools: Vec::new(),
        managers: Vec::new(),
        ports: Vec::new(),
        services: Vec::new(),
        git: None,
        project: None,
        policy: None,
        probes: Vec::new(),
        lifecycle: None,
        assessment: None,
    }
}

/// A project that requires these tools, in any version.
pub(crate) fn requiring<'a>(tools: impl IntoIterator<Item = &'a str>) -> Project {
    let required = |id| requirement(RequirementKind::Tool, id, "package.json");
    project(tools.into_iter().map(required).collect())
}

/// A system of that family with plenty of memory.
pub(crate) fn system(family: OsFamily) -> System {
    System {
        os: Os {
            family,
            ..Os::default()
        },
        init: (family == OsFamily::Linux).then(|| "systemd".to_owned()),
        memory_bytes: Some(16 << 30),
        available_memory_bytes: Some(8 << 30),
        ..System::default()
    }
}

pub(crate) fn found_tool(id: &str, version: &str) -> Tool {
    Tool {
        id: id.to_owned(),
        name: id.to_owned(),
        category: "language".to_owned(),
        state: ToolState::Found,
        version: Some(version.to_owned()),
        raw: None,
        path: Some(format!("/usr/bin/{id}")),
        resolved_path: None,
        manager: None,
        source: Some(VersionSource::File),
        outside_path: false,
        chosen_by: None,
        in_project: None,
        not_started: None,
        repair: None,
        remembered: false,
        duration_ms: 1,
        failure: None,
        others: Vec::new(),
        end_of_life: None,
        install: None,
    }
}

pub(crate) fn failed_tool(id: &str, reason: FailReason) -> Tool {
    Tool {
        state: ToolState::Failed,
        version: None,
        failure: Some(Failure::new(reason, "what happened")),
        ..found_tool(id, "0")
    }
}

pub(crate) fn wanted(version: &str, of: Option<&str>) -> WantedVersion {
    WantedVersion {
        version: version.to_owned(),
        of: of.map(str::to_owned),
        set_by: "~/shop/.tool-versions".to_owned(),
    }
}

pub(crate) fn disk(mount: &str, total_bytes: u64, available_bytes: u64) -> Disk {
    Disk {
        mount: mount.to_owned(),
        file_system: Some("ext4".to_owned()),
        total_bytes,
        available_bytes,
        total_inodes: None,
        available_inodes: None,
        holds: vec![DiskUse::Home],
    }
}

pub(crate) fn path_entry(directory: &str, state: PathEntryState) -> PathEntry {
    PathEntry {
        directory: directory.to_owned(),
        state,
        executables: None,
        writable_by_others: None,
        duplicate_of: None,
        detail: None,
    }
}

pub(crate) fn service(id: &str, state: ServiceState) -> Service {
    Service {
        id: id.to_owned(),
        state,
        client_installed: Some(true),
        endpoint: None,
        ports: Vec::new(),
        version: None,
        detail: None,
    }
}

/// A project in `~/shop` with these requirements.
pub(crate) fn project(requirements: Vec<Requirement>) -> Project {
    Project {
        root: "~/shop".to_owned(),
        name: "shop".to_owned(),
        id: None,
        commit: None,
        branch: None,
        dirty: None,
        requirements,
        broken_manifests: Vec::new(),
        evidence: Vec::new(),
        parts: Vec::new(),
        partly_read: None,
    }
}

/// A requirement on the third line of `file`.
pub(crate) fn requirement(kind: RequirementKind, id: &str, file: &str) -> Requirement {
    Requirement::new(
        kind,
        id,
        Source {
            file: file.to_owned(),
            line: Some(3),
        },
    )
}

/// A tool that `file` requires in these versions.
pub(crate) fn required_tool(id: &str, range: &str, dialect: Dialect, file: &str) -> Requirement {
    Requirement {
        range: Some(range.to_owned()),
        dialect: Some(dialect),
        ..requirement(RequirementKind::Tool, id, file)
    }
}

pub(crate) fn probe(name: &str, state: ProbeState) -> ProbeReport {
    ProbeReport {
        name: name.to_owned(),
        state,
        duration_ms: 1,
        detail: None,
    }
}
