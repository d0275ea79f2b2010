//! Users press buttons.

use std::panic::Location;

use chappe_emulator::{ButtonPosition, Keyboard, find_button};
use chappe_types::MessageId;
use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{chat::TestChat, user::TestUser},
};

impl TestUser {
    /// Presses the newest inline button with this label, whatever its kind: the bot receives
    /// `callback_query` for buttons with data and of games, and `pre_checkout_query` for those of
    /// invoices. [`ActionReport::url`] is the URL that other buttons open.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button. The message lists the buttons that exist.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{
    ///     prelude::*,
    ///     types::{InlineKeyboardButton, InlineKeyboardMarkup},
    /// };
    /// use chappe_testing::TestBot;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| {
    ///     m.on((), async || {
    ///         let site = InlineKeyboardButton::new("Site").url("https://example.com/");
    ///         reply("Here").reply_markup(InlineKeyboardMarkup::new(vec![vec![site]]))
    ///     })
    /// }));
    /// let alice = bot.user("alice");
    /// alice.send("hi").await;
    /// assert_eq!(alice.press("Site").await.url(), Some("https://example.com/"));
    /// # }
    /// ```
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

    /// Taps a button of the newest reply keyboard: sends its label, or what it requests: the user's
    /// contact, or a position in Paris. In a group, the message is a reply to that with the
    /// keyboard.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button. The message lists the buttons that exist.
    #[track_caller]
    pub fn tap(&self, label: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.tap_button(label, &json!({}), "").await }
    }

    /// Taps a button that requests users, and shares these.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button, or if it does not request such users.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{
    ///     prelude::*,
    ///     types::{KeyboardButton, KeyboardButtonRequestUsers, ReplyKeyboardMarkup},
    /// };
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// async fn share(Event(message): Event<Message>) -> impl IntoOutcome {
    ///     let button = KeyboardButton::new("Invite").request_users(KeyboardButtonRequestUsers::new(1));
    ///     let shared = message.users_shared.as_ref().map_or(0, |shared| shared.users.len());
    ///     message.answer(format!("{shared}")).reply_markup(ReplyKeyboardMarkup::new(vec![vec![button]]))
    /// }
    ///
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on((), share)));
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// alice.send("hi").await;
    /// bot.expect(sent_text("0"));
    /// alice.share_users("Invite", &[&bob]).await;
    /// bot.expect(sent_text("1"));
    /// # }
    /// ```
    #[track_caller]
    pub fn share_users(&self, label: &str, users: &[&Self]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let users: Vec<i64> = users.iter().map(|user| user.id).collect();
            this.tap_button(label, &json!({"users": users}), "").await
        }
    }

    /// Taps a button that requests a chat, and shares this one.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button, or if it does not request such a chat.
    #[track_caller]
    pub fn share_chat(&self, label: &str, chat: &TestChat) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.tap_button(label, &json!({"chat": chat.id().0}), "").await }
    }

    /// Taps a button of a reply keyboard that opens a Web App, which sends this data to the bot.
    ///
    /// # Panics
    ///
    /// Panics if there is no such button, or if the data has more than 4096 bytes.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{
    ///     prelude::*,
    ///     types::{KeyboardButton, ReplyKeyboardMarkup, WebAppInfo},
    /// };
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// async fn order(Event(message): Event<Message>) -> impl IntoOutcome {
    ///     let app = KeyboardButton::new("Shop").web_app(WebAppInfo::new("https://example.com"));
    ///     let data = message.web_app_data.as_ref().map_or("none", |data| &data.data);
    ///     message.answer(data).reply_markup(ReplyKeyboardMarkup::new(vec![vec![app]]))
    /// }
    ///
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on((), order)));
    /// let alice = bot.user("alice");
    /// alice.send("hi").await;
    /// bot.expect(sent_text("none"));
    /// alice.send_web_app_data("Shop", "tea").await;
    /// bot.expect(sent_text("tea"));
    /// # }
    /// ```
    #[track_caller]
    pub fn send_web_app_data(&self, label: &str, data: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.tap_button(label, &json!({"data": data}), &format!(" ({data})")).await }
    }

    /// Presses a button of the reply keyboard, with what it requests.
    async fn tap_button(&self, label: &str, given: &Value, shown: &str) -> ActionReport {
        self.bot.start().await;
        self.button(&self.messages(), Keyboard::Reply, label, "");
        self.note(&format!(": {label}{shown}"));
        let mut body = self.place();
        body["text"] = json!(label);
        for (name, value) in given.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.act(&Method::POST, "reply_presses", &body).await
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
}
