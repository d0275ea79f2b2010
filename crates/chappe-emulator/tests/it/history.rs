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

/// Messages that have a state of their own, and one in a channel with a discussion group.
async fn send_messages_with_state(stage: &Stage) -> Vec<(Value, Value)> {
    stage.send("hi").await;
    let media = crate::paid_media::media(stage).await;
    let channel = stage.chat("channel").await;
    stage.set_status(channel, "administrator").await;
    let group = json!({"type": "supergroup", "members": [stage.alice], "linked_chat_id": channel});
    stage.post("chats", group).await;
    let sends = [
        ("sendPoll", json!({"question": "Tea?", "options": ["Yes", "No"], "open_period": 600})),
        ("sendPaidMedia", json!({"star_count": 5, "media": [media], "payload": "photo"})),
        (
            "sendInvoice",
            json!({
                "title": "Tea", "description": "Green", "payload": "tea", "currency": "XTR",
                "prices": [{"label": "Tea", "amount": 5}],
            }),
        ),
        ("sendLocation", json!({"latitude": 1, "longitude": 2, "live_period": 600})),
        ("sendLocation", json!({"latitude": 1, "longitude": 2, "live_period": 0x7fff_ffff})),
        ("sendMessage", json!({"chat_id": channel, "text": "a post"})),
    ];
    let mut sent = Vec::new();
    for (method, mut params) in sends {
        if params["chat_id"].is_null() {
            params["chat_id"] = json!(stage.alice);
        }
        let message = stage.call(method, params).await.unwrap();
        sent.push((message["chat"]["id"].clone(), message["message_id"].clone()));
        if method == "sendPoll" {
            let pin = json!({"chat_id": stage.alice, "message_id": message["message_id"]});
            stage.call("pinChatMessage", pin).await.unwrap();
            let reaction = json!({
                "from": stage.alice, "message_id": message["message_id"], "reaction": ["👍"],
            });
            stage.post("reactions", reaction).await;
        }
    }
    let query = stage.post("web_app_queries", json!({"from": stage.alice})).await;
    let button = json!([[{"text": "A", "callback_data": "a"}]]);
    let result = json!({
        "type": "article", "id": "1", "title": "A", "reply_markup": {"inline_keyboard": button},
        "input_message_content": {"message_text": "via the bot"},
    });
    let answer = json!({"web_app_query_id": query["web_app_query_id"], "result": result});
    stage.call("answerWebAppQuery", answer).await.unwrap();
    let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    let inline = messages["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(inline["via_bot"]["id"], 42);
    sent.push((json!(stage.alice), inline["message_id"].clone()));
    sent
}

/// The entries of the state of messages, by their place in a snapshot.
fn entries(stage: &Stage) -> Vec<(&'static str, usize)> {
    let world = stage.emulator.snapshot().unwrap()["world"].take();
    let places = [
        "/polls",
        "/closing",
        "/pinned/0/1",
        "/reactions",
        "/paid_media/sold",
        "/bills/sent",
        "/message_state/live",
        "/discussions/copies",
        "/inline_messages",
    ];
    let count = |place: &'static str| {
        let value = world.pointer(place).unwrap();
        let list = value.as_array().map(Vec::len);
        (place, list.or_else(|| value.as_object().map(serde_json::Map::len)).unwrap())
    };
    places.map(count).to_vec()
}

#[tokio::test]
async fn what_belongs_to_a_message_is_forgotten_with_it() {
    let stage = bounded(20).await;
    send_messages_with_state(&stage).await;
    assert!(entries(&stage).iter().all(|(_, count)| *count == 1), "{:?}", entries(&stage));
    let snapshot = stage.emulator.snapshot().unwrap();
    let stage = bounded(2).await;
    stage.emulator.restore(&snapshot).unwrap();
    let channel = snapshot["world"]["chats"].as_object().unwrap().values();
    let channel = channel.map(|chat| &chat["json"]).find(|chat| chat["type"] == "channel").unwrap();
    for number in 0..3 {
        stage.send(&format!("message {number}")).await;
        let post = json!({"chat_id": channel["id"], "text": number.to_string()});
        stage.call("sendMessage", post).await.unwrap();
    }
    let mut left = entries(&stage);
    // The posts that are kept.
    assert_eq!(left.remove(7), ("/discussions/copies", 2));
    assert!(left.iter().all(|(_, count)| *count == 0), "{left:?}");
}

#[tokio::test]
async fn what_belongs_to_a_message_is_deleted_with_it() {
    let stage = Stage::new().await;
    for (chat, id) in send_messages_with_state(&stage).await {
        let message = json!({"chat_id": chat, "message_id": id});
        assert_eq!(stage.call("deleteMessage", message).await, Ok(json!(true)));
    }
    let left = entries(&stage);
    assert!(left.iter().all(|(_, count)| *count == 0), "{left:?}");
}

#[tokio::test]
async fn a_poll_is_forgotten_with_the_last_message_that_contains_it() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let poll = json!({"chat_id": stage.alice, "question": "Tea?", "options": ["Yes", "No"]});
    let sent = stage.call("sendPoll", poll).await.unwrap()["message_id"].clone();
    let forward = json!({"chat_id": stage.alice, "from_chat_id": stage.alice, "message_id": sent});
    let copy = stage.call("forwardMessage", forward).await.unwrap()["message_id"].clone();
    for (message, left) in [(sent, 1), (copy, 0)] {
        let message = json!({"chat_id": stage.alice, "message_id": message});
        stage.call("deleteMessage", message).await.unwrap();
        let polls = stage.emulator.snapshot().unwrap()["world"]["polls"].take();
        assert_eq!(polls.as_object().unwrap().len(), left);
    }
}

#[tokio::test]
async fn ephemeral_messages_deleted_topics_and_web_apps_are_bounded() {
    let stage = bounded(3).await;
    let forum = json!({
        "type": "supergroup", "members": [stage.alice], "bots": [42], "is_forum": true,
    });
    let forum = stage.post("chats", forum).await["id"].as_i64().unwrap();
    stage.set_status(forum, "administrator").await;
    let mut threads = Vec::new();
    for number in 0..5 {
        let to = json!({"receiver_user_id": stage.alice});
        let text = number.to_string();
        let sent = json!({"chat_id": forum, "text": text, "ephemeral_message_parameters": to});
        stage.call("sendMessage", sent).await.unwrap();
        let topic = json!({"chat_id": forum, "name": text});
        let topic = stage.call("createForumTopic", topic).await.unwrap();
        threads.push(topic["message_thread_id"].clone());
        let deleted = json!({"chat_id": forum, "message_thread_id": topic["message_thread_id"]});
        stage.call("deleteForumTopic", deleted).await.unwrap();
        stage.post("web_app_queries", json!({"from": stage.alice})).await;
        stage.send("hi").await;
    }
    let shown = format!("ephemeral_messages?chat_id={forum}&user={}", stage.alice);
    let shown = stage.get(&shown).await;
    assert_eq!(each(&shown["messages"], "text"), ["2", "3", "4"]);
    let world = stage.emulator.snapshot().unwrap()["world"].take();
    assert_eq!(world["web_apps"]["queries"].as_object().unwrap().len(), 3);
    let deleted = world["message_state"]["topics"]["deleted"].as_array().unwrap();
    let deleted: Vec<&Value> = deleted.iter().map(|key| &key[1]).collect();
    assert_eq!(deleted, threads[2..].iter().collect::<Vec<_>>());
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
