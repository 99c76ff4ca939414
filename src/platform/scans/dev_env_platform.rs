//! The reference platform's scan: its shape, what is wrong with one that has another, and what it says in our words.

mod v2;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::precheck::Form;
use crate::platform::http::errors::{Fault, Refusal};
use crate::scan::{Os, OsFamily, Scan, System, Tool};

/// A scan as the reference platform's clients send it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'a> {
    #[serde(borrow)]
    developer_id: Cow<'a, str>,
    #[serde(borrow, default)]
    scan_time: Option<Cow<'a, str>>,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedVersion<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    version: Cow<'a, str>,
}

/// An object of which nothing is wanted.
#[derive(Debug)]
struct Object;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Object, A::Error> {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Object)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A scan in which nothing was looked at, to fill.
static EMPTY: LazyLock<Option<(Scan, Tool)>> = LazyLock::new(|| {
    let scan = r#"{"schema_version":"1.0","scan_id":"00000000-0000-0000-0000-000000000000","taken_at":"1970-01-01T00:00:00Z",
        "duration_ms":0,"scanner":{"name":"dev-env-platform","version":"1","target":""},"machine":{"id":null},"system":null,
        "disks":[],"path":null,"tools":[],"ports":[],"services":[],"git":null,"project":null,"probes":[],"assessment":null}"#;
    let tool = r#"{"id":"","name":"","category":"","state":"found","version":null,"raw":null,"path":null,"resolved_path":null,
        "manager":null,"source":null,"remembered":false,"duration_ms":0,"failure":null,"others":[],"end_of_life":null}"#;
    Some((serde_json::from_str(scan).ok()?, serde_json::from_str(tool).ok()?))
});

/// A scan of one of the reference platform's forms, in our words, without an id; and the developer whom it names.
pub(crate) fn read(form: Form, json: &[u8], received_at: Timestamp) -> Result<(Option<String>, Scan), Refusal> {
    let (developer, scan) = if form == Form::ReferenceSecond {
        let body = v2::Body::parse(json)?;
        (body.developer_id.as_deref().map(str::to_owned), body.scan(received_at))
    } else {
        let body = Body::parse(json)?;
        (Some(body.developer_id.to_string()), body.scan(received_at))
    };
    let scan = scan.ok_or_else(|| Refusal::invalid("this form of scan cannot be read"))?;
    Ok((developer, scan))
}

impl<'a> Body<'a> {
    /// Reads a body; what is wrong with it, all of it, if it is none.
    fn parse(json: &'a [u8]) -> Result<Self, Refusal> {
        let body: Body<'a> = serde_json::from_slice(json).map_err(|error| refuse(json, &error))?;
        match &body.scan_time {
            Some(text) if time(text).is_none() => Err(Refusal::faulty(
                "this is not a scan",
                vec![time_fault(Value::String(text.to_string()))],
            )),
            _ => Ok(body),
        }
    }

    /// The same in our words, without an id. `received_at` stands where it has no time of its own.
    fn scan(&self, received_at: Timestamp) -> Option<Scan> {
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
            taken_at: self.scan_time.as_deref().and_then(time).unwrap_or(received_at),
            system: Some(System {
                os,
                ..System::default()
            }),
            tools: tools.collect(),
            ..scan.clone()
        })
    }
}

fn family(os: &str) -> OsFamily {
    let os = os.to_lowercase();
    if os.contains("windows") {
        OsFamily::Windows
    } else if os.contains("darwin") || os.contains("macos") {
        OsFamily::Macos
    } else if os.contains("linux") || os.contains("ubuntu") || os.contains("debian") {
        OsFamily::Linux
    } else {
        OsFamily::Other
    }
}

/// A tool's id in our words.
fn tool_id(name: &str) -> String {
    let mut id = name.trim().to_lowercase();
    if id.contains(' ') {
        id = id.replace(' ', "-");
    }
    match id.as_str() {
        "node.js" | "nodejs" => "node".to_owned(),
        "python3" => "python".to_owned(),
        _ => id,
    }
}

/// A time with an offset, or without one, which is UTC then: what Python's `isoformat` writes.
fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        local
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
            .map(|time| time.timestamp())
    })
}

fn time_fault(input: Value) -> Fault {
    Fault {
        kind: "datetime_parsing",
        loc: vec!["body".into(), "scan_time".into()],
        msg: "Input should be a valid datetime".to_owned(),
        input,
    }
}

/// Why it is no scan: all that is wrong with it.
fn refuse(json: &[u8], error: &serde_json::Error) -> Refusal {
    let Ok(value) = serde_json::from_slice::<Value>(json) else {
        let fault = Fault {
            kind: "json_invalid",
            loc: vec!["body".into(), error.column().into()],
            msg: format!("JSON decode error: {error}"),
            input: Value::Null,
        };
        return Refusal::faulty(format!("it is not JSON: {error}"), vec![fault]);
    };
    let mut faults = Faults::default();
    let body = vec![Value::from("body")];
    if let Some(members) = faults.object(
        &body,
        &value,
        &["developer_id", "environment", "tools"],
        &["scan_time", "metadata"],
    ) {
        faults.strings(&body, members, &["developer_id"]);
        let environment = below(&body, "environment");
        let names = ["os", "os_version", "python_version"];
        if let Some(value) = members.get("environment")
            && let Some(members) = faults.object(&environment, value, &names, &[])
        {
            faults.strings(&environment, members, &names);
        }
        match members.get("tools") {
            Some(Value::Array(tools)) => {
                for (index, tool) in tools.iter().enumerate() {
                    let place = below(&below(&body, "tools"), index);
                    if let Some(members) = faults.object(&place, tool, &["name", "version"], &[]) {
                        faults.strings(&place, members, &["name", "version"]);
                    }
                }
            }
            Some(other) => faults.add(
                "list_type",
                below(&body, "tools"),
                "Input should be a valid list",
                other,
            ),
            None => {}
        }
        if let Some(metadata) = members.get("metadata").filter(|value| !value.is_object()) {
            faults.add(
                "dict_type",
                below(&body, "metadata"),
                "Input should be a valid dictionary",
                metadata,
            );
        }
        if let Some(time) = members.get("scan_time").filter(|value| !value.is_string()) {
            faults.0.push(time_fault(short(time)));
        }
    }
    if faults.0.is_empty() {
        // Something else, which the parser alone saw: a key that stands there twice, say.
        return Refusal::invalid(format!("this is not a scan: {error}"));
    }
    Refusal::faulty(format!("this is not a scan: {error}"), faults.0)
}

fn below(place: &[Value], name: impl Into<Value>) -> Vec<Value> {
    let mut place = place.to_vec();
    place.push(name.into());
    place
}

/// What stood there, if that is short enough to be said again.
fn short(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() > 100 => Value::Null,
        Value::Array(_) | Value::Object(_) => Value::Null,
        other => other.clone(),
    }
}

/// The most faults that are told.
const MOST_FAULTS: usize = 100;

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, kind: &'static str, loc: Vec<Value>, msg: &str, input: &Value) {
        if self.0.len() < MOST_FAULTS {
            self.0.push(Fault {
                kind,
                loc,
                msg: msg.to_owned(),
                input: short(input),
            });
        }
    }

    fn object<'v>(
        &mut self,
        place: &[Value],
        value: &'v Value,
        required: &[&str],
        optional: &[&str],
    ) -> Option<&'v serde_json::Map<String, Value>> {
        let Some(members) = value.as_object() else {
            self.add("model_type", place.to_vec(), "Input should be an object", value);
            return None;
        };
        for name in required.iter().filter(|name| !members.contains_key(**name)) {
            self.add("missing", below(place, *name), "Field required", &Value::Null);
        }
        for name in members.keys() {
            if !required.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
                self.add(
                    "extra_forbidden",
                    below(place, name.chars().take(100).collect::<String>()),
                    "Extra inputs are not permitted",
                    &Value::Null,
                );
            }
        }
        Some(members)
    }

    fn strings(&mut self, place: &[Value], members: &serde_json::Map<String, Value>, names: &[&str]) {
        for name in names {
            if let Some(value) = members.get(*name).filter(|value| !value.is_string()) {
                self.add(
                    "string_type",
                    below(place, *name),
                    "Input should be a valid string",
                    value,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SCAN: &str = r#"{"developer_id":"dev-1","scan_time":"2026-02-03T12:45:00Z",
        "environment":{"os":"Windows","os_version":"11","python_version":"3.11.9"},
        "tools":[{"name":"Docker","version":"24.0"},{"name":"Node.js","version":"22.1.0"}],"metadata":{"a":[1,{"b":2}]}}"#;

    #[test]
    fn a_scan_of_the_reference_platform_reads_in_our_words() {
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

    #[test]
    fn all_that_is_wrong_is_told_as_fast_api_tells_it() {
        let body = json!({"developer_id": 7, "environment": {"os": "Linux", "os_version": "6"}, "tools": [{"name": "git"}], "x": {}});
        let refusal = Body::parse(body.to_string().as_bytes()).unwrap_err();
        let missing = |loc: Value| json!({"type": "missing", "loc": loc, "msg": "Field required", "input": null});
        assert_eq!(
            serde_json::to_value(refusal.fast_api()).unwrap(),
            json!({"detail": [
                {"type": "extra_forbidden", "loc": ["body", "x"], "msg": "Extra inputs are not permitted", "input": null},
                {"type": "string_type", "loc": ["body", "developer_id"], "msg": "Input should be a valid string", "input": 7},
                missing(json!(["body", "environment", "python_version"])),
                missing(json!(["body", "tools", 0, "version"])),
            ]})
        );
        let refusal = Body::parse(b"{").unwrap_err();
        assert_eq!(
            serde_json::to_value(refusal.fast_api()).unwrap()["detail"][0]["type"],
            "json_invalid"
        );
        assert_eq!(refusal.status.as_u16(), 422);
    }
}
