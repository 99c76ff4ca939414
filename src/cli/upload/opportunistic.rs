//! One scan that waits goes along with whatever else was said to the platform.

use std::time::Duration;

use uuid::Uuid;

use super::{Stored, open};
use crate::api::{PlatformApi, RetryBudget};
use crate::cli::output::Output;
use crate::cli::platform_connection::{PlatformConnection, PlatformTarget};
use crate::cli::profile::ProfileArgument;
use crate::config::Folders;
use crate::history::outbox::Outbox;
use crate::host::Host;

/// The longest pause before it: those that a platform finds waiting as it comes back do not come all at once.
const LONGEST_PAUSE: Duration = Duration::from_millis(300);

/// The platform has just answered a command: it may take one of the scans that wait, too.
///
/// Nothing is said unless one was sent. It takes 3 s at most, and no time at all where nothing waits.
pub(in crate::cli) fn flush_one(host: &Host, profile: &ProfileArgument, output: &Output) {
    let (Ok(outbox), Ok(target)) = (open(host, &Folders::of(host)), PlatformTarget::find(host, profile)) else {
        return;
    };
    let Some(scan_id) = random_pending(&outbox, target.address()) else {
        return;
    };
    if let Ok(connection) = target.connect(RetryBudget::Background) {
        send(&connection, &outbox, scan_id, output);
    }
}

/// The same, at a connection that has just taken a scan.
pub(super) fn flush_one_more(connection: &mut PlatformConnection<'_>, outbox: &Outbox<'_>, output: &Output) {
    if let Some(scan_id) = random_pending(outbox, connection.address()) {
        connection.set_background_budget();
        send(connection, outbox, scan_id, output);
    }
}

/// Any that waits for this platform: were it the oldest, one that it never takes would keep all others waiting.
fn random_pending(outbox: &Outbox<'_>, platform: &str) -> Option<Uuid> {
    let waiting = outbox.waiting_for(platform).ok()?;
    let number = usize::try_from(jitter()).ok()?.checked_rem(waiting.len())?;
    waiting.get(number).map(|scan| scan.scan_id)
}

fn send(connection: &PlatformConnection<'_>, outbox: &Outbox<'_>, scan_id: Uuid, output: &Output) {
    // A platform that knows no key keeps twice what it got twice: there a person has to say so.
    if connection.client.api() == PlatformApi::DevEnvPlatform {
        return;
    }
    // Whoever cannot be read or sent goes on waiting: `devenv upload` says why.
    let Ok(Some(held)) = outbox.take(scan_id) else { return };
    if !Stored::is(scan_id, &held.bytes) {
        return;
    }
    std::thread::sleep(LONGEST_PAUSE.mul_f64(f64::from(jitter()) / f64::from(u32::MAX)));
    if connection.send(scan_id, &held.bytes).is_ok() {
        // Where the file cannot be removed it is sent once more, and the platform knows it.
        let _ = held.sent();
        output.status(&format!("The scan {scan_id}, which waited, is uploaded too."));
    }
}

/// A number that nobody knows beforehand.
fn jitter() -> u32 {
    let (high, _) = Uuid::new_v4().as_u64_pair();
    u32::try_from(high >> 32).unwrap_or_default()
}
