//! The steps.

use std::{
    fmt::Debug,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::Control;

/// A picture of one pixel.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\
    \xc4\x89\0\0\0\rIDATx\x9cc`\0\0\0\x02\0\x01\0\xff\xff\x03\0\0\x06\0\x05W\xbf\xab\xd4\
    \0\0\0\0IEND\xaeB`\x82";

/// What the bot sends in reply to `html`.
pub const HTML: &str = "<b>bold</b> &amp; <i>italic</i>";

/// What the bot sends in reply to a photo.
pub fn digest(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// An error of the Bot API, as the client passes it on. Zero and empty: the client drops it.
#[derive(Debug, Default)]
pub struct Refusal {
    pub code: u64,
    pub description: String,
    pub retry_after: u64,
}

/// The calls that the steps make.
#[expect(async_fn_in_trait, reason = "each program has one client, on one thread")]
pub trait Client {
    /// `getMe`: whether it is a bot, and its id.
    async fn me(&self) -> (bool, i64);
    /// `sendMessage`.
    async fn send(&self, chat: i64, text: &str) -> Result<(), Refusal>;
    /// `getUpdates`.
    async fn get_updates(&self) -> Result<(), Refusal>;
    /// `setWebhook`.
    async fn set_webhook(&self, url: &str);
    /// `deleteWebhook`.
    async fn delete_webhook(&self);
    /// The URL in `getWebhookInfo`.
    async fn webhook_url(&self) -> Option<String>;
}

/// What a bot does beyond the twelve steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// `/name` asks for the name and greets: the client has dialogues.
    Conversation,
    /// `/buy` sends an invoice of five stars, which is confirmed and refunded.
    Payment,
    /// A query is answered with an article.
    Inline,
    /// `/topic` creates a topic and writes in it.
    Topic,
    /// A request to join is approved, and the user greeted in the group.
    Join,
}

/// Runs all steps with the bot of this id. Returns how many failed.
pub async fn scenario(
    control: Control,
    client: &impl Client,
    bot: i64,
    features: &[Feature],
) -> usize {
    let alice = control.post("users", &json!({"first_name": "Alice", "username": "alice"}));
    let chat = alice["id"].as_i64().expect("a user has an id");
    let mut steps = Steps { control, bot, chat, failed: 0 };
    steps.twelve(client).await;
    for feature in features {
        match feature {
            Feature::Conversation => steps.conversation().await,
            Feature::Payment => steps.payment().await,
            Feature::Inline => steps.inline().await,
            Feature::Topic => steps.topic().await,
            Feature::Join => steps.join().await,
        }
    }
    // The steps of errors end polling, and the webhook of a bot is replaced.
    steps.errors(client).await;
    steps.failed
}

struct Steps {
    control: Control,
    bot: i64,
    chat: i64,
    failed: usize,
}

impl Steps {
    fn step(&mut self, name: &str, right: bool, seen: impl Debug) {
        self.failed += usize::from(!right);
        if right {
            println!("ok   {name}");
        } else {
            println!("FAIL {name} {seen:?}");
        }
    }

    /// Alice sends a message. Returns its id.
    fn say(&self, what: &Value) -> i64 {
        let mut body = json!({"bot": self.bot, "from": self.chat});
        for (name, value) in what.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let sent = self.control.post("messages", &body);
        sent["message_id"].as_i64().unwrap_or_else(|| panic!("not sent: {sent}"))
    }

    /// The messages of the bot after a message, in Alice's chat or another one.
    async fn hear_in(&self, chat: i64, after: i64, count: usize) -> Vec<Value> {
        for _ in 0..50 {
            let heard =
                self.control.get(&format!("messages?chat_id={chat}&after={after}&wait=100"));
            let heard = heard["messages"].as_array().into_iter().flatten();
            let heard: Vec<Value> =
                heard.filter(|message| message["from"]["is_bot"] == true).cloned().collect();
            if heard.len() >= count {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        vec![Value::Null]
    }

    /// The last message of the bot after Alice sends a text.
    async fn answer(&self, text: &str) -> Value {
        let said = self.say(&json!({"text": text}));
        self.hear_in(self.chat, said, 1).await.pop().unwrap_or_default()
    }

    async fn twelve(&mut self, client: &impl Client) {
        let chat = self.chat;
        let me = client.me().await;
        self.step("getMe", me == (true, self.bot), me);
        let heard = self.answer("/start").await;
        self.step("/start", heard["text"] == "Welcome", &heard);
        self.step("reply keyboard", heard["reply_markup"]["keyboard"].is_array(), &heard);
        let asked = self.answer("Menu").await["message_id"].as_i64().unwrap_or_default();
        let press = json!({"from": chat, "chat_id": chat, "message_id": asked, "data": "yes"});
        let query = self.control.post("presses", &press);
        let query = query["callback_query_id"].as_str().unwrap_or_default();
        let answer = self.control.get(&format!("answers?callback_query_id={query}&wait=5000"));
        let expected = json!({"text": "Noted", "show_alert": true});
        self.step("callback alert", answer == expected, &answer);
        let messages = self.control.get(&format!("messages?chat_id={chat}&after={}", asked - 1));
        self.step("edit", messages["messages"][0]["text"] == "You are sure.", &messages);
        let media = json!({"type": "photo", "file": BASE64_STANDARD.encode(PNG)});
        let said = self.say(&json!({"media": media}));
        let heard = self.hear_in(chat, said, 1).await;
        self.step("photo up and down", heard[0]["text"] == *digest(PNG), &heard);
        let said = self.say(&json!({"text": "album"}));
        let heard = self.hear_in(chat, said, 2).await;
        let group = &heard[0]["media_group_id"];
        let is_group = group.is_string() && heard.iter().all(|of| of["media_group_id"] == *group);
        self.step("media group", heard.len() == 2 && is_group, &heard);
        let heard = self.answer("html").await;
        let kinds = [&heard["entities"][0]["type"], &heard["entities"][1]["type"]];
        let right = heard["text"] == "bold & italic" && kinds == ["bold", "italic"];
        self.step("HTML entities", right, &heard);
        let said = self.say(&json!({"text": "before"}));
        let edit = json!({"chat_id": chat, "message_id": said, "from": chat, "text": "after"});
        self.control.patch("messages", &edit);
        let heard = self.hear_in(chat, said, 1).await;
        self.step("edited_message", heard[0]["text"] == "edited: after", &heard);
    }

    async fn errors(&mut self, client: &impl Client) {
        let fault = json!({"method": "sendMessage", "times": 1, "then": {"retry_after": 7}});
        self.control.post("faults", &fault);
        let refused = client.send(self.chat, "too many").await.refusal();
        self.step("429", (refused.code, refused.retry_after) == (429, 7), refused);
        let refused = client.send(1, "nobody").await.refusal();
        let right = refused.code == 400 && refused.description.contains("chat not found");
        self.step("400", right, refused);
        client.set_webhook("http://127.0.0.1:9/nowhere").await;
        let refused = client.get_updates().await.refusal();
        let right = refused.code == 409 && refused.description.contains("webhook is active");
        self.step("409", right, refused);
        client.delete_webhook().await;
        let url = client.webhook_url().await.unwrap_or_default();
        self.step("deleteWebhook", url.is_empty(), url);
    }

    async fn conversation(&mut self) {
        let asked = self.answer("/name").await;
        self.step("a conversation asks", asked["text"] == "Your name?", &asked);
        let greeted = self.answer("Ann").await;
        self.step("and remembers", greeted["text"] == "Hello, Ann", &greeted);
    }

    async fn payment(&mut self) {
        let (chat, bot) = (self.chat, self.bot);
        self.control.post("stars", &json!({"user": chat, "amount": 5}));
        let invoice = self.answer("/buy").await;
        let about = &invoice["invoice"];
        let right = about["currency"] == "XTR" && about["total_amount"] == 5;
        self.step("an invoice", right, &invoice);
        let id = invoice["message_id"].as_i64().unwrap_or_default();
        let pays = json!({"from": chat, "bot": bot, "message_id": id});
        let query = self.control.post("pre_checkout_queries", &pays);
        self.step("is confirmed", query["pre_checkout_query_id"].is_string(), &query);
        // The service message of the refund, and the text.
        let heard = self.hear_in(chat, id, 2).await;
        let refunded = heard.iter().any(|message| message["text"] == "refunded 5");
        self.step("paid and refunded", refunded, &heard);
    }

    async fn inline(&mut self) {
        let types = json!({"from": self.chat, "bot": self.bot, "query": "tea"});
        let query = self.control.post("inline_queries", &types);
        let query = query["inline_query_id"].as_str().unwrap_or_default();
        let answer = self.control.get(&format!("answers?inline_query_id={query}&wait=5000"));
        self.step("an inline query", answer["results"][0]["id"] == "1", &answer);
        let chooses = json!({
            "inline_query_id": query, "result_id": "1", "chat_id": self.chat, "bot": self.bot,
        });
        let chosen = self.control.post("chosen_inline_results", &chooses);
        let message = &chosen["message"];
        let right = message["text"] == "tea!" && message["via_bot"]["id"] == self.bot;
        self.step("its result is sent", right, &chosen);
    }

    async fn topic(&mut self) {
        let chat = json!({
            "type": "supergroup", "title": "Forum", "is_forum": true,
            "members": [self.chat], "bots": [self.bot],
        });
        let forum = self.control.post("chats", &chat)["id"].as_i64().unwrap_or_default();
        let promotion = json!({"chat_id": forum, "user": self.bot, "status": "administrator"});
        self.control.post("members", &promotion);
        let said = self.say(&json!({"chat_id": forum, "text": "/topic"}));
        // The service message of the topic, and the message in it.
        let heard = self.hear_in(forum, said, 2).await;
        let (created, last) = (&heard[0], &heard[heard.len() - 1]);
        let right = created["forum_topic_created"]["name"] == "News"
            && last["text"] == "in the topic"
            && last["message_thread_id"] == created["message_id"];
        self.step("a topic", right, &heard);
    }

    async fn join(&mut self) {
        let chat = json!({
            "type": "supergroup", "title": "Guests", "members": [self.chat], "bots": [self.bot],
        });
        let group = self.control.post("chats", &chat)["id"].as_i64().unwrap_or_default();
        let promotion = json!({"chat_id": group, "user": self.bot, "status": "administrator"});
        self.control.post("members", &promotion);
        let link = json!({"from": self.chat, "chat_id": group, "creates_join_request": true});
        let link = self.control.post("invite_links", &link);
        let bob = self.control.post("users", &json!({"first_name": "Bob"}));
        let asks = json!({"from": bob["id"], "invite_link": link["invite_link"]});
        let asked = self.control.post("joins", &asks);
        self.step("a request to join", asked == json!({"status": "requested"}), &asked);
        let heard = self.hear_in(group, 0, 1).await;
        let welcomed = heard.last().is_some_and(|message| message["text"] == "Welcome, Bob");
        self.step("is approved", welcomed, &heard);
        let writes = json!({"from": bob["id"], "chat_id": group, "text": "Thanks"});
        let sent = self.control.post("messages", &writes);
        self.step("a member writes", sent["text"] == "Thanks", &sent);
    }
}

/// The error of a call that must fail.
trait MustFail {
    fn refusal(self) -> Refusal;
}

impl MustFail for Result<(), Refusal> {
    fn refusal(self) -> Refusal {
        self.err().unwrap_or_default()
    }
}
