//! What a sign-in says to people.

use std::io::IsTerminal as _;

use crate::auth::{Event, Method, Session, Storage};
use crate::cli::output::Output;

/// What is said while the user is waited for.
pub(super) fn show_event(output: &Output, remote: bool, event: &Event<'_>) {
    match event {
        Event::Address { url, opened } => {
            let how = if *opened {
                "Your browser should open. If it does not, sign in at:"
            } else {
                "Sign in at:"
            };
            output.always(&format!("{how}\n\n  {url}\n"));
            // Elsewhere there is nobody who could paste.
            if (remote || !opened) && std::io::stdin().is_terminal() {
                output.info(
                    "If the browser is on another machine, it ends on a page that cannot be reached: paste that page's address here.",
                );
            }
        }
        Event::Unverified(error) => {
            output.warn(&format!("{error}; it may not be about this sign-in, which still waits"))
        }
        Event::Pasted(problem) => output.warn(problem),
    }
}

/// What was done.
pub(super) fn login_message(session: &Session) -> String {
    let who = session.account.as_ref().map_or("somebody", |account| account.label());
    let role = session
        .role
        .as_ref()
        .map_or_else(String::new, |role| format!(" ({role})"));
    let place = session
        .platform
        .as_deref()
        .or_else(|| session.provider.as_ref().map(|provider| provider.issuer.as_str()));
    let place = place.map_or_else(String::new, |place| format!(" to {place}"));
    let kept = match (session.method, session.storage) {
        (Method::Ci, _) => "Nothing is kept: the CI vouches for each job.",
        (_, Storage::Keyring) => "The session is in the keyring.",
        (_, Storage::File) => "The session is in a file that only you can read.",
    };
    let end = session.session_ends_at.map_or_else(String::new, |end| {
        let end = end.round(jiff::Unit::Second).unwrap_or(end);
        format!(" It ends at {end}.")
    });
    format!("Signed in{place} as {who}{role}. {kept}{end}")
}
