//! The flood limit under random load.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiResponse, Call, Error, FloodLimitLayer};
use chappe_types::SendMessage;
use proptest::prelude::*;
use tokio::{task::JoinSet, time::Instant};
use tower::{Layer as _, ServiceExt as _};

use crate::support::millis;

/// Returns the largest number of calls within any window of this period.
pub(crate) fn most_within(times: &[Instant], period: Duration) -> usize {
    let from = |first: usize| {
        times[first..].iter().take_while(|at| at.duration_since(times[first]) < period).count()
    };
    (0..times.len()).map(from).max().unwrap_or(0)
}

/// Returns the times at which calls to each chat are made, after gaps, and with some of them
/// dropped after a timeout.
async fn come_through(calls: Vec<(u64, i64, Option<u64>)>) -> BTreeMap<i64, Vec<Instant>> {
    let came: Arc<Mutex<BTreeMap<i64, Vec<Instant>>>> = Arc::default();
    let notes = Arc::clone(&came);
    let telegram = tower::service_fn(move |call: Call| {
        let chat = call.params().get("chat_id").unwrap().parse().unwrap();
        notes.lock().unwrap().entry(chat).or_default().push(Instant::now());
        std::future::ready(Ok::<_, Error>(ApiResponse::new("true")))
    });
    let limited = FloodLimitLayer::new().layer(telegram);
    let mut tasks = JoinSet::new();
    for (gap, chat, patience) in calls {
        millis(gap).await;
        let call = limited.clone().oneshot(Call::new(&SendMessage::new(chat, "hi")));
        let patience = Duration::from_millis(patience.unwrap_or(3_600_000));
        tasks.spawn(tokio::time::timeout(patience, call));
    }
    drop(tasks.join_all().await);
    let came = came.lock().unwrap();
    came.clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_load_exceeds_telegrams_limits(
        calls in prop::collection::vec(
            (0..150_u64, -3..60_i64, prop::option::weighted(0.2, 0..3_000_u64)),
            1..400,
        ),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let came = runtime.block_on(come_through(calls));
        let mut all: Vec<Instant> = came.values().flatten().copied().collect();
        all.sort_unstable();
        let second = Duration::from_secs(1);
        prop_assert!(most_within(&all, second) <= 30);
        for (chat, times) in &came {
            prop_assert!(most_within(times, second) <= 3, "chat {chat}");
            if *chat < 0 {
                prop_assert!(most_within(times, 60 * second) <= 20, "group {chat}");
            }
        }
    }
}
