//! The client of the platform: one scan, once, whatever the network does meanwhile.
//!
//! The scan's id is the key of every try: a platform that has it already says so, and keeps it once.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tracing::debug;
use uuid::Uuid;

use super::error::UploadError;
use super::http::{http, parse, shown};
use super::retry::{LONGEST_TRY, Tries, may_succeed_later, retry_after};
use super::wire::{Problem, Receipt};
use crate::secret::Secret;
use crate::text;

/// What is read of an answer: a receipt has less than a kilobyte.
const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// What is repeated of a platform's own words.
const WORDS_LIMIT: usize = 400;

/// How long to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Somebody waits: 20 s.
    Person,
    /// A job waits: 60 s.
    Job,
    /// As long as the user says.
    Set(Duration),
}

impl Patience {
    fn time(self) -> Duration {
        match self {
            Self::Person => Duration::from_secs(20),
            Self::Job => Duration::from_mins(1),
            Self::Set(time) => time,
        }
    }

    /// How long one try may take: one that hangs leaves time for another.
    fn time_of_try(self) -> Duration {
        LONGEST_TRY.min(self.time() * 3 / 4)
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
    max_scan_bytes: Option<u64>,
}

/// Where scans go.
#[derive(Debug)]
pub struct Client {
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) http: reqwest::Client,
    pub(super) scans: Url,
    max_scan_bytes: Option<u64>,
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
    /// Asks a platform what it takes, and where.
    ///
    /// # Errors
    /// It cannot be reached, is no platform, or is at an address that nothing is sent to.
    pub fn connect(platform: &str, ca_file: Option<&Path>, patience: Patience) -> Result<Self, UploadError> {
        let address = parse(platform)?;
        let http = http(ca_file, &address)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(UploadError::Runtime)?;
        let discovery = parse(&format!("{}/.well-known/devenv", platform.trim_end_matches('/')))?;
        let end = Instant::now() + patience.time();
        let answer = exchange(
            &runtime,
            Tries::until(end).each(patience.time_of_try()),
            &discovery,
            ANSWER_LIMIT_BYTES,
            || http.get(discovery.clone()).header("accept", "application/json"),
        )?;
        if answer.status != 200 {
            return Err(refused(&answer));
        }
        let facts: Facts = read(&discovery, &answer.body)?;
        let scans = parse(&format!("{}/scans", facts.api.trim_end_matches('/')))?;
        if scans.origin() != address.origin() {
            return Err(UploadError::OtherServer {
                platform: shown(&address),
                api: shown(&scans),
            });
        }
        Ok(Self {
            runtime,
            http,
            scans,
            max_scan_bytes: facts.max_scan_bytes,
            patience,
            end,
        })
    }

    /// One scan is done: the next has all the time again.
    pub fn be_patient_again(&mut self) {
        self.end = Instant::now() + self.patience.time();
    }

    /// Where scans are posted to.
    pub fn destination(&self) -> &str {
        self.scans.as_str()
    }

    /// The headers that a scan goes with, the token left out.
    pub fn headers(&self, scan_id: Uuid) -> [(&'static str, String); 3] {
        [
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
            ("idempotency-key", scan_id.to_string()),
        ]
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
        let bytes = upload.bytes.len() as u64;
        if let Some(limit) = self.max_scan_bytes.filter(|limit| bytes > *limit) {
            return Err(UploadError::TooLarge { bytes, limit }.into());
        }
        let bearer = token(None)?;
        let mut answer = self.post(upload, &bearer)?;
        if answer.status == 401 {
            let fresh = token(Some(&bearer))?;
            answer = self.post(upload, &fresh)?;
        }
        Ok(self.receipt(upload.scan_id, &answer)?)
    }

    pub(super) fn tries(&self) -> Tries {
        Tries::until(self.end).each(self.patience.time_of_try())
    }

    fn post(&self, upload: Upload<'_>, bearer: &Secret) -> Result<Answer, UploadError> {
        exchange(&self.runtime, self.tries(), &self.scans, ANSWER_LIMIT_BYTES, || {
            let request = self.http.post(self.scans.clone()).bearer_auth(bearer.reveal());
            let headers = self.headers(upload.scan_id).into_iter();
            headers
                .fold(request, |request, (name, value)| request.header(name, value))
                .body(upload.bytes.to_vec())
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

async fn ask(request: reqwest::RequestBuilder, url: &Url, limit: usize) -> Result<Answer, UploadError> {
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
    let short = |text: &str| text::escape_line(&text.chars().take(WORDS_LIMIT).collect::<String>()).into_owned();
    let problem: Option<Problem> = serde_json::from_slice(&answer.body).ok();
    let (words, hint) = match problem {
        Some(problem) => (
            short(&format!("{}: {}", problem.title, problem.detail)),
            problem.hint.as_deref().map(short),
        ),
        None => ("without a reason".to_owned(), None),
    };
    UploadError::Refused {
        status: answer.status,
        words,
        hint,
    }
}
