//! Scans that are stored: found for who may see them, read back, graded anew, compared.

use jiff::Timestamp;

use super::ingest::read_scan;
use super::precheck::{Form, check_limits};
use super::{ScanError, Scans, dev_env_platform};
use crate::platform::identity::Caller;
use crate::platform::settings::Limits;
use crate::platform::store::{StoredScan, decode};
use crate::scan::{Difference, Scan};
use crate::score;

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
        let raw = self.store.raw(stored).await?;
        let limit = u64::try_from(self.limits.expanded_bytes).unwrap_or(u64::MAX);
        match decode(&raw, limit) {
            Ok((_, body)) => Ok(body),
            Err(source) => Err(ScanError::Bytes {
                what: "the raw scan cannot be read",
                source,
            }),
        }
    }

    /// It in the words of our own contract, with the grade that it came with.
    pub(crate) async fn read(&self, stored: &StoredScan) -> Result<Scan, ScanError> {
        let summary = &stored.summary;
        read_stored(&summary.scan_id, summary.timestamp, &self.body(stored).await?)
    }

    /// The same, graded by the platform's policy as it is now, with the differences that the scan carries.
    pub(crate) async fn graded(&self, stored: &StoredScan) -> Result<Scan, ScanError> {
        let mut scan = self.read(stored).await?;
        scan.assessment = Some(score::assess(&scan, &self.policy.of_scan(&scan)));
        Ok(scan)
    }

    /// What changed from one scan to another.
    pub(crate) async fn compare(&self, caller: &Caller, from: String, to: String) -> Result<Comparison, ScanError> {
        let (from, to) = (self.find(caller, from).await?, self.find(caller, to).await?);
        let difference = Difference::between(&self.graded(&from).await?, &self.graded(&to).await?);
        Ok(Comparison { difference, from, to })
    }
}

/// The scan of that id that a stored body is, whichever form it came in.
pub(crate) fn read_stored(id: &str, received_at: Timestamp, body: &[u8]) -> Result<Scan, ScanError> {
    match check_limits(body, &Limits::default())? {
        Form::Devenv => read_scan(body),
        form => {
            let (_, mut scan) = dev_env_platform::read(form, body, received_at)?;
            scan.scan_id = uuid::Uuid::try_parse(id).unwrap_or_default();
            Ok(scan)
        }
    }
}
