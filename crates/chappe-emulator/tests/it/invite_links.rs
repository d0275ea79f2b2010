//! Invite links of bots and of people, and joining by them.

use serde_json::{Value, json};

use crate::support::Stage;

/// A supergroup of Alice and the bot, which is an administrator, and Bob outside of it.
struct Scene {
    stage: Stage,
    bob: i64,
    group: i64,
}

impl Scene {
    async fn new(kind: &str) -> Self {
        let stage = Stage::new().await;
        let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
        let group = stage.chat(kind).await;
        stage.set_status(group, "administrator").await;
        let all = json!({"allowed_updates": ["message", "chat_member", "chat_join_request"], "offset": -1});
        stage.call("getUpdates", all).await.unwrap();
        stage.updates().await;
        Self { stage, bob, group }
    }

    /// Calls a method about the group.
    async fn call(&self, method: &str, params: &Value) -> Result<Value, (i64, String)> {
        self.stage.call(method, self.of_group(params)).await
    }

    /// Calls a method about the group that fails.
    async fn refusal(&self, method: &str, params: &Value) -> String {
        self.stage.refusal(method, self.of_group(params)).await
    }

    fn of_group(&self, params: &Value) -> Value {
        let mut params = params.clone();
        params["chat_id"] = json!(self.group);
        params
    }

    async fn create(&self, params: &Value) -> Value {
        self.call("createChatInviteLink", params).await.unwrap()
    }

    /// A user joins by a link. Returns the description of the error.
    async fn join(&self, user: i64, link: &Value) -> Result<Value, String> {
        let body = json!({"from": user, "invite_link": link["invite_link"]});
        let (status, answer) = self.stage.request(http::Method::POST, "/emu/v1/joins", body).await;
        if status.is_success() {
            return Ok(answer);
        }
        Err(answer["description"].as_str().unwrap().to_owned())
    }

    async fn now(&self) -> i64 {
        self.stage.post("clock", json!({"advance": 0})).await["now"].as_i64().unwrap()
    }
}

/// Source: `Client::JsonChatInviteLink`, `Client::process_create_chat_invite_link_query`.
#[tokio::test]
async fn a_link_is_returned_with_its_terms() {
    let scene = Scene::new("supergroup").await;
    let now = scene.now().await;
    let terms = json!({"name": "  Best \n guests ", "expire_date": now + 60, "member_limit": 2});
    let link = scene.create(&terms).await;
    let url = link["invite_link"].as_str().unwrap().to_owned();
    assert_eq!((url.len(), url.starts_with("https://t.me/+")), (30, true), "{url}");
    let me = scene.stage.call("getMe", json!({})).await.unwrap();
    let creator = json!({
        "id": 42, "is_bot": true, "first_name": "Bot 42", "username": me["username"],
    });
    let mut expected = json!({
        "invite_link": url, "name": "Best guests", "creator": creator, "expire_date": now + 60,
        "member_limit": 2, "creates_join_request": false, "is_primary": false,
        "is_revoked": false,
    });
    assert_eq!(link, expected);
    let changed = json!({"invite_link": url, "name": "All", "creates_join_request": true});
    let edited = scene.call("editChatInviteLink", &changed).await.unwrap();
    for name in ["expire_date", "member_limit"] {
        expected.as_object_mut().unwrap().remove(name);
    }
    expected["name"] = json!("All");
    expected["creates_join_request"] = json!(true);
    assert_eq!(edited, expected);
    expected["is_revoked"] = json!(true);
    let revoked = scene.call("revokeChatInviteLink", &json!({"invite_link": url})).await;
    assert_eq!(revoked, Ok(expected));
}

/// Source: `DialogInviteLinkManager::export_dialog_invite_link`,
/// `DialogInviteLinkManager::edit_dialog_invite_link`.
#[tokio::test]
async fn links_that_cannot_exist_are_refused() {
    let scene = Scene::new("supergroup").await;
    let now = scene.now().await;
    let by_alice = json!({"from": scene.stage.alice, "chat_id": scene.group});
    let of_alice = scene.stage.post("invite_links", by_alice).await["invite_link"].clone();
    let primary = scene.call("exportChatInviteLink", &json!({})).await.unwrap();
    let own = scene.create(&json!({})).await["invite_link"].clone();
    let limited = "member limit can't be specified for links requiring administrator approval";
    let (create, edit, revoke) =
        ("createChatInviteLink", "editChatInviteLink", "revokeChatInviteLink");
    let both = json!({"member_limit": 5, "creates_join_request": true});
    let with = |link: &Value, more: Value| {
        let mut params = more;
        params["invite_link"] = link.clone();
        params
    };
    let table = [
        (create, both.clone(), limited),
        (create, json!({"expire_date": now}), "EXPIRE_DATE_INVALID"),
        (create, json!({"member_limit": 100_000}), "USAGE_LIMIT_INVALID"),
        (edit, with(&own, both), limited),
        (edit, json!({}), "invite link must be non-empty"),
        (edit, with(&primary, json!({"name": "x"})), "CHAT_INVITE_PERMANENT"),
        (edit, with(&of_alice, json!({"name": "x"})), "CHAT_ADMIN_REQUIRED"),
        (edit, with(&json!("https://t.me/+AAAA"), json!({})), "INVITE_HASH_EXPIRED"),
        (revoke, json!({}), "invite link must be non-empty"),
        (revoke, with(&of_alice, json!({})), "CHAT_ADMIN_REQUIRED"),
        (revoke, with(&json!("x"), json!({})), "INVITE_HASH_EXPIRED"),
    ];
    for (method, params, why) in table {
        assert_eq!(scene.refusal(method, &params).await, why, "{method} {params}");
    }
    let private = json!({"chat_id": scene.stage.alice});
    scene.stage.send("/start").await;
    for method in ["exportChatInviteLink", create] {
        let why = scene.stage.refusal(method, private.clone()).await;
        assert_eq!(why, "can't invite members to a private chat", "{method}");
    }
}

/// Source: `DialogInviteLinkManager::can_manage_dialog_invite_links`.
#[tokio::test]
async fn links_require_the_right_to_invite_users() {
    let scene = Scene::new("supergroup").await;
    let link = scene.create(&json!({})).await;
    let demoted = json!({
        "chat_id": scene.group, "user": 42, "status": "administrator",
        "rights": ["can_pin_messages"],
    });
    scene.stage.post("members", demoted).await;
    let params = json!({"invite_link": link["invite_link"]});
    for method in [
        "exportChatInviteLink",
        "createChatInviteLink",
        "editChatInviteLink",
        "revokeChatInviteLink",
        "editChatSubscriptionInviteLink",
    ] {
        let why = scene.refusal(method, &params).await;
        assert_eq!(why, "not enough rights to manage chat invite link", "{method}");
    }
    let chat = scene.call("getChat", &json!({})).await.unwrap();
    assert_eq!(chat["invite_link"], Value::Null);
}

/// Source: `Client::process_export_chat_invite_link_query`,
/// `Client::TdOnReplacePrimaryChatInviteLinkCallback`.
#[tokio::test]
async fn each_administrator_has_one_primary_link() {
    let scene = Scene::new("supergroup").await;
    let shown = async || scene.call("getChat", &json!({})).await.unwrap()["invite_link"].clone();
    let first = shown().await;
    assert_eq!(shown().await, first);
    let second = scene.call("exportChatInviteLink", &json!({})).await.unwrap();
    assert_ne!(second, first);
    assert_eq!(shown().await, second);
    let why = scene.join(scene.bob, &json!({"invite_link": first})).await.unwrap_err();
    assert_eq!(why, format!("the invite link {} is revoked", first.as_str().unwrap()));
    let revoked =
        scene.call("revokeChatInviteLink", &json!({"invite_link": second})).await.unwrap();
    assert_eq!(
        [&revoked["invite_link"], &revoked["is_primary"], &revoked["is_revoked"]],
        [&second, &json!(true), &json!(true)],
    );
    assert_ne!(shown().await, second, "another primary link replaces it");
}

/// Source: `Client::JsonChatMemberUpdated`.
#[tokio::test]
async fn a_user_joins_by_a_link_which_the_update_names() {
    let scene = Scene::new("supergroup").await;
    let link = scene.create(&json!({"name": "Guests"})).await;
    let joined = scene.join(scene.bob, &link).await.unwrap();
    let bob = json!({"id": scene.bob, "is_bot": false, "first_name": "Bob"});
    assert_eq!(joined["status"], "joined");
    assert_eq!(joined["message"]["from"], bob);
    assert_eq!(joined["message"]["new_chat_members"], json!([bob]));
    let updates = scene.stage.updates().await;
    let change = &updates[0]["chat_member"];
    assert_eq!(change["invite_link"], link);
    assert_eq!(change["from"], bob);
    assert_eq!(
        (&change["old_chat_member"]["status"], &change["new_chat_member"]["status"]),
        (&json!("left"), &json!("member")),
    );
    assert_eq!(change["via_join_request"], Value::Null);
    assert_eq!(updates[1]["message"], joined["message"]);
    let again = scene.join(scene.bob, &link).await.unwrap_err();
    assert_eq!(again, format!("Bob ({}) is in \"G\" ({}) already", scene.bob, scene.group));
}

/// Source: Bot API, `ChatInviteLink`: the links of other administrators are shortened.
#[tokio::test]
async fn the_links_of_others_are_shortened() {
    let scene = Scene::new("supergroup").await;
    let by_alice = json!({"from": scene.stage.alice, "chat_id": scene.group});
    let link = scene.stage.post("invite_links", by_alice).await;
    assert_eq!(link["creator"]["first_name"], "Alice");
    scene.join(scene.bob, &link).await.unwrap();
    let updates = scene.stage.updates().await;
    let shown = updates[0]["chat_member"]["invite_link"]["invite_link"].as_str().unwrap();
    let whole = link["invite_link"].as_str().unwrap();
    assert_eq!(shown, format!("{}...", &whole[..whole.len() - 8]));
}

#[tokio::test]
async fn expired_full_and_revoked_links_and_bans_keep_users_out() {
    let scene = Scene::new("supergroup").await;
    let (stage, bob) = (&scene.stage, scene.bob);
    let eve = stage.post("users", json!({"first_name": "Eve"})).await["id"].as_i64().unwrap();
    let now = scene.now().await;
    let expires = scene.create(&json!({"expire_date": now + 10})).await;
    let single = scene.create(&json!({"member_limit": 1})).await;
    let why = |link: &Value, why: &str| {
        Err(format!("the invite link {} {why}", link["invite_link"].as_str().unwrap()))
    };
    stage.post("clock", json!({"advance": 10})).await;
    assert_eq!(scene.join(bob, &expires).await, why(&expires, "has expired"));
    scene.join(bob, &single).await.unwrap();
    assert_eq!(scene.join(eve, &single).await, why(&single, "has reached its member limit"));
    // Those who leave no longer count.
    let leave = json!({"chat_id": scene.group, "user": bob, "from": bob, "status": "left"});
    stage.post("members", leave).await;
    scene.join(eve, &single).await.unwrap();
    let open = scene.create(&json!({})).await;
    let ban = json!({"user_id": bob});
    scene.call("banChatMember", &ban).await.unwrap();
    let banned = format!("Bob ({bob}) is banned from \"G\" ({})", scene.group);
    assert_eq!(scene.join(bob, &open).await, Err(banned));
    scene.call("unbanChatMember", &ban).await.unwrap();
    scene.join(bob, &open).await.unwrap();
    assert_eq!(
        scene.join(eve, &json!({"invite_link": "x"})).await,
        Err("there is no invite link x".to_owned()),
    );
}

#[tokio::test]
async fn a_restriction_outlives_leaving_and_joining_by_a_link() {
    let scene = Scene::new("supergroup").await;
    let link = scene.create(&json!({})).await;
    scene.join(scene.bob, &link).await.unwrap();
    let bob = json!({"user_id": scene.bob, "permissions": {}});
    scene.call("restrictChatMember", &bob).await.unwrap();
    let leave = json!({
        "chat_id": scene.group, "user": scene.bob, "from": scene.bob, "status": "left",
    });
    scene.stage.post("members", leave).await;
    scene.join(scene.bob, &link).await.unwrap();
    let member = scene.call("getChatMember", &bob).await.unwrap();
    assert_eq!((&member["status"], &member["is_member"]), (&json!("restricted"), &json!(true)),);
}

/// Source: `Client::process_create_chat_subscription_invite_link_query`,
/// `StarSubscriptionPricing::is_empty`.
#[tokio::test]
async fn subscription_links_have_a_price_and_exist_in_channels() {
    let terms = |period: i64, price: i64| json!({"subscription_period": period, "subscription_price": price, "name": "Paid"});
    let create = "createChatSubscriptionInviteLink";
    let group = Scene::new("supergroup").await;
    assert_eq!(group.refusal(create, &terms(2_592_000, 5)).await, "PRICING_CHAT_INVALID");
    let channel = Scene::new("channel").await;
    let table = [
        (0, 5, "invalid subscription pricing specified"),
        (2_592_000, 0, "invalid subscription pricing specified"),
        (60, 5, "SUBSCRIPTION_PERIOD_INVALID"),
        (2_592_000, 10_001, "STARS_AMOUNT_INVALID"),
    ];
    for (period, price, why) in table {
        assert_eq!(channel.refusal(create, &terms(period, price)).await, why);
    }
    let link = channel.call(create, &terms(2_592_000, 5)).await.unwrap();
    let renamed = json!({"invite_link": link["invite_link"], "name": "Gold"});
    let renamed = channel.call("editChatSubscriptionInviteLink", &renamed).await.unwrap();
    let of = |link: &Value, name: &str| link[name].clone();
    let names = ["name", "subscription_period", "subscription_price", "is_primary"];
    assert_eq!(
        [names.map(|name| of(&link, name)), names.map(|name| of(&renamed, name))],
        [
            [json!("Paid"), json!(2_592_000), json!(5), json!(false)],
            [json!("Gold"), json!(2_592_000), json!(5), json!(false)],
        ],
    );
}

/// Source: Bot API, `ChatMemberMember.until_date`.
#[tokio::test]
async fn a_paid_membership_ends_after_its_period() {
    let channel = Scene::new("channel").await;
    let terms = json!({"subscription_period": 2_592_000, "subscription_price": 5});
    let link = channel.call("createChatSubscriptionInviteLink", &terms).await.unwrap();
    let now = channel.now().await;
    assert_eq!(channel.join(channel.bob, &link).await, Ok(json!({"status": "joined"})));
    let bob = json!({"user_id": channel.bob});
    let member = channel.call("getChatMember", &bob).await.unwrap();
    assert_eq!(
        (&member["status"], &member["until_date"]),
        (&json!("member"), &json!(now + 2_592_000)),
    );
    channel.stage.updates().await;
    channel.stage.post("clock", json!({"advance": 2_591_999})).await;
    assert_eq!(channel.stage.updates().await, Vec::<Value>::new());
    channel.stage.post("clock", json!({"advance": 1})).await;
    let updates = channel.stage.updates().await;
    let change = &updates[0]["chat_member"];
    assert_eq!(
        (&change["old_chat_member"]["until_date"], &change["new_chat_member"]["status"]),
        (&json!(now + 2_592_000), &json!("left")),
    );
}

#[tokio::test]
async fn a_link_with_a_price_takes_the_stars_of_the_user_who_joins() {
    let channel = Scene::new("channel").await;
    let terms = json!({"subscription_period": 2_592_000, "subscription_price": 5});
    let link = channel.call("createChatSubscriptionInviteLink", &terms).await.unwrap();
    let balance = async |amount: i64| {
        let given = json!({"user": channel.bob, "amount": amount});
        channel.stage.post("stars", given).await["balance"].clone()
    };
    assert_eq!(balance(4).await, json!(4));
    assert_eq!(
        channel.join(channel.bob, &link).await,
        Err("Bob (100000002) has 4 stars, and 5 are required; `POST stars` gives stars".to_owned()),
    );
    let bob = json!({"user_id": channel.bob});
    assert_eq!(channel.call("getChatMember", &bob).await.unwrap()["status"], "left");
    balance(3).await;
    assert_eq!(channel.join(channel.bob, &link).await, Ok(json!({"status": "joined"})));
    assert_eq!(balance(0).await, json!(2));
}

#[tokio::test]
async fn links_and_requests_outlive_a_snapshot() {
    let scene = Scene::new("supergroup").await;
    let open = scene.create(&json!({"member_limit": 3})).await;
    let guarded = scene.create(&json!({"creates_join_request": true})).await;
    scene.join(scene.bob, &guarded).await.unwrap();
    let snapshot = scene.stage.get("snapshot").await;
    let stage = Stage::new().await;
    stage.control(http::Method::PUT, "snapshot", snapshot.clone()).await;
    assert_eq!(stage.get("snapshot").await["world"]["chats"], snapshot["world"]["chats"]);
    let approve = json!({"chat_id": scene.group, "user_id": scene.bob});
    assert_eq!(stage.call("approveChatJoinRequest", approve).await, Ok(json!(true)));
    let eve = stage.post("users", json!({"first_name": "Eve"})).await["id"].clone();
    let join = json!({"from": eve, "invite_link": open["invite_link"]});
    assert_eq!(stage.post("joins", join).await["status"], "joined");
}
