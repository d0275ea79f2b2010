//! Topics of forums and of private chats.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// A forum of Alice, in which the bot is an administrator.
async fn forum(stage: &Stage) -> i64 {
    let forum = json!({
        "type": "supergroup", "title": "Forum", "members": [stage.alice], "bots": [42],
        "is_forum": true,
    });
    let forum = stage.post("chats", forum).await["id"].as_i64().unwrap();
    stage.set_status(forum, "administrator").await;
    forum
}

/// Creates a topic as the bot. Returns its identifier.
async fn topic(stage: &Stage, chat: i64, name: &str) -> i64 {
    let topic = stage.call("createForumTopic", json!({"chat_id": chat, "name": name})).await;
    topic.unwrap()["message_thread_id"].as_i64().unwrap()
}

async fn promote(stage: &Stage, chat: i64, rights: Value) {
    let body = json!({"chat_id": chat, "user": 42, "status": "administrator", "rights": rights});
    stage.post("members", body).await;
}

/// The service messages about topics in a chat: their thread, and what they say.
async fn told(stage: &Stage, chat: i64) -> Vec<(Value, Value)> {
    let messages = stage.get(&format!("messages?chat_id={chat}&bot=42")).await;
    let names = [
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
    ];
    let messages = messages["messages"].as_array().unwrap().iter();
    let said = messages.filter_map(|message| {
        let name = names.iter().find(|name| !message[**name].is_null())?;
        Some((message["message_thread_id"].clone(), json!({*name: message[*name]})))
    });
    said.collect()
}

/// Source: `Client::process_edit_forum_topic_query`, `process_close_forum_topic_query`,
/// `process_reopen_forum_topic_query` and `JsonForumTopicEdited`.
#[tokio::test]
async fn topics_are_edited_closed_and_reopened_with_service_messages() {
    let stage = Stage::new().await;
    let forum = forum(&stage).await;
    let icon = "5312536423851630001";
    let create = json!({
        "chat_id": forum, "name": "  Late \n news ", "icon_color": 16_766_590,
        "icon_custom_emoji_id": icon,
    });
    let created = stage.call("createForumTopic", create).await.unwrap();
    let thread = &created["message_thread_id"];
    assert_eq!(
        created,
        json!({
            "message_thread_id": thread, "name": "Late news", "icon_color": 16_766_590,
            "icon_custom_emoji_id": icon,
        }),
    );
    let at = json!({"chat_id": forum, "message_thread_id": thread});
    let with = |more: Value| {
        let mut params = at.clone();
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let edits = [
        ("editForumTopic", with(json!({"name": "News"}))),
        ("editForumTopic", with(json!({"icon_custom_emoji_id": ""}))),
        ("editForumTopic", with(json!({}))),
        ("closeForumTopic", at.clone()),
        ("reopenForumTopic", at.clone()),
    ];
    for (method, params) in edits {
        assert_eq!(stage.call(method, params).await, Ok(json!(true)), "{method}");
    }
    let created = json!({
        "name": "Late news", "icon_color": 16_766_590, "icon_custom_emoji_id": icon,
    });
    let expected = [
        json!({"forum_topic_created": created}),
        json!({"forum_topic_edited": {"name": "News"}}),
        json!({"forum_topic_edited": {"icon_custom_emoji_id": ""}}),
        json!({"forum_topic_closed": {}}),
        json!({"forum_topic_reopened": {}}),
    ];
    let expected: Vec<_> = expected.map(|said| (thread.clone(), said)).into();
    assert_eq!(told(&stage, forum).await, expected);
    let topics = stage.get(&format!("topics?chat_id={forum}")).await;
    assert_eq!(
        topics,
        json!({"topics": [
            {"message_thread_id": 1, "name": "General", "icon_color": 7_322_096},
            {"message_thread_id": thread, "name": "News", "icon_color": 16_766_590},
        ]}),
    );
}

/// Source: `ForumTopicManager::create_forum_topic`, `edit_forum_topic`,
/// `toggle_forum_topic_is_closed` and `delete_forum_topic`.
#[tokio::test]
async fn topics_are_refused_as_telegram_refuses_them() {
    let stage = Stage::new().await;
    let forum = forum(&stage).await;
    let thread = topic(&stage, forum, "News").await;
    let at = |thread: i64| json!({"chat_id": forum, "message_thread_id": thread});
    let edit = |more: Value| {
        let mut params = at(thread);
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let create = |more: Value| {
        let mut params = json!({"chat_id": forum, "name": "A"});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let table = [
        ("createForumTopic", create(json!({"name": " "})), "name must be non-empty"),
        ("createForumTopic", create(json!({"icon_color": -1})), "invalid icon color specified"),
        ("createForumTopic", create(json!({"icon_custom_emoji_id": "1"})), "DOCUMENT_INVALID"),
        ("editForumTopic", edit(json!({"name": "News"})), "TOPIC_NOT_MODIFIED"),
        ("editForumTopic", edit(json!({"name": " "})), "name must be non-empty"),
        ("editForumTopic", json!({"chat_id": forum}), "invalid forum topic identifier specified"),
        ("closeForumTopic", at(99), "TOPIC_ID_INVALID"),
        ("reopenForumTopic", at(thread), "TOPIC_NOT_MODIFIED"),
        ("deleteForumTopic", at(1), "TOPIC_ID_INVALID"),
        ("unhideGeneralForumTopic", json!({"chat_id": forum}), "TOPIC_NOT_MODIFIED"),
    ];
    for (method, params, why) in table {
        assert_eq!(stage.refusal(method, params.clone()).await, why, "{method} {params}");
    }
    let theirs = json!({"from": stage.alice, "chat_id": forum, "name": "Hers"});
    let theirs = stage.post("topics", theirs).await["message_thread_id"].as_i64().unwrap();
    promote(&stage, forum, json!([])).await;
    let table = [
        ("createForumTopic", create(json!({})), "not enough rights to create a topic"),
        ("closeForumTopic", at(theirs), "not enough rights to close or open the topic"),
        ("deleteForumTopic", at(theirs), "not enough rights to delete the topic"),
        (
            "unpinAllForumTopicMessages",
            at(theirs),
            "not enough rights to manage pinned messages in the chat",
        ),
        (
            "hideGeneralForumTopic",
            json!({"chat_id": forum}),
            "not enough rights to close or open the topic",
        ),
    ];
    for (method, params, why) in table {
        assert_eq!(stage.refusal(method, params).await, why, "{method}");
    }
    // Its own topic, the bot may change without rights.
    assert_eq!(stage.call("closeForumTopic", at(thread)).await, Ok(json!(true)));
    let group = stage.chat("supergroup").await;
    let params = json!({"chat_id": group, "message_thread_id": 2});
    assert_eq!(stage.refusal("closeForumTopic", params).await, "the chat is not a forum");
}

/// Source: `ForumTopicManager::can_send_message_to_forum_topic`.
#[tokio::test]
async fn closed_topics_refuse_members_but_not_those_who_manage_topics() {
    let stage = Stage::new().await;
    let forum = forum(&stage).await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
    stage.post("members", json!({"chat_id": forum, "user": bob, "status": "member"})).await;
    let by = json!({"from": stage.alice, "chat_id": forum, "name": "Hers"});
    let thread = stage.post("topics", by).await["message_thread_id"].as_i64().unwrap();
    let closed = json!({
        "from": stage.alice, "chat_id": forum, "message_thread_id": thread, "is_closed": true,
    });
    stage.control(Method::PATCH, "topics", closed).await;
    let write = |from: i64| json!({"from": from, "chat_id": forum, "text": "a", "message_thread_id": thread});
    let (status, refused) = stage.request(Method::POST, "/emu/v1/messages", write(bob)).await;
    assert_eq!((status.as_u16(), &refused["description"]), (400, &json!("the topic is closed")));
    assert_eq!(stage.post("messages", write(stage.alice)).await["is_topic_message"], true);
    let send = json!({"chat_id": forum, "text": "a", "message_thread_id": thread});
    assert!(stage.call("sendMessage", send.clone()).await.is_ok());
    promote(&stage, forum, json!([])).await;
    assert_eq!(stage.refusal("sendMessage", send).await, "TOPIC_CLOSED");
    let mut unknown = write(bob);
    unknown["message_thread_id"] = json!(77);
    let (_, refused) = stage.request(Method::POST, "/emu/v1/messages", unknown).await;
    assert_eq!(refused["description"], "there is no topic 77");
}

/// Source: `Client::get_implicit_reply_to_message_id`.
#[tokio::test]
async fn messages_of_a_topic_reply_to_the_message_that_created_it() {
    let stage = Stage::new().await;
    let forum = forum(&stage).await;
    let thread = topic(&stage, forum, "News").await;
    let write = json!({
        "from": stage.alice, "chat_id": forum, "text": "hi", "message_thread_id": thread,
    });
    let written = stage.post("messages", write).await;
    assert_eq!(written["reply_to_message"]["message_id"], thread);
    // A reply is in the topic of the message that it replies to.
    let reply = json!({
        "chat_id": forum, "text": "hello",
        "reply_parameters": {"message_id": written["message_id"]},
    });
    let sent = stage.call("sendMessage", reply).await.unwrap();
    assert_eq!(
        (&sent["message_thread_id"], &sent["is_topic_message"]),
        (&json!(thread), &json!(true)),
    );
    assert_eq!(sent["reply_to_message"]["message_id"], written["message_id"]);
}

/// Source: `Client::process_edit_general_forum_topic_query`,
/// `process_close_general_forum_topic_query`, `process_reopen_general_forum_topic_query`,
/// `process_hide_general_forum_topic_query` and `process_unhide_general_forum_topic_query`.
#[tokio::test]
async fn the_general_topic_is_edited_closed_and_hidden() {
    let stage = Stage::new().await;
    let forum = forum(&stage).await;
    let calls = [
        ("editGeneralForumTopic", json!({"chat_id": forum, "name": "Lobby"})),
        ("hideGeneralForumTopic", json!({"chat_id": forum})),
        ("reopenGeneralForumTopic", json!({"chat_id": forum})),
        ("closeGeneralForumTopic", json!({"chat_id": forum})),
    ];
    for (method, params) in calls {
        assert_eq!(stage.call(method, params).await, Ok(json!(true)), "{method}");
    }
    let said = [
        json!({"forum_topic_edited": {"name": "Lobby"}}),
        json!({"general_forum_topic_hidden": {}}),
        json!({"forum_topic_reopened": {}}),
        json!({"forum_topic_closed": {}}),
    ];
    let said: Vec<_> = said.map(|said| (Value::Null, said)).into();
    assert_eq!(told(&stage, forum).await, said);
    let topics = stage.get(&format!("topics?chat_id={forum}")).await;
    let general = json!({
        "message_thread_id": 1, "name": "Lobby", "icon_color": 7_322_096, "is_closed": true,
    });
    assert_eq!(topics, json!({"topics": [general]}));
    promote(&stage, forum, json!([])).await;
    let send = json!({"chat_id": forum, "text": "a"});
    assert_eq!(stage.refusal("sendMessage", send).await, "TOPIC_CLOSED");
}

/// Source: `Client::process_delete_forum_topic_query` and
/// `process_unpin_all_forum_topic_messages_query`.
#[tokio::test]
async fn a_deleted_topic_takes_its_messages_with_it_and_pins_are_those_of_their_topic() {
    let stage = Stage::new().await;
    let forum = forum(&stage).await;
    let (first, second) = (topic(&stage, forum, "A").await, topic(&stage, forum, "B").await);
    let mut sent = Vec::new();
    for thread in [first, second] {
        let send = json!({"chat_id": forum, "text": "a", "message_thread_id": thread});
        let id = stage.call("sendMessage", send).await.unwrap()["message_id"].clone();
        stage.call("pinChatMessage", json!({"chat_id": forum, "message_id": id})).await.unwrap();
        sent.push(id);
    }
    let pinned = || async {
        stage.call("getChat", json!({"chat_id": forum})).await.unwrap()["pinned_message"]
            ["message_id"]
            .clone()
    };
    assert_eq!(pinned().await, sent[1]);
    let at = |thread: i64| json!({"chat_id": forum, "message_thread_id": thread});
    stage.call("unpinAllForumTopicMessages", at(second)).await.unwrap();
    assert_eq!(pinned().await, sent[0]);
    stage.call("deleteForumTopic", at(first)).await.unwrap();
    assert_eq!(pinned().await, Value::Null);
    let messages = stage.get(&format!("messages?chat_id={forum}")).await;
    let threads = messages["messages"].as_array().unwrap().iter();
    assert!(threads.map(|message| &message["message_thread_id"]).all(|thread| *thread != first));
    let send = json!({"chat_id": forum, "text": "a", "message_thread_id": first});
    assert_eq!(stage.refusal("sendMessage", send).await, "message thread not found");
}

/// Source: `ForumTopicManager::is_forum`.
#[tokio::test]
async fn private_chats_have_topics_if_the_bot_has_them() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let create = json!({"chat_id": stage.alice, "name": "Ideas"});
    assert_eq!(stage.refusal("createForumTopic", create.clone()).await, "the chat is not a forum");
    let me = stage.control(Method::PATCH, "bots", json!({"has_topics_enabled": true})).await;
    assert_eq!(me, stage.call("getMe", json!({})).await.unwrap());
    assert_eq!(
        (&me["has_topics_enabled"], &me["allows_users_to_create_topics"]),
        (&json!(true), &json!(false)),
    );
    let created = stage.call("createForumTopic", create).await.unwrap();
    let thread = created["message_thread_id"].as_i64().unwrap();
    let send = json!({"chat_id": stage.alice, "text": "a", "message_thread_id": thread});
    let sent = stage.call("sendMessage", send).await.unwrap();
    assert_eq!(
        (&sent["message_thread_id"], &sent["is_topic_message"], &sent["reply_to_message"]),
        (&json!(thread), &json!(true), &Value::Null),
    );
    let at = json!({"chat_id": stage.alice, "message_thread_id": thread});
    let refused = stage.refusal("closeForumTopic", at.clone()).await;
    assert_eq!(refused, "the chat is not a supergroup forum");
    let hers = json!({"from": stage.alice, "name": "Hers"});
    let (_, refused) = stage.request(Method::POST, "/emu/v1/topics", hers.clone()).await;
    assert_eq!(
        refused["description"],
        "emu42_bot lets no users create topics: set `allows_users_to_create_topics` with `PATCH bots`",
    );
    let allowed = json!({"allows_users_to_create_topics": true});
    stage.control(Method::PATCH, "bots", allowed).await;
    stage.updates().await;
    let hers = stage.post("topics", hers).await;
    let update = &stage.updates().await[0]["message"];
    assert_eq!(
        (&update["forum_topic_created"]["name"], &update["message_thread_id"]),
        (&json!("Hers"), &hers["message_thread_id"]),
    );
    stage.call("deleteForumTopic", at).await.unwrap();
    let topics = stage.get(&format!("topics?chat_id={}&bot=42", stage.alice)).await;
    assert_eq!(topics, json!({"topics": [hers]}));
}

/// Source: `Client::process_get_forum_topic_icon_stickers_query`.
#[tokio::test]
async fn icons_of_topics_are_stickers_with_files() {
    let stage = Stage::new().await;
    let icons = stage.call("getForumTopicIconStickers", json!({})).await.unwrap();
    let first = &icons[0];
    assert_eq!(
        *first,
        json!({
            "file_id": first["file_id"], "file_unique_id": first["file_unique_id"],
            "file_size": 34, "type": "custom_emoji", "width": 1, "height": 1,
            "is_animated": false, "is_video": false, "emoji": "📰",
            "custom_emoji_id": "5434144690511290129", "needs_repainting": false,
        }),
    );
    let file = stage.call("getFile", json!({"file_id": first["file_id"]})).await.unwrap();
    assert_eq!(file["file_size"], 34);
    assert_eq!(stage.call("getForumTopicIconStickers", json!({})).await, Ok(icons));
}

#[tokio::test]
async fn a_snapshot_keeps_topics_and_drafts() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let forum = forum(&stage).await;
    let thread = topic(&stage, forum, "News").await;
    let at = json!({"chat_id": forum, "message_thread_id": thread});
    stage.call("closeForumTopic", at.clone()).await.unwrap();
    let draft = json!({"chat_id": stage.alice, "draft_id": 5, "text": "He"});
    stage.call("sendMessageDraft", draft).await.unwrap();
    let drafts = format!("drafts?chat_id={}", stage.alice);
    let topics = format!("topics?chat_id={forum}");
    let before = (stage.get(&topics).await, stage.get(&drafts).await);
    let snapshot = stage.get("snapshot").await;
    let other = Stage::new().await;
    other.control(Method::PUT, "snapshot", snapshot).await;
    assert_eq!((other.get(&topics).await, other.get(&drafts).await), before);
    assert_eq!(other.call("reopenForumTopic", at).await, Ok(json!(true)));
}
