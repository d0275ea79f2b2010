//! Topics of forums and of private chats.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Talk, World, conversation_event};

/// The topic that every forum has.
pub(crate) const GENERAL: i64 = 1;

/// The default color of a topic's icon.
pub(crate) const COLOR: i64 = 7_322_096;

/// The longest name of a topic, in characters.
const LONGEST_NAME: usize = 128;

/// A topic.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Topic {
    pub(crate) name: String,
    pub(crate) icon_color: i64,
    /// The custom emoji that is the icon; without one, the icon is the first letter of the name.
    pub(crate) icon: Option<String>,
    pub(crate) is_closed: bool,
    /// Whether the General topic is hidden.
    pub(crate) is_hidden: bool,
    /// The user or bot that created it.
    pub(crate) by: i64,
}

/// The topics of all chats.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Topics {
    #[serde(with = "crate::world::pairs")]
    all: BTreeMap<(Talk, i64), Topic>,
    deleted: BTreeSet<(Talk, i64)>,
}

impl Topic {
    pub(crate) fn new(name: String, by: i64) -> Self {
        Self { name, icon_color: COLOR, icon: None, is_closed: false, is_hidden: false, by }
    }

    /// The `ForumTopicCreated`.
    pub(crate) fn created(&self) -> Value {
        let mut json = json!({"name": self.name, "icon_color": self.icon_color});
        if let Some(icon) = &self.icon {
            json["icon_custom_emoji_id"] = json!(icon);
        }
        json
    }

    /// The `ForumTopic`.
    pub(crate) fn json(&self, thread: i64) -> Value {
        let mut json = self.created();
        json["message_thread_id"] = json!(thread);
        json
    }

    /// A name as Telegram keeps it: without surrounding and repeated spaces, and not too long.
    pub(crate) fn clean_name(name: &str) -> String {
        let words: Vec<&str> = name.split_whitespace().collect();
        words.join(" ").chars().take(LONGEST_NAME).collect::<String>().trim().to_owned()
    }
}

impl Topics {
    pub(crate) fn get(&self, talk: Talk, thread: i64) -> Option<&Topic> {
        self.all.get(&(talk, thread))
    }

    pub(crate) fn insert(&mut self, talk: Talk, thread: i64, topic: Topic) {
        self.all.insert((talk, thread), topic);
    }

    pub(crate) fn remove(&mut self, talk: Talk, thread: i64) {
        self.all.remove(&(talk, thread));
        self.deleted.insert((talk, thread));
    }

    /// Keeps only the newest identifiers of deleted topics, in each conversation.
    pub(super) fn keep(&mut self, most: usize) {
        for talk in self.deleted.iter().map(|(talk, _)| *talk).collect::<BTreeSet<_>>() {
            self.keep_of(talk, most);
        }
    }

    /// Keeps only the newest identifiers of a conversation's deleted topics.
    fn keep_of(&mut self, talk: Talk, most: usize) {
        let of = self.deleted.range((talk, i64::MIN)..=(talk, i64::MAX));
        for old in of.rev().skip(most).copied().collect::<Vec<_>>() {
            self.deleted.remove(&old);
        }
    }

    /// Whether a topic was deleted.
    pub(crate) fn is_deleted(&self, talk: Talk, thread: i64) -> bool {
        self.deleted.contains(&(talk, thread))
    }

    /// The topics of a chat, with their identifiers.
    pub(crate) fn of(&self, talk: Talk) -> impl Iterator<Item = (i64, &Topic)> {
        let topics = self.all.range((talk, i64::MIN)..=(talk, i64::MAX));
        topics.map(|((_, thread), topic)| (*thread, topic))
    }
}

impl World {
    /// Whether a conversation has topics: a forum, or the private chat of a bot with topics.
    pub(crate) fn is_forum(&self, talk: Talk) -> bool {
        match talk {
            Talk::Chat(id) => self.chats.get(&id).is_some_and(|chat| chat.json["is_forum"] == true),
            Talk::Private { bot, .. } => {
                self.bots.get(&bot).is_some_and(|bot| bot.has_setting("has_topics_enabled"))
            }
            Talk::Business { .. } => false,
        }
    }

    /// Whether a topic is the General topic. In private chats, the number is that of a usual topic.
    pub(crate) fn is_general(talk: Talk, thread: i64) -> bool {
        thread == GENERAL && matches!(talk, Talk::Chat(_))
    }

    /// A topic of a conversation. Every forum has the General topic.
    pub(crate) fn topic(&self, talk: Talk, thread: i64) -> Option<Topic> {
        let general = || {
            let is_it = Self::is_general(talk, thread) && self.is_forum(talk);
            is_it.then(|| Topic::new("General".to_owned(), 0))
        };
        self.message_state.topics.get(talk, thread).cloned().or_else(general)
    }

    /// Whether a user or bot manages the topics of a conversation.
    pub(crate) fn manages_topics(&self, talk: Talk, id: i64) -> bool {
        match talk {
            Talk::Private { .. } | Talk::Business { .. } => true,
            Talk::Chat(chat) => self.chats.get(&chat).is_some_and(|chat| {
                chat.member(id, self.clock.date()).has_right("can_manage_topics")
            }),
        }
    }

    /// Checks that a user or bot may write to a topic: a closed one is for those who manage topics,
    /// and for its creator.
    pub(crate) fn may_write_in(&self, talk: Talk, thread: i64, id: i64) -> bool {
        let Some(topic) = self.topic(talk, thread) else { return true };
        let is_open = !topic.is_closed && !topic.is_hidden;
        is_open || topic.by == id || self.manages_topics(talk, id)
    }

    /// Places a message in a thread. In a forum, the message of a topic is a reply to the message
    /// that created the topic, unless it is a reply to another one.
    pub(crate) fn place_in_thread(
        &self,
        talk: Talk,
        thread: i64,
        message: &mut Map<String, Value>,
    ) {
        message.insert("message_thread_id".to_owned(), json!(thread));
        if self.is_forum(talk) || matches!(talk, Talk::Private { .. }) {
            message.insert("is_topic_message".to_owned(), json!(true));
        }
        let first = self.message(talk, thread).filter(|_| matches!(talk, Talk::Chat(_)));
        let is_reply =
            ["reply_to_message", "external_reply"].iter().any(|name| message.contains_key(*name));
        if let Some(first) = first.filter(|first| !first.json["forum_topic_created"].is_null()) {
            if !is_reply {
                message.insert("reply_to_message".to_owned(), first.json.clone());
            }
        }
    }

    /// The id of the next message of a conversation.
    pub(crate) fn next_message_id(&self, talk: Talk) -> i64 {
        match talk {
            Talk::Private { .. } | Talk::Business { .. } => {
                self.next.get("private message").copied().unwrap_or_default() + 1
            }
            Talk::Chat(chat) => self.chats.get(&chat).map_or(1, |chat| chat.last_message + 1),
        }
    }

    /// Creates a topic with its service message. The message begins with the members that name
    /// its sender. Returns the `ForumTopic` and the service message.
    pub(crate) fn create_topic(
        &mut self,
        talk: Talk,
        topic: Topic,
        mut message: Map<String, Value>,
        by: Option<i64>,
    ) -> (Value, Value) {
        let thread = self.next_message_id(talk);
        message.insert("forum_topic_created".to_owned(), topic.created());
        message.insert("message_thread_id".to_owned(), json!(thread));
        message.insert("is_topic_message".to_owned(), json!(true));
        let json = topic.json(thread);
        self.message_state.topics.insert(talk, thread, topic);
        let message = self.store_message(talk, message.into(), None, by);
        (json, message)
    }

    /// Announces a change of a topic with a service message, to the bots of the chat too.
    pub(crate) fn announce_in_topic(
        &mut self,
        talk: Talk,
        thread: i64,
        mut message: Map<String, Value>,
        by: Option<i64>,
    ) -> Value {
        if !Self::is_general(talk, thread) {
            self.place_in_thread(talk, thread, &mut message);
        }
        let message = self.store_message(talk, message.into(), None, by);
        self.notify_bots(talk, &message, false, None);
        message
    }

    /// Deletes a topic with all its messages.
    pub(crate) fn delete_topic(&mut self, talk: Talk, thread: i64) {
        self.message_state.topics.remove(talk, thread);
        if let Some(most) = self.kept {
            self.message_state.topics.keep_of(talk, most);
        }
        let Some(messages) = self.talks.get(&talk) else { return };
        let is_inside = |json: &Value| json["message_thread_id"] == thread;
        let gone: Vec<i64> = messages
            .iter()
            .filter(|(_, stored)| is_inside(&stored.json))
            .map(|(id, _)| *id)
            .collect();
        self.remove_messages(talk, &gone);
        self.emit("delete", conversation_event(talk, "message_ids", json!(gone)));
    }

    /// Unpins the messages of a topic.
    pub(crate) fn unpin_topic(&mut self, talk: Talk, thread: i64) {
        let Some(pinned) = self.pinned.remove(&talk) else { return };
        let of = |id: &i64| {
            let message = self.message(talk, *id).map(|stored| &stored.json["message_thread_id"]);
            message.and_then(Value::as_i64)
        };
        // Messages without a topic are in the General one.
        let without = Self::is_general(talk, thread).then_some(thread);
        let is_inside = |id: &i64| of(id).or(without) == Some(thread);
        let pinned = pinned.iter().copied().filter(|id| !is_inside(id)).collect();
        self.pinned.insert(talk, pinned);
    }
}
