//! Each kind of change between two scans.

use super::*;
use crate::policy::Policy;
use crate::scan::FailReason;
use crate::score::{self, sample};

fn assessed(mut scan: Scan) -> Scan {
    scan.assessment = Some(score::assess(&scan, Policy::builtin()));
    scan
}

fn with_tools(tools: Vec<Tool>) -> Scan {
    Scan {
        tools,
        ..sample::scan()
    }
}

fn absent(id: &str) -> Tool {
    Tool {
        state: ToolState::Absent,
        version: None,
        path: None,
        ..sample::found_tool(id, "0")
    }
}

#[test]
fn each_kind_of_change_of_a_tool_is_recognised() {
    let moved = Tool {
        path: Some("/opt/git/bin/git".to_owned()),
        ..sample::found_tool("git", "2.43.0")
    };
    let from = with_tools(vec![
        sample::found_tool("bun", "1.1"),
        sample::found_tool("deno", "2.0.0"),
        sample::found_tool("git", "2.43.0"),
        sample::failed_tool("go", FailReason::Exit),
        absent("jq"),
        sample::found_tool("kind", "0.20.0"),
        sample::found_tool("mine", "1"),
        sample::found_tool("node", "20.9.0"),
        sample::found_tool("npm", "10.1.0"),
        sample::found_tool("ruby", "3.3.0"),
    ]);
    let to = with_tools(vec![
        sample::found_tool("bun", "1.1"),
        sample::found_tool("deno", "1.46.0"),
        moved,
        sample::found_tool("go", "1.23.4"),
        sample::found_tool("jq", "1.7"),
        absent("kind"),
        sample::found_tool("new-in-the-catalogue", "1"),
        sample::found_tool("node", "20.10.0"),
        sample::failed_tool("npm", FailReason::Exit),
        Tool {
            version: None,
            ..sample::found_tool("ruby", "0")
        },
    ]);
    let difference = Difference::between(&from, &to);
    let told: Vec<(&str, ToolChangeKind, Option<&str>, Option<&str>)> = difference
        .tools
        .iter()
        .map(|change| {
            (
                change.id.as_str(),
                change.change,
                change.from.as_deref(),
                change.to.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("deno", ToolChangeKind::Down, Some("2.0.0"), Some("1.46.0")),
        ("git", ToolChangeKind::Moved, Some("2.43.0"), Some("2.43.0")),
        ("go", ToolChangeKind::Works, None, Some("1.23.4")),
        ("jq", ToolChangeKind::Added, None, Some("1.7")),
        ("kind", ToolChangeKind::Gone, Some("0.20.0"), None),
        ("node", ToolChangeKind::Up, Some("20.9.0"), Some("20.10.0")),
        ("npm", ToolChangeKind::Broken, Some("10.1.0"), None),
        ("ruby", ToolChangeKind::Other, Some("3.3.0"), None),
    ];
    assert_eq!(told, expected);
    let git = &difference.tools[1];
    assert_eq!(
        (git.from_path.as_deref(), git.to_path.as_deref()),
        (Some("/usr/bin/git"), Some("/opt/git/bin/git"))
    );
    // Whether it was installed before is unknown.
    assert_eq!(
        difference.not_compared,
        ["tools that only one of the scans looked for: mine, new-in-the-catalogue"]
    );
}

#[test]
fn fixed_and_new_problems_are_distinguished() {
    let broken = assessed(with_tools(vec![
        sample::failed_tool("go", FailReason::Exit),
        sample::found_tool("node", "22.1.0"),
    ]));
    let sound = assessed(with_tools(vec![
        sample::found_tool("go", "1.23.4"),
        sample::found_tool("node", "22.1.0"),
    ]));
    let told = |changes: &[FindingChange]| -> Vec<(String, Option<Outcome>, Option<Outcome>)> {
        changes
            .iter()
            .map(|change| (format!("{} {}", change.rule, change.subject), change.from, change.to))
            .collect()
    };
    let fixed = Difference::between(&broken, &sound);
    let expected = vec![("tool-works go".to_owned(), Some(Outcome::Fail), Some(Outcome::Pass))];
    assert_eq!(
        (told(&fixed.fixed), told(&fixed.new), fixed.gain(), fixed.is_worse()),
        (expected, vec![], Some(4), false)
    );
    let worse = Difference::between(&sound, &broken);
    let expected = vec![("tool-works go".to_owned(), None, Some(Outcome::Fail))];
    assert_eq!(
        (told(&worse.fixed), told(&worse.new), worse.gain(), worse.is_worse()),
        (vec![], expected, Some(-4), true)
    );
}

#[test]
fn problems_that_are_no_longer_checked_do_not_count_as_fixed() {
    let broken = assessed(with_tools(vec![sample::failed_tool("go", FailReason::Exit)]));
    let mut unread = broken.clone();
    let assessment = unread.assessment.as_mut().unwrap();
    assessment.findings.retain(|finding| finding.rule != "tool-works");
    let difference = Difference::between(&broken, &unread);
    let told: Vec<&str> = difference
        .no_longer_checked
        .iter()
        .map(|change| change.rule.as_str())
        .collect();
    assert_eq!((told, difference.fixed), (vec!["tool-works"], vec![]));

    let mut unknown = broken.clone();
    for finding in &mut unknown.assessment.as_mut().unwrap().findings {
        if finding.rule == "tool-works" {
            finding.outcome = Outcome::Unknown;
        }
    }
    let difference = Difference::between(&broken, &unknown);
    assert_eq!((difference.no_longer_checked.len(), difference.fixed), (1, vec![]));
}

#[test]
fn path_is_compared_directory_by_directory() {
    let report = |entries: &[(&str, PathEntryState)]| {
        let entries = entries
            .iter()
            .map(|(directory, state)| sample::path_entry(directory, *state))
            .collect();
        let path = Some(PathReport {
            entries,
            shadowed: Vec::new(),
            ..PathReport::default()
        });
        Scan { path, ..sample::scan() }
    };
    let from = report(&[
        ("/a", PathEntryState::Ok),
        ("/b", PathEntryState::Ok),
        ("/c", PathEntryState::Missing),
        ("/d", PathEntryState::Ok),
        ("/a", PathEntryState::Ok),
    ]);
    let to = report(&[
        ("/b", PathEntryState::Ok),
        ("/a", PathEntryState::Ok),
        ("/c", PathEntryState::Ok),
        ("/e", PathEntryState::Ok),
        ("/d", PathEntryState::Missing),
    ]);
    let strings = |directories: &[&str]| directories.iter().map(|directory| (*directory).to_owned()).collect();
    let expected = PathChange {
        added: strings(&["/e"]),
        gone: Vec::new(),
        reordered: true,
        appeared: strings(&["/c"]),
        vanished: strings(&["/d"]),
    };
    assert_eq!(Difference::between(&from, &to).path, Some(expected));
    let unread = Scan {
        path: None,
        ..from.clone()
    };
    let difference = Difference::between(&from, &unread);
    assert_eq!(
        (difference.path, difference.not_compared),
        (None, vec!["PATH: one of the scans is incomplete".to_owned()])
    );
}

#[test]
fn a_scan_equals_itself_and_comparing_in_reverse_undoes_each_change() {
    let golden = [
        "assessed",
        "empty-container",
        "healthy-laptop",
        "hostile-strings",
        "messy-laptop",
        "project",
    ];
    let scans: Vec<Scan> = golden
        .iter()
        .map(|name| {
            let path = format!("{}/fixtures/scans/v1/{name}.json", env!("CARGO_MANIFEST_DIR"));
            assessed(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect();
    for from in &scans {
        assert!(Difference::between(from, from).is_empty());
        for to in &scans {
            let (there, back) = (Difference::between(from, to), Difference::between(to, from));
            let ids = |difference: &Difference| -> Vec<String> {
                difference.tools.iter().map(|change| change.id.clone()).collect()
            };
            assert_eq!(ids(&there), ids(&back));
            let key = |change: &FindingChange| (change.rule.clone(), change.subject.clone());
            let new: Vec<_> = there.new.iter().map(key).collect();
            // A problem that is new in one direction is fixed, or no longer checked, in the other.
            let undone: Vec<_> = back.fixed.iter().chain(&back.no_longer_checked).map(key).collect();
            assert!(new.iter().all(|finding| undone.contains(finding)), "{new:?} {undone:?}");
        }
    }
}
