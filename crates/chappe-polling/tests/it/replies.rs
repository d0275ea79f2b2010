//! Replies of handlers, which are sent by the bot.

use std::time::Duration;

use chappe_client::Error;
use chappe_core::{
    ErrorEvent, IntoOutcome, Router,
    extract::{Event, State, Text},
    filter::{failed_with, text},
    reply,
};
use chappe_polling::Polling;
use serde_json::json;
use tokio::time::sleep;
use wire::{Server, Telegram, error};

use crate::support::{Log, Running, app, bot, bot_of, seconds};

/// Returns the texts that were sent, with their chats.
fn sent(server: &Server) -> Vec<(i64, String)> {
    let sent = server.received().into_iter().filter(|request| request.method == "sendMessage");
    sent.map(|request| {
        (request.number("chat_id"), request.params["text"].as_str().unwrap().to_owned())
    })
    .collect()
}

#[tokio::test(start_paused = true)]
async fn replies_are_sent_before_the_next_update_of_their_chat_starts() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    telegram.set_latency(Duration::from_secs(1));
    let (server, bot) = bot(&telegram);
    for (chat, text) in [(1, "a"), (1, "b"), (2, "c"), (1, "d")] {
        telegram.say(chat, text);
    }
    let running = Running::start(Polling::new(bot, app(&log)));
    seconds(10).await;
    running.stop().await;
    let (of_one, of_two): (Vec<_>, Vec<_>) =
        sent(&server).into_iter().partition(|(chat, _)| *chat == 1);
    assert_eq!(of_one, [(1, "a".into()), (1, "b".into()), (1, "d".into())]);
    assert_eq!(of_two, [(2, "c".into())]);
    assert_eq!(log.entries(), ["a", "c", "b", "d"]);
}

/// Returns a server that rejects each message except `sorry`.
fn refusing(telegram: &Telegram) -> Server {
    let telegram = telegram.clone();
    Server::new(move |request| {
        let telegram = telegram.clone();
        async move {
            let is_refused = request.method == "sendMessage" && request.params["text"] != "sorry";
            Some(if is_refused {
                error(403, "Forbidden: bot was blocked by the user")
            } else {
                telegram.answer(&request).await
            })
        }
    })
}

async fn apologise(State(log): State<Log>, Event(event): Event<ErrorEvent>) -> impl IntoOutcome {
    let error = event.find::<Error>().unwrap();
    log.note(format!("{} {}", error.method(), error.is_blocked()));
    reply("sorry")
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_cannot_be_sent_reaches_the_error_observers() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let server = refusing(&telegram);
    let app = Router::new("app")
        .message(|m| m.on(text(), async |Text(text): Text| reply(text)))
        .error(|e| e.on(failed_with::<Error>(), apologise))
        .with_state(log.clone());
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app));
    telegram.say(7, "hi");
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["sendMessage true"]);
    assert_eq!(sent(&server), [(7, "hi".into()), (7, "sorry".into())]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn an_update_whose_reply_cannot_be_sent_counts_as_handled() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let server = refusing(&telegram);
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&log)));
    telegram.say(7, "a");
    telegram.say(7, "b");
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["a", "b"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn the_drain_waits_for_replies() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    telegram.say(7, "hi");
    sleep(Duration::from_millis(100)).await;
    telegram.set_latency(Duration::from_secs(3));
    telegram.say(7, "slow 1000");
    seconds(5).await;
    running.stop().await;
    assert_eq!(sent(&server), [(7, "hi".into()), (7, "slow 1000".into())]);
    assert_eq!(
        server.received().last().unwrap().params["limit"],
        json!(1),
        "the last request confirms"
    );
}
