//! A listening socket that no other program can share.

use std::io;
use std::net::{SocketAddr, TcpListener};

/// Listens at an address, or says that it is taken.
///
/// # Errors
/// It is taken, or there is no such address here.
#[cfg(not(windows))]
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
}

/// Listens at an address, or says that it is taken.
///
/// Windows lets a program that asks for it share a port that another one listens at, unless that one has forbidden it beforehand.
/// Source: "Using `SO_REUSEADDR` and `SO_EXCLUSIVEADDRUSE`", Windows Sockets 2 documentation.
///
/// # Errors
/// It is taken, or there is no such address here.
#[cfg(windows)]
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    use socket2::{Domain, Socket, Type};
    /// As many as the standard library lets wait.
    const WAITING: i32 = 128;

    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    be_exclusive(&socket)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING)?;
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
    fn an_address_is_listened_at_once() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let again = listen(first.local_addr().unwrap()).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AddrInUse);
    }
}
