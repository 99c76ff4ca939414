//! The Dev-Env Platform's first form of scan: an `environment`, and a list of `tools`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::faults::{explain, time_fault};
use super::{EMPTY, NamedVersion, Object, family, taken_at, time, tool_id};
use crate::platform::scans::ScanError;
use crate::scan::{Os, Scan, System, Tool};

/// A scan as the Dev-Env Platform's clients send it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body<'a> {
    /// Later clients leave it out: the token says who sends the scan.
    #[serde(borrow, default)]
    pub(super) developer_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    scan_time: Option<Cow<'a, str>>,
    /// The platform's own time, in a scan as it stored it.
    #[serde(borrow, default)]
    timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    environment: Environment<'a>,
    #[serde(borrow)]
    tools: Vec<NamedVersion<'a>>,
    #[serde(default)]
    #[expect(dead_code, reason = "it is to be an object, and is kept as it came")]
    metadata: Option<Object>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Environment<'a> {
    #[serde(borrow)]
    os: Cow<'a, str>,
    #[serde(borrow)]
    os_version: Cow<'a, str>,
    #[serde(borrow)]
    python_version: Cow<'a, str>,
}

impl<'a> Body<'a> {
    /// Reads a body; what is wrong with it, all of it, if it is none.
    pub(super) fn parse(json: &'a [u8]) -> Result<Self, ScanError> {
        let body: Body<'a> = serde_json::from_slice(json).map_err(|error| explain(json, &error))?;
        for (name, text) in [("scan_time", &body.scan_time), ("timestamp", &body.timestamp)] {
            if let Some(text) = text.as_deref().filter(|text| time(text).is_none()) {
                return Err(ScanError::Invalid {
                    detail: "this is not a scan".to_owned(),
                    faults: vec![time_fault(name, Value::String(text.to_owned()))],
                });
            }
        }
        Ok(body)
    }

    /// The same in our words, without an id. `received_at` stands where it has no time of its own.
    pub(super) fn scan(&self, received_at: Timestamp) -> Option<Scan> {
        let (scan, tool) = EMPTY.as_ref()?;
        let mut named: Vec<(String, &str, &str)> = self
            .tools
            .iter()
            .map(|named| (named.name.as_ref(), named.version.as_ref()))
            .chain(std::iter::once(("Python", self.environment.python_version.as_ref())))
            .filter(|(name, version)| !name.is_empty() && !version.is_empty())
            .map(|(name, version)| (tool_id(name), name, version))
            .collect();
        named.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        named.dedup_by(|(one, ..), (other, ..)| one == other);
        let tools = named.into_iter().map(|(id, name, version)| Tool {
            id,
            name: name.to_owned(),
            version: Some(version.to_owned()),
            ..tool.clone()
        });
        let os = Os {
            family: family(&self.environment.os),
            name: Some(self.environment.os.to_string()),
            version: Some(self.environment.os_version.to_string()).filter(|version| !version.is_empty()),
            ..Os::default()
        };
        Some(Scan {
            taken_at: taken_at(self.scan_time.as_deref(), self.timestamp.as_deref(), received_at),
            system: Some(System {
                os,
                ..System::default()
            }),
            tools: tools.collect(),
            ..scan.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::OsFamily;
    use serde_json::json;

    const SCAN: &str = r#"{"developer_id":"dev-1","scan_time":"2026-02-03T12:45:00Z",
        "environment":{"os":"Windows","os_version":"11","python_version":"3.11.9"},
        "tools":[{"name":"Docker","version":"24.0"},{"name":"Node.js","version":"22.1.0"}],"metadata":{"a":[1,{"b":2}]}}"#;

    #[test]
    fn a_scan_of_the_dev_env_platform_reads_in_our_words() {
        let received_at = "2026-02-03T13:00:00Z".parse().unwrap();
        let scan = Body::parse(SCAN.as_bytes()).unwrap().scan(received_at).unwrap();
        let tools: Vec<(&str, Option<&str>)> = scan
            .tools
            .iter()
            .map(|tool| (tool.id.as_str(), tool.version.as_deref()))
            .collect();
        assert_eq!(
            tools,
            [
                ("docker", Some("24.0")),
                ("node", Some("22.1.0")),
                ("python", Some("3.11.9"))
            ]
        );
        assert_eq!(scan.taken_at.to_string(), "2026-02-03T12:45:00Z");
        assert_eq!(scan.system.unwrap().os.family, OsFamily::Windows);
        // Python's own times have no offset.
        assert_eq!(
            time("2026-02-03T12:22:31.000417").unwrap().to_string(),
            "2026-02-03T12:22:31.000417Z"
        );
    }

    fn faults(body: &str) -> Value {
        match Body::parse(body.as_bytes()).unwrap_err() {
            ScanError::Invalid { faults, .. } => serde_json::to_value(faults).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_as_fast_api_tells_it() {
        let body = json!({"developer_id": 7, "environment": {"os": "Linux", "os_version": "6"}, "tools": [{"name": "git"}], "x": {}});
        let missing = |loc: Value| json!({"type": "missing", "loc": loc, "msg": "Field required", "input": null});
        assert_eq!(
            faults(&body.to_string()),
            json!([
                {"type": "extra_forbidden", "loc": ["body", "x"], "msg": "Extra inputs are not permitted", "input": null},
                {"type": "string_type", "loc": ["body", "developer_id"], "msg": "Input should be a valid string", "input": 7},
                missing(json!(["body", "environment", "python_version"])),
                missing(json!(["body", "tools", 0, "version"])),
            ])
        );
        assert_eq!(faults("{")[0]["type"], "json_invalid");
    }
}
