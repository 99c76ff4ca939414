//! Uploads one scan. A network failure never makes the platform store it twice.
//!
//! The scan's id is the idempotency key of every try: a platform that already has the scan answers that it is a duplicate.

use std::borrow::Cow;

use uuid::Uuid;

use super::client::{ANSWER_LIMIT_BYTES, Client};
use super::encoding::Encoding;
use super::error::UploadError;
use super::exchange::{HttpReply, malformed, read, refused, token_refused};
use super::retry::retry_repeatable;
use super::wire::Receipt;
use crate::secret::Secret;

/// A scan to upload.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// Its id, the idempotency key of every try.
    pub scan_id: Uuid,
    /// The scan as JSON, as it is sent.
    pub bytes: &'a [u8],
}

impl Client {
    /// The headers of an upload, without the token.
    ///
    /// # Errors
    /// The scan is too large for this platform.
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

    /// The body of an upload.
    fn body<'a>(&self, upload: Upload<'a>) -> Result<Cow<'a, [u8]>, UploadError> {
        let body = self.encoding.get().encode(upload.bytes).map_err(UploadError::Encode)?;
        self.limits.check(upload.bytes, &body)?;
        Ok(body)
    }

    /// Uploads a scan. The receipt means that the platform has stored it, once.
    ///
    /// `token` gives a token. It is called again with a token that was refused, and then gives another one, or the same if there is no other.
    ///
    /// # Errors
    /// The platform refuses the scan or cannot be reached in time, or there is no token.
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
                // A proxy in front of the platform may support fewer encodings.
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
