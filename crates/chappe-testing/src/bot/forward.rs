//! Users forward and pin messages.

use std::panic::Location;

use chappe_types::MessageId;
use http::Method;
use serde_json::json;

use crate::{action_report::ActionReport, bot::user::TestUser, expected::ChatRef};

impl TestUser {
    /// Forwards a message of this chat to another one: a user's private chat with the bot, or a
    /// group. In the report, the message is the new one.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message, if it is protected, or if the user may not write there.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::MessageOrigin};
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// async fn from_whom(Event(message): Event<Message>) -> Result<String, BoxError> {
    ///     match message.forward_origin.as_deref() {
    ///         Some(MessageOrigin::User(origin)) => Ok(origin.sender_user.first_name.to_string()),
    ///         Some(MessageOrigin::HiddenUser(origin)) => Ok(origin.sender_user_name.to_string()),
    ///         _ => Err(Skip.into()),
    ///     }
    /// }
    ///
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on((), from_whom)));
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// let group = bot.group("Friends", &[&alice, &bob]).await;
    /// let sent = bob.within(&group).send("hi").await.message_id();
    /// alice.within(&group).forward(sent, &alice).await;
    /// bot.expect(sent_text("Bob").to(&alice));
    /// # }
    /// ```
    #[track_caller]
    pub fn forward(
        &self,
        message_id: impl Into<MessageId>,
        to: impl Into<ChatRef>,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.forward_to(message_id.into(), to.into(), false).await }
    }

    /// Sends a message of this chat to another one as an own message, without its origin.
    ///
    /// # Panics
    ///
    /// Panics as [`forward`](Self::forward) does.
    #[track_caller]
    pub fn forward_without_sender(
        &self,
        message_id: impl Into<MessageId>,
        to: impl Into<ChatRef>,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.forward_to(message_id.into(), to.into(), true).await }
    }

    async fn forward_to(
        &self,
        MessageId(id): MessageId,
        ChatRef(to): ChatRef,
        hides_sender: bool,
    ) -> ActionReport {
        self.bot.start().await;
        self.note(&format!(" forwards #{id}"));
        let mut body = self.place();
        body["from_chat_id"] = json!(self.chat);
        body["message_ids"] = json!([id]);
        body["chat_id"] = json!(to);
        body["hide_sender"] = json!(hides_sender);
        self.act(&Method::POST, "forwards", &body).await
    }

    /// Sets whether forwards of the user's messages contain the name only: their origin is then of
    /// the type `hidden_user`. At first, they contain the user.
    #[track_caller]
    pub fn hide_in_forwards(&self, is_hidden: bool) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"from": this.id, "hide_in_forwards": is_hidden});
            this.act(&Method::POST, "privacy", &body).await
        }
    }

    /// Pins a message. In the report, the message is the service message about it, which the bot
    /// receives.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message, and in a group if the user may not pin messages.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::TestBot;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on((), async || ())));
    /// let alice = bot.user("alice");
    /// let rules = alice.send("Rules").await.message_id();
    /// let report = alice.pin(rules).await;
    /// assert_eq!(report.message().unwrap()["pinned_message"]["text"], "Rules");
    /// alice.unpin(rules).await;
    /// # }
    /// ```
    #[track_caller]
    pub fn pin(&self, message_id: impl Into<MessageId>) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_pin(message_id.into(), &Method::POST, "pins").await }
    }

    /// Unpins a message. The bot receives no update.
    ///
    /// # Panics
    ///
    /// Panics if the message is not pinned, and in a group if the user may not pin messages.
    #[track_caller]
    pub fn unpin(&self, message_id: impl Into<MessageId>) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_pin(message_id.into(), &Method::DELETE, "unpins").await }
    }

    async fn set_pin(&self, MessageId(id): MessageId, method: &Method, verb: &str) -> ActionReport {
        self.bot.start().await;
        self.note(&format!(" {verb} #{id}"));
        let mut body = self.place();
        body["message_id"] = json!(id);
        self.act(method, "pins", &body).await
    }
}
