//! Asks a service on this machine one question. Never on another machine.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Host;

/// The address of a service on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A socket in the file system.
    Unix(PathBuf),
    /// A loopback address.
    Loopback(SocketAddr),
    /// A named pipe of Windows: `\\.\pipe\docker_engine`.
    Pipe(PathBuf),
}

/// A connection that can have timeouts.
trait Stream: Read + Write {
    fn set_timeouts(&self, left: Duration) -> io::Result<()>;
}

impl Stream for TcpStream {
    fn set_timeouts(&self, left: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }
}

#[cfg(unix)]
impl Stream for std::os::unix::net::UnixStream {
    fn set_timeouts(&self, left: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }
}

impl Host {
    /// Connects, sends `request`, and reads the beginning of the answer: at most `limit` bytes, within `timeout` in total.
    ///
    /// # Errors
    /// Nothing listens, this user may not connect, there was no answer in time (`TimedOut`), or the address is another machine's
    /// (`InvalidInput`). In a fixture nothing listens.
    pub fn ask(&self, endpoint: &Endpoint, request: &[u8], limit: usize, timeout: Duration) -> io::Result<Vec<u8>> {
        if !self.is_real() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let deadline = Instant::now() + timeout;
        match endpoint {
            Endpoint::Unix(path) => {
                let mut stream = connect_unix(path, deadline)?;
                converse(stream.as_mut(), request, limit, deadline)
            }
            Endpoint::Loopback(address) => {
                if !address.ip().is_loopback() {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidInput,
                        format!("{address} is not a loopback address"),
                    ));
                }
                let mut stream = TcpStream::connect_timeout(address, timeout)?;
                converse(&mut stream, request, limit, deadline)
            }
            Endpoint::Pipe(path) => ask_pipe(path, request, limit, timeout),
        }
    }
}

/// The time left, or an error if none is.
fn left(deadline: Instant) -> io::Result<Duration> {
    deadline
        .checked_duration_since(Instant::now())
        .filter(|left| !left.is_zero())
        .ok_or_else(|| io::ErrorKind::TimedOut.into())
}

/// Sends the request and reads until the other side closes, `limit` bytes are read, or the time is up.
fn converse(stream: &mut dyn Stream, request: &[u8], limit: usize, deadline: Instant) -> io::Result<Vec<u8>> {
    stream.set_timeouts(left(deadline)?)?;
    stream.write_all(request).map_err(as_timeout)?;
    let mut answer = Vec::new();
    let mut chunk = [0_u8; 1024];
    while answer.len() < limit {
        // One byte at a time could otherwise extend the total.
        let step = left(deadline).and_then(|left| {
            stream.set_timeouts(left)?;
            stream.read(&mut chunk).map_err(as_timeout)
        });
        match step {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(chunk.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Bytes that came before the silence are an answer.
            Err(_) if !answer.is_empty() => break,
            Err(error) => return Err(error),
        }
    }
    answer.truncate(limit);
    Ok(answer)
}

/// On Unix, a socket's timeout is reported as `WouldBlock`.
fn as_timeout(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock {
        return io::Error::new(io::ErrorKind::TimedOut, error);
    }
    error
}

/// Connects within a deadline. An ordinary `connect` blocks if the listener's queue is full.
#[cfg(unix)]
fn connect_unix(path: &Path, deadline: Instant) -> io::Result<Box<dyn Stream>> {
    use rustix::io::Errno;
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketType};
    let address = SocketAddrUnix::new(path)?;
    let socket = rustix::net::socket(AddressFamily::UNIX, SocketType::STREAM, None)?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    loop {
        match rustix::net::connect(&socket, &address) {
            Ok(()) => break,
            // The queue is full, and no event tells when that ends (connect(2), EAGAIN): try again soon.
            Err(Errno::AGAIN) => std::thread::sleep(left(deadline)?.min(Duration::from_millis(10))),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    rustix::io::ioctl_fionbio(&socket, false)?;
    Ok(Box::new(std::os::unix::net::UnixStream::from(socket)))
}

#[cfg(not(unix))]
fn connect_unix(_: &Path, _: Instant) -> io::Result<Box<dyn Stream>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Asks through a pipe. It opens like a file and has no timeouts: a thread asks, and is abandoned if it is late.
#[cfg(windows)]
fn ask_pipe(path: &Path, request: &[u8], limit: usize, timeout: Duration) -> io::Result<Vec<u8>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let path = path.to_owned();
    let request = request.to_vec();
    std::thread::Builder::new().spawn(move || {
        let ask = || {
            let mut pipe = std::fs::OpenOptions::new().read(true).write(true).open(&path)?;
            pipe.write_all(&request)?;
            let mut answer = vec![0_u8; limit];
            let count = pipe.read(&mut answer)?;
            answer.truncate(count);
            Ok(answer)
        };
        // There is no receiver after the timeout.
        let _ = sender.send(ask());
    })?;
    receiver
        .recv_timeout(timeout)
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

#[cfg(not(windows))]
fn ask_pipe(_: &Path, _: &[u8], _: usize, _: Duration) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    const TIMEOUT: Duration = Duration::from_millis(200);

    fn ask(path: &Path) -> io::Result<Vec<u8>> {
        Host::this().ask(&Endpoint::Unix(path.to_owned()), b"ping\n", 8, TIMEOUT)
    }

    #[test]
    fn an_answer_is_cut_at_the_limit() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let listener = UnixListener::bind(&path).unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 5];
            stream.read_exact(&mut request).unwrap();
            stream.write_all(b"pong and much more").unwrap();
            request
        });
        assert_eq!(ask(&path).unwrap(), b"pong and");
        assert_eq!(&server.join().unwrap(), b"ping\n");
    }

    #[test]
    fn a_listener_that_never_answers_takes_no_longer_than_the_timeout() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let _listener = UnixListener::bind(&path).unwrap();
        let start = Instant::now();
        assert_eq!(ask(&path).unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(start.elapsed() < TIMEOUT * 5);
    }

    #[test]
    fn a_full_queue_is_a_timeout() {
        use rustix::net::{AddressFamily, SocketAddrUnix, SocketType};
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let socket = rustix::net::socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
        rustix::net::bind(&socket, &SocketAddrUnix::new(&path).unwrap()).unwrap();
        rustix::net::listen(&socket, 0).unwrap();
        let _first = std::os::unix::net::UnixStream::connect(&path).unwrap();
        assert_eq!(ask(&path).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn other_machines_are_not_asked() {
        let address = "192.0.2.1:2375".parse().unwrap();
        let error = Host::this()
            .ask(&Endpoint::Loopback(address), b"", 8, TIMEOUT)
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}
