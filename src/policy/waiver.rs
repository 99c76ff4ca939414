//! Waivers: single findings that do not count until a day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::scan::{Finding, Source};

/// One finding that does not count until its day has passed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Waiver {
    /// The id of the rule, as a report shows it.
    pub rule: String,
    /// What the finding is on, exactly as a report shows it: a tool's id, a directory, a mount.
    pub subject: String,
    /// Why it may stay.
    pub reason: String,
    /// Who is responsible.
    pub owner: String,
    /// The last day on which the finding does not count, `YYYY-MM-DD`.
    pub until: Date,
    /// Where it is written.
    #[schemars(skip)]
    pub source: Source,
}

impl Waiver {
    /// Whether it is for this finding.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.rule == finding.rule && self.subject == finding.subject
    }

    /// Whether its last day has not passed.
    pub fn is_in_force(&self, today: Date) -> bool {
        today <= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_waiver_holds_to_the_end_of_its_day() {
        let waiver = Waiver {
            rule: "tool-works".to_owned(),
            subject: "node".to_owned(),
            reason: "the new laptop comes in May".to_owned(),
            owner: "platform team".to_owned(),
            until: date(2026, 5, 31),
            source: Source {
                file: "devenv.toml".to_owned(),
                line: Some(1),
            },
        };
        assert_eq!(
            [date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 1)].map(|today| waiver.is_in_force(today)),
            [true, true, false]
        );
    }
}
