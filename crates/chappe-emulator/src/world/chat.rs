//! Groups and channels.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{InviteLink, JoinRequest, Member, PERMISSIONS, Status};

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
    /// What members may do unless a restriction denies it.
    #[serde(default = "all_permissions")]
    pub(crate) permissions: BTreeSet<String>,
    /// The channels that are banned from sending messages here.
    #[serde(default)]
    pub(crate) banned_senders: BTreeSet<i64>,
    /// The invite links of all administrators, revoked ones included.
    #[serde(default)]
    pub(crate) links: Vec<InviteLink>,
    /// The requests to join that wait for a decision, by user.
    #[serde(default)]
    pub(crate) requests: BTreeMap<i64, JoinRequest>,
}

/// The permissions of the members of a new chat.
fn all_permissions() -> BTreeSet<String> {
    PERMISSIONS.map(str::to_owned).into()
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
            permissions: all_permissions(),
            banned_senders: BTreeSet::new(),
            links: Vec::new(),
            requests: BTreeMap::new(),
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

    /// Whether a user or bot may do what members are permitted to do, such as `can_send_polls`.
    /// Neither the permissions of members nor restrictions limit administrators.
    pub(crate) fn permits(&self, id: i64, permission: &str, now: i64) -> bool {
        let member = self.member(id, now);
        match member.status {
            Status::Creator | Status::Administrator => true,
            Status::Kicked => false,
            Status::Member | Status::Restricted | Status::Left => {
                let is_default = self.is_channel() || self.permissions.contains(permission);
                is_default && member.is_permitted(permission)
            }
        }
    }

    /// Whether a user may do what requires a right of administrators, unless it is permitted to
    /// all members. Bots need the right.
    pub(crate) fn user_may(&self, id: i64, right: &str, now: i64) -> bool {
        let member = self.member(id, now);
        let is_permission = !self.is_channel() && self.permissions.contains(right);
        member.has_right(right) || (is_permission && member.is_in() && member.is_permitted(right))
    }

    /// The `ChatPermissions` of the members.
    pub(crate) fn permissions_json(&self) -> Value {
        let has = |name: &str| json!(self.permissions.contains(name));
        Value::Object(PERMISSIONS.iter().map(|name| ((*name).to_owned(), has(name))).collect())
    }

    /// Whether one may edit the rights of another: the owner may, and an administrator who
    /// promoted them, directly or through others.
    pub(crate) fn may_edit(&self, editor: i64, id: i64, now: i64) -> bool {
        match self.member(editor, now) {
            member if member.status == Status::Creator => return editor != id,
            member if member.has_right("can_promote_members") => {}
            _ => return false,
        }
        let promoter = |id: &i64| self.members.get(id).and_then(Member::promoted_by);
        let promoters = std::iter::successors(promoter(&id), promoter);
        // Two administrators may have promoted each other.
        promoters.take(self.members.len()).any(|promoter| promoter == editor) && editor != id
    }

    /// The `ChatMember` of a user or bot, as one of the chat receives it.
    pub(crate) fn member_json(&self, user: &Value, receiver: i64, now: i64) -> Value {
        let id = user["id"].as_i64().unwrap_or_default();
        let member = self.member(id, now);
        let mut json = member.json(user, self.kind());
        if member.status == Status::Administrator {
            json["can_be_edited"] = json!(self.may_edit(receiver, id, now));
        }
        json
    }

    /// The owner of the chat.
    pub(crate) fn owner(&self) -> Option<i64> {
        let owner = self.members.iter().find(|(_, member)| member.status == Status::Creator);
        owner.map(|(id, _)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_are_edited_by_those_who_promoted_them_even_indirectly() {
        let mut chat = Chat::new(-1, "supergroup", "G");
        chat.members.insert(1, Member::new(Status::Creator));
        // 1 promoted 2, which promoted 3, which promoted 4 without the right to promote others.
        for (id, by) in [(2, 1), (3, 2), (4, 3)] {
            let member = match id {
                4 => Member::administrator([]),
                _ => Member::full_administrator(),
            };
            let before = Member::new(Status::Member);
            chat.members.insert(id, member.changed_by(&before, Some(by)));
        }
        let edits = |editor: i64| -> Vec<i64> {
            (1..=4).filter(|id| chat.may_edit(editor, *id, 0)).collect()
        };
        let expected = [vec![2, 3, 4], vec![3, 4], vec![4], vec![]];
        assert_eq!([1, 2, 3, 4].map(edits), expected);
    }
}
