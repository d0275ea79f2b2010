//! Order within a chat, and limits of concurrency.

use std::time::Duration;

use chappe_core::{
    Router,
    extract::{State, Text},
};
use chappe_polling::Polling;
use chappe_types::Chat;
use loglines::Lines;
use tokio::time::{Instant, sleep};
use wire::Telegram;

use crate::support::{Log, Running, app, bot, seconds};

#[tokio::test(start_paused = true)]
async fn each_chat_is_served_in_order_and_no_chat_waits_for_another() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for (chat, text) in [(1, "slow 2000"), (1, "second"), (2, "other"), (1, "third")] {
        telegram.say(chat, text);
    }
    let running = Running::start(Polling::new(bot, app(&log)));
    seconds(5).await;
    running.stop().await;
    assert_eq!(log.entries(), ["slow 2000", "other", "slow 2000 done", "second", "third"]);
}

#[tokio::test(start_paused = true)]
async fn max_running_bounds_the_running_handlers() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for chat in 1..=6 {
        telegram.say(chat, "slow 1000");
    }
    let running = Running::start(Polling::new(bot, app(&log)).max_running(2));
    let mut started = Vec::new();
    sleep(Duration::from_millis(500)).await;
    for _ in 0..3 {
        started.push(log.entries().iter().filter(|entry| !entry.ends_with("done")).count());
        seconds(1).await;
    }
    running.stop().await;
    assert_eq!(started, [2, 4, 6]);
}

async fn work(State(log): State<Log>, chat: Chat, Text(text): Text) {
    sleep(Duration::from_millis(10)).await;
    log.note(format!("{} {text}", chat.id.0));
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_updates_are_handled_once_each_and_in_order() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for number in 0..10_000 {
        telegram.say(number % 97, &format!("quiet {number}"));
    }
    let app = Router::new("app").message(|m| m.on((), work)).with_state(log.clone());
    let start = Instant::now();
    let running = Running::start(Polling::new(bot, app));
    while !telegram.pending().is_empty() {
        sleep(Duration::from_millis(100)).await;
        assert!(start.elapsed() < Duration::from_secs(120), "it makes progress");
    }
    running.stop().await;
    let mut by_chat: Vec<Vec<String>> = vec![Vec::new(); 97];
    for entry in log.entries() {
        let (chat, text) = entry.split_once(' ').unwrap();
        by_chat[chat.parse::<usize>().unwrap()].push(text.to_owned());
    }
    let expected: Vec<Vec<String>> = (0..97)
        .map(|chat| (0..10_000).skip(chat).step_by(97).map(|n| format!("quiet {n}")).collect())
        .collect();
    assert_eq!(by_chat, expected);
}

/// Returns the seconds until the message of another chat is handled, after 300 slow ones of one
/// chat.
async fn wait_of_another_chat(set: impl Fn(Polling) -> Polling) -> u64 {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let running = Running::start(set(Polling::new(bot, app(&log))));
    for _ in 0..300 {
        telegram.say(1, "slow 1000");
    }
    seconds(1).await;
    telegram.say(2, "other");
    let mut waited = 0;
    while !log.entries().iter().any(|entry| entry == "other") {
        seconds(1).await;
        waited += 1;
    }
    seconds(400).await;
    assert_eq!(log.entries().len(), 601);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
    waited
}

#[tokio::test(start_paused = true)]
async fn a_slow_chat_delays_others_once_all_unconfirmed_updates_are_its_own() {
    let waited = wait_of_another_chat(|polling| polling).await;
    assert!((190..=210).contains(&waited), "{waited} s");
}

#[tokio::test(start_paused = true)]
async fn a_slow_chat_delays_no_other_when_updates_are_confirmed_on_receipt() {
    assert_eq!(wait_of_another_chat(Polling::confirm_on_receipt).await, 1);
}

#[tokio::test(start_paused = true)]
async fn no_more_updates_are_received_than_may_be_in_flight() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let polling = Polling::new(bot, app(&log)).confirm_on_receipt().max_in_flight(150);
    let running = Running::start(polling);
    for _ in 0..400 {
        telegram.say(1, "slow 10000");
    }
    seconds(8).await;
    // 150 are in flight; later ones are not confirmed.
    assert_eq!(telegram.pending().first(), Some(&101));
    seconds(4000).await;
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
    assert_eq!(log.entries().len(), 800);
}

#[tokio::test(start_paused = true)]
async fn a_lane_that_holds_half_of_the_updates_is_logged_once() {
    let (lines, _logs) = Lines::keep();
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)).max_in_flight(10));
    for chat in [1, 1, 2, 1, 3, 1, 1, 1, 4] {
        telegram.say(chat, "slow 5000");
    }
    seconds(60).await;
    running.stop().await;
    assert_eq!(
        lines.take(),
        [
            "INFO polling as @the_bot bot=42",
            "WARN one lane holds half of the maximum number of updates in flight: if it holds \
             all of them, other lanes wait for it bot=42 lane=Chat(1) updates=6 limit=10",
            "WARN an update waited long in its lane: a slow handler may leave the lane with \
             `lane.release()` or `unordered(…)` update_id=4 lane=Chat(1) waited=10s others=0",
        ]
    );
}
