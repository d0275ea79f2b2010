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
pub fn chat_type(chat_type: ChatType) -> ChatTypeFilter {
    ChatTypeFilter { chat_type }
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

/// Matches events by the type of their chat; created by [`chat_type`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct ChatTypeFilter {
    chat_type: ChatType,
}

impl<E: EventType> Filter<E> for ChatTypeFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(candidate.chat().is_some_and(|chat| chat.r#type == self.chat_type))
    }

    fn selector(&self) -> Selector {
        Selector::keys(vec![Key::ChatType(self.chat_type.clone())]).exact()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("chat_type({})", self.chat_type.as_str())
    }
}
