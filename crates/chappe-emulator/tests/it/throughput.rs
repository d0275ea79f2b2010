//! The speed of polling while handlers wait.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_core::{Router, extract::State, filter::text};
use chappe_polling::Polling;
use chappe_types::Chat;
use serde_json::json;
use tokio::{sync::Notify, time::Instant};

use crate::support::Stage;

/// The number of updates, each in its own chat.
const UPDATES: usize = 10_000;

/// How long handlers take, and the latency of `getUpdates` responses.
#[derive(Clone)]
struct Times {
    work: Range<u64>,
    way: u64,
}

impl Times {
    fn of(&self, chat: i64) -> Duration {
        let spread = self.work.end - self.work.start;
        Duration::from_millis(self.work.start + chat.unsigned_abs() % spread)
    }
}

/// How often each chat was handled, and the signal that ends the polling.
#[derive(Clone)]
struct Handled {
    times: Times,
    chats: Arc<Mutex<BTreeMap<i64, usize>>>,
    all: Arc<Notify>,
    ended: Arc<Mutex<Option<Instant>>>,
}

async fn work(State(handled): State<Handled>, chat: Chat) {
    tokio::time::sleep(handled.times.of(chat.id.0)).await;
    let mut chats = handled.chats.lock().unwrap();
    *chats.entry(chat.id.0).or_default() += 1;
    if chats.len() == UPDATES {
        *handled.ended.lock().unwrap() = Some(Instant::now());
        handled.all.notify_one();
    }
}

/// Polls until all updates are handled, with a limit of concurrent handlers. Returns the
/// ideal duration, in which handlers never wait for updates, as a share of the actual one.
async fn share(times: Times, at_once: u32, set_up: impl FnOnce(Polling) -> Polling) -> f64 {
    let stage = Stage::new().await;
    if times.way > 0 {
        let fault = json!({"method": "getUpdates", "then": {"delay_ms": times.way}});
        stage.post("faults", fault).await;
    }
    let mut people = Vec::new();
    for number in 0..UPDATES {
        let user = stage.post("users", json!({"first_name": format!("P{number}")})).await;
        people.push(user["id"].as_i64().unwrap());
        stage.post("messages", json!({"from": user["id"], "text": "hi"})).await;
    }
    let (chats, all, ended) = Default::default();
    let handled = Handled { times: times.clone(), chats, all, ended };
    let app = Router::new("app").message(|m| m.on(text(), work)).with_state(handled.clone());
    let all = Arc::clone(&handled.all);
    let polling = Polling::new(stage.bot(), app).until(async move { all.notified().await });
    let began = Instant::now();
    set_up(polling).await.unwrap();
    let took = handled.ended.lock().unwrap().unwrap() - began;
    let expected: BTreeMap<i64, usize> = people.into_iter().map(|chat| (chat, 1)).collect();
    assert_eq!(*handled.chats.lock().unwrap(), expected, "each once");
    assert_eq!(stage.get("bots").await["bots"][0]["pending_update_count"], 0);
    let work: Duration = expected.into_keys().map(|chat| times.of(chat)).sum();
    (work / at_once).as_secs_f64() / took.as_secs_f64()
}

#[tokio::test(start_paused = true)]
async fn polling_keeps_a_hundred_handlers_busy() {
    let share = share(Times { work: 10..11, way: 0 }, 100, |polling| polling).await;
    assert!(share >= 0.95, "{share}");
}

#[tokio::test(start_paused = true)]
async fn polling_keeps_the_configured_number_of_handlers_busy() {
    let times = Times { work: 10..14, way: 0 };
    let share = share(times, 64, |polling| polling.max_running(64)).await;
    assert!(share >= 0.95, "{share}");
}

/// A response has at most a hundred updates, so with as many handlers each batch waits for
/// the next response.
#[tokio::test(start_paused = true)]
async fn a_hundred_handlers_wait_only_for_the_latency() {
    let share = share(Times { work: 10..11, way: 1 }, 100, |polling| polling).await;
    assert!(share >= 0.9, "{share}");
}

#[tokio::test(start_paused = true)]
async fn half_a_window_hides_the_latency() {
    let times = Times { work: 10..14, way: 3 };
    let share = share(times, 50, |polling| polling.max_running(50)).await;
    assert!(share >= 0.95, "{share}");
}
