//! The items of a stream of text.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use chappe_core::BoxError;
use futures_core::Stream;

/// An item of a stream of text: a text, or a `Result` of one.
///
/// `M` is [`Infallible`] or [`Fallible`]. The compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a piece of text",
    note = "the items of the stream are texts (`String`, `&str`), or `Result`s of texts"
)]
pub trait Piece<M> {
    /// Appends the piece.
    ///
    /// # Errors
    ///
    /// Fails if the stream has failed.
    fn append_to(self, text: &mut String) -> Result<(), BoxError>;
}

/// Marks pieces that are texts.
#[derive(Clone, Copy, Debug)]
pub enum Infallible {}

/// Marks pieces that are results.
#[derive(Clone, Copy, Debug)]
pub enum Fallible {}

impl<T: AsRef<str>> Piece<Infallible> for T {
    fn append_to(self, text: &mut String) -> Result<(), BoxError> {
        text.push_str(self.as_ref());
        Ok(())
    }
}

impl<T: AsRef<str>, E: Into<BoxError>> Piece<Fallible> for Result<T, E> {
    fn append_to(self, text: &mut String) -> Result<(), BoxError> {
        text.push_str(self.map_err(Into::into)?.as_ref());
        Ok(())
    }
}

/// A stream of text with its type erased.
pub(super) trait Source: Send {
    /// Appends the next piece; `None` at the end.
    fn poll_append(
        &mut self,
        cx: &mut Context<'_>,
        text: &mut String,
    ) -> Poll<Option<Result<(), BoxError>>>;
}

/// A stream as a [`Source`].
pub(super) struct Pieces<S, M> {
    stream: Pin<Box<S>>,
    marker: PhantomData<fn() -> M>,
}

impl<S, M> Pieces<S, M> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream: Box::pin(stream), marker: PhantomData }
    }
}

impl<S, M> Source for Pieces<S, M>
where
    S: Stream<Item: Piece<M>> + Send,
{
    fn poll_append(
        &mut self,
        cx: &mut Context<'_>,
        text: &mut String,
    ) -> Poll<Option<Result<(), BoxError>>> {
        self.stream.as_mut().poll_next(cx).map(|piece| Some(piece?.append_to(text)))
    }
}
