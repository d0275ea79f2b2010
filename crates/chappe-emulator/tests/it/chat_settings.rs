//! Titles, photos, permissions and sticker sets of chats, and menu buttons.

use base64::Engine as _;
use chappe_types::{SetChatPhoto, Upload};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Stage;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05";

/// A chat of Alice, who owns it, of Bob and of the bot, which is an administrator.
async fn scene(kind: &str) -> (Stage, i64, i64) {
    let stage = Stage::new().await;
    let bob = json!({"first_name": "Bob", "username": "bob"});
    let bob = stage.post("users", bob).await["id"].as_i64().unwrap();
    let chat = json!({"type": kind, "title": "G", "members": [stage.alice, bob], "bots": [42]});
    let chat = stage.post("chats", chat).await["id"].as_i64().unwrap();
    stage.set_status(chat, "administrator").await;
    stage.updates().await;
    (stage, bob, chat)
}

async fn full(stage: &Stage, chat: i64) -> Value {
    stage.call("getChat", json!({"chat_id": chat})).await.unwrap()
}

/// Source: `DialogManager::set_dialog_title`, `clean_name`.
#[tokio::test]
async fn titles_are_cleaned_cut_and_announced_if_they_differ() {
    let (stage, _, chat) = scene("supergroup").await;
    let set = async |title: &str| {
        stage.call("setChatTitle", json!({"chat_id": chat, "title": title})).await.unwrap();
        let updates = stage.updates().await;
        updates.first().map(|update| update["message"]["new_chat_title"].clone())
    };
    assert_eq!(set("  Our \n group ").await, Some(json!("Our group")));
    assert_eq!(set("Our group").await, None);
    assert_eq!(set(&"x".repeat(130)).await, Some(json!("x".repeat(128))));
    assert_eq!(full(&stage, chat).await["title"], "x".repeat(128));
    for params in [json!({"chat_id": chat, "title": " "}), json!({"chat_id": chat})] {
        assert_eq!(stage.refusal("setChatTitle", params).await, "title must be non-empty");
    }
}

/// Source: `ChatManager::set_channel_description`, `Client::fail_query_with_error`.
#[tokio::test]
async fn descriptions_are_set_removed_and_refused_if_they_are_the_same() {
    let (stage, _, chat) = scene("channel").await;
    let params = |text: &str| json!({"chat_id": chat, "description": text});
    let not_modified = "chat description is not modified";
    assert_eq!(stage.refusal("setChatDescription", params("")).await, not_modified);
    stage.call("setChatDescription", params(&"d".repeat(300))).await.unwrap();
    assert_eq!(full(&stage, chat).await["description"], "d".repeat(255));
    let again = params(&"d".repeat(255));
    assert_eq!(stage.refusal("setChatDescription", again).await, not_modified);
    stage.call("setChatDescription", json!({"chat_id": chat})).await.unwrap();
    assert_eq!(full(&stage, chat).await["description"], Value::Null);
}

/// Source: `Client::process_set_chat_photo_query`, `DialogManager::set_dialog_photo`,
/// `Client::JsonChatPhotoInfo`.
#[tokio::test]
async fn a_photo_is_announced_downloaded_and_deleted() {
    let (stage, _, chat) = scene("supergroup").await;
    let bot = stage.bot();
    let photo = Upload::bytes("a.png", PNG);
    bot.send(SetChatPhoto::new(chat, photo)).await.unwrap();
    let updates = stage.updates().await;
    let sizes = updates[0]["message"]["new_chat_photo"].as_array().unwrap();
    let sides: Vec<_> =
        sizes.iter().map(|size| [size["width"].clone(), size["height"].clone()]).collect();
    let side = |side: i64| [json!(side), json!(side)];
    assert_eq!(sides, [side(160), side(320), side(640)]);
    let shown = full(&stage, chat).await["photo"].clone();
    assert_eq!(
        shown,
        json!({
            "small_file_id": sizes[0]["file_id"],
            "small_file_unique_id": sizes[0]["file_unique_id"],
            "big_file_id": sizes[2]["file_id"], "big_file_unique_id": sizes[2]["file_unique_id"],
        }),
    );
    for id in ["small_file_id", "big_file_id"] {
        let id = chappe_types::FileId::from(shown[id].as_str().unwrap());
        assert_eq!(bot.download(id).bytes().await.unwrap(), PNG);
    }
    let delete = json!({"chat_id": chat});
    stage.call("deleteChatPhoto", delete.clone()).await.unwrap();
    assert_eq!(stage.updates().await[0]["message"]["delete_chat_photo"], true);
    assert_eq!(full(&stage, chat).await["photo"], Value::Null);
    assert_eq!(stage.refusal("deleteChatPhoto", delete).await, "CHAT_NOT_MODIFIED");
}

/// Source: `Client::process_set_chat_photo_query`.
#[tokio::test]
async fn a_photo_is_an_uploaded_picture() {
    let (stage, _, chat) = scene("supergroup").await;
    let table = [
        (json!({"chat_id": chat}), "there is no photo in the request"),
        (json!({"chat_id": chat, "photo": "x"}), "photo must be uploaded as an InputFile"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("setChatPhoto", params).await, why);
    }
    let text = Upload::bytes("a.png", &b"no picture"[..]);
    let refused = stage.bot().send(SetChatPhoto::new(chat, text)).await.unwrap_err();
    assert!(refused.to_string().contains("IMAGE_PROCESS_FAILED"), "{refused}");
}

/// Source: `Client::process_set_chat_permissions_query`,
/// `DialogParticipantStatus::apply_restrictions`.
#[tokio::test]
async fn permissions_limit_the_members_and_not_the_administrators() {
    let (stage, bob, chat) = scene("supergroup").await;
    let set = |permissions: Value| json!({"chat_id": chat, "permissions": permissions});
    stage.call("setChatPermissions", set(json!({"can_send_polls": true}))).await.unwrap();
    let shown = full(&stage, chat).await["permissions"].clone();
    let allowed = shown.as_object().unwrap().iter().filter(|(_, is_allowed)| **is_allowed == true);
    let allowed: Vec<_> = allowed.map(|(name, _)| &**name).collect();
    assert_eq!(allowed, ["can_send_messages", "can_send_polls"]);
    let no_text = json!({"permissions": {"can_send_photos": true}, "chat_id": chat});
    stage.call("setChatPermissions", no_text).await.unwrap();
    let write = |from: i64| json!({"from": from, "chat_id": chat, "text": "hi"});
    let (status, refused) = stage.request(Method::POST, "/emu/v1/messages", write(bob)).await;
    assert_eq!(
        (status, &refused["description"]),
        (
            StatusCode::BAD_REQUEST,
            &json!(format!("bob is restricted and may not send text messages in \"G\" ({chat})")),
        ),
    );
    stage.post("messages", write(stage.alice)).await;
    let text = json!({"chat_id": chat, "text": "x"});
    stage.call("sendMessage", text.clone()).await.unwrap();
    stage.set_status(chat, "member").await;
    let why = "not enough rights to send text messages to the chat";
    assert_eq!(stage.refusal("sendMessage", text.clone()).await, why);
    // A restriction allows no more than the permissions.
    let restricted = json!({
        "chat_id": chat, "user": 42, "status": "restricted", "permissions": ["can_send_messages"],
    });
    stage.post("members", restricted).await;
    assert_eq!(stage.refusal("sendMessage", text).await, why);
}

/// Source: `DialogManager::set_dialog_permissions`.
#[tokio::test]
async fn permissions_exist_in_groups_only() {
    let (stage, _, chat) = scene("channel").await;
    stage.send("/start").await;
    let table = [
        (chat, "can't change channel chat permissions"),
        (stage.alice, "can't change private chat permissions"),
    ];
    for (chat, why) in table {
        let params = json!({"chat_id": chat, "permissions": {}});
        assert_eq!(stage.refusal("setChatPermissions", params).await, why);
    }
    assert_eq!(full(&stage, chat).await["permissions"], Value::Null);
    for (method, what) in [
        ("setChatTitle", "title"),
        ("setChatDescription", "description"),
        ("deleteChatPhoto", "photo"),
    ] {
        let params = json!({"chat_id": stage.alice, "title": "T", "description": "D"});
        let why = format!("can't change private chat {what}");
        assert_eq!(stage.refusal(method, params).await, why, "{method}");
    }
}

/// Source: `Client::process_set_chat_sticker_set_query`, `ChatManager::set_channel_sticker_set`.
#[tokio::test]
async fn a_supergroup_has_a_sticker_set() {
    let (stage, _, chat) = scene("supergroup").await;
    let name = stage.call("getMe", json!({})).await.unwrap()["username"].clone();
    let name = format!("cats_by_{}", name.as_str().unwrap());
    let media = json!({"type": "sticker", "file": "UklGRgAAAABXRUJQVlA4WAAAAAAAAAAA/wEA/wEA"});
    stage.post("messages", json!({"from": stage.alice, "media": media})).await;
    let sticker = stage.updates().await[0]["message"]["sticker"]["file_id"].clone();
    let sticker = json!({"sticker": sticker, "format": "static", "emoji_list": ["🐱"]});
    let set = json!({
        "user_id": stage.alice, "name": name, "title": "Cats", "stickers": [sticker],
    });
    stage.call("createNewStickerSet", set).await.unwrap();
    let params = json!({"chat_id": chat, "sticker_set_name": name});
    stage.call("setChatStickerSet", params.clone()).await.unwrap();
    let shown = full(&stage, chat).await;
    assert_eq!(
        (&shown["sticker_set_name"], &shown["can_set_sticker_set"]),
        (&json!(name), &json!(true)),
    );
    stage.call("deleteChatStickerSet", json!({"chat_id": chat})).await.unwrap();
    assert_eq!(full(&stage, chat).await["sticker_set_name"], Value::Null);
    let unknown = json!({"chat_id": chat, "sticker_set_name": "dogs"});
    assert_eq!(stage.refusal("setChatStickerSet", unknown).await, "STICKERSET_INVALID");
    stage.set_status(chat, "member").await;
    let why = "not enough rights to change supergroup sticker set";
    assert_eq!(stage.refusal("setChatStickerSet", params).await, why);
    assert_eq!(stage.refusal("deleteChatStickerSet", json!({"chat_id": chat})).await, why);
    let group = stage.chat("group").await;
    let why = "method is available only for supergroups";
    assert_eq!(stage.refusal("deleteChatStickerSet", json!({"chat_id": group})).await, why);
}

/// Source: `Client::process_set_chat_menu_button_query`, `Client::get_bot_menu_button`,
/// `set_menu_button`.
#[tokio::test]
async fn the_menu_button_of_a_chat_comes_before_that_of_all() {
    let stage = Stage::new().await;
    let web_app = json!({"type": "web_app", "text": "Shop", "web_app": {"url": "https://a.test"}});
    let (commands, default) = (json!({"type": "commands"}), json!({"type": "default"}));
    let get = async |params: Value| stage.call("getChatMenuButton", params).await.unwrap();
    let alice = json!({"chat_id": stage.alice});
    let set = async |params: &Value, button: &Value| {
        let mut params = params.clone();
        params["menu_button"] = button.clone();
        stage.call("setChatMenuButton", params).await.unwrap();
    };
    assert_eq!(get(json!({})).await, default);
    set(&json!({}), &web_app).await;
    assert_eq!(
        (get(json!({})).await, get(alice.clone()).await),
        (web_app.clone(), web_app.clone())
    );
    set(&alice, &commands).await;
    assert_eq!((get(json!({})).await, get(alice.clone()).await), (web_app.clone(), commands));
    stage.call("setChatMenuButton", alice.clone()).await.unwrap();
    assert_eq!(get(alice).await, web_app);
    let with_url = |text: &str, url: &str| json!({"menu_button": {"type": "web_app", "text": text, "web_app": {"url": url}}});
    let table = [
        (
            json!({"menu_button": {"type": "x"}}),
            "can't parse menu button: MenuButton has unsupported type",
        ),
        (with_url("", "https://a.test"), "menu button text must be non-empty"),
        (
            with_url("Shop", "http://a.test"),
            "menu button Web App URL 'http://a.test' is invalid: Only HTTPS links are allowed",
        ),
        (json!({"chat_id": 5}), "user not found"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("setChatMenuButton", params).await, why);
    }
}

#[tokio::test]
async fn people_change_chats_within_their_rights() {
    let (stage, bob, chat) = scene("supergroup").await;
    let change = |from: i64, more: Value| {
        let mut body = json!({"from": from, "chat_id": chat});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let all = json!({
        "title": "Friends", "description": "All of us",
        "photo": base64::engine::general_purpose::STANDARD.encode(PNG),
        "permissions": ["can_send_messages"], "is_forum": true,
    });
    let changed = stage.control(Method::PATCH, "chats", change(stage.alice, all)).await;
    let json = json!({"id": chat, "type": "supergroup", "title": "Friends", "is_forum": true});
    assert_eq!(changed, json);
    let updates = stage.updates().await;
    assert!(updates[0]["message"]["new_chat_photo"].is_array(), "{updates:?}");
    assert_eq!(updates[1]["message"]["new_chat_title"], "Friends");
    assert_eq!(updates[1]["message"]["from"]["id"], stage.alice);
    let shown = full(&stage, chat).await;
    assert_eq!(
        (&shown["description"], &shown["permissions"]["can_change_info"]),
        (&json!("All of us"), &json!(false)),
    );
    let refused = async |body: Value| {
        let (status, answer) = stage.request(Method::PATCH, "/emu/v1/chats", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        answer["description"].as_str().unwrap().to_owned()
    };
    let of = format!("\"Friends\" ({chat})");
    let table = [
        (
            change(bob, json!({"title": "x"})),
            format!("bob may not change the title, description and photo of {of}"),
        ),
        (
            change(bob, json!({"permissions": {}})),
            format!("bob may not change the permissions of {of}"),
        ),
        (change(bob, json!({"is_forum": false})), format!("bob may not switch the topics of {of}")),
        (change(stage.alice, json!({"title": " "})), "`title` is empty".to_owned()),
        (change(stage.alice, json!({"photo": "aGk="})), "`photo` is not a picture".to_owned()),
        (change(stage.alice, json!({"photo": "?"})), "`photo` is not base64".to_owned()),
    ];
    for (body, why) in table {
        assert_eq!(refused(body).await, why);
    }
    // Members who are permitted to change the chat do.
    let permits = json!({"permissions": ["can_change_info"], "is_forum": false, "photo": ""});
    stage.control(Method::PATCH, "chats", change(stage.alice, permits)).await;
    stage.control(Method::PATCH, "chats", change(bob, json!({"title": "Bob's"}))).await;
    let shown = full(&stage, chat).await;
    assert_eq!(
        (&shown["title"], &shown["photo"], &shown["is_forum"]),
        (&json!("Bob's"), &Value::Null, &Value::Null),
    );
}

#[tokio::test]
async fn ids_are_chosen_unless_they_are_taken_or_out_of_range() {
    let stage = Stage::new().await;
    let user = stage.post("users", json!({"first_name": "Bob", "id": 7})).await;
    assert_eq!(user["id"], 7);
    for (kind, id) in [("group", -5), ("supergroup", -1_001_234_567_890_i64)] {
        let chat = stage.post("chats", json!({"type": kind, "title": "G", "id": id})).await;
        assert_eq!(chat, json!({"id": id, "type": kind, "title": "G"}));
    }
    let refused = async |path: &str, body: Value| {
        let (status, answer) = stage.request(Method::POST, path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        answer["description"].as_str().unwrap().to_owned()
    };
    let (users, chats) = ("/emu/v1/users", "/emu/v1/chats");
    let table = [
        (users, json!({"first_name": "x", "id": 7}), "`id` 7 is the id of Bob (7)"),
        (users, json!({"first_name": "x", "id": 42}), "`id` 42 is the id of emu42_bot"),
        (
            users,
            json!({"first_name": "x", "id": -1}),
            "`id` of a user is positive and has at most 52 bits",
        ),
        (users, json!({"first_name": "x", "id": "y"}), "`id` is not an integer"),
        (chats, json!({"id": -5}), "`id` -5 is the id of \"G\" (-5)"),
        (chats, json!({"id": 5}), "`id` of a group is from -1000000000000 to -1"),
        (
            chats,
            json!({"type": "channel", "id": -6}),
            "`id` of a channel is from -1997852516352 to -1000000000001",
        ),
    ];
    for (path, body, why) in table {
        assert_eq!(refused(path, body).await, why);
    }
}
