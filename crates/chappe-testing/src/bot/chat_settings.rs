//! The owner of a chat changes it.

use std::panic::Location;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chappe_types::ChatPermissions;
use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{chat::TestChat, test_bot::TestBot, user::TestUser},
};

impl TestBot {
    /// Creates the discussion group of a channel: a supergroup with these members, the first of
    /// whom is its owner, and with the bot as a usual member. Posts of the channel are forwarded to
    /// it.
    ///
    /// # Panics
    ///
    /// Panics if the chat is not a channel.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// async fn open(Event(message): Event<Message>) -> Option<impl IntoOutcome> {
    ///     message.is_automatic_forward.map(|_| reply("Discuss!"))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), open)));
    /// let alice = bot.user("alice");
    /// let news = bot.channel("News", &[&alice]).await;
    /// let talk = bot.discussion_group("Talk", &news, &[&alice]).await;
    /// alice.within(&news).send("It rains").await;
    /// bot.expect(sent_text("Discuss!").to(&talk));
    /// # }
    /// ```
    pub async fn discussion_group(
        &self,
        title: &str,
        channel: &TestChat,
        members: &[&TestUser],
    ) -> TestChat {
        let chat = json!({"type": "supergroup", "linked_chat_id": channel.id});
        self.chat_from(title, chat, members).await
    }
}

impl TestChat {
    /// Changes the title, as the owner. The bot receives `new_chat_title`.
    ///
    /// # Panics
    ///
    /// Panics if the title is empty.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    ///
    /// async fn note(Event(message): Event<Message>) -> Option<impl IntoOutcome> {
    ///     message.new_chat_title.clone().map(|title| reply(format!("Now {title}")))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on((), note)));
    /// let alice = bot.user("alice");
    /// let group = bot.group("Friends", &[&alice]).await;
    /// group.rename("Best friends").await;
    /// bot.expect(sent_text("Now Best friends").to(&group));
    /// # }
    /// ```
    #[track_caller]
    pub fn rename(&self, title: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change_chat(&format!(" renames to {title:?}"), json!({"title": title})).await }
    }

    /// Changes the description, as the owner; an empty one removes it. The bot receives no update.
    #[track_caller]
    pub fn describe(&self, description: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let what = format!(" describes as {description:?}");
            this.change_chat(&what, json!({"description": description})).await
        }
    }

    /// Changes the photo, as the owner. The bot receives `new_chat_photo`.
    ///
    /// # Panics
    ///
    /// Panics if the content is not a picture.
    #[track_caller]
    pub fn set_photo(&self, photo: &[u8]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.change_chat(" sets the photo", json!({"photo": STANDARD.encode(photo)})).await
        }
    }

    /// Removes the photo, as the owner. The bot receives `delete_chat_photo` if there was one.
    #[track_caller]
    pub fn remove_photo(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.change_chat(" removes the photo", json!({"photo": ""})).await }
    }

    /// Changes what members may do, as the owner; permissions that are not set are denied.
    /// Administrators are not limited, but a bot that is a usual member is.
    ///
    /// # Panics
    ///
    /// Panics in a channel.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::ChatPermissions};
    /// use chappe_testing::{TestBot, sent};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), async || reply("hi"))));
    /// let alice = bot.user("alice");
    /// let group = bot.supergroup("Friends", &[&alice]).await;
    /// group.permit(ChatPermissions::new()).await;
    /// alice.within(&group).send("hello").await;
    /// bot.expect(sent().refused(400)); // not enough rights to send text messages
    /// # }
    /// ```
    #[track_caller]
    pub fn permit(&self, permissions: ChatPermissions) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"permissions": permissions});
            this.change_chat(" changes the permissions", body).await
        }
    }

    /// Changes the chat as its owner, with a line in the transcript.
    async fn change_chat(&self, what: &str, mut body: Value) -> ActionReport {
        if let Some(owner) = self.owner {
            self.bot.note(owner, self.id, what);
        }
        body["from"] = json!(self.owner);
        body["chat_id"] = json!(self.id);
        self.act(&Method::PATCH, "chats", &body).await
    }
}
