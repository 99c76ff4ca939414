//! What a server serves with now: its settings, its routes and its certificate. A reload of the settings replaces all three.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use tokio_rustls::TlsAcceptor;

use super::{middleware, routes};
use crate::platform::Shared;

/// Settings, routes and certificate that belong together.
pub(crate) struct Serving {
    pub(crate) platform: Shared,
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
}

impl Serving {
    pub(crate) fn new(platform: Shared, tls: Option<TlsAcceptor>) -> Self {
        Self {
            router: middleware::wrap(routes::router(Shared::clone(&platform)), &platform),
            platform,
            tls,
        }
    }
}

/// What is served with now. Each request and each new connection looks here.
pub(crate) struct Live(RwLock<Arc<Serving>>);

impl Live {
    pub(crate) fn new(serving: Serving) -> Self {
        Self(RwLock::new(Arc::new(serving)))
    }

    pub(crate) fn now(&self) -> Arc<Serving> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Requests under way finish with what they began with.
    pub(crate) fn replace(&self, serving: Serving) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(serving);
    }
}
