//! The HTTP side: connections, what each request passes through, the APIs and the pages.

pub(crate) mod access_log;
pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod error_body;
pub(crate) mod errors;
pub(crate) mod intake;
pub(crate) mod listen;
pub(crate) mod metrics;
pub(crate) mod middleware;
pub(crate) mod openapi;
pub(crate) mod pages;
pub(crate) mod query;
pub(crate) mod rate;
pub(crate) mod routes;
pub(crate) mod tls;
pub(crate) mod upload;
