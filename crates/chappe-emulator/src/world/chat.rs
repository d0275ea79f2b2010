//! Groups and channels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Member, Status};

/// A group, supergroup or channel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    /// The `Chat` in messages.
    pub(crate) json: Value,
    /// All who are or were in the chat, users and bots alike.
    pub(crate) members: BTreeMap<i64, Member>,
    /// The fields that only `getChat` returns.
    pub(crate) full: Map<String, Value>,
    /// The id of the last message; ids are not reused.
    pub(crate) last_message: i64,
    /// The supergroup that replaced the group.
    pub(crate) migrated_to: Option<i64>,
}

impl Chat {
    pub(crate) fn new(id: i64, kind: &str, title: &str) -> Self {
        Self {
            id,
            json: json!({"id": id, "type": kind, "title": title}),
            members: BTreeMap::new(),
            full: Map::new(),
            last_message: 0,
            migrated_to: None,
        }
    }

    pub(crate) fn kind(&self) -> &str {
        self.json["type"].as_str().unwrap_or_default()
    }

    pub(crate) fn is_channel(&self) -> bool {
        self.kind() == "channel"
    }

    /// What a user or bot is in the chat at a time.
    pub(crate) fn member(&self, id: i64, now: i64) -> Member {
        self.members.get(&id).map_or_else(|| Member::new(Status::Left), |member| member.at(now))
    }

    /// Whether a user or bot is a member.
    pub(crate) fn has(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(Member::is_in)
    }

    /// Whether a user or bot is an administrator.
    pub(crate) fn is_administrator(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(Member::is_administrator)
    }

    /// The owner of the chat.
    pub(crate) fn owner(&self) -> Option<i64> {
        let owner = self.members.iter().find(|(_, member)| member.status == Status::Creator);
        owner.map(|(id, _)| *id)
    }
}
