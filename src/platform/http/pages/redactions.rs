//! What a scan does not tell: what was masked in it before it was sent, where, and the parts that are not in it.

use maud::{Markup, html};
use serde::Serialize;

use crate::scan::Scan;

/// What masked text looks like in a scan, and what stood there. Source: `scan::Redactor`.
const MASKS: [(&str, &str); 4] = [
    ("~", "the home directory"),
    ("<user>", "the user name"),
    ("<host>", "the host name"),
    ("***", "a possible secret"),
];

/// How often each mask is in each part that has it: `tools 12, path 9`.
#[derive(Debug, PartialEq, Eq)]
struct Masked {
    mask: &'static str,
    stood_there: &'static str,
    places: Vec<(&'static str, usize)>,
}

/// The masks that are in a scan.
fn masked(scan: &Scan) -> Vec<Masked> {
    let parts = [
        ("system", json(&scan.system)),
        ("disks", json(&scan.disks)),
        ("path", json(&scan.path)),
        ("tools", json(&scan.tools)),
        ("ports", json(&scan.ports)),
        ("services", json(&scan.services)),
        ("git", json(&scan.git)),
        ("project", json(&scan.project)),
        ("probes", json(&scan.probes)),
        ("assessment", json(&scan.assessment)),
    ];
    MASKS
        .map(|(mask, stood_there)| Masked {
            mask,
            stood_there,
            places: parts
                .iter()
                .map(|(part, text)| (*part, count(text, mask)))
                .filter(|(_, count)| *count > 0)
                .collect(),
        })
        .into_iter()
        .filter(|masked| !masked.places.is_empty())
        .collect()
}

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

/// How often a mask is in the JSON of a part. A home directory is one where a path may begin: `~1.2` in a version is none.
fn count(text: &str, mask: &str) -> usize {
    if mask != "~" {
        return text.matches(mask).count();
    }
    text.match_indices('~')
        .filter(|(at, _)| {
            let rest = text.get(at + 1..).unwrap_or_default();
            rest.starts_with(['/', '\\', '"', ':', ' '])
        })
        .count()
}

/// The parts that a scan does not have, whatever the reason.
fn absent(scan: &Scan) -> Vec<&'static str> {
    [
        (
            "the host name, which is sent only on request",
            scan.machine.host_name.is_none(),
        ),
        ("the operating system", scan.system.is_none()),
        ("PATH", scan.path.is_none()),
        ("tools", scan.tools.is_empty()),
        ("Git's settings", scan.git.is_none()),
        ("a project (the scan was not taken in one)", scan.project.is_none()),
    ]
    .into_iter()
    .filter_map(|(part, is_absent)| is_absent.then_some(part))
    .collect()
}

/// The section of the page that says so.
pub(crate) fn redactions(scan: &Scan) -> Markup {
    let masked = masked(scan);
    html! {
        section {
            h2 id="withheld" { "Redactions" }
            @if scan.scanner.name == "devenv" {
                @if masked.is_empty() {
                    p { "Nothing was masked in this scan." }
                } @else {
                    p { "Masked on the developer's machine, before the scan was saved or sent:" }
                    div.wide tabindex="0" role="region" aria-labelledby="withheld" {
                        table {
                            thead { tr { th scope="col" { "Shown as" } th scope="col" { "Original" } th scope="col" { "Found in" } } }
                            tbody {
                                @for masked in &masked {
                                    tr {
                                        th scope="row" { code { (masked.mask) } }
                                        td { (masked.stood_there) }
                                        td { (masked.places.iter().map(|(part, count)| format!("{part} {count}")).collect::<Vec<_>>().join(", ")) }
                                    }
                                }
                            }
                        }
                    }
                }
                p { "Not included: " (absent(scan).join("; ")) "." }
                p.note { "Scans never include file contents, keys, names and email addresses from Git, or command history." }
            } @else {
                p { "Another program made this scan. It is shown as it was sent; what that program left out is unknown." }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::scans::read_scan;
    use crate::platform::testing::scan;

    #[test]
    fn what_is_masked_is_counted_where_it_is() {
        let mut scan = read_scan(scan("healthy-laptop", 1).as_bytes()).unwrap();
        scan.disks.clear();
        scan.ports.clear();
        scan.project = None;
        scan.assessment = None;
        for tool in &mut scan.tools {
            (tool.raw, tool.path, tool.resolved_path) = (None, None, None);
            tool.others.clear();
        }
        scan.path = None;
        scan.services.clear();
        scan.probes.clear();
        assert_eq!(masked(&scan), []);
        let tool = scan.tools.first_mut().unwrap();
        tool.raw = Some("~1.2 of <user> on <host>, token=***".to_owned());
        tool.path = Some("~/bin/x".to_owned());
        tool.resolved_path = Some("/srv/<user>/x".to_owned());
        let told: Vec<(&str, Vec<(&str, usize)>)> = masked(&scan)
            .into_iter()
            .map(|masked| (masked.mask, masked.places))
            .collect();
        assert_eq!(
            told,
            [
                ("~", vec![("tools", 1)]),
                ("<user>", vec![("tools", 2)]),
                ("<host>", vec![("tools", 1)]),
                ("***", vec![("tools", 1)]),
            ]
        );
    }
}
