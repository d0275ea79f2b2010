//! A bounded history.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// A stage whose emulator keeps few messages, calls and updates.
async fn bounded(most: usize) -> Stage {
    let stage = Stage::new().await;
    Stage { emulator: stage.emulator.clone().history(most), ..stage }
}

/// One member of all items of a list.
fn each(list: &Value, member: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|item| item[member].clone()).collect()
}

#[tokio::test]
async fn only_the_newest_messages_calls_and_updates_are_kept() {
    let stage = bounded(3).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        stage.send(&format!("question {number}")).await;
        let answer = json!({"chat_id": stage.alice, "text": format!("answer {number}")});
        ids.push(stage.call("sendMessage", answer).await.unwrap()["message_id"].clone());
    }
    let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    let texts = ["answer 3", "question 4", "answer 4"];
    assert_eq!(each(&messages["messages"], "text"), texts);
    assert_eq!(each(&stage.get("calls").await["calls"], "seq"), [4, 5, 6]);
    assert_eq!(each(&stage.get("updates").await["updates"], "seq"), [3, 4, 5]);
    let old = json!({"chat_id": stage.alice, "message_id": ids[0], "text": "edited"});
    assert_eq!(stage.refusal("editMessageText", old).await, "message to edit not found");
    // The bot still receives all updates.
    assert_eq!(stage.updates().await.len(), 5);
}

#[tokio::test]
async fn what_belongs_to_a_message_is_forgotten_with_it() {
    let stage = bounded(2).await;
    stage.send("hi").await;
    let poll = json!({"chat_id": stage.alice, "question": "Tea?", "options": ["Yes", "No"]});
    let id = stage.call("sendPoll", poll).await.unwrap()["message_id"].clone();
    let pin = json!({"chat_id": stage.alice, "message_id": id});
    stage.call("pinChatMessage", pin).await.unwrap();
    let reaction = json!({"from": stage.alice, "message_id": id, "reaction": ["👍"]});
    stage.post("reactions", reaction).await;
    for number in 0..3 {
        stage.send(&format!("message {number}")).await;
    }
    let world = stage.emulator.snapshot().unwrap()["world"].take();
    let talk = json!({"Private": {"bot": 42, "user": stage.alice}});
    assert_eq!(
        [&world["polls"], &world["pinned"], &world["reactions"]],
        [&json!({}), &json!([[talk, []]]), &json!([])],
    );
}

#[tokio::test]
async fn queries_are_bounded_too() {
    let stage = bounded(4).await;
    stage.send("hi").await;
    for number in 0..40 {
        let query = json!({"from": stage.alice, "query": format!("cats {number}")});
        stage.post("inline_queries", query).await;
        stage.post("clock", json!({"advance": 1})).await;
        stage.send("another").await;
    }
    let queries = stage.emulator.snapshot().unwrap()["world"]["inlines"].take();
    assert!(queries.as_object().unwrap().len() <= 9, "{queries}");
    assert!(queries.to_string().contains("cats 39"), "{queries}");
}

#[tokio::test]
async fn a_restored_snapshot_is_bounded() {
    let stage = Stage::new().await;
    for number in 0..5 {
        stage.send(&format!("message {number}")).await;
    }
    let bounded = bounded(2).await;
    bounded.emulator.restore(&stage.emulator.snapshot().unwrap()).unwrap();
    let chat = json!({"chat_id": stage.alice});
    let messages = bounded.emulator.control(&Method::GET, "messages", &chat).unwrap();
    assert_eq!(each(&messages["messages"], "text"), ["message 3", "message 4"]);
}

#[test]
#[should_panic = "a history of 0 messages keeps none: use at least 1"]
fn a_history_of_nothing_is_refused() {
    let _ = chappe_emulator::Emulator::new().history(0);
}
