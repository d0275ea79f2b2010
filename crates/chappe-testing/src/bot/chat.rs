//! Groups and channels.

use chappe_types::ChatId;
use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{test_bot::TestBot, user::TestUser},
    expected::ChatRef,
};

/// A group, supergroup or channel; created by [`TestBot::group`],
/// [`supergroup`](TestBot::supergroup) and [`channel`](TestBot::channel).
#[derive(Clone, Debug)]
pub struct TestChat {
    bot: TestBot,
    id: i64,
}

impl TestChat {
    pub(super) fn new(bot: TestBot, id: i64) -> Self {
        Self { bot, id }
    }

    /// Returns the chat's id.
    pub fn id(&self) -> ChatId {
        ChatId(self.id)
    }

    /// Sets the status of a user in the chat: a `status` of `ChatMember`, such as `member`,
    /// `administrator`, `left` or `kicked`.
    pub async fn set_status(&self, user: &TestUser, status: &str) -> ActionReport {
        let body = json!({"chat_id": self.id, "user": user.id().0, "status": status});
        self.bot.act(&Method::POST, "members", &body).await.1
    }

    /// Returns the chat's current messages, oldest first.
    pub fn messages(&self) -> Vec<Value> {
        self.bot.messages(self.id)
    }
}

impl From<&TestChat> for ChatRef {
    fn from(chat: &TestChat) -> Self {
        Self(chat.id)
    }
}
