//! JSON as an answer.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::platform::events::log;

/// Bytes that most answers fit in.
const ROOM: usize = 1 << 10;

/// A value as JSON. axum's own begins with little room and writes byte by byte, which was a third of what a list of scans cost.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut json = Vec::with_capacity(ROOM);
        respond(serde_json::to_writer(&mut json, &self.0).map(|()| json))
    }
}

fn respond(json: serde_json::Result<Vec<u8>>) -> Response {
    match json {
        Ok(json) => (
            [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))],
            json,
        )
            .into_response(),
        Err(error) => {
            log::failure("an answer could not be written", &error);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A list as JSON, of which each item is written as it comes.
pub(crate) struct JsonList {
    json: Vec<u8>,
    failed: Option<serde_json::Error>,
}

impl JsonList {
    /// An empty one, with room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Self {
        let mut json = Vec::with_capacity(bytes);
        json.push(b'[');
        Self { json, failed: None }
    }

    /// Writes one more.
    pub(crate) fn push(&mut self, item: &impl Serialize) {
        if self.json.len() > 1 {
            self.json.push(b',');
        }
        if let Err(error) = serde_json::to_writer(&mut self.json, item) {
            self.failed = Some(error);
        }
    }
}

impl IntoResponse for JsonList {
    fn into_response(mut self) -> Response {
        self.json.push(b']');
        respond(self.failed.map_or(Ok(self.json), Err))
    }
}
