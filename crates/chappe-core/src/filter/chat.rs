//! Filters by the chat and the user of an event.

use chappe_types::{ChatId, ChatType, UserId};

use crate::{
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, Selector, selector::Key},
};

/// Matches events that belong to one of these chats.
pub fn chat_id<I: Into<ChatId>>(ids: impl IntoIterator<Item = I>) -> ChatIdFilter {
    ChatIdFilter { ids: ids.into_iter().map(Into::into).collect() }
}

/// Matches events that were caused by one of these users.
pub fn user_id<I: Into<UserId>>(ids: impl IntoIterator<Item = I>) -> UserIdFilter {
    UserIdFilter { ids: ids.into_iter().map(Into::into).collect() }
}

/// Matches events that belong to a chat of this type.
///
/// Most groups are of the type supergroup: [`in_group`] matches both.
pub fn chat_type(chat_type: ChatType) -> ChatTypeFilter {
    ChatTypeFilter { chat_types: vec![chat_type] }
}

/// Matches events in private chats.
pub fn in_private() -> ChatTypeFilter {
    chat_type(ChatType::Private)
}

/// Matches events in groups and supergroups.
///
/// Source: Bot API 10.3, [`Chat`](https://core.telegram.org/bots/api#chat).
pub fn in_group() -> ChatTypeFilter {
    ChatTypeFilter { chat_types: vec![ChatType::Group, ChatType::Supergroup] }
}

/// Matches events in channels.
pub fn in_channel() -> ChatTypeFilter {
    chat_type(ChatType::Channel)
}

/// Matches events by chat; created by [`chat_id`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct ChatIdFilter {
    ids: Vec<ChatId>,
}

impl<E: EventType> Filter<E> for ChatIdFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(candidate.chat().is_some_and(|chat| self.ids.contains(&chat.id)))
    }

    fn selector(&self) -> Selector {
        Selector::chats(self.ids.iter().copied()).exact()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("chat_id({:?})", self.ids.iter().map(|id| id.0).collect::<Vec<_>>())
    }
}

/// Matches events by user; created by [`user_id`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct UserIdFilter {
    ids: Vec<UserId>,
}

impl<E: EventType> Filter<E> for UserIdFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(candidate.user().is_some_and(|user| self.ids.contains(&user.id)))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("user_id({:?})", self.ids.iter().map(|id| id.0).collect::<Vec<_>>())
    }
}

/// Matches events by the type of their chat; created by [`chat_type`], [`in_private`], [`in_group`]
/// and [`in_channel`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct ChatTypeFilter {
    chat_types: Vec<ChatType>,
}

impl<E: EventType> Filter<E> for ChatTypeFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(candidate.chat().is_some_and(|chat| self.chat_types.contains(&chat.r#type)))
    }

    fn selector(&self) -> Selector {
        Selector::keys(self.chat_types.iter().cloned().map(Key::ChatType).collect()).exact()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        let names: Vec<&str> = self.chat_types.iter().map(ChatType::as_str).collect();
        format!("chat_type({})", names.join(" | "))
    }
}
