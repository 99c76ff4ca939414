//! What is done with scans: ingest, read, compare.

pub(crate) mod compare;
pub(crate) mod demo;
pub(crate) mod dev_env_platform;
pub(crate) mod ingest;
pub(crate) mod precheck;
pub(crate) mod read;
