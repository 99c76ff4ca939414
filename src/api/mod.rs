//! The client of a platform's API: uploads scans, lists and reads them.

mod client;
pub mod dev_env_platform;
mod dialect;
mod encoding;
mod error;
mod exchange;
mod http;
mod remote;
mod remote_scan;
mod retry;
mod upload;
pub mod wire;

pub use client::Client;
pub use dialect::PlatformApi;
pub use error::UploadError;
pub use remote_scan::{LARGEST_PAGE, RemoteScan, ScanQuery};
pub use retry::RetryBudget;
pub use upload::Upload;
