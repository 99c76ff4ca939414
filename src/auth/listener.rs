//! Waits for the browser to return from the provider to this machine. Sources: RFC 8252 7.3 and 8.3, RFC 9700 4.1.

mod callback_request;
mod page;
mod socket;

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tracing::trace;
use url::Url;

use super::AuthError;
use crate::config::CallbackHost;
use callback_request::{CallbackAction, PATH, classify};
pub(super) use callback_request::{CallbackOutcome, ExpectedRedirect, Redirect};
pub(super) use page::CallbackPage;

/// How long a browser may take to send a request. Browsers also open connections on which they send nothing.
const REQUEST: Duration = Duration::from_secs(5);
/// The largest request that is read. Some providers' codes are long.
const REQUEST_LIMIT_BYTES: usize = 16 * 1024;
/// Open connections without a complete request. Beyond these the oldest is closed, so that idle ones cannot block the browser.
const CONNECTIONS: usize = 32;
/// How long the browser may take to load the last page.
const LAST_PAGE: Duration = Duration::from_secs(2);

/// A callback address that is reserved until this value is dropped.
#[derive(Debug)]
pub(super) struct BoundCallback {
    sockets: Vec<std::net::TcpListener>,
    port: u16,
    redirect: Url,
}

impl BoundCallback {
    /// Binds the first free port.
    ///
    /// # Errors
    /// No port is free.
    pub(super) fn first_free(host: CallbackHost, ports: &[u16]) -> Result<Self, AuthError> {
        let mut last = io::Error::from(io::ErrorKind::InvalidInput);
        for port in ports {
            match bind(host, *port) {
                Ok((sockets, port)) => {
                    let name = match host {
                        CallbackHost::Literal => "127.0.0.1",
                        CallbackHost::Localhost => "localhost",
                    };
                    let text = format!("http://{name}:{port}{PATH}");
                    let redirect = Url::parse(&text).map_err(|_| AuthError::BadUrl {
                        what: "the callback address",
                        url: text,
                        problem: "is not an address",
                    })?;
                    return Ok(Self {
                        sockets,
                        port,
                        redirect,
                    });
                }
                Err(error) => last = error,
            }
        }
        let ports = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        Err(AuthError::NoPort { ports, source: last })
    }

    /// The callback address, exactly as the provider gets it.
    pub(super) fn redirect(&self) -> &Url {
        &self.redirect
    }

    /// Starts to answer browsers. Call this within the runtime.
    pub(super) fn serve(self, expected: ExpectedRedirect) -> Result<Listener, AuthError> {
        let (answers, received) = mpsc::channel(1);
        let (page, shown) = watch::channel(None);
        let shared = Arc::new(Shared {
            expected,
            port: self.port,
            answers,
            shown,
            waiting: AtomicUsize::new(0),
            state: callback_request::CallbackState::default(),
        });
        let mut tasks = Vec::new();
        for socket in self.sockets {
            socket.set_nonblocking(true).map_err(AuthError::Runtime)?;
            let socket = TcpListener::from_std(socket).map_err(AuthError::Runtime)?;
            tasks.push(tokio::spawn(accept(socket, Arc::clone(&shared))));
        }
        Ok(Listener {
            received,
            page,
            shared,
            tasks,
        })
    }
}

/// `localhost` has two addresses, and another program may listen on one of them: both are bound, or neither.
fn bind(host: CallbackHost, port: u16) -> io::Result<(Vec<std::net::TcpListener>, u16)> {
    let first = socket::listen((Ipv4Addr::LOCALHOST, port).into())?;
    let port = first.local_addr()?.port();
    let mut sockets = vec![first];
    if host == CallbackHost::Localhost {
        match socket::listen((Ipv6Addr::LOCALHOST, port).into()) {
            Ok(second) => sockets.push(second),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // This machine has no IPv6.
            Err(_) => {}
        }
    }
    Ok((sockets, port))
}

/// The callback address, while it answers browsers.
#[derive(Debug)]
pub(super) struct Listener {
    received: mpsc::Receiver<CallbackOutcome>,
    page: watch::Sender<Option<CallbackPage>>,
    shared: Arc<Shared>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    expected: ExpectedRedirect,
    port: u16,
    answers: mpsc::Sender<CallbackOutcome>,
    /// The page for the browser that brought the answer; `None` until it is known.
    shown: watch::Receiver<Option<CallbackPage>>,
    /// Connections that wait for the last page.
    waiting: AtomicUsize,
    state: callback_request::CallbackState,
}

impl Listener {
    /// Waits for the next answer or other event from the browser.
    pub(super) async fn next(&mut self) -> Option<CallbackOutcome> {
        self.received.recv().await
    }

    /// Refuses later callbacks: the answer came another way.
    pub(super) fn settle(&self) {
        self.shared.state.settle();
    }

    /// Sends the last page and closes the address.
    pub(super) async fn finish(self, page: CallbackPage) {
        let _ = self.page.send(Some(page));
        let farewell = async {
            while self.shared.waiting.load(Ordering::SeqCst) > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // The terminal shows the outcome too.
        let _ = tokio::time::timeout(LAST_PAGE, farewell).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn accept(socket: TcpListener, shared: Arc<Shared>) {
    let mut reading: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        match socket.accept().await {
            Ok((stream, peer)) => {
                reading.retain(|task| !task.is_finished());
                if reading.len() >= CONNECTIONS
                    && let Some(oldest) = reading.pop_front()
                {
                    oldest.abort();
                }
                reading.push_back(tokio::spawn(receive(stream, peer, Arc::clone(&shared))).abort_handle());
            }
            // For example too many open files: others may close theirs.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Waits for a request. After that, nobody else closes the connection.
async fn receive(mut stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>) {
    if !is_loopback(peer.ip()) {
        return;
    }
    if let Ok(Some(head)) = tokio::time::timeout(REQUEST, read_head(&mut stream)).await {
        tokio::spawn(answer(stream, head, shared));
    }
}

async fn answer(mut stream: TcpStream, head: Vec<u8>, shared: Arc<Shared>) {
    match classify(&head, &shared.expected, shared.port, &shared.state) {
        CallbackAction::Show(page) => {
            trace!("ignored a request to the callback address: {page:?}");
            send_page(&mut stream, page).await;
        }
        CallbackAction::Tell(page, answer) => {
            trace!("a request to the callback address does not end the wait: {page:?}");
            // There is no receiver after the wait has ended.
            let _ = shared.answers.send(answer).await;
            send_page(&mut stream, page).await;
        }
        CallbackAction::Take(answer) => {
            shared.waiting.fetch_add(1, Ordering::SeqCst);
            let mut shown = shared.shown.clone();
            if shared.answers.send(answer).await.is_ok()
                && let Ok(page) = shown.wait_for(Option::is_some).await.map(|page| *page)
            {
                send_page(&mut stream, page.unwrap_or(CallbackPage::Failed)).await;
            }
            shared.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// Reads up to the empty line. `None`: it is missing, or too far.
async fn read_head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(2048);
    let mut buffer = [0_u8; 2048];
    loop {
        let length = stream.read(&mut buffer).await.ok().filter(|length| *length > 0)?;
        head.extend_from_slice(buffer.get(..length)?);
        if head.windows(4).any(|end| end == b"\r\n\r\n") {
            return Some(head);
        }
        if head.len() > REQUEST_LIMIT_BYTES {
            send_page(stream, CallbackPage::TooLong).await;
            return None;
        }
    }
}

/// Sends a page and waits until the browser has it: closing a connection with unread data may lose the page.
async fn send_page(stream: &mut TcpStream, page: CallbackPage) {
    let farewell = async {
        stream.write_all(page.response().as_bytes()).await?;
        stream.shutdown().await?;
        let mut rest = [0_u8; 2048];
        while stream.read(&mut rest).await? > 0 {}
        Ok::<(), io::Error>(())
    };
    let _ = tokio::time::timeout(LAST_PAGE, farewell).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_callback_port_is_bound_on_this_machine_only() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let first = taken.local_addr().unwrap().port();
        let bound = BoundCallback::first_free(CallbackHost::Literal, &[first, 0]).unwrap();
        let addresses: Vec<SocketAddr> = bound
            .sockets
            .iter()
            .map(|socket| socket.local_addr().unwrap())
            .collect();
        assert_eq!(addresses, [SocketAddr::from((Ipv4Addr::LOCALHOST, bound.port))]);
        assert_eq!(
            bound.redirect().as_str(),
            format!("http://127.0.0.1:{}/callback", bound.port)
        );
        let error = BoundCallback::first_free(CallbackHost::Literal, &[first]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot wait for the browser: all callback ports are in use ({first})")
        );
    }

    #[test]
    fn a_port_of_localhost_is_free_only_if_it_is_on_both_addresses() {
        let Ok(taken) = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return;
        };
        let port = taken.local_addr().unwrap().port();
        assert!(BoundCallback::first_free(CallbackHost::Localhost, &[port]).is_err());
        let bound = BoundCallback::first_free(CallbackHost::Localhost, &[port, 0]).unwrap();
        let addresses: Vec<SocketAddr> = bound
            .sockets
            .iter()
            .map(|socket| socket.local_addr().unwrap())
            .collect();
        let expected = [
            SocketAddr::from((Ipv4Addr::LOCALHOST, bound.port)),
            SocketAddr::from((Ipv6Addr::LOCALHOST, bound.port)),
        ];
        assert_eq!(addresses, expected);
    }
}
