//! The bot against a server in memory.

use std::time::Duration;

use chappe::{client::ApiServer, prelude::*};
use serde_json::json;
use tokio::time::sleep;
use wire::Telegram;

#[tokio::test(start_paused = true)]
async fn texts_are_echoed() {
    let telegram = Telegram::new(1);
    let server = telegram.server();
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap();
    let minute = sleep(Duration::from_secs(60));
    let polling = tokio::spawn(async { Polling::new(bot, echo::app()).until(minute).await });
    telegram.say(7, "hi");
    telegram.push(json!({"message": {
        "message_id": 5, "date": 0, "chat": {"id": 8, "type": "private"},
        "dice": {"emoji": "🎲", "value": 6},
    }}));
    polling.await.unwrap().unwrap();
    let sent: Vec<_> = server
        .received()
        .into_iter()
        .filter(|call| !call.method.starts_with("get"))
        .map(|call| (call.method, call.params))
        .collect();
    assert_eq!(
        sent,
        [
            ("sendMessage".to_owned(), json!({"chat_id": 7, "text": "hi"})),
            ("copyMessage".to_owned(), json!({"chat_id": 8, "from_chat_id": 8, "message_id": 5})),
        ],
    );
}
