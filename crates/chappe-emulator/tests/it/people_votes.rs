//! Votes and reactions of users, and by whom they count.

use http::Method;
use serde_json::{Value, json};

use crate::{people_messages::refused, support::Stage};

/// Client.cpp: `JsonPollAnswer`, which has the fake user of channels for older versions.
#[tokio::test]
async fn a_vote_on_behalf_of_a_chat_is_that_of_the_chat() {
    let stage = Stage::new().await;
    let (group, channel) = (stage.chat("supergroup").await, stage.chat("channel").await);
    let poll = json!({
        "chat_id": group, "question": "?", "options": ["a", "b"], "is_anonymous": false,
        "allows_multiple_answers": true,
    });
    let poll = stage.call("sendPoll", poll).await.unwrap();
    stage.updates().await;
    let vote = |sender: Value, options: Value| {
        json!({
            "from": stage.alice, "chat_id": group, "message_id": poll["message_id"],
            "options": options, "sender_chat_id": sender,
        })
    };
    stage.post("votes", vote(json!(channel), json!([0, 1]))).await;
    let answer = stage.updates().await.pop().unwrap()["poll_answer"].clone();
    assert_eq!(
        (&answer["user"]["id"], &answer["voter_chat"]["id"], &answer["option_ids"]),
        (&json!(136_817_688), &json!(channel), &json!([0, 1])),
    );
    let counted = stage.post("votes", vote(Value::Null, json!([1]))).await;
    assert_eq!(counted["total_voter_count"], 2, "the user and the channel vote apart");
    let retracted = stage.post("votes", vote(Value::Null, json!([]))).await;
    assert_eq!(retracted["total_voter_count"], 1);
    let answer = stage.updates().await.pop().unwrap()["poll_answer"].clone();
    assert_eq!((&answer["option_ids"], &answer["user"]["id"]), (&json!([]), &json!(stage.alice)));
}

#[tokio::test]
async fn votes_in_a_forwarded_poll_count_in_the_poll() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.send("hi").await;
    let poll = json!({"chat_id": stage.alice, "question": "?", "options": ["a", "b"]});
    let poll = stage.call("sendPoll", poll).await.unwrap();
    let forward = json!({
        "from": stage.alice, "from_chat_id": stage.alice, "message_ids": [poll["message_id"]],
        "chat_id": group,
    });
    let forwarded = stage.post("forwards", forward).await["messages"][0].clone();
    assert_eq!(forwarded["poll"]["id"], poll["poll"]["id"]);
    let vote = json!({
        "from": stage.alice, "chat_id": group, "message_id": forwarded["message_id"],
        "options": [1],
    });
    stage.post("votes", vote).await;
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(update["poll"]["options"][1]["voter_count"], 1);
}

#[tokio::test]
async fn reactions_have_limits() {
    let stage = Stage::new().await;
    let channel = stage.chat("channel").await;
    let post = json!({"from": stage.alice, "chat_id": channel, "text": "hi"});
    let post = stage.post("messages", post).await["message_id"].clone();
    let fan = json!({"first_name": "Fan", "is_premium": true});
    let fan = stage.post("users", fan).await["id"].clone();
    let join = json!({"chat_id": channel, "user": fan, "status": "member"});
    stage.post("members", join).await;
    let react = |from: &Value, reaction: Value| json!({"from": from, "chat_id": channel, "message_id": post, "reaction": reaction});
    let alice = json!(stage.alice);
    let custom = json!({"type": "custom_emoji", "custom_emoji_id": "5"});
    let table = [
        (
            &alice,
            json!(["👍", "🔥"]),
            "a user has 1 reaction to a message, or 3 with Telegram Premium",
        ),
        (
            &fan,
            json!(["👍", "🔥", "🎉", "👎"]),
            "a user has 1 reaction to a message, or 3 with Telegram Premium",
        ),
        (&alice, json!([custom]), "custom emoji require Telegram Premium"),
        (&alice, json!(["🍔"]), "there is no reaction \"🍔\""),
        (&alice, json!([{"type": "dice"}]), "a reaction is an emoji, a custom emoji or paid"),
    ];
    for (from, reaction, why) in table {
        let refusal = refused(&stage, Method::POST, "reactions", react(from, reaction)).await;
        assert_eq!(refusal, why);
    }
    let kinds = json!({"allowed_updates": ["message_reaction_count"], "offset": -1, "limit": 1});
    stage.call("getUpdates", kinds).await.unwrap();
    stage.updates().await;
    stage.post("reactions", react(&fan, json!(["👍", custom, {"type": "paid"}]))).await;
    stage.post("reactions", react(&alice, json!(["👍"]))).await;
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(
        update["message_reaction_count"]["reactions"],
        json!([
            {"type": {"type": "emoji", "emoji": "👍"}, "total_count": 2},
            {"type": custom, "total_count": 1},
            {"type": {"type": "paid"}, "total_count": 1},
        ]),
    );
}

/// Client.cpp: `JsonMessageReactionUpdated` with `actor_chat`.
#[tokio::test]
async fn an_anonymous_administrator_reacts_as_the_group() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.set_status(group, "administrator").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let promote = json!({
        "chat_id": group, "user": bob, "status": "administrator", "rights": ["is_anonymous"],
    });
    stage.post("members", promote).await;
    let text = json!({"from": stage.alice, "chat_id": group, "text": "hi"});
    let text = stage.post("messages", text).await["message_id"].clone();
    let kinds = json!({"allowed_updates": ["message_reaction"], "offset": -1, "limit": 1});
    stage.call("getUpdates", kinds).await.unwrap();
    stage.updates().await;
    let react = json!({"from": bob, "chat_id": group, "message_id": text, "reaction": ["👍"]});
    stage.post("reactions", react).await;
    let update = stage.updates().await.pop().unwrap()["message_reaction"].clone();
    assert_eq!((&update["actor_chat"]["id"], update.get("user")), (&json!(group), None));
}
