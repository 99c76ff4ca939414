//! A listening socket whose port no other program can share.

use std::io;
use std::net::{SocketAddr, TcpListener};

/// Listens at an address.
///
/// # Errors
/// The address is in use, or this machine does not have it.
#[cfg(not(windows))]
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
}

/// Listens at an address.
///
/// Windows lets a program share a port that another one listens at, unless that one has forbidden it beforehand.
/// Source: "Using `SO_REUSEADDR` and `SO_EXCLUSIVEADDRUSE`", Windows Sockets 2 documentation.
///
/// # Errors
/// The address is in use, or this machine does not have it.
#[cfg(windows)]
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    use socket2::{Domain, Socket, Type};
    /// The backlog of the standard library.
    const BACKLOG: i32 = 128;

    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    be_exclusive(&socket)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

#[cfg(windows)]
fn be_exclusive(socket: &socket2::Socket) -> io::Result<()> {
    use std::os::windows::io::AsRawSocket as _;
    use windows_sys::Win32::Networking::WinSock::{SO_EXCLUSIVEADDRUSE, SOL_SOCKET, setsockopt};

    let handle = usize::try_from(socket.as_raw_socket()).map_err(io::Error::other)?;
    let yes = 1_i32.to_ne_bytes();
    #[expect(
        unsafe_code,
        reason = "no crate sets this option; the socket is open and the four bytes outlive the call"
    )]
    let result = unsafe { setsockopt(handle, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, yes.as_ptr(), 4) };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_be_listened_at_twice() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let again = listen(first.local_addr().unwrap()).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AddrInUse);
    }
}
