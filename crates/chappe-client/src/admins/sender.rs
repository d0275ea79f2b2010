//! Who caused an event, with regard to the administrators of its chat.

use chappe_types::{Chat, ChatId, ChatMember, ChatType, Update, UpdateKind, UserId};

/// Who caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender<'a> {
    /// The user of a private chat.
    InPrivate,
    /// A user, in a group or channel.
    User { chat: ChatId, user: UserId },
    /// The group or channel itself: one of its administrators.
    Chat(Anonymous<'a>),
    /// Another channel or group than that of the event.
    OtherChat { chat: ChatId, sender: ChatId, is_automatic_forward: bool },
}

/// An administrator who writes in the name of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anonymous<'a> {
    pub(super) id: ChatId,
    is_channel: bool,
    /// The title of the administrator.
    title: Option<&'a str>,
}

impl Anonymous<'_> {
    /// Returns whether an administrator may be the author.
    pub(super) fn may_be(&self, admin: &ChatMember) -> bool {
        let (is_anonymous, title) = match admin {
            ChatMember::Owner(owner) => (owner.is_anonymous, owner.custom_title.as_deref()),
            ChatMember::Administrator(admin) => (admin.is_anonymous, admin.custom_title.as_deref()),
            _ => return false,
        };
        self.is_channel || is_anonymous && title == self.title
    }
}

impl<'a> Sender<'a> {
    /// Returns who caused an event. `None` if that is unknown, or if the event has no chat.
    pub(super) fn of(update: &'a Update) -> Option<Self> {
        let chat = chat_of(update)?;
        if chat.r#type == ChatType::Private {
            return Some(Self::InPrivate);
        }
        let (sender_chat, title, is_automatic_forward) = match &update.kind {
            UpdateKind::MessageReaction(reaction) => (reaction.actor_chat.as_deref(), None, false),
            _ => match update.message() {
                Some(message) => (
                    message.sender_chat.as_deref(),
                    message.author_signature.as_deref().map(|title| &**title),
                    message.is_automatic_forward == Some(true),
                ),
                None => (None, None, false),
            },
        };
        match sender_chat {
            Some(sender) if sender.id == chat.id => {
                let is_channel = chat.r#type == ChatType::Channel;
                Some(Self::Chat(Anonymous { id: chat.id, is_channel, title }))
            }
            Some(sender) => {
                Some(Self::OtherChat { chat: chat.id, sender: sender.id, is_automatic_forward })
            }
            None => Some(Self::User { chat: chat.id, user: update.user()?.id }),
        }
    }

    /// Returns the group or channel of an event.
    pub(super) fn chat_of(update: &Update) -> Option<ChatId> {
        chat_of(update).filter(|chat| chat.r#type != ChatType::Private).map(|chat| chat.id)
    }
}

/// The chat in which an event occurred. The chat of a poll answer is that which has voted.
fn chat_of(update: &Update) -> Option<&Chat> {
    match &update.kind {
        UpdateKind::PollAnswer(_) => None,
        kind => kind.chat(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn update(kind: &str, payload: Value) -> Update {
        let mut json = json!({"update_id": 1});
        json[kind] = payload;
        let update = Update::from_slice(json.to_string().as_bytes()).unwrap();
        assert!(!matches!(update.kind, UpdateKind::Unknown(_)), "{json}");
        update
    }

    #[test]
    fn the_sender_of_an_event_is_a_user_or_a_chat() {
        let user = |id: i64| json!({"id": id, "is_bot": false, "first_name": "A"});
        let chat = |id: i64, kind: &str| json!({"id": id, "type": kind});
        let message = |group: Value, sender: Value, forward: bool| {
            json!({
                "message_id": 1, "date": 1, "chat": group, "from": user(7), "sender_chat": sender,
                "author_signature": "Boss", "is_automatic_forward": forward,
            })
        };
        let (group, channel) = (chat(-5, "supergroup"), chat(-8, "channel"));
        let anonymous = |id: i64, is_channel: bool, title: Option<&'static str>| {
            Sender::Chat(Anonymous { id: ChatId(id), is_channel, title })
        };
        let other = |is_automatic_forward: bool| Sender::OtherChat {
            chat: ChatId(-5),
            sender: ChatId(-8),
            is_automatic_forward,
        };
        let in_group = Sender::User { chat: ChatId(-5), user: UserId(7) };
        let reaction = |user: Value, actor: Value| {
            json!({
                "chat": group, "message_id": 1, "date": 1, "user": user, "actor_chat": actor,
                "old_reaction": [], "new_reaction": [],
            })
        };
        let press = json!({
            "id": "q", "chat_instance": "i", "from": user(7),
            "message": {"message_id": 1, "date": 1, "chat": group, "sender_chat": group},
        });
        let vote = json!({"poll_id": "p", "voter_chat": group, "option_ids": [0]});
        let table = [
            ("message", message(group.clone(), Value::Null, false), Some(in_group)),
            (
                "message",
                message(group.clone(), group.clone(), false),
                Some(anonymous(-5, false, Some("Boss"))),
            ),
            ("message", message(group.clone(), channel.clone(), false), Some(other(false))),
            ("message", message(group.clone(), channel.clone(), true), Some(other(true))),
            (
                "channel_post",
                message(channel.clone(), channel, false),
                Some(anonymous(-8, true, Some("Boss"))),
            ),
            ("message", message(chat(7, "private"), Value::Null, false), Some(Sender::InPrivate)),
            ("message_reaction", reaction(user(7), Value::Null), Some(in_group)),
            (
                "message_reaction",
                reaction(Value::Null, group.clone()),
                Some(anonymous(-5, false, None)),
            ),
            ("callback_query", press, Some(in_group)),
            ("poll_answer", vote, None),
        ];
        for (kind, payload, expected) in table {
            let update = update(kind, payload.clone());
            assert_eq!(Sender::of(&update), expected, "{kind}: {payload}");
        }
    }
}
