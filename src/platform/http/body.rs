//! The body of an upload, within its limits: as it is sent, and as it expands.

use std::io::Read as _;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;

use super::errors::ApiError;
use super::memory::Share;
use crate::platform::scans::LONG;
use crate::platform::settings::Limits;

/// The encodings of a body that are accepted, best first.
pub(crate) const ENCODINGS: [&str; 3] = ["zstd", "gzip", "identity"];

/// A body as it was sent.
pub(crate) struct Sent {
    encoding: String,
    bytes: Vec<u8>,
    share: Share,
}

/// A body that was received.
pub(crate) enum Received {
    /// It is short: the JSON in it, with the memory that it took.
    Short(Vec<u8>, Share),
    /// The JSON in it is long, and is expanded when its turn comes.
    Long(Sent),
}

/// Receives a body within its limits, and does not expand it yet. `share`: the caller's memory for uploads.
pub(crate) async fn receive(headers: &HeaderMap, body: Body, limits: &Limits, share: Share) -> Result<Sent, ApiError> {
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
    let mut share = share;
    let bytes = tokio::time::timeout(limits.time, collect(body, declared, limits.sent_bytes, &mut share))
        .await
        .map_err(|_| ApiError::too_slow())??;
    Ok(Sent { encoding, bytes, share })
}

impl Sent {
    /// A body that was expanded already and waits for its turn like a long one. The JSON takes memory as long as it waits.
    pub(crate) fn expanded(json: Vec<u8>, share: Share) -> Result<Self, ApiError> {
        let mut share = share;
        share.grow(json.len())?;
        Ok(Self {
            encoding: "identity".to_owned(),
            bytes: json,
            share,
        })
    }

    /// The JSON in the body, if that is short.
    pub(crate) fn open(self, limits: &Limits) -> Result<Received, ApiError> {
        let Self { encoding, bytes, share } = self;
        let long = |encoding, bytes, share| Received::Long(Self { encoding, bytes, share });
        if bytes.len() > LONG {
            return Ok(long(encoding, bytes, share));
        }
        if encoding == "identity" {
            return Ok(Received::Short(bytes, share));
        }
        let most = LONG.min(limits.expanded_bytes);
        Ok(match expand(&encoding, &bytes, most, limits.expanded_bytes)? {
            Some(json) => Received::Short(json, share),
            None => long(encoding, bytes, share),
        })
    }

    /// The JSON in a long body, with the memory that the body took. It takes a while.
    pub(crate) fn expand(self, limits: &Limits) -> Result<(Vec<u8>, Share), ApiError> {
        let Self { encoding, bytes, share } = self;
        if encoding == "identity" {
            return Ok((bytes, share));
        }
        let limit = limits.expanded_bytes;
        let json = expand(&encoding, &bytes, limit, limit)?;
        json.map(|json| (json, share)).ok_or_else(|| too_long(limit))
    }
}

async fn collect(body: Body, declared: Option<usize>, limit: usize, share: &mut Share) -> Result<Vec<u8>, ApiError> {
    // A declared length reserves no more than this: nothing has been sent yet.
    let mut sent = Vec::with_capacity(declared.unwrap_or(0).min(64 << 10));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ApiError::broken_body("the connection closed before the whole body arrived"))?;
        if sent.len() + chunk.len() > limit {
            return Err(ApiError::too_large("the request body", limit));
        }
        share.grow(chunk.len())?;
        sent.extend_from_slice(&chunk);
    }
    Ok(sent)
}

fn too_long(limit: usize) -> ApiError {
    ApiError::too_large("the decompressed body", limit)
}

/// Expands a body, and stops at the first byte over `most`. `None`: it has more, and may have up to `limit`.
fn expand(encoding: &str, sent: &[u8], most: usize, limit: usize) -> Result<Option<Vec<u8>>, ApiError> {
    let mut expanded = Vec::with_capacity((sent.len() * 6).min(most));
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
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
    if expanded.len() > most {
        return if most < limit { Ok(None) } else { Err(too_long(limit)) };
    }
    match read {
        Ok(_) => Ok(Some(expanded)),
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
            let limit = 4 << 20;
            assert_eq!(expand(encoding, &sent, limit, limit), Ok(Some(bomb.clone())));
            assert_eq!(expand(encoding, &sent, limit - 1, limit), Ok(None));
            let error = expand(encoding, &sent, limit - 1, limit - 1).unwrap_err();
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
            assert_eq!(expand("zstd", sent, 1 << 20, 1 << 20).unwrap_err().status.as_u16(), 400);
        }
        // A frame header that asks for a window of 2 GiB: magic, window descriptor 0xA8, no content size.
        let greedy = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
        assert_eq!(
            expand("zstd", &greedy, 1 << 20, 1 << 20).unwrap_err().status.as_u16(),
            400
        );
    }
}
