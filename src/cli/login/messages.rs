//! The messages of a sign-in.

use std::io::IsTerminal as _;

use crate::auth::{Event, Method, Session, Storage};
use crate::cli::output::Output;
use crate::text::escape_line;

/// Reports an event of the sign-in while it waits for the user.
pub(super) fn show_event(output: &Output, remote: bool, event: &Event<'_>) {
    match event {
        Event::Address { url, opened } => {
            let how = if *opened {
                "Your browser should open. If it does not, sign in at:"
            } else {
                "Sign in at:"
            };
            output.always(&format!("{how}\n\n  {url}\n"));
            // Without a terminal, nobody can paste.
            if (remote || !opened) && std::io::stdin().is_terminal() {
                output.info(
                    "If the browser is on another machine, it will end on a page that cannot be reached. Paste that page's address here.",
                );
            }
        }
        Event::Unverified(code) => {
            let code = code.map_or_else(String::new, |code| format!(" ({code})"));
            output.warn(&format!(
                "ignored a refusal{code} at the callback address that does not name its sign-in"
            ));
        }
        Event::Pasted(problem) => output.warn(problem),
    }
}

/// The message of a completed sign-in.
pub(super) fn login_message(session: &Session) -> String {
    let who = session
        .account
        .as_ref()
        .map_or("an unknown user", |account| account.label());
    let who = escape_line(who);
    let role = session
        .role
        .as_ref()
        .map_or_else(String::new, |role| format!(" ({})", escape_line(role)));
    let place = session
        .platform
        .as_deref()
        .or_else(|| session.provider.as_ref().map(|provider| provider.issuer.as_str()));
    let place = place.map_or_else(String::new, |place| format!(" to {}", escape_line(place)));
    let saved = match (session.method, session.storage) {
        (Method::Ci, _) => "Nothing is saved: each CI job gets its own identity.",
        (_, Storage::Keyring) => "The session is saved in the keyring.",
        (_, Storage::File) => "The session is saved in a file that only you can read.",
    };
    let end = session.session_ends_at.map_or_else(String::new, |end| {
        let end = end.round(jiff::Unit::Second).unwrap_or(end);
        format!(" It expires at {end}.")
    });
    format!("Signed in{place} as {who}{role}. {saved}{end}")
}
