//! Several bots, and their identities.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chappe_client::Bot;
use chappe_core::{Dispatcher, Request, Router, extract::State, filter::command, reply};
use chappe_polling::{Polling, PollingError};
use chappe_types::{Chat, SendMessage};
use tower::layer::layer_fn;
use wire::{Server, Telegram, error};

use crate::support::{Log, Running, app, bot, bot_of, seconds};

async fn greet(State(log): State<Log>, bot: Bot, chat: Chat) -> Result<(), chappe_client::Error> {
    log.note(format!("{} in {}", bot.id().0, chat.id.0));
    bot.send(SendMessage::new(chat.id, "seen")).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn each_update_is_handled_by_the_bot_that_received_it() {
    let telegrams = [Telegram::new(1), Telegram::new(1)];
    let servers = telegrams.each_ref().map(Telegram::server);
    let bots = [bot_of(&servers[0], "42:one"), bot_of(&servers[1], "43:other")];
    let log = Log::default();
    let app = Router::new("app").message(|m| m.on((), greet)).with_state(log.clone());
    let [one, other] = bots;
    let running = Running::start(Polling::new(one, app).bot(other));
    telegrams[0].say(1, "hi");
    seconds(1).await;
    telegrams[1].say(2, "hi");
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["42 in 1", "43 in 2"]);
    let sent = servers.each_ref().map(|server| {
        let sent = server.received().into_iter().filter(|request| request.method == "sendMessage");
        sent.map(|request| request.number("chat_id")).collect::<Vec<_>>()
    });
    assert_eq!(sent, [vec![1], vec![2]]);
}

#[tokio::test(start_paused = true)]
async fn one_bad_token_stops_only_its_own_bot() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, good) = bot(&telegram);
    let refuses = Server::new(|_| async { Some(error(401, "Unauthorized")) });
    let bad = bot_of(&refuses, "43:bad");
    let running = Running::start(Polling::new(bad, app(&log)).bot(good));
    seconds(5).await;
    telegram.say(1, "quiet");
    seconds(1).await;
    assert_eq!(log.entries(), ["quiet"]);
    assert_eq!(refuses.methods().len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_revoked_later_ends_polling() {
    let telegram = Telegram::new(1);
    let requests = Arc::new(AtomicUsize::new(0));
    let inner = telegram.clone();
    let server = Server::new(move |request| {
        let (telegram, requests) = (inner.clone(), Arc::clone(&requests));
        async move {
            let is_revoked =
                request.method == "getUpdates" && requests.fetch_add(1, Ordering::Relaxed) >= 2;
            Some(if is_revoked {
                error(401, "Unauthorized")
            } else {
                telegram.answer(&request).await
            })
        }
    });
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&Log::default())));
    let error = running.task.await.unwrap().unwrap_err();
    assert!(matches!(error, PollingError::Stopped { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_dispatcher_has_the_identity_of_the_bot() {
    let telegram = Telegram::new(1);
    let (server, bot) = bot(&telegram);
    let app = Router::new("app").message(|m| m.on(command("start"), async || reply("hello")));
    let running = Running::start(Polling::new(bot, Dispatcher::new(app)));
    for text in ["/start@other_bot", "/start@the_bot"] {
        telegram.push(serde_json::json!({"message": {
            "message_id": 1, "date": 0, "text": text, "chat": {"id": 7, "type": "private"},
            "entities": [{"type": "bot_command", "offset": 0, "length": text.len()}],
        }}));
    }
    seconds(1).await;
    running.stop().await;
    let sent = server.methods().into_iter().filter(|method| method == "sendMessage").count();
    assert_eq!(sent, 1);
}

#[tokio::test(start_paused = true)]
async fn layers_around_the_dispatcher_see_every_update_first_added_outermost() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let noting = |name: &'static str, log: &Log| {
        let log = log.clone();
        layer_fn(move |inner| {
            let log = log.clone();
            tower::util::MapRequest::new(inner, move |request: Request| {
                log.note(format!("{name} {}", request.update_id().0));
                request
            })
        })
    };
    let polling =
        Polling::new(bot, app(&log)).layer(noting("outer", &log)).layer(noting("inner", &log));
    let running = Running::start(polling);
    telegram.say(1, "quiet");
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["outer 1", "inner 1", "quiet"]);
}
