//! Rules on Git's settings and on the scan itself.

use super::Rule;
use super::shell::{Fix, ShellKind};
use super::verdict::Verdict;
use crate::scan::{Outcome, ProbeState, Scan, ToolState};
use crate::text;

pub(super) fn git_identity(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let Some(git) = &scan.git else { return Vec::new() };
    // A scan without tools does not say whether Git is installed.
    let is_installed = !scan
        .tools
        .iter()
        .any(|tool| tool.id == "git" && tool.state == ToolState::Absent);
    if !is_installed {
        return Vec::new();
    }
    if git.identity_configured {
        return vec![Verdict::new("git", Outcome::Pass, "Git user name and email are set")];
    }
    // PowerShell before 7 has no `&&`.
    let then = if ShellKind::of(scan) == ShellKind::PowerShell {
        ";"
    } else {
        " &&"
    };
    let fix =
        format!("git config --global user.name \"Your Name\"{then} git config --global user.email \"you@example.com\"");
    vec![Verdict::new("git", Outcome::Fail, "Git user name or email is not set").fix(Some(Fix::Template(fix)))]
}

pub(super) fn git_safe_directory(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let Some(git) = &scan.git else { return Vec::new() };
    let is_absent = scan
        .tools
        .iter()
        .any(|tool| tool.id == "git" && tool.state == ToolState::Absent);
    if let Some(directory) = git.missing_repository.as_ref().filter(|_| !is_absent) {
        let message = format!("Git finds no repository: `.git` names {directory}, which does not exist");
        return vec![Verdict::new(directory, Outcome::Fail, message).advice(
            "work where the repository is (a container needs its directory too), or run `git worktree repair` in the repository",
        )];
    }
    let Some(directory) = git.refused_directory.as_ref().filter(|_| !is_absent) else {
        return Vec::new();
    };
    let fix = Fix::run(["git", "config", "--global", "--add", "safe.directory", directory]);
    let message = format!("Git refuses to work in {directory}: it belongs to another user");
    vec![
        Verdict::new(directory, Outcome::Fail, message)
            .evidence("`safe.directory` does not name it")
            .fix(fix)
            .advice("name it in `safe.directory`, or change its owner"),
    ]
}

pub(super) fn probe_completed(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let verdicts: Vec<Verdict> = scan
        .probes
        .iter()
        .filter_map(|probe| {
            let (message, advice) = match probe.state {
                ProbeState::Failed => (
                    format!("The probe {} failed", probe.name),
                    "scan again; if it fails again, report this as a bug of devenv",
                ),
                ProbeState::TimedOut => (
                    format!("The probe {} did not finish in time", probe.name),
                    "scan again with a longer `--timeout`",
                ),
                ProbeState::Ok | ProbeState::Partial | ProbeState::Skipped => return None,
            };
            let verdict = Verdict::new(&probe.name, Outcome::Unknown, message).advice(advice);
            Some(match &probe.detail {
                Some(detail) => verdict.evidence(detail),
                None => verdict,
            })
        })
        .collect();
    let done = scan
        .probes
        .iter()
        .filter(|probe| probe.state != ProbeState::Skipped)
        .count();
    if verdicts.is_empty() && done > 0 {
        let mut gaps: Vec<&str> = scan
            .probes
            .iter()
            .filter(|probe| probe.state == ProbeState::Partial)
            .map(|probe| probe.name.as_str())
            .collect();
        gaps.sort_unstable();
        let probes = text::count(done, "probe", "probes");
        let evidence = match gaps.as_slice() {
            [] => probes,
            gaps => format!("{probes}, with gaps in {}", gaps.join(", ")),
        };
        return vec![Verdict::all_pass("All probes finished", evidence)];
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::{Git, OsFamily};
    use crate::score::{assess, sample};

    fn identity(edit: impl FnOnce(&mut Scan)) -> Option<(Outcome, Option<String>)> {
        let mut scan = sample::scan();
        (scan.system, scan.git) = (Some(sample::system(OsFamily::Linux)), Some(Git::default()));
        edit(&mut scan);
        let findings = assess(&scan, Policy::builtin()).findings;
        findings
            .into_iter()
            .find(|finding| finding.rule == "git-identity")
            .map(|finding| (finding.outcome, finding.fix))
    }

    #[test]
    fn a_commit_needs_a_name_and_an_address() {
        let posix = "git config --global user.name \"Your Name\" && git config --global user.email \"you@example.com\"";
        assert_eq!(identity(|_| ()), Some((Outcome::Fail, Some(posix.to_owned()))));
        let windows = identity(|scan| scan.system = Some(sample::system(OsFamily::Windows)));
        assert_eq!(windows, Some((Outcome::Fail, Some(posix.replace(" &&", ";")))));
        let configured = identity(|scan| {
            scan.git = Some(Git {
                identity_configured: true,
                ..Git::default()
            });
        });
        assert_eq!(configured, Some((Outcome::Pass, None)));
    }

    #[test]
    fn without_git_there_is_no_finding() {
        let without_git = identity(|scan| {
            let git = sample::found_tool("git", "2.39.5");
            scan.tools.push(crate::scan::Tool {
                state: ToolState::Absent,
                ..git
            });
        });
        assert_eq!(without_git, None);
    }

    #[test]
    fn a_repository_of_another_user_has_its_way_out() {
        let mut scan = sample::scan();
        scan.git = Some(Git {
            identity_configured: true,
            refused_directory: Some("/srv/my shop".to_owned()),
            ..Git::default()
        });
        let told = |scan: &Scan| {
            let findings = assess(scan, Policy::builtin()).findings;
            let mut findings = findings.into_iter();
            findings
                .find(|finding| finding.rule == "git-safe-directory")
                .map(|finding| (finding.outcome, finding.message, finding.fix))
        };
        assert_eq!(
            told(&scan),
            Some((
                Outcome::Fail,
                "Git refuses to work in /srv/my shop: it belongs to another user".to_owned(),
                Some("git config --global --add safe.directory '/srv/my shop'".to_owned())
            ))
        );
        scan.git.as_mut().unwrap().refused_directory = None;
        assert_eq!(told(&scan), None);
        scan.git.as_mut().unwrap().missing_repository = Some("/srv/main/.git/worktrees/shop".to_owned());
        assert_eq!(
            told(&scan),
            Some((
                Outcome::Fail,
                "Git finds no repository: `.git` names /srv/main/.git/worktrees/shop, which does not exist".to_owned(),
                None
            ))
        );
    }

    #[test]
    fn a_probe_that_failed_is_unknown_and_a_partial_one_passes() {
        let mut scan = sample::scan();
        scan.probes = vec![
            sample::probe("disks", ProbeState::Failed),
            sample::probe("ports", ProbeState::Partial),
            sample::probe("tools", ProbeState::TimedOut),
        ];
        let assessment = assess(&scan, Policy::builtin());
        let told: Vec<(&str, Outcome, u32)> = assessment
            .findings
            .iter()
            .map(|finding| (finding.subject.as_str(), finding.outcome, finding.gain))
            .collect();
        assert_eq!(told, [("disks", Outcome::Unknown, 6), ("tools", Outcome::Unknown, 6)]);
    }
}
