//! Channels with a discussion group: posts are forwarded to the group, where they are commented.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Talk, World, content_of, conversation_event, is_content};

/// The copies of posts in discussion groups.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Discussions {
    /// The message in the group, by channel and post.
    #[serde(with = "crate::world::pairs")]
    copies: BTreeMap<(i64, i64), i64>,
}

impl Discussions {
    /// Removes the copy of a post that was removed.
    pub(super) fn forget(&mut self, talk: Talk, post: i64) {
        if let Talk::Chat(channel) = talk {
            self.copies.remove(&(channel, post));
        }
    }
}

/// The `User` in automatic forwards.
fn telegram() -> Value {
    json!({"id": 777_000, "is_bot": false, "first_name": "Telegram"})
}

impl World {
    /// Links a channel and its discussion group, which leave their previous ones.
    pub(crate) fn link_chats(&mut self, channel: i64, group: i64) {
        for chat in self.chats.values_mut() {
            let linked = chat.full.get("linked_chat_id").and_then(Value::as_i64);
            if linked.is_some_and(|id| id == channel || id == group) {
                chat.full.remove("linked_chat_id");
            }
        }
        for (id, other) in [(channel, group), (group, channel)] {
            if let Some(chat) = self.chats.get_mut(&id) {
                chat.full.insert("linked_chat_id".to_owned(), json!(other));
            }
        }
    }

    /// The discussion group of a channel.
    fn discussion_group(&self, channel: i64) -> Option<i64> {
        self.chats.get(&channel)?.full.get("linked_chat_id")?.as_i64()
    }

    /// Forwards a post of a channel to its discussion group, or changes the forwarded one.
    pub(super) fn discuss(&mut self, channel: i64, post: &Value, is_edit: bool) {
        if !is_content(post) {
            return;
        }
        let Some(group) = self.discussion_group(channel) else { return };
        let id = post["message_id"].as_i64().unwrap_or_default();
        let talk = Talk::Chat(group);
        let mut copy = content_of(post);
        if is_edit {
            let copied = self.discussions.copies.get(&(channel, id)).copied();
            let Some(stored) = copied.and_then(|id| self.message_mut(talk, id)) else { return };
            let before = stored.json.as_object().cloned().unwrap_or_default();
            let content = content_of(&stored.json);
            let kept = before
                .into_iter()
                .filter(|(name, _)| !content.contains_key(name) || name == "forward_origin");
            copy.extend(kept);
            copy.insert("edit_date".to_owned(), post["edit_date"].clone());
            stored.json = Value::Object(copy);
            let (edited, seen) = (stored.json.clone(), stored.seen());
            self.emit("edit", conversation_event(talk, "message", seen));
            self.notify_bots(talk, &edited, true, None);
            return;
        }
        let mut origin = json!({
            "type": "channel", "date": post["date"], "chat": post["chat"], "message_id": id,
        });
        if !post["author_signature"].is_null() {
            origin["author_signature"] = post["author_signature"].clone();
        }
        copy.entry("forward_origin").or_insert(origin);
        copy.insert("from".to_owned(), telegram());
        copy.insert("sender_chat".to_owned(), post["chat"].clone());
        copy.insert("is_automatic_forward".to_owned(), json!(true));
        if let Some(album) = post.get("media_group_id") {
            copy.insert("media_group_id".to_owned(), album.clone());
        }
        let copy = self.store_message(talk, Value::Object(copy), None, None);
        let copied = copy["message_id"].as_i64().unwrap_or_default();
        self.discussions.copies.insert((channel, id), copied);
        self.notify_bots(talk, &copy, false, None);
    }
}

/// Puts a reply into the thread of the post that it comments, directly or not.
pub(super) fn thread_comment(message: &mut Value) {
    let replied = &message["reply_to_message"];
    if !message["message_thread_id"].is_null() || !replied.is_object() {
        return;
    }
    let is_comment = replied["message_thread_id"].is_i64() && replied["is_topic_message"] != true;
    let thread = if replied["is_automatic_forward"] == true {
        replied["message_id"].clone()
    } else if is_comment {
        replied["message_thread_id"].clone()
    } else {
        return;
    };
    message["message_thread_id"] = thread;
}
