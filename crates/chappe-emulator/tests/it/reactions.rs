//! Reactions of users.

use serde_json::{Value, json};

use crate::support::Stage;

async fn react(stage: &Stage, chat: i64, message: &Value, reaction: Value) {
    let body =
        json!({"from": stage.alice, "chat_id": chat, "message_id": message, "reaction": reaction});
    stage.post("reactions", body).await;
}

async fn ask_for(stage: &Stage, kinds: &[&str]) {
    let params = json!({"allowed_updates": kinds, "offset": -1, "limit": 1});
    stage.call("getUpdates", params).await.unwrap();
    stage.updates().await;
}

#[tokio::test]
async fn reactions_are_sent_on_request() {
    let stage = Stage::new().await;
    let sent = stage.send("hi").await["message_id"].clone();
    stage.updates().await;
    react(&stage, stage.alice, &sent, json!(["👍"])).await;
    ask_for(&stage, &["message", "message_reaction"]).await;
    react(&stage, stage.alice, &sent, json!(["🔥"])).await;
    react(&stage, stage.alice, &sent, json!(["🔥"])).await;
    let updates = stage.updates().await;
    assert_eq!(updates.len(), 1, "{updates:?}");
    let received = &updates[0]["message_reaction"];
    assert_eq!(
        (&received["chat"]["id"], &received["user"]["id"], &received["message_id"]),
        (&json!(stage.alice), &json!(stage.alice), &sent),
    );
    let emoji = |emoji: &str| json!([{"type": "emoji", "emoji": emoji}]);
    assert_eq!(
        (&received["old_reaction"], &received["new_reaction"]),
        (&emoji("👍"), &emoji("🔥"))
    );
}

#[tokio::test]
async fn administrators_receive_reactions_of_groups_and_counts_of_channels() {
    let stage = Stage::new().await;
    let (group, channel) = (stage.chat("supergroup").await, stage.chat("channel").await);
    ask_for(&stage, &["message_reaction", "message_reaction_count", "chat_member"]).await;
    let send = async |chat: i64| {
        let params = json!({"chat_id": chat, "text": "x"});
        stage.call("sendMessage", params).await.unwrap()["message_id"].clone()
    };
    let (here, there) = (send(group).await, send(channel).await);
    react(&stage, group, &here, json!(["👍"])).await;
    stage.set_status(group, "administrator").await;
    react(&stage, group, &here, json!([])).await;
    react(&stage, channel, &there, json!(["👍"])).await;
    let updates = stage.updates().await;
    assert_eq!(updates.len(), 2, "{updates:?}");
    assert_eq!(updates[0]["message_reaction"]["new_reaction"], json!([]));
    let counts = &updates[1]["message_reaction_count"]["reactions"];
    let one = json!([{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 1}]);
    assert_eq!(*counts, one);
}
