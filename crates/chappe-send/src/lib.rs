//! Texts that grow while they are generated, and broadcasts.
//!
//! - [`TextStream`] sends a text that grows, for example the answer of a language model.
//! - [`Broadcast`] sends a message to many chats, within Telegram's limits, and can be resumed after
//!   a crash.

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
