//! The chats of a broadcast.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use chappe_core::BoxError;
use chappe_types::ChatId;
use futures_core::Stream;

/// An item of a stream of chats: an id, or a `Result` of one.
///
/// `M` is [`InfallibleChat`] or [`FallibleChat`]. The compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a chat",
    note = "the items of the stream are ids (`ChatId`, `UserId`, `i64`), or `Result`s of ids"
)]
pub trait ChatItem<M> {
    /// Returns the id.
    ///
    /// # Errors
    ///
    /// Fails if the stream has failed.
    fn into_chat(self) -> Result<ChatId, BoxError>;
}

/// Marks chats that are ids.
#[derive(Clone, Copy, Debug)]
pub enum InfallibleChat {}

/// Marks chats that are results.
#[derive(Clone, Copy, Debug)]
pub enum FallibleChat {}

impl<T: Into<ChatId>> ChatItem<InfallibleChat> for T {
    fn into_chat(self) -> Result<ChatId, BoxError> {
        Ok(self.into())
    }
}

impl<T: Into<ChatId>, E: Into<BoxError>> ChatItem<FallibleChat> for Result<T, E> {
    fn into_chat(self) -> Result<ChatId, BoxError> {
        self.map(Into::into).map_err(Into::into)
    }
}

/// The chats, with the type of their stream erased.
pub(super) enum Chats {
    /// In ascending order, without duplicates.
    Sorted(std::vec::IntoIter<ChatId>),
    Stream(Pin<Box<dyn Stream<Item = Result<ChatId, BoxError>> + Send>>),
}

impl Chats {
    pub(super) fn sorted(mut chats: Vec<ChatId>) -> Self {
        chats.sort_unstable();
        chats.dedup();
        Self::Sorted(chats.into_iter())
    }

    pub(super) fn from_stream<S, M>(stream: S) -> Self
    where
        S: Stream<Item: ChatItem<M>> + Send + 'static,
        M: 'static,
    {
        Self::Stream(Box::pin(Ids { stream: Box::pin(stream), marker: PhantomData }))
    }

    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<ChatId, BoxError>>> {
        match self {
            Self::Sorted(chats) => Poll::Ready(chats.next().map(Ok)),
            Self::Stream(stream) => stream.as_mut().poll_next(cx),
        }
    }

    /// Returns the number of chats that a condition applies to; `None` if it is not known.
    pub(super) fn count(&self, condition: impl Fn(ChatId) -> bool) -> Option<u64> {
        match self {
            Self::Sorted(chats) => {
                let count = chats.as_slice().iter().filter(|chat| condition(**chat)).count();
                u64::try_from(count).ok()
            }
            Self::Stream(_) => None,
        }
    }
}

/// A stream of ids.
struct Ids<S, M> {
    stream: Pin<Box<S>>,
    marker: PhantomData<fn() -> M>,
}

impl<S, M> Stream for Ids<S, M>
where
    S: Stream<Item: ChatItem<M>>,
{
    type Item = Result<ChatId, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(cx).map(|chat| Some(chat?.into_chat()))
    }
}
