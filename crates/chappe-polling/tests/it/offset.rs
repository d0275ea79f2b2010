//! The offset: which updates are confirmed, and when.

use std::time::Duration;

use chappe_core::{Request, Router, extract::State};
use chappe_polling::Polling;
use serde_json::json;
use tokio::time::Instant;
use wire::Telegram;

use crate::support::{Log, Running, app, bot, count, offsets, seconds};

#[tokio::test(start_paused = true)]
async fn the_offset_moves_past_handled_updates_only() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    for (chat, text) in [(1, "slow 5000"), (2, "a"), (3, "b")] {
        telegram.say(chat, text);
    }
    seconds(3).await;
    // The first is in flight: Telegram must keep it and all later ones.
    assert_eq!(telegram.pending(), [100, 101, 102]);
    assert_eq!(log.entries(), ["slow 5000", "a", "b"]);
    seconds(4).await;
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    assert_eq!(offsets(&server), [0, 100, 103]);
    running.stop().await;
    assert_eq!(log.entries(), ["slow 5000", "a", "b", "slow 5000 done"]);
}

#[tokio::test(start_paused = true)]
async fn updates_are_fetched_while_others_run() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    telegram.say(1, "slow 60000");
    seconds(10).await;
    let start = Instant::now();
    telegram.say(2, "meanwhile");
    while log.entries().len() < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    // The rate of requests is limited while an update is in flight.
    let requests = count(&server, "getUpdates");
    assert!((10..25).contains(&requests), "{requests} requests in 10 s");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn at_most_a_hundred_are_unconfirmed() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    telegram.say(1, "slow 60000");
    for chat in 2..=250 {
        telegram.say(chat, "quick");
    }
    seconds(30).await;
    assert_eq!(log.entries().len(), 100);
    let requests = count(&server, "getUpdates");
    seconds(20).await;
    assert_eq!(count(&server, "getUpdates"), requests, "the window is full");
    seconds(20).await;
    assert_eq!(log.entries().len(), 251);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn handled_updates_are_confirmed_at_shutdown() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    telegram.say(1, "slow 3000");
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["slow 3000", "slow 3000 done"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    assert_eq!(offsets(&server).last(), Some(&101));
}

#[tokio::test(start_paused = true)]
async fn updates_in_flight_at_the_end_of_the_drain_are_redelivered() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (_server, bot) = bot(&telegram);
    let polling = Polling::new(bot, app(&log)).drain(Duration::from_secs(5));
    let running = Running::start(polling);
    for (chat, text) in [(1, "quiet"), (2, "slow 60000"), (3, "quiet")] {
        telegram.say(chat, text);
    }
    seconds(1).await;
    let start = Instant::now();
    running.stop().await;
    assert_eq!(start.elapsed().as_secs(), 5);
    assert_eq!(telegram.pending(), [101, 102]);
}

#[tokio::test(start_paused = true)]
async fn no_update_starts_or_continues_after_the_shutdown() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (_server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)).drain(Duration::from_secs(5)));
    for text in ["slow 60000", "waits for its turn"] {
        telegram.say(1, text);
    }
    seconds(1).await;
    running.stop().await;
    log.note("the end");
    seconds(100).await;
    assert_eq!(log.entries(), ["slow 60000", "the end"]);
    assert_eq!(telegram.pending(), [100, 101]);
}

#[tokio::test(start_paused = true)]
async fn no_update_starts_or_continues_after_polling_is_dropped() {
    let (telegram, log) = (Telegram::new(100), Log::default());
    let (_server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    for text in ["slow 5000", "waits for its turn"] {
        telegram.say(1, text);
    }
    seconds(1).await;
    running.task.abort();
    seconds(100).await;
    assert_eq!(log.entries(), ["slow 5000"]);
    assert_eq!(telegram.pending(), [100, 101]);
}

#[tokio::test(start_paused = true)]
async fn poll_id_reset() {
    let (telegram, log) = (Telegram::new(1000), Log::default());
    let (_server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    telegram.say(1, "before");
    seconds(1).await;
    telegram.restart_ids(7);
    telegram.say(1, "after");
    seconds(120).await;
    telegram.say(1, "later");
    seconds(1).await;
    assert_eq!(log.entries(), ["before", "after", "later"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
}

async fn note_kind(State(log): State<Log>, request: Request) {
    log.note(format!("{:?}", request.kind()));
}

#[tokio::test(start_paused = true)]
async fn unknown_kind_advances_offset() {
    let (telegram, log) = (Telegram::new(5), Log::default());
    let (_server, bot) = bot(&telegram);
    let app = Router::new("any").update(|u| u.on((), note_kind)).with_state(log.clone());
    let running = Running::start(Polling::new(bot, app));
    telegram.push(json!({"telepathy": {"from": "afar"}}));
    seconds(1).await;
    assert_eq!(log.entries(), ["None"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn bad_message_payload_not_blocking() {
    let (telegram, log) = (Telegram::new(5), Log::default());
    let (_server, bot) = bot(&telegram);
    telegram.push(json!({"telepathy": {}}));
    telegram.push(json!({"message": {"chat": "somewhere"}}));
    telegram.say(1, "hi");
    let running = Running::start(Polling::new(bot, app(&log)));
    seconds(1).await;
    assert_eq!(log.entries(), ["hi"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn short_batch_continues() {
    let (telegram, log) = (Telegram::new(5), Log::default());
    let (server, bot) = bot(&telegram);
    for chat in 1..=10 {
        telegram.say(chat, "quiet");
    }
    let start = Instant::now();
    let running = Running::start(Polling::new(bot, app(&log)).max_in_flight(1));
    while log.entries().len() < 10 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(offsets(&server), [0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn it_requests_the_kinds_that_the_tree_handles() {
    let telegram = Telegram::new(5);
    let (server, bot) = bot(&telegram);
    let app = Router::new("app")
        .callback_query(|q| q.on((), async || ()))
        .include(Router::new("nested").message(|m| m.on((), async || ())));
    let running = Running::start(Polling::new(bot, app).timeout(Duration::from_secs(20)));
    seconds(50).await;
    running.stop().await;
    let requests = server.received().into_iter().filter(|request| request.method == "getUpdates");
    let requests: Vec<_> = requests.map(|request| request.params).collect();
    let expected =
        json!({"limit": 100, "timeout": 20, "allowed_updates": ["callback_query", "message"]});
    assert_eq!(requests, vec![expected; 3]);
}

#[tokio::test(start_paused = true)]
async fn drop_pending_updates_drops_earlier_updates() {
    let (telegram, log) = (Telegram::new(5), Log::default());
    let (_server, bot) = bot(&telegram);
    telegram.say(1, "old");
    let running = Running::start(Polling::new(bot, app(&log)).drop_pending_updates());
    seconds(1).await;
    telegram.say(1, "new");
    seconds(1).await;
    assert_eq!(log.entries(), ["new"]);
    running.stop().await;
}
