//! How much of uploads and of answers may be in memory at the same time: of all callers together, and of each.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};

use super::audit;
use super::errors::ApiError;
use crate::platform::{Platform, Shared};

/// Bytes of uploads that are being received, or wait to be graded.
const UPLOADS: usize = 48 << 20;
/// The same of one caller.
const UPLOADS_OF_ONE: usize = 16 << 20;
/// Bytes of answers that are being read.
const ANSWERS: usize = 64 << 20;
/// The same of one caller.
const ANSWERS_OF_ONE: usize = 32 << 20;
/// An answer that is made of stored scans takes this many times their bytes while it is made.
const COPIES: usize = 2;
/// Answers of fewer bytes are not counted.
const SHORT: u64 = 64 << 10;

/// Memory for something, of which callers have shares.
pub(crate) struct Memory {
    most: usize,
    most_of_one: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    all: usize,
    of_caller: HashMap<String, usize>,
}

impl Memory {
    pub(crate) fn for_uploads() -> Arc<Self> {
        Self::new(UPLOADS, UPLOADS_OF_ONE)
    }

    pub(crate) fn for_answers() -> Arc<Self> {
        Self::new(ANSWERS, ANSWERS_OF_ONE)
    }

    fn new(most: usize, most_of_one: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_of_one,
            held: Mutex::default(),
        })
    }

    /// The share of a caller, which is empty. It is free again when it is dropped.
    pub(crate) fn share(self: &Arc<Self>, caller: &str) -> Share {
        Share {
            memory: Arc::clone(self),
            caller: caller.to_owned(),
            bytes: 0,
        }
    }
}

/// Memory that a caller has.
pub(crate) struct Share {
    memory: Arc<Memory>,
    caller: String,
    bytes: usize,
}

impl Share {
    /// Takes more memory. Refused: the caller, or all together, have too much.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), ApiError> {
        let mut held = self.memory.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_caller = held.of_caller.get(&self.caller).copied().unwrap_or(0);
        if held.all + bytes > self.memory.most || of_caller + bytes > self.memory.most_of_one {
            return Err(ApiError::too_much_at_once());
        }
        held.all += bytes;
        held.of_caller.insert(self.caller.clone(), of_caller + bytes);
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.memory.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.all -= self.bytes;
        if let Some(of_caller) = held.of_caller.get_mut(&self.caller) {
            *of_caller -= self.bytes;
            if *of_caller == 0 {
                held.of_caller.remove(&self.caller);
            }
        }
    }
}

/// The body of an answer with its share of the memory.
struct Counted {
    body: Body,
    _share: Share,
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

/// The sender's memory for an answer that is being made of scans of so many bytes, before it is counted itself.
pub(crate) fn reserve(platform: &Platform, bytes: usize) -> Result<Share, ApiError> {
    let mut share = platform.answer_memory.share(&audit::sender_name());
    share.grow(bytes.saturating_mul(COPIES).min(ANSWERS_OF_ONE))?;
    Ok(share)
}

/// Refuses a long answer while too many others are still being read.
pub(crate) async fn limit_answers(
    State(platform): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let response = next.run(request).await;
    let Some(bytes) = response.body().size_hint().exact().filter(|bytes| *bytes > SHORT) else {
        return Ok(response);
    };
    let mut share = platform.answer_memory.share(&audit::sender_name());
    share.grow(usize::try_from(bytes).unwrap_or(usize::MAX))?;
    Ok(response.map(|body| Body::new(Counted { body, _share: share })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_for_each_caller_and_for_all() {
        let memory = Memory::new(100, 60);
        let share = |caller: &str, bytes: usize| {
            let mut share = memory.share(caller);
            share.grow(bytes).map(|()| share).ok()
        };
        let (first, second) = (share("ada", 40), share("ada", 20));
        assert!(first.is_some() && second.is_some());
        assert!(share("ada", 1).is_none());
        let bob = share("bob", 40);
        assert!(bob.is_some());
        assert!(share("cyd", 1).is_none());
        drop(second);
        let mut cyd = share("cyd", 19).unwrap();
        assert_eq!((cyd.grow(1).is_ok(), cyd.grow(1).is_ok()), (true, false));
        drop((first, bob, cyd));
        let held = memory.held.lock().unwrap();
        assert_eq!((held.all, held.of_caller.len()), (0, 0));
    }
}
