//! Two scans that are kept, compared.

use super::read;
use crate::platform::Shared;
use crate::platform::http::errors::Refusal;
use crate::platform::http::routes::{body_of, find};
use crate::platform::identity::Caller;
use crate::platform::store::Kept;
use crate::scan::{Difference, Scan};
use crate::score;

/// What changed from one scan to another, both graded by the platform's policy; and the two, as they are kept.
pub(crate) async fn between(
    platform: &Shared,
    caller: &Caller,
    from: String,
    to: String,
) -> Result<(Difference, [Kept; 2]), Refusal> {
    let kept = [find(platform, caller, from).await?, find(platform, caller, to).await?];
    let [from, to] = [graded(platform, &kept[0]).await?, graded(platform, &kept[1]).await?];
    Ok((Difference::between(&from, &to), kept))
}

async fn graded(platform: &Shared, kept: &Kept) -> Result<Scan, Refusal> {
    let mut scan = read::scan(kept, &body_of(platform, kept).await?)?;
    scan.assessment = Some(score::assess(&scan, &platform.settings.policy));
    Ok(scan)
}
