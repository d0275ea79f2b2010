//! Filters by the time of an event.

use std::time::{Duration, SystemTime};

use chappe_types::{Date, Update, UpdateKind};

use crate::{
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter},
};

/// Matches events that are at most `age` old, by the clock of this machine: not those that
/// Telegram has kept while the bot was not running.
///
/// The time of an edited message is that of its last edit. Events without a time, such as callback
/// queries, match.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::prelude::*;
///
/// let app = Router::<()>::new("app")
///     .message(|m| m.filter(newer_than(Duration::from_secs(60))).on(text(), async || "Hello!"));
/// # let _ = app;
/// ```
#[expect(clippy::disallowed_methods, reason = "Telegram's dates are of the wall clock")]
pub fn newer_than(age: Duration) -> NewerThan {
    NewerThan { age, now: SystemTime::now }
}

/// Matches events at or after a time; created by [`newer_than`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct NewerThan {
    age: Duration,
    now: fn() -> SystemTime,
}

impl NewerThan {
    /// Sets the clock. Defaults to [`SystemTime::now`].
    pub fn clock(self, now: fn() -> SystemTime) -> Self {
        Self { now, ..self }
    }
}

impl<E: EventType> Filter<E> for NewerThan {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let date = date_of(candidate.update());
        Ok(date.is_none_or(|date| date >= Date::from((self.now)()) - self.age))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("newer_than({:?})", self.age)
    }
}

/// The time of an event, if it has one.
fn date_of(update: &Update) -> Option<Date> {
    match &update.kind {
        UpdateKind::MyChatMember(change) | UpdateKind::ChatMember(change) => Some(change.date),
        UpdateKind::ChatJoinRequest(request) => Some(request.date),
        UpdateKind::MessageReaction(reaction) => Some(reaction.date),
        UpdateKind::MessageReactionCount(reactions) => Some(reactions.date),
        UpdateKind::BusinessConnection(connection) => Some(connection.date),
        UpdateKind::RemovedChatBoost(boost) => Some(boost.remove_date),
        UpdateKind::ChatBoost(boost) => Some(boost.boost.add_date),
        _ => update.message().map(|message| message.edit_date.unwrap_or(message.date)),
    }
}
