//! Filters by forum topic.

use chappe_types::{ChatId, MessageThreadId};

use crate::{
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, Selector},
};

/// Matches events in any forum topic. Events in the general topic of a forum have no topic.
///
/// Source: Bot API 10.3, [`ForumTopic`](https://core.telegram.org/bots/api#forumtopic).
pub fn in_any_topic() -> TopicFilter {
    TopicFilter { chat: None, topic: None }
}

/// Matches events in the topic with this id, in any chat. The ids of topics are unique inside of a
/// chat only; [`in_chat_with`] takes both.
pub fn in_topic(topic: impl Into<MessageThreadId>) -> TopicFilter {
    TopicFilter { chat: None, topic: Some(topic.into()) }
}

/// Matches events in one topic of one chat.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let router = Router::<()>::new("support").message(|m| {
///     m.filter(in_chat_with(-1001, 42)) // the chat, its topic
///         .on(text(), async || {})
/// });
/// # let _ = router;
/// ```
pub fn in_chat_with(chat: impl Into<ChatId>, topic: impl Into<MessageThreadId>) -> TopicFilter {
    TopicFilter { chat: Some(chat.into()), topic: Some(topic.into()) }
}

/// Matches events by forum topic; created by [`in_any_topic`], [`in_topic`] and [`in_chat_with`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct TopicFilter {
    chat: Option<ChatId>,
    topic: Option<MessageThreadId>,
}

impl<E: EventType> Filter<E> for TopicFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let Some(topic) = candidate.thread_id() else { return Ok(false) };
        let is_in_chat = match self.chat {
            Some(id) => candidate.chat().is_some_and(|chat| chat.id == id),
            None => true,
        };
        Ok(is_in_chat && self.topic.is_none_or(|id| id == topic))
    }

    fn selector(&self) -> Selector {
        self.chat.map_or(Selector::any(), |chat| Selector::chats([chat]))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        match (self.chat, self.topic) {
            (Some(chat), Some(topic)) => format!("in_chat_with({chat}, {topic})"),
            (None, Some(topic)) => format!("in_topic({topic})"),
            (_, None) => "in_any_topic()".to_owned(),
        }
    }
}
