//! Who sent a request and from where, for the log and the audit log.

use std::cell::RefCell;
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::rate::network;
use crate::api::wire::AuditEntry;
use crate::platform::Platform;
use crate::platform::events::log;
use crate::platform::identity::Caller;

/// What is known of a request's sender.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sender {
    /// Empty: nobody proved who they are.
    pub(crate) developer_id: String,
    pub(crate) token_id: Option<String>,
    pub(crate) address: Option<IpAddr>,
}

/// Uses of tokens that are remembered.
const MOST_USES: usize = 10_000;

/// Which token was used from which address on which day: the audit log tells each once.
#[derive(Default)]
pub(crate) struct TokenUses(Mutex<HashSet<(String, Option<IpAddr>, i64)>>);

impl TokenUses {
    /// Whether this was not told yet on the day of `now`.
    fn is_new(&self, token_id: &str, address: Option<IpAddr>, now: Timestamp) -> bool {
        let today = now.as_second().div_euclid(86_400);
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if uses.len() >= MOST_USES {
            uses.retain(|(.., day)| *day == today);
        }
        let address = address.map(network);
        uses.len() < MOST_USES && uses.insert((token_id.to_owned(), address, today))
    }
}

tokio::task_local! {
    /// The sender of the request that this task handles.
    static SENDER: RefCell<Sender>;
}

/// Handles a request from an address; gives its answer, and what came to be known of the sender.
pub(crate) async fn with_sender<T>(address: IpAddr, handle: impl Future<Output = T>) -> (T, Sender) {
    let sender = Sender {
        address: Some(address),
        ..Sender::default()
    };
    let handled = async {
        let answer = handle.await;
        (answer, SENDER.with(|sender| sender.borrow().clone()))
    };
    SENDER.scope(RefCell::new(sender), handled).await
}

/// The sender of the request under way proved who they are.
pub(crate) fn set_caller(caller: &Caller) {
    let _ = SENDER.try_with(|sender| {
        let mut sender = sender.borrow_mut();
        sender.developer_id.clone_from(&caller.developer_id);
        sender.token_id = caller.token_id().map(str::to_owned);
    });
}

/// The sender of the request under way: the developer, or else the address.
pub(crate) fn sender_name() -> String {
    let name = SENDER.try_with(|sender| {
        let sender = sender.borrow();
        match sender.address {
            Some(address) if sender.developer_id.is_empty() => address.to_string(),
            _ => sender.developer_id.clone(),
        }
    });
    name.unwrap_or_default()
}

/// Notes that the sender of the request under way used one of the platform's own tokens.
pub(crate) async fn note_use(platform: &Platform, caller: &Caller) {
    let address = SENDER.try_with(|sender| sender.borrow().address).unwrap_or_default();
    if let Some(id) = caller.token_id()
        && platform.token_uses.is_new(id, address, Timestamp::now())
    {
        note(platform, "token_used", id).await;
    }
}

/// Adds a line to the audit log, and to the log: the sender of the request under way did something to an object.
pub(crate) async fn note(platform: &Platform, action: &str, object: &str) {
    let sender = SENDER.try_with(|sender| sender.borrow().clone()).unwrap_or_default();
    let entry = AuditEntry {
        at: Timestamp::now(),
        actor: sender.developer_id,
        token_id: sender.token_id,
        address: sender.address.map(|address| address.to_string()),
        action: action.to_owned(),
        object: object.to_owned(),
    };
    log::audit(&entry);
    if let Err(error) = platform.store.add_audit(entry).await {
        log::failure("a line of the audit log could not be saved", &error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_of_a_token_is_new_once_a_day_for_each_address() {
        let uses = TokenUses::default();
        let is_new = |token: &str, address: &str, now: &str| {
            uses.is_new(token, Some(address.parse().unwrap()), now.parse().unwrap())
        };
        let told = [
            is_new("a", "192.0.2.1", "2026-01-01T00:00:00Z"),
            is_new("a", "192.0.2.1", "2026-01-01T23:59:59Z"),
            is_new("a", "192.0.2.2", "2026-01-01T23:59:59Z"),
            is_new("b", "192.0.2.1", "2026-01-01T23:59:59Z"),
            is_new("a", "192.0.2.1", "2026-01-02T00:00:00Z"),
            is_new("a", "2001:db8::1", "2026-01-02T00:00:00Z"),
            is_new("a", "2001:db8::2", "2026-01-02T00:00:00Z"),
        ];
        assert_eq!(told, [true, false, true, true, true, true, false]);
    }
}
