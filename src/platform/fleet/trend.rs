//! How many machines were ready at the end of each day, with the days on which nothing changed.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::api::wire::ReadyDay;

/// The first day of a range of days that ends today, UTC.
pub(crate) fn since(now: Timestamp, days: i64) -> Date {
    let today = now.to_zoned(TimeZone::UTC).date();
    today.checked_sub((days - 1).days()).unwrap_or(today)
}

/// Every day from a first one to today, UTC, as the day of the last change before says. It begins with the first change.
pub(crate) fn trend(changes: &[ReadyDay], first: Date, now: Timestamp) -> Vec<ReadyDay> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut changes = changes
        .iter()
        .filter_map(|day| Some((day.date.parse::<Date>().ok()?, day)))
        .peekable();
    let (mut all, mut last, mut next) = (Vec::new(), None, Some(first));
    while let Some(date) = next.filter(|date| *date <= today) {
        while let Some((_, day)) = changes.next_if(|(changed, _)| *changed <= date) {
            last = Some(day);
        }
        all.extend(last.map(|day| ReadyDay {
            date: date.to_string(),
            ..day.clone()
        }));
        next = date.checked_add(1.day()).ok();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_changes_is_as_the_day_before() {
        let day = |date: &str, machines, ready| ReadyDay {
            date: date.to_owned(),
            machines,
            ready,
        };
        let now = "2026-03-03T10:00:00Z".parse().unwrap();
        let changes = [
            day("2026-01-01", 1, 0),
            day("2026-03-01", 2, 1),
            day("2026-03-03", 2, 2),
        ];
        assert_eq!(since(now, 5).to_string(), "2026-02-27");
        let expected = [
            day("2026-02-28", 1, 0),
            day("2026-03-01", 2, 1),
            day("2026-03-02", 2, 1),
            day("2026-03-03", 2, 2),
        ];
        assert_eq!(trend(&changes, since(now, 4), now), expected);
        assert_eq!(trend(&changes[1..], since(now, 60), now), expected[1..]);
        assert_eq!(trend(&[], since(now, 60), now), []);
    }
}
