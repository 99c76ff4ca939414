//! Scans by day, with the days on which none came.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::platform::store::Day;

/// Every day from the first one with scans to today, UTC.
pub(crate) fn every_day(days: Vec<Day>, now: Timestamp) -> Vec<Day> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut all: Vec<Day> = Vec::with_capacity(days.len());
    let mut next: Option<Date> = None;
    let empty = |date: Date| Day {
        date: date.to_string(),
        scans: 0,
        failed: 0,
    };
    for day in days {
        let Ok(date) = day.date.parse::<Date>() else { continue };
        while let Some(missing) = next.filter(|next| *next < date) {
            all.push(empty(missing));
            next = missing.checked_add(1.day()).ok();
        }
        all.push(day);
        next = date.checked_add(1.day()).ok();
    }
    while let Some(missing) = next.filter(|next| *next <= today) {
        all.push(empty(missing));
        next = missing.checked_add(1.day()).ok();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_scans_have_their_place() {
        let day = |date: &str, scans| Day {
            date: date.to_owned(),
            scans,
            failed: 0,
        };
        let now = "2026-03-02T10:00:00Z".parse().unwrap();
        let days = every_day(vec![day("2026-02-26", 2), day("2026-02-28", 1)], now);
        let expected = [
            ("2026-02-26", 2),
            ("2026-02-27", 0),
            ("2026-02-28", 1),
            ("2026-03-01", 0),
            ("2026-03-02", 0),
        ];
        assert_eq!(days, expected.map(|(date, scans)| day(date, scans)));
        assert_eq!(every_day(Vec::new(), now), []);
    }
}
