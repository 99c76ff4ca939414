//! The asynchronous runtime, for as long as a command needs it.

use std::future::Future;

use super::AuthError;

/// Runs what waits for several things at once, on the thread that asks for it.
#[derive(Debug)]
pub struct Runtime(tokio::runtime::Runtime);

impl Runtime {
    /// Starts it.
    ///
    /// # Errors
    /// The system gives no means to wait for sockets.
    pub fn start() -> Result<Self, AuthError> {
        tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map(Self)
            .map_err(AuthError::Runtime)
    }

    /// Waits for one thing, and for all that was begun meanwhile.
    pub fn wait_for<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}
