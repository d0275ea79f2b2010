//! Profiles of users, and the Web Apps that they open.

use std::panic::Location;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Method;
use serde_json::json;

use crate::{action_report::ActionReport, bot::user::TestUser, web_app::OpenedWebApp};

impl TestUser {
    /// Sets a profile photo, which the bot sees by `getUserProfilePhotos` and `getChat`.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{prelude::*, types::GetUserProfilePhotos};
    /// use chappe_testing::TestBot;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let bot = TestBot::new(Router::new("app"));
    /// let alice = bot.user("alice");
    /// alice.set_profile_photo(b"\xff\xd8 a photo").await;
    /// let photos = bot.bot().send(GetUserProfilePhotos::new(alice.id())).await?;
    /// assert_eq!(photos.total_count, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn set_profile_photo(&self, photo: &[u8]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        let body = json!({"user": self.id, "file": STANDARD.encode(photo)});
        async move {
            this.bot.start().await;
            this.note(" sets a profile photo");
            this.act(&Method::POST, "profile_photos", &body).await
        }
    }

    /// Allows the bot to set the user's emoji status by `setUserEmojiStatus`, or forbids it. By
    /// default, it is forbidden.
    #[track_caller]
    pub fn allow_emoji_status(&self, is_allowed: bool) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.note(match is_allowed {
                true => " allows the bot to set the emoji status",
                false => " forbids the bot to set the emoji status",
            });
            let body = json!({"bot": this.bot.token(), "from": this.id, "allowed": is_allowed});
            this.act(&Method::POST, "emoji_status_access", &body).await
        }
    }

    /// Opens a Web App of the bot at this URL. The bot can answer its query with
    /// `answerWebAppQuery`: the message is sent as the user, to the private chat.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{
    ///     prelude::*,
    ///     types::{AnswerWebAppQuery, InlineQueryResultArticle, InputTextMessageContent},
    /// };
    /// use chappe_testing::TestBot;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let bot = TestBot::new(Router::new("app"));
    /// let alice = bot.user("alice");
    /// alice.send("hi").await;
    /// let opened = alice.open_web_app("https://example.org/pizza").await;
    /// assert!(opened.init_data().contains("hash="));
    /// let order = InputTextMessageContent::new("A pizza");
    /// let order = InlineQueryResultArticle::new("1", "Order", order);
    /// bot.bot().send(AnswerWebAppQuery::new(opened.query_id(), order)).await?;
    /// assert_eq!(alice.messages().last().unwrap()["text"], "A pizza");
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn open_web_app(&self, url: &str) -> impl Future<Output = OpenedWebApp> {
        let this = self.at(Location::caller());
        let url = url.to_owned();
        async move {
            this.bot.start().await;
            this.note(&format!(" opens the Web App {url}"));
            let body = json!({"bot": this.bot.token(), "from": this.id, "url": url});
            OpenedWebApp::new(&this.bot.control(&Method::POST, "web_app_queries", &body))
        }
    }

    /// Sends a message that the bot prepared for the user by `savePreparedInlineMessage`, to this
    /// chat.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message, if it has expired, and if it may not be sent to a chat of
    /// this kind.
    #[track_caller]
    pub fn send_prepared(&self, id: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        let id = id.to_owned();
        async move {
            this.bot.start().await;
            this.note(" sends a prepared message");
            let body = json!({
                "bot": this.bot.token(), "from": this.id, "chat_id": this.chat, "id": id,
            });
            this.act(&Method::POST, "prepared_messages", &body).await
        }
    }
}
