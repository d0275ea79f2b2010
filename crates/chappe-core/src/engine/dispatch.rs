//! A dispatch: one request on its way through a part of the tree.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{
    catch_panic::{CatchPanic, discard},
    control_flow::{Meaning, meaning},
    erased::ErasedFuture,
    error::BoxError,
    outcome::Outcome,
};

/// A dispatch without its type.
pub(crate) type BoxDispatch = ErasedFuture<Outcome>;

/// A dispatch into a [`Continuation`](crate::engine::Continuation).
pub(crate) enum Dispatch {
    /// Into a layer. A panic unwinds to the routes or the router around it.
    Layer(BoxDispatch),
    /// Into routes or a handler. A panic is their failure, so that the layers around them
    /// see an error.
    Caught(CatchPanic<Outcome>),
    /// Into the only step of a program. [`Skip`](crate::Skip) leaves the request unhandled.
    ///
    /// Such a program is not walked, which saves the box of the walk: one of 9 allocations of
    /// a dispatch through outer layers at the root and inner layers.
    OnlyStep(CatchPanic<Outcome>),
}

impl Dispatch {
    /// A dispatch whose panics are failures.
    pub(crate) fn caught(dispatch: BoxDispatch) -> Self {
        Self::Caught(CatchPanic::new(dispatch))
    }

    pub(crate) fn boxed(self) -> BoxDispatch {
        match self {
            Self::Layer(dispatch) => dispatch,
            dispatch => Box::pin(dispatch),
        }
    }

    /// The same dispatch, but every panic is its failure.
    pub(crate) fn catch_panics(self) -> Self {
        match self {
            Self::Layer(dispatch) => Self::caught(dispatch),
            dispatch => dispatch,
        }
    }
}

impl Future for Dispatch {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Layer(dispatch) => dispatch.as_mut().poll(cx),
            Self::Caught(dispatch) => Pin::new(dispatch).poll(cx),
            Self::OnlyStep(dispatch) => Pin::new(dispatch).poll(cx).map(unless_skipped),
        }
    }
}

/// Turns a [`Skip`](crate::Skip) into an unhandled outcome. If its error panics while it is
/// dropped, that is a failure.
pub(crate) fn unless_skipped(result: Result<Outcome, BoxError>) -> Result<Outcome, BoxError> {
    match result {
        Err(mut error) => match meaning(&mut error) {
            Meaning::Skip => discard(error).map(|()| Outcome::Unhandled),
            Meaning::Cancel | Meaning::Failure => Err(error),
        },
        outcome => outcome,
    }
}

/// A dispatch that has ended.
pub(crate) fn ready(result: Result<Outcome, BoxError>) -> BoxDispatch {
    Box::pin(std::future::ready(result))
}
