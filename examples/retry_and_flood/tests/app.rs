//! The broadcast against an in-memory server with limits.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chappe::{
    client::{ApiServer, FloodLimitLayer},
    prelude::*,
    types::SendMessage,
};
use chappe_testing::TestBot;
use retry_and_flood::{Broadcast, bot, broadcast};
use serde_json::json;
use tokio::time::Instant;
use tower::Service as _;
use wire::{Server, error, ok, raw, retry_after};

#[tokio::test(start_paused = true)]
async fn each_chat_receives_the_message_once_and_in_time() {
    let calls = Arc::new(AtomicUsize::new(0));
    let server = Server::new(move |call| {
        let number = calls.fetch_add(1, Ordering::Relaxed);
        async move {
            Some(match (call.number("chat_id"), number) {
                (13, _) => error(403, "Forbidden: bot was blocked by the user"),
                (14, _) => error(400, "Bad Request: chat not found"),
                (15, _) => error(400, "Bad Request: message is too long"),
                (_, 20) => retry_after(10),
                (_, 40) => raw(502, "<html>"),
                (chat, _) => ok(json!({
                    "message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"},
                })),
            })
        }
    });
    let builder = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector());
    let (bot, start) = (bot(builder).unwrap(), Instant::now());
    let chats: Vec<ChatId> = (1..=100).map(ChatId).collect();
    let done = broadcast(&bot, &chats, "news").await;
    assert_eq!(done, Broadcast { sent: 97, gone: 2, failed: 1 });
    assert_eq!(server.methods().len(), 102);
    let most_in_a_second = server
        .times()
        .windows(33)
        .all(|calls| calls[32].duration_since(calls[0]).as_millis() >= 990);
    assert!(most_in_a_second, "30 in a second, and two that are made again");
    assert!((10..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

/// A bot of an emulator that enforces Telegram's limits; the bot does not wait after a 429.
#[expect(clippy::unwrap_used, reason = "a test may")]
async fn limited(test: &TestBot) -> Bot {
    let mut emulator = test.emulator().clone();
    let limits = json!({"enabled": true, "chat_per_second": 3}).to_string();
    let request = http::Request::post("/emu/v1/limits").body(limits).unwrap();
    let answer = emulator.call(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    Bot::builder("1:testing".parse().unwrap())
        .server(ApiServer::new("http://emulator.test").unwrap())
        .transport(emulator)
        .layer(FloodLimitLayer::new())
        .retry_after(None)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn calls_that_pass_the_flood_limit_are_not_refused() {
    let test = TestBot::new(Router::new("silent"));
    let (people, mut chats) = (40, Vec::new());
    for number in 0..people {
        let user = test.user(&format!("user{number}"));
        user.send("/start").await;
        chats.push(ChatId(user.id().0));
    }
    let group = test.group("friends", &[&test.user("user0")]).await;
    let (bot, start) = (limited(&test).await, Instant::now());
    for _ in 0..45 {
        chats.push(group.id());
    }
    // All at the same time, and then one after another, out of step.
    let done = broadcast(&bot, &chats, "news").await;
    assert_eq!(done, Broadcast { sent: 85, gone: 0, failed: 0 });
    assert!((120..150).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    for number in 0..60_usize {
        tokio::time::sleep(std::time::Duration::from_millis(37 * (number as u64 % 11))).await;
        bot.send(SendMessage::new(group.id(), "more")).await.unwrap();
        bot.send(SendMessage::new(chats[number * number % 40], "more")).await.unwrap();
    }
}
