//! Users react and vote.

use std::panic::Location;

use chappe_types::MessageId;
use http::Method;
use serde_json::{Value, json};

use crate::{action_report::ActionReport, bot::user::TestUser};

impl TestUser {
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

    /// Sets all of the user's reactions to the message with this id: emoji, or objects of
    /// `ReactionType`. No reactions remove those of before. Only users with Telegram Premium have
    /// several, and custom emoji.
    ///
    /// # Panics
    ///
    /// Panics if there is no such message or reaction, or if the user may not have it.
    #[track_caller]
    pub fn set_reactions(
        &self,
        message_id: impl Into<MessageId>,
        reactions: impl Into<Vec<Value>>,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            let reactions = reactions.into();
            this.bot.start().await;
            this.note(&format!(" reacts {} to #{id}", json!(reactions)));
            let mut body = this.place();
            body["message_id"] = json!(id);
            body["reaction"] = json!(reactions);
            this.act(&Method::POST, "reactions", &body).await
        }
    }

    async fn react_at(&self, message_id: &Value, emoji: &str) -> ActionReport {
        let body = json!({
            "bot": self.bot.token(), "from": self.id, "chat_id": self.chat,
            "message_id": message_id, "reaction": [emoji],
        });
        self.act(&Method::POST, "reactions", &body).await
    }

    /// Votes for the options with these texts in the bot's newest poll in this chat. No options
    /// retract the vote.
    ///
    /// # Panics
    ///
    /// Panics if there is no poll, if it has no such option, or if the vote is not allowed.
    #[track_caller]
    pub fn vote(&self, options: &[&str]) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let message = this.newest_of_bot("poll", |message| message["poll"].is_object()).await;
            this.vote_in(&message, options).await
        }
    }

    /// Votes like [`vote`](Self::vote) in the poll of the message with this id, which may be that of
    /// a user.
    ///
    /// # Panics
    ///
    /// Panics if there is no poll, if it has no such option, or if the vote is not allowed.
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
    /// let poll = alice.send_poll("Tea?", &["Yes", "No"]).await.message_id();
    /// alice.vote_on(poll, &["Yes"]).await;
    /// assert_eq!(alice.messages()[0]["poll"]["total_voter_count"], 1);
    /// alice.vote_on(poll, &[]).await;
    /// assert_eq!(alice.messages()[0]["poll"]["total_voter_count"], 0);
    /// # }
    /// ```
    #[track_caller]
    pub fn vote_on(
        &self,
        message_id: impl Into<MessageId>,
        options: &[&str],
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let MessageId(id) = message_id.into();
            let message = this.newest(|message| message["message_id"] == id).await;
            let poll = message.filter(|message| message["poll"].is_object());
            let Some(poll) = poll else { panic!("{}: #{id} is no poll", this.who()) };
            this.vote_in(&poll, options).await
        }
    }

    async fn vote_in(&self, message: &Value, options: &[&str]) -> ActionReport {
        let texts: Vec<&str> = message["poll"]["options"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|option| option["text"].as_str())
            .collect();
        let index = |option: &&str| match texts.iter().position(|text| text == option) {
            Some(index) => index,
            None => panic!("{}: there is no option {option:?}; there are: {texts:?}", self.who()),
        };
        let chosen: Vec<usize> = options.iter().map(index).collect();
        self.note(&format!(" votes {}", options.join(", ")));
        let mut body = self.place();
        body["message_id"] = message["message_id"].clone();
        body["options"] = json!(chosen);
        self.act(&Method::POST, "votes", &body).await
    }
}
