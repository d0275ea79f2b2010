//! Topics, drafts and ephemeral messages.

use std::panic::Location;

use chappe_types::MessageThreadId;
use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{chat::TestChat, test_bot::TestBot, user::TestUser},
};

/// A topic of a forum or of a private chat; created by [`TestUser::create_topic`].
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_testing::{TestBot, sent_text};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), async || reply("Seen"))));
/// let alice = bot.user("alice");
/// let forum = bot.forum("Support", &[&alice]).await;
/// let alice = alice.within(&forum);
///
/// let bugs = alice.create_topic("Bugs").await;
/// alice.in_topic(&bugs).send("It crashes").await;
/// bot.expect(sent_text("Seen").to(&forum).in_topic(&bugs));
///
/// alice.close_topic(&bugs).await;
/// alice.in_topic(&bugs).send("Fixed").await; // the owner may still write
/// bot.expect(sent_text("Seen").in_topic(&bugs).refused(400)); // the bot is a usual member
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TestTopic {
    id: i64,
    name: String,
    report: ActionReport,
}

impl TestTopic {
    /// Returns the topic's id.
    pub fn id(&self) -> MessageThreadId {
        MessageThreadId(self.id)
    }

    /// Returns the topic's name at its creation.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the report about the topic's creation.
    pub fn report(&self) -> &ActionReport {
        &self.report
    }
}

impl TestBot {
    /// Creates a supergroup with topics, with these members, the first of whom is its owner, and
    /// with the bot as a usual member.
    pub async fn forum(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat_of(json!({"type": "supergroup", "is_forum": true}), title, members).await
    }

    /// Sets whether the private chats of the bot have topics, and whether users create topics
    /// there, as the bot's owner does in Telegram. Both are off at first.
    pub async fn set_private_topics(&self, has_topics: bool, users_create: bool) {
        self.start().await;
        let body = json!({
            "bot": self.token(), "has_topics_enabled": has_topics,
            "allows_users_to_create_topics": users_create,
        });
        self.control(&Method::PATCH, "bots", &body);
    }
}

impl TestUser {
    /// Returns the same user, whose messages are sent to this topic.
    #[must_use]
    pub fn in_topic(&self, topic: &TestTopic) -> Self {
        Self { thread: Some(topic.id), ..self.clone() }
    }

    /// Creates a topic in the forum that the user is [within](Self::within), or in the private chat
    /// with the bot.
    ///
    /// # Panics
    ///
    /// Panics if the chat has no topics, or the user may not create topics.
    #[track_caller]
    pub fn create_topic(&self, name: &str) -> impl Future<Output = TestTopic> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"name": name});
            let report =
                this.topic(&Method::POST, &format!("creates the topic {name}"), body).await;
            let body = json!({"bot": this.bot.token(), "chat_id": this.chat});
            let topics = this.bot.control(&Method::GET, "topics", &body);
            let ids = topics["topics"].as_array().into_iter().flatten();
            let newest = ids.filter_map(|topic| topic["message_thread_id"].as_i64()).max();
            TestTopic { id: newest.unwrap_or_default(), name: name.to_owned(), report }
        }
    }

    /// Renames a topic.
    ///
    /// # Panics
    ///
    /// Panics if the user may not manage topics.
    #[track_caller]
    pub fn rename_topic(
        &self,
        topic: &TestTopic,
        name: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"message_thread_id": topic.id, "name": name});
            let what = format!("renames the topic {} to {name}", topic.name);
            this.topic(&Method::PATCH, &what, body).await
        }
    }

    /// Closes a topic: only its creator and those who manage topics may write there.
    ///
    /// # Panics
    ///
    /// Panics if the user may not manage topics.
    #[track_caller]
    pub fn close_topic(&self, topic: &TestTopic) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_topic_closed(topic, true).await }
    }

    /// Opens a closed topic.
    ///
    /// # Panics
    ///
    /// Panics if the user may not manage topics.
    #[track_caller]
    pub fn reopen_topic(&self, topic: &TestTopic) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move { this.set_topic_closed(topic, false).await }
    }

    async fn set_topic_closed(&self, topic: &TestTopic, is_closed: bool) -> ActionReport {
        let body = json!({"message_thread_id": topic.id, "is_closed": is_closed});
        let verb = if is_closed { "closes" } else { "reopens" };
        self.topic(&Method::PATCH, &format!("{verb} the topic {}", topic.name), body).await
    }

    /// Deletes a topic with its messages. The bot receives no update about it.
    ///
    /// # Panics
    ///
    /// Panics if the user may not manage topics.
    #[track_caller]
    pub fn delete_topic(&self, topic: &TestTopic) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let body = json!({"message_thread_id": topic.id});
            this.topic(&Method::DELETE, &format!("deletes the topic {}", topic.name), body).await
        }
    }

    async fn topic(&self, method: &Method, what: &str, mut body: Value) -> ActionReport {
        self.bot.start().await;
        self.note(&format!(" {what}"));
        body["bot"] = self.bot.token();
        body["from"] = json!(self.id);
        body["chat_id"] = json!(self.chat);
        self.act(method, "topics", &body).await
    }

    /// Returns the drafts of messages that the bot generates, as the user sees them.
    pub fn drafts(&self) -> Vec<Value> {
        let body = json!({"bot": self.bot.token(), "chat_id": self.id});
        self.list("drafts", &body, "drafts")
    }

    /// Stops the generation of a message. The bot receives an update only if its dispatcher handles
    /// `stopped_message_generation`.
    ///
    /// # Panics
    ///
    /// Panics if there is no draft that can be stopped.
    #[track_caller]
    pub fn stop_draft(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.note(" stops the draft");
            let mut body = json!({"bot": this.bot.token(), "from": this.id});
            if let Some(thread) = this.thread {
                body["message_thread_id"] = json!(thread);
            }
            this.act(&Method::DELETE, "drafts", &body).await
        }
    }

    /// Returns the ephemeral messages that only this user sees in this chat, oldest first.
    pub fn ephemeral_messages(&self) -> Vec<Value> {
        let body = json!({"bot": self.bot.token(), "chat_id": self.chat, "user": self.id});
        self.list("ephemeral_messages", &body, "messages")
    }

    fn list(&self, path: &str, body: &Value, name: &str) -> Vec<Value> {
        match self.bot.control(&Method::GET, path, body)[name].take() {
            Value::Array(items) => items,
            _ => Vec::new(),
        }
    }
}
