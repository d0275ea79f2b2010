//! The addresses of the calls of a stream of text.

use std::time::Duration;

use chappe_send::TextStream;
use chappe_testing::Recorder;
use chappe_types::{EphemeralMessageParameters, Message, Object as _, SendMessage};
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};

/// Two texts, 5 s apart.
fn text() -> impl Stream<Item = &'static str> + Send {
    stream::iter(["a", "b"]).then(async |piece| {
        tokio::time::sleep(Duration::from_secs(5)).await;
        piece
    })
}

fn message(more: &Value) -> Message {
    let mut message = json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}});
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Message::from_json(message.to_string().as_bytes()).unwrap()
}

/// The calls of a stream: the method, and the parameters among these.
async fn calls(stream: impl FnOnce(&chappe_client::Bot) -> TextStream) -> Vec<(String, Value)> {
    const ADDRESS: [&str; 8] = [
        "chat_id",
        "message_id",
        "message_thread_id",
        "direct_messages_topic_id",
        "business_connection_id",
        "reply_parameters",
        "disable_notification",
        "protect_content",
    ];
    let telegram = Recorder::new();
    let sent = json!({"message_id": 9, "date": 1, "chat": {"id": 7, "type": "private"}});
    telegram.answer("sendMessage", sent.clone());
    telegram.answer("editMessageText", sent);
    stream(&telegram.bot()).send(text()).await.unwrap();
    let call = |call: &chappe_client::Call| {
        let value = |name: &&str| {
            let json = call.params().get(name)?;
            Some(((*name).to_owned(), serde_json::from_str::<Value>(json).unwrap()))
        };
        (call.method().to_owned(), ADDRESS.iter().filter_map(value).collect())
    };
    telegram.calls().iter().map(call).collect()
}

#[tokio::test(start_paused = true)]
async fn drafts_and_messages_are_sent_to_the_topic_of_a_private_chat() {
    let message = message(&json!({"message_thread_id": 3, "is_topic_message": true}));
    let to = json!({"chat_id": 7, "message_thread_id": 3});
    assert_eq!(
        calls(|bot| TextStream::answer(bot, &message)).await,
        [
            ("sendChatAction".to_owned(), to.clone()),
            ("sendChatAction".to_owned(), to.clone()),
            ("sendMessageDraft".to_owned(), to.clone()),
            ("sendMessage".to_owned(), to),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn business_connections_have_edits_instead_of_drafts() {
    let message = message(&json!({"business_connection_id": "b"}));
    let to = json!({"chat_id": 7, "business_connection_id": "b"});
    let edited = json!({"chat_id": 7, "message_id": 9, "business_connection_id": "b"});
    assert_eq!(
        calls(|bot| TextStream::answer(bot, &message).typing(false)).await,
        [("sendMessage".to_owned(), to), ("editMessageText".to_owned(), edited)]
    );
}

#[tokio::test(start_paused = true)]
async fn replies_and_topics_of_direct_messages_are_kept() {
    let message = message(&json!({"direct_messages_topic": {"topic_id": 8}}));
    let reply = json!({
        "chat_id": 7, "direct_messages_topic_id": 8, "reply_parameters": {"message_id": 5},
    });
    let calls = calls(|bot| TextStream::reply(bot, &message).typing(false)).await;
    assert_eq!(calls[0], ("sendMessage".to_owned(), reply));
}

#[tokio::test(start_paused = true)]
async fn a_template_has_any_parameter_of_a_message() {
    let template = SendMessage::new("@news", "replaced").protect_content(true);
    let calls = calls(|bot| TextStream::from_template(bot, template).typing(false)).await;
    let to = json!({"chat_id": "@news", "protect_content": true});
    assert_eq!(calls[0], ("sendMessage".to_owned(), to));
    assert_eq!(calls[1].1, json!({"chat_id": 7, "message_id": 9}));
}

#[tokio::test(start_paused = true)]
async fn an_ephemeral_message_is_sent_when_the_text_is_complete() {
    let parameters = EphemeralMessageParameters::new(2);
    let template = SendMessage::new(-7, "").ephemeral_message_parameters(parameters);
    let calls = calls(|bot| TextStream::from_template(bot, template).typing(false)).await;
    assert_eq!(calls, [("sendMessage".to_owned(), json!({"chat_id": -7}))]);
}
