//! A connection that is read in small pieces.
//!
//! hyper keeps a buffer for each connection, which grows to what a single read brings, up to the longest head of a request that is taken,
//! and keeps it while the connection waits. In pieces, the longest head may be long without a buffer of that length for everybody.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The most that one read brings. hyper's buffer begins with 8 KiB, and grows when a read fills it.
/// Source: hyper's `proto/h1/io.rs`, `INIT_BUFFER_SIZE` and `ReadStrategy`.
const MOST: usize = (8 << 10) - 1;

/// Reads `MOST` bytes at a time; writes as the stream does.
pub(crate) struct Pieces<S>(pub(crate) S);

impl<S: AsyncRead + Unpin> AsyncRead for Pieces<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut room = [0; MOST];
        let (room, _) = room.split_at_mut(buffer.remaining().min(MOST));
        let mut piece = ReadBuf::new(room);
        ready!(Pin::new(&mut self.0).poll_read(context, &mut piece))?;
        buffer.put_slice(piece.filled());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Pieces<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[tokio::test]
    async fn no_read_brings_more_than_a_piece_and_nothing_is_lost() {
        let sent: Vec<u8> = (0..20_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        let (mut client, server) = tokio::io::duplex(64 << 10);
        client.write_all(&sent).await.unwrap();
        drop(client);
        let (mut server, mut received, mut reads) = (Pieces(server), Vec::with_capacity(64 << 10), Vec::new());
        while let read @ 1.. = server.read_buf(&mut received).await.unwrap() {
            reads.push(read);
        }
        assert_eq!((reads, received), (vec![8191, 8191, 3618], sent));
    }

    #[tokio::test]
    async fn a_read_into_less_room_brings_what_fits() {
        let (mut client, server) = tokio::io::duplex(64);
        client.write_all(b"whole").await.unwrap();
        let (mut server, mut room) = (Pieces(server), [0; 3]);
        assert_eq!(server.read(&mut room).await.unwrap(), 3);
        assert_eq!((&room, server.read_u8().await.unwrap()), (b"who", b'l'));
    }
}
