//! The asynchronous runtime that a command starts when it needs the network.

use std::future::Future;

use super::AuthError;

/// Runs asynchronous code on the calling thread.
#[derive(Debug)]
pub struct Runtime(tokio::runtime::Runtime);

impl Runtime {
    /// Starts the runtime.
    ///
    /// # Errors
    /// The system cannot start the event loop.
    pub fn start() -> Result<Self, AuthError> {
        tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map(Self)
            .map_err(AuthError::Runtime)
    }

    /// Runs a future, and tasks that were started meanwhile, until it is done.
    pub fn wait_for<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}
