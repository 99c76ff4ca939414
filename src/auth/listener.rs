//! Waits on this machine for the browser to come back from the provider. Sources: RFC 8252 7.3 and 8.3, RFC 9700 4.1.

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

/// How long a browser may take to send its request. Browsers also open connections that they send nothing on.
const REQUEST: Duration = Duration::from_secs(5);
/// What is read of a request. Codes of some providers are long.
const REQUEST_LIMIT_BYTES: usize = 16 * 1024;
/// Connections whose request is still awaited. Of more the oldest is closed, so that idle ones never shut the browser out.
const CONNECTIONS: usize = 32;
/// How long the last page may take to reach the browser.
const FAREWELL: Duration = Duration::from_secs(2);

/// A callback address that is ours until this goes.
#[derive(Debug)]
pub(super) struct BoundCallback {
    sockets: Vec<std::net::TcpListener>,
    port: u16,
    redirect: Url,
}

impl BoundCallback {
    /// Takes the first port that is free, before anybody is told of it.
    ///
    /// # Errors
    /// None is free.
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
                        problem: "is none",
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

    /// The callback address, letter for letter as the provider gets it.
    pub(super) fn redirect(&self) -> &Url {
        &self.redirect
    }

    /// Begins to answer browsers. To be called within the runtime.
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

/// `localhost` may mean either of two addresses, and another program may listen on the other one: both are taken, or none.
fn bind(host: CallbackHost, port: u16) -> io::Result<(Vec<std::net::TcpListener>, u16)> {
    let first = socket::listen((Ipv4Addr::LOCALHOST, port).into())?;
    let port = first.local_addr()?.port();
    let mut sockets = vec![first];
    if host == CallbackHost::Localhost {
        match socket::listen((Ipv6Addr::LOCALHOST, port).into()) {
            Ok(second) => sockets.push(second),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // There is no IPv6 on this machine.
            Err(_) => {}
        }
    }
    Ok((sockets, port))
}

/// The open callback address.
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
    /// What the browser that brought the answer is to see, once that is known.
    shown: watch::Receiver<Option<CallbackPage>>,
    /// Connections that wait for the last page.
    waiting: AtomicUsize,
    state: callback_request::CallbackState,
}

impl Listener {
    /// Waits for what the provider sends by way of the browser: answers to this sign-in, and what should be told meanwhile.
    pub(super) async fn next(&mut self) -> Option<CallbackOutcome> {
        self.received.recv().await
    }

    /// From now on a callback comes too late: the answer came another way.
    pub(super) fn settle(&self) {
        self.shared.state.settle();
    }

    /// Shows the browser how it ended, and gives the address up.
    pub(super) async fn finish(self, page: CallbackPage) {
        let _ = self.page.send(Some(page));
        let farewell = async {
            while self.shared.waiting.load(Ordering::SeqCst) > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // A browser that does not read its page has been told in the terminal.
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
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
            // Too many open files, say: others may close theirs.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Waits for a request. From then on the connection is closed by nobody else.
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
            trace!("a request to the callback address that changes nothing: {page:?}");
            say(&mut stream, page).await;
        }
        CallbackAction::Tell(page, answer) => {
            trace!("a request to the callback address that ends nothing yet: {page:?}");
            // Whoever waits may have gone: then there is nobody to tell.
            let _ = shared.answers.send(answer).await;
            say(&mut stream, page).await;
        }
        CallbackAction::Take(answer) => {
            shared.waiting.fetch_add(1, Ordering::SeqCst);
            let mut shown = shared.shown.clone();
            if shared.answers.send(answer).await.is_ok()
                && let Ok(page) = shown.wait_for(Option::is_some).await.map(|page| *page)
            {
                say(&mut stream, page.unwrap_or(CallbackPage::Failed)).await;
            }
            shared.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// Reads as far as the empty line. `None`: there was none, or too much before it.
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
            say(stream, CallbackPage::TooLong).await;
            return None;
        }
    }
}

/// Sends a page, and waits until the browser has it: a connection that is closed with something unread in it may lose the page.
async fn say(stream: &mut TcpStream, page: CallbackPage) {
    let farewell = async {
        stream.write_all(page.response().as_bytes()).await?;
        stream.shutdown().await?;
        let mut rest = [0_u8; 2048];
        while stream.read(&mut rest).await? > 0 {}
        Ok::<(), io::Error>(())
    };
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_callback_is_bound_to_this_machine_alone_and_in_the_order_of_the_ports() {
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
    fn a_port_of_localhost_is_free_only_if_both_its_addresses_are() {
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
