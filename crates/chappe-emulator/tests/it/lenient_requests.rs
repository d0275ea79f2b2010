//! Requests that Telegram's server accepts although its documentation does not describe them.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

/// Source: `Client::get_integer_arg`.
#[tokio::test]
async fn a_limit_that_is_no_number_is_the_smallest_one() {
    let stage = Stage::new().await;
    for text in ["a", "b", "c"] {
        stage.send(text).await;
    }
    for limit in [json!(null), json!("null"), json!("x"), json!(-3), json!(0)] {
        let params = json!({"limit": limit, "offset": "abc", "timeout": "soon"});
        let updates = stage.call("getUpdates", params).await.unwrap();
        assert_eq!(updates.as_array().unwrap().len(), 1, "{limit}");
    }
    let updates = stage.call("getUpdates", json!({"limit": "", "offset": 1})).await.unwrap();
    assert_eq!(updates.as_array().unwrap().len(), 3);
}

/// Source: `Client::get_forum_topic_id`.
#[tokio::test]
async fn a_thread_that_is_no_number_is_no_thread() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    for thread in [json!("x"), json!(null), json!(-1), json!(0)] {
        let params = json!({"chat_id": stage.alice, "text": "a", "message_thread_id": thread});
        let sent = stage.call("sendMessage", params).await.unwrap();
        assert_eq!(sent["message_thread_id"], Value::Null, "{thread}");
    }
}

/// Source: `Client::process_set_webhook_query`.
#[tokio::test]
async fn a_webhook_without_a_url_is_removed() {
    let stage = Stage::new().await;
    let url = async || stage.call("getWebhookInfo", json!({})).await.unwrap()["url"].clone();
    for params in [json!({}), json!({"url": ""}), json!({"max_connections": 5})] {
        let set = json!({"url": "http://localhost:1/", "secret_token": "s"});
        stage.call("setWebhook", set).await.unwrap();
        assert_eq!(url().await, "http://localhost:1/");
        assert_eq!(stage.call("setWebhook", params).await, Ok(json!(true)));
        assert_eq!(url().await, "");
        stage.post("clock", json!({"advance": 2})).await;
    }
}

/// Source: the table of methods in `Client`'s constructor.
#[tokio::test]
async fn old_names_of_methods_are_answered_and_recorded_under_the_current_ones() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let count = stage.call("getChatMembersCount", json!({"chat_id": group})).await;
    assert_eq!(count, Ok(json!(2)));
    stage.set_status(group, "administrator").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let params = json!({"chat_id": group, "user_id": bob});
    stage.call("kickChatMember", params.clone()).await.unwrap();
    let member = stage.call("getChatMember", params.clone()).await.unwrap();
    assert_eq!(member["status"], "kicked");
    stage.post("faults", json!({"method": "banChatMember", "then": {"status": 403}})).await;
    assert_eq!(stage.call("kickChatMember", params).await.unwrap_err().0, 403);
    let calls = stage.get("calls").await;
    let methods: Vec<&Value> =
        calls["calls"].as_array().unwrap().iter().map(|call| &call["method"]).collect();
    let expected =
        ["getMe", "getChatMemberCount", "banChatMember", "getChatMember", "banChatMember"];
    assert_eq!(methods, expected);
}

/// Source: `Client::get_chat_permissions`.
#[tokio::test]
async fn permissions_of_a_restriction_may_be_parameters_themselves() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.set_status(group, "administrator").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    stage.post("members", json!({"chat_id": group, "user": bob, "status": "member"})).await;
    let rights = async |params: Value| {
        let mut params = params;
        params["chat_id"] = json!(group);
        params["user_id"] = bob.clone();
        stage.call("restrictChatMember", params.clone()).await.unwrap();
        let member = stage.call("getChatMember", params).await.unwrap();
        let names = ["can_send_messages", "can_send_photos", "can_send_polls"];
        names.map(|name| member[name] == true)
    };
    let table = [
        (json!({}), [false, false, false]),
        (json!({"can_send_messages": true}), [true, false, false]),
        (json!({"can_send_media_messages": "true"}), [true, true, false]),
        (json!({"permissions": {"can_send_polls": true}}), [true, false, true]),
    ];
    for (params, expected) in table {
        assert_eq!(rights(params.clone()).await, expected, "{params}");
    }
}

/// Source: `Client::get_chat_administrator_rights`.
#[tokio::test]
async fn missing_administrator_rights_are_not_granted() {
    let stage = Stage::new().await;
    let params = json!({"rights": {"can_pin_messages": true}});
    assert_eq!(stage.call("setMyDefaultAdministratorRights", params).await, Ok(json!(true)));
}

/// Source: `Client::get_reply_parameters`.
#[tokio::test]
async fn empty_reply_parameters_are_no_reply() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    for reply in [json!({}), json!("{}"), json!("")] {
        let params = json!({"chat_id": stage.alice, "text": "a", "reply_parameters": reply});
        let sent = stage.call("sendMessage", params).await.unwrap();
        assert_eq!(sent["reply_to_message"], Value::Null, "{reply}");
    }
}

/// Source: `MessagesManager::send_message_group` of tdlib.
#[tokio::test]
async fn an_album_of_one_item_is_a_message_without_an_album() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let media = json!([{"type": "photo", "media": file_url("photo"), "caption": "c"}]);
    let params = json!({"chat_id": stage.alice, "media": media});
    let sent = stage.call("sendMediaGroup", params).await.unwrap();
    let sent = sent.as_array().unwrap();
    assert_eq!((sent.len(), &sent[0]["media_group_id"]), (1, &Value::Null));
    assert_eq!(sent[0]["caption"], "c");
}

/// Source: `set_commands` of tdlib.
#[tokio::test]
async fn commands_may_begin_with_a_slash_and_have_limits() {
    let stage = Stage::new().await;
    let commands = |name: &str, description: &str| json!({"commands": [{"command": name, "description": description}]});
    let set = stage.call("setMyCommands", commands(" /start ", " Starts ")).await;
    assert_eq!(set, Ok(json!(true)));
    let read = stage.call("getMyCommands", json!({})).await;
    assert_eq!(read, Ok(json!([{"command": "start", "description": "Starts"}])));
    let long = "x".repeat(257);
    let table = [
        ("/", "d", "command must be non-empty"),
        ("", "d", "command must be non-empty"),
        (&long[..33], "d", "command length must not exceed 32"),
        ("start", " ", "command description must be non-empty"),
        ("start", &long, "command description length must not exceed 256"),
        ("//start", "d", "BOT_COMMAND_INVALID"),
        ("Start", "d", "BOT_COMMAND_INVALID"),
    ];
    for (name, description, why) in table {
        let refused = stage.refusal("setMyCommands", commands(name, description)).await;
        assert_eq!(refused, why, "{name} {description}");
    }
    assert_eq!(stage.call("setMyCommands", json!({})).await, Ok(json!(true)));
    assert_eq!(stage.call("getMyCommands", json!({})).await, Ok(json!([])));
}

/// Source: `Client::get_text_entity_type`.
#[tokio::test]
async fn a_mention_needs_the_id_of_its_user_alone() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let user = stage.get("state").await["users"][0].clone();
    let sent = async |method: &str, id: i64| {
        let entity = json!({"type": "text_mention", "offset": 0, "length": 5, "user": {"id": id}});
        let params = json!({
            "chat_id": stage.alice, "text": "Alice", "entities": [entity], "caption": "Alice",
            "caption_entities": [entity], "photo": file_url("photo"),
        });
        let sent = stage.call(method, params).await.unwrap();
        let name = if method == "sendPhoto" { "caption_entities" } else { "entities" };
        sent[name].clone()
    };
    assert_eq!(user["id"], stage.alice);
    for method in ["sendMessage", "sendPhoto"] {
        let mention = json!([{"type": "text_mention", "offset": 0, "length": 5, "user": user}]);
        assert_eq!(sent(method, stage.alice).await, mention, "{method}");
        assert_eq!(sent(method, 999).await, Value::Null, "{method}");
    }
}
