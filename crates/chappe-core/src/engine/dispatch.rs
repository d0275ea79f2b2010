//! A dispatch: one request on its way through a part of the tree.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{catch_panic::CatchPanic, erased::ErasedFuture, error::BoxError, outcome::Outcome};

/// A dispatch without its type.
pub(crate) type BoxDispatch = ErasedFuture<Outcome>;

/// A dispatch into a [`Continuation`](crate::engine::Continuation).
pub(crate) enum Dispatch {
    /// Into a layer. A panic unwinds to the routes or the router around it.
    Layer(BoxDispatch),
    /// Into routes or a handler. A panic is their failure, so that the layers around them
    /// see an error.
    Caught(CatchPanic<Outcome>),
}

impl Dispatch {
    /// A dispatch whose panics are failures.
    pub(crate) fn caught(dispatch: BoxDispatch) -> Self {
        Self::Caught(CatchPanic::new(dispatch))
    }

    pub(crate) fn boxed(self) -> BoxDispatch {
        match self {
            Self::Layer(dispatch) => dispatch,
            Self::Caught(dispatch) => Box::pin(dispatch),
        }
    }
}

impl Future for Dispatch {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Layer(dispatch) => dispatch.as_mut().poll(cx),
            Self::Caught(dispatch) => Pin::new(dispatch).poll(cx),
        }
    }
}

/// A dispatch that has ended.
pub(crate) fn ready(result: Result<Outcome, BoxError>) -> BoxDispatch {
    Box::pin(std::future::ready(result))
}
