//! Lanes: one update at a time for each chat, in the order of arrival.

use std::{
    collections::{HashMap, VecDeque},
    hash::BuildHasher as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use crate::{hash::IdHash, lane_key::LaneKey};

const SHARDS: usize = 16;

/// Those who wait in a lane, first come, first served.
type Waiting = VecDeque<oneshot::Sender<()>>;

/// All lanes that somebody is in; an idle lane takes no memory.
#[derive(Debug)]
pub struct Lanes {
    shards: [Mutex<HashMap<LaneKey, Waiting, IdHash>>; SHARDS],
    hasher: IdHash,
}

impl Lanes {
    /// No lanes yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { shards: Default::default(), hasher: IdHash::default() })
    }

    /// Takes a place in the lane, now; the turn comes when all before are done.
    pub fn enter(self: &Arc<Self>, lane: LaneKey) -> Place {
        let mut shard = self.shard(&lane);
        let turn = if let Some(waiting) = shard.get_mut(&lane) {
            let (call, turn) = oneshot::channel();
            waiting.push_back(call);
            Some(turn)
        } else {
            shard.insert(lane.clone(), Waiting::new());
            None
        };
        drop(shard);
        Place { lanes: Arc::clone(self), lane, turn }
    }

    fn shard(&self, lane: &LaneKey) -> MutexGuard<'_, HashMap<LaneKey, Waiting, IdHash>> {
        // The low bits: the map itself uses the high ones most.
        let shard = usize::try_from(self.hasher.hash_one(lane) % SHARDS as u64).unwrap_or_default();
        self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the next one in; removes the lane if there is none.
    fn leave(&self, lane: &LaneKey) {
        let mut shard = self.shard(lane);
        while let Some(call) = shard.get_mut(lane).and_then(Waiting::pop_front) {
            // Who gave up waiting is passed over.
            if call.send(()).is_ok() {
                return;
            }
        }
        shard.remove(lane);
        if shard.capacity() > 1024 && shard.len() * 4 < shard.capacity() {
            shard.shrink_to_fit();
        }
    }

    /// How many lanes somebody is in.
    #[cfg(test)]
    fn len(&self) -> usize {
        let len = |shard: &Mutex<HashMap<LaneKey, Waiting, IdHash>>| shard.lock().unwrap().len();
        self.shards.iter().map(len).sum()
    }
}

/// A place in a lane; leaving it, in whatever way, lets the next one in.
#[derive(Debug)]
pub struct Place {
    lanes: Arc<Lanes>,
    lane: LaneKey,
    /// `None` once it is this one's turn.
    turn: Option<oneshot::Receiver<()>>,
}

impl Place {
    /// Whether the turn has not come yet.
    pub(crate) fn is_waiting(&self) -> bool {
        self.turn.is_some()
    }

    /// Waits for the turn.
    pub async fn turn(&mut self) {
        if let Some(turn) = &mut self.turn {
            // The sender is only dropped after it called.
            let _ = turn.await;
            self.turn = None;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let is_up = match &mut self.turn {
            None => true,
            // Gives up waiting, unless it was called in the meantime.
            Some(turn) => {
                turn.close();
                turn.try_recv().is_ok()
            }
        };
        if is_up {
            self.lanes.leave(&self.lane);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use proptest::prelude::*;

    use super::*;

    /// One arrival: its lane, how long it works, and whether it gives up while
    /// it waits, or panics while it works.
    #[derive(Clone, Debug)]
    struct Arrival {
        lane: i64,
        work: u64,
        patience: Option<u64>,
        panics: bool,
    }

    fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
        let arrival = (
            0..4_i64,
            0..20_u64,
            prop::option::weighted(0.2, 0..30_u64),
            prop::bool::weighted(0.1),
        )
            .prop_map(|(lane, work, patience, panics)| Arrival {
                lane,
                work,
                patience,
                panics,
            });
        prop::collection::vec(arrival, 0..40)
    }

    type Log = Arc<Mutex<Vec<(i64, usize, &'static str)>>>;

    async fn run(arrivals: Vec<Arrival>) -> (Vec<(i64, usize, &'static str)>, usize) {
        let (lanes, log) = (Lanes::new(), Log::default());
        let mut tasks = Vec::new();
        for (number, arrival) in arrivals.into_iter().enumerate() {
            let mut place = lanes.enter(LaneKey::Chat(arrival.lane));
            let log = Arc::clone(&log);
            tasks.push(tokio::spawn(async move {
                let patience = Duration::from_millis(arrival.patience.unwrap_or(1_000_000));
                if tokio::time::timeout(patience, place.turn()).await.is_err() {
                    return;
                }
                log.lock().unwrap().push((arrival.lane, number, "start"));
                tokio::time::sleep(Duration::from_millis(arrival.work)).await;
                log.lock().unwrap().push((arrival.lane, number, "end"));
                assert!(!arrival.panics, "as the test wants it");
            }));
        }
        for task in tasks {
            let _ = task.await;
        }
        let log = log.lock().unwrap().clone();
        (log, lanes.len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn lane_linearizable(arrivals in arrivals()) {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap();
            let patient: Vec<usize> = arrivals
                .iter()
                .enumerate()
                .filter(|(_, arrival)| arrival.patience.is_none())
                .map(|(number, _)| number)
                .collect();
            std::panic::set_hook(Box::new(|_| {}));
            let (log, left) = runtime.block_on(run(arrivals));
            let mut running: BTreeMap<i64, Option<usize>> = BTreeMap::new();
            let mut last: BTreeMap<i64, usize> = BTreeMap::new();
            for (lane, number, what) in &log {
                let running = running.entry(*lane).or_default();
                if *what == "start" {
                    prop_assert_eq!(*running, None, "two at a time in lane {}", lane);
                    let before = last.insert(*lane, *number);
                    prop_assert!(before.is_none_or(|before| before < *number), "out of order");
                    *running = Some(*number);
                } else {
                    *running = None;
                }
            }
            let started: Vec<usize> =
                log.iter().filter(|(_, _, what)| *what == "start").map(|(_, number, _)| *number).collect();
            prop_assert!(patient.iter().all(|number| started.contains(number)), "one never ran");
            prop_assert_eq!(left, 0);
        }
    }

    #[tokio::test]
    async fn lanes_gc_1m_chats() {
        let lanes = Lanes::new();
        let places: Vec<Place> =
            (0..1_000_000).map(|chat| lanes.enter(LaneKey::Chat(chat))).collect();
        assert_eq!(lanes.len(), 1_000_000);
        drop(places);
        let capacity: usize =
            lanes.shards.iter().map(|shard| shard.lock().unwrap().capacity()).sum();
        assert_eq!(lanes.len(), 0);
        assert!(capacity < 20_000, "{capacity}");
    }
}
