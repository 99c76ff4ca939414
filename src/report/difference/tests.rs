//! What changed between two scans, in text and Markdown.

use super::*;
use crate::policy::Policy;
use crate::scan::{FailReason, PathEntryState, PathReport, Scan};
use crate::score::{self, sample};

fn scan(minute: u8, tools: Vec<crate::scan::Tool>, path: &[&str]) -> Scan {
    let entries = path
        .iter()
        .map(|directory| sample::path_entry(directory, PathEntryState::Ok))
        .collect();
    let mut scan = Scan {
        taken_at: format!("2026-11-24T20:{minute:02}:00Z").parse().unwrap(),
        tools,
        path: Some(PathReport {
            entries,
            shadowed: Vec::new(),
            ..PathReport::default()
        }),
        ..sample::scan()
    };
    scan.assessment = Some(score::assess(&scan, Policy::builtin()));
    scan
}

fn changed() -> Difference {
    let from = scan(
        10,
        vec![
            sample::failed_tool("go", FailReason::Exit),
            sample::found_tool("jq", "1.7"),
            sample::found_tool("node", "20.9.0"),
        ],
        &["/usr/bin", "/opt/<b>/bin"],
    );
    let to = scan(
        20,
        vec![
            sample::found_tool("go", "1.23.4"),
            sample::failed_tool("jq", FailReason::Exit),
            sample::found_tool("node", "22.1.0"),
            sample::found_tool("own", "1"),
        ],
        &["~/bin", "/usr/bin"],
    );
    Difference::between(&from, &to)
}

const PLAIN: HumanOptions = HumanOptions {
    width: 80,
    colour: false,
    unicode: true,
    verbose: false,
    timings: false,
};

#[test]
fn what_changed_is_told_in_text() {
    insta::assert_snapshot!(difference(&changed(), &PLAIN, &TimeZone::UTC), @"
    2026-11-24 20:10 00000000-0000-0000-0000-000000000000 96/100 PASS
    → 2026-11-24 20:20 00000000-0000-0000-0000-000000000000 96/100 PASS

    New
      ✗ jq ends with an error

    Fixed
      ✓ was: go ends with an error

    Tools
      + go 1.23.4 works again
      - jq 1.7 no longer works
      ^ node 20.9.0 → 22.1.0

    PATH
      + ~/bin
      - /opt/<b>/bin

    Not compared
      tools that only one of the scans looked for: own
    ");
}

#[test]
fn what_changed_is_told_in_markdown() {
    insta::assert_snapshot!(difference_markdown(&changed()), @r#"
    ## 96 PASS → 96 PASS

    From the scan of 2026-11-24 20:10 (`00000000-0000-0000-0000-000000000000`) to that of 2026-11-24 20:20 UTC (`00000000-0000-0000-0000-000000000000`).

    ### New

    - jq ends with an error

    ### Fixed

    - was: go ends with an error

    ### Tools

    - go 1.23.4 works again
    - jq 1.7 no longer works
    - node 20.9.0 → 22.1.0

    ### PATH

    - added: \~/bin
    - gone: /opt/&lt;b&gt;/bin

    ### Not compared

    - tools that only one of the scans looked for: own
    "#);
}

#[test]
fn nothing_is_said_to_have_changed_where_nothing_did() {
    let one = scan(10, vec![sample::found_tool("go", "1.23.4")], &["/usr/bin"]);
    let told = difference(&Difference::between(&one, &one), &PLAIN, &TimeZone::UTC);
    assert!(told.ends_with("\nNothing changed.\n"), "{told}");
}
