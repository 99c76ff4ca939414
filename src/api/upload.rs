//! Sends one scan, once, whatever the network does meanwhile.
//!
//! The scan's id is the idempotency key of every try: a platform that has it already says so, and keeps it once.

use std::borrow::Cow;

use uuid::Uuid;

use super::client::{ANSWER_LIMIT_BYTES, Client};
use super::encoding::Encoding;
use super::error::UploadError;
use super::exchange::{HttpReply, malformed, read, refused, token_refused};
use super::retry::retry_repeatable;
use super::wire::Receipt;
use crate::secret::Secret;

/// A scan that is to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// Its id, which is the key of every try.
    pub scan_id: Uuid,
    /// It as JSON, as it is sent.
    pub bytes: &'a [u8],
}

impl Client {
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
    /// `token` gives a token; a second time, with the one that was refused, another one, or the same if there is no other.
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
                    let fresh = token(Some(&bearer))?;
                    if fresh == bearer {
                        return Err(token_refused(&self.scans, &answer, &bearer).into());
                    }
                    bearer = fresh;
                    is_fresh = true;
                }
                // Something before the platform may know less than the platform does.
                415 if self.encoding.get() != Encoding::Plain => {
                    self.encoding.set(Encoding::Plain);
                    body = self.body(upload)?;
                }
                _ => return Ok(self.receipt(upload.scan_id, &answer, &bearer)?),
            }
        }
    }

    fn post(&self, scan_id: Uuid, body: &[u8], bearer: &Secret) -> Result<HttpReply, UploadError> {
        self.exchange(&self.scans, ANSWER_LIMIT_BYTES, retry_repeatable, || {
            let request = self.http.post(self.scans.clone()).bearer_auth(bearer.reveal());
            let headers = self.headers_of(scan_id).into_iter();
            headers
                .fold(request, |request, (name, value)| request.header(name, value))
                .body(body.to_vec())
        })
    }

    fn receipt(&self, scan_id: Uuid, answer: &HttpReply, bearer: &Secret) -> Result<Receipt, UploadError> {
        match answer.status {
            200 | 201 => {
                let receipt: Receipt = read(&self.scans, &answer.body)?;
                if Uuid::try_parse(&receipt.scan_id) != Ok(scan_id) {
                    return Err(malformed(&self.scans, "the receipt is for another scan"));
                }
                Ok(receipt)
            }
            401 => Err(token_refused(&self.scans, answer, bearer)),
            _ => Err(refused(answer, Some(bearer))),
        }
    }
}
