//! Connections: accepted, with TLS or without, bounded in number and in time, and closed when the server stops.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::address::without_base;
use super::write_timeout::WriteTimeout;
use crate::platform::Shared;
use crate::platform::events::log;
use crate::platform::settings::TlsFiles;

/// Connections that are open at the same time; further ones wait to be taken.
const MOST_CONNECTIONS: usize = 4_096;
/// How long the head of a request, or a TLS handshake, may take.
const HEAD: Duration = Duration::from_secs(10);
/// The longest head of a request, and the most of an answer that is buffered for a client that does not read.
const BUFFER: usize = 16 << 10;
/// How long a client may read nothing of an answer.
const READING: Duration = Duration::from_secs(30);
/// How long requests that are under way may take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Accepts connections until `stop` is there, then lets requests that are under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    platform: Shared,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (Ok(place), accepted) = (tokio::select! {
            next = next => next,
            () = &mut stop => break,
        }) else {
            break;
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Too many open files, mostly: some will be closed.
                log::failure("a connection could not be taken", &error);
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (tls, router, platform, watcher) = (
            tls.clone(),
            router.clone(),
            Shared::clone(&platform),
            graceful.watcher(),
        );
        tokio::spawn(async move {
            let _open = platform.metrics.open_connection();
            // A connection that breaks is the other side's affair.
            let _ = connection(stream, peer, tls, router, Shared::clone(&platform), watcher).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    platform: Shared,
    watcher: Watcher,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match tls {
        None => requests(WriteTimeout::new(stream, READING), peer, router, platform, watcher).await,
        Some(tls) => {
            let stream = tokio::time::timeout(HEAD, tls.accept(stream)).await??;
            requests(WriteTimeout::new(stream, READING), peer, router, platform, watcher).await
        }
    }
}

async fn requests(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    platform: Shared,
    watcher: Watcher,
) -> io::Result<()> {
    let service = TowerToHyperService::new(router);
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        without_base(&mut request, &platform.base);
        request.extensions_mut().insert(ConnectInfo(peer));
        hyper::service::Service::call(&service, request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    watcher.watch(connection).await.map_err(io::Error::other)
}

/// Reads the server's own certificate and its key.
pub(crate) fn tls_acceptor(files: &TlsFiles) -> io::Result<TlsAcceptor> {
    let wrong = |path: &std::path::Path, error: &dyn std::fmt::Display| {
        io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(&files.certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(&files.certificates, &error))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
