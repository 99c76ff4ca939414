//! The steps of a scan, in order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::assembly::assemble;
use super::interrupt::{self, temp_directory};
use super::{ScanContext, ScanError, Selection, identity, installs};
use crate::config::write_private;
use crate::policy::Policy;
use crate::probe::cache::ProbeCache;
use crate::probe::run::{self as probes, Plan};
use crate::scan::{RequirementKind, Scan, ScanSelection, Strength};

/// The largest cache file that is read.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// How to scan.
pub struct ScanOptions<'p> {
    /// Whether programs may be started.
    pub exec: bool,
    /// Ignore the cache; it is still written.
    pub fresh: bool,
    /// How long the whole scan may take.
    pub timeout: Duration,
    /// How long one program may take.
    pub program_timeout: Duration,
    /// Programs that run at the same time. `None`: twice the processors, between 4 and 16.
    pub jobs: Option<u32>,
    /// Whether the scan has the host name.
    pub host_name: bool,
    /// Its requirements are added to those of the project's files. `None`: none are.
    pub policy: Option<&'p Policy>,
}

impl Default for ScanOptions<'_> {
    fn default() -> Self {
        Self {
            exec: true,
            fresh: false,
            timeout: Duration::from_secs(3),
            program_timeout: Duration::from_millis(1500),
            jobs: None,
            host_name: false,
            policy: None,
        }
    }
}

/// Receives the progress of a scan.
pub trait Progress {
    /// Called from time to time while these probes are still running.
    fn waiting(&self, probes: &[&str]);
    /// Something went wrong that does not change the scan.
    fn warn(&self, text: &str);
}

impl ScanContext {
    /// Reads the machine. Names of people and machines are masked in the result, which is not assessed yet.
    ///
    /// # Errors
    /// Never for something on the machine: failures to read are part of the scan.
    pub fn scan(
        &self,
        selection: Selection,
        options: &ScanOptions<'_>,
        progress: &dyn Progress,
    ) -> Result<Scan, ScanError> {
        let started = Instant::now();
        // Scans store milliseconds.
        let now = self.host.now();
        let taken_at = now.round(jiff::Unit::Millisecond).unwrap_or(now);
        let cache_file = self.directories.cache.as_ref().map(|cache| cache.join("tools.json"));
        let cached = cache_file
            .as_ref()
            .filter(|_| !options.fresh)
            .and_then(|path| self.host.read_text(path, CACHE_BYTES).ok());
        let cache = Arc::new(cached.map_or_else(ProbeCache::default, |text| ProbeCache::parse(&text, taken_at)));
        let plan = Plan {
            probes: selection.probes,
            tools: selection.tools,
            exec: options.exec,
            program_timeout: options.program_timeout,
            timeout: options.timeout,
            workers: options.jobs.map_or_else(default_jobs, |jobs| jobs as usize),
            required: options.policy.map(required_tools).unwrap_or_default(),
        };

        interrupt::begin(self.directories.cache.as_deref().map(temp_directory));
        let reading = probes::run(&self.host, &self.catalogue, &cache, &plan, &|names| {
            progress.waiting(names);
        });
        interrupt::stop_if_aborted();
        // Saved before the remaining programs are killed: what they print then is not an answer.
        let new_cache = cache.to_text();
        interrupt::end();
        if let (Some(path), Some(text)) = (&cache_file, new_cache)
            && let Err(error) = write_private(path, text.as_bytes())
        {
            progress.warn(&format!("cannot write the cache: {error}"));
        }

        let host_name = options.host_name.then(identity::host_name).flatten();
        let selected = ScanSelection {
            only: selection.only,
            skip: selection.skip,
            exec: options.exec,
        };
        let mut scan = assemble(self, reading, taken_at, host_name);
        scan.selection = Some(selected);
        scan.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.support_dates.fill(&mut scan);
        if let Some(policy) = options.policy {
            add_requirements(policy, &mut scan);
            let builtin = Policy::builtin().for_scan(&scan);
            scan.policy = policy.for_scan(&scan).overrides(&builtin);
        }
        installs::fill(&mut scan, &self.catalogue, &self.host);
        // Only if it was asked for.
        let host_name = scan.machine.host_name.take();
        let mut scan = identity::redactor(&self.host)
            .scan(scan)
            .map_err(ScanError::Redaction)?;
        scan.machine.host_name = host_name;
        Ok(scan)
    }
}

fn default_jobs() -> usize {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    (processors * 2).clamp(4, 16)
}

/// The tools that the policy requires by itself.
fn required_tools(policy: &Policy) -> BTreeSet<String> {
    policy
        .requirements()
        .iter()
        .filter(|one| one.kind == RequirementKind::Tool && one.strength == Strength::Required)
        .map(|one| one.id.clone())
        .collect()
}

/// Adds the policy's requirements to those of the project's files.
fn add_requirements(policy: &Policy, scan: &mut Scan) {
    let asked = policy.for_scan(scan).requirements().to_vec();
    if let Some(project) = &mut scan.project {
        project.requirements.extend(asked);
        project.requirements.sort();
        project.requirements.dedup();
    }
}
