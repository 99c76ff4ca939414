//! Connections that are not as one would wish.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::server::Server;
use crate::support::Machine;

const SCAN: &[u8] =
    br#"{"developer_id":"one","environment":{"os":"Linux","os_version":"6","python_version":"3.11.9"},"tools":[]}"#;

/// An upload that is begun.
fn begun(server: &Server, token: &str) -> TcpStream {
    let mut stream = server.connect().unwrap();
    let head = format!(
        "POST /scan HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
        server.address,
        SCAN.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&SCAN[..10]).unwrap();
    stream
}

#[test]
fn uploads_that_do_not_go_on_hold_up_nobody() {
    let machine = Machine::new();
    let server = Server::start(&machine, &["--threads", "1"]);
    let token = server.token.clone().unwrap();
    let begun: Vec<TcpStream> = (0..10).map(|_| begun(&server, &token)).collect();
    assert_eq!(server.ask("POST", "/scan", &token, SCAN).status, 200);
    for mut stream in begun {
        // Nobody lost patience with them yet, and they can go on.
        stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let mut early = [0; 300];
        let waited = stream.read(&mut early).map_err(|error| error.kind());
        assert_eq!(
            waited,
            Err(std::io::ErrorKind::WouldBlock),
            "{}",
            String::from_utf8_lossy(&early)
        );
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(&SCAN[10..]).unwrap();
        let mut status = [0; 15];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200 OK");
    }
}

#[test]
fn a_long_head_is_read_and_one_that_is_too_long_is_refused() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    // Tokens that name some hundred groups are as long.
    assert_eq!(
        server.ask("GET", "/scan/history", &"x".repeat(15 << 10), b"").status,
        401
    );
    assert_eq!(
        server.ask("GET", "/scan/history", &"x".repeat(17 << 10), b"").status,
        431
    );
}

#[test]
fn a_request_names_one_host() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    let status = |head: &str| {
        let mut stream = server.connect().unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        String::from_utf8(status.to_vec()).unwrap()
    };
    let heads = [
        "GET /health HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET /health HTTP/1.0\r\n\r\n",
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    ];
    assert_eq!(
        heads.map(status),
        ["HTTP/1.1 200", "HTTP/1.0 200", "HTTP/1.1 400", "HTTP/1.1 400"]
    );
}
