//! What tests of sign-in need beside the program: a provider, and a browser's requests.

pub(crate) mod http;
pub(crate) mod issuer;
