//! What users see of a conversation besides its messages.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Stage;

#[tokio::test]
async fn the_view_of_a_private_chat_has_pins_reactions_and_votes() {
    let stage = Stage::new().await;
    let alice = stage.alice;
    let hello = stage.send("hello").await["message_id"].clone();
    let empty = json!({"pinned": [], "reactions": [], "votes": []});
    let path = format!("views?chat_id={alice}&bot=42");
    assert_eq!(stage.get(&path).await, empty);

    let here = json!({"chat_id": alice, "message_id": hello});
    let with = |more: Value| {
        let mut body = here.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    stage.post("reactions", with(json!({"from": alice, "reaction": ["👍"]}))).await;
    let emoji = json!([{"type": "emoji", "emoji": "👍"}]);
    stage.call("setMessageReaction", with(json!({"reaction": emoji}))).await.unwrap();
    stage.call("pinChatMessage", here.clone()).await.unwrap();
    let poll = json!({"chat_id": alice, "question": "?", "options": ["a", "b"]});
    let poll = stage.call("sendPoll", poll).await.unwrap();
    let vote = json!({"from": alice, "message_id": poll["message_id"], "options": [1]});
    stage.post("votes", vote).await;
    let expected = json!({
        "pinned": [hello],
        "reactions": [{"message_id": hello, "type": emoji[0], "by": [42, alice]}],
        "votes": [{"poll_id": poll["poll"]["id"], "user": alice, "options": [1]}],
    });
    assert_eq!(stage.get(&path).await, expected);

    stage.call("unpinChatMessage", here.clone()).await.unwrap();
    stage.call("setMessageReaction", with(json!({"reaction": []}))).await.unwrap();
    stage.post("reactions", with(json!({"from": alice, "reaction": []}))).await;
    let vote = json!({"from": alice, "message_id": poll["message_id"], "options": []});
    stage.post("votes", vote).await;
    assert_eq!(stage.get(&path).await, empty);
}

#[tokio::test]
async fn the_view_of_a_group_has_its_members_with_their_rights() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let rights = json!({
        "chat_id": group, "user": 42, "status": "administrator", "rights": ["can_pin_messages"],
    });
    stage.post("members", rights).await;
    let view = stage.get(&format!("views?chat_id={group}")).await;
    let shown: Vec<_> = view["members"].as_array().unwrap().iter().collect();
    let about = |name: &str| shown.iter().map(|member| member[name].clone()).collect::<Vec<_>>();
    assert_eq!(about("status"), ["administrator", "creator"]);
    assert_eq!(about("can_pin_messages"), [json!(true), Value::Null]);
    assert_eq!(about("can_delete_messages"), [json!(false), Value::Null]);
    assert_eq!((&view["chat"]["id"], &view["chat"]["title"]), (&json!(group), &json!("G")));
}

#[tokio::test]
async fn the_view_of_no_chat_is_an_error() {
    let stage = Stage::new().await;
    let (status, json) =
        stage.request(Method::GET, "/emu/v1/views?chat_id=-5&bot=42", Value::Null).await;
    let expected = json!({"ok": false, "description": "there is no chat -5"});
    assert_eq!((status, json), (StatusCode::BAD_REQUEST, expected));
}
