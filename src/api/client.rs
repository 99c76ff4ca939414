//! A connection to one platform: which API it speaks, what it accepts, and how long requests may take.

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::RequestBuilder;
use serde::Deserialize;
use url::Url;

use super::dialect::{PlatformApi, is_dev_env_platform};
use super::encoding::{Encoding, SizeLimits};
use super::error::UploadError;
use super::exchange::{HttpReply, read, refused, send, token_refused};
use super::http::{http, parse};
use super::retry::{RetryBudget, retry_repeatable};
use crate::secret::Secret;
use crate::web::{is_same_server, shown};

/// The largest answer that is read. A receipt has less than a kilobyte.
pub(super) const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// The largest OpenAPI document that is read.
const DESCRIPTION_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// The part of `/.well-known/devenv` that an upload needs.
#[derive(Debug, Deserialize)]
struct PlatformFacts {
    api: String,
    #[serde(default)]
    accepts: Vec<String>,
    max_scan_bytes: Option<u64>,
    max_body_bytes: Option<u64>,
}

/// A connection to one platform.
#[derive(Debug)]
pub struct Client {
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) http: reqwest::Client,
    pub(super) scans: Url,
    pub(super) api: PlatformApi,
    pub(super) limits: SizeLimits,
    /// The encoding of bodies that the platform announced, until it refuses one.
    pub(super) encoding: Cell<Encoding>,
    budget: RetryBudget,
    /// When the budget is used up.
    deadline: Instant,
}

impl Client {
    /// Asks a platform for the address of its API and its limits. `api`: the API that it speaks; `None`: devenv finds out.
    ///
    /// # Errors
    /// The platform cannot be reached, is not a platform, or has an address that must not be used.
    pub fn connect(
        platform: &str,
        ca_file: Option<&Path>,
        budget: RetryBudget,
        api: Option<PlatformApi>,
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
            api: PlatformApi::DevEnvPlatform,
            limits: SizeLimits::default(),
            encoding: Cell::new(Encoding::Plain),
            budget,
            deadline: Instant::now() + budget.time(),
        };
        if api == Some(PlatformApi::DevEnvPlatform) {
            return Ok(client);
        }
        let discovery = below("/.well-known/devenv")?;
        let answer = client.get_public(&discovery, ANSWER_LIMIT_BYTES)?;
        if answer.status == 404 && api.is_none() {
            let description = client.get_public(&below("/openapi.json")?, DESCRIPTION_LIMIT_BYTES);
            if description.is_ok_and(|answer| answer.status == 200 && is_dev_env_platform(&answer.body)) {
                return Ok(client);
            }
        }
        if answer.status != 200 {
            return Err(refused(&answer, None));
        }
        let facts: PlatformFacts = read(&discovery, &answer.body)?;
        let mut scans = parse(&format!("{}/scans", facts.api.trim_end_matches('/')))?;
        if !is_same_server(&scans, &address) {
            return Err(UploadError::OtherServer {
                platform: shown(&address),
                api: shown(&scans),
            });
        }
        if scans.origin() != address.origin() {
            // Another name of this machine: the token goes to the name that the user gave.
            scans = address.join(scans.path()).unwrap_or(scans);
        }
        client.scans = scans;
        client.api = PlatformApi::Native;
        client.limits = SizeLimits {
            scan_bytes: facts.max_scan_bytes,
            body_bytes: facts.max_body_bytes,
        };
        client.encoding.set(Encoding::best(&facts.accepts));
        Ok(client)
    }

    /// Gets a public document, without a token.
    fn get_public(&self, url: &Url, limit: usize) -> Result<HttpReply, UploadError> {
        self.exchange(url, limit, retry_repeatable, || {
            self.http.get(url.clone()).header("accept", "application/json")
        })
    }

    /// The API that the platform speaks.
    pub fn api(&self) -> PlatformApi {
        self.api
    }

    /// A page of this platform, from an address that it gave. `None`: it is no web address, or that of another server.
    pub fn page(&self, address: &str) -> Option<Url> {
        let page = Url::parse(address).ok()?;
        (matches!(page.scheme(), "http" | "https") && is_same_server(&page, &self.scans)).then_some(page)
    }

    /// Gives the next request the whole budget again.
    pub fn reset_deadline(&mut self) {
        self.deadline = Instant::now() + self.budget.time();
    }

    /// Changes the budget of later requests.
    pub fn set_budget(&mut self, budget: RetryBudget) {
        self.budget = budget;
        self.reset_deadline();
    }

    /// The address that scans are posted to.
    pub fn destination(&self) -> &str {
        self.scans.as_str()
    }

    /// Sends a request until it gets a final answer, or no time or try is left.
    ///
    /// `retry_after`: the wait before the next try after an error; `None`: another try cannot help.
    pub(super) fn exchange(
        &self,
        url: &Url,
        limit: usize,
        retry_after: impl Fn(&UploadError) -> Option<Duration>,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<HttpReply, UploadError> {
        let attempt = || send(request().timeout(self.budget.try_timeout(self.deadline)), url, limit);
        let retries = self.budget.retries(self.deadline);
        self.runtime.block_on(retries.run(attempt, retry_after))
    }

    /// Gets a document of the platform. If the token is refused, one new token is tried.
    pub(super) fn get<E: From<UploadError>>(
        &self,
        url: &Url,
        limit: usize,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<HttpReply, E> {
        let ask = |bearer: &Secret| {
            self.exchange(url, limit, retry_repeatable, || {
                let request = self.http.get(url.clone()).bearer_auth(bearer.reveal());
                request.header("accept", "application/json")
            })
        };
        let mut bearer = token(None)?;
        let mut answer = ask(&bearer)?;
        if answer.status == 401 {
            let fresh = token(Some(&bearer))?;
            if fresh != bearer {
                bearer = fresh;
                answer = ask(&bearer)?;
            }
        }
        match answer.status {
            200 => Ok(answer),
            401 => Err(token_refused(url, &answer, &bearer).into()),
            _ => Err(refused(&answer, Some(&bearer)).into()),
        }
    }
}
