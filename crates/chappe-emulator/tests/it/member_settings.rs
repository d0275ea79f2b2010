//! Titles and tags of members, banned channels, and reactions that bots remove.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// A supergroup of Alice, who owns it, of Bob and of the bot, which is an administrator.
struct Scene {
    stage: Stage,
    bob: i64,
    group: i64,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
        let group = json!({
            "type": "supergroup", "title": "G", "members": [stage.alice, bob], "bots": [42],
        });
        let group = stage.post("chats", group).await["id"].as_i64().unwrap();
        stage.set_status(group, "administrator").await;
        stage.updates().await;
        Self { stage, bob, group }
    }

    fn of(&self, user: i64, name: &str, value: &str) -> Value {
        json!({"chat_id": self.group, "user_id": user, name: value})
    }

    async fn bob(&self) -> Value {
        let params = json!({"chat_id": self.group, "user_id": self.bob});
        self.stage.call("getChatMember", params).await.unwrap()
    }
}

/// Source: `Client::process_set_chat_administrator_custom_title_query`,
/// `Client::fail_query_with_error`.
#[tokio::test]
async fn administrators_that_the_bot_promoted_have_titles() {
    let scene = Scene::new().await;
    let (stage, bob) = (&scene.stage, scene.bob);
    let set = "setChatAdministratorCustomTitle";
    let title = |user: i64, title: &str| scene.of(user, "custom_title", title);
    let only_owner = "only the owner can edit their custom title";
    assert_eq!(stage.refusal(set, title(stage.alice, "x")).await, only_owner);
    assert_eq!(stage.refusal(set, title(bob, "x")).await, "user is not an administrator");
    let by_alice = json!({"chat_id": scene.group, "user": bob, "status": "administrator"});
    stage.post("members", by_alice).await;
    let why = "not enough rights to change custom title of the user";
    assert_eq!(stage.refusal(set, title(bob, "x")).await, why);
    let demote = json!({"chat_id": scene.group, "user": bob, "status": "member"});
    stage.post("members", demote).await;
    let promote = json!({"chat_id": scene.group, "user_id": bob, "can_pin_messages": true});
    stage.call("promoteChatMember", promote).await.unwrap();
    let asked = json!({"allowed_updates": ["chat_member"], "offset": -1});
    stage.call("getUpdates", asked).await.unwrap();
    stage.updates().await;
    stage.call(set, title(bob, " Chief ")).await.unwrap();
    assert_eq!(scene.bob().await["custom_title"], "Chief");
    let updates = stage.updates().await;
    let change = &updates[0]["chat_member"];
    assert_eq!(
        (&change["old_chat_member"]["custom_title"], &change["new_chat_member"]["custom_title"]),
        (&Value::Null, &json!("Chief")),
    );
    let table =
        [("x".repeat(17), "CUSTOM_TITLE_INVALID"), ("🎉".into(), "CUSTOM_TITLE_EMOJI_NOT_ALLOWED")];
    for (text, why) in table {
        assert_eq!(stage.refusal(set, title(bob, &text)).await, why);
    }
    stage.call(set, title(bob, "")).await.unwrap();
    assert_eq!(scene.bob().await["custom_title"], Value::Null);
    let channel = stage.chat("channel").await;
    let params = json!({"chat_id": channel, "user_id": bob, "custom_title": "x"});
    let why = "method is available only for groups and supergroups";
    assert_eq!(stage.refusal(set, params).await, why);
}

/// Source: `Client::process_set_chat_member_tag_query`, `Client::JsonChatMember`.
#[tokio::test]
async fn members_have_tags_until_they_leave() {
    let scene = Scene::new().await;
    let (stage, bob) = (&scene.stage, scene.bob);
    let set = "setChatMemberTag";
    stage.call(set, scene.of(bob, "tag", "Guest")).await.unwrap();
    let user = json!({"id": bob, "is_bot": false, "first_name": "Bob"});
    assert_eq!(scene.bob().await, json!({"user": user, "status": "member", "tag": "Guest"}));
    let hi = json!({"from": bob, "chat_id": scene.group, "text": "hi"});
    assert_eq!(stage.post("messages", hi).await["sender_tag"], "Guest");
    let mute = json!({"chat_id": scene.group, "user_id": bob, "permissions": {}});
    stage.call("restrictChatMember", mute).await.unwrap();
    assert_eq!(scene.bob().await["tag"], "Guest");
    let table = [
        (scene.of(bob, "tag", &"x".repeat(17)), "TAG_INVALID"),
        (scene.of(bob, "tag", "🎉"), "TAG_EMOJI_NOT_ALLOWED"),
        (scene.of(stage.alice, "tag", "x"), "TAG_CHANGE_FORBIDDEN"),
        (scene.of(5, "tag", "x"), "user not found"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal(set, params).await, why);
    }
    let status = |status: &str| json!({"chat_id": scene.group, "user": bob, "status": status});
    stage.post("members", status("left")).await;
    assert_eq!(stage.refusal(set, scene.of(bob, "tag", "x")).await, "USER_NOT_PARTICIPANT");
    stage.post("members", status("member")).await;
    assert_eq!(scene.bob().await["tag"], Value::Null);
    let rights = json!({
        "chat_id": scene.group, "user": 42, "status": "administrator",
        "rights": ["can_pin_messages"],
    });
    stage.post("members", rights).await;
    assert_eq!(stage.refusal(set, scene.of(bob, "tag", "x")).await, "TAG_CHANGE_FORBIDDEN");
    stage.set_status(scene.group, "member").await;
    assert_eq!(stage.refusal(set, scene.of(bob, "tag", "x")).await, "CHAT_ADMIN_REQUIRED");
}

/// Source: `Client::process_unban_chat_member_query`.
#[tokio::test]
async fn members_are_unbanned_in_supergroups_and_channels_only() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    stage.send("/start").await;
    let small = stage.chat("group").await;
    stage.set_status(small, "administrator").await;
    for chat in [small, stage.alice] {
        for only_if_banned in [false, true] {
            let params = json!({
                "chat_id": chat, "user_id": scene.bob, "only_if_banned": only_if_banned,
            });
            assert_eq!(
                stage.refusal("unbanChatMember", params).await,
                "method is available for supergroup and channel chats only",
            );
        }
    }
}

/// Source: `Client::process_ban_chat_sender_chat_query`,
/// `DialogParticipantManager::ban_dialog_participant`, `restrict_channel_participant`.
#[tokio::test]
async fn channels_are_banned_from_supergroups() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    let channel = stage.chat("channel").await;
    let small = stage.chat("group").await;
    stage.send("/start").await;
    let both = |chat: i64, sender: i64| json!({"chat_id": chat, "sender_chat_id": sender});
    let table = [
        (both(stage.alice, channel), "can't ban members in private chats"),
        (both(small, channel), "can't ban chats in basic groups"),
        (both(scene.group, small), "can't restrict the chat"),
        (both(scene.group, -7), "chat not found"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("banChatSenderChat", params).await, why);
    }
    let params = both(scene.group, channel);
    let banned = async || {
        stage.get("snapshot").await["world"]["chats"][scene.group.to_string()]["banned_senders"]
            .clone()
    };
    stage.call("banChatSenderChat", params.clone()).await.unwrap();
    assert_eq!(banned().await, json!([channel]));
    stage.call("unbanChatSenderChat", params.clone()).await.unwrap();
    assert_eq!(banned().await, json!([]));
    // Chats are never members of a basic group.
    assert_eq!(stage.call("unbanChatSenderChat", both(small, channel)).await, Ok(json!(true)));
    let private = stage.refusal("unbanChatSenderChat", both(stage.alice, channel)).await;
    assert_eq!(private, "chat member status can't be changed in private chats");
    stage.set_status(scene.group, "member").await;
    let why = "not enough rights to restrict/unrestrict chat member";
    assert_eq!(stage.refusal("banChatSenderChat", params).await, why);
}

/// Source: `get_message_sender_dialog_id`, by which the chat of a user is the user;
/// `DialogParticipantManager::set_channel_participant_status_impl`.
#[tokio::test]
async fn a_sender_chat_that_is_a_user_is_banned_as_the_user() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    let sender = |user: i64| json!({"chat_id": scene.group, "sender_chat_id": user});
    stage.call("banChatSenderChat", sender(scene.bob)).await.unwrap();
    assert_eq!(scene.bob().await["status"], "kicked");
    stage.call("unbanChatSenderChat", sender(scene.bob)).await.unwrap();
    assert_eq!(scene.bob().await["status"], "left");
    stage.call("unbanChatSenderChat", sender(scene.bob)).await.unwrap();
    for method in ["banChatSenderChat", "unbanChatSenderChat"] {
        let owner = stage.refusal(method, sender(stage.alice)).await;
        assert_eq!(owner, "can't remove chat owner", "{method}");
        let unknown = stage.refusal(method, sender(5)).await;
        assert_eq!(unknown, "PARTICIPANT_ID_INVALID", "{method}");
    }
}

/// Source: `Client::process_leave_chat_query`, which reads the chat only;
/// `DialogParticipantManager::leave_dialog`.
#[tokio::test]
async fn to_leave_a_chat_again_is_an_error_only_if_the_bot_does_not_see_the_chat() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let chat = |kind: &str, username: Option<&str>| json!({"type": kind, "title": "G", "username": username, "members": [stage.alice], "bots": [42]});
    let again = |kind: &str| format!("bot is not a member of the {kind} chat");
    let table = [
        (chat("group", None), Ok(json!(true))),
        (chat("supergroup", Some("people")), Ok(json!(true))),
        (chat("channel", Some("news")), Ok(json!(true))),
        (chat("supergroup", None), Err((403, format!("Forbidden: {}", again("supergroup"))))),
        (chat("channel", None), Err((403, format!("Forbidden: {}", again("channel"))))),
    ];
    for (chat, expected) in table {
        let id = json!({"chat_id": stage.post("chats", chat.clone()).await["id"]});
        assert_eq!(stage.call("leaveChat", id.clone()).await, Ok(json!(true)), "{chat}");
        let before = stage.get("updates").await;
        assert_eq!(stage.call("leaveChat", id).await, expected, "{chat}");
        assert_eq!(stage.get("updates").await, before, "{chat}");
    }
    let private = stage.refusal("leaveChat", json!({"chat_id": stage.alice})).await;
    assert_eq!(private, "can't leave private chats");
}

/// Source: `Client::process_delete_message_reaction_query`,
/// `Client::process_delete_all_message_reactions_query`.
#[tokio::test]
async fn a_bot_removes_the_reactions_of_a_user() {
    let scene = Scene::new().await;
    let (stage, bob) = (&scene.stage, scene.bob);
    let asked = json!({"allowed_updates": ["message_reaction"], "offset": -1});
    stage.call("getUpdates", asked).await.unwrap();
    let mut sent = Vec::new();
    for text in ["one", "two"] {
        let params = json!({"chat_id": scene.group, "text": text});
        sent.push(stage.call("sendMessage", params).await.unwrap()["message_id"].clone());
    }
    let react = async |message: &Value| {
        let body = json!({
            "from": bob, "chat_id": scene.group, "message_id": message, "reaction": ["👍"],
        });
        stage.post("reactions", body).await;
    };
    for message in &sent {
        react(message).await;
    }
    stage.updates().await;
    let of_one = json!({"chat_id": scene.group, "message_id": sent[0], "user_id": bob});
    stage.call("deleteMessageReaction", of_one.clone()).await.unwrap();
    let updates = stage.updates().await;
    let change = &updates[0]["message_reaction"];
    let thumb = json!([{"type": "emoji", "emoji": "👍"}]);
    assert_eq!(
        [&change["message_id"], &change["old_reaction"], &change["new_reaction"]],
        [&sent[0], &thumb, &json!([])],
    );
    stage.call("deleteMessageReaction", of_one.clone()).await.unwrap();
    assert_eq!(stage.updates().await, Vec::<Value>::new());
    react(&sent[0]).await;
    stage.updates().await;
    let of_all = json!({"chat_id": scene.group, "user_id": bob});
    stage.call("deleteAllMessageReactions", of_all.clone()).await.unwrap();
    let updates = stage.updates().await;
    let removed: Vec<&Value> =
        updates.iter().map(|update| &update["message_reaction"]["message_id"]).collect();
    assert_eq!(removed, [&sent[0], &sent[1]]);
    let unknown = json!({"chat_id": scene.group, "message_id": 77, "user_id": bob});
    let why = "message to delete reactions not found";
    assert_eq!(stage.refusal("deleteMessageReaction", unknown).await, why);
    let nobody = json!({"chat_id": scene.group});
    let why = "sender_chat_id is empty";
    assert_eq!(stage.refusal("deleteAllMessageReactions", nobody).await, why);
    stage.set_status(scene.group, "member").await;
    assert_eq!(stage.refusal("deleteAllMessageReactions", of_all).await, "CHAT_ADMIN_REQUIRED");
    let shown = stage.control(Method::GET, "snapshot", Value::Null).await;
    assert!(
        !shown["world"]["reactions"].to_string().contains("👍"),
        "{}",
        shown["world"]["reactions"]
    );
}
