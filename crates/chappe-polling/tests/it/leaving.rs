//! Updates whose handlers left their lane, with little capacity.

use std::time::Duration;

use chappe_core::{
    Router,
    extract::{State, Text},
};
use chappe_intake::{Lane, NextError};
use chappe_polling::Polling;
use chappe_types::Message;
use tokio::time::{Instant, sleep};
use wire::Telegram;

use crate::support::{Log, Running, bot, seconds};

/// Returns an app whose handler notes when it started, leaves its lane, and works for so many
/// seconds.
fn app(log: &Log) -> Router {
    let start = Instant::now();
    let works = move |lane: Lane, State(log): State<Log>, Text(text): Text| async move {
        log.note(format!("{} {text}", start.elapsed().as_secs()));
        if let Ok(millis) = text.parse() {
            lane.release();
            sleep(Duration::from_secs(millis)).await;
        }
    };
    Router::new("app").message(|m| m.on((), works)).with_state(log.clone())
}

#[tokio::test(start_paused = true)]
async fn an_update_outside_of_its_lane_delays_no_other_even_with_a_window_of_one() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)).max_in_flight(1));
    telegram.say(7, "600");
    seconds(10).await;
    telegram.say(7, "cancel");
    seconds(10).await;
    assert_eq!(log.entries(), ["0 600", "10 cancel"]);
    running.task.abort();
}

#[tokio::test(start_paused = true)]
async fn background_capacity_is_used_as_soon_as_it_is_free() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let polling = Polling::new(bot, app(&log)).max_in_flight(4).max_background(2);
    let running = Running::start(polling);
    for (chat, text) in (1..).zip(["100", "100", "1000", "1000", "1000", "1000", "served"]) {
        telegram.say(chat, text);
    }
    seconds(200).await;
    assert_eq!(log.entries().last().unwrap(), "100 served");
    running.task.abort();
}

#[tokio::test(start_paused = true)]
async fn updates_outside_of_their_lane_are_bounded_when_confirmed_on_receipt() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let polling = Polling::new(bot, app(&log)).confirm_on_receipt();
    let running = Running::start(polling.max_in_flight(5).max_background(2));
    for chat in 1..=20 {
        telegram.say(chat, "600");
    }
    seconds(60).await;
    assert_eq!(log.entries().len(), 7);
    seconds(600).await;
    assert_eq!(log.entries().len(), 14);
    running.task.abort();
}

#[tokio::test(start_paused = true)]
async fn after_a_shutdown_with_an_awaited_update_no_handled_update_is_redelivered() {
    let asks = async |lane: Lane, State(log): State<Log>, Text(text): Text| {
        log.note(text.as_str());
        if text == "/ask" {
            lane.next::<Message, _>((), HOUR).await?;
        }
        Ok::<_, NextError>(())
    };
    let (telegram, log) = (Telegram::new(1), Log::default());
    let app = || Router::new("app").message(|m| m.on((), asks)).with_state(log.clone());
    for (chat, text) in [(1, "a"), (2, "/ask"), (3, "b"), (4, "c")] {
        telegram.say(chat, text);
    }
    for _ in 0..2 {
        let (_server, bot) = bot(&telegram);
        let running = Running::start(Polling::new(bot, app()));
        seconds(60).await;
        running.stop().await;
        assert_eq!(telegram.pending(), [0; 0]);
    }
    assert_eq!(log.entries(), ["a", "/ask", "b", "c"]);
}

const HOUR: Duration = Duration::from_secs(3600);
