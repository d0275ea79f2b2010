//! Groups and channels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A group, supergroup or channel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    /// The `Chat` in messages.
    pub(crate) json: Value,
    /// The status of each member, users and bots alike.
    pub(crate) members: BTreeMap<i64, String>,
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

    /// Whether a user or bot is a member.
    pub(crate) fn has(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(|status| !["left", "kicked"].contains(&&**status))
    }

    /// Whether a user or bot is an administrator.
    pub(crate) fn is_administrator(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(|is| ["creator", "administrator"].contains(&&**is))
    }
}

/// A `ChatMember`.
pub(crate) fn chat_member(user: &Value, status: &str) -> Value {
    let mut member = json!({"status": status, "user": user});
    let rights: &[&str] = match status {
        "administrator" => &[
            "can_be_edited",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
            "can_pin_messages",
            "can_send_welcome_messages",
        ],
        "restricted" => &[
            "is_member",
            "can_send_messages",
            "can_send_audios",
            "can_send_documents",
            "can_send_photos",
            "can_send_videos",
            "can_send_video_notes",
            "can_send_voice_notes",
            "can_send_polls",
            "can_send_other_messages",
            "can_add_web_page_previews",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
            "can_edit_tag",
            "can_react_to_messages",
        ],
        _ => &[],
    };
    for right in rights {
        member[right] = json!(status == "administrator" || *right == "is_member");
    }
    if ["creator", "administrator"].contains(&status) {
        member["is_anonymous"] = json!(false);
    }
    if ["restricted", "kicked"].contains(&status) {
        member["until_date"] = json!(0);
    }
    member
}
