//! Texts that grow in a chat while they are generated.

mod calls;
mod content;
mod error;
mod format;
mod piece;
mod plan;
mod reader;
mod sent;
mod split;
mod streams;
#[expect(clippy::module_inception, reason = "the builder has the name of its module")]
mod text_stream;
mod verdict;
mod writer;

pub use self::{
    error::StreamError,
    format::{Format, PlainText},
    piece::{Fallible, Infallible, Piece},
    sent::Sent,
    streams::Streams,
    text_stream::TextStream,
};
