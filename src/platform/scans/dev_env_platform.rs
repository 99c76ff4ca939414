//! The Dev-Env Platform's forms of a scan, read into the words of our own contract.

mod faults;
pub(super) mod schema;
mod v1;
mod v2;
pub(super) mod written;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::ScanError;
use super::precheck::Form;
use crate::scan::{OsFamily, Scan, Tool};

/// A scan of one of the Dev-Env Platform's forms, in our words, without an id; and the developer whom it names.
pub(crate) fn read(form: Form, json: &[u8], received_at: Timestamp) -> Result<(Option<String>, Scan), ScanError> {
    let (developer, scan) = if form == Form::DevEnvPlatformV2 {
        let body = v2::Body::parse(json)?;
        (body.developer_id.as_deref().map(str::to_owned), body.scan(received_at))
    } else {
        let body = v1::Body::parse(json)?;
        (body.developer_id.as_deref().map(str::to_owned), body.scan(received_at))
    };
    let scan = scan.ok_or_else(|| ScanError::invalid("this form of scan cannot be read"))?;
    Ok((developer, scan))
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

/// A tool by its name, with what it says of its version.
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

/// When a scan was taken, by its own word; else when it was received.
fn taken_at(scan_time: Option<&str>, timestamp: Option<&str>, received_at: Timestamp) -> Timestamp {
    scan_time.or(timestamp).and_then(time).unwrap_or(received_at)
}

/// A time with an offset, or without one, which is UTC then: what Python's `isoformat` writes, or 14 digits, `20260220115828`.
fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let digits = || {
            DateTime::strptime("%Y%m%d%H%M%S", text)
                .ok()
                .filter(|_| text.len() == 14)
        };
        let local: DateTime = text.parse().ok().or_else(digits)?;
        local
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
            .map(|time| time.timestamp())
    })
}
