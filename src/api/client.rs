//! A connection to one platform: which API it has, what it accepts, and how long requests may take.

use std::cell::Cell;
use std::path::Path;
use std::time::Instant;

use reqwest::Url;
use serde::Deserialize;

use super::dialect::{PlatformApi, is_dev_env_platform};
use super::encoding::{Encoding, SizeLimits};
use super::error::UploadError;
use super::exchange::{HttpReply, exchange, read, refused};
use super::http::{http, is_same_here, parse, shown};
use super::retry::{RetryBudget, Tries};
use crate::secret::Secret;

/// The longest answer that is read: a receipt has less than a kilobyte.
pub(super) const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// The longest OpenAPI document that is read.
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
    end: Instant,
}

impl Client {
    /// Asks a platform where its API is and what it accepts. `api`: which API it has; `None`: find that out.
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
            end: Instant::now() + budget.time(),
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
            return Err(refused(&answer));
        }
        let facts: PlatformFacts = read(&discovery, &answer.body)?;
        let mut scans = parse(&format!("{}/scans", facts.api.trim_end_matches('/')))?;
        if is_same_here(&scans, &address) {
            // The token goes to the address that the user named.
            scans = address.join(scans.path()).unwrap_or(scans);
        }
        if scans.origin() != address.origin() {
            return Err(UploadError::OtherServer {
                platform: shown(&address),
                api: shown(&scans),
            });
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

    /// Gets a public document: no token is sent.
    fn get_public(&self, url: &Url, limit: usize) -> Result<HttpReply, UploadError> {
        exchange(&self.runtime, self.tries(), url, limit, || {
            self.http.get(url.clone()).header("accept", "application/json")
        })
    }

    /// Which API the platform has.
    pub fn api(&self) -> PlatformApi {
        self.api
    }

    /// Gives the next request the whole budget again.
    pub fn reset_deadline(&mut self) {
        self.end = Instant::now() + self.budget.time();
    }

    /// Changes the budget of the requests from now on.
    pub fn set_budget(&mut self, budget: RetryBudget) {
        self.budget = budget;
        self.reset_deadline();
    }

    /// Where scans are posted to.
    pub fn destination(&self) -> &str {
        self.scans.as_str()
    }

    pub(super) fn tries(&self) -> Tries {
        self.budget.tries(self.end)
    }

    /// Gets a document of the platform. A refused token is replaced once.
    pub(super) fn get<E: From<UploadError>>(
        &self,
        url: &Url,
        limit: usize,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<HttpReply, E> {
        let ask = |bearer: &Secret| {
            exchange(&self.runtime, self.tries(), url, limit, || {
                let request = self.http.get(url.clone()).bearer_auth(bearer.reveal());
                request.header("accept", "application/json")
            })
        };
        let bearer = token(None)?;
        let mut answer = ask(&bearer)?;
        if answer.status == 401 {
            answer = ask(&token(Some(&bearer))?)?;
        }
        match answer.status {
            200 => Ok(answer),
            401 => Err(UploadError::TokenRefused { address: shown(url) }.into()),
            _ => Err(refused(&answer).into()),
        }
    }
}
