//! Rights of administrators, and restrictions of members.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Stage, file_url};

/// A supergroup of Alice, who owns it, of Bob and of the bot.
struct Scene {
    stage: Stage,
    bob: i64,
    group: i64,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let bob = json!({"first_name": "Bob", "username": "bob"});
        let bob = stage.post("users", bob).await["id"].as_i64().unwrap();
        let group = json!({
            "type": "supergroup", "title": "Friends", "members": [stage.alice, bob], "bots": [42],
        });
        let group = stage.post("chats", group).await["id"].as_i64().unwrap();
        stage.updates().await;
        Self { stage, bob, group }
    }

    /// Changes the bot's membership.
    async fn set_bot(&self, mut body: Value) {
        body["chat_id"] = json!(self.group);
        body["user"] = json!(42);
        self.stage.post("members", body).await;
    }

    /// A change of members that is refused. Returns why.
    async fn refused(&self, mut body: Value) -> String {
        body["chat_id"] = json!(self.group);
        self.refused_at("members", body).await
    }

    async fn refused_at(&self, path: &str, body: Value) -> String {
        let (status, answer) =
            self.stage.request(Method::POST, &format!("/emu/v1/{path}"), body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        answer["description"].as_str().unwrap().to_owned()
    }

    /// Sends a text as the bot. Returns the error.
    async fn send(&self) -> Result<(), String> {
        let sent = json!({"chat_id": self.group, "text": "x"});
        self.stage.call("sendMessage", sent).await.map(|_| ()).map_err(|(_, why)| why)
    }
}

fn with_rights(rights: &Value) -> Value {
    json!({"status": "administrator", "rights": rights})
}

#[tokio::test]
async fn a_promotion_sends_the_old_and_the_new_rights() {
    let scene = Scene::new().await;
    scene.set_bot(with_rights(&json!(["can_delete_messages"]))).await;
    scene
        .set_bot(with_rights(&json!({"can_pin_messages": true, "can_delete_messages": false})))
        .await;
    scene.set_bot(json!({"status": "member"})).await;
    let updates = scene.stage.updates().await;
    let changes: Vec<_> = updates
        .iter()
        .map(|update| {
            let change = &update["my_chat_member"];
            let of = |member: &Value| {
                let set = member.as_object().unwrap().iter().filter(|(_, value)| **value == true);
                let names: Vec<_> = set.map(|(name, _)| name.clone()).collect();
                format!("{} {}", member["status"].as_str().unwrap(), names.join(" "))
            };
            (
                change["from"]["id"] == json!(scene.stage.alice),
                of(&change["old_chat_member"]),
                of(&change["new_chat_member"]),
            )
        })
        .collect();
    let deletes = "administrator can_delete_messages can_manage_chat".to_owned();
    let pins = "administrator can_manage_chat can_pin_messages".to_owned();
    let member = "member ".to_owned();
    assert_eq!(
        changes,
        [
            (true, member.clone(), deletes.clone()),
            (true, deletes, pins.clone()),
            (true, pins, member),
        ],
    );
}

#[tokio::test]
async fn methods_require_the_rights_that_telegram_requires() {
    let scene = Scene::new().await;
    let (stage, group, bob) = (&scene.stage, scene.group, scene.bob);
    let of_bob = json!({"from": bob, "chat_id": group, "text": "hi"});
    let message = stage.post("messages", of_bob).await["message_id"].clone();
    let user = json!({"chat_id": group, "user_id": bob});
    let with = |base: &Value, more: Value| {
        let mut params = base.clone();
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let chat_of_bob = json!({"chat_id": group, "user": bob});
    let chat = json!({"chat_id": group});
    let of_message = json!({"chat_id": group, "message_id": message});
    let restricts = "not enough rights to restrict/unrestrict chat member";
    let pins = "not enough rights to manage pinned messages in the chat";
    let table = [
        (
            "restrictChatMember",
            with(&user, json!({"permissions": {}})),
            "can_restrict_members",
            restricts,
        ),
        ("banChatMember", user.clone(), "can_restrict_members", restricts),
        ("unbanChatMember", user.clone(), "can_restrict_members", restricts),
        (
            "promoteChatMember",
            with(&user, json!({"can_promote_members": true})),
            "can_promote_members",
            "not enough rights to promote members",
        ),
        ("pinChatMessage", of_message.clone(), "can_pin_messages", pins),
        ("unpinChatMessage", of_message.clone(), "can_pin_messages", pins),
        ("unpinAllChatMessages", chat.clone(), "can_pin_messages", pins),
        ("deleteMessage", of_message, "can_delete_messages", "message can't be deleted"),
        (
            "setChatTitle",
            with(&chat, json!({"title": "T"})),
            "can_change_info",
            "not enough rights to change chat title",
        ),
        (
            "setChatDescription",
            with(&chat, json!({"description": "D"})),
            "can_change_info",
            "not enough rights to set chat description",
        ),
    ];
    for (method, params, right, why) in table {
        stage.post("members", with(&chat_of_bob, json!({"status": "member"}))).await;
        let mut rights: serde_json::Map<_, _> = [
            "can_restrict_members",
            "can_promote_members",
            "can_pin_messages",
            "can_delete_messages",
            "can_change_info",
            "can_invite_users",
        ]
        .iter()
        .map(|name| ((*name).to_owned(), json!(*name != right)))
        .collect();
        for body in [json!({"status": "member"}), with_rights(&json!(rights))] {
            scene.set_bot(body).await;
            assert_eq!(stage.refusal(method, params.clone()).await, why, "{method}");
        }
        rights[right] = json!(true);
        scene.set_bot(with_rights(&json!(rights))).await;
        assert!(stage.call(method, params).await.is_ok(), "{method}");
    }
}

#[tokio::test]
async fn a_bot_grants_only_rights_that_it_has() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    scene.set_bot(with_rights(&json!(["can_promote_members", "can_pin_messages"]))).await;
    let promote = |right: &str| json!({"chat_id": scene.group, "user_id": scene.bob, right: true});
    let refused = stage.refusal("promoteChatMember", promote("can_change_info")).await;
    assert_eq!(refused, "RIGHT_FORBIDDEN");
    stage.call("promoteChatMember", promote("can_pin_messages")).await.unwrap();
    let params = json!({"chat_id": scene.group, "user_id": scene.bob});
    let bob = stage.call("getChatMember", params.clone()).await.unwrap();
    let of = |name: &str| bob[name].clone();
    assert_eq!(
        [of("status"), of("can_pin_messages"), of("can_change_info")],
        [json!("administrator"), json!(true), json!(false)],
    );
    stage.call("promoteChatMember", params.clone()).await.unwrap();
    let bob = stage.call("getChatMember", params).await.unwrap();
    assert_eq!(bob["status"], "member");
}

#[tokio::test]
async fn a_restricted_bot_sends_only_what_it_may() {
    let scene = Scene::new().await;
    scene.set_bot(json!({"status": "restricted", "permissions": ["can_send_photos"]})).await;
    let why = "Bad Request: not enough rights to send text messages to the chat";
    assert_eq!(scene.send().await, Err(why.to_owned()));
    let photo = json!({"chat_id": scene.group, "photo": file_url("photo")});
    assert!(scene.stage.call("sendPhoto", photo).await.is_ok());
    let change = &scene.stage.updates().await[0]["my_chat_member"]["new_chat_member"];
    assert_eq!(
        (&change["status"], &change["can_send_photos"], &change["can_send_messages"]),
        (&json!("restricted"), &json!(true), &json!(false)),
    );
    scene.set_bot(json!({"status": "member"})).await;
    assert_eq!(scene.send().await, Ok(()));
}

#[tokio::test]
async fn restrictions_and_bans_end_with_the_clock() {
    let scene = Scene::new().await;
    let (stage, group) = (&scene.stage, scene.group);
    let now = stage.post("clock", json!({"advance": 0})).await["now"].as_i64().unwrap();
    scene.set_bot(json!({"status": "restricted", "until_date": now + 3600})).await;
    assert!(scene.send().await.is_err());
    stage.post("clock", json!({"advance": 3601})).await;
    assert_eq!(scene.send().await, Ok(()));

    scene.set_bot(json!({"status": "administrator"})).await;
    let ban = json!({"chat_id": group, "user_id": scene.bob, "until_date": now + 7200});
    stage.call("banChatMember", ban).await.unwrap();
    let bob = json!({"chat_id": group, "user_id": scene.bob});
    let status = async || {
        let bob = stage.call("getChatMember", bob.clone()).await.unwrap();
        (bob["status"].clone(), bob["until_date"].clone())
    };
    assert_eq!(status().await, (json!("kicked"), json!(now + 7200)));
    stage.post("clock", json!({"advance": 3600})).await;
    assert_eq!(status().await, (json!("left"), Value::Null));
}

#[tokio::test]
async fn permissions_imply_others_unless_they_are_independent() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    scene.set_bot(json!({"status": "administrator"})).await;
    let restricted = async |is_independent: bool| {
        let params = json!({
            "chat_id": scene.group, "user_id": scene.bob,
            "permissions": {"can_send_polls": true},
            "use_independent_chat_permissions": is_independent,
        });
        stage.call("restrictChatMember", params).await.unwrap();
        let bob = json!({"chat_id": scene.group, "user_id": scene.bob});
        let bob = stage.call("getChatMember", bob).await.unwrap();
        (bob["can_send_polls"] == true, bob["can_send_messages"] == true)
    };
    assert_eq!(restricted(false).await, (true, true));
    assert_eq!(restricted(true).await, (true, false));
}

#[tokio::test]
async fn users_who_are_banned_or_restricted_cannot_write() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    let write = || json!({"from": scene.bob, "chat_id": scene.group, "text": "hi"});
    let set = |status: &str| json!({"chat_id": scene.group, "user": scene.bob, "status": status});
    let chat = format!("\"Friends\" ({})", scene.group);
    stage.post("members", set("restricted")).await;
    assert_eq!(
        scene.refused_at("messages", write()).await,
        format!("bob is restricted and may not send text messages in {chat}"),
    );
    stage.post("members", set("kicked")).await;
    assert_eq!(scene.refused_at("messages", write()).await, format!("bob is banned from {chat}"));
    stage.post("members", set("member")).await;
    stage.post("messages", write()).await;
}

#[tokio::test]
async fn a_restriction_remains_when_the_user_leaves_and_joins_again() {
    let scene = Scene::new().await;
    let (stage, bob) = (&scene.stage, scene.bob);
    scene.set_bot(json!({"status": "administrator"})).await;
    let params = json!({"chat_id": scene.group, "user_id": bob});
    let restrict = json!({"chat_id": scene.group, "user_id": bob, "permissions": {}});
    stage.call("restrictChatMember", restrict).await.unwrap();
    stage.updates().await;
    for (status, is_member, service) in
        [("left", false, "left_chat_member"), ("member", true, "new_chat_members")]
    {
        let body = json!({"chat_id": scene.group, "user": bob, "from": bob, "status": status});
        let done = stage.post("members", body).await;
        assert_eq!(done["message"]["from"]["id"], bob);
        assert!(!done["message"][service].is_null(), "{done}");
        let found = stage.call("getChatMember", params.clone()).await.unwrap();
        assert_eq!(
            (&found["status"], &found["is_member"]),
            (&json!("restricted"), &json!(is_member)),
        );
    }
    // The owner ends it.
    let body = json!({"chat_id": scene.group, "user": bob, "status": "member"});
    stage.post("members", body).await;
    let found = stage.call("getChatMember", params).await.unwrap();
    assert_eq!(found["status"], "member");
}

#[tokio::test]
async fn a_user_who_is_not_in_the_chat_is_neither_promoted_nor_brought_in() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    scene.set_bot(json!({"status": "administrator"})).await;
    for status in ["left", "kicked"] {
        let body = json!({"chat_id": scene.group, "user": scene.bob, "status": status});
        stage.post("members", body).await;
        for right in ["can_pin_messages", "is_anonymous"] {
            let params = json!({"chat_id": scene.group, "user_id": scene.bob, right: true});
            let why = stage.refusal("promoteChatMember", params).await;
            assert_eq!(why, "USER_NOT_PARTICIPANT", "{status}");
        }
        let params = json!({"chat_id": scene.group, "user_id": scene.bob});
        assert_eq!(stage.call("getChatMember", params).await.unwrap()["status"], status);
    }
}

#[tokio::test]
async fn members_are_restricted_in_supergroups_only() {
    let scene = Scene::new().await;
    let stage = &scene.stage;
    for kind in ["group", "channel"] {
        let chat = json!({
            "type": kind, "title": "Other", "members": [stage.alice, scene.bob], "bots": [42],
        });
        let chat = stage.post("chats", chat).await["id"].clone();
        let admin = json!({"chat_id": chat, "user": 42, "status": "administrator"});
        stage.post("members", admin).await;
        let params = json!({"chat_id": chat, "user_id": scene.bob, "permissions": {}});
        let why = stage.refusal("restrictChatMember", params).await;
        assert_eq!(why, "method is available only for supergroups", "{kind}");
    }
}

#[tokio::test]
async fn an_anonymous_administrator_writes_as_the_group() {
    let scene = Scene::new().await;
    let (stage, bob, group) = (&scene.stage, scene.bob, scene.group);
    let promote = json!({
        "chat_id": group, "user": bob, "status": "administrator", "rights": ["is_anonymous"],
    });
    stage.post("members", promote).await;
    let empty = json!({"from": bob, "chat_id": group});
    assert_eq!(
        scene.refused_at("messages", empty).await,
        "the content is missing: `text`, `media`, `contact`, `location`, `venue`, `dice` or `poll`"
    );
    stage.post("messages", json!({"from": bob, "chat_id": group, "text": "hi"})).await;
    let update = stage.updates().await.pop().unwrap();
    let message = &update["message"];
    assert_eq!(message["sender_chat"], message["chat"]);
    assert_eq!(
        message["from"],
        json!({
            "id": 1_087_968_824, "is_bot": true, "first_name": "Group",
            "username": "GroupAnonymousBot",
        }),
    );
}

#[tokio::test]
async fn an_administrator_does_not_remove_the_owner() {
    let scene = Scene::new().await;
    let (alice, bob) = (scene.stage.alice, scene.bob);
    let promoted = json!({"chat_id": scene.group, "user": bob, "status": "administrator"});
    scene.stage.post("members", promoted).await;
    for status in ["kicked", "left", "member", "restricted", "administrator"] {
        let why = scene.refused(json!({"user": alice, "from": bob, "status": status})).await;
        let expected = format!(
            "Alice ({alice}) owns \"Friends\" ({}), and is neither demoted nor removed",
            scene.group
        );
        assert_eq!(why, expected, "{status}");
    }
}

#[tokio::test]
async fn invalid_changes_of_members_are_refused_with_the_reason() {
    let scene = Scene::new().await;
    let (bob, alice) = (scene.bob, scene.stage.alice);
    let chat = format!("\"Friends\" ({})", scene.group);
    let unknown = json!({"user": bob, "status": "restricted", "permissions": ["can_fly"]});
    let unknown = scene.refused(unknown).await;
    let expected = r#"`permissions` has no "can_fly"; there are: ["can_send_messages", "#;
    assert!(unknown.starts_with(expected), "{unknown}");
    let table = [
        (
            json!({"user": bob, "status": "member", "rights": []}),
            "`rights` requires the status administrator".to_owned(),
        ),
        (
            json!({"user": bob, "status": "left", "until_date": 7}),
            "`until_date` requires the status restricted or kicked".to_owned(),
        ),
        (
            json!({"user": 42, "status": "administrator", "from": bob}),
            format!("bob may not promote and demote members in {chat}"),
        ),
        (
            json!({"user": alice, "status": "kicked", "from": bob}),
            format!("Alice ({alice}) owns {chat}, and is neither demoted nor removed"),
        ),
    ];
    for (body, why) in table {
        assert_eq!(scene.refused(body).await, why);
    }
}
