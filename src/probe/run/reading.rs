//! What the probes read, and how their parts are put together.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use super::Run;
use crate::probe::path::PathIndex;
use crate::probe::{ProbeName, Probed, disks, managers, project, services};
use crate::requirement::ProjectRequirements;
use crate::scan::{
    Disk, Git, PathReport, Port, ProbeReport, ProbeState, Project, Service, System, Tool, VersionManager, WorkDirectory,
};

/// What the probes read. A part is empty when its probe was not wanted or failed; `probes` says which.
#[derive(Debug, Default)]
pub struct Reading {
    /// Operating system and hardware.
    pub system: Option<System>,
    /// Disks.
    pub disks: Vec<Disk>,
    /// Directories that are written to.
    pub directories: Vec<WorkDirectory>,
    /// PATH.
    pub path: Option<PathReport>,
    /// Version managers, and what each has installed.
    pub managers: Vec<VersionManager>,
    /// Tools.
    pub tools: Vec<Tool>,
    /// Listening sockets.
    pub ports: Vec<Port>,
    /// Services.
    pub services: Vec<Service>,
    /// Git's settings.
    pub git: Option<Git>,
    /// The project at hand.
    pub project: Option<Project>,
    /// How each probe went, sorted by name.
    pub probes: Vec<ProbeReport>,
}

/// What one probe read.
pub(super) enum Part {
    System(Box<System>),
    Disks(disks::Storage),
    Path(Arc<PathIndex>),
    Tools(Vec<Tool>),
    Ports(Arc<Vec<Port>>),
    Services(services::Services),
    Git(Git),
    Project(Box<Option<Project>>),
    Requirements(Box<ProjectRequirements>),
    /// Tools that were asked again; the rest is as it was.
    SomeTools(Vec<Tool>),
}

impl Run<'_> {
    /// Puts a part where it belongs.
    pub(super) fn keep(&mut self, part: Part) {
        match part {
            Part::System(system) => self.reading.system = Some(*system),
            Part::Disks(storage) => {
                self.reading.disks = storage.disks;
                self.reading.directories = storage.directories;
            }
            Part::Path(index) => {
                self.reading.path = self.wants(ProbeName::Path).then(|| index.report.clone());
                self.index = Some(index);
            }
            Part::Tools(tools) => self.reading.tools = tools,
            Part::Ports(ports) => {
                self.reading.ports = if self.wants(ProbeName::Ports) {
                    ports.to_vec()
                } else {
                    Vec::new()
                };
                self.ports = Some(ports);
            }
            Part::Services(services) => {
                self.reading.services = services.services;
                self.compose_ports = services.compose_ports;
            }
            Part::Git(git) => self.reading.git = Some(git),
            Part::Project(project) => self.reading.project = *project,
            Part::Requirements(requested) => self.requested = Some(*requested),
            Part::SomeTools(tools) => {
                for tool in tools {
                    match self.reading.tools.iter_mut().find(|other| other.id == tool.id) {
                        Some(other) => *other = tool,
                        None => self.reading.tools.push(tool),
                    }
                }
                self.reading.tools.sort_by(|left, right| left.id.cmp(&right.id));
            }
        }
    }

    /// Starts to read what version managers have installed, which needs nothing of the others.
    pub(super) fn start_managers(&mut self) {
        let (sender, receiver) = channel();
        let host = Arc::clone(&self.host);
        // The receiver is gone when the scan's time was up.
        let work = move || {
            let _ = sender.send(managers::read(&host));
        };
        if self.workers.submit(Box::new(work)).is_ok() {
            self.managers = Some(receiver);
        }
    }

    /// Puts the version managers where they belong, if some tools were read. Those whose directories hang end with the scan's time.
    pub(super) fn join_managers(&mut self) {
        let (Some(receiver), Some(index), false) = (&self.managers, &self.index, self.reading.tools.is_empty()) else {
            return;
        };
        let left = self.deadline.saturating_duration_since(Instant::now());
        if let Ok(found) = receiver.recv_timeout(left) {
            self.reading.managers = managers::with_path(found, index);
        } else if let Some(report) = self
            .reading
            .probes
            .iter_mut()
            .find(|report| report.name == ProbeName::Tools.name())
        {
            report.state = ProbeState::Partial;
            let told = report
                .detail
                .take()
                .map(|detail| format!("{detail}; "))
                .unwrap_or_default();
            report.detail = Some(format!("{told}the directories of version managers do not answer"));
        }
    }

    /// Puts what the project asks for into the project, of which nothing else may have been wanted.
    pub(super) fn join_requirements(&mut self) {
        let (Some(requested), Some(root)) = (self.requested.take(), &self.root) else {
            return;
        };
        let wanted = &requested.requirements;
        services::tell_projects(&self.host, &mut self.reading.ports, wanted, &self.compose_ports);
        let project = self.reading.project.get_or_insert_with(|| project::named(root));
        project.requirements = requested.requirements;
        project.broken_manifests = requested.broken_manifests;
        project.evidence = requested.evidence;
        project.parts = requested.parts;
        project.partly_read = requested.partly_read;
    }
}

/// What a probe read, as one of the parts.
pub(super) fn map<T>(probed: Probed<T>, into: impl FnOnce(T) -> Part) -> Probed<Part> {
    match probed {
        Probed::Whole(value) => Probed::Whole(into(value)),
        Probed::Partial { value, detail } => Probed::Partial {
            value: into(value),
            detail,
        },
        Probed::Failed { detail } => Probed::Failed { detail },
    }
}
