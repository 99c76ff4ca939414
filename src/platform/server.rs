//! The server: opened, told where it can be reached, run until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::api::wire::Role;
use crate::platform::events::log;
use crate::platform::http::{listen, middleware, routes};
use crate::platform::identity::{NewTokenRequest, mint};
use crate::platform::scans::demo_scans;
use crate::platform::store::{AccountStore as _, DataLock, ScanStore as _, SqliteStore, StoreError};
use crate::platform::{Platform, Settings, Shared, maintenance};
use crate::secret::Secret;

/// Why a server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its stores cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot listen there.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Its certificate cannot be used.
    #[error("cannot use the certificate or its key")]
    Tls(#[source] std::io::Error),
    /// Its threads cannot be started.
    #[error("cannot start the server's threads")]
    Threads(#[source] std::io::Error),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes to make a token of")]
    Random,
}

/// A server that is bound to its address and serves nobody yet.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    tls: Option<tokio_rustls::TlsAcceptor>,
    platform: Platform,
    first_token: Option<Secret>,
    store: Arc<SqliteStore>,
    lock: DataLock,
}

impl Server {
    /// Opens the stores and binds the address.
    pub fn open(settings: Settings) -> Result<Self, ServeError> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        if let Some(threads) = settings.threads {
            builder.worker_threads(threads);
        }
        let runtime = builder
            .max_blocking_threads(16)
            .enable_all()
            .build()
            .map_err(ServeError::Threads)?;
        let store = Arc::new(SqliteStore::open(&settings.data, &settings.raw, settings.durable)?);
        let lock = DataLock::acquire(&settings.data)?;
        let tls = settings
            .tls
            .as_ref()
            .map(listen::tls_acceptor)
            .transpose()
            .map_err(ServeError::Tls)?;
        let address = settings.listen;
        let listener = runtime
            .block_on(TcpListener::bind(address))
            .map_err(|source| ServeError::Listen { address, source })?;
        let first_token = runtime.block_on(first_token(&store))?;
        let mut settings = settings;
        // Port 0 is whichever is free.
        settings.listen = listener.local_addr().unwrap_or(address);
        let follows_host = settings.public_url.is_empty() && settings.listen.ip().is_loopback();
        if settings.public_url.is_empty() {
            let scheme = if tls.is_some() { "https" } else { "http" };
            settings.public_url = format!("{scheme}://{}", settings.listen);
        }
        Ok(Self {
            runtime,
            listener,
            tls,
            first_token,
            platform: Platform::new(settings, Arc::<SqliteStore>::clone(&store), follows_host),
            store,
            lock,
        })
    }

    /// Fills it with developers that are made up, to look at.
    pub fn fill_with_demo(&self) -> Result<(), ServeError> {
        let entries = demo_scans(Timestamp::now(), &self.platform.settings.policy);
        self.runtime.block_on(async {
            for scan in entries {
                self.store.insert(Arc::new(scan)).await?;
            }
            Ok(())
        })
    }

    /// How others reach it.
    pub fn url(&self) -> &str {
        &self.platform.settings.public_url
    }

    /// Where it listens, which is not where people find it if something stands in between.
    pub fn listens_at(&self) -> SocketAddr {
        self.platform.settings.listen
    }

    /// The token that was made because there was none yet. It is shown once.
    pub fn first_token(&self) -> Option<&Secret> {
        self.first_token.as_ref()
    }

    /// Serves until the process is told to end: by Ctrl-C, or by SIGTERM. What is under way is finished.
    pub fn run(self) -> Result<(), ServeError> {
        let Self {
            runtime,
            listener,
            tls,
            platform,
            store,
            lock: _lock,
            ..
        } = self;
        let result = runtime.block_on(async {
            store.start_uploads();
            let platform: Shared = Arc::new(platform);
            let router = middleware::wrap(routes::router(Shared::clone(&platform)), &platform);
            let maintenance = tokio::spawn(maintenance::run(Shared::clone(&platform)));
            let stop = async {
                told_to_end().await;
                log::notice("stopping: requests under way are finished");
            };
            let twice = async {
                told_to_end().await;
                told_to_end().await;
                log::notice("stopping at once");
            };
            tokio::select! {
                () = listen::serve(listener, tls, router, Shared::clone(&platform), stop) => {}
                () = twice => {}
            }
            maintenance.abort();
            if let Err(error) = platform.verifier.flush_last_used(platform.store.as_ref()).await {
                log::failure("the last uses of tokens could not be saved", &error);
            }
            // What stays in the index is uploaded at the next start.
            match tokio::time::timeout(Duration::from_secs(10), platform.store.close()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => log::failure("raw scans stay in the index until the next start", &error),
                Err(_) => log::error("raw scans stay in the index until the next start"),
            }
            Ok(())
        });
        runtime.shutdown_timeout(Duration::from_secs(5));
        result
    }
}

/// An admin's token, where there is none of any kind yet.
async fn first_token(store: &SqliteStore) -> Result<Option<Secret>, ServeError> {
    if !store.tokens().await?.is_empty() {
        return Ok(None);
    }
    let request = NewTokenRequest {
        role: Role::Admin,
        developer_id: "admin".to_owned(),
        for_others: false,
        expires_at: None,
    };
    let (secret, new) = mint(&request, Timestamp::now()).ok_or(ServeError::Random)?;
    store.add_token(new).await?;
    Ok(Some(secret))
}

/// Waits until the process is told to end.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
