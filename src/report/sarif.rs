//! SARIF 2.1.0: findings for whatever shows the results of static analysis, GitHub's code scanning above all.
//!
//! Format: OASIS, "Static Analysis Results Interchange Format 2.1.0"; what GitHub wants of it:
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! Only what is not met is a result. GitHub refuses a file in which a result has no place in a file: see `finding_location.rs`
//! for those about the machine; they also have a logical location.

use std::fmt::Write as _;

use serde::Serialize;

use super::finding_location::{Level, anchor, facts, fingerprint, level};
use super::{View, partial_note};
use crate::policy::{Policy, Rule};
use crate::scan::{Finding, Scan, Severity, Source};
use crate::text;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Stands for the directory that the project is checked out to.
const ROOT: &str = "%SRCROOT%";

#[derive(Debug, Serialize)]
struct Log<'v> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'v>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'v> {
    tool: Tool<'v>,
    #[serde(rename = "originalUriBaseIds")]
    bases: Bases,
    automation_details: Automation,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<Report<'v>>,
}

#[derive(Debug, Serialize)]
struct Tool<'v> {
    driver: Driver<'v>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'v> {
    name: &'v str,
    semantic_version: &'v str,
    rules: Vec<Descriptor<'v>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'v> {
    id: &'v str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_configuration: Option<Configuration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'v>>,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Properties<'v> {
    tags: [&'v str; 2],
}

#[derive(Debug, Serialize)]
struct Bases {
    #[serde(rename = "%SRCROOT%")]
    root: Base,
}

#[derive(Debug, Serialize)]
struct Base {
    description: Message,
}

/// Distinguishes several kinds of scans of one commit.
#[derive(Debug, Serialize)]
struct Automation {
    id: String,
    guid: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    start_time_utc: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

/// What a partial scan did not check.
#[derive(Debug, Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'v> {
    rule_id: &'v str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'v>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'v>>,
    partial_fingerprints: Fingerprints,
}

#[derive(Debug, Serialize)]
struct Fingerprints {
    #[serde(rename = "devenvFinding/v1")]
    finding: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'v> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'v>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'v> {
    name: String,
    fully_qualified_name: String,
    kind: &'v str,
}

/// The findings that are not met, worst first, with the rules that they are of.
///
/// # Errors
/// They could not be written as JSON: a bug.
pub fn sarif(scan: &Scan, policy: &Policy) -> Result<String, serde_json::Error> {
    let view = View::of(scan, policy);
    let groups = view.groups();
    let rules: Vec<Descriptor<'_>> = groups.iter().map(|group| descriptor(group.id, group.rule)).collect();
    let results = view
        .open()
        .map(|finding| {
            let index = groups.iter().position(|group| group.id == finding.rule).unwrap_or(0);
            report(scan, &view, finding, index)
        })
        .collect();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: &scan.scanner.name,
                semantic_version: &scan.scanner.version,
                rules,
            },
        },
        bases: Bases {
            root: Base {
                description: message("the directory of the project"),
            },
        },
        automation_details: Automation {
            id: format!("devenv/{}/", scan.scanner.target),
            guid: scan.scan_id.to_string(),
        },
        invocations: [Invocation {
            execution_successful: true,
            start_time_utc: scan.taken_at.to_string(),
            tool_execution_notifications: partial_note(scan)
                .map(|note| Notification {
                    level: "note",
                    message: message(&note),
                })
                .into_iter()
                .collect(),
        }],
        column_kind: "unicodeCodePoints",
        results,
    };
    let mut text = serde_json::to_string_pretty(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run],
    })?;
    text.push('\n');
    Ok(text)
}

/// A rule that the policy does not have (the assessment is another one's) is described all the same: GitHub insists on it.
fn descriptor<'v>(id: &'v str, rule: Option<&'v Rule>) -> Descriptor<'v> {
    let unknown = "The scan was assessed by another policy, which has this rule.";
    let (title, why, how) = rule.map_or((id, unknown, ""), |rule| {
        (rule.title.fail.as_str(), rule.why.as_str(), rule.how.as_str())
    });
    Descriptor {
        id,
        name: pascal(id),
        short_description: message(title),
        full_description: message(why),
        help: Help {
            text: format!("{title}\n\n{why}\n\n{how}").trim_end().to_owned(),
            markdown: format!("**{title}**\n\n{why}\n\n{how}").trim_end().to_owned(),
        },
        default_configuration: rule.map(|rule| Configuration {
            level: match rule.severity {
                Severity::Required => "error",
                Severity::Recommended => "warning",
                Severity::Info => "note",
            },
        }),
        properties: rule.map(|rule| Properties {
            tags: ["environment", &rule.category],
        }),
    }
}

fn report<'v>(scan: &Scan, view: &View<'_>, finding: &'v Finding, rule_index: usize) -> Report<'v> {
    let mut parts = vec![view.assessment.sentence(finding).into_owned()];
    parts.extend(facts(finding));
    let logical = Logical {
        name: one_line(&finding.subject),
        fully_qualified_name: one_line(&format!("machine/{}/{}", finding.rule, finding.subject)),
        kind: "resource",
    };
    let about_the_machine = finding.source.is_none();
    Report {
        rule_id: &finding.rule,
        rule_index,
        level: match level(finding) {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "note",
        },
        message: message(&parts.join("\n")),
        locations: [Location {
            id: None,
            physical: physical(&anchor(scan, finding)),
            logical_locations: about_the_machine.then_some(logical).into_iter().collect(),
            message: None,
        }],
        related_locations: finding
            .also
            .iter()
            .enumerate()
            .map(|(index, source)| Location {
                id: Some(index + 1),
                physical: physical(source),
                logical_locations: Vec::new(),
                message: Some(message("also relevant")),
            })
            .collect(),
        partial_fingerprints: Fingerprints {
            finding: fingerprint(finding),
        },
    }
}

fn physical(source: &Source) -> Physical {
    Physical {
        artifact_location: Artifact {
            uri: uri(&source.file),
            uri_base_id: ROOT,
        },
        region: Region {
            start_line: source.line.unwrap_or(1).max(1),
        },
    }
}

fn one_line(text: &str) -> String {
    text::escape_line(text).into_owned()
}

/// Text in which nothing is a placeholder or a link. Source: SARIF 2.1.0, sections 3.11.5 and 3.11.6.
///
/// Escaped only where one could be read: few who show these messages take the escapes out again.
fn message(text: &str) -> Message {
    let mut text = text::escape(text).into_owned();
    let is_number = |inner: &str| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
    let is_placeholder = |rest: &str| rest.split_once('}').is_some_and(|(inner, _)| is_number(inner));
    if text.split('{').skip(1).any(is_placeholder) {
        text = text.replace('{', "{{").replace('}', "}}");
    }
    if text.contains("](") {
        text = text.replace('[', "\\[").replace(']', "\\]");
    }
    Message { text }
}

/// A relative path as a URI: what a path segment may not have is percent-encoded. Source: RFC 3986, section 3.3.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// `tool-works` as `ToolWorks`: names of rules are identifiers in this format.
fn pascal(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut characters = word.chars();
        characters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(characters).collect::<String>()
        })
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_is_neither_link_nor_placeholder() {
        assert_eq!(message("{0} [a](b)").text, "{{0}} \\[a\\](b)");
        assert_eq!(message("{json} [a] \u{1b}").text, "{json} [a] \\u{1b}");
        assert_eq!(uri("packages/é b/c%d:e.json"), "packages/%C3%A9%20b/c%25d%3Ae.json");
        assert_eq!(pascal("path-entry-missing"), "PathEntryMissing");
    }
}
