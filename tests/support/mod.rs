//! Parts that several tests share: a provider, HTTP requests, and how a skipped test is reported.

pub(crate) mod http;
pub(crate) mod issuer;
pub(crate) mod skip;
