//! The server: opened, told where it can be reached, run until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::api::wire::{AuditEntry, Role};
use crate::platform::events::log;
use crate::platform::http::certificate::{Certificate, expiry_warning};
use crate::platform::http::listen;
use crate::platform::http::live::{Live, Serving};
use crate::platform::identity::{NewTokenRequest, mint};
use crate::platform::scans::{demo_people, demo_scans};
use crate::platform::signals::{Hangup, Signals, told_to_end};
use crate::platform::store::{AccountStore as _, DataLock, ScanStore as _, SqliteStore, StoreError};
use crate::platform::{Platform, Settings, maintenance};
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
    /// The system does not tell it of signals.
    #[error("cannot wait for the system's signals")]
    Signals(#[source] std::io::Error),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes to make a token of")]
    Random,
}

/// A server that is bound to its address and serves nobody yet.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    certificate: Option<Certificate>,
    platform: Platform,
    first_token: Option<Secret>,
    store: Arc<SqliteStore>,
    lock: DataLock,
    signals: Signals,
}

impl Server {
    /// Opens the stores and binds the address.
    pub fn open(settings: Settings) -> Result<Self, ServeError> {
        raise_open_files();
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        if let Some(threads) = settings.threads {
            builder.worker_threads(threads);
        }
        let runtime = builder
            .max_blocking_threads(16)
            .enable_all()
            .build()
            .map_err(ServeError::Threads)?;
        // Before anybody is told that it runs: a signal that is not waited for ends the process.
        let signals = {
            let _context = runtime.enter();
            Signals::listen().map_err(ServeError::Signals)?
        };
        let store = Arc::new(SqliteStore::open(&settings.data, &settings.raw, settings.durable)?);
        let lock = DataLock::acquire(&settings.data)?;
        if runtime.block_on(store.lost_its_index())? {
            log::error(
                "the index is empty, and there are raw scans beside it: stop the server and run `devenv serve reindex`",
            );
        }
        let certificate = read_certificate(&settings)?;
        let address = settings.listen;
        let listener = runtime
            .block_on(TcpListener::bind(address))
            .map_err(|source| ServeError::Listen { address, source })?;
        let first_token = runtime.block_on(first_token(&store))?;
        // Port 0 is whichever is free.
        let (settings, follows_host) = completed(settings, listener.local_addr().unwrap_or(address));
        Ok(Self {
            runtime,
            listener,
            certificate,
            first_token,
            platform: Platform::new(settings, Arc::<SqliteStore>::clone(&store), follows_host),
            store,
            lock,
            signals,
        })
    }

    /// Fills it with developers that are made up, to look at.
    pub fn fill_with_demo(&self) -> Result<(), ServeError> {
        let entries = demo_scans(Timestamp::now(), &self.platform.settings.policy);
        self.runtime.block_on(async {
            for scan in entries {
                self.store.insert(Arc::new(scan)).await?;
            }
            for person in demo_people() {
                self.store.save_person(person).await?;
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

    /// Serves until the process is told to end: by Ctrl-C, or by SIGTERM. What is under way is finished; a second signal ends it at
    /// once. On SIGHUP it serves on with the settings that `reload` reads.
    pub fn run(self, reload: &dyn Fn() -> Result<Settings, String>) -> Result<(), ServeError> {
        let Self {
            runtime,
            listener,
            certificate,
            platform,
            store,
            lock: _lock,
            signals,
            ..
        } = self;
        let finished = runtime.block_on(async {
            store.start_uploads();
            let platform = Arc::new(platform);
            check_certificate(&platform, certificate.as_ref());
            let live = Arc::new(Live::new(Serving::new(platform, certificate.map(|it| it.acceptor))));
            let maintenance = tokio::spawn(maintenance::run(Arc::clone(&live)));
            let Signals { end, hangup } = signals;
            let end = end.counted();
            let served = async {
                let stop = async {
                    told_to_end(end.clone(), 1).await;
                    log::notice("stopping: requests under way are finished");
                };
                listen::serve(listener, Arc::clone(&live), stop).await;
                maintenance.abort();
                close(&live).await;
            };
            tokio::select! {
                () = served => true,
                () = told_to_end(end.clone(), 2) => {
                    log::notice("stopping at once");
                    false
                }
                () = reload_on_hangup(&live, hangup, reload) => false,
            }
        });
        if finished {
            runtime.shutdown_timeout(Duration::from_secs(5));
        } else {
            runtime.shutdown_background();
        }
        Ok(())
    }
}

/// Raises this process's limit of open files to the highest that the system lets it have: each connection is one.
#[cfg(unix)]
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    // Where the system refuses, there are fewer connections.
    let _ = setrlimit(Resource::Nofile, raised);
}

#[cfg(not(unix))]
fn raise_open_files() {}

/// The settings with where the server listens and how it is reached, and whether that is by the name that each request asks for.
fn completed(settings: Settings, listen: SocketAddr) -> (Settings, bool) {
    let mut settings = settings;
    settings.listen = listen;
    let follows_host = settings.public_url.is_empty() && listen.ip().is_loopback();
    if settings.public_url.is_empty() {
        let scheme = if settings.tls.is_some() { "https" } else { "http" };
        settings.public_url = format!("{scheme}://{listen}");
    }
    (settings, follows_host)
}

fn read_certificate(settings: &Settings) -> Result<Option<Certificate>, ServeError> {
    let files = settings.tls.as_ref();
    files.map(Certificate::read).transpose().map_err(ServeError::Tls)
}

/// Says when the server's own certificate expires: in the metrics, and in the log if that is soon.
fn check_certificate(platform: &Platform, certificate: Option<&Certificate>) {
    let expires_at = certificate.and_then(|certificate| certificate.expires_at);
    platform.metrics.certificate_expires(expires_at);
    if let Some(warning) = expires_at.and_then(|end| expiry_warning(end, Timestamp::now())) {
        log::error(&warning);
    }
}

/// Finishes what is under way in the stores. What stays in the index is uploaded at the next start.
async fn close(live: &Live) {
    let platform = &live.now().platform;
    if let Err(error) = platform.verifier.flush_last_used(platform.store.as_ref()).await {
        log::failure("the last uses of tokens could not be saved", &error);
    }
    match tokio::time::timeout(Duration::from_secs(10), platform.store.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => log::failure("raw scans stay in the index until the next start", &error),
        Err(_) => log::error("raw scans stay in the index until the next start"),
    }
}

/// Serves with what `reload` reads, each time the process gets SIGHUP. It never returns.
async fn reload_on_hangup(live: &Live, hangup: Hangup, reload: &dyn Fn() -> Result<Settings, String>) {
    let mut hangup = hangup;
    loop {
        hangup.next().await;
        if let Err(problem) = replace(live, reload).await {
            log::error(&format!("the settings were not reloaded, those before stay: {problem}"));
        }
    }
}

/// Replaces settings and certificate. Where the server listens, its data and its threads stay as they are.
async fn replace(live: &Live, reload: &dyn Fn() -> Result<Settings, String>) -> Result<(), String> {
    let before = live.now();
    let old = &before.platform.settings;
    let new = reload()?;
    let new = Settings {
        data: old.data.clone(),
        raw: old.raw.clone(),
        durable: old.durable,
        threads: old.threads,
        log: old.log,
        ..new
    };
    let (new, follows_host) = completed(new, old.listen);
    let certificate = read_certificate(&new).map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
        format!("{error}{cause}")
    })?;
    let store = before.platform.store.as_ref();
    if let Err(error) = before.platform.verifier.flush_last_used(store).await {
        log::failure("the last uses of tokens could not be saved", &error);
    }
    let platform = Arc::new(before.platform.with_settings(new, follows_host));
    check_certificate(&platform, certificate.as_ref());
    live.replace(Serving::new(platform, certificate.map(|it| it.acceptor)));
    log::notice("the settings and the certificate were reloaded");
    let entry = AuditEntry {
        at: Timestamp::now(),
        actor: "SIGHUP".to_owned(),
        token_id: None,
        address: None,
        action: "settings_reloaded".to_owned(),
        object: String::new(),
    };
    store.add_audit(entry).await.map_err(|error| error.to_string())
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

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_server_may_open_as_many_files_as_the_system_lets_it() {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::Nofile).maximum;
        let fewer = maximum.map_or(1_000, |most| most - 1);
        let lowered = Rlimit {
            current: Some(fewer),
            maximum,
        };
        setrlimit(Resource::Nofile, lowered).unwrap();
        super::raise_open_files();
        assert_eq!(getrlimit(Resource::Nofile).current, maximum);
    }
}
