//! Users who talk to the bot.

use std::panic::Location;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chappe_emulator::{ButtonPosition, Keyboard, find_button};
use chappe_types::{MessageId, UserId};
use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{
        chat::TestChat,
        site::{Site, placed},
        test_bot::TestBot,
    },
    expected::ChatRef,
};

/// A user who talks to the bot; created by [`TestBot::user`].
///
/// Actions take place in the private chat with the bot, or [in a group](Self::within). Each
/// waits until the bot has handled the updates that it causes, and returns a report. An action that
/// is not possible panics; the message begins with the place of its call in the test.
#[derive(Clone, Debug)]
pub struct TestUser {
    pub(super) bot: TestBot,
    pub(super) id: i64,
    pub(super) chat: i64,
    /// The topic of the user's messages.
    pub(super) thread: Option<i64>,
    site: Option<Site>,
}

impl TestUser {
    pub(super) fn new(bot: TestBot, id: i64) -> Self {
        Self { bot, id, chat: id, thread: None, site: None }
    }

    /// Returns the same user, whose actions fail with the position of this call.
    pub(super) fn at(&self, site: Site) -> Self {
        Self { site: self.site.or(Some(site)), ..self.clone() }
    }

    /// Returns the user's id, which is also the id of the private chat.
    pub fn id(&self) -> UserId {
        UserId(self.id)
    }

    /// Returns the same user, whose actions take place in this group or channel.
    #[must_use]
    pub fn within(&self, chat: &TestChat) -> Self {
        Self { chat: chat.id().0, thread: None, ..self.clone() }
    }

    /// Sends a text.
    #[track_caller]
    pub fn send(&self, text: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.post(json!({"text": text}), text).await }
    }

    /// Sends a text as a reply to a message.
    ///
    /// # Panics
    ///
    /// Panics if there is no message with this id.
    #[track_caller]
    pub fn reply(
        &self,
        message_id: impl Into<MessageId>,
        text: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            let body = json!({"text": text, "reply_to_message_id": id});
            this.post(body, &format!("(to #{id}) {text}")).await
        }
    }

    /// Sends a photo.
    #[track_caller]
    pub fn send_photo(&self, photo: &[u8]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.send_media(json!({"type": "photo", "file": STANDARD.encode(photo)}), "photo").await
        }
    }

    /// Sends a file.
    #[track_caller]
    pub fn send_document(&self, name: &str, content: &[u8]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let media =
                json!({"type": "document", "file": STANDARD.encode(content), "file_name": name});
            this.send_media(media, name).await
        }
    }

    /// Sends media, as an object of the emulator's control API: `type`, `file` in base64, and
    /// optional members such as `file_name` and `caption`. `shown` is its text in the transcript.
    #[track_caller]
    pub fn send_media(&self, media: Value, shown: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.post(json!({"media": media}), &format!("({shown})")).await }
    }

    async fn post(&self, mut body: Value, shown: &str) -> ActionReport {
        self.bot.start().await;
        self.note(&format!(": {shown}"));
        body["bot"] = self.bot.token();
        body["from"] = json!(self.id);
        body["chat_id"] = json!(self.chat);
        if let Some(thread) = self.thread {
            body["message_thread_id"] = json!(thread);
        }
        self.act(&Method::POST, "messages", &body).await
    }

    /// Edits the text or caption of the user's last message in this chat.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message.
    #[track_caller]
    pub fn edit(&self, text: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let last = this.newest(|message| {
                let is_own = message["from"]["id"] == this.id;
                is_own && (message["text"].is_string() || message["caption"].is_string())
            });
            let last = last.await;
            let Some(last) = last else { panic!("{}: there is no own text to edit", this.who()) };
            this.note(&format!(" edits: {text}"));
            this.edit_text(&last["message_id"], text).await
        }
    }

    /// Edits the text or caption of the user's message with this id.
    ///
    /// # Panics
    ///
    /// Panics if the user has sent no such message.
    #[track_caller]
    pub fn edit_message(
        &self,
        message_id: impl Into<MessageId>,
        text: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            this.bot.start().await;
            this.note(&format!(" edits #{id}: {text}"));
            this.edit_text(&json!(id), text).await
        }
    }

    async fn edit_text(&self, message_id: &Value, text: &str) -> ActionReport {
        let body = json!({
            "bot": self.bot.token(), "chat_id": self.chat, "message_id": message_id,
            "from": self.id, "text": text,
        });
        self.act(&Method::PATCH, "messages", &body).await
    }

    /// Presses the newest inline button with this label.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button. The message lists the buttons that exist.
    #[track_caller]
    pub fn press(&self, label: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            let position = this.button(&this.messages(), Keyboard::Inline, label, "");
            this.note(&format!(" presses [{label}]"));
            this.press_at(position).await
        }
    }

    /// Presses the inline button with this label under the message with this id.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button. The message lists the buttons that exist.
    #[track_caller]
    pub fn press_on(
        &self,
        message_id: impl Into<MessageId>,
        label: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            this.bot.start().await;
            let mut messages = this.messages();
            messages.retain(|message| message["message_id"] == id);
            let under = format!(" under #{id}");
            let position = this.button(&messages, Keyboard::Inline, label, &under);
            this.note(&format!(" presses [{label}]{under}"));
            this.press_at(position).await
        }
    }

    async fn press_at(&self, position: ButtonPosition) -> ActionReport {
        let ButtonPosition { message_id, row, column } = position;
        let body = json!({
            "bot": self.bot.token(), "from": self.id, "chat_id": self.chat,
            "message_id": message_id, "button": [row, column],
        });
        self.act(&Method::POST, "presses", &body).await
    }

    /// Taps a button of the newest reply keyboard: sends its label.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button. The message lists the buttons that exist.
    #[track_caller]
    pub fn tap(&self, label: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.button(&this.messages(), Keyboard::Reply, label, "");
            this.send(label).await
        }
    }

    /// Returns the position of the newest button with a label.
    fn button(
        &self,
        messages: &[Value],
        keyboard: Keyboard,
        label: &str,
        under: &str,
    ) -> ButtonPosition {
        match find_button(messages, keyboard, label) {
            Ok(position) => position,
            Err(others) => {
                panic!("{}: there is no button [{label}]{under}; there are: {others}", self.who())
            }
        }
    }

    /// Sends an inline query: `@bot query` in some chat.
    #[track_caller]
    pub fn inline_query(&self, query: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.note(&format!(" asks: {query}"));
            let body = json!({"bot": this.bot.token(), "from": this.id, "query": query});
            this.act(&Method::POST, "inline_queries", &body).await
        }
    }

    /// Reacts to the bot's newest message in this chat with an emoji. The bot receives an update
    /// only if its dispatcher handles `message_reaction`, and in groups only if it is an
    /// administrator.
    ///
    /// # Panics
    ///
    /// Panics if there is none.
    #[track_caller]
    pub fn react(&self, emoji: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let message = this.newest_of_bot("message", |_| true).await;
            this.note(&format!(" reacts {emoji}"));
            this.react_at(&message["message_id"], emoji).await
        }
    }

    /// Reacts like [`react`](Self::react) to the message with this id.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message.
    #[track_caller]
    pub fn react_to(
        &self,
        message_id: impl Into<MessageId>,
        emoji: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            this.bot.start().await;
            this.note(&format!(" reacts {emoji} to #{id}"));
            this.react_at(&json!(id), emoji).await
        }
    }

    async fn react_at(&self, message_id: &Value, emoji: &str) -> ActionReport {
        let body = json!({
            "bot": self.bot.token(), "from": self.id, "chat_id": self.chat,
            "message_id": message_id, "reaction": [emoji],
        });
        self.act(&Method::POST, "reactions", &body).await
    }

    /// Votes for the options with these texts in the bot's newest poll in this chat.
    ///
    /// # Panics
    ///
    /// Panics if there is no poll, or if it has no such option.
    #[track_caller]
    pub fn vote(&self, options: &[&str]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let message = this.newest_of_bot("poll", |message| message["poll"].is_object()).await;
            let texts: Vec<&str> = message["poll"]["options"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|option| option["text"].as_str())
                .collect();
            let index = |option: &&str| match texts.iter().position(|text| text == option) {
                Some(index) => index,
                None => {
                    panic!("{}: there is no option {option:?}; there are: {texts:?}", this.who())
                }
            };
            let chosen: Vec<usize> = options.iter().map(index).collect();
            this.note(&format!(" votes {}", options.join(", ")));
            let body = json!({
                "bot": this.bot.token(), "from": this.id, "chat_id": this.chat,
                "message_id": message["message_id"], "options": chosen,
            });
            this.act(&Method::POST, "votes", &body).await
        }
    }

    /// Finds the bot's newest message in this chat that matches.
    async fn newest_of_bot(&self, what: &str, matches: impl Fn(&Value) -> bool) -> Value {
        let found = self.newest(|message| {
            let by_bot = message["from"]["is_bot"] == true || message["sender_chat"].is_object();
            by_bot && matches(message)
        });
        match found.await {
            Some(message) => message,
            None => panic!("{}: the bot has sent no {what}", self.who()),
        }
    }

    /// Finds the newest message in this chat that matches.
    async fn newest(&self, matches: impl Fn(&Value) -> bool) -> Option<Value> {
        self.bot.start().await;
        self.bot.messages(self.chat).into_iter().rfind(matches)
    }

    /// Joins the group that the user is [within](Self::within).
    ///
    /// # Panics
    ///
    /// Panics if the user is banned, and in a private chat.
    #[track_caller]
    pub fn join(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_member(" joins", "member").await }
    }

    /// Leaves the group that the user is [within](Self::within).
    ///
    /// # Panics
    ///
    /// Panics in a private chat.
    #[track_caller]
    pub fn leave(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_member(" leaves", "left").await }
    }

    async fn set_member(&self, what: &str, status: &str) -> ActionReport {
        self.note(what);
        let body = json!({
            "chat_id": self.chat, "from": self.id, "user": self.id, "status": status,
        });
        self.act(&Method::POST, "members", &body).await
    }

    /// Blocks the bot.
    #[track_caller]
    pub fn block(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_blocked(true).await }
    }

    /// Unblocks the bot.
    #[track_caller]
    pub fn unblock(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_blocked(false).await }
    }

    async fn set_blocked(&self, blocked: bool) -> ActionReport {
        self.bot.start().await;
        self.note(if blocked { " blocks the bot" } else { " unblocks the bot" });
        let body = json!({"bot": self.bot.token(), "from": self.id, "blocked": blocked});
        self.act(&Method::POST, "blocks", &body).await
    }

    /// Returns the messages that the user sees in this chat, oldest first, with their current
    /// content. They include reply keyboards, which the Bot API does not return to bots.
    pub fn messages(&self) -> Vec<Value> {
        self.bot.messages(self.chat)
    }

    pub(super) async fn act(&self, method: &Method, path: &str, body: &Value) -> ActionReport {
        self.bot.act(&self.who(), method, path, body).await
    }

    /// Names the place of the action in the test, the user and the group, for messages of failures.
    fn who(&self) -> String {
        placed(self.site, &self.bot.actor(self.id, self.chat))
    }

    /// Adds an action to the transcript.
    pub(super) fn note(&self, what: &str) {
        self.bot.note(self.id, self.chat, what);
    }
}

impl From<&TestUser> for ChatRef {
    fn from(user: &TestUser) -> Self {
        Self(user.id)
    }
}
