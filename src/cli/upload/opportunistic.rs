//! Uploads one pending scan after a command that reached the platform.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Stored, open};
use crate::api::{PlatformApi, RetryBudget};
use crate::cli::output::Output;
use crate::cli::platform_connection::{PlatformConnection, PlatformTarget};
use crate::cli::profile::ProfileArgument;
use crate::config::Directories;
use crate::history::outbox::Outbox;
use crate::host::Host;

/// The longest delay before the upload, so that clients do not all upload at once when a platform is back.
const LONGEST_PAUSE: Duration = Duration::from_millis(300);

/// Uploads one pending scan. The platform has just answered a command.
///
/// Failures are not reported. Takes 3 s at most, and no time if nothing is pending.
pub(in crate::cli) fn flush_one(host: &Host, profile: &ProfileArgument, output: &Output) {
    let (Ok(outbox), Ok(target)) = (open(host, &Directories::of(host)), PlatformTarget::find(host, profile)) else {
        return;
    };
    let Some(scan_id) = random_pending(&outbox, target.address(), host.now()) else {
        return;
    };
    if let Ok(connection) = target.connect(RetryBudget::Background) {
        send(&connection, &outbox, scan_id, output);
    }
}

/// The same, over a connection that has just uploaded a scan.
pub(super) fn flush_one_more(connection: &mut PlatformConnection<'_>, outbox: &Outbox<'_>, output: &Output) {
    if let Some(scan_id) = random_pending(outbox, connection.address(), connection.host.now()) {
        connection.set_background_budget();
        send(connection, outbox, scan_id, output);
    }
}

/// A random scan that is pending for this platform. If the oldest were always taken, one bad scan could block the others.
fn random_pending(outbox: &Outbox<'_>, platform: &str, now: Timestamp) -> Option<Uuid> {
    let waiting = outbox.pending_for(platform, now).ok()?;
    let number = usize::try_from(jitter()).ok()?.checked_rem(waiting.len())?;
    waiting.get(number).map(|scan| scan.scan_id)
}

fn send(connection: &PlatformConnection<'_>, outbox: &Outbox<'_>, scan_id: Uuid, output: &Output) {
    // This API has no idempotency key: a retry could store the scan twice, so only the user may start one.
    if connection.client.api() == PlatformApi::DevEnvPlatform {
        return;
    }
    // A scan that cannot be read or uploaded stays pending; `devenv upload` reports why.
    let Ok(Some(held)) = outbox.claim(scan_id) else { return };
    if !Stored::is(scan_id, &held.bytes) {
        return;
    }
    std::thread::sleep(LONGEST_PAUSE.mul_f64(f64::from(jitter()) / f64::from(u32::MAX)));
    if connection.send(scan_id, &held.bytes).is_ok() {
        // If the file cannot be removed, the scan is uploaded again later and recognised as a duplicate.
        let _ = held.acknowledge();
        output.status(&format!("Uploaded pending scan {scan_id} too."));
    }
}

/// A random number.
fn jitter() -> u32 {
    let (high, _) = Uuid::new_v4().as_u64_pair();
    u32::try_from(high >> 32).unwrap_or_default()
}
