//! Takes a scan in: checked, read, graded, stored.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::dev_env_platform;
use super::precheck::{Form, Measured, check_limits};
use super::{ScanError, Scans, record, summarise};
use crate::api::wire::{ClientGrade, Summary};
use crate::platform::events::sink::ScanUploaded;
use crate::platform::identity::{Caller, hash, is_developer_id};
use crate::platform::settings::Limits;
use crate::platform::store::{InsertResult, NewScan, StoredScan, body_length, decode};
use crate::scan::Scan;

/// A scan as it was sent, and what was said with it.
pub(crate) struct Upload {
    pub(crate) json: Vec<u8>,
    pub(crate) caller: Caller,
    /// What a client makes a request with that it may send again: the scan's id, or any text.
    pub(crate) idempotency_key: Option<String>,
    /// The developer, from a caller who may upload for others.
    pub(crate) developer_id: Option<String>,
    pub(crate) received_at: Timestamp,
}

/// A scan that was read and graded, and is not stored yet.
pub(crate) struct Graded {
    scan: NewScan,
    /// What the scan says of its own grade, where that is another one.
    client: Option<ClientGrade>,
    /// The id that an earlier version of devenv gave to a scan with this key.
    earlier_id: Option<Uuid>,
}

/// A scan that is stored.
pub(crate) struct Saved {
    pub(crate) summary: Summary,
    /// It was stored before.
    pub(crate) duplicate: bool,
    pub(crate) client: Option<ClientGrade>,
}

impl Graded {
    /// Bytes of the scan as it will be stored.
    pub(crate) fn stored_bytes(&self) -> usize {
        self.scan.raw.len()
    }
}

impl Scans {
    /// Measures the JSON of an upload, and refuses what is more than a scan may be.
    pub(crate) fn measure(&self, json: &[u8]) -> Result<Measured, ScanError> {
        check_limits(json, &self.limits)
    }

    /// Reads and grades an upload that was measured. It is work for the processor alone, some 0.1 ms for a scan of 26 KB.
    pub(crate) fn grade(&self, upload: &Upload, measured: Measured) -> Result<Graded, ScanError> {
        let (json, limits) = (upload.json.as_slice(), &self.limits);
        let mut earlier_id = None;
        let (scan, developer_id) = match measured.form {
            Form::Devenv => {
                let scan = read_scan(json)?;
                check_key(upload.idempotency_key.as_deref(), scan.scan_id)?;
                (scan, whose(&upload.caller, upload.developer_id.as_deref())?)
            }
            form => {
                let (named, mut scan) = dev_env_platform::read(form, json, upload.received_at)?;
                let named = upload.developer_id.as_deref().or(named.as_deref());
                let developer_id = whose(&upload.caller, named)?;
                scan.scan_id = Uuid::now_v7();
                if let Some(key) = &upload.idempotency_key {
                    scan.scan_id = id_of_key(self.store.key_secret(), &developer_id, key);
                    let earlier = id_of_key(b"", &developer_id, key);
                    earlier_id = (earlier != scan.scan_id).then_some(earlier);
                }
                (scan, developer_id)
            }
        };
        if scan.tools.len() > limits.tools {
            return Err(ScanError::too_much("the scan", limits.tools, "tools"));
        }
        let (listed, client) = summarise(&scan, developer_id, upload.received_at, &self.policy);
        Ok(Graded {
            scan: record(listed, json)?,
            client,
            earlier_id,
        })
    }

    /// Stores a scan; it is durable when this returns.
    pub(crate) async fn save(&self, graded: Graded) -> Result<Saved, ScanError> {
        let Graded {
            scan,
            client,
            earlier_id,
        } = graded;
        let scan = Arc::new(scan);
        let earlier = match earlier_id {
            Some(id) => self.store.scan(&id.to_string()).await?,
            None => None,
        };
        let inserted = match earlier.filter(|earlier| earlier.summary.developer_id == scan.summary.developer_id) {
            Some(earlier) => InsertResult::Conflict(Box::new(earlier)),
            None => self.store.insert(Arc::clone(&scan)).await?,
        };
        let (summary, duplicate) = match inserted {
            InsertResult::Inserted => {
                self.events.uploaded(&ScanUploaded::of(&scan.summary));
                (scan.summary.clone(), false)
            }
            InsertResult::Duplicate(stored) => (stored.summary, true),
            InsertResult::Conflict(stored) if self.is_same_json(&stored, &scan).await? => (stored.summary, true),
            InsertResult::Conflict(stored) => {
                return Err(ScanError::Conflict {
                    id: stored.summary.scan_id,
                });
            }
        };
        Ok(Saved {
            summary,
            duplicate,
            client,
        })
    }

    /// Two bodies of the same developer are the same JSON, written otherwise.
    async fn is_same_json(&self, stored: &StoredScan, new: &NewScan) -> Result<bool, ScanError> {
        if stored.summary.developer_id != new.summary.developer_id {
            return Ok(false);
        }
        let _read = self.read_turn().await;
        let (stored, new) = (self.store.raw(stored).await?, new.raw.clone());
        let bytes = body_length(&stored).saturating_add(body_length(&new));
        let limit = u64::try_from(self.limits.expanded_bytes).unwrap_or(u64::MAX);
        // Members in the order of their names, no spaces. The values of one body alone are in memory at a time.
        let plain = move |raw: &[u8]| -> Option<Vec<u8>> {
            let value: Value = serde_json::from_slice(&decode(raw, limit).ok()?.1).ok()?;
            serde_json::to_vec(&value).ok()
        };
        let is_same = move || plain(&stored).is_some_and(|stored| Some(stored) == plain(&new));
        self.in_turn(bytes, is_same).await
    }
}

/// Reads a scan of our own contract.
pub(crate) fn read_scan(json: &[u8]) -> Result<Scan, ScanError> {
    let scan: Scan = serde_json::from_slice(json)
        .or_else(|error| with_whole_numbers(json).ok_or(error))
        .map_err(|error| ScanError::invalid(format!("this is not a scan: {error}")))?;
    let major = scan.schema_version.split('.').next();
    if major != crate::scan::SCHEMA_VERSION.split('.').next() {
        return Err(ScanError::invalid(format!(
            "the scan has the schema version {:.20}, and this platform reads {}",
            scan.schema_version,
            crate::scan::SCHEMA_VERSION
        )));
    }
    Ok(scan)
}

/// Reads a scan whose whole numbers are written as `260.0`, which is the same number in JSON. `None`: that is not what is wrong with it.
fn with_whole_numbers(json: &[u8]) -> Option<Scan> {
    fn write_whole(value: &mut Value) {
        match value {
            Value::Number(number) if number.is_f64() => {
                let whole = number.as_f64().filter(|float| float.fract() == 0.0);
                let whole = whole.and_then(|float| format!("{float:.0}").parse::<serde_json::Number>().ok());
                if let Some(whole) = whole {
                    *number = whole;
                }
            }
            Value::Array(values) => values.iter_mut().for_each(write_whole),
            Value::Object(members) => members.values_mut().for_each(write_whole),
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_slice(json).ok()?;
    write_whole(&mut value);
    serde_json::from_value(value).ok()
}

/// Reads a scan in a form of the Dev-Env Platform: the developer whom it names, and the scan, without an id.
pub(crate) fn read_foreign(json: &[u8], received_at: Timestamp) -> Result<(Option<String>, Scan), ScanError> {
    match check_limits(json, &Limits::default())?.form {
        Form::Devenv => Err(ScanError::invalid(
            "this is a scan of devenv: upload it with `devenv upload`",
        )),
        form => dev_env_platform::read(form, json, received_at),
    }
}

/// Whose scan it is: the token's subject's, whatever the body says, unless the token may upload for others.
fn whose(caller: &Caller, named: Option<&str>) -> Result<String, ScanError> {
    match named {
        Some(named) if caller.for_others => {
            if is_developer_id(named) {
                Ok(named.to_owned())
            } else {
                Err(ScanError::invalid(
                    "the developer's id has 1 to 255 characters that show",
                ))
            }
        }
        _ => Ok(caller.developer_id.clone()),
    }
}

/// A key that is an id is the scan's own.
fn check_key(key: Option<&str>, id: Uuid) -> Result<(), ScanError> {
    match key.map(Uuid::try_parse) {
        Some(Ok(key)) if key != id => Err(ScanError::invalid(format!(
            "`Idempotency-Key` is {key}, and the scan's id is {id}"
        ))),
        _ => Ok(()),
    }
}

/// The id of a scan that brings none along: the key, if it is one, else one that follows from it and from the platform's `secret`, so
/// that nobody else can compute it and take it first. Earlier versions had no secret: it is empty.
pub(crate) fn id_of_key(secret: &[u8], developer_id: &str, key: &str) -> Uuid {
    Uuid::try_parse(key).unwrap_or_else(|_| {
        let hash = hash(&[secret, developer_id.as_bytes(), b"\n", key.as_bytes()].concat());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(hash.split_at(16).0);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::scan;

    #[test]
    fn a_whole_number_may_be_written_as_a_fraction_of_ones() {
        let json = scan("messy-laptop", 1);
        let expected = read_scan(json.as_bytes()).unwrap();
        let number = format!("\"duration_ms\":{}", expected.duration_ms);
        assert!(json.contains(&number), "{json}");
        let written = json.replace(&number, &format!("{number}.0"));
        assert_eq!(read_scan(written.as_bytes()).unwrap(), expected);
        let broken = json.replace(&number, &format!("{number}.5"));
        assert!(read_scan(broken.as_bytes()).is_err());
    }
}
