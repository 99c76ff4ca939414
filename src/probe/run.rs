//! Runs the probes side by side, each with a deadline, and gathers what they read.

mod plan;
mod reading;
mod second_try;

pub use plan::Plan;
pub use reading::Reading;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::cache::ProbeCache;
use super::catalogue::Catalogue;
use super::name::ProbeName;
use super::path::PathIndex;
use super::workers::Workers;
use super::{Probed, disks, git, managers, namesake, path, ports, project, services, system, tools};
use crate::host::Host;
use crate::requirement::{self, ProjectRequirements};
use crate::scan::{Port, ProbeReport, ProbeState, VersionManager};
use reading::{Part, map};

/// Probes end this long before the scan does, so that tools that are too slow are reported one by one.
const DEADLINE_MARGIN: Duration = Duration::from_millis(150);
/// After this the caller hears what is being waited for.
const PROGRESS_DELAY: Duration = Duration::from_millis(250);

struct Message {
    probe: ProbeName,
    took: Duration,
    result: Probed<Part>,
}

/// Runs the probes. `waiting` is called now and then, with the names of the probes that are still at work.
pub fn run(
    host: &Arc<Host>,
    catalogue: &Arc<Catalogue>,
    cache: &Arc<ProbeCache>,
    plan: &Plan,
    waiting: &dyn Fn(&[&str]),
) -> Reading {
    let (sender, receiver) = channel();
    let root = project::find_root(host);
    let mut run = Run {
        host: Arc::clone(host),
        catalogue: Arc::clone(catalogue),
        cache: Arc::clone(cache),
        plan,
        deadline: Instant::now() + plan.timeout,
        checkout: root.as_deref().map(|root| project::checkout(host, root)),
        root,
        workers: Workers::new(),
        sender,
        pending: BTreeSet::new(),
        index: None,
        ports: None,
        requested: None,
        compose_ports: BTreeMap::new(),
        managers: None,
        reading: Reading::default(),
    };
    run.start();
    run.gather(&receiver, waiting);
    run.try_again(&receiver, waiting);
    run.report_missing();
    run.join_managers();
    run.join_requirements();
    run.reading.probes.sort_by(|left, right| left.name.cmp(&right.name));
    run.reading
}

struct Run<'a> {
    host: Arc<Host>,
    catalogue: Arc<Catalogue>,
    cache: Arc<ProbeCache>,
    plan: &'a Plan,
    deadline: Instant,
    root: Option<PathBuf>,
    /// The project's directory, or the outermost one around it that is a project too.
    checkout: Option<PathBuf>,
    workers: Workers,
    sender: Sender<Message>,
    pending: BTreeSet<ProbeName>,
    index: Option<Arc<PathIndex>>,
    ports: Option<Arc<Vec<Port>>>,
    requested: Option<ProjectRequirements>,
    /// Ports that containers publish, each with the directory of its compose project.
    compose_ports: BTreeMap<services::PublishedPort, String>,
    /// Where the version managers come from, while they are read.
    managers: Option<Receiver<Vec<VersionManager>>>,
    reading: Reading,
}

impl Run<'_> {
    fn wants(&self, probe: ProbeName) -> bool {
        self.plan.probes.contains(&probe)
    }

    /// When the probes have to be done.
    fn probe_deadline(&self) -> Instant {
        let margin = margin(self.plan.timeout);
        self.deadline.checked_sub(margin).unwrap_or(self.deadline)
    }

    /// Starts what needs nothing of the others. Tools need PATH, and services need PATH and the ports.
    fn start(&mut self) {
        use ProbeName as P;
        let host = Arc::clone(&self.host);
        if self.wants(P::Path) || self.wants(P::Tools) || self.wants(P::Services) {
            let (host, names) = (Arc::clone(&host), wanted_programs(&self.catalogue));
            self.spawn(P::Path, move || {
                map(path::read(&host, &names), |index| Part::Path(Arc::new(index)))
            });
        }
        if self.wants(P::Ports) || self.wants(P::Services) {
            let host = Arc::clone(&host);
            self.spawn(P::Ports, move || {
                map(ports::read(&host), |ports| Part::Ports(Arc::new(ports)))
            });
        }
        if self.wants(P::Project) {
            let (host, root) = (Arc::clone(&host), self.root.clone());
            self.spawn(P::Project, move || match root {
                Some(root) => map(project::read(&host, &root), |project| {
                    Part::Project(Box::new(Some(project)))
                }),
                None => Probed::Whole(Part::Project(Box::new(None))),
            });
        }
        if self.wants(P::Requirements) {
            let (host, root) = (Arc::clone(&host), self.root.clone());
            let deadline = self.probe_deadline();
            self.spawn(P::Requirements, move || {
                let requested = root
                    .map(|root| requirement::read(&host, &root, deadline))
                    .unwrap_or_default();
                let detail = requested.partly_read.clone();
                let value = Part::Requirements(Box::new(requested));
                match detail {
                    Some(detail) => Probed::Partial { value, detail },
                    None => Probed::Whole(value),
                }
            });
        }
        if self.wants(P::System) {
            let host = Arc::clone(&host);
            self.spawn(P::System, move || {
                map(system::read(&host), |system| Part::System(Box::new(system)))
            });
        }
        if self.wants(P::Disks) {
            let (host, root) = (Arc::clone(&host), self.root.clone());
            self.spawn(P::Disks, move || map(disks::read(&host, root.as_deref()), Part::Disks));
        }
        if self.wants(P::Git) {
            self.spawn(P::Git, move || map(git::read(&host), Part::Git));
        }
        if self.wants(P::Tools) {
            self.start_managers();
        }
    }

    /// Starts what needs PATH or the ports, once they are there.
    fn start_dependent(&mut self, done: ProbeName) {
        if let (ProbeName::Path, Some(index), true) = (done, &self.index, self.wants(ProbeName::Tools)) {
            let (host, catalogue, cache) = (
                Arc::clone(&self.host),
                Arc::clone(&self.catalogue),
                Arc::clone(&self.cache),
            );
            let (index, checkout, plan) = (Arc::clone(index), self.checkout.clone(), self.plan.clone());
            let deadline = self.probe_deadline();
            self.spawn(ProbeName::Tools, move || {
                let request = tools::Request {
                    host: &host,
                    index: &index,
                    catalogue: &catalogue,
                    only: plan.tools.as_deref(),
                    checkout: checkout.as_deref(),
                    exec: plan.exec,
                    program_timeout: plan.program_timeout,
                    deadline,
                    workers: plan.workers,
                    cache: &cache,
                };
                map(tools::read(&request), Part::Tools)
            });
        }
        if let (Some(index), Some(ports), true) = (&self.index, &self.ports, self.wants(ProbeName::Services)) {
            let (host, index, ports) = (Arc::clone(&self.host), Arc::clone(index), Arc::clone(ports));
            let catalogue = Arc::clone(&self.catalogue);
            self.spawn(ProbeName::Services, move || {
                let has_program = |program: &str| namesake::is_on_path(&host, &index, &catalogue, program);
                map(services::read(&host, &has_program, &ports), Part::Services)
            });
        }
    }

    fn spawn(&mut self, probe: ProbeName, read: impl FnOnce() -> Probed<Part> + Send + 'static) {
        let sender = self.sender.clone();
        let work = move || {
            let started = Instant::now();
            // A probe that panics is one failed probe.
            let result = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Probed::Failed {
                detail: "a bug in devenv: the probe panicked".to_owned(),
            });
            // The receiver is gone when the scan's time was up.
            let _ = sender.send(Message {
                probe,
                took: started.elapsed(),
                result,
            });
        };
        self.pending.insert(probe);
        if let Err(error) = self.workers.submit(Box::new(work)) {
            let result = Probed::Failed {
                detail: format!("no thread could be started: {error}"),
            };
            let _ = self.sender.send(Message {
                probe,
                took: Duration::ZERO,
                result,
            });
        }
    }

    fn gather(&mut self, receiver: &Receiver<Message>, waiting: &dyn Fn(&[&str])) {
        while !self.pending.is_empty() {
            let left = self.deadline.saturating_duration_since(Instant::now());
            match receiver.recv_timeout(left.min(PROGRESS_DELAY)) {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) if !left.is_zero() => {
                    waiting(&self.pending.iter().map(|probe| probe.name()).collect::<Vec<_>>());
                }
                Err(_) => break,
            }
        }
    }

    /// Says of probes that are not done that their time was up, and of those that nobody wanted that they were left out.
    fn report_missing(&mut self) {
        for probe in ProbeName::ALL {
            let state = if !self.wants(probe) {
                ProbeState::Skipped
            } else if self.reading.probes.iter().any(|report| report.name == probe.name()) {
                continue;
            } else {
                ProbeState::TimedOut
            };
            let took = if state == ProbeState::TimedOut {
                self.plan.timeout
            } else {
                Duration::ZERO
            };
            self.report(probe, state, took, None);
        }
    }

    fn take(&mut self, Message { probe, took, result }: Message) {
        self.pending.remove(&probe);
        if let Probed::Whole(part @ Part::SomeTools(_)) = result {
            self.keep(part);
            return;
        }
        let (state, detail) = match result {
            Probed::Whole(part) => {
                self.keep(part);
                (ProbeState::Ok, None)
            }
            Probed::Partial { value, detail } => {
                // What the rest of the project asks for is unknown, whereas a project that is too large is merely told.
                let timed_out = matches!(&value, Part::Requirements(requested) if requested.timed_out);
                self.keep(value);
                let state = if timed_out {
                    ProbeState::TimedOut
                } else {
                    ProbeState::Partial
                };
                (state, Some(detail))
            }
            Probed::Failed { detail } => {
                if probe == ProbeName::Path {
                    self.index = Some(Arc::default());
                } else if probe == ProbeName::Ports {
                    self.ports = Some(Arc::default());
                }
                (ProbeState::Failed, Some(detail))
            }
        };
        if self.wants(probe) {
            self.report(probe, state, took, detail);
        }
        if matches!(probe, ProbeName::Path | ProbeName::Ports) {
            self.start_dependent(probe);
        }
    }

    fn report(&mut self, probe: ProbeName, state: ProbeState, took: Duration, detail: Option<String>) {
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.reading.probes.push(ProbeReport {
            name: probe.name().to_owned(),
            state,
            duration_ms,
            detail,
        });
    }
}

/// [`DEADLINE_MARGIN`], or a quarter of a short scan.
fn margin(timeout: Duration) -> Duration {
    DEADLINE_MARGIN.min(timeout / 4)
}

/// The names to look for on PATH: every program of the catalogue, our own, whose name others bear too, and those of version managers.
fn wanted_programs(catalogue: &Catalogue) -> std::collections::HashSet<String> {
    let own = ["devenv", "docker", "podman"].into_iter().map(str::to_owned);
    catalogue
        .entries()
        .iter()
        .flat_map(|entry| entry.programs.iter().cloned())
        .chain(own)
        .chain(managers::wanted_programs())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_scan_has_time_for_its_probes() {
        let margins = [100, 400, 600, 3_000].map(|timeout| margin(Duration::from_millis(timeout)).as_millis());
        assert_eq!(margins, [25, 100, 150, 150]);
    }
}
