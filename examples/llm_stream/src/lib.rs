//! The answer of a language model grows in the chat while the model writes it, and a button stops
//! it.
//!
//! The answer is sent in the background, so that the chat is free: other messages and the button
//! are handled meanwhile. Private chats show a draft with Telegram's own button; groups show a
//! message with a button of the bot.

mod model;

use chappe::{
    prelude::*,
    send::{Streams, TextStream},
    types::{InlineKeyboardButton, InlineKeyboardMarkup, MessageGenerationStopped},
};

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("llm_stream")
        .message(|m| m.on(command("start"), async || reply("Ask me something.")).on(text(), ask))
        .callback_query(|q| q.on(callback_data_prefix("stop:"), stop))
        .stopped_message_generation(|s| s.on((), stop_draft))
        .error(|e| e.on((), async || reply("Sorry, I lost my train of thought.")))
        .with_state(Streams::default())
}

/// Answers a question with a text that grows.
async fn ask(
    bot: Bot,
    background: Background,
    State(streams): State<Streams>,
    Event(message): Event<Message>,
    Text(question): Text,
) {
    let stream = TextStream::reply(&bot, &message).stoppable(&streams);
    let stop = InlineKeyboardButton::new("Stop").callback_data(format!("stop:{}", stream.id()));
    let stream = stream.growing_keyboard(InlineKeyboardMarkup::new(vec![vec![stop]]));
    background.spawn(async move { stream.send(model::answer(&question)).await.map(drop) });
}

/// Stops the answer that the pressed button belongs to: what has arrived is its final text.
async fn stop(
    State(streams): State<Streams>,
    Event(query): Event<CallbackQuery>,
) -> impl IntoOutcome {
    let chat = query.message.as_ref().map(|message| message.chat().id);
    let id = query.data.as_deref().and_then(|data| data.strip_prefix("stop:")?.parse().ok());
    let is_stopped = chat.zip(id).is_some_and(|(chat, id)| streams.stop(chat, id));
    query.answer().text(if is_stopped { "Stopping…" } else { "The answer is complete." })
}

/// Stops the answer of the draft whose button was pressed.
async fn stop_draft(
    State(streams): State<Streams>,
    Event(stopped): Event<MessageGenerationStopped>,
) {
    streams.stop(stopped.chat.id, stopped.draft_id);
}
