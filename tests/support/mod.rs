//! What tests need beside the program: a provider, a browser's requests, a way to say that one was skipped.

pub(crate) mod http;
pub(crate) mod issuer;
pub(crate) mod skip;
