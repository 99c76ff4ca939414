//! The body of an upload, within its limits: as it is sent, and as it expands.

use std::io::Read as _;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;

use super::errors::ApiError;
use crate::platform::settings::Limits;

/// Bodies of fewer bytes than this are expanded on the thread that serves: handing them over would cost more.
const EXPANDED_INLINE: usize = 64 << 10;
/// The encodings of a body that are accepted, best first.
pub(crate) const ENCODINGS: [&str; 3] = ["zstd", "gzip", "identity"];

/// A body as it was sent.
pub(crate) struct Sent {
    encoding: String,
    bytes: Vec<u8>,
}

/// Receives a body within its limits, and does not expand it yet.
pub(crate) async fn receive(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Sent, ApiError> {
    let encoding = headers
        .get(header::CONTENT_ENCODING)
        .map_or(Ok("identity"), |value| value.to_str())
        .unwrap_or("?")
        .trim()
        .to_ascii_lowercase();
    if !ENCODINGS.contains(&encoding.as_str()) {
        return Err(ApiError::encoding(&encoding));
    }
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limits.sent_bytes) {
        return Err(ApiError::too_large("the request body", limits.sent_bytes));
    }
    let bytes = tokio::time::timeout(limits.time, collect(body, declared, limits.sent_bytes))
        .await
        .map_err(|_| ApiError::too_slow())??;
    Ok(Sent { encoding, bytes })
}

impl Sent {
    /// The JSON in the body. A long one is expanded on a thread that may block.
    pub(crate) async fn expand(self, limits: &Limits) -> Result<Vec<u8>, ApiError> {
        let Self { encoding, bytes } = self;
        let limit = limits.expanded_bytes;
        if encoding == "identity" {
            Ok(bytes)
        } else if bytes.len() < EXPANDED_INLINE {
            expand(&encoding, &bytes, limit)
        } else {
            let expanded = tokio::task::spawn_blocking(move || expand(&encoding, &bytes, limit)).await;
            expanded.unwrap_or_else(|_| Err(ApiError::broken_body("it cannot be decompressed")))
        }
    }
}

async fn collect(body: Body, declared: Option<usize>, limit: usize) -> Result<Vec<u8>, ApiError> {
    // A declared length reserves no more than this: nothing has been sent yet.
    let mut sent = Vec::with_capacity(declared.unwrap_or(0).min(64 << 10));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ApiError::broken_body("the connection closed before the whole body arrived"))?;
        if sent.len() + chunk.len() > limit {
            return Err(ApiError::too_large("the request body", limit));
        }
        sent.extend_from_slice(&chunk);
    }
    Ok(sent)
}

/// Expands a body, and stops at the first byte over the limit.
fn expand(encoding: &str, sent: &[u8], limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut expanded = Vec::with_capacity((sent.len() * 6).min(limit));
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = if encoding == "gzip" {
        flate2::read::MultiGzDecoder::new(sent)
            .take(bound)
            .read_to_end(&mut expanded)
    } else {
        zstd::Decoder::with_buffer(sent).and_then(|mut decoder| {
            // The window of a frame that is as long as a body may be: a frame that wants more memory is refused.
            decoder.window_log_max(23)?;
            decoder.take(bound).read_to_end(&mut expanded)
        })
    };
    if expanded.len() > limit {
        return Err(ApiError::too_large("the decompressed body", limit));
    }
    match read {
        Ok(_) => Ok(expanded),
        Err(_) => Err(ApiError::broken_body(&format!("it is not valid {encoding}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_body_that_expands_too_far_is_refused_before_it_is_whole() {
        let bomb = vec![b' '; 4 << 20];
        for (encoding, sent) in [
            ("gzip", gzip(&bomb)),
            ("zstd", zstd::encode_all(&bomb[..], 19).unwrap()),
        ] {
            assert!(sent.len() < 8 << 10, "{encoding}: {}", sent.len());
            assert_eq!(expand(encoding, &sent, 4 << 20), Ok(bomb.clone()));
            let error = expand(encoding, &sent, (4 << 20) - 1).unwrap_err();
            assert_eq!(
                (error.status.as_u16(), error.detail.as_str()),
                (413, "the decompressed body is larger than the limit of 4194303 bytes")
            );
        }
    }

    #[test]
    fn what_is_no_zstd_or_ends_early_is_refused() {
        let whole = zstd::encode_all(&b"{\"tools\":[]}"[..], 1).unwrap();
        for sent in [&b"plain"[..], &whole[..whole.len() - 3]] {
            assert_eq!(expand("zstd", sent, 1 << 20).unwrap_err().status.as_u16(), 400);
        }
        // A frame header that asks for a window of 2 GiB: magic, window descriptor 0xA8, no content size.
        let greedy = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
        assert_eq!(expand("zstd", &greedy, 1 << 20).unwrap_err().status.as_u16(), 400);
    }
}
