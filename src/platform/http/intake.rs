//! How many uploads are read and graded at the same time.
//!
//! Whoever comes next waits in the connection's own buffers, which the system has anyway, and not in memory of ours beside many others
//! of whom a part is there. So an upload is read in one go, mostly, and memory grows with what is at work and not with who has connected.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

/// Uploads for each thread: while one is graded, others come.
const FOR_EACH_THREAD: usize = 4;
/// The longest that an upload waits for its turn. Clients whose bodies come slowly, or never, hold up nobody for longer.
const PATIENCE: Duration = Duration::from_millis(50);

/// The places.
pub(crate) struct Intake(Semaphore);

impl Intake {
    /// `threads`: how many the server has; without, one for each processor.
    pub(crate) fn new(threads: Option<usize>) -> Self {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        Self(Semaphore::new(threads.clamp(1, 1_024) * FOR_EACH_THREAD))
    }

    /// Waits for a place; it is free again when what this gives is dropped. `None`: others held theirs for too long, and it goes on
    /// without one.
    pub(crate) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.0.try_acquire() {
            return Some(place);
        }
        tokio::time::timeout(PATIENCE, self.0.acquire()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_has_no_place_waits_for_one_and_not_for_ever() {
        let intake = Intake::new(Some(1));
        let mut places = Vec::new();
        for _ in 0..FOR_EACH_THREAD {
            places.push(intake.place().await.unwrap());
        }
        let (place, ()) = tokio::join!(intake.place(), async { drop(places.pop()) });
        assert!(place.is_some());
        let before = std::time::Instant::now();
        assert!(intake.place().await.is_none());
        assert!(before.elapsed() >= PATIENCE);
    }
}
