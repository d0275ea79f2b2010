//! Business accounts, and the bots that are connected to them.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// What the examples of the control API name, after the messages 1 to 4: an invoice of goods, paid
/// media, a chat of Alice's business account with Bob, and a subscription.
pub(crate) async fn scene(stage: &Stage) {
    let (alice, bob) = (stage.alice, 100_000_002);
    let goods = json!({
        "chat_id": alice, "title": "T", "description": "D", "payload": "p", "currency": "EUR",
        "provider_token": "1:TEST:a", "prices": [{"label": "T", "amount": 100}],
        "is_flexible": true, "need_name": true, "max_tip_amount": 50,
    });
    assert_eq!(stage.call("sendInvoice", goods).await.unwrap()["message_id"], json!(5));
    let asked = stage.post("shipping_queries", json!({"from": alice, "message_id": 5})).await;
    assert_eq!(asked["shipping_query_id"], "6000100000001000001");
    let post = json!({"id": "post", "title": "Post", "prices": [{"label": "Post", "amount": 5}]});
    let answer = json!({
        "shipping_query_id": asked["shipping_query_id"], "ok": true, "shipping_options": [post],
    });
    stage.call("answerShippingQuery", answer).await.unwrap();
    let media = crate::paid_media::media(stage).await;
    let sold = json!({"chat_id": alice, "star_count": 5, "media": [media]});
    assert_eq!(stage.call("sendPaidMedia", sold).await.unwrap()["message_id"], json!(6));
    let connection = stage.post("business_connections", json!({"from": alice})).await["id"].clone();
    assert_eq!(connection, "emuB00000001C42");
    let asked = json!({"from": bob, "text": "Open?", "business_connection_id": connection});
    assert_eq!(stage.post("messages", asked).await["message_id"], json!(7));
    let tasks = json!([{"id": 1, "text": "Milk"}, {"id": 2, "text": "Bread"}]);
    let checklist = json!({
        "title": "Buy", "tasks": tasks, "others_can_add_tasks": true,
        "others_can_mark_tasks_as_done": true,
    });
    let list = json!({
        "business_connection_id": connection, "chat_id": bob, "checklist": checklist,
    });
    assert_eq!(stage.call("sendChecklist", list).await.unwrap()["message_id"], json!(8));
    crate::subscriptions::subscribed(stage).await;
    stage.post("boosts", json!({"from": bob, "chat_id": -1_001_000_000_001_i64})).await;
}

/// Alice's account with a connected bot, and Bob, who has written to her.
pub(crate) struct Shop {
    pub(crate) stage: Stage,
    pub(crate) bob: i64,
    pub(crate) connection: Value,
}

impl Shop {
    /// A shop whose bot has rights. The bot has received the updates about it.
    pub(crate) async fn new(rights: Value) -> Self {
        let stage = Stage::new().await;
        let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
        let connected = json!({"from": stage.alice, "rights": rights});
        let connection = stage.post("business_connections", connected).await["id"].clone();
        let shop = Self { stage, bob: bob.as_i64().unwrap(), connection };
        shop.says(shop.bob, "Open?").await;
        shop.stage.updates().await;
        shop
    }

    /// Alice or Bob writes in their chat.
    async fn says(&self, from: i64, text: &str) -> Value {
        let message = json!({
            "from": from, "chat_id": self.bob, "text": text,
            "business_connection_id": self.connection,
        });
        self.stage.post("messages", message).await
    }

    /// The parameters of a call for Alice's account.
    pub(crate) fn with(&self, mut params: Value) -> Value {
        params["business_connection_id"] = self.connection.clone();
        params
    }

    /// Calls a method for Alice's account in the chat with Bob.
    pub(crate) async fn call(&self, method: &str, mut params: Value) -> Result<Value, String> {
        params["chat_id"] = json!(self.bob);
        let called = self.stage.call(method, self.with(params)).await;
        called.map_err(|(_, description)| description)
    }
}

/// Source: `Client::add_update_business_connection`, `Client::process_get_business_connection_query`
/// and `Client::check_business_connection`.
#[tokio::test]
async fn a_bot_receives_its_connection_and_reads_it() {
    let stage = Stage::new().await;
    let connected = json!({"from": stage.alice, "rights": ["can_reply"]});
    let connection = stage.post("business_connections", connected).await;
    assert_eq!(
        connection,
        json!({
            "id": "emuB00000001C42", "user_chat_id": stage.alice, "date": connection["date"],
            "user": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
            "is_enabled": true, "can_reply": true, "rights": {"can_reply": true},
        }),
    );
    assert_eq!(stage.updates().await[0]["business_connection"], connection);
    let listed = stage.get(&format!("business_connections?from={}", stage.alice)).await;
    assert_eq!(listed, json!({"business_connections": [connection]}));
    let named = json!({"business_connection_id": connection["id"]});
    assert_eq!(stage.call("getBusinessConnection", named).await.unwrap(), connection);
    let unknown = json!({"business_connection_id": "none"});
    let why = stage.refusal("getBusinessConnection", unknown).await;
    assert_eq!(why, "business connection not found");
    stage.post("business_connections", json!({"from": stage.alice, "is_enabled": false})).await;
    let ended = stage.updates().await[0]["business_connection"].clone();
    assert_eq!((&ended["is_enabled"], &ended["rights"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn an_account_has_one_bot() {
    let stage = Stage::new().await;
    stage.post("business_connections", json!({"from": stage.alice, "bot": "43:token"})).await;
    stage.post("business_connections", json!({"from": stage.alice, "bot": 42})).await;
    let updates = stage.get("updates?bot=43").await["updates"].clone();
    let states: Vec<_> = updates.as_array().unwrap().iter().collect();
    let is_enabled = states.iter().map(|sent| &sent["update"]["business_connection"]["is_enabled"]);
    assert_eq!(is_enabled.collect::<Vec<_>>(), [&json!(true), &json!(false)]);
}

/// Source: `Client::process_new_business_message_queue`.
#[tokio::test]
async fn the_bot_receives_what_the_account_and_its_customers_write() {
    let shop = Shop::new(json!(["can_reply"])).await;
    let said = shop.says(shop.bob, "Hello").await;
    let replied = shop.says(shop.stage.alice, "Hi").await;
    let updates = shop.stage.updates().await;
    let received: Vec<&Value> = updates.iter().map(|update| &update["business_message"]).collect();
    assert_eq!(received, [&said, &replied]);
    assert_eq!(
        replied,
        json!({
            "message_id": replied["message_id"], "date": replied["date"], "text": "Hi",
            "business_connection_id": shop.connection,
            "from": {"id": shop.stage.alice, "is_bot": false, "first_name": "Alice"},
            "chat": {"id": shop.bob, "type": "private", "first_name": "Bob"},
        }),
    );
    let change = json!({"from": shop.bob, "message_id": said["message_id"], "text": "Hello!"});
    shop.stage.control(Method::PATCH, "messages", shop.with(change)).await;
    let gone = json!({"from": shop.bob, "message_id": said["message_id"]});
    shop.stage.control(Method::DELETE, "messages", shop.with(gone)).await;
    let updates = shop.stage.updates().await;
    assert_eq!(updates[0]["edited_business_message"]["text"], "Hello!");
    assert_eq!(
        updates[1]["deleted_business_messages"],
        json!({
            "business_connection_id": shop.connection, "chat": said["chat"],
            "message_ids": [said["message_id"]],
        }),
    );
}

/// Source: `JsonMessage::store` and `Client::process_edit_message_text_query`.
#[tokio::test]
async fn the_bot_writes_and_edits_as_the_account() {
    let shop = Shop::new(json!(["can_reply"])).await;
    let sent = shop.call("sendMessage", json!({"text": "We are"})).await.unwrap();
    assert_eq!(
        (&sent["from"]["id"], &sent["sender_business_bot"]["id"], &sent["chat"]["id"]),
        (&json!(shop.stage.alice), &json!(42), &json!(shop.bob)),
    );
    let edit = json!({"message_id": sent["message_id"], "text": "We are open"});
    let edited = shop.call("editMessageText", edit).await.unwrap();
    assert_eq!(
        (&edited["text"], &edited["business_connection_id"]),
        (&json!("We are open"), &shop.connection)
    );
    let path = format!(
        "messages?chat_id={}&business_connection_id={}",
        shop.bob,
        shop.connection.as_str().unwrap(),
    );
    let seen = shop.stage.get(&path).await["messages"].clone();
    let texts: Vec<_> = seen.as_array().unwrap().iter().map(|message| &message["text"]).collect();
    assert_eq!(texts, [&json!("Open?"), &json!("We are open")]);
    assert_eq!(shop.stage.updates().await, [] as [Value; 0], "no update about the own message");
}

/// Source: `Client::get_business_connection_chat_id` and
/// `BusinessConnectionManager::check_business_connection`.
#[tokio::test]
async fn the_bot_writes_only_as_its_rights_and_recent_customers_allow() {
    let shop = Shop::new(json!([])).await;
    let send = async |chat: Value| {
        let params = shop.with(json!({"chat_id": chat, "text": "x"}));
        shop.stage.call("sendMessage", params).await.unwrap_err().1
    };
    assert_eq!(send(json!(shop.bob)).await, "Forbidden: BOT_ACCESS_FORBIDDEN");
    shop.stage.post("business_connections", json!({"from": shop.stage.alice})).await;
    let stranger = shop.stage.post("users", json!({"first_name": "Carl"})).await["id"].clone();
    let table = [
        (stranger, "BUSINESS_PEER_INVALID"),
        (json!(shop.stage.alice), "messages must not be sent to self"),
        (json!(-1001), "chat must be a private chat"),
        (json!("@bob"), "chat identifier must be a valid Integer"),
    ];
    for (chat, why) in table {
        assert_eq!(send(chat).await, format!("Bad Request: {why}"));
    }
    shop.stage.post("clock", json!({"advance": 86_401})).await;
    assert_eq!(send(json!(shop.bob)).await, "Bad Request: BUSINESS_PEER_USAGE_MISSING");
    let off = json!({"from": shop.stage.alice, "is_enabled": false});
    shop.stage.post("business_connections", off).await;
    assert_eq!(send(json!(shop.bob)).await, "Bad Request: BUSINESS_CONNECTION_INVALID");
}

/// Source: `Client::process_read_business_message_query` and
/// `Client::process_delete_business_messages_query`.
#[tokio::test]
async fn the_bot_reads_and_deletes_messages() {
    let shop =
        Shop::new(json!(["can_reply", "can_read_messages", "can_delete_sent_messages"])).await;
    let theirs = shop.says(shop.bob, "Hello").await["message_id"].clone();
    let read = shop.call("readBusinessMessage", json!({"message_id": theirs})).await;
    assert_eq!(read, Ok(json!(true)));
    let none = shop.call("readBusinessMessage", json!({"message_id": 999})).await;
    assert_eq!(none, Err("Bad Request: MESSAGE_ID_INVALID".to_owned()));
    let own = shop.call("sendMessage", json!({"text": "Hi"})).await.unwrap()["message_id"].clone();
    let delete = async |id: &Value| {
        let ids = shop.with(json!({"message_ids": [id]}));
        shop.stage.call("deleteBusinessMessages", ids).await.map_err(|(_, why)| why)
    };
    assert_eq!(delete(&theirs).await, Err("Forbidden: BOT_ACCESS_FORBIDDEN".to_owned()));
    assert_eq!(delete(&own).await, Ok(json!(true)));
    shop.stage.post("business_connections", json!({"from": shop.stage.alice})).await;
    assert_eq!(delete(&theirs).await, Ok(json!(true)));
    assert_eq!(delete(&theirs).await, Err("Bad Request: MESSAGE_ID_INVALID".to_owned()));
}

/// Source: `Client::process_create_invoice_link_query`.
#[tokio::test]
async fn a_link_of_a_business_account_pays_the_account() {
    let shop = Shop::new(json!([])).await;
    let stage = &shop.stage;
    let invoice = shop.with(json!({
        "title": "T", "description": "D", "payload": "p", "currency": "XTR",
        "prices": [{"label": "a", "amount": 7}],
    }));
    let link = stage.call("createInvoiceLink", invoice).await.unwrap();
    let confirmed = json!({"from": shop.bob, "invoice_link": link});
    let query =
        stage.post("pre_checkout_queries", confirmed).await["pre_checkout_query_id"].clone();
    let answer = json!({"pre_checkout_query_id": query, "ok": true});
    stage.call("answerPreCheckoutQuery", answer.clone()).await.unwrap();
    let path = format!("answers?pre_checkout_query_id={}", query.as_str().unwrap());
    assert_eq!(stage.get(&path).await, answer);
    let balance = stage.post("stars", json!({"user": stage.alice, "amount": 0})).await;
    assert_eq!(balance, json!({"balance": 7}));
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 0})));
}

#[tokio::test]
async fn a_restored_bot_continues_in_the_chats_of_the_account() {
    let shop = Shop::new(json!(["can_reply"])).await;
    let stage = Stage::new().await;
    stage.emulator.restore(&shop.stage.emulator.snapshot().unwrap()).unwrap();
    let restored = Shop { stage, bob: shop.bob, connection: shop.connection.clone() };
    let sent = restored.call("sendMessage", json!({"text": "Yes"})).await.unwrap();
    assert_eq!(sent, shop.call("sendMessage", json!({"text": "Yes"})).await.unwrap());
}

/// Source: `Client::process_set_business_account_name_query` and its neighbors.
#[tokio::test]
async fn the_bot_changes_the_profile_of_the_account() {
    let shop = Shop::new(json!([
        "can_edit_name",
        "can_edit_username",
        "can_edit_bio",
        "can_change_gift_settings"
    ]))
    .await;
    let stage = &shop.stage;
    stage.send("hi").await;
    let accepted = json!({
        "unlimited_gifts": true, "limited_gifts": false, "unique_gifts": false,
        "premium_subscription": true, "gifts_from_channels": false,
    });
    let table = [
        ("setBusinessAccountName", json!({"first_name": "Alice's", "last_name": "Shop"})),
        ("setBusinessAccountUsername", json!({"username": "alices_shop"})),
        ("setBusinessAccountBio", json!({"bio": "Open from 9"})),
        (
            "setBusinessAccountGiftSettings",
            json!({"show_gift_button": true, "accepted_gift_types": accepted}),
        ),
    ];
    for (method, params) in table {
        assert_eq!(stage.call(method, shop.with(params)).await, Ok(json!(true)), "{method}");
    }
    let chat = stage.call("getChat", json!({"chat_id": stage.alice})).await.unwrap();
    let names = ["first_name", "last_name", "username", "bio", "accepted_gift_types"];
    let expected = json!(["Alice's", "Shop", "alices_shop", "Open from 9", accepted]);
    assert_eq!(json!(names.map(|name| &chat[name])), expected);
    let refused = [
        ("setBusinessAccountName", json!({"first_name": " "}), "FIRSTNAME_INVALID"),
        ("setBusinessAccountUsername", json!({"username": "a b c d"}), "USERNAME_INVALID"),
        ("setBusinessAccountUsername", json!({"username": "alices_shop"}), "USERNAME_NOT_MODIFIED"),
        ("setBusinessAccountUsername", json!({"username": "emu42_bot"}), "USERNAME_OCCUPIED"),
        ("setBusinessAccountBio", json!({"bio": "b".repeat(141)}), "ABOUT_TOO_LONG"),
    ];
    for (method, params, why) in refused {
        assert_eq!(stage.refusal(method, shop.with(params)).await, why, "{method}");
    }
}

/// Source: `Client::process_get_business_account_star_balance_query` and
/// `Client::process_transfer_business_account_stars_query`.
#[tokio::test]
async fn the_bot_transfers_stars_of_the_account() {
    let shop = Shop::new(json!(["can_view_gifts_and_stars", "can_transfer_stars"])).await;
    let stage = &shop.stage;
    stage.post("stars", json!({"user": stage.alice, "amount": 10})).await;
    let transfer = async |count: i64| {
        stage.call("transferBusinessAccountStars", shop.with(json!({"star_count": count}))).await
    };
    assert_eq!(transfer(11).await.unwrap_err().1, "Bad Request: BALANCE_TOO_LOW");
    assert_eq!(transfer(4).await, Ok(json!(true)));
    let balance = stage.call("getBusinessAccountStarBalance", shop.with(json!({}))).await;
    assert_eq!(balance, Ok(json!({"amount": 6})));
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 4})));
    let all = stage.call("getStarTransactions", json!({})).await.unwrap()["transactions"].clone();
    let from = json!({
        "type": "user", "transaction_type": "business_account_transfer",
        "user": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
    });
    assert_eq!((&all[0]["amount"], &all[0]["source"]), (&json!(4), &from));
}
