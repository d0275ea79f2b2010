//! Requests to join, and who decides about them.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Stage;

/// A supergroup of Alice and the bot, which is an administrator, a link that creates requests,
/// and Bob outside of the group.
struct Scene {
    stage: Stage,
    bob: i64,
    group: i64,
    link: Value,
}

impl Scene {
    async fn new(kind: &str) -> Self {
        let stage = Stage::new().await;
        let bob = json!({"first_name": "Bob", "username": "bob"});
        let bob = stage.post("users", bob).await["id"].as_i64().unwrap();
        let group = stage.chat(kind).await;
        stage.set_status(group, "administrator").await;
        let params = json!({"chat_id": group, "creates_join_request": true});
        let link = stage.call("createChatInviteLink", params).await.unwrap();
        let all = json!({"allowed_updates": ["message", "chat_member", "chat_join_request"], "offset": -1});
        stage.call("getUpdates", all).await.unwrap();
        stage.updates().await;
        Self { stage, bob, group, link }
    }

    async fn ask(&self) -> Value {
        let body = json!({
            "from": self.bob, "invite_link": self.link["invite_link"], "bio": "A gardener",
        });
        self.stage.post("joins", body).await
    }

    fn bob(&self) -> Value {
        json!({"chat_id": self.group, "user_id": self.bob})
    }

    async fn status(&self) -> Value {
        self.stage.call("getChatMember", self.bob()).await.unwrap()["status"].clone()
    }
}

/// Source: `Client::JsonChatJoinRequest`.
#[tokio::test]
async fn a_request_is_an_update_for_bots_that_invite_users() {
    let scene = Scene::new("supergroup").await;
    assert_eq!(scene.ask().await, json!({"status": "requested"}));
    let mut link = scene.link.clone();
    link["pending_join_request_count"] = json!(1);
    let updates = scene.stage.updates().await;
    let request = &updates[0]["chat_join_request"];
    let bob = json!({"id": scene.bob, "is_bot": false, "first_name": "Bob", "username": "bob"});
    assert_eq!(
        request,
        &json!({
            "chat": {"id": scene.group, "type": "supergroup", "title": "G"}, "from": bob,
            "user_chat_id": scene.bob, "date": request["date"], "bio": "A gardener",
            "invite_link": link,
        }),
    );
    // The same request again is not reported again.
    assert_eq!(scene.ask().await, json!({"status": "requested"}));
    assert_eq!(scene.stage.updates().await, Vec::<Value>::new());
    let rights = json!({
        "chat_id": scene.group, "user": 42, "status": "administrator",
        "rights": ["can_pin_messages"],
    });
    scene.stage.call("declineChatJoinRequest", scene.bob()).await.unwrap();
    scene.stage.post("members", rights).await;
    scene.stage.updates().await;
    scene.ask().await;
    assert_eq!(scene.stage.updates().await, Vec::<Value>::new());
}

/// Source: `Client::process_approve_chat_join_request_query`.
#[tokio::test]
async fn an_approved_user_joins_via_the_request() {
    let scene = Scene::new("supergroup").await;
    scene.ask().await;
    scene.stage.updates().await;
    assert_eq!(scene.stage.call("approveChatJoinRequest", scene.bob()).await, Ok(json!(true)));
    let updates = scene.stage.updates().await;
    let change = &updates[0]["chat_member"];
    assert_eq!(
        [&change["from"]["id"], &change["via_join_request"], &change["invite_link"]],
        [&json!(42), &json!(true), &scene.link],
    );
    let message = &updates[1]["message"];
    assert_eq!(
        (&message["from"]["id"], &message["new_chat_members"][0]["id"]),
        (&json!(scene.bob), &json!(scene.bob)),
    );
    assert_eq!(scene.status().await, "member");
    for method in ["approveChatJoinRequest", "declineChatJoinRequest"] {
        assert_eq!(scene.stage.refusal(method, scene.bob()).await, "USER_ALREADY_PARTICIPANT");
    }
}

/// Source: `Client::process_decline_chat_join_request_query`,
/// `DialogParticipantManager::can_manage_dialog_join_requests`.
#[tokio::test]
async fn a_declined_request_is_gone_and_decisions_require_a_right() {
    let scene = Scene::new("channel").await;
    let stage = &scene.stage;
    let (approve, decline) = ("approveChatJoinRequest", "declineChatJoinRequest");
    assert_eq!(stage.refusal(approve, scene.bob()).await, "HIDE_REQUESTER_MISSING");
    scene.ask().await;
    assert_eq!(stage.call(decline, scene.bob()).await, Ok(json!(true)));
    assert_eq!(stage.refusal(approve, scene.bob()).await, "HIDE_REQUESTER_MISSING");
    assert_eq!(scene.status().await, "left");
    let unknown = json!({"chat_id": scene.group, "user_id": 5});
    assert_eq!(stage.refusal(approve, unknown).await, "user not found");
    let rights = json!({
        "chat_id": scene.group, "user": 42, "status": "administrator",
        "rights": ["can_post_messages"],
    });
    stage.post("members", rights).await;
    for method in [approve, decline] {
        let why = stage.refusal(method, scene.bob()).await;
        assert_eq!(why, "not enough rights to manage chat join requests");
    }
    stage.send("/start").await;
    let private = json!({"chat_id": stage.alice, "user_id": scene.bob});
    assert_eq!(stage.refusal(approve, private).await, "the chat can't have join requests");
}

/// Source: Bot API, `ChatJoinRequest`: `user_chat_id` can be used for 5 minutes.
#[tokio::test]
async fn the_bot_may_write_to_the_user_for_five_minutes() {
    let message = |scene: &Scene| json!({"chat_id": scene.bob, "text": "Why?"});
    let early = Scene::new("supergroup").await;
    let refused = early.stage.call("sendMessage", message(&early)).await.unwrap_err();
    assert_eq!(refused, (400, "Bad Request: chat not found".to_owned()));
    early.ask().await;
    early.stage.post("clock", json!({"advance": 300})).await;
    assert!(early.stage.call("sendMessage", message(&early)).await.is_ok());
    let late = Scene::new("supergroup").await;
    late.ask().await;
    late.stage.post("clock", json!({"advance": 301})).await;
    assert!(late.stage.call("sendMessage", message(&late)).await.is_err());
}

#[tokio::test]
async fn a_human_administrator_decides_too() {
    let scene = Scene::new("supergroup").await;
    let stage = &scene.stage;
    let decide = |approve: bool, from: Value| json!({"chat_id": scene.group, "user": scene.bob, "approve": approve, "from": from});
    let refused = async |body: Value| {
        let (status, answer) = stage.request(Method::POST, "/emu/v1/join_requests", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        answer["description"].as_str().unwrap().to_owned()
    };
    let chat = format!("\"G\" ({})", scene.group);
    let nothing = format!("bob has not asked to join {chat}");
    assert_eq!(refused(decide(true, Value::Null)).await, nothing);
    scene.ask().await;
    let why = format!("bob may not invite users to {chat}");
    assert_eq!(refused(decide(true, json!(scene.bob))).await, why);
    assert_eq!(stage.post("join_requests", decide(false, Value::Null)).await, json!({}));
    assert_eq!(scene.status().await, "left");
    scene.ask().await;
    let done = stage.post("join_requests", decide(true, json!(stage.alice))).await;
    assert_eq!(done["message"]["new_chat_members"][0]["username"], "bob");
    assert_eq!(scene.status().await, "member");
    let updates = stage.updates().await;
    let change = &updates[updates.len() - 2]["chat_member"];
    assert_eq!(
        (&change["from"]["id"], &change["via_join_request"]),
        (&json!(stage.alice), &json!(true)),
    );
}

#[tokio::test]
async fn public_chats_are_joined_by_id_and_private_ones_by_link() {
    let scene = Scene::new("supergroup").await;
    let stage = &scene.stage;
    let chat = |kind: &str, name: &str, by_request: bool| {
        json!({
            "type": kind, "title": "Public", "username": name, "members": [stage.alice],
            "bots": [42], "join_by_request": by_request,
        })
    };
    let open = stage.post("chats", chat("channel", "news", false)).await["id"].clone();
    let guarded = stage.post("chats", chat("supergroup", "talk", true)).await["id"].clone();
    let full = stage.call("getChat", json!({"chat_id": guarded})).await.unwrap();
    assert_eq!(
        (&full["join_by_request"], &full["active_usernames"]),
        (&json!(true), &json!(["talk"])),
    );
    stage.post("members", json!({"chat_id": guarded, "user": 42, "status": "administrator"})).await;
    stage.updates().await;
    let by_id = |chat: &Value| json!({"from": scene.bob, "chat_id": chat});
    assert_eq!(stage.post("joins", by_id(&open)).await, json!({"status": "joined"}));
    assert_eq!(stage.post("joins", by_id(&guarded)).await, json!({"status": "requested"}));
    let updates = stage.updates().await;
    let request = &updates[updates.len() - 1]["chat_join_request"];
    assert_eq!((&request["chat"]["id"], &request["invite_link"]), (&guarded, &Value::Null));
    let (_, refused) =
        stage.request(Method::POST, "/emu/v1/joins", by_id(&json!(scene.group))).await;
    let why = format!("\"G\" ({}) is private: `invite_link` is missing", scene.group);
    assert_eq!(refused["description"], why);
}

#[tokio::test]
async fn pending_requests_are_listed_with_the_bio_until_they_are_decided() {
    let scene = Scene::new("supergroup").await;
    let path = format!("join_requests?chat_id={}", scene.group);
    assert_eq!(scene.stage.get(&path).await, json!({"join_requests": []}));
    scene.ask().await;
    let asked = scene.stage.get(&path).await;
    let bob = json!({"id": scene.bob, "is_bot": false, "first_name": "Bob", "username": "bob"});
    let date = scene.stage.updates().await[0]["chat_join_request"]["date"].clone();
    let pending = json!({"user": bob, "date": date, "bio": "A gardener"});
    assert_eq!(asked, json!({"join_requests": [pending]}));
    scene.stage.call("approveChatJoinRequest", scene.bob()).await.unwrap();
    assert_eq!(scene.stage.get(&path).await, json!({"join_requests": []}));
}
