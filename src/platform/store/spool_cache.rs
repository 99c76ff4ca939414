//! Raw scans that were just written to the spool, in memory still: who carries them away need not read them back.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::index::Spooled;

/// The most that is carried at once, where the disk is waited for: one wait for much.
const LOAD_BYTES: usize = 1 << 20;
/// The same where it is not: little work at a time, so that others come in between.
const SMALL_LOAD_BYTES: usize = 128 << 10;
/// The most that is kept in memory. What comes beyond that is read back from the spool.
const MOST_BYTES: usize = LOAD_BYTES;
/// The same where the disk is not waited for: a load that goes, and the next. Scans that lie for long between what comes and goes would
/// keep more of the memory around them than they need themselves.
const SMALL_MOST_BYTES: usize = 2 * SMALL_LOAD_BYTES;

/// What came into the spool and was not taken to be carried yet, oldest first.
pub(crate) struct Fresh {
    state: Mutex<State>,
    added: Notify,
    load: usize,
    most: usize,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Spooled>,
    bytes: usize,
    /// Whatever the spool has besides the queue is being carried. Else it has more, behind all that is in the queue.
    whole: bool,
}

/// What is to be carried next.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    /// These.
    Load(Vec<Spooled>),
    /// What is in the spool. What comes in from now on is kept here again.
    InSpool,
    /// Nothing: the spool is empty.
    Nothing,
}

impl Fresh {
    /// Nothing is known yet: an earlier run may have left something in the spool. `durable`: the disk is waited for.
    pub(crate) fn new(durable: bool) -> Self {
        let (load, most) = if durable {
            (LOAD_BYTES, MOST_BYTES)
        } else {
            (SMALL_LOAD_BYTES, SMALL_MOST_BYTES)
        };
        Self {
            state: Mutex::default(),
            added: Notify::new(),
            load,
            most,
        }
    }

    /// The bytes that are carried at once, about.
    pub(crate) fn load(&self) -> usize {
        self.load
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These are in the spool now, in this order, behind all that was there.
    pub(crate) fn add(&self, spooled: Vec<Spooled>) {
        let mut state = self.state();
        let before = state.bytes;
        for spooled in spooled {
            state.whole &= state.bytes < self.most;
            if !state.whole {
                break;
            }
            state.bytes += spooled.raw.len();
            state.queue.push_back(spooled);
        }
        let is_first = before == 0;
        let is_load = before < self.load && state.bytes >= self.load;
        if is_first || is_load || !state.whole {
            self.added.notify_one();
        }
    }

    /// What is to be carried next.
    pub(crate) fn take(&self) -> Next {
        let mut state = self.state();
        let (mut load, mut bytes) = (Vec::new(), 0);
        while bytes < self.load
            && let Some(spooled) = state.queue.pop_front()
        {
            bytes += spooled.raw.len();
            load.push(spooled);
        }
        state.bytes -= bytes;
        if !load.is_empty() {
            Next::Load(load)
        } else if std::mem::replace(&mut state.whole, true) {
            Next::Nothing
        } else {
            Next::InSpool
        }
    }

    /// Somebody read the spool up to that place: what is here from before it is known to them. `true`: what is behind that place is here,
    /// as far as it is known.
    pub(crate) fn goes_on_behind(&self, place: i64) -> bool {
        let mut state = self.state();
        let mut met = false;
        while let Some(spooled) = state.queue.pop_front_if(|spooled| spooled.seq <= place) {
            state.bytes -= spooled.raw.len();
            met = true;
        }
        met
    }

    /// What was taken could not be carried: it is in the spool alone.
    pub(crate) fn lose(&self) {
        *self.state() = State::default();
    }

    /// Waits until there is something to carry; and then until there is a load of it, but not for long.
    pub(crate) async fn gathered(&self, longest: Duration) {
        self.added.notified().await;
        let load = async {
            while self.is_small() {
                self.added.notified().await;
            }
        };
        let _ = tokio::time::timeout(longest, load).await;
    }

    fn is_small(&self) -> bool {
        let state = self.state();
        state.whole && state.bytes < self.load
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(seq: i64, bytes: usize) -> Spooled {
        Spooled {
            seq,
            key: format!("scans/ada/{seq}"),
            raw: vec![0; bytes].into(),
        }
    }

    fn seqs(next: Next) -> Vec<i64> {
        match next {
            Next::Load(load) => load.iter().map(|spooled| spooled.seq).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_came_in_is_given_out_by_loads_once_the_spool_was_read() {
        let fresh = Fresh::new(false);
        fresh.add(vec![scan(1, 10)]);
        assert_eq!(fresh.take(), Next::InSpool);
        assert_eq!(fresh.take(), Next::Nothing);
        fresh.add(vec![scan(2, SMALL_LOAD_BYTES - 1), scan(3, 10)]);
        fresh.add(vec![scan(4, 10)]);
        assert_eq!(seqs(fresh.take()), [2, 3]);
        assert_eq!(seqs(fresh.take()), [4]);
        assert_eq!(fresh.take(), Next::Nothing);
        assert_eq!(fresh.state().bytes, 0);
    }

    #[test]
    fn what_is_too_much_is_left_in_the_spool() {
        for (durable, most) in [(true, MOST_BYTES), (false, SMALL_MOST_BYTES)] {
            too_much(&Fresh::new(durable), most);
        }
    }

    fn too_much(fresh: &Fresh, most: usize) {
        assert_eq!(fresh.take(), Next::InSpool);
        fresh.add(vec![scan(1, most), scan(2, 10)]);
        // There is room again, but the one before it is in the spool alone.
        assert_eq!(seqs(fresh.take()), [1]);
        fresh.add(vec![scan(3, 10)]);
        assert_eq!(fresh.take(), Next::InSpool);
        // While the spool is read, 3 and what was there before it among it, more comes.
        fresh.add(vec![scan(4, 10), scan(5, 10)]);
        assert!(!fresh.goes_on_behind(3));
        assert!(fresh.goes_on_behind(4));
        assert_eq!(seqs(fresh.take()), [5]);
        assert_eq!(fresh.take(), Next::Nothing);
    }

    #[test]
    fn what_was_not_carried_is_read_again() {
        let fresh = Fresh::new(false);
        assert_eq!(fresh.take(), Next::InSpool);
        fresh.add(vec![scan(1, 10)]);
        assert_eq!(seqs(fresh.take()), [1]);
        fresh.add(vec![scan(2, 10)]);
        fresh.lose();
        assert_eq!(fresh.take(), Next::InSpool);
        assert_eq!(fresh.take(), Next::Nothing);
    }

    #[tokio::test]
    async fn a_load_is_not_waited_for_any_longer() {
        let fresh = Fresh::new(false);
        assert_eq!(fresh.take(), Next::InSpool);
        let day = Duration::from_hours(24);
        fresh.add(vec![scan(1, 10)]);
        fresh.add(vec![scan(2, SMALL_LOAD_BYTES)]);
        fresh.gathered(day).await;
        assert_eq!(seqs(fresh.take()), [1, 2]);
        // One alone goes after a while.
        fresh.add(vec![scan(3, 10)]);
        fresh.gathered(Duration::from_millis(1)).await;
        assert_eq!(seqs(fresh.take()), [3]);
    }
}
