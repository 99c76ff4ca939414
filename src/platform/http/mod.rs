//! The HTTP side: connections, what each request passes through, the APIs and the pages.

pub(crate) mod address;
pub(crate) mod audit;
pub(crate) mod badge;
pub(crate) mod body;
pub(crate) mod certificate;
pub(crate) mod error_body;
pub(crate) mod errors;
pub(crate) mod extractors;
pub(crate) mod listen;
pub(crate) mod live;
pub(crate) mod memory;
pub(crate) mod metrics;
pub(crate) mod middleware;
pub(crate) mod openapi;
pub(crate) mod pages;
pub(crate) mod rate;
pub(crate) mod readiness;
pub(crate) mod route;
pub(crate) mod routes;
pub(crate) mod upload;
pub(crate) mod web_session;
pub(crate) mod write_timeout;
