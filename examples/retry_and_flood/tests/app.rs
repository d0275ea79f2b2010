//! The broadcast against a server in memory that has limits.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chappe::{client::ApiServer, prelude::*};
use retry_and_flood::{Broadcast, bot, broadcast};
use serde_json::json;
use tokio::time::Instant;
use wire::{Server, error, ok, raw, retry_after};

#[tokio::test(start_paused = true)]
async fn everybody_gets_the_message_once_and_in_time() {
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
        .windows(61)
        .all(|calls| calls[60].duration_since(calls[0]).as_millis() >= 1000);
    assert!(most_in_a_second, "no more than a burst and what comes back of it");
    assert!((10..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}
