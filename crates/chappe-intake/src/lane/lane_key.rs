//! The keys of lanes, and how an update's key is computed.

use std::{fmt, sync::Arc};

use chappe_types::{Update, UpdateKind};

/// The key of a lane: updates with the same key run one at a time, in the order of arrival.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LaneKey {
    /// A chat, by id. The private chat with a user has the user's id.
    Chat(i64),
    /// A user in a chat: the ids of chat and user.
    ChatAndUser(i64, i64),
    /// A topic of a chat: the ids of chat and topic.
    ChatAndTopic(i64, i64),
    /// A user in any chat, by id.
    User(i64),
    /// A poll, by id.
    Poll(Box<str>),
    /// A custom key; see [`LaneBy::function`].
    Other(Box<str>),
}

impl LaneKey {
    /// Creates a custom key, for [`LaneBy::function`].
    pub fn other(key: impl Into<Box<str>>) -> Self {
        Self::Other(key.into())
    }
}

/// How the key of an update's lane is computed.
///
/// | | updates in | run one at a time |
/// |---|---|---|
/// | [`Chat`](Self::Chat), the default | a chat | all |
/// | [`ChatAndUser`](Self::ChatAndUser) | a chat | per member |
/// | [`ChatAndTopic`](Self::ChatAndTopic) | a chat | per topic |
/// | [`User`](Self::User) | all chats | per user |
/// | [`Nothing`](Self::Nothing) | | none |
/// | [`function`](Self::function) | | per key |
///
/// An update without a user or topic is keyed by its chat. An update that has a user but no
/// chat, such as an inline query, and a request to join a chat are keyed by the private chat
/// with that user. A poll without a user is keyed by its id.
///
/// Telegram sends the next message of a chat to a webhook only after the previous one was
/// answered. Therefore, with any variant except [`Chat`](Self::Chat), a webhook answers 200 when
/// it has accepted an update, before the handler runs: a crash loses unfinished updates, and the
/// bot sends replies as separate calls.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum LaneBy {
    /// By chat.
    #[default]
    Chat,
    /// By chat and user: a slow member of a group does not delay the others.
    ChatAndUser,
    /// By chat and topic of a forum, or of a channel's direct messages.
    ChatAndTopic,
    /// By user, across chats.
    User,
    /// No lanes: updates run in no order.
    Nothing,
    /// By a function; created with [`function`](Self::function).
    Function(LaneFunction),
}

/// A function that computes the key of an update.
#[derive(Clone)]
pub struct LaneFunction(Arc<KeyOf>);

type KeyOf = dyn Fn(&Update) -> Option<LaneKey> + Send + Sync;

impl LaneBy {
    /// Keys updates by a function; updates for which it returns `None` run in no order.
    ///
    /// If the function panics, the update is keyed by its chat.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::LaneKey;
    /// use chappe::prelude::*;
    ///
    /// let by_language = LaneBy::function(|update| {
    ///     let language = update.user()?.language_code.as_deref()?;
    ///     Some(LaneKey::other(language))
    /// });
    /// # let _ = by_language;
    /// ```
    pub fn function(key: impl Fn(&Update) -> Option<LaneKey> + Send + Sync + 'static) -> Self {
        Self::Function(LaneFunction(Arc::new(key)))
    }

    /// Returns the key of an update; `None` if it has no lane.
    pub fn key(&self, update: &Update) -> Option<LaneKey> {
        let user = || update.user().map(|user| user.id.0);
        match self {
            Self::Chat => by_chat(update),
            Self::ChatAndUser => match (chat_of(update), user()) {
                (Some(chat), Some(user)) => Some(LaneKey::ChatAndUser(chat, user)),
                _ => by_chat(update),
            },
            Self::ChatAndTopic => match (chat_of(update), topic_of(update)) {
                (Some(chat), Some(topic)) => Some(LaneKey::ChatAndTopic(chat, topic)),
                _ => by_chat(update),
            },
            Self::User => user().map(LaneKey::User).or_else(|| by_chat(update)),
            Self::Nothing => None,
            Self::Function(LaneFunction(key)) => {
                chappe_core::attempt(|| key(update)).unwrap_or_else(|_| by_chat(update))
            }
        }
    }

    /// Returns whether updates of one chat may have different keys, and so run concurrently.
    /// Telegram sends them to a webhook one after another.
    pub fn is_narrower_than_chat(&self) -> bool {
        !matches!(self, Self::Chat)
    }
}

/// Keys an update by its chat, otherwise by its poll.
fn by_chat(update: &Update) -> Option<LaneKey> {
    let poll = || update.poll_id().map(|poll| LaneKey::Poll(poll.as_str().into()));
    chat_of(update).map(LaneKey::Chat).or_else(poll)
}

/// Returns the chat that an update belongs to; the private one if it has only a user.
fn chat_of(update: &Update) -> Option<i64> {
    let private = || update.user().map(|user| user.id.0);
    match &update.kind {
        // A bot replies to a join request in private.
        UpdateKind::ChatJoinRequest(_) => private(),
        _ => update.chat().map(|chat| chat.id.0).or_else(private),
    }
}

fn topic_of(update: &Update) -> Option<i64> {
    let thread = update.thread_id().map(|thread| thread.0);
    thread.or_else(|| update.direct_messages_topic_id())
}

impl fmt::Debug for LaneBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chat => "Chat",
            Self::ChatAndUser => "ChatAndUser",
            Self::ChatAndTopic => "ChatAndTopic",
            Self::User => "User",
            Self::Nothing => "Nothing",
            Self::Function(_) => "Function",
        })
    }
}

impl fmt::Debug for LaneFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LaneFunction").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn update(kind: &str, payload: &Value) -> Update {
        let json = json!({"update_id": 1, kind: payload}).to_string();
        Update::from_slice(json.as_bytes()).unwrap()
    }

    #[test]
    fn each_variant_computes_the_documented_keys() {
        let ada = json!({"id": 7, "is_bot": false, "first_name": "Ada"});
        let group = json!({"id": -1, "type": "supergroup", "title": "g"});
        let message = |more: Value| {
            let mut message = json!({"message_id": 1, "date": 1, "chat": group});
            message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            update("message", &message)
        };
        let updates = [
            message(json!({"from": ada})),
            message(json!({"from": ada, "message_thread_id": 3, "is_topic_message": true})),
            message(json!({})),
            update("inline_query", &json!({"id": "1", "from": ada, "query": "", "offset": ""})),
            update(
                "chat_join_request",
                &json!({"chat": group, "from": ada, "user_chat_id": 7, "date": 1}),
            ),
            update(
                "poll",
                &json!({"id": "p", "question": "?", "options": [], "total_voter_count": 0,
                    "is_closed": false, "is_anonymous": true, "type": "regular",
                    "allows_multiple_answers": false}),
            ),
        ];
        let keys = |by: LaneBy| updates.each_ref().map(|update| by.key(update));
        let (chat, private) = (Some(LaneKey::Chat(-1)), Some(LaneKey::Chat(7)));
        let poll = Some(LaneKey::Poll("p".into()));
        let member = Some(LaneKey::ChatAndUser(-1, 7));
        let own = Some(LaneKey::ChatAndUser(7, 7));
        let user = Some(LaneKey::User(7));
        let topic = Some(LaneKey::ChatAndTopic(-1, 3));
        let table = [
            (LaneBy::Chat, [&chat, &chat, &chat, &private, &private, &poll]),
            (LaneBy::ChatAndUser, [&member, &member, &chat, &own, &own, &poll]),
            (LaneBy::ChatAndTopic, [&chat, &topic, &chat, &private, &private, &poll]),
            (LaneBy::User, [&user, &user, &chat, &user, &user, &poll]),
            (LaneBy::Nothing, [&None; 6]),
            (
                LaneBy::function(|_| panic!("intended by the test")),
                [&chat, &chat, &chat, &private, &private, &poll],
            ),
        ];
        for (by, expected) in table {
            let name = format!("{by:?}");
            assert_eq!(keys(by).each_ref(), expected, "{name}");
        }
    }
}
