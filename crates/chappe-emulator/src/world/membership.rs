//! Users and bots join, leave, and change their status.

use serde_json::{Value, json};

use crate::world::{Chat, Member, Status, Talk, World};

/// Why a member changes.
#[derive(Clone, Copy)]
pub(crate) struct Cause<'a> {
    /// The `User` who changes the member.
    by: &'a Value,
    /// The invite link that the member joins by.
    link: Option<&'a str>,
    /// Whether the member joins because a request was approved.
    is_approval: bool,
}

impl<'a> Cause<'a> {
    /// A user or bot changes a member.
    pub(crate) fn by(by: &'a Value) -> Self {
        Self { by, link: None, is_approval: false }
    }

    /// The same, by an invite link.
    pub(crate) fn with_link(self, link: Option<&'a str>) -> Self {
        Self { link, ..self }
    }

    /// The same, by approving a request.
    pub(crate) fn approving(self) -> Self {
        Self { is_approval: true, ..self }
    }
}

impl World {
    /// Changes a member, and notifies the bots of the chat. Returns the service message about
    /// it, if there is one.
    pub(crate) fn set_member(
        &mut self,
        chat: i64,
        id: i64,
        member: &Member,
        by: &Value,
    ) -> Option<Value> {
        self.change_member(chat, id, member, Cause::by(by))
    }

    /// Changes a member like [`set_member`](Self::set_member), for a reason.
    pub(crate) fn change_member(
        &mut self,
        chat: i64,
        id: i64,
        member: &Member,
        cause: Cause<'_>,
    ) -> Option<Value> {
        let user = self.user(id).cloned()?;
        let date = self.clock.date();
        let state = self.chats.get_mut(&chat)?;
        let before = state.member(id, date);
        let member = &member.clone().changed_by(&before, cause.by["id"].as_i64());
        let old = state.clone();
        state.members.insert(id, member.clone());
        state.note_membership(id, member, cause.link);
        let (json, kind) = (state.json.clone(), state.kind().to_owned());
        let state = state.clone();
        self.emit("chat", json!({"chat": json}));
        if before == *member {
            return None;
        }
        let changed = |world: &Self, receiver: i64| {
            let mut changed = json!({
                "chat": json, "from": cause.by, "date": date,
                "old_chat_member": old.member_json(&user, receiver, date),
                "new_chat_member": state.member_json(&user, receiver, date),
            });
            if let Some(link) = cause.link.and_then(|url| world.link_json(chat, url, receiver)) {
                changed["invite_link"] = link;
            }
            if cause.is_approval {
                changed["via_join_request"] = json!(true);
            }
            changed
        };
        for bot in self.administrators(chat).into_iter().filter(|bot| *bot != id) {
            let changed = changed(self, bot);
            self.push_update(bot, json!({"chat_member": changed}));
        }
        if self.bots.contains_key(&id) {
            let changed = changed(self, id);
            self.push_update(id, json!({"my_chat_member": changed}));
        }
        // An approved user joins by their own request.
        let from = if cause.is_approval { &user } else { cause.by };
        let service = match (before.is_in(), member.is_in()) {
            (false, true) => json!({"from": from, "new_chat_members": [user]}),
            (true, false) => json!({"from": from, "left_chat_member": user}),
            _ => return None,
        };
        if kind == "channel" {
            return None;
        }
        let message = self.store_message(Talk::Chat(chat), service, None, None);
        self.notify_bots(Talk::Chat(chat), &message, false, None);
        // A bot that leaves a chat receives the message about it.
        if !member.is_in() && self.bots.contains_key(&id) {
            self.push_update(id, json!({"message": message}));
        }
        Some(message)
    }

    /// Sets the custom title of an administrator, or the tag of another member; an empty one
    /// removes it.
    pub(crate) fn set_tag(&mut self, chat: i64, id: i64, tag: &str, by: &Value) {
        let now = self.clock.date();
        let Some(member) = self.chats.get(&chat).map(|chat| chat.member(id, now)) else { return };
        self.set_member(chat, id, &member.tagged(tag), by);
    }

    /// Inserts the tag of a message's sender, which administrators do not have.
    pub(super) fn tag_sender(&self, talk: Talk, message: &mut Value) {
        let Talk::Chat(id) = talk else { return };
        let Some(chat) = self.chats.get(&id).filter(|chat| !chat.is_channel()) else { return };
        let sender = message["from"]["id"].as_i64().and_then(|from| chat.members.get(&from));
        let tag = sender.filter(|member| !member.is_administrator()).and_then(Member::tag);
        if let Some(tag) = tag {
            message["sender_tag"] = json!(tag);
        }
    }

    /// The bots that decide about the requests to join a chat.
    pub(super) fn doorkeepers(&self, chat: i64) -> Vec<i64> {
        let now = self.clock.date();
        let Some(chat) = self.chats.get(&chat) else { return Vec::new() };
        let decides = |bot: &i64| chat.member(*bot, now).has_right("can_invite_users");
        self.bots.keys().copied().filter(decides).collect()
    }

    /// Lets a user in whose request is approved. Returns the service message, if there is one.
    pub(crate) fn admit(&mut self, chat: i64, user: i64, by: &Value) -> Option<Value> {
        let now = self.clock.date();
        let state = self.chats.get_mut(&chat)?;
        let request = state.requests.remove(&user)?;
        let member = state.member(user, now).joined();
        let cause = Cause::by(by).with_link(request.link.as_deref()).approving();
        self.change_member(chat, user, &member, cause)
    }

    /// Removes a request that is declined.
    pub(crate) fn decline(&mut self, chat: i64, user: i64) {
        if let Some(state) = self.chats.get_mut(&chat) {
            state.requests.remove(&user);
        }
        self.chat_changed(chat);
    }
}

impl Chat {
    /// Records that a member changed: the link that they joined by counts them until they leave,
    /// and neither members nor banned users have requests.
    fn note_membership(&mut self, id: i64, member: &Member, link: Option<&str>) {
        if member.is_in() || member.status == Status::Kicked {
            self.requests.remove(&id);
        }
        for known in &mut self.links {
            if !member.is_in() {
                known.members.remove(&id);
            } else if link == Some(&*known.url) {
                known.members.insert(id);
            }
        }
    }
}
