//! Requests that Telegram's server refuses, with its descriptions.

use serde_json::{Value, json};

use crate::support::Stage;

/// The description of the error for a keyboard, or what is shown of it.
async fn shown(stage: &Stage, chat: i64, markup: Value) -> Result<Value, String> {
    let params = json!({"chat_id": chat, "text": "a", "reply_markup": markup});
    let sent = stage.call("sendMessage", params).await;
    let sent = sent.map_err(|(_, why)| why.strip_prefix("Bad Request: ").unwrap().to_owned())?;
    let after = sent["message_id"].as_i64().unwrap() - 1;
    let seen = stage.get(&format!("messages?chat_id={chat}&after={after}")).await;
    Ok(seen["messages"][0]["reply_markup"].clone())
}

/// Source: `get_reply_markup` of tdlib, which skips buttons without a text and an icon.
#[tokio::test]
async fn buttons_without_a_text_are_ignored_or_refused_if_they_have_an_icon() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let button = |text: &str| json!({"text": text, "callback_data": "d"});
    let icon = json!({"text": "", "icon_custom_emoji_id": "1", "callback_data": "d"});
    let table = [
        (
            json!({"inline_keyboard": [[button(""), button("a")], [button("")]]}),
            Ok(json!({"inline_keyboard": [[button("a")]]})),
        ),
        (json!({"inline_keyboard": [[button("")]]}), Ok(Value::Null)),
        (
            json!({"inline_keyboard": [[icon]]}),
            Err("inline keyboard button text must be non-empty"),
        ),
        (
            json!({"keyboard": [["", "a"], [{"text": ""}]]}),
            Ok(json!({"keyboard": [[{"text": "a"}]]})),
        ),
        (json!({"keyboard": [[""]]}), Ok(Value::Null)),
        (json!({"keyboard": [[icon]]}), Err("keyboard button text must be non-empty")),
    ];
    for (markup, expected) in table {
        let shown = shown(&stage, stage.alice, markup.clone()).await;
        assert_eq!(shown, expected.map_err(str::to_owned), "{markup}");
    }
}

/// Source: `get_keyboard_button`, `get_inline_keyboard_button` and `LinkManager::check_link` of
/// tdlib.
#[tokio::test]
async fn web_apps_and_logins_require_https() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let reply = |url: &str| json!({"keyboard": [[{"text": "a", "web_app": {"url": url}}]]});
    let inline =
        |name: &str, url: &str| json!({"inline_keyboard": [[{"text": "a", name: {"url": url}}]]});
    let only = |what: &str, url: &str| {
        format!("{what} URL '{url}' is invalid: Only HTTPS links are allowed")
    };
    let (http, bare) = ("http://example.org/", "example.org");
    let table = [
        (reply(http), only("keyboard button Web App", http)),
        (inline("web_app", http), only("inline keyboard button Web App", http)),
        (inline("web_app", bare), only("inline keyboard button Web App", bare)),
        (inline("login_url", http), only("inline keyboard button login", http)),
    ];
    for (markup, why) in table {
        assert_eq!(shown(&stage, stage.alice, markup.clone()).await, Err(why), "{markup}");
    }
    let https = "HTTPS://example.org/";
    for markup in [reply(https), inline("web_app", https), inline("login_url", https)] {
        assert_eq!(shown(&stage, stage.alice, markup.clone()).await, Ok(markup));
    }
}

/// Source: Bot API 10.3, `CopyTextButton`, and the limits that bots observe; `TargetDialogTypes` of
/// tdlib; `BUTTON_POS_INVALID` of `messages.sendMessage`.
#[tokio::test]
async fn keyboards_have_limits() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let inline = |buttons: Vec<Value>| {
        let rows: Vec<&[Value]> = buttons.chunks(8).collect();
        json!({"inline_keyboard": rows})
    };
    let reply = |count: usize| json!({"keyboard": vec![vec![json!({"text": "a"}); 10]; count]});
    let button = |name: &str, value: Value| json!({"text": "a", name: value});
    let data = || button("callback_data", json!("d"));
    let copy = |count: usize| inline(vec![button("copy_text", json!({"text": "я".repeat(count)}))]);
    let chosen = |kind: &str| {
        inline(vec![button("switch_inline_query_chosen_chat", json!({"query": "", kind: true}))])
    };
    let accepted = [inline(vec![data(); 100]), reply(30), copy(256), chosen("allow_bot_chats")];
    for markup in accepted {
        assert_eq!(shown(&stage, stage.alice, markup.clone()).await, Ok(markup));
    }
    let refused = [
        (inline(vec![data(); 101]), "reply markup is too long"),
        (reply(31), "reply markup is too long"),
        (copy(0), "BUTTON_COPY_TEXT_INVALID"),
        (copy(257), "BUTTON_COPY_TEXT_INVALID"),
        (chosen("other"), "at least one chat type must be allowed"),
        (inline(vec![data(), button("pay", json!(true))]), "BUTTON_POS_INVALID"),
        (inline(vec![data(), button("callback_game", json!({}))]), "BUTTON_POS_INVALID"),
    ];
    for (markup, why) in refused {
        let shown = shown(&stage, stage.alice, markup.clone()).await;
        assert_eq!(shown, Err(why.to_owned()), "{markup}");
    }
}

/// Source: `get_keyboard_button` and `get_inline_keyboard_button` of tdlib.
#[tokio::test]
async fn some_buttons_are_for_private_chats_only() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let group = stage.chat("supergroup").await;
    let channel = stage.chat("channel").await;
    let reply = |name: &str, value: Value| json!({"keyboard": [[{"text": "a", name: value}]]});
    let table = [
        (
            reply("request_contact", json!(true)),
            "phone number can be requested in private chats only",
        ),
        (reply("request_location", json!(true)), "location can be requested in private chats only"),
        (reply("request_poll", json!({})), "poll can be requested in private chats only"),
        (
            reply("request_users", json!({"request_id": 1})),
            "users can be requested in private chats only",
        ),
        (
            reply("request_chat", json!({"request_id": 1, "chat_is_channel": false})),
            "chats can be requested in private chats only",
        ),
        (
            reply("web_app", json!({"url": "https://example.org/"})),
            "web App buttons can be used in private chats only",
        ),
        (
            json!({"inline_keyboard": [[{"text": "a", "web_app": {"url": "https://example.org/"}}]]}),
            "BUTTON_TYPE_INVALID",
        ),
    ];
    for (markup, why) in table {
        assert_eq!(shown(&stage, group, markup.clone()).await, Err(why.to_owned()), "{markup}");
        assert_eq!(shown(&stage, stage.alice, markup.clone()).await, Ok(markup));
    }
    let unset = reply("request_contact", json!(false));
    assert_eq!(shown(&stage, group, unset.clone()).await, Ok(unset));
    for (name, named) in [
        ("switch_inline_query", "switch_inline_query"),
        ("switch_inline_query_current_chat", "switch_inline_query_current_chat"),
    ] {
        let markup = json!({"inline_keyboard": [[{"text": "a", name: ""}]]});
        let why = format!(
            "can't use {named} button in a channel chat, because users will not be able to use the button without knowing bot's username",
        );
        assert_eq!(shown(&stage, channel, markup.clone()).await, Err(why));
        assert_eq!(shown(&stage, group, markup.clone()).await, Ok(markup));
    }
}

/// Source: `Client::get_reaction_type`, and Bot API 10.3, `ReactionTypeEmoji`.
#[tokio::test]
async fn reactions_are_those_that_exist() {
    let stage = Stage::new().await;
    let id = stage.send("hi").await["message_id"].clone();
    let params =
        |reaction: Value| json!({"chat_id": stage.alice, "message_id": id, "reaction": reaction});
    let emoji = |emoji: &str| json!({"type": "emoji", "emoji": emoji});
    let wrong = "can't parse ReactionType: invalid reaction type specified";
    let table = [
        (json!([emoji("🦀")]), "REACTION_INVALID"),
        (json!([emoji("👍👍")]), "REACTION_INVALID"),
        (json!([emoji("yes")]), "REACTION_INVALID"),
        (json!([emoji("")]), "REACTION_INVALID"),
        (json!([emoji("👍"), emoji("🔥")]), "REACTIONS_TOO_MANY"),
        (json!([{"type": "paid"}]), wrong),
        (json!([{"type": "smile", "emoji": "👍"}]), wrong),
    ];
    for (reaction, why) in table {
        let refused = stage.refusal("setMessageReaction", params(reaction.clone())).await;
        assert_eq!(refused, why, "{reaction}");
    }
    let custom = json!({"type": "custom_emoji", "custom_emoji_id": "5"});
    for reaction in [json!([emoji("❤")]), json!([emoji("❤\u{fe0f}")]), json!([custom]), json!([])]
    {
        let set = stage.call("setMessageReaction", params(reaction.clone())).await;
        assert_eq!(set, Ok(json!(true)), "{reaction}");
    }
    let without = json!({"chat_id": stage.alice, "message_id": id});
    assert_eq!(stage.call("setMessageReaction", without).await, Ok(json!(true)));
}

/// Source: `Client::check_message_topic`.
#[tokio::test]
async fn messages_are_sent_to_threads_that_exist() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let group = stage.chat("supergroup").await;
    let forum = json!({
        "type": "supergroup", "title": "F", "members": [stage.alice], "bots": [42],
        "is_forum": true,
    });
    let forum = stage.post("chats", forum).await["id"].as_i64().unwrap();
    stage.set_status(forum, "administrator").await;
    let topic = stage.call("createForumTopic", json!({"chat_id": forum, "name": "News"})).await;
    let topic = topic.unwrap();
    assert_eq!(
        topic,
        json!({
            "message_thread_id": topic["message_thread_id"], "name": "News", "icon_color": 7_322_096,
        }),
    );
    let known = topic["message_thread_id"].as_i64().unwrap();
    let send =
        |chat: i64, thread: i64| json!({"chat_id": chat, "text": "a", "message_thread_id": thread});
    let unknown = [(stage.alice, 77), (forum, 77), (forum, 1), (forum, known + 1)];
    for (chat, thread) in unknown {
        let refused = stage.refusal("sendMessage", send(chat, thread)).await;
        assert_eq!(refused, "message thread not found", "{chat} {thread}");
    }
    let sent = stage.call("sendMessage", send(forum, known)).await.unwrap();
    assert_eq!(
        (&sent["message_thread_id"], &sent["is_topic_message"]),
        (&json!(known), &json!(true)),
    );
    let sent = stage.call("sendMessage", send(group, 77)).await.unwrap();
    assert_eq!(sent["message_thread_id"], Value::Null);
    let update = json!({"message": {
        "message_id": 900, "date": 1, "chat": {"id": stage.alice, "type": "private"},
        "message_thread_id": 77, "text": "hi",
    }});
    stage.post("updates", json!({"bot": 42, "update": update})).await;
    let sent = stage.call("sendMessage", send(stage.alice, 77)).await.unwrap();
    assert_eq!(sent["message_thread_id"], 77);
    let refused = json!({"chat_id": group, "name": "News"});
    assert_eq!(stage.refusal("createForumTopic", refused).await, "the chat is not a forum");
}

/// Source: `Client::process_refund_star_payment_query`.
#[tokio::test]
async fn payments_that_exist_are_refunded_once() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let bill = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "P", "currency": "XTR",
        "prices": [{"label": "a", "amount": 5}],
    });
    let bill = stage.call("sendInvoice", bill).await.unwrap()["message_id"].clone();
    let query = json!({"from": stage.alice, "message_id": bill});
    let query = stage.post("pre_checkout_queries", query).await["pre_checkout_query_id"].clone();
    let answer = json!({"pre_checkout_query_id": query, "ok": true});
    stage.call("answerPreCheckoutQuery", answer).await.unwrap();
    let updates = stage.updates().await;
    let paid = &updates.last().unwrap()["message"]["successful_payment"];
    let charge = paid["telegram_payment_charge_id"].clone();
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
    let refund =
        |user: i64, charge: &Value| json!({"user_id": user, "telegram_payment_charge_id": charge});
    let refused = stage.refusal("refundStarPayment", refund(stage.alice, &json!("x"))).await;
    assert_eq!(refused, "CHARGE_NOT_FOUND");
    let refused = stage.refusal("refundStarPayment", refund(bob, &charge)).await;
    assert_eq!(refused, "CHARGE_NOT_FOUND");
    let refused = stage.refusal("refundStarPayment", refund(1, &charge)).await;
    assert_eq!(refused, "user not found");
    let refunded = stage.call("refundStarPayment", refund(stage.alice, &charge)).await;
    assert_eq!(refunded, Ok(json!(true)));
    let refused = stage.refusal("refundStarPayment", refund(stage.alice, &charge)).await;
    assert_eq!(refused, "CHARGE_ALREADY_REFUNDED");
}
