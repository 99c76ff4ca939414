//! The rule on PATH in other sessions: `path-sessions-differ`.

use std::collections::BTreeMap;

use super::Rule;
use super::lookup::is_required;
use super::verdict::Verdict;
use crate::scan::{OsFamily, Outcome, PathAssignment, PathReport, PathSession, Scan};

/// `path-sessions-differ`: directories of start files that are not on PATH, and those that only terminals have.
pub(super) fn path_sessions_differ(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let Some(path) = &scan.path else { return Vec::new() };
    let mut by_directory: BTreeMap<&str, Vec<&PathAssignment>> = BTreeMap::new();
    for one in &path.assigned {
        by_directory.entry(&one.directory).or_default().push(one);
    }
    by_directory
        .into_iter()
        .filter_map(|(directory, assignments)| {
            if is_on(path, directory) {
                only_in_terminals(scan, directory, &assignments)
            } else {
                not_here(directory, &assignments)
            }
        })
        .collect()
}

fn is_on(path: &PathReport, directory: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches('/').to_owned();
    path.entries
        .iter()
        .any(|entry| plain(&entry.directory) == plain(directory))
}

/// The user's own file adds a directory that this session does not have. What the system's files add is the system's affair.
fn not_here(directory: &str, assignments: &[&PathAssignment]) -> Option<Verdict> {
    let own = assignments.iter().find(|one| !one.file.starts_with("/etc/"))?;
    let message = format!(
        "{} adds {directory} to PATH, but it is not on PATH in this session",
        own.file
    );
    Some(
        Verdict::new(directory, Outcome::Warn, message)
            .evidence(format!("{}:{}", own.file, own.line))
            .advice("open a new terminal; a program that was started from the desktop has it after you sign in again"),
    )
}

/// A directory with a required tool in it that only interactive shells add.
fn only_in_terminals(scan: &Scan, directory: &str, assignments: &[&PathAssignment]) -> Option<Verdict> {
    let family = scan.system.as_ref().map(|system| system.os.family);
    // On macOS the desktop reads no file of a login shell.
    let is_of_desktop = |one: &&PathAssignment| match one.session {
        PathSession::Desktop => true,
        PathSession::Login => family != Some(OsFamily::Macos),
        PathSession::Terminal => false,
    };
    if assignments.iter().any(is_of_desktop) {
        return None;
    }
    let first = assignments.first()?;
    let is_in = |path: &str| path.rsplit_once('/').is_some_and(|(parent, _)| parent == directory);
    let mut tools: Vec<&str> = scan
        .tools
        .iter()
        .filter(|tool| tool.path.as_deref().is_some_and(is_in) && is_required(scan, &tool.id))
        .map(|tool| tool.name.as_str())
        .collect();
    tools.sort_unstable();
    if tools.is_empty() {
        return None;
    }
    let message = format!("Only terminals have {directory} on PATH: {} adds it", first.file);
    let advice = format!(
        "a program that was started from the desktop, such as an IDE, may not find {}: start it from a terminal, or add the directory in \
        a file that the desktop reads",
        tools.join(", ")
    );
    Some(
        Verdict::new(directory, Outcome::Warn, message)
            .evidence(format!("{}:{}", first.file, first.line))
            .advice(advice),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::{PathEntryState, Tool};
    use crate::score::{assess, sample};

    fn told(family: OsFamily, assigned: &[(&str, &str, PathSession)]) -> Vec<(String, u32)> {
        let mut scan = sample::scan();
        scan.system = Some(sample::system(family));
        scan.project = Some(sample::requiring(["go"]));
        scan.tools.push(Tool {
            path: Some("~/go/bin/go".to_owned()),
            ..sample::found_tool("go", "1.27.1")
        });
        scan.path = Some(PathReport {
            entries: ["/usr/bin", "~/go/bin", "~/bin/"]
                .map(|directory| sample::path_entry(directory, PathEntryState::Ok))
                .into(),
            assigned: assigned
                .iter()
                .map(|(directory, file, session)| PathAssignment {
                    directory: (*directory).to_owned(),
                    file: (*file).to_owned(),
                    line: 3,
                    session: *session,
                })
                .collect(),
            ..PathReport::default()
        });
        let findings = assess(&scan, Policy::builtin()).findings;
        let mut findings = findings
            .into_iter()
            .filter(|finding| finding.rule == "path-sessions-differ");
        findings
            .by_ref()
            .map(|finding| (finding.message, finding.points))
            .collect()
    }

    #[test]
    fn what_this_session_lacks_and_what_only_terminals_have_is_told() {
        let lacks = (
            "~/.profile adds ~/.local/bin to PATH, but it is not on PATH in this session".to_owned(),
            0,
        );
        let terminals = ("Only terminals have ~/go/bin on PATH: ~/.bashrc adds it".to_owned(), 0);
        let linux = OsFamily::Linux;
        assert_eq!(
            told(linux, &[("~/.local/bin", "~/.profile", PathSession::Login)]),
            [lacks]
        );
        assert_eq!(
            told(linux, &[("~/go/bin", "~/.bashrc", PathSession::Terminal)]),
            [terminals]
        );
    }

    #[test]
    fn nothing_is_told_where_sessions_agree_or_nothing_required_differs() {
        let login = ("~/go/bin", "~/.profile", PathSession::Login);
        let terminal = ("~/go/bin", "~/.bashrc", PathSession::Terminal);
        assert_eq!(told(OsFamily::Linux, &[login]), []);
        assert_eq!(told(OsFamily::Linux, &[terminal, login]), []);
        assert_eq!(
            told(OsFamily::Linux, &[("~/bin", "~/.bashrc", PathSession::Terminal)]),
            []
        );
        assert_eq!(
            told(
                OsFamily::Linux,
                &[("/usr/games", "/etc/environment", PathSession::Desktop)]
            ),
            []
        );
        assert_eq!(told(OsFamily::Macos, &[login]).len(), 1);
    }
}
