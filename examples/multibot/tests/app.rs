//! The bots against local servers.

use std::time::Duration;

use chappe::prelude::*;
use multibot::{app, bots};
use serde_json::json;
use tokio::time::{sleep, timeout};
use wire::Telegram;

#[tokio::test]
async fn each_bot_answers_its_own_updates() {
    let telegram = Telegram::new(1);
    let server = telegram.server();
    let url = format!("http://{}", server.listen().await.unwrap());
    let bots = bots("42:token", Some(&url)).unwrap();
    let polling = Polling::new(bots[0].clone(), app()).until(sleep(Duration::from_secs(1)));
    telegram.push(json!({"message": {
        "message_id": 1, "date": 0, "text": "/who", "chat": {"id": 7, "type": "private"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    }}));
    telegram.say(8, "hi");
    timeout(Duration::from_secs(20), polling.into_future()).await.unwrap().unwrap();
    let mut sent: Vec<String> = server
        .received()
        .into_iter()
        .filter(|call| call.method == "sendMessage")
        .map(|call| call.params.to_string())
        .collect();
    sent.sort_unstable();
    assert_eq!(sent, [r#"{"chat_id":7,"text":"I am @the_bot."}"#, r#"{"chat_id":8,"text":"hi"}"#],);
}

#[test]
fn a_malformed_token_is_an_error() {
    assert!(bots("42:token,nonsense", Some("http://127.0.0.1:1")).is_err());
    assert!(bots("42:token", Some("nowhere")).is_err());
    assert_eq!(bots("42:one, 43:other", Some("http://127.0.0.1:1")).unwrap().len(), 2);
}
