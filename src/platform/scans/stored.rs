//! Scans that are stored: found for who may see them, read back, graded anew, compared.

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use super::ingest::read_scan;
use super::precheck::{Form, check_limits};
use super::{ScanError, Scans, dev_env_platform};
use crate::platform::identity::Caller;
use crate::platform::settings::Limits;
use crate::platform::store::{StoredScan, body_length, decode};
use crate::scan::{Difference, Scan};
use crate::score;

/// Two stored scans that were not decoded yet.
pub(crate) struct Pair {
    from: (StoredScan, Bytes),
    to: (StoredScan, Bytes),
    _read: Option<OwnedSemaphorePermit>,
}

impl Pair {
    /// Bytes of both bodies.
    pub(crate) fn bytes(&self) -> usize {
        body_length(&self.from.1).saturating_add(body_length(&self.to.1))
    }
}

/// Two scans, both graded by the platform's policy, and what differs between them.
pub(crate) struct Comparison {
    pub(crate) difference: Difference,
    pub(crate) from: StoredScan,
    pub(crate) to: StoredScan,
}

impl Scans {
    /// The scan of that id.
    pub(crate) async fn find(&self, caller: &Caller, id: String) -> Result<StoredScan, ScanError> {
        self.store
            .scan(&id)
            .await?
            .filter(|stored| caller.may_see(&stored.summary.developer_id))
            .ok_or(ScanError::NotFound)
    }

    /// Its body, as it was uploaded.
    pub(crate) async fn body(&self, stored: &StoredScan) -> Result<Vec<u8>, ScanError> {
        let _read = self.read_turn().await;
        let (raw, limit) = (self.store.raw(stored).await?, self.limits.expanded_bytes);
        let bytes = body_length(&raw);
        self.in_turn(bytes, move || body(&raw, limit)).await?
    }

    /// What is made of it, in the words of our own contract and with the grade that it came with. It is freed then.
    pub(crate) async fn with_scan<T: Send + 'static>(
        &self,
        stored: &StoredScan,
        make: impl FnOnce(Scan) -> T + Send + 'static,
    ) -> Result<T, ScanError> {
        let _read = self.read_turn().await;
        let (raw, limit) = (self.store.raw(stored).await?, self.limits.expanded_bytes);
        let stored = stored.clone();
        let bytes = body_length(&raw);
        self.in_turn(bytes, move || read(&stored, &raw, limit).map(make))
            .await?
    }

    /// The scans of two ids.
    pub(crate) async fn pair(&self, caller: &Caller, from: String, to: String) -> Result<Pair, ScanError> {
        let (from, to) = (self.find(caller, from).await?, self.find(caller, to).await?);
        let read = self.read_turn().await;
        let (raw_from, raw_to) = (self.store.raw(&from).await?, self.store.raw(&to).await?);
        Ok(Pair {
            from: (from, raw_from),
            to: (to, raw_to),
            _read: read,
        })
    }

    /// What changed from one scan to the other.
    pub(crate) async fn compare(&self, pair: Pair) -> Result<Comparison, ScanError> {
        let bytes = pair.bytes();
        let Pair {
            from: (from, raw_from),
            to: (to, raw_to),
            _read,
        } = pair;
        let (policy, limit) = (self.policy.clone(), self.limits.expanded_bytes);
        let work = move || {
            let graded = |stored: &StoredScan, raw: &[u8]| {
                let mut scan = read(stored, raw, limit)?;
                // By the platform's policy as it is now, with the differences that the scan carries.
                scan.assessment = Some(score::assess(&scan, &policy.of_scan(&scan)));
                Ok::<Scan, ScanError>(scan)
            };
            let difference = Difference::between(&graded(&from, &raw_from)?, &graded(&to, &raw_to)?);
            Ok(Comparison { difference, from, to })
        };
        self.in_turn(bytes, work).await?
    }
}

/// The body in what is stored of a scan.
fn body(raw: &[u8], limit: usize) -> Result<Vec<u8>, ScanError> {
    match decode(raw, u64::try_from(limit).unwrap_or(u64::MAX)) {
        Ok((_, body)) => Ok(body),
        Err(source) => Err(ScanError::Bytes {
            what: "the raw scan cannot be read",
            source,
        }),
    }
}

fn read(stored: &StoredScan, raw: &[u8], limit: usize) -> Result<Scan, ScanError> {
    let summary = &stored.summary;
    read_stored(&summary.scan_id, summary.timestamp, &body(raw, limit)?)
}

/// The scan of that id that a stored body is, whichever form it came in.
pub(crate) fn read_stored(id: &str, received_at: Timestamp, body: &[u8]) -> Result<Scan, ScanError> {
    match check_limits(body, &Limits::default())?.form {
        Form::Devenv => read_scan(body),
        form => {
            let (_, mut scan) = dev_env_platform::read(form, body, received_at)?;
            scan.scan_id = uuid::Uuid::try_parse(id).unwrap_or_default();
            Ok(scan)
        }
    }
}
