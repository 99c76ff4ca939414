//! What goes between the command line and the platform.

pub mod client;
mod encoding;
mod error;
mod http;
pub mod reference;
pub mod remote;
mod retry;
pub mod wire;
mod words;

pub use client::{Client, Patience, Upload};
pub use error::UploadError;
pub use reference::Dialect;
