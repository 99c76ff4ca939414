//! A proxy between devenv and a platform that disturbs messages as a test plans.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Messages are cut at the end of one of this many equal parts.
pub(super) const PARTS: usize = 16;

/// What happens to one request and its answer.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// None.
    None,
    /// Only this many [`PARTS`] of the request get through; then the connection is cut.
    CutRequest(usize),
    /// The platform gets the request; only this many [`PARTS`] of its answer get through, then the connection is cut.
    CutAnswer(usize),
    /// The platform gets the request; its answer arrives at one byte per second.
    Drip,
    /// The request is dropped, and there is no answer.
    Hang,
    /// The platform gets the request, and its answer is dropped.
    HangAnswered,
    /// Another server answers with this.
    Answer(String),
}

/// The fault for a request, by the number of requests before it and its first line.
type Plan = dyn FnMut(usize, &str) -> Fault + Send;

/// A proxy, until the end of the tests.
pub(super) struct Proxy {
    pub(super) address: String,
    shared: Arc<Shared>,
}

struct Shared {
    /// Where the platform is.
    platform: Mutex<String>,
    plan: Mutex<Box<Plan>>,
    /// The number of requests since the plan was set.
    requests: AtomicUsize,
}

impl Proxy {
    /// Starts without faults and without a platform.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared {
            platform: Mutex::default(),
            plan: Mutex::new(Box::new(|_, _| Fault::None)),
            requests: AtomicUsize::new(0),
        });
        let all = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&all);
                // Broken connections are expected.
                std::thread::spawn(move || shared.converse(stream));
            }
        });
        Self { address, shared }
    }

    /// Sets the platform's address.
    pub(super) fn lead_to(&self, platform: &str) {
        platform.clone_into(&mut self.shared.platform.lock().unwrap());
    }

    /// Sets the faults for further requests.
    pub(super) fn plan(&self, plan: impl FnMut(usize, &str) -> Fault + Send + 'static) {
        self.shared.requests.store(0, Ordering::SeqCst);
        *self.shared.plan.lock().unwrap() = Box::new(plan);
    }

    /// The number of requests since the plan was set.
    pub(super) fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn converse(&self, mut client: TcpStream) -> Option<()> {
        let mut platform = None;
        let mut left = Vec::new();
        loop {
            let (request, rest) = read_message(&mut client, left)?;
            left = rest;
            let line = String::from_utf8_lossy(&request);
            let line = line.split("\r\n").next().unwrap_or_default();
            let fault = {
                let number = self.requests.fetch_add(1, Ordering::SeqCst);
                (self.plan.lock().unwrap())(number, line)
            };
            if let Fault::Answer(answer) = fault {
                client.write_all(answer.as_bytes()).ok()?;
                continue;
            }
            if matches!(fault, Fault::Hang) {
                return wait_for_the_end(&mut client);
            }
            let upstream = match &mut platform {
                Some(upstream) => upstream,
                none => none.insert(TcpStream::connect(&*self.platform.lock().unwrap()).ok()?),
            };
            if let Fault::CutRequest(parts) = fault {
                upstream.write_all(&request[..request.len() * parts / PARTS]).ok()?;
                upstream.shutdown(Shutdown::Both).ok()?;
                return client.shutdown(Shutdown::Both).ok();
            }
            upstream.write_all(&request).ok()?;
            let (answer, _) = read_message(upstream, Vec::new())?;
            match fault {
                Fault::CutAnswer(parts) => {
                    client.write_all(&answer[..answer.len() * parts / PARTS]).ok()?;
                    return client.shutdown(Shutdown::Both).ok();
                }
                Fault::HangAnswered => return wait_for_the_end(&mut client),
                Fault::Drip => {
                    for byte in answer {
                        client.write_all(&[byte]).ok()?;
                        std::thread::sleep(Duration::from_secs(1));
                    }
                }
                _ => client.write_all(&answer).ok()?,
            }
        }
    }
}

/// Waits until the other side closes.
fn wait_for_the_end(stream: &mut TcpStream) -> Option<()> {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).ok()? > 0 {}
    Some(())
}

/// Reads a message; the second value is what came after it.
fn read_message(stream: &mut impl Read, mut bytes: Vec<u8>) -> Option<(Vec<u8>, Vec<u8>)> {
    loop {
        if let Some(head) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let whole = head + 4 + length.map_or(0, |length| length.parse::<usize>().unwrap());
            if bytes.len() >= whole {
                let rest = bytes.split_off(whole);
                return Some((bytes, rest));
            }
        }
        let mut buffer = [0; 16 * 1024];
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
    }
}
