//! What every page has: its head, its navigation, and how it writes times and grades.

use std::fmt::Write as _;

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::platform::Platform;
use crate::platform::http::web_session::WebSession;
use crate::scan::Status;

/// What stands around a page.
pub(crate) struct Frame<'a> {
    title: &'a str,
    /// The platform's name.
    name: &'a str,
    /// The path of the platform's public address.
    base: &'a str,
    session: Option<&'a WebSession>,
    /// The path of the part of the navigation that the page belongs to. Empty: to none.
    section: &'static str,
}

/// The parts of the navigation: for everybody, and for who may see everything.
const SECTIONS: [(&str, &str); 6] = [
    ("/", "Overview"),
    ("/projects", "Projects"),
    ("/machines", "Machines"),
    ("/tools", "Tools"),
    ("/rules", "Rules"),
    ("/developers", "Developers"),
];
const SECTIONS_OF_READERS: [(&str, &str); 2] = [("/tokens", "Tokens"), ("/sessions", "Sessions")];

impl<'a> Frame<'a> {
    /// Of somebody who is signed in.
    pub(crate) fn of(title: &'a str, platform: &'a Platform, session: &'a WebSession) -> Self {
        Self {
            session: Some(session),
            ..Self::bare(title, platform)
        }
    }

    /// Without navigation.
    pub(crate) fn bare(title: &'a str, platform: &'a Platform) -> Self {
        Self {
            title,
            name: &platform.settings.name,
            base: &platform.base,
            session: None,
            section: "",
        }
    }

    /// The same page as a part of the navigation.
    pub(crate) fn at(self, section: &'static str) -> Self {
        Self { section, ..self }
    }
}

/// A whole page. Its links are written from the root, and get the path of the public address here: what people wrote is escaped, so
/// that no text of theirs looks like a link's attribute.
pub(crate) fn page(frame: &Frame<'_>, body: &Markup) -> Markup {
    let page = draw(frame, body);
    if frame.base.is_empty() {
        return page;
    }
    let mut text = page.into_string();
    for attribute in [" href=\"/", " action=\"/", " src=\"/"] {
        let with_base = format!("{}{}/", attribute.trim_end_matches('/'), frame.base);
        text = text.replace(attribute, &with_base);
    }
    PreEscaped(text)
}

fn draw(frame: &Frame<'_>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " · devenv" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/assets/style.css";
            }
            body {
                a.skip href="#main" { "Skip to content" }
                header {
                    nav aria-label="Main" {
                        a.brand href="/" { (frame.name) }
                        @if let Some(session) = frame.session {
                            (sections(frame.section, &SECTIONS))
                            @if session.caller.may_read_all() { (sections(frame.section, &SECTIONS_OF_READERS)) }
                        }
                        (sections(frame.section, &[("/docs", "API")]))
                        @if let Some(session) = frame.session {
                            span.who { (session.caller.developer_id) }
                            form method="post" action="/sign-out" {
                                input type="hidden" name="csrf" value=(session.csrf);
                                button type="submit" { "Sign out" }
                            }
                        } @else {
                            a.who href="/sign-in" { "Sign in" }
                        }
                    }
                }
                main id="main" { (body) }
            }
        }
    }
}

fn sections(current: &str, sections: &[(&str, &str)]) -> Markup {
    html! {
        @for (path, name) in sections { a href=(path) aria-current=[(*path == current).then_some("page")] { (name) } }
    }
}

/// A time for people, in UTC, and whole for programs.
pub(crate) fn time(time: Timestamp) -> Markup {
    html! { time datetime=(time) { (time.strftime("%Y-%m-%d %H:%M UTC")) } }
}

/// A time, and how long ago it is.
pub(crate) fn time_ago(at: Timestamp, now: Timestamp) -> Markup {
    html! { (time(at)) " " span.note { (ago(at, now)) } }
}

/// `3 days ago`: one unit, rounded down.
fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs();
    let (number, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
}

/// A part of a whole, as numbers and in per cent.
pub(crate) fn share(part: u64, whole: u64) -> Markup {
    html! {
        (part) " of " (whole)
        @if let Some(percent) = (part * 100).checked_div(whole) { " " span.note { (percent) " %" } }
    }
}

/// A status as a word with a colour; the word alone says it too.
pub(crate) fn status(status: Status) -> Markup {
    match status {
        Status::Pass => html! { span.badge.pass { "PASS" } },
        Status::Fail => html! { span.badge.fail { "FAIL" } },
    }
}

/// The address of a developer's page.
pub(crate) fn developer_link(developer: &str) -> String {
    format!("/developers/{}", encode(developer))
}

/// The address of a project's page.
pub(crate) fn project_link(project: &str) -> String {
    format!("/projects/{}", encode(project))
}

/// The address of a tool's page.
pub(crate) fn tool_link(tool: &str) -> String {
    format!("/tools/{}", encode(tool))
}

/// Text as one part of an address. Source: RFC 3986, 2.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Text that [`encode`] wrote.
pub(crate) fn decode(text: &str) -> String {
    let decoded = url::form_urlencoded::parse(text.as_bytes()).next();
    decoded.map(|(text, _)| text.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_told_in_one_unit() {
        let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
        let cases = [
            ("2026-11-30T12:00:30Z", "just now"),
            ("2026-11-30T11:58:30Z", "1 minute ago"),
            ("2026-11-30T09:58:30Z", "2 hours ago"),
            ("2026-11-29T12:00:00Z", "1 day ago"),
            ("2026-10-01T12:00:00Z", "60 days ago"),
        ];
        assert_eq!(
            cases.map(|(at, _)| ago(at.parse().unwrap(), now)),
            cases.map(|(_, expected)| expected.to_owned())
        );
    }

    #[test]
    fn a_developers_name_is_one_part_of_a_path() {
        assert_eq!(developer_link("auth0|a/b ü"), "/developers/auth0%7Ca%2Fb%20%C3%BC");
        assert_eq!(decode(&encode("/scans/x?a=1&b=ü+c")), "/scans/x?a=1&b=ü+c");
    }
}
