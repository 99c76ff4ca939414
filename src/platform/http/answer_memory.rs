//! How much of answers may be in memory at the same time, until those who asked have read them.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::errors::ApiError;
use crate::platform::Shared;

/// Bytes of all long answers together.
const MOST: usize = 96 << 20;
/// Answers of fewer bytes are not counted.
const SHORT: u64 = 64 << 10;

/// What is left of the memory for long answers: a permit for each KiB.
pub(crate) struct AnswerMemory(Arc<Semaphore>);

impl Default for AnswerMemory {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST >> 10)))
    }
}

/// A body with its part of the memory, which is free when the body is dropped.
struct Counted {
    body: Body,
    _permit: OwnedSemaphorePermit,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Refuses a long answer while too many others are still being read.
pub(crate) async fn limit(State(platform): State<Shared>, request: Request, next: Next) -> Result<Response, ApiError> {
    let response = next.run(request).await;
    let Some(bytes) = response.body().size_hint().exact().filter(|bytes| *bytes > SHORT) else {
        return Ok(response);
    };
    let kib = u32::try_from(bytes >> 10).unwrap_or(u32::MAX);
    let memory = Arc::clone(&platform.answer_memory.0);
    let permit = memory
        .try_acquire_many_owned(kib)
        .map_err(|_| ApiError::unavailable("too many long answers are being read; try again"))?;
    Ok(response.map(|body| Body::new(Counted { body, _permit: permit })))
}
