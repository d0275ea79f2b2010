//! Texts that grow while they are generated, and messages to many chats.
//!
//! | type | sends |
//! |---|---|
//! | [`TextStream`] | the text of a stream, such as the answer of a language model, while it grows |
//! | [`Broadcast`] | a message to each of many chats, within Telegram's limits |
//!
//! # Texts that grow
//!
//! A handler starts the stream in the background, and returns. Its chat is free: further messages
//! are handled while the text grows.
//!
//! ```
//! use chappe::{prelude::*, send::TextStream};
//! # fn model(_: &str) -> impl futures_util::Stream<Item = Result<String, BoxError>> + Send + 'static {
//! #     futures_util::stream::iter([Ok("42".to_owned())])
//! # }
//!
//! async fn ask(bot: Bot, background: Background, Event(message): Event<Message>, Text(question): Text) {
//!     background.spawn(async move {
//!         TextStream::reply(&bot, &message).send(model(&question)).await.map(drop)
//!     });
//! }
//! # let _ = ask;
//! ```
//!
//! - If the stream fails, what has arrived is delivered, and the error is passed to the error
//!   observers of the router.
//! - [`stop_handle`](TextStream::stop_handle) ends the text early. [`Streams`] finds streams by the
//!   id in the button of a user.
//! - [`format`](TextStream::format) converts the text so far into messages with entities, for
//!   example from Markdown. Any [`Format`] may produce several messages.
//! - [`interval`](TextStream::interval) is the time between two updates; Telegram's limits are the
//!   default.
//!
//! # Messages to many chats
//!
//! A broadcast takes a list or a stream of chats, and a function from a chat to a method. With a
//! cursor, a broadcast that was stopped or killed is continued by running it again.
//!
//! ```
//! use std::time::Duration;
//!
//! use chappe::{
//!     prelude::*,
//!     send::{Broadcast, BroadcastError, FileCursors},
//!     types::SendMessage,
//! };
//!
//! async fn send_news(bot: &Bot, subscribers: Vec<ChatId>) -> Result<(), BroadcastError> {
//!     let broadcast = Broadcast::new(bot, subscribers)
//!         .cursor("news-17", FileCursors::new("broadcasts"));
//!     let mut handle = broadcast.handle(); // its `stop` ends the broadcast
//!     tokio::spawn(async move {
//!         while let Some(progress) = handle.changed().await {
//!             println!("{} of {:?}", progress.done(), progress.total);
//!             tokio::time::sleep(Duration::from_secs(2)).await;
//!         }
//!     });
//!     let report = broadcast.send(|chat| SendMessage::new(chat, "News!")).await?;
//!     for chat in report.unreachable() {
//!         println!("remove {chat} from the list"); // blocked the bot, or is gone
//!     }
//!     Ok(())
//! }
//! # let _ = send_news;
//! ```
//!
//! # Tests
//!
//! Both work with a `TestBot`, whose emulator has drafts, limits and faults, and with a `Recorder`.
//! Under `start_paused` time, a stream of minutes and a broadcast of hours end immediately.
//!
//! The examples `llm_stream` and `broadcast` in the repository are complete bots with tests.

mod broadcast;
mod stop_handle;
mod text_stream;

pub use self::{
    broadcast::{
        Broadcast, BroadcastError, BroadcastHandle, BroadcastReport, ChatItem, CursorStorage,
        Failure, FailureKind, FallibleChat, FileCursors, InfallibleChat, MemoryCursors, Progress,
    },
    stop_handle::StopHandle,
    text_stream::{
        Fallible, Format, Infallible, Piece, PlainText, Sent, StreamError, Streams, TextStream,
    },
};
