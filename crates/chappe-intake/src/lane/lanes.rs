//! The queues of all lanes.
//!
//! In: the key of a lane; out: a [`Ticket`], whose turn comes in the order of arrival.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use foldhash::quality::RandomState;
use tokio::sync::oneshot;

use super::lane_key::LaneKey;

/// The tickets that wait for their turn, in the order of arrival.
type Queue = VecDeque<oneshot::Sender<()>>;

/// All lanes that are in use; an idle lane takes no memory.
///
/// # Example
///
/// ```
/// use chappe::LaneKey;
/// use chappe_intake::Lanes;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let lanes = Lanes::new();
/// let mut first = lanes.enter(LaneKey::Chat(7));
/// let mut second = lanes.enter(LaneKey::Chat(7));
/// first.turn().await;
/// drop(first);
/// second.turn().await;
/// # }
/// ```
#[derive(Debug)]
pub struct Lanes {
    queues: Mutex<HashMap<LaneKey, Queue, RandomState>>,
}

impl Lanes {
    /// Creates an empty set of lanes.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { queues: Mutex::default() })
    }

    /// Takes a ticket at the end of a lane. Its turn comes once all tickets before it are
    /// dropped.
    pub fn enter(self: &Arc<Self>, key: LaneKey) -> Ticket {
        let mut queues = self.lock();
        let turn = match queues.entry(key.clone()) {
            Entry::Occupied(mut queue) => {
                let (sender, turn) = oneshot::channel();
                queue.get_mut().push_back(sender);
                Some(turn)
            }
            Entry::Vacant(lane) => {
                lane.insert(Queue::new());
                None
            }
        };
        drop(queues);
        Ticket { lanes: Arc::clone(self), key, turn }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LaneKey, Queue, RandomState>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes the turn to the next ticket; removes the lane if there is none.
    fn leave(&self, key: LaneKey) {
        let mut queues = self.lock();
        if let Entry::Occupied(mut queue) = queues.entry(key) {
            while let Some(next) = queue.get_mut().pop_front() {
                // A dropped ticket is skipped.
                if next.send(()).is_ok() {
                    return;
                }
            }
            queue.remove();
        }
        if queues.capacity() > 1024 && queues.len() * 4 < queues.capacity() {
            queues.shrink_to_fit();
        }
    }

    /// How many lanes are in use.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.lock().len()
    }
}

/// A position in a lane. Dropping it passes the turn to the next ticket.
#[derive(Debug)]
pub struct Ticket {
    lanes: Arc<Lanes>,
    key: LaneKey,
    /// `None` once the turn has come.
    turn: Option<oneshot::Receiver<()>>,
}

impl Ticket {
    /// Whether the turn has not come yet.
    pub(crate) fn is_waiting(&self) -> bool {
        self.turn.is_some()
    }

    /// Waits for the turn.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future keeps the position.
    pub async fn turn(&mut self) {
        if let Some(turn) = &mut self.turn {
            // The sender is dropped only after it has sent.
            let _ = turn.await;
            self.turn = None;
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let has_turn = match &mut self.turn {
            None => true,
            // The turn may have been passed to this ticket since it was last polled.
            Some(turn) => {
                turn.close();
                turn.try_recv().is_ok()
            }
        };
        if has_turn {
            self.lanes.leave(self.key.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use proptest::prelude::*;

    use super::*;

    /// One arrival: its lane, how long it runs, how long it waits for its turn, and whether it
    /// panics while it runs.
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
            let mut ticket = lanes.enter(LaneKey::Chat(arrival.lane));
            let log = Arc::clone(&log);
            tasks.push(tokio::spawn(async move {
                let patience = Duration::from_millis(arrival.patience.unwrap_or(1_000_000));
                if tokio::time::timeout(patience, ticket.turn()).await.is_err() {
                    return;
                }
                log.lock().unwrap().push((arrival.lane, number, "start"));
                tokio::time::sleep(Duration::from_millis(arrival.work)).await;
                log.lock().unwrap().push((arrival.lane, number, "end"));
                assert!(!arrival.panics, "intended by the test");
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
        fn each_lane_runs_its_arrivals_one_at_a_time_in_order(arrivals in arrivals()) {
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
            let (log, remaining) = runtime.block_on(run(arrivals));
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
            prop_assert_eq!(remaining, 0);
        }
    }

    #[tokio::test]
    async fn a_million_idle_lanes_take_no_memory() {
        let lanes = Lanes::new();
        let tickets: Vec<Ticket> =
            (0..1_000_000).map(|chat| lanes.enter(LaneKey::Chat(chat))).collect();
        assert_eq!(lanes.len(), 1_000_000);
        drop(tickets);
        let capacity = lanes.lock().capacity();
        assert_eq!(lanes.len(), 0);
        assert!(capacity < 20_000, "{capacity}");
    }
}
