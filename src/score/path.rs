//! Rules on PATH: its entries, and programs named `devenv`.

use super::Rule;
use super::shell::Fix;
use super::verdict::Verdict;
use crate::scan::{OsFamily, Outcome, PathEntry, PathEntryState, Scan};
use crate::text;

/// Links of a merged `/usr` and their targets: systems come with both on PATH.
const MERGED_USR: [(&str, &str); 4] = [
    ("/bin", "/usr/bin"),
    ("/sbin", "/usr/sbin"),
    ("/sbin", "/usr/bin"),
    ("/usr/sbin", "/usr/bin"),
];

/// Verdicts on the entries that `judge` objects to, or one pass.
///
/// A repeated entry is judged as a duplicate only: the first mention carries its other problems.
fn entries(scan: &Scan, pass: &str, judge: impl Fn(&PathEntry) -> Option<Verdict>) -> Vec<Verdict> {
    let Some(path) = &scan.path else { return Vec::new() };
    let open: Vec<Verdict> = path
        .entries
        .iter()
        .filter(|entry| entry.duplicate_of.is_none())
        .filter_map(judge)
        .collect();
    if open.is_empty() && !path.entries.is_empty() {
        return vec![Verdict::all_pass(
            pass,
            text::count(path.entries.len(), "entry", "entries"),
        )];
    }
    open
}

/// The entry's text; a placeholder for the empty one.
fn name(entry: &PathEntry) -> &str {
    if entry.directory.is_empty() {
        "(empty)"
    } else {
        &entry.directory
    }
}

const REMOVE_ENTRY: &str = "remove it from PATH in your shell's startup file";

pub(super) fn missing(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    entries(scan, "All PATH entries exist", |entry| {
        let missing = entry.state == PathEntryState::Missing;
        missing.then(|| {
            Verdict::new(
                name(entry),
                Outcome::Warn,
                format!("PATH entry {} does not exist", name(entry)),
            )
            .advice(REMOVE_ENTRY)
        })
    })
}

pub(super) fn not_a_directory(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    entries(scan, "All PATH entries are directories", |entry| {
        let file = entry.state == PathEntryState::NotADirectory;
        file.then(|| {
            Verdict::new(
                name(entry),
                Outcome::Fail,
                format!("PATH entry {} is not a directory", name(entry)),
            )
            .advice("put the directory that contains it on PATH instead")
        })
    })
}

pub(super) fn unreadable(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    entries(scan, "All PATH entries can be read", |entry| match entry.state {
        PathEntryState::Unreadable => Some(
            Verdict::new(
                name(entry),
                Outcome::Fail,
                match &entry.detail {
                    Some(detail) => format!("PATH entry {} can't be read: {detail}", name(entry)),
                    None => format!("You are not allowed to read PATH entry {}", name(entry)),
                },
            )
            .advice(REMOVE_ENTRY),
        ),
        PathEntryState::TimedOut => Some(
            Verdict::new(
                name(entry),
                Outcome::Unknown,
                format!("PATH entry {} did not answer in time", name(entry)),
            )
            .advice("each lookup of a program waits for it: remove it from PATH in your shell's startup file"),
        ),
        _ => None,
    })
}

pub(super) fn relative(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    entries(scan, "All PATH entries are absolute", |entry| match entry.state {
        PathEntryState::Empty => Some(
            Verdict::new(
                name(entry),
                Outcome::Fail,
                "PATH has an empty entry, which means the current directory",
            )
            .advice("look for a colon at the start or end of PATH, or two in a row, in your shell's startup file"),
        ),
        PathEntryState::Relative if is_unexpanded(&entry.directory) => Some(
            Verdict::new(
                name(entry),
                Outcome::Fail,
                format!(
                    "PATH entry `{}` was not expanded: it means a directory of that very name",
                    entry.directory
                ),
            )
            .advice(format!(
                "write `{}` in your shell's startup file, and no single quotes around it",
                expandable(&entry.directory)
            )),
        ),
        PathEntryState::Relative => Some(
            Verdict::new(
                name(entry),
                Outcome::Fail,
                format!("PATH entry {} is relative", name(entry)),
            )
            .advice(REMOVE_ENTRY),
        ),
        _ => None,
    })
}

/// A shell would have put something in place of it, had it not been quoted.
fn is_unexpanded(directory: &str) -> bool {
    directory == "~" || directory.starts_with("~/") || directory.starts_with('$')
}

/// The same for a shell to expand in double quotes, too: `$HOME/sdk` for `~/sdk`.
fn expandable(directory: &str) -> String {
    match directory.strip_prefix('~') {
        Some(below_home) => format!("$HOME{below_home}"),
        None => directory.to_owned(),
    }
}

pub(super) fn duplicate(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let Some(path) = &scan.path else { return Vec::new() };
    let repeated: Vec<Verdict> = path
        .entries
        .iter()
        .filter_map(|entry| {
            let earlier = entry.duplicate_of.as_deref()?;
            let merged = MERGED_USR
                .iter()
                .any(|pair| *pair == (entry.directory.as_str(), earlier) || *pair == (earlier, &entry.directory));
            let message = if earlier == entry.directory {
                format!("{} is on PATH more than once", name(entry))
            } else {
                format!("PATH entry {} is the same directory as {earlier}", name(entry))
            };
            (!merged).then(|| {
                Verdict::new(name(entry), Outcome::Warn, message)
                    .advice(format!("keep only the first {} in PATH", described(earlier)))
            })
        })
        .collect();
    if repeated.is_empty() && !path.entries.is_empty() {
        return vec![Verdict::all_pass(
            "No directory is on PATH twice",
            text::count(path.entries.len(), "entry", "entries"),
        )];
    }
    repeated
}

fn described(directory: &str) -> &str {
    if directory.is_empty() { "empty entry" } else { directory }
}

pub(super) fn writable(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let system = scan.system.as_ref();
    let wsl = system.is_some_and(|system| system.wsl.is_some());
    let windows = system.is_some_and(|system| system.os.family == OsFamily::Windows);
    entries(scan, "Only you and the system can write to PATH directories", |entry| {
        // WSL reports everything on a Windows drive as writable.
        let is_not_real = wsl && entry.directory.starts_with("/mnt/");
        if entry.writable_by_others != Some(true) || is_not_real {
            return None;
        }
        let verdict = Verdict::new(
            name(entry),
            Outcome::Fail,
            format!("Others can write to PATH entry {}", name(entry)),
        );
        if windows {
            return Some(verdict.advice("allow only yourself and administrators to write there"));
        }
        let own = entry.directory.starts_with("~/");
        let absolute = own || entry.directory.starts_with('/');
        let in_container = system.is_some_and(|system| system.container.is_some());
        let sudo = (!own && !in_container).then_some("sudo");
        let chmod = ["chmod", "go-w", entry.directory.as_str()];
        let fix = Fix::run(sudo.into_iter().chain(chmod)).filter(|_| absolute);
        let verdict = if fix.is_none() {
            verdict.advice(REMOVE_ENTRY)
        } else {
            verdict
        };
        Some(verdict.fix(fix))
    })
}

pub(super) fn name_clash(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let Some(path) = &scan.path else { return Vec::new() };
    let clash = path.shadowed.iter().filter(|shadowed| {
        let name = shadowed.name.to_ascii_lowercase();
        matches!(name.as_str(), "devenv" | "devenv.exe" | "devenv.com") && shadowed.paths.len() > 1
    });
    let clashes: Vec<Verdict> = clash
        .map(|shadowed| {
            let first = shadowed.paths.first().map_or("", String::as_str);
            Verdict::new(
                &shadowed.name,
                Outcome::Warn,
                format!("Several programs are named {}; {first} runs", shadowed.name),
            )
            .evidence(shadowed.paths.join(", "))
            .advice("use the full path in scripts, or put the right directory first in PATH")
        })
        .collect();
    if clashes.is_empty() && !path.entries.is_empty() {
        return vec![Verdict::all_pass(
            "At most one program is named devenv",
            text::count(path.entries.len(), "entry", "entries"),
        )];
    }
    clashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::{Finding, PathReport, Wsl};
    use crate::score::{assess, sample};

    fn scan_of(entries: Vec<PathEntry>) -> Scan {
        let mut scan = sample::scan();
        scan.system = Some(sample::system(OsFamily::Linux));
        scan.path = Some(PathReport {
            entries,
            shadowed: Vec::new(),
            ..PathReport::default()
        });
        scan
    }

    fn problems(scan: &Scan) -> Vec<Finding> {
        let findings = assess(scan, Policy::builtin()).findings;
        findings
            .into_iter()
            .filter(|finding| finding.rule.starts_with("path-") && finding.outcome != Outcome::Pass)
            .collect()
    }

    fn writable_entry(directory: &str) -> PathEntry {
        PathEntry {
            writable_by_others: Some(true),
            ..sample::path_entry(directory, PathEntryState::Ok)
        }
    }

    #[test]
    fn each_state_of_an_entry_is_one_finding_of_its_rule() {
        let cases = [
            (PathEntryState::Missing, Some(("path-entry-missing", Outcome::Warn))),
            (
                PathEntryState::NotADirectory,
                Some(("path-entry-not-a-directory", Outcome::Fail)),
            ),
            (
                PathEntryState::Unreadable,
                Some(("path-entry-unreadable", Outcome::Fail)),
            ),
            (
                PathEntryState::TimedOut,
                Some(("path-entry-unreadable", Outcome::Unknown)),
            ),
            (PathEntryState::Relative, Some(("path-entry-relative", Outcome::Fail))),
            (PathEntryState::Empty, Some(("path-entry-relative", Outcome::Fail))),
            (PathEntryState::Ok, None),
        ];
        for (state, expected) in cases {
            let found = problems(&scan_of(vec![sample::path_entry("/x", state)]));
            let found: Vec<(&str, Outcome)> = found
                .iter()
                .map(|finding| (finding.rule.as_str(), finding.outcome))
                .collect();
            assert_eq!(found, Vec::from_iter(expected), "{state:?}");
        }
    }

    #[test]
    fn an_entry_that_no_shell_expanded_is_told_for_what_it_is() {
        let told = |directory: &str| {
            let found = problems(&scan_of(vec![sample::path_entry(directory, PathEntryState::Relative)]));
            let advice = found.first().and_then(|finding| finding.advice.clone());
            (
                found.into_iter().map(|finding| finding.message).collect::<Vec<_>>(),
                advice,
            )
        };
        for (directory, expandable) in [("~/sdk", "$HOME/sdk"), ("$HOME/bin", "$HOME/bin")] {
            let message = format!("PATH entry `{directory}` was not expanded: it means a directory of that very name");
            let advice = format!("write `{expandable}` in your shell's startup file, and no single quotes around it");
            assert_eq!(told(directory), (vec![message], Some(advice)));
        }
        assert_eq!(told("bin").0, ["PATH entry bin is relative"]);
    }

    #[test]
    fn a_repeated_problem_is_reported_once() {
        let again = PathEntry {
            duplicate_of: Some("/x".to_owned()),
            ..sample::path_entry("/x", PathEntryState::Missing)
        };
        let found = problems(&scan_of(vec![
            sample::path_entry("/x", PathEntryState::Missing),
            again.clone(),
            again,
        ]));
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["path-entry-missing", "path-entry-duplicate"]);
    }

    #[test]
    fn a_merged_usr_is_fine() {
        let bin = PathEntry {
            duplicate_of: Some("/usr/bin".to_owned()),
            ..sample::path_entry("/bin", PathEntryState::Ok)
        };
        assert_eq!(
            problems(&scan_of(vec![sample::path_entry("/usr/bin", PathEntryState::Ok), bin])),
            []
        );
    }

    #[test]
    fn the_command_against_writing_fits_the_directory() {
        let fix = |directory: &str| problems(&scan_of(vec![writable_entry(directory)])).remove(0).fix;
        assert_eq!(fix("~/bin"), Some("chmod go-w ~/bin".to_owned()));
        assert_eq!(
            fix("/opt/o'brien tools"),
            Some(r"sudo chmod go-w '/opt/o'\''brien tools'".to_owned())
        );
        assert_eq!(fix("/opt/a\u{1b}[2Jb"), None);
        assert_eq!(fix("bin"), None);
    }

    #[test]
    fn windows_directories_under_wsl_are_left_out() {
        let mut scan = scan_of(vec![writable_entry("/mnt/c/Windows/System32")]);
        assert_eq!(problems(&scan).len(), 1);
        scan.system.as_mut().unwrap().wsl = Some(Wsl {
            version: Some(2),
            distribution: None,
        });
        assert_eq!(problems(&scan), []);
    }

    #[test]
    fn two_programs_named_devenv_are_told() {
        let mut scan = scan_of(vec![sample::path_entry("/a", PathEntryState::Ok)]);
        let paths = vec!["/a/devenv".to_owned(), "/b/devenv".to_owned()];
        scan.path.as_mut().unwrap().shadowed.push(crate::scan::Shadowed {
            name: "devenv".to_owned(),
            paths,
        });
        let assessment = assess(&scan, Policy::builtin());
        let finding = assessment
            .findings
            .iter()
            .find(|finding| finding.rule == "devenv-name-clash")
            .unwrap();
        assert_eq!(
            (finding.outcome, finding.message.as_str()),
            (Outcome::Warn, "Several programs are named devenv; /a/devenv runs")
        );
    }
}
