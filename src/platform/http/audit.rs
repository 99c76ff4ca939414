//! Who sent a request and from where, for the log and the audit log.

use std::cell::RefCell;
use std::net::IpAddr;

use jiff::Timestamp;

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
