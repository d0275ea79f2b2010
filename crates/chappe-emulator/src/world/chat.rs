//! Groups and channels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A group, supergroup or channel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    /// The `Chat` as messages tell it.
    pub(crate) json: Value,
    /// Members, people and bots alike, by what they are.
    pub(crate) members: BTreeMap<i64, String>,
    /// What only `getChat` tells.
    pub(crate) full: Map<String, Value>,
    /// The id of the last message: ids are not given twice.
    pub(crate) last_message: i64,
    /// The supergroup that it became.
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

    /// Whether somebody is in it.
    pub(crate) fn has(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(|status| !["left", "kicked"].contains(&&**status))
    }

    /// Whether somebody may do what administrators do.
    pub(crate) fn is_administrator(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(|is| ["creator", "administrator"].contains(&&**is))
    }
}
