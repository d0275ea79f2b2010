//! Order within a chat, and how much runs at once.

use std::time::Duration;

use chappe_core::{
    Router,
    extract::{State, Text},
};
use chappe_polling::Polling;
use chappe_types::Chat;
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
async fn so_many_handlers_run_at_a_time() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for chat in 1..=6 {
        telegram.say(chat, "slow 1000");
    }
    let running = Running::start(Polling::new(bot, app(&log)).max_running(2));
    let mut begun = Vec::new();
    sleep(Duration::from_millis(500)).await;
    for _ in 0..3 {
        begun.push(log.entries().iter().filter(|entry| !entry.ends_with("done")).count());
        seconds(1).await;
    }
    running.stop().await;
    assert_eq!(begun, [2, 4, 6]);
}

async fn work(State(log): State<Log>, chat: Chat, Text(text): Text) {
    sleep(Duration::from_millis(10)).await;
    log.note(format!("{} {text}", chat.id.0));
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_updates_come_once_each_and_in_order() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for number in 0..10_000 {
        telegram.say(number % 97, &format!("quiet {number}"));
    }
    let app = Router::new("app").message(|on| on.on((), work)).with_state(log.clone());
    let start = Instant::now();
    let running = Running::start(Polling::new(bot, app));
    while !telegram.pending().is_empty() {
        sleep(Duration::from_millis(100)).await;
        assert!(start.elapsed() < Duration::from_secs(120), "it gets on");
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
