//! Groups and channels.

use chappe_types::ChatId;
use http::Method;
use serde_json::{Value, json};

use crate::{bot::TestBot, turn::Turn, user::TestUser};

/// A group, supergroup or channel; made by [`TestBot::group`] and the like.
#[derive(Clone, Debug)]
pub struct TestChat {
    bot: TestBot,
    id: i64,
}

impl TestChat {
    pub(crate) fn new(bot: TestBot, id: i64) -> Self {
        Self { bot, id }
    }

    /// Its id.
    pub fn id(&self) -> ChatId {
        ChatId(self.id)
    }

    /// Makes somebody a member, or an administrator, or no longer one: a `status`
    /// as `ChatMember` has it.
    pub async fn set_status(&self, user: &TestUser, status: &str) -> Turn {
        let given = json!({"chat_id": self.id, "user": user.id().0, "status": status});
        self.bot.turn(&Method::POST, "members", &given).await.1
    }

    /// Its messages as they stand, oldest first.
    pub fn messages(&self) -> Vec<Value> {
        self.bot.messages(self.id)
    }
}
