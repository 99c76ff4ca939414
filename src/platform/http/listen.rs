//! Connections: accepted, with TLS or without, bounded in number and in time, and closed when the server stops.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Response, StatusCode, Version, header};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::address::without_base;
use super::live::{Live, Serving};
use super::rate::network;
use super::write_timeout::WriteTimeout;
use crate::platform::events::log;

/// Connections that are open at the same time; further ones wait to be taken.
const MOST_CONNECTIONS: usize = 4_096;
/// Connections from one address (IPv6: one /64); further ones are refused. A proxy that is trusted has the connections of all.
const MOST_OF_ADDRESS: usize = 512;
/// What a connection that is refused is told, if it is not encrypted.
const REFUSED: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/// How long the head of a request, or a TLS handshake, may take.
const HEAD: Duration = Duration::from_secs(10);
/// The longest head of a request, and the most of an answer that is buffered for a client that does not read.
const BUFFER: usize = 16 << 10;
/// How long a client may read nothing of an answer.
const READING: Duration = Duration::from_secs(30);
/// How long requests that are under way may take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// How many connections each address has.
#[derive(Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

/// A connection of an address.
struct OfAddress {
    addresses: Arc<Addresses>,
    address: IpAddr,
}

impl Addresses {
    /// Counts a connection for as long as the value lives. `None`: the address has too many.
    fn open(self: &Arc<Self>, address: IpAddr) -> Option<OfAddress> {
        let address = network(address);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= MOST_OF_ADDRESS {
            return None;
        }
        *count += 1;
        Some(OfAddress {
            addresses: Arc::clone(self),
            address,
        })
    }
}

impl Drop for OfAddress {
    fn drop(&mut self) {
        let mut open = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// Accepts connections until `stop` is there, then lets requests that are under way finish.
pub(crate) async fn serve(listener: TcpListener, live: Arc<Live>, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let addresses: Arc<Addresses> = Arc::default();
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
        let serving = live.now();
        let counted = if serving.platform.settings.trust_proxy {
            None
        } else if let Some(counted) = addresses.open(peer.ip()) {
            Some(counted)
        } else {
            if serving.tls.is_none() {
                let _ = stream.try_write(REFUSED);
            }
            continue;
        };
        let (live, watcher) = (Arc::clone(&live), graceful.watcher());
        tokio::spawn(async move {
            let _open = serving.platform.metrics.open_connection();
            // A connection that breaks is the other side's affair.
            let _ = connection(stream, peer, &serving, live, watcher).await;
            drop((place, counted));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    serving: &Serving,
    live: Arc<Live>,
    watcher: Watcher,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match &serving.tls {
        None => requests(WriteTimeout::new(stream, READING), peer, live, watcher).await,
        Some(tls) => {
            let stream = tokio::time::timeout(HEAD, tls.accept(stream)).await??;
            requests(WriteTimeout::new(stream, READING), peer, live, watcher).await
        }
    }
}

async fn requests(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    live: Arc<Live>,
    watcher: Watcher,
) -> io::Result<()> {
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let serving = live.now();
        async move {
            if !has_one_host(request.version(), request.headers()) {
                let mut response = Response::new(Body::from("the request must have one Host header\n"));
                *response.status_mut() = StatusCode::BAD_REQUEST;
                return Ok(response);
            }
            let mut request = request.map(Body::new);
            without_base(&mut request, &serving.platform.base);
            request.extensions_mut().insert(ConnectInfo(peer));
            let service = TowerToHyperService::new(serving.router.clone());
            hyper::service::Service::call(&service, request).await
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    watcher.watch(connection).await.map_err(io::Error::other)
}

/// Whether a request says for which host it is, once. Source: RFC 9112, 3.2.
fn has_one_host(version: Version, headers: &HeaderMap) -> bool {
    version != Version::HTTP_11 || headers.get_all(header::HOST).iter().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_bounded_number_of_connections() {
        let addresses: Arc<Addresses> = Arc::default();
        let open = |text: &str| addresses.open(text.parse().unwrap());
        let mut of_one: Vec<Option<OfAddress>> = (0..MOST_OF_ADDRESS).map(|_| open("2001:db8::1")).collect();
        assert!(of_one.iter().all(Option::is_some));
        // The same network, and another one.
        assert!(open("2001:db8::2").is_none());
        assert!(open("2001:db8:0:1::1").is_some());
        of_one.pop();
        assert!(open("2001:db8::2").is_some());
        drop(of_one);
        assert_eq!(addresses.0.lock().unwrap().len(), 0);
    }
}
