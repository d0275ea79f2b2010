//! Users edit and delete messages.

use std::panic::Location;

use chappe_types::MessageId;
use http::Method;
use serde_json::{Value, json};

use crate::{action_report::ActionReport, bot::user::TestUser};

impl TestUser {
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

    /// Moves the user's live location to a position, in degrees.
    ///
    /// # Panics
    ///
    /// Panics if the message has no live location, or if its time has passed.
    #[track_caller]
    pub fn move_location(
        &self,
        message_id: impl Into<MessageId>,
        latitude: f64,
        longitude: f64,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            let location = json!({"latitude": latitude, "longitude": longitude});
            this.relocate(id, &location, "moves").await
        }
    }

    /// Ends the user's live location.
    ///
    /// # Panics
    ///
    /// Panics if the message has no live location, or if its time has passed.
    #[track_caller]
    pub fn stop_location(
        &self,
        message_id: impl Into<MessageId>,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            this.relocate(id, &json!({"live_period": 0}), "stops").await
        }
    }

    async fn relocate(&self, id: i64, location: &Value, verb: &str) -> ActionReport {
        self.bot.start().await;
        self.note(&format!(" {verb} location #{id}"));
        let mut body = self.place();
        body["message_id"] = json!(id);
        body["location"] = location.clone();
        self.act(&Method::PATCH, "messages", &body).await
    }

    /// Deletes a message. The bot receives no update.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message, and in a group if it is that of another and the user may
    /// not delete messages.
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
    /// let sent = alice.send("oops").await.message_id();
    /// alice.delete(sent).await;
    /// assert!(alice.messages().is_empty());
    /// # }
    /// ```
    #[track_caller]
    pub fn delete(&self, message_id: impl Into<MessageId>) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            this.bot.start().await;
            this.note(&format!(" deletes #{id}"));
            let mut body = this.place();
            body["message_id"] = json!(id);
            this.act(&Method::DELETE, "messages", &body).await
        }
    }
}
