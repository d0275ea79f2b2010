//! Administrators that bots appoint, and restrictions that they end.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// A chat of Alice, who owns it, of Bob and of the bot, which is an administrator.
struct Scene {
    stage: Stage,
    bob: i64,
    chat: i64,
}

impl Scene {
    async fn new(kind: &str) -> Self {
        let stage = Stage::new().await;
        let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
        let chat = json!({
            "type": kind, "title": "Friends", "members": [stage.alice, bob], "bots": [42],
        });
        let chat = stage.post("chats", chat).await["id"].as_i64().unwrap();
        stage.set_status(chat, "administrator").await;
        stage.updates().await;
        Self { stage, bob, chat }
    }

    /// Adds a bot with the status of an administrator.
    async fn add_bot(&self, token: &str) {
        self.stage.request(Method::POST, &format!("/bot{token}/getMe"), Value::Null).await;
        let body = json!({"chat_id": self.chat, "user": token, "status": "administrator"});
        self.stage.post("members", body).await;
    }

    /// Parameters about Bob.
    fn of_bob(&self, more: &Value) -> Value {
        let mut params = json!({"chat_id": self.chat, "user_id": self.bob});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    }

    async fn bob(&self) -> Value {
        self.stage.call("getChatMember", self.of_bob(&json!({}))).await.unwrap()
    }
}

/// The names of the members that are true.
fn set(member: &Value) -> Vec<&str> {
    let set = member.as_object().unwrap().iter().filter(|(_, value)| **value == true);
    set.map(|(name, _)| &**name).collect()
}

#[tokio::test]
async fn a_promotion_grants_what_it_names_and_the_chat_has() {
    let all = json!({
        "can_pin_messages": true, "can_manage_topics": true, "can_post_messages": true,
        "can_manage_tags": true, "can_manage_direct_messages": true, "is_anonymous": true,
        "can_delete_messages": false,
    });
    // AdministratorRights of a channel type; Client::process_promote_chat_member_query grants
    // `can_restrict_members` in channels, unless it is specified.
    let table = [
        (
            "supergroup",
            all.clone(),
            vec![
                "can_be_edited",
                "can_manage_chat",
                "can_manage_tags",
                "can_manage_topics",
                "can_pin_messages",
                "is_anonymous",
            ],
        ),
        (
            "channel",
            all,
            vec![
                "can_be_edited",
                "can_manage_chat",
                "can_manage_direct_messages",
                "can_post_messages",
                "can_restrict_members",
            ],
        ),
        (
            "channel",
            json!({"can_post_messages": true, "can_restrict_members": false}),
            vec!["can_be_edited", "can_manage_chat", "can_post_messages"],
        ),
        (
            "supergroup",
            json!({"is_anonymous": true}),
            vec!["can_be_edited", "can_manage_chat", "is_anonymous"],
        ),
        ("channel", json!({"is_anonymous": true}), vec![]),
        ("supergroup", json!({"can_post_messages": true}), vec![]),
    ];
    for (kind, rights, granted) in table {
        let scene = Scene::new(kind).await;
        scene.stage.call("promoteChatMember", scene.of_bob(&rights)).await.unwrap();
        let bob = scene.bob().await;
        let mut names = set(&bob);
        names.sort_unstable();
        assert_eq!(names, granted, "{kind} {rights}");
        let status = if granted.is_empty() { "member" } else { "administrator" };
        assert_eq!(bob["status"], status, "{kind} {rights}");
    }
}

#[tokio::test]
async fn members_of_groups_cannot_be_promoted() {
    let scene = Scene::new("group").await;
    let promote = scene.of_bob(&json!({"can_pin_messages": true}));
    assert_eq!(
        scene.stage.refusal("promoteChatMember", promote).await,
        "method is available for supergroup and channel chats only",
    );
}

#[tokio::test]
async fn an_administrator_is_edited_by_the_one_who_promoted_it() {
    let scene = Scene::new("supergroup").await;
    let stage = &scene.stage;
    let promote = scene.of_bob(&json!({"can_pin_messages": true}));
    // By Alice.
    let by_alice = json!({"chat_id": scene.chat, "user": scene.bob, "status": "administrator"});
    stage.post("members", by_alice).await;
    assert_eq!(scene.bob().await["can_be_edited"], false);
    assert_eq!(stage.refusal("promoteChatMember", promote.clone()).await, "CHAT_ADMIN_REQUIRED");
    let plain = json!({"chat_id": scene.chat, "user": scene.bob, "status": "member"});
    stage.post("members", plain).await;
    // By the bot.
    stage.call("promoteChatMember", promote.clone()).await.unwrap();
    assert_eq!(scene.bob().await["can_be_edited"], true);
    stage.call("promoteChatMember", promote).await.unwrap();
    stage.call("promoteChatMember", scene.of_bob(&json!({}))).await.unwrap();
    assert_eq!(scene.bob().await["status"], "member");
}

#[tokio::test]
async fn updates_about_members_name_who_changed_them() {
    let scene = Scene::new("supergroup").await;
    let stage = &scene.stage;
    scene.add_bot("43:token").await;
    let demote = json!({"chat_id": scene.chat, "user": 43, "status": "member"});
    stage.post("members", demote).await;
    let asked = json!({"allowed_updates": ["chat_member", "my_chat_member"]});
    stage.call("getUpdates", asked).await.unwrap();
    stage.updates().await;
    let promote = json!({"chat_id": scene.chat, "user_id": 43, "can_pin_messages": true});
    stage.call("promoteChatMember", promote).await.unwrap();
    let of = |update: &Value| {
        let change = update.as_object().unwrap().iter().find(|(name, _)| *name != "update_id");
        let (kind, change) = change.unwrap();
        json!([
            kind,
            change["from"]["id"],
            change["new_chat_member"]["user"]["id"],
            change["old_chat_member"]["status"],
            change["new_chat_member"]["status"],
            change["new_chat_member"]["can_be_edited"],
        ])
    };
    // Client::add_update_chat_member: `my_chat_member` is about the bot that receives it.
    let mine = stage.updates().await;
    let expected = json!(["chat_member", 42, 43, "member", "administrator", true]);
    assert_eq!(mine.iter().map(of).collect::<Vec<_>>(), [expected]);
    let (_, other) = stage.request(Method::POST, "/bot43:token/getUpdates", Value::Null).await;
    let expected = json!(["my_chat_member", 42, 43, "member", "administrator", false]);
    assert_eq!(of(other["result"].as_array().unwrap().last().unwrap()), expected);
}

#[tokio::test]
async fn administrators_are_without_other_bots_unless_they_are_requested() {
    let scene = Scene::new("supergroup").await;
    scene.add_bot("43:token").await;
    let alice = scene.stage.alice;
    // Client::JsonChatMembers.
    for (shows_bots, ids) in [(false, vec![42, alice]), (true, vec![42, 43, alice])] {
        let params = json!({"chat_id": scene.chat, "return_bots": shows_bots});
        let members = scene.stage.call("getChatAdministrators", params).await.unwrap();
        let members = members.as_array().unwrap().iter();
        let mut found: Vec<i64> =
            members.map(|member| member["user"]["id"].as_i64().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, ids);
    }
}

#[tokio::test]
async fn a_restriction_ends_when_all_permissions_are_given_back() {
    let all = json!({
        "can_send_messages": true, "can_send_polls": true, "can_send_other_messages": true,
        "can_add_web_page_previews": true, "can_change_info": true, "can_invite_users": true,
        "can_pin_messages": true,
    });
    let but = |name: &str| {
        let mut permissions = all.clone();
        permissions[name] = json!(false);
        permissions
    };
    // Client::get_chat_permissions: permissions that are not specified are those of older ones.
    let table = [
        (all.clone(), "member"),
        (but("can_manage_topics"), "restricted"),
        (but("can_react_to_messages"), "restricted"),
        (but("can_edit_tag"), "restricted"),
        (but("can_invite_users"), "restricted"),
    ];
    let scene = Scene::new("supergroup").await;
    let stage = &scene.stage;
    let now = stage.post("clock", json!({"advance": 0})).await["now"].as_i64().unwrap();
    let restrict = async |permissions: &Value| {
        let params = json!({"permissions": permissions, "until_date": now + 3600});
        stage.call("restrictChatMember", scene.of_bob(&params)).await.unwrap();
        scene.bob().await
    };
    for (permissions, status) in table {
        let muted = restrict(&json!({})).await;
        assert_eq!(
            (&muted["status"], &muted["until_date"], &muted["is_member"]),
            (&json!("restricted"), &json!(now + 3600), &json!(true)),
        );
        assert_eq!(restrict(&permissions).await["status"], status, "{permissions}");
    }
    let away = json!({"chat_id": scene.chat, "user": scene.bob, "status": "left"});
    stage.post("members", away).await;
    restrict(&json!({})).await;
    let left = restrict(&all).await;
    assert_eq!(left["status"], "left", "DialogParticipantStatus::Restricted");
    let demoted = stage.refusal("promoteChatMember", scene.of_bob(&json!({}))).await;
    assert_eq!(demoted, "bots can't add new chat members");
}

#[tokio::test]
async fn older_media_permissions_are_understood() {
    let scene = Scene::new("supergroup").await;
    let media = json!({"permissions": {"can_send_media_messages": true}});
    scene.stage.call("restrictChatMember", scene.of_bob(&media)).await.unwrap();
    let bob = scene.bob().await;
    let mut allowed = set(&bob);
    allowed.sort_unstable();
    assert_eq!(
        allowed,
        [
            "can_send_audios",
            "can_send_documents",
            "can_send_messages",
            "can_send_photos",
            "can_send_video_notes",
            "can_send_videos",
            "can_send_voice_notes",
            "is_member",
        ],
    );
}
