//! Business accounts, and their customers.

use std::panic::Location;

use chappe_types::{BusinessConnectionId, MessageId};
use http::Method;
use serde_json::{Value, json};

use crate::{action_report::ActionReport, bot::user::TestUser};

/// The rights of a bot in a business account, for
/// [`TestUser::connect_business`](crate::TestUser::connect_business): all, or by their names. The
/// connection panics if a name is unknown.
///
/// Source: Bot API 10.3, [`BusinessBotRights`](https://core.telegram.org/bots/api#businessbotrights).
#[derive(Clone, Debug, PartialEq)]
pub struct BusinessRights(Value);

impl BusinessRights {
    /// Returns all rights.
    pub fn all() -> Self {
        Self(Value::Null)
    }
}

impl<const N: usize> From<[&str; N]> for BusinessRights {
    fn from(names: [&str; N]) -> Self {
        Self(json!(names.as_slice()))
    }
}

impl TestUser {
    /// Connects the bot to the user's business account, or changes its rights. The bot receives
    /// `business_connection`.
    ///
    /// Source: Bot API 10.3, [`BusinessConnection`](https://core.telegram.org/bots/api#businessconnection).
    ///
    /// # Panics
    ///
    /// Panics if the rights contain an unknown name.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{BusinessRights, TestBot, sent_text};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = Router::new("app")
    ///     .business_message(|m| m.fallback(async || reply("We open at nine")));
    /// let bot = TestBot::new(app);
    /// let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    /// alice.connect_business(BusinessRights::from(["can_reply"])).await;
    /// bob.write_to_business(&alice, "Are you open?").await;
    /// bot.expect(sent_text("We open at nine"));
    /// # }
    /// ```
    #[track_caller]
    pub fn connect_business(
        &self,
        rights: impl Into<BusinessRights>,
    ) -> impl Future<Output = ActionReport> {
        let (this, BusinessRights(rights)) = (self.at(Location::caller()), rights.into());
        async move { this.set_connection(" connects the bot", rights, true).await }
    }

    /// Disconnects the bot from the user's business account. The bot receives
    /// `business_connection`.
    #[track_caller]
    pub fn disconnect_business(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_connection(" disconnects the bot", Value::Null, false).await }
    }

    async fn set_connection(&self, what: &str, rights: Value, is_enabled: bool) -> ActionReport {
        self.bot.start().await;
        self.note(what);
        let body = json!({
            "bot": self.bot.token(), "from": self.id, "rights": rights, "is_enabled": is_enabled,
        });
        self.act(&Method::POST, "business_connections", &body).await
    }

    /// Returns the id of the connection between the bot and the user's business account, or `None`
    /// if the bot was never connected.
    pub fn business_connection(&self) -> Option<BusinessConnectionId> {
        let body = json!({"from": self.id});
        let all = self.bot.control(&Method::GET, "business_connections", &body);
        all["business_connections"][0]["id"].as_str().map(Into::into)
    }

    /// Sends a text to a user with a connected business account. The bot receives
    /// `business_message`.
    ///
    /// # Panics
    ///
    /// Panics if the account has no connected bot.
    #[track_caller]
    pub fn write_to_business(
        &self,
        account: &Self,
        text: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.write(account, account, text).await }
    }

    /// Sends a text from the user's own business account to a customer. The bot receives
    /// `business_message`.
    ///
    /// # Panics
    ///
    /// Panics if the account has no connected bot.
    #[track_caller]
    pub fn write_as_business(
        &self,
        customer: &Self,
        text: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.write(self, customer, text).await }
    }

    async fn write(&self, account: &Self, to: &Self, text: &str) -> ActionReport {
        self.bot.start().await;
        let connection = account.business_connection();
        let connection = connection.map(|id| id.as_str().to_owned());
        let Some(connection) = connection else {
            panic!("{}: the business account has no connected bot", self.who())
        };
        self.note(&format!(" (business): {text}"));
        let body = json!({
            "from": self.id, "chat_id": to.id, "text": text, "business_connection_id": connection,
        });
        self.act(&Method::POST, "messages", &body).await
    }

    /// Marks tasks of a checklist in a chat of a business account as done.
    ///
    /// Source: Bot API 10.3, [`sendChecklist`](https://core.telegram.org/bots/api#sendchecklist).
    ///
    /// # Panics
    ///
    /// Panics if the message has no such checklist, or if only its sender may mark tasks.
    #[track_caller]
    pub fn mark_done(
        &self,
        message_id: impl Into<MessageId>,
        tasks: &[i64],
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            this.note(&format!(" marks {tasks:?} as done"));
            let body = json!({
                "bot": this.bot.token(), "from": this.id, "message_id": id, "done": tasks,
            });
            this.act(&Method::POST, "checklist_tasks", &body).await
        }
    }
}
