//! Charts as inline SVG: they print, and need no script. The table beside each says the same in words.

use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::list::Address;
use crate::api::wire::ReadyDay;
use crate::platform::fleet::{since, trend};
use crate::platform::store::Day;

/// Width of a day's bar with its gap, in units of the drawing.
const STEP: u64 = 10;
/// Days that the drawing has room for at the least: the bar of a first day is no wall.
const FEWEST: u64 = 14;
/// Height of the drawing.
const HEIGHT: u64 = 80;

/// Scans by day, those that failed below in another colour and pattern.
pub(crate) fn days(days: &[Day]) -> Markup {
    let most = days.iter().map(|day| day.scans).max().unwrap_or(0).max(1);
    let count = u64::try_from(days.len()).unwrap_or(0).max(1);
    let room = count.max(FEWEST);
    let total: u64 = days.iter().map(|day| day.scans).sum();
    let failed: u64 = days.iter().map(|day| day.failed).sum();
    let label = format!("{total} scans in {count} days, of which {failed} failed");
    html! {
        svg.chart role="img" aria-label=(label) viewBox={ "0 0 " (room * STEP) " " (HEIGHT) } preserveAspectRatio="none" {
            @for (index, day) in days.iter().enumerate() {
                @let x = (room - count + u64::try_from(index).unwrap_or(0)) * STEP + 1;
                @let all = (day.scans * HEIGHT).div_ceil(most);
                @let bad = (day.failed * HEIGHT).div_ceil(most);
                rect.all x=(x) y=(HEIGHT - all) width=(STEP - 2) height=(all) {
                    title { (day.date) ": " (day.scans) " scans, " (day.failed) " failed" }
                }
                rect.bad x=(x) y=(HEIGHT - bad) width=(STEP - 2) height=(bad) {
                    title { (day.date) ": " (day.failed) " failed" }
                }
            }
        }
        @if let (Some(first), Some(last)) = (days.first(), days.last()) {
            p.note { "From " (first.date) " to " (last.date) ", at most " (most) " a day; " (failed) " of " (total) " failed, in red." }
        }
    }
}

/// How far back a chart goes.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Range {
    #[serde(default = "month")]
    days: i64,
}

/// The ranges that can be chosen, in days.
const RANGES: [(i64, &str); 4] = [(7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year")];

fn month() -> i64 {
    30
}

/// The share of machines that were ready at the end of each day. `path`: the page that it is on.
pub(super) fn ready(changes: &[ReadyDay], range: Range, path: &str, now: Timestamp) -> Markup {
    let chosen = RANGES
        .iter()
        .find(|(days, _)| *days == range.days)
        .map_or(month(), |(days, _)| *days);
    let days = trend(changes, since(now, chosen), now);
    let width = days.len().max(1) * 10;
    let points: Vec<String> = days
        .iter()
        .enumerate()
        .map(|(index, day)| format!("{},{}", index * 10 + 5, 100 - percent(day)))
        .collect();
    html! {
        p.filters role="group" aria-label="Range" {
            @for (days, name) in RANGES {
                a href=(Address::new(path).with("days", &days.to_string()).text()) aria-current=[(days == chosen).then_some("true")] { (name) }
            }
        }
        @if let (Some(first), Some(last)) = (days.first(), days.last()) {
            p { (sentence(first, last)) }
            div.plot {
                div.scale aria-hidden="true" { span { "100 %" } span { "50 %" } span { "0 %" } }
                svg.chart role="img" aria-label={ "Machines that are ready, by day. " (sentence(first, last)) } viewBox={ "0 0 " (width) " 100" } preserveAspectRatio="none" {
                    line.grid x1="0" x2=(width) y1="50" y2="50" {}
                    polygon.area points={ "5,100 " (points.join(" ")) " " (width - 5) ",100" } {}
                    polyline points=(points.join(" ")) {}
                    @for (index, day) in days.iter().enumerate() {
                        rect.hover x=(index * 10) y="0" width="10" height="100" {
                            title { (day.date) ": " (day.ready) " of " (day.machines) " ready (" (percent(day)) " %)" }
                        }
                    }
                }
                div.dates aria-hidden="true" { span { (first.date) } span { (last.date) } }
            }
            p.note { "The line is the share of machines whose latest whole scan passed at the end of the day, UTC." }
        } @else {
            p { "No scans in this time." }
        }
    }
}

fn percent(day: &ReadyDay) -> u64 {
    (day.ready * 100).checked_div(day.machines).unwrap_or(0).min(100)
}

/// Whether it is better than at first.
fn sentence(first: &ReadyDay, last: &ReadyDay) -> String {
    let (before, now) = (percent(first), percent(last));
    let change = match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("better than the {before} %"),
        std::cmp::Ordering::Less => format!("worse than the {before} %"),
        std::cmp::Ordering::Equal => format!("the same as the {before} %"),
    };
    format!(
        "{now} % of machines are ready ({} of {}): {change} on {} ({} of {}).",
        last.ready, last.machines, first.date, first.ready, first.machines
    )
}

/// Scores, oldest first, as a line from 0 to 100.
pub(crate) fn scores(scores: &[u32]) -> Markup {
    let points: Vec<String> = scores
        .iter()
        .enumerate()
        .map(|(index, score)| format!("{},{}", index * 10 + 5, 100 - score.min(&100)))
        .collect();
    let label = match (scores.first(), scores.last()) {
        (Some(first), Some(last)) => format!("The score of {} scans, from {first} to {last}", scores.len()),
        _ => "No scans".to_owned(),
    };
    html! {
        svg.chart role="img" aria-label=(label) viewBox={ "0 -4 " (scores.len().max(1) * 10) " 108" } preserveAspectRatio="none" {
            line.mark x1="0" x2=(scores.len().max(1) * 10) y1="20" y2="20" {}
            polyline points=(points.join(" ")) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_day_is_at_the_right_and_a_first_day_is_a_bar_like_any_other() {
        let day = |date: &str| Day {
            date: date.to_owned(),
            scans: 2,
            failed: 1,
        };
        let bar = r#"<rect class="all" x="131" y="0" width="8" height="80">"#;
        let text = days(&[day("2026-11-25")]).into_string();
        assert!(text.contains(r#"viewBox="0 0 140 80""#) && text.contains(bar), "{text}");
        let many: Vec<Day> = (1..=20).map(|number| day(&format!("2026-11-{number:02}"))).collect();
        let text = days(&many).into_string();
        let last = r#"<rect class="all" x="191" y="0" width="8" height="80">"#;
        assert!(
            text.contains(r#"viewBox="0 0 200 80""#) && text.contains(last),
            "{text}"
        );
    }
}
