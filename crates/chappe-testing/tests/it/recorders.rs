//! Recorders as a mock of Telegram and as a layer.

use chappe_client::Bot;
use chappe_core::{Dispatcher, Request, filter::command};
use chappe_testing::{Recorder, UpdateBuilder};
use chappe_types::{GetMe, SendMessage, UserId};
use serde_json::json;
use tower::{Layer as _, ServiceExt as _};

#[tokio::test]
async fn responses_are_used_in_order_and_the_last_one_is_repeated() {
    let telegram = Recorder::new();
    telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 1");
    telegram.answer(
        "sendMessage",
        json!({
            "message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"},
        }),
    );
    let bot = telegram.bot();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(bot.send(SendMessage::new(7, "hi")).await.map(|message| message.message_id.0));
    }
    let ids: Vec<_> = ids.into_iter().map(|id| id.map_err(|error| error.code())).collect();
    assert_eq!(ids, [Err(Some(429)), Ok(5), Ok(5)]);
}

#[tokio::test]
async fn a_method_without_a_prepared_response_returns_a_valid_result() {
    let telegram = Recorder::new();
    let bot = telegram.bot();
    assert_eq!(bot.send(GetMe::new()).await.unwrap().id, UserId(0));
    assert_eq!(bot.send(SendMessage::new(7, "hi")).await.unwrap().date.0, 0);
    let calls = telegram.calls();
    let sent: Vec<_> = calls.iter().map(|c| (c.method(), c.params().get("text"))).collect();
    assert_eq!(sent, [("getMe", None), ("sendMessage", Some("\"hi\""))]);
}

#[tokio::test]
async fn a_recorder_layer_records_the_calls_that_pass_through() {
    let (telegram, seen) = (Recorder::new(), Recorder::new());
    let bot = Bot::from_service(UserId(42), seen.layer(telegram.clone()));
    let app = chappe_core::Router::new("app").message(|m| {
        m.on(command("go"), async |bot: Bot| {
            bot.send(SendMessage::new(9, "gone")).await.map(|_| ())
        })
    });
    let dispatcher = Dispatcher::builder(app).extension(bot).build();
    let request = Request::from(UpdateBuilder::message("/go").build());
    assert!(dispatcher.oneshot(request).await.unwrap().is_handled());
    let names = |recorder: &Recorder| -> Vec<String> {
        recorder.calls().iter().map(|call| call.method().to_owned()).collect()
    };
    assert_eq!(
        (names(&seen), names(&telegram)),
        (vec!["sendMessage".to_owned()], vec!["sendMessage".to_owned()])
    );
}
