//! JSON as an answer.

use std::cell::RefCell;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::log;

/// The most bytes that a thread keeps to write into.
const MOST_ROOM: usize = 128 << 10;

/// A value as JSON. axum's own begins with little room and writes byte by byte, which is a third of what a list of scans costs.
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match written(&self.0) {
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
}

/// The JSON of a value, in as much room as it takes. Each thread keeps the room that it is written into first.
fn written(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    thread_local! {
        static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    ROOM.with_borrow_mut(|room| {
        room.clear();
        serde_json::to_writer(&mut *room, value)?;
        let json = room.as_slice().to_vec();
        if room.capacity() > MOST_ROOM {
            *room = Vec::new();
        }
        Ok(json)
    })
}
