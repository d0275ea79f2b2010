//! Users who talk to the bot.

use chappe_types::UserId;
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
    pub(super) site: Option<Site>,
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

    /// Finds the bot's newest message in this chat that matches.
    pub(super) async fn newest_of_bot(
        &self,
        what: &str,
        matches: impl Fn(&Value) -> bool,
    ) -> Value {
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
    pub(super) async fn newest(&self, matches: impl Fn(&Value) -> bool) -> Option<Value> {
        self.bot.start().await;
        self.bot.messages(self.chat).into_iter().rfind(matches)
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
    pub(super) fn who(&self) -> String {
        placed(self.site, &self.bot.actor(self.id, self.chat))
    }

    /// The members of a body that say who acts, and where.
    pub(super) fn place(&self) -> Value {
        let mut place = json!({"bot": self.bot.token(), "from": self.id, "chat_id": self.chat});
        if let Some(thread) = self.thread {
            place["message_thread_id"] = json!(thread);
        }
        place
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
