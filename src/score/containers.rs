//! The rule on container engines: `engine-answers`.

use super::Rule;
use super::lookup::in_force;
use super::shell::{Fix, USER_NAME};
use super::verdict::Verdict;
use crate::scan::{OsFamily, Outcome, RequirementKind, Scan, Service, ServiceState, System};

pub(super) fn engine_answers(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let family = scan.system.as_ref().map(|system| system.os.family);
    let asked = in_force(scan, RequirementKind::Service);
    let says_nothing = scan
        .project
        .as_ref()
        .is_none_or(|project| project.requirements.is_empty());
    // The project requires this engine, or any. A project without requirements may use it: that counts.
    let is_wanted = |id: &str| says_nothing || asked.contains_key(id) || asked.contains_key("container-engine");
    scan.services
        .iter()
        .filter_map(|service| judge(scan.system.as_ref(), family, service, is_wanted(&service.id)))
        .collect()
}

fn judge(system: Option<&System>, family: Option<OsFamily>, service: &Service, is_wanted: bool) -> Option<Verdict> {
    if !matches!(service.id.as_str(), "docker" | "podman") || service.client_installed == Some(false) {
        return None;
    }
    // On Linux podman starts containers itself; its socket is for other programs.
    let needs_no_engine = service.id == "podman" && family == Some(OsFamily::Linux);
    let name = if service.id == "docker" { "Docker" } else { "Podman" };
    let (outcome, message) = match service.state {
        ServiceState::Absent => return None,
        // Many people start the engine only when they need it.
        ServiceState::Stopped if !is_wanted && !needs_no_engine => return None,
        ServiceState::Running => (Outcome::Pass, format!("{name}'s engine is running")),
        ServiceState::Remote => (
            Outcome::Skipped,
            format!("{name}'s engine is on another machine and was not called"),
        ),
        _ if needs_no_engine => (Outcome::Pass, format!("{name} needs no engine")),
        ServiceState::Stopped => (
            Outcome::Warn,
            format!("{name} is installed, but its engine is not running"),
        ),
        ServiceState::Unreachable => (Outcome::Fail, format!("{name}'s socket exists, but nothing answers")),
        ServiceState::Denied => (
            Outcome::Fail,
            format!("{name}'s engine is running, but you are not allowed to use it"),
        ),
        ServiceState::Unknown => (Outcome::Unknown, format!("{name}'s engine could not be checked")),
    };
    let verdict = Verdict::new(&service.id, outcome, message);
    let endpoint = service
        .endpoint
        .iter()
        .chain(&service.detail)
        .cloned()
        .collect::<Vec<_>>()
        .join(": ");
    let verdict = if endpoint.is_empty() {
        verdict
    } else {
        verdict.evidence(endpoint)
    };
    Some(match outcome {
        Outcome::Pass | Outcome::Skipped => verdict,
        _ => with_fix(verdict, system, service),
    })
}

/// Adds the command that starts the engine on this machine; advice in words where several would do.
fn with_fix(verdict: Verdict, system: Option<&System>, service: &Service) -> Verdict {
    let endpoint = service.endpoint.as_deref().unwrap_or("");
    let Some(system) = system else {
        return verdict.advice("start the engine");
    };
    if system.container.is_some() {
        return verdict.advice("in a container, use the host's engine: mount its socket, or remove the client");
    }
    if system.ci.is_some() {
        return verdict.advice("choose a runner or a service with a container engine in the job's settings");
    }
    if system.wsl.is_some() {
        return verdict
            .advice("turn on WSL integration in Docker Desktop's settings, or start the engine in this distribution");
    }
    let run = |command: &str| Fix::run(command.split(' '));
    match (system.os.family, service.state, service.id.as_str()) {
        (OsFamily::Linux, ServiceState::Denied, "docker") => verdict
            .fix(Fix::run(["sudo", "usermod", "-aG", "docker", USER_NAME]))
            .advice("then sign out and in again; members of that group have root's rights"),
        (OsFamily::Linux, ServiceState::Stopped | ServiceState::Unreachable, "docker") => {
            let runs_systemd = system.init.as_deref() == Some("systemd");
            if endpoint.contains("/.docker/desktop/") {
                verdict.fix(run("systemctl --user start docker-desktop"))
            } else if !runs_systemd {
                verdict.advice("start the docker service with your system's service manager")
            } else if endpoint.contains("/run/user/") {
                verdict.fix(run("systemctl --user start docker"))
            } else if service.state == ServiceState::Unreachable {
                verdict.fix(run("sudo systemctl restart docker"))
            } else {
                verdict.fix(run("sudo systemctl start docker"))
            }
        }
        (OsFamily::Macos | OsFamily::Windows, _, "podman") => verdict.fix(run("podman machine start")),
        (OsFamily::Macos, _, _) if endpoint.contains("/.colima/") => verdict.fix(run("colima start")),
        (OsFamily::Macos, _, _) if endpoint.contains("/.orbstack/") => verdict.fix(run("open -a OrbStack")),
        (OsFamily::Macos, _, _) if endpoint.contains("/.rd/") => {
            verdict.fix(Fix::run(["open", "-a", "Rancher Desktop"]))
        }
        (OsFamily::Macos, _, _) if endpoint.contains("/.docker/") => verdict.fix(run("open -a Docker")),
        (OsFamily::Macos | OsFamily::Windows, _, _) => {
            verdict.advice("start Docker Desktop, or the engine you use instead")
        }
        _ => verdict.advice("start the engine"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::score::{assess, sample};

    fn told(system: System, service: Service) -> Option<(Outcome, Option<String>)> {
        let mut scan = sample::scan();
        (scan.system, scan.services) = (Some(system), vec![service]);
        let findings = assess(&scan, Policy::builtin()).findings;
        findings
            .into_iter()
            .find(|finding| finding.rule == "engine-answers")
            .map(|finding| (finding.outcome, finding.fix))
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what a finding has")]
    fn fix(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn client_and_engine_are_two_facts() {
        let linux = || sample::system(OsFamily::Linux);
        let cases = [
            (ServiceState::Running, Some((Outcome::Pass, None))),
            (ServiceState::Remote, Some((Outcome::Skipped, None))),
            (ServiceState::Absent, None),
            (
                ServiceState::Stopped,
                Some((Outcome::Warn, fix("sudo systemctl start docker"))),
            ),
            (
                ServiceState::Unreachable,
                Some((Outcome::Fail, fix("sudo systemctl restart docker"))),
            ),
            (
                ServiceState::Denied,
                Some((Outcome::Fail, fix("sudo usermod -aG docker \"$USER\""))),
            ),
            (ServiceState::Unknown, Some((Outcome::Unknown, None))),
        ];
        for (state, expected) in cases {
            assert_eq!(told(linux(), sample::service("docker", state)), expected, "{state:?}");
        }
        let no_client = Service {
            client_installed: Some(false),
            ..sample::service("docker", ServiceState::Stopped)
        };
        assert_eq!(told(linux(), no_client), None);
    }

    #[test]
    fn an_engine_that_the_project_does_not_need_may_stand_still() {
        let with = |requirement, state| {
            let mut scan = sample::scan();
            scan.project = Some(sample::project(vec![requirement]));
            scan.services = vec![sample::service("docker", state)];
            let findings = assess(&scan, Policy::builtin()).findings;
            let mut findings = findings.into_iter();
            findings
                .find(|finding| finding.rule == "engine-answers")
                .map(|finding| finding.outcome)
        };
        let node = || sample::requirement(RequirementKind::Tool, "node", "package.json");
        let service = |id| sample::requirement(RequirementKind::Service, id, "compose.yaml");
        assert_eq!(with(node(), ServiceState::Stopped), None);
        assert_eq!(with(node(), ServiceState::Denied), Some(Outcome::Fail));
        assert_eq!(
            with(service("container-engine"), ServiceState::Stopped),
            Some(Outcome::Warn)
        );
        assert_eq!(with(service("docker"), ServiceState::Stopped), Some(Outcome::Warn));
    }

    #[test]
    fn podman_needs_no_engine_on_linux() {
        let podman = || sample::service("podman", ServiceState::Stopped);
        assert_eq!(
            told(sample::system(OsFamily::Linux), podman()),
            Some((Outcome::Pass, None))
        );
        assert_eq!(
            told(sample::system(OsFamily::Macos), podman()),
            Some((Outcome::Warn, fix("podman machine start")))
        );
    }

    #[test]
    fn a_command_is_given_only_where_it_surely_works() {
        let docker = || sample::service("docker", ServiceState::Stopped);
        let linux = || sample::system(OsFamily::Linux);
        let mut without_systemd = linux();
        without_systemd.init = None;
        let wsl = System {
            wsl: Some(crate::scan::Wsl {
                version: Some(2),
                distribution: None,
            }),
            ..linux()
        };
        let container = System {
            container: Some("docker".to_owned()),
            ..linux()
        };
        for system in [
            without_systemd,
            wsl,
            container,
            sample::system(OsFamily::Windows),
            sample::system(OsFamily::Macos),
        ] {
            assert_eq!(told(system, docker()), Some((Outcome::Warn, None)));
        }
        let colima = Service {
            endpoint: fix("unix://~/.colima/default/docker.sock"),
            ..docker()
        };
        assert_eq!(
            told(sample::system(OsFamily::Macos), colima),
            Some((Outcome::Warn, fix("colima start")))
        );
        let rootless = Service {
            endpoint: fix("unix:///run/user/1000/docker.sock"),
            ..docker()
        };
        assert_eq!(
            told(linux(), rootless),
            Some((Outcome::Warn, fix("systemctl --user start docker")))
        );
    }
}
