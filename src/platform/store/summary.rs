//! What is known of a scan, as a row of the index has it.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::{Serialize, Serializer};

use crate::api::wire::Summary;
use crate::scan::Status;

/// A [`Summary`] that borrows its texts from a row. Its JSON is the same: a list of scans is written from row to answer without a copy of
/// each text.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct SummaryRef<'r> {
    pub(super) user_id: &'r str,
    pub(super) scan_id: &'r str,
    pub(super) status: Status,
    pub(super) os: &'r str,
    #[serde(serialize_with = "time")]
    pub(super) timestamp: Timestamp,
    #[serde(serialize_with = "time")]
    pub(super) taken_at: Timestamp,
    pub(super) score: u32,
    pub(super) policy: &'r str,
    pub(super) machine_id: Option<&'r str>,
    pub(super) project: Option<&'r str>,
    /// One a line.
    #[serde(serialize_with = "lines")]
    pub(super) fails: &'r str,
}

impl SummaryRef<'_> {
    /// A summary that outlives the row.
    pub(crate) fn to_summary(self) -> Summary {
        Summary {
            user_id: self.user_id.to_owned(),
            scan_id: self.scan_id.to_owned(),
            status: self.status,
            os: self.os.to_owned(),
            timestamp: self.timestamp,
            taken_at: self.taken_at,
            score: self.score,
            policy: self.policy.to_owned(),
            machine_id: self.machine_id.map(str::to_owned),
            project: self.project.map(str::to_owned),
            fails: self.fails.lines().map(str::to_owned).collect(),
        }
    }
}

/// A time as its own `Serialize` writes it, which goes through a formatter letter by letter.
fn time<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&DateTimePrinter::new().timestamp_to_string(time))
}

fn lines<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(text.lines())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn its_json_is_that_of_the_summary(
            texts in prop::collection::vec("\\PC{0,12}|[\"\\\\\t]{1,3}", 5),
            millis in -377_705_116_800_000_i64..253_402_207_200_000,
            known in any::<bool>(),
            fails in prop::collection::vec("[a-z -]{1,12}", 0..3),
        ) {
            let fails = fails.join("\n");
            let row = SummaryRef {
                user_id: &texts[0],
                scan_id: &texts[1],
                status: if known { Status::Pass } else { Status::Fail },
                os: &texts[2],
                timestamp: Timestamp::from_millisecond(millis).unwrap(),
                taken_at: Timestamp::from_second(millis / 1_000).unwrap(),
                score: 87,
                policy: &texts[3],
                machine_id: known.then_some(&texts[4]),
                project: (!known).then_some(&texts[4]),
                fails: &fails,
            };
            prop_assert_eq!(serde_json::to_string(&row).unwrap(), serde_json::to_string(&row.to_summary()).unwrap());
        }
    }
}
