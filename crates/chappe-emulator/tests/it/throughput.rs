//! How fast polling is beside handlers that wait.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_core::{Router, extract::State, filter::text};
use chappe_polling::Polling;
use chappe_types::Chat;
use serde_json::json;
use tokio::{sync::Notify, time::Instant};

use crate::support::Stage;

/// Updates, each in a chat of its own.
const UPDATES: usize = 10_000;

/// How long a handler takes.
const WORK: Duration = Duration::from_millis(10);

/// How often each chat was handled, and what ends the polling.
#[derive(Clone, Default)]
struct Handled {
    chats: Arc<Mutex<BTreeMap<i64, usize>>>,
    all: Arc<Notify>,
    ended: Arc<Mutex<Option<Instant>>>,
}

async fn work(State(handled): State<Handled>, chat: Chat) {
    tokio::time::sleep(WORK).await;
    let mut chats = handled.chats.lock().unwrap();
    *chats.entry(chat.id.0).or_default() += 1;
    if chats.len() == UPDATES {
        *handled.ended.lock().unwrap() = Some(Instant::now());
        handled.all.notify_one();
    }
}

/// Polls until all is handled, by so many handlers at once: the share of the time
/// taken that handlers which never wait for work would need.
async fn share(at_once: usize, set_up: impl FnOnce(Polling) -> Polling) -> f64 {
    let stage = Stage::new().await;
    let mut people = Vec::new();
    for number in 0..UPDATES {
        let user = stage.post("users", json!({"first_name": format!("P{number}")})).await;
        people.push(user["id"].as_i64().unwrap());
        stage.post("messages", json!({"from": user["id"], "text": "hi"})).await;
    }
    let handled = Handled::default();
    let app = Router::new("app").message(|on| on.on(text(), work)).with_state(handled.clone());
    let all = Arc::clone(&handled.all);
    let polling = Polling::new(stage.bot(), app).until(async move { all.notified().await });
    let began = Instant::now();
    set_up(polling).await.unwrap();
    let took = handled.ended.lock().unwrap().unwrap() - began;
    let expected: BTreeMap<i64, usize> = people.into_iter().map(|chat| (chat, 1)).collect();
    assert_eq!(*handled.chats.lock().unwrap(), expected, "each once");
    assert_eq!(stage.get("bots").await["bots"][0]["pending_update_count"], 0);
    let ideal = WORK * u32::try_from(UPDATES.div_ceil(at_once)).unwrap();
    ideal.as_secs_f64() / took.as_secs_f64()
}

#[tokio::test(start_paused = true)]
async fn polling_keeps_a_hundred_handlers_busy() {
    let share = share(100, |polling| polling).await;
    assert!(share >= 0.95, "{share}");
}

#[tokio::test(start_paused = true)]
async fn polling_keeps_as_many_handlers_busy_as_may_run() {
    let share = share(64, |polling| polling.max_running(64)).await;
    assert!(share >= 0.95, "{share}");
}
