//! Minimal HTTP for tests: reads requests, and sends some like a browser.

use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// A received request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The body as text.
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Request {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// A received answer.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// Reads a request. `None`: the connection was closed.
pub(crate) fn read(stream: &mut TcpStream) -> Option<Request> {
    let (head, mut body) = read_head(stream)?;
    let (line, headers) = split_head(&head);
    let length: usize = find(&headers, "content-length").map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        body.extend_from_slice(&buffer[..read]);
    }
    let mut words = line.split(' ');
    Some(Request {
        target: words.nth(1)?.to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        bytes: body,
    })
}

fn read_head(stream: &mut impl Read) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            let body = bytes.split_off(end + 4);
            return Some((String::from_utf8(bytes).ok()?, body));
        }
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
    }
}

fn split_head(head: &str) -> (String, Vec<(String, String)>) {
    let mut lines = head.trim_end().split("\r\n");
    let first = lines.next().unwrap().to_owned();
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    (first, headers)
}

/// The host and port of an address, and the rest.
pub(crate) fn split(url: &str) -> (String, String) {
    let rest = url.strip_prefix("http://").expect("a test talks to this machine");
    let at = rest.find('/').unwrap_or(rest.len());
    (rest[..at].to_owned(), rest[at..].to_owned())
}

/// Requests a page like a browser that follows a link, with more headers.
pub(crate) fn get_with(url: &str, headers: &str) -> Response {
    let (host, target) = split(url);
    send(
        &host,
        &format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\nSec-Fetch-Mode: navigate\r\n{headers}\r\n"
        ),
    )
}

pub(crate) fn get(url: &str) -> Response {
    get_with(url, "")
}

/// Sends bytes, and reads the answer until the connection is closed.
pub(crate) fn send(host: &str, request: &str) -> Response {
    let mut stream = TcpStream::connect(host.replace("localhost", "127.0.0.1")).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let (head, body) = read_head(&mut bytes.as_slice()).unwrap_or_default();
    let (line, headers) = split_head(&head);
    Response {
        status: line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0),
        headers,
        body: String::from_utf8(body).unwrap(),
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// The parameters of a form.
pub(crate) fn form(body: &str) -> Vec<(String, String)> {
    pairs(body)
}

/// The parameters of an address.
pub(crate) fn query(target: &str) -> Vec<(String, String)> {
    pairs(target.split_once('?').map_or("", |(_, query)| query))
}

/// One parameter of an address.
pub(crate) fn parameter(target: &str, name: &str) -> Option<String> {
    let found = query(target).into_iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value)
}
