//! Drafts of messages that bots generate.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

async fn drafts(stage: &Stage) -> Value {
    stage.get(&format!("drafts?chat_id={}", stage.alice)).await["drafts"].take()
}

/// Source: `Client::process_send_message_draft_query`.
#[tokio::test]
async fn a_draft_grows_until_the_message_replaces_it() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let shown = |text: &str| json!([{"draft_id": 5, "can_stop": false, "text": text}]);
    for text in ["", "He", "Hello"] {
        let draft = json!({"chat_id": stage.alice, "draft_id": 5, "text": text});
        assert_eq!(stage.call("sendMessageDraft", draft).await, Ok(json!(true)));
        assert_eq!(drafts(&stage).await, shown(text));
    }
    stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "Hello!"})).await.unwrap();
    assert_eq!(drafts(&stage).await, json!([]));
}

#[tokio::test]
async fn a_draft_disappears_after_thirty_seconds() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let draft =
        json!({"chat_id": stage.alice, "draft_id": 5, "text": "<b>He</b>", "parse_mode": "HTML"});
    stage.call("sendMessageDraft", draft).await.unwrap();
    stage.post("clock", json!({"advance": 29})).await;
    let bold = json!([{"type": "bold", "offset": 0, "length": 2}]);
    let shown = json!([{"draft_id": 5, "can_stop": false, "text": "He", "entities": bold}]);
    assert_eq!(drafts(&stage).await, shown);
    stage.post("clock", json!({"advance": 1})).await;
    assert_eq!(drafts(&stage).await, json!([]));
}

/// Source: `Requests::on_request` of `sendTextMessageDraft`: drafts are actions in private chats.
#[tokio::test]
async fn drafts_are_for_private_chats_and_have_an_identifier() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let group = stage.chat("supergroup").await;
    let draft = |chat: i64, id: i64| json!({"chat_id": chat, "draft_id": id, "text": "He"});
    let refused = stage.refusal("sendMessageDraft", draft(group, 5)).await;
    assert_eq!(refused, "TEXTDRAFT_PEER_INVALID");
    let refused = stage.refusal("sendMessageDraft", draft(stage.alice, 0)).await;
    assert_eq!(refused, "RANDOM_ID_INVALID");
    let long = json!({"chat_id": stage.alice, "draft_id": 5, "text": "a".repeat(4097)});
    assert_eq!(stage.refusal("sendMessageDraft", long).await, "message is too long");
}

#[tokio::test]
async fn a_user_stops_a_draft_that_can_be_stopped() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    stage.updates().await;
    let stop = json!({"from": stage.alice});
    let refused = |body: Value| async {
        let (_, json) = stage.request(Method::DELETE, "/emu/v1/drafts", body).await;
        json["description"].clone()
    };
    assert_eq!(refused(stop.clone()).await, "there is no draft");
    let mut draft = json!({"chat_id": stage.alice, "draft_id": 5, "text": "He"});
    stage.call("sendMessageDraft", draft.clone()).await.unwrap();
    assert_eq!(
        refused(stop.clone()).await,
        "the draft cannot be stopped: the bot sent it without `can_stop`",
    );
    for (keeps, left) in [(true, 1), (false, 0)] {
        draft["can_stop"] = json!(true);
        draft["keep_on_stop"] = json!(keeps);
        stage.call("sendMessageDraft", draft.clone()).await.unwrap();
        stage.control(Method::DELETE, "drafts", stop.clone()).await;
        assert_eq!(drafts(&stage).await.as_array().unwrap().len(), left);
        let updates = stage.updates().await;
        let chat = json!({"id": stage.alice, "type": "private", "first_name": "Alice"});
        let stopped = json!({"chat": chat, "draft_id": 5});
        assert_eq!(updates[0]["stopped_message_generation"], stopped);
    }
}

#[tokio::test]
async fn a_rich_draft_may_think_and_a_rich_message_may_not() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let rich = json!({"html": "<tg-thinking>Hm</tg-thinking><p>So</p>"});
    let draft = json!({"chat_id": stage.alice, "draft_id": 5, "rich_message": rich});
    stage.call("sendRichMessageDraft", draft).await.unwrap();
    let blocks = json!([{"type": "thinking", "text": "Hm"}, {"type": "paragraph", "text": "So"}]);
    let shown = json!([{"draft_id": 5, "can_stop": false, "rich_message": {"blocks": blocks}}]);
    assert_eq!(drafts(&stage).await, shown);
    let send = json!({"chat_id": stage.alice, "rich_message": rich});
    assert_eq!(stage.refusal("sendRichMessage", send).await, "block is not allowed");
}
