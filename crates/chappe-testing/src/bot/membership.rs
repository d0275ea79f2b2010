//! Users join and leave groups, and block the bot.

use std::panic::Location;

use http::Method;
use serde_json::json;

use crate::{action_report::ActionReport, bot::user::TestUser};

impl TestUser {
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
}
