//! The streams in progress, by id.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chappe_types::{ChatId, Recipient};

use crate::stop_handle::StopHandle;

/// The streams of text that are in progress, so that buttons can stop them.
///
/// Clones share the streams. A stream is removed when it ends. It is a value for
/// `with_state`, or for an extension.
///
/// # Example
///
/// Drafts have Telegram's own button, and growing messages a button of the bot:
///
/// ```
/// use chappe::{
///     prelude::*,
///     send::{Streams, TextStream},
///     types::{InlineKeyboardButton, InlineKeyboardMarkup, MessageGenerationStopped},
/// };
///
/// fn answer(bot: &Bot, message: &Message, streams: &Streams) -> TextStream {
///     let stream = TextStream::answer(bot, message).stoppable(streams);
///     let stop = InlineKeyboardButton::new("Stop").callback_data(format!("stop:{}", stream.id()));
///     stream.growing_keyboard(InlineKeyboardMarkup::new(vec![vec![stop]]))
/// }
///
/// async fn stop(State(streams): State<Streams>, Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
///     let id = query.data.as_deref().and_then(|data| data.strip_prefix("stop:")?.parse().ok());
///     let chat = query.message.as_ref().map(|message| message.chat().id);
///     let is_stopped = chat.zip(id).is_some_and(|(chat, id)| streams.stop(chat, id));
///     query.answer().text(if is_stopped { "Stopping…" } else { "It is over already." })
/// }
///
/// async fn stop_draft(
///     State(streams): State<Streams>,
///     Event(stopped): Event<MessageGenerationStopped>,
/// ) {
///     streams.stop(stopped.chat.id, stopped.draft_id);
/// }
///
/// fn app() -> Router {
///     Router::new("app")
///         .callback_query(|q| q.on(callback_data_prefix("stop:"), stop))
///         .stopped_message_generation(|s| s.on((), stop_draft))
///         .with_state(Streams::default())
/// }
/// # let _ = (app, answer);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<HashMap<i64, (Recipient, StopHandle)>>>);

impl Streams {
    /// Stops a stream: what has arrived so far is delivered as its final text. Returns `false` if
    /// there is no such stream in the chat.
    ///
    /// A stream to a username is found by its id alone.
    pub fn stop(&self, chat: impl Into<ChatId>, id: i64) -> bool {
        let chat = chat.into();
        let streams = self.lock();
        let Some((recipient, stop)) = streams.get(&id) else { return false };
        let is_here = match recipient {
            Recipient::Id(id) => *id == chat,
            Recipient::Username(_) => true,
        };
        if is_here {
            stop.stop();
        }
        is_here
    }

    /// Returns the number of streams in progress.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Returns whether no stream is in progress.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Adds a stream until the registration is dropped.
    pub(super) fn add(&self, id: i64, chat: Recipient, stop: StopHandle) -> Registration {
        self.lock().insert(id, (chat, stop));
        Registration { streams: self.clone(), id }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, (Recipient, StopHandle)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream among [`Streams`]; removes it when dropped.
#[derive(Debug)]
pub(super) struct Registration {
    streams: Streams,
    id: i64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.streams.lock().remove(&self.id);
    }
}
