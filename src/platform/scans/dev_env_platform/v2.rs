//! The Dev-Env Platform's second form of scan: what its client reads of system, Python, Node.js, Docker and other programs.
//!
//! It took any object of this form unseen. Here the parts that are graded must be what they are; what else is in them is kept as
//! it came, with the body. The id that its client gives a scan is the second that it was taken in: two scans of one second
//! have the same, so it tells no scan from another here.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::{EMPTY, NamedVersion, Object, family, taken_at, time};
use crate::platform::scans::ScanError;
use crate::scan::{Cpu, Os, OsFamily, Scan, System, Tool, ToolState};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body<'a> {
    #[serde(borrow, default)]
    pub(crate) developer_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    #[expect(dead_code, reason = "it is to be text, and tells nothing")]
    scan_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    timestamp: Option<Cow<'a, str>>,
    /// The time of the first form, which had a `system` at the very beginning.
    #[serde(borrow, default)]
    scan_time: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    tools: Vec<NamedVersion<'a>>,
    #[serde(borrow)]
    system: SystemPart<'a>,
    #[serde(borrow, default)]
    python: Option<Python<'a>>,
    #[serde(borrow, default)]
    node: Option<Node<'a>>,
    #[serde(borrow, default)]
    docker: Option<Program<'a>>,
    #[serde(borrow, default)]
    cli_tools: std::collections::BTreeMap<Cow<'a, str>, Program<'a>>,
    #[serde(default)]
    #[expect(dead_code, reason = "it is to be an object, and is kept as it came")]
    metadata: Option<Object>,
}

#[derive(Debug, Deserialize)]
struct SystemPart<'a> {
    #[serde(borrow)]
    os: Cow<'a, str>,
    #[serde(borrow, default)]
    os_release: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    os_version: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    architecture: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    processor: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    python_version: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
struct Python<'a> {
    #[serde(borrow, default)]
    python_version: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
struct Node<'a> {
    #[serde(borrow, default)]
    node_version: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    npm_version: Option<Cow<'a, str>>,
}

/// A program that was looked for.
#[derive(Debug, Deserialize)]
struct Program<'a> {
    /// `None`: it does not say.
    #[serde(default)]
    installed: Option<bool>,
    /// What it printed.
    #[serde(borrow, default)]
    version: Option<Cow<'a, str>>,
}

impl<'a> Body<'a> {
    pub(crate) fn parse(json: &'a [u8]) -> Result<Self, ScanError> {
        let body: Self =
            serde_json::from_slice(json).map_err(|error| ScanError::invalid(format!("this is not a scan: {error}")))?;
        for (name, text) in [("timestamp", &body.timestamp), ("scan_time", &body.scan_time)] {
            if text.as_deref().is_some_and(|text| time(text).is_none()) {
                return Err(ScanError::invalid(format!("`{name}` is not a time")));
            }
        }
        Ok(body)
    }

    /// The same in our words, without an id. `received_at` stands where it has no time of its own.
    pub(crate) fn scan(&self, received_at: Timestamp) -> Option<Scan> {
        let (scan, _) = EMPTY.as_ref()?;
        let node = self.node.as_ref();
        let python = self.python.as_ref().and_then(|python| python.python_version.as_deref());
        // A version that is not there says nothing: its client finds no `npm` on Windows where there is one.
        let mut tools: Vec<Tool> = [
            ("python", "Python", python.or(self.system.python_version.as_deref())),
            ("node", "Node.js", node.and_then(|node| node.node_version.as_deref())),
            ("npm", "npm", node.and_then(|node| node.npm_version.as_deref())),
        ]
        .into_iter()
        .filter_map(|(id, name, printed)| tool(id, name, ToolState::Found, Some(printed?)))
        .collect();
        let docker = self.docker.iter().map(|docker| ("docker", docker));
        let others = self.cli_tools.iter().map(|(name, program)| (name.as_ref(), program));
        tools.extend(docker.chain(others).filter_map(|(name, program)| {
            let state = match (program.installed, &program.version) {
                (Some(false), _) => ToolState::Absent,
                // It says nothing at all.
                (None, None) => return None,
                _ => ToolState::Found,
            };
            tool(&super::tool_id(name), name, state, program.version.as_deref())
        }));
        tools.extend(self.tools.iter().filter_map(|named| {
            tool(
                &super::tool_id(&named.name),
                &named.name,
                ToolState::Found,
                Some(&named.version),
            )
        }));
        tools.sort_by(|one, other| one.id.cmp(&other.id));
        tools.dedup_by(|one, other| one.id == other.id);
        Some(Scan {
            taken_at: taken_at(self.scan_time.as_deref(), self.timestamp.as_deref(), received_at),
            system: Some(self.system.read()),
            tools,
            ..scan.clone()
        })
    }
}

impl SystemPart<'_> {
    /// On Windows `os_version` is the system's; elsewhere both are the kernel's.
    fn read(&self) -> System {
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned);
        let family = family(&self.os);
        let (version, kernel) = match family {
            OsFamily::Windows => (text(&self.os_version), None),
            _ => (None, text(&self.os_release)),
        };
        System {
            os: Os {
                family,
                name: Some(self.os.to_string()),
                version,
                kernel,
                ..Os::default()
            },
            architecture: match text(&self.architecture).unwrap_or_default().to_lowercase().as_str() {
                "amd64" | "x64" => "x86_64".to_owned(),
                "arm64" => "aarch64".to_owned(),
                other => other.to_owned(),
            },
            cpu: Cpu {
                model: text(&self.processor),
                ..Cpu::default()
            },
            ..System::default()
        }
    }
}

fn tool(id: &str, name: &str, state: ToolState, printed: Option<&str>) -> Option<Tool> {
    let (_, tool) = EMPTY.as_ref()?;
    let printed = printed.filter(|_| state == ToolState::Found);
    Some(Tool {
        id: id.to_owned(),
        name: name.to_owned(),
        state,
        version: printed.and_then(version).map(str::to_owned),
        raw: printed.map(|printed| printed.chars().take(200).collect()),
        ..tool.clone()
    })
}

/// The version in what a program printed: the first numbers with dots between that begin a word, `v` or not.
fn version(printed: &str) -> Option<&str> {
    printed
        .split(|letter: char| letter.is_whitespace() || "\"'(),/".contains(letter))
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .find_map(|word| {
            let end = word
                .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
                .unwrap_or(word.len());
            let number = word.get(..end)?.trim_end_matches('.');
            (number.starts_with(|first: char| first.is_ascii_digit()) && number.contains('.')).then_some(number)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN: &str = r#"{"scan_id":"20260220115828","timestamp":"2026-02-20T11:58:28.000417",
        "system":{"os":"Windows","os_release":"11","os_version":"10.0.22631","architecture":"AMD64","processor":"Intel64 Family 6",
            "hostname":"kept as it came","python_version":"3.11.9","platform":"Windows-11-10.0.22631-SP0"},
        "python":{"python_version":"3.11.9","packages":[{"name":"fastapi","version":"0.115.0"}]},
        "node":{"node_version":"v22.14.0","npm_version":null,"global_packages":[]},
        "docker":{"installed":true,"version":"Docker version 29.1.3, build f52814d","images":["redis:7"]},
        "cli_tools":{"git":{"installed":true,"version":"git version 2.49.0.windows.1"},"aws":{"installed":false,"version":null},
            "java":{"installed":true,"version":null}},
        "metadata":{}}"#;

    #[test]
    fn what_it_says_is_read_and_what_it_does_not_say_is_not_made_up() {
        let received_at = "2026-02-20T12:00:00Z".parse().unwrap();
        let scan = Body::parse(SCAN.as_bytes()).unwrap().scan(received_at).unwrap();
        let tools: Vec<(&str, ToolState, Option<&str>)> = scan
            .tools
            .iter()
            .map(|tool| (tool.id.as_str(), tool.state, tool.version.as_deref()))
            .collect();
        assert_eq!(
            tools,
            [
                ("aws", ToolState::Absent, None),
                ("docker", ToolState::Found, Some("29.1.3")),
                ("git", ToolState::Found, Some("2.49.0")),
                ("java", ToolState::Found, None),
                ("node", ToolState::Found, Some("22.14.0")),
                ("python", ToolState::Found, Some("3.11.9")),
            ]
        );
        assert_eq!(scan.taken_at.to_string(), "2026-02-20T11:58:28.000417Z");
        let system = scan.system.unwrap();
        assert_eq!(
            (
                system.os.family,
                system.os.version.as_deref(),
                system.os.kernel,
                system.architecture.as_str()
            ),
            (OsFamily::Windows, Some("10.0.22631"), None, "x86_64")
        );
        assert_eq!((scan.git, scan.path), (None, None));
        let linux = r#"{"system":{"os":"Linux","os_release":"6.8.0","os_version":"1 SMP"}}"#;
        let scan = Body::parse(linux.as_bytes()).unwrap().scan(received_at).unwrap();
        let os = scan.system.unwrap().os;
        assert_eq!(
            (os.version, os.kernel.as_deref(), scan.tools.len()),
            (None, Some("6.8.0"), 0)
        );
        assert_eq!(scan.taken_at, received_at);
    }

    #[test]
    fn what_the_reference_platforms_own_clients_sent_and_stored_is_read() {
        let received_at: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let tools = |body: &str| {
            let scan = Body::parse(body.as_bytes()).unwrap().scan(received_at).unwrap();
            let tools: Vec<String> = scan
                .tools
                .iter()
                .map(|tool| format!("{} {:?} {:?}", tool.id, tool.state, tool.version))
                .collect();
            (scan.taken_at.to_string(), tools)
        };
        // As it is stored: its times are 14 digits.
        let stored = r#"{"scan_id":"20260220114141","timestamp":"20260220114143","system":{"os":"Windows"},
            "python":{"python_version":"3.11.9","packages":[]},"node":{},"docker":{"installed":false},"cli_tools":{},"metadata":{},
            "developer_id":"x"}"#;
        assert_eq!(
            tools(stored),
            (
                "2026-02-20T11:41:43Z".to_owned(),
                vec![
                    "docker Absent None".to_owned(),
                    "python Found Some(\"3.11.9\")".to_owned()
                ]
            )
        );
        assert_eq!(
            tools(r#"{"system":{"os":"Windows"},"node":{},"docker":{},"cli_tools":{}}"#).1,
            Vec::<String>::new()
        );
        // The first form of all: a system, and a list of tools.
        let first = r#"{"developer_id":"ada","scan_time":"2026-02-03T12:45:00Z","system":{"os":"Windows","os_version":"11",
            "architecture":"x86_64"},"tools":[{"name":"Docker","version":"24.0"}]}"#;
        assert_eq!(
            tools(first),
            (
                "2026-02-03T12:45:00Z".to_owned(),
                vec!["docker Found Some(\"24.0\")".to_owned()]
            )
        );
    }

    #[test]
    fn versions_are_found_in_what_programs_print() {
        let printed = [
            "openjdk version \"17.0.10\" 2024-01-16",
            "aws-cli/2.15.30 Python/3.11.8 Windows/10 exe/AMD64",
            "Python 3.11.9",
            "v22.14.0",
            "x2.1 is a name",
            "",
        ];
        assert_eq!(
            printed.map(version),
            [
                Some("17.0.10"),
                Some("2.15.30"),
                Some("3.11.9"),
                Some("22.14.0"),
                None,
                None
            ]
        );
    }

    #[test]
    fn what_has_another_shape_is_refused() {
        for body in [
            r#"{"system":{}}"#,
            r#"{"system":{"os":7}}"#,
            r#"{"system":{"os":"Linux"},"additionalProp1":{}}"#,
            r#"{"system":{"os":"Linux"},"cli_tools":{"git":{"installed":"yes"}}}"#,
            r#"{"system":{"os":"Linux"},"tools":[{"name":"git"}]}"#,
            r#"{"system":{"os":"Linux"},"timestamp":"yesterday"}"#,
        ] {
            let error = Body::parse(body.as_bytes()).unwrap_err();
            assert!(matches!(error, ScanError::Invalid { .. }), "{body}: {error:?}");
        }
    }
}
