//! What is wrong with a body that is no scan of the Dev-Env Platform's first form: all of it, as FastAPI tells it.

use serde_json::Value;

use crate::platform::scans::{Fault, ScanError};

/// A text that should be a time.
pub(super) fn time_fault(name: &str, input: Value) -> Fault {
    Fault {
        kind: "datetime_parsing",
        loc: vec!["body".into(), name.into()],
        msg: "Input should be a valid datetime".to_owned(),
        input,
    }
}

/// Why it is no scan: all that is wrong with it.
pub(super) fn explain(json: &[u8], error: &serde_json::Error) -> ScanError {
    let Ok(value) = serde_json::from_slice::<Value>(json) else {
        let fault = Fault {
            kind: "json_invalid",
            loc: vec!["body".into(), error.column().into()],
            msg: format!("JSON decode error: {error}"),
            input: Value::Null,
        };
        return ScanError::Invalid {
            detail: format!("it is not JSON: {error}"),
            faults: vec![fault],
        };
    };
    let mut faults = Faults::default();
    let body = vec![Value::from("body")];
    if let Some(members) = faults.object(
        &body,
        &value,
        &["environment", "tools"],
        &["developer_id", "scan_time", "timestamp", "metadata"],
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
        for name in ["scan_time", "timestamp"] {
            if let Some(time) = members.get(name).filter(|value| !value.is_string()) {
                faults.0.push(time_fault(name, short(time)));
            }
        }
    }
    if faults.0.is_empty() {
        // Something else, which the parser alone saw: a key that stands there twice, say.
        return ScanError::invalid(format!("this is not a scan: {error}"));
    }
    ScanError::Invalid {
        detail: format!("this is not a scan: {error}"),
        faults: faults.0,
    }
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
