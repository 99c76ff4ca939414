//! The file that runs behind a name on PATH: through links and shims.

use std::path::{Path, PathBuf};

use crate::host::Host;
use crate::probe::path::{Candidate, Obstacle, PathIndex};
use crate::probe::shim::{self, Shim, ShimCandidate};
use crate::scan::{FailReason, Failure};

/// A shim that is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeftAlone {
    /// Its version manager.
    pub(super) manager: String,
    /// Why it is not followed.
    detail: String,
}

impl LeftAlone {
    /// A shim of a manager that is known by its name alone.
    pub(super) fn managed_by(manager: &str) -> Self {
        Self {
            manager: manager.to_owned(),
            detail: shim::why_left_alone(manager),
        }
    }

    /// Why its version is unknown.
    pub(super) fn reason(&self) -> String {
        format!("managed by {}, version unknown: {}", self.manager, self.detail)
    }
}

/// Where links and shims lead.
pub(super) struct Followed {
    /// The file that runs, or why none does.
    pub(super) target: Result<PathBuf, Failure>,
    pub(super) manager: Option<&'static str>,
    /// What chose the target among those that the version manager has.
    pub(super) chosen_by: Option<String>,
    pub(super) by_shim: bool,
    /// What the chosen version lacks, where nobody asks for more.
    pub(super) not_included: Option<String>,
    /// The version that the shim fetches when it first runs, and what asks for it.
    pub(super) fetches: Option<(Option<String>, String)>,
    /// The command that makes the shim work again.
    pub(super) repair: Option<Vec<String>>,
    pub(super) left_alone: Option<LeftAlone>,
}

#[expect(clippy::too_many_lines, reason = "one arm for each kind of shim")]
pub(super) fn follow(host: &Host, index: &PathIndex, program: &str, candidate: &Candidate) -> Followed {
    let failed = |failure: Failure, manager: Option<&'static str>| Followed {
        target: Err(failure),
        manager,
        chosen_by: None,
        by_shim: manager.is_some(),
        not_included: None,
        fetches: None,
        repair: None,
        left_alone: None,
    };
    let not_executable = |detail: &str| failed(Failure::new(FailReason::NotExecutable, detail), None);
    let obstacle = candidate.obstacle.map(|obstacle| match obstacle {
        Obstacle::Dangling => "it is a link to nothing",
        Obstacle::NotAFile => "it is not a file",
        Obstacle::LinkLoop => "it is a link that leads back to itself",
        Obstacle::Unreachable => "it is a link to where you may not look",
        Obstacle::Hangs => "it is a link to where nothing answers",
        Obstacle::NoPermission => "you have no permission to run it",
        Obstacle::NoExecMount => "its file system is mounted `noexec`",
    });
    if let Some(detail) = obstacle {
        return not_executable(detail);
    }
    let resolved = match &candidate.resolved {
        Some(resolved) => resolved.clone(),
        None => match host.resolve(&candidate.path) {
            Ok(resolved) => resolved,
            Err(error) => return not_executable(&error.to_string()),
        },
    };
    match resolve_chain(host, index, program, &candidate.path, &resolved) {
        None => Followed {
            target: Ok(resolved),
            manager: None,
            chosen_by: None,
            by_shim: false,
            not_included: None,
            fetches: None,
            repair: None,
            left_alone: None,
        },
        Some(Shim::Leads {
            manager,
            target,
            chosen_by,
        }) => Followed {
            // A shim may lead back to the next one on PATH: that is not the version manager's.
            manager: Some(manager).filter(|_| !is_on_path(host, index, program, candidate, &target)),
            target: Ok(target),
            chosen_by,
            by_shim: true,
            not_included: None,
            fetches: None,
            repair: None,
            left_alone: None,
        },
        Some(Shim::LeftAlone { manager, detail }) => Followed {
            target: Ok(resolved),
            manager: None,
            chosen_by: None,
            by_shim: true,
            not_included: None,
            fetches: None,
            repair: None,
            left_alone: Some(LeftAlone { manager, detail }),
        },
        Some(Shim::NotIncluded { manager, detail }) => {
            let detail = format!("{manager}: {detail}");
            Followed {
                not_included: Some(detail.clone()),
                ..failed(Failure::new(FailReason::NotInstalledByShim, detail), Some(manager))
            }
        }
        Some(Shim::Stale {
            manager,
            detail,
            repair,
        }) => {
            let detail = format!("{manager}: {detail}");
            Followed {
                not_included: Some(detail.clone()),
                repair: Some(repair),
                ..failed(Failure::new(FailReason::NotInstalledByShim, detail), Some(manager))
            }
        }
        Some(Shim::Fetches {
            manager,
            version,
            set_by,
        }) => {
            let what = version.as_deref().unwrap_or("the newest version");
            let detail = format!("{manager} fetches {what} (set by {set_by}) when it first runs");
            Followed {
                not_included: Some(detail.clone()),
                fetches: Some((version, set_by)),
                ..failed(Failure::new(FailReason::NotInstalledByShim, detail), Some(manager))
            }
        }
        Some(Shim::NotInstalled { manager, wanted }) => {
            let detail = format!("{manager} {}", shim::not_installed_text(&wanted));
            let failure = Failure {
                wanted: Some(wanted),
                ..Failure::new(FailReason::NotInstalledByShim, detail)
            };
            failed(failure, Some(manager))
        }
        Some(Shim::Refused {
            manager,
            at_fault,
            detail,
        }) => {
            let detail = format!("{manager}: {detail}");
            let failure = Failure {
                at_fault: Some(at_fault),
                ..Failure::new(FailReason::Exit, detail)
            };
            failed(failure, Some(manager))
        }
        Some(Shim::Stub { detail }) => failed(Failure::new(FailReason::Stub, detail), None),
    }
}

/// How many shims may lead one to the next: `system` of one version manager may be the shim of another.
const LONGEST_CHAIN: usize = 4;

/// Where a shim leads in the end. `None`: the program is no shim.
fn resolve_chain(host: &Host, index: &PathIndex, program: &str, path: &Path, resolved: &Path) -> Option<Shim> {
    let mut found = shim::resolve(
        host,
        index,
        &ShimCandidate {
            program,
            path,
            resolved,
        },
    )?;
    for _ in 0..LONGEST_CHAIN {
        let Shim::Leads { target, .. } = &found else {
            return Some(found);
        };
        let next = ShimCandidate {
            program,
            path: target,
            resolved: target,
        };
        match shim::resolve(host, index, &next) {
            // An applet of busybox leads to busybox, which leads nowhere.
            None | Some(Shim::Leads { .. }) if target == resolved => return Some(found),
            None => return Some(found),
            Some(Shim::Leads { target: same, .. }) if same == *target => return Some(found),
            Some(next) => found = next,
        }
    }
    match found {
        Shim::Leads { manager, .. } => Some(Shim::Refused {
            manager,
            at_fault: "PATH".to_owned(),
            detail: "its shims lead in a circle".to_owned(),
        }),
        other => Some(other),
    }
}

/// The file is another one of that name on PATH.
fn is_on_path(host: &Host, index: &PathIndex, program: &str, shim: &Candidate, target: &Path) -> bool {
    let identity = host.identity(target).ok();
    identity.is_some()
        && shim.identity != identity
        && index.candidates(program).iter().any(|other| other.identity == identity)
}
