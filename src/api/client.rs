//! The client of the platform: one scan, once, whatever the network does meanwhile.
//!
//! The scan's id is the key of every try: a platform that has it already says so, and keeps it once.

use std::borrow::Cow;
use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tracing::debug;
use uuid::Uuid;

use super::encoding::{Encoding, Limits};
use super::error::UploadError;
use super::http::{http, is_same_here, parse, shown};
use super::reference::{self, Dialect};
use super::retry::{LONGEST_TRY, Tries, may_succeed_later, retry_after};
use super::wire::Receipt;
use super::words::Words;
use crate::secret::Secret;

/// What is read of an answer: a receipt has less than a kilobyte.
const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// What is read of a description of an interface.
const DESCRIPTION_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// How long to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Somebody waits: 20 s.
    Person,
    /// A job waits: 60 s.
    Job,
    /// As long as the user says.
    Set(Duration),
    /// Nobody waits for it: 3 s, and one try.
    Spare,
}

impl Patience {
    fn time(self) -> Duration {
        match self {
            Self::Person => Duration::from_secs(20),
            Self::Job => Duration::from_mins(1),
            Self::Set(time) => time,
            Self::Spare => Duration::from_secs(3),
        }
    }

    /// The tries of a request that all has to be over with at `end`.
    fn tries(self, end: Instant) -> Tries {
        match self {
            Self::Spare => Tries::until(end).at_most(1),
            // One that hangs leaves time for another.
            _ => Tries::until(end).each(LONGEST_TRY.min(self.time() * 3 / 4)),
        }
    }
}

/// A scan that is to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// Its id, which is the key of every try.
    pub scan_id: Uuid,
    /// It as JSON, as it is sent.
    pub bytes: &'a [u8],
}

/// What is needed of what the platform says of itself. What else it says is left alone.
#[derive(Debug, Deserialize)]
struct Facts {
    api: String,
    #[serde(default)]
    accepts: Vec<String>,
    max_scan_bytes: Option<u64>,
    max_body_bytes: Option<u64>,
}

/// Where scans go.
#[derive(Debug)]
pub struct Client {
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) http: reqwest::Client,
    pub(super) scans: Url,
    pub(super) dialect: Dialect,
    limits: Limits,
    /// How bodies are encoded: as the platform says, until it takes that back.
    encoding: Cell<Encoding>,
    patience: Patience,
    /// When the patience is over.
    end: Instant,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

impl Client {
    /// Asks a platform what it takes, and where. `dialect`: how it is talked to; `None`: that is found out.
    ///
    /// # Errors
    /// It cannot be reached, is no platform, or is at an address that nothing is sent to.
    pub fn connect(
        platform: &str,
        ca_file: Option<&Path>,
        patience: Patience,
        dialect: Option<Dialect>,
    ) -> Result<Self, UploadError> {
        let address = parse(platform)?;
        let below = |path: &str| parse(&format!("{}{path}", platform.trim_end_matches('/')));
        let mut client = Self {
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_io()
                .enable_time()
                .build()
                .map_err(UploadError::Runtime)?,
            http: http(ca_file, &address)?,
            scans: below("/scan")?,
            dialect: Dialect::Reference,
            limits: Limits::default(),
            encoding: Cell::new(Encoding::Plain),
            patience,
            end: Instant::now() + patience.time(),
        };
        if dialect == Some(Dialect::Reference) {
            return Ok(client);
        }
        let discovery = below("/.well-known/devenv")?;
        let answer = client.look(&discovery, ANSWER_LIMIT_BYTES)?;
        if answer.status == 404 && dialect.is_none() {
            let description = client.look(&below("/openapi.json")?, DESCRIPTION_LIMIT_BYTES);
            if description.is_ok_and(|answer| answer.status == 200 && reference::is_described_by(&answer.body)) {
                return Ok(client);
            }
        }
        if answer.status != 200 {
            return Err(refused(&answer));
        }
        let facts: Facts = read(&discovery, &answer.body)?;
        let mut scans = parse(&format!("{}/scans", facts.api.trim_end_matches('/')))?;
        if is_same_here(&scans, &address) {
            // What the user named is where the token goes.
            scans = address.join(scans.path()).unwrap_or(scans);
        }
        if scans.origin() != address.origin() {
            return Err(UploadError::OtherServer {
                platform: shown(&address),
                api: shown(&scans),
            });
        }
        client.scans = scans;
        client.dialect = Dialect::Native;
        client.limits = Limits {
            scan_bytes: facts.max_scan_bytes,
            body_bytes: facts.max_body_bytes,
        };
        client.encoding.set(Encoding::best(&facts.accepts));
        Ok(client)
    }

    /// Gets what anybody may see: no token goes along.
    fn look(&self, url: &Url, limit: usize) -> Result<Answer, UploadError> {
        exchange(&self.runtime, self.tries(), url, limit, || {
            self.http.get(url.clone()).header("accept", "application/json")
        })
    }

    /// How it is talked to.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// One scan is done: the next has all the time again.
    pub fn be_patient_again(&mut self) {
        self.end = Instant::now() + self.patience.time();
    }

    /// From now on there is as much time.
    pub fn set_patience(&mut self, patience: Patience) {
        self.patience = patience;
        self.be_patient_again();
    }

    /// Where scans are posted to.
    pub fn destination(&self) -> &str {
        self.scans.as_str()
    }

    /// The headers that a scan goes with, the token left out.
    ///
    /// # Errors
    /// It is too large for this platform.
    pub fn headers(&self, upload: Upload<'_>) -> Result<Vec<(&'static str, String)>, UploadError> {
        let body = self.body(upload)?;
        let mut headers = self.headers_of(upload.scan_id);
        headers.push(("content-length", body.len().to_string()));
        Ok(headers)
    }

    pub(super) fn headers_of(&self, scan_id: Uuid) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
            ("idempotency-key", scan_id.to_string()),
        ];
        let encoding = self.encoding.get().name();
        headers.extend(encoding.map(|name| ("content-encoding", name.to_owned())));
        headers
    }

    /// A scan as it is sent.
    fn body<'a>(&self, upload: Upload<'a>) -> Result<Cow<'a, [u8]>, UploadError> {
        let body = self.encoding.get().encode(upload.bytes).map_err(UploadError::Encode)?;
        self.limits.check(upload.bytes, &body)?;
        Ok(body)
    }

    /// Sends a scan. When this has returned its receipt, the platform has the scan, once.
    ///
    /// `token` gives a token; a second time, with the one that was refused, another one.
    ///
    /// # Errors
    /// The platform does not take it, or cannot be reached in time; or no token is to be had.
    pub fn upload<E: From<UploadError>>(
        &self,
        upload: Upload<'_>,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Receipt, E> {
        let mut body = self.body(upload)?;
        let mut bearer = token(None)?;
        let mut is_fresh = false;
        loop {
            let answer = self.post(upload.scan_id, &body, &bearer)?;
            match answer.status {
                401 if !is_fresh => {
                    bearer = token(Some(&bearer))?;
                    is_fresh = true;
                }
                // Something before the platform may know less than the platform does.
                415 if self.encoding.get() != Encoding::Plain => {
                    self.encoding.set(Encoding::Plain);
                    body = self.body(upload)?;
                }
                _ => return Ok(self.receipt(upload.scan_id, &answer)?),
            }
        }
    }

    pub(super) fn tries(&self) -> Tries {
        self.patience.tries(self.end)
    }

    fn post(&self, scan_id: Uuid, body: &[u8], bearer: &Secret) -> Result<Answer, UploadError> {
        exchange(&self.runtime, self.tries(), &self.scans, ANSWER_LIMIT_BYTES, || {
            let request = self.http.post(self.scans.clone()).bearer_auth(bearer.reveal());
            let headers = self.headers_of(scan_id).into_iter();
            headers
                .fold(request, |request, (name, value)| request.header(name, value))
                .body(body.to_vec())
        })
    }

    fn receipt(&self, scan_id: Uuid, answer: &Answer) -> Result<Receipt, UploadError> {
        match answer.status {
            200 | 201 => {
                let receipt: Receipt = read(&self.scans, &answer.body)?;
                if Uuid::try_parse(&receipt.scan_id) != Ok(scan_id) {
                    return Err(malformed(&self.scans, "the receipt is for another scan"));
                }
                Ok(receipt)
            }
            401 => Err(UploadError::TokenRefused {
                address: shown(&self.scans),
            }),
            _ => Err(refused(answer)),
        }
    }
}

/// Asks until there is an answer that counts, or no time or try is left.
pub(super) fn exchange(
    runtime: &tokio::runtime::Runtime,
    mut tries: Tries,
    url: &Url,
    limit: usize,
    request: impl Fn() -> reqwest::RequestBuilder,
) -> Result<Answer, UploadError> {
    loop {
        let (asked, failed) = match runtime.block_on(ask(request().timeout(tries.time_left()), url, limit)) {
            Ok(answer) if may_succeed_later(answer.status) => {
                let failed = UploadError::Busy {
                    address: shown(url),
                    status: answer.status,
                    retry_after: answer.retry_after,
                };
                (answer.retry_after, failed)
            }
            Err(failed @ UploadError::Network { .. }) => (None, failed),
            other => return other,
        };
        match tries.wait(asked) {
            Some(wait) => {
                debug!("once more in {} ms: {failed}", wait.as_millis());
                std::thread::sleep(wait);
            }
            None => return Err(failed),
        }
    }
}

pub(super) async fn ask(request: reqwest::RequestBuilder, url: &Url, limit: usize) -> Result<Answer, UploadError> {
    let failed = |source: reqwest::Error| UploadError::Network {
        address: shown(url),
        source: source.without_url(),
    };
    let (http, request) = request.build_split();
    let request = request.map_err(failed)?;
    let (method, started) = (request.method().clone(), Instant::now());
    let mut response = http.execute(request).await.map_err(failed)?;
    let mut answer = Answer {
        status: response.status().as_u16(),
        retry_after: retry_after(response.headers(), Timestamp::now()),
        body: Vec::new(),
    };
    while let Some(bytes) = response.chunk().await.map_err(failed)? {
        if answer.body.len() + bytes.len() > limit {
            return Err(malformed(url, "it is too long"));
        }
        answer.body.extend_from_slice(&bytes);
    }
    let (status, milliseconds) = (answer.status, started.elapsed().as_millis());
    debug!(
        "{method} {}: {status} in {milliseconds} ms, {} bytes",
        shown(url),
        answer.body.len()
    );
    Ok(answer)
}

pub(super) fn malformed(url: &Url, problem: impl Into<String>) -> UploadError {
    UploadError::Malformed {
        address: shown(url),
        problem: problem.into(),
    }
}

pub(super) fn read<T: DeserializeOwned>(url: &Url, body: &[u8]) -> Result<T, UploadError> {
    serde_json::from_slice(body).map_err(|error| {
        let problem = if error.is_data() {
            "a field is missing or of another kind"
        } else {
            "it is not JSON"
        };
        malformed(url, problem)
    })
}

/// A refusal, in the platform's own words where it has some.
pub(super) fn refused(answer: &Answer) -> UploadError {
    let words = Words::of(&answer.body);
    UploadError::Refused {
        status: answer.status,
        words: words.reason.unwrap_or_else(|| "without a reason".to_owned()),
        hint: words.hint,
    }
}
