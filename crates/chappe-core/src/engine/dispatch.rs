//! The future of a request that is dispatched into a part of the tree.

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

/// A dispatch with its type erased.
pub(crate) type BoxDispatch = ErasedFuture<Outcome>;

/// The future of a request that is dispatched into a
/// [`Continuation`](crate::engine::Continuation).
pub(crate) enum Dispatch {
    /// Into a layer, or a result that is known already. A panic unwinds to the enclosing
    /// [`CatchPanic`].
    Uncaught(BoxDispatch),
    /// Into routes or a handler. A panic becomes an error, which the layers outside receive.
    Caught(CatchPanic<Outcome>),
    /// Into the only step of a program, if that is a layer. A panic becomes an error, and
    /// [`Skip`](crate::Skip) becomes [`Outcome::Unhandled`].
    ///
    /// Such a program needs no [`Walk`](crate::engine::walk::Walk). That saves the allocation of
    /// the matcher's future.
    OnlyStep(CatchPanic<Outcome>),
}

impl Dispatch {
    /// Turns panics into errors.
    pub(crate) fn catching(dispatch: BoxDispatch) -> Self {
        Self::Caught(CatchPanic::new(dispatch))
    }

    pub(crate) fn boxed(self) -> BoxDispatch {
        match self {
            Self::Uncaught(dispatch) => dispatch,
            dispatch => Box::pin(dispatch),
        }
    }

    /// Returns the same dispatch, which turns every panic into an error.
    pub(crate) fn catch_panics(self) -> Self {
        match self {
            Self::Uncaught(dispatch) => Self::catching(dispatch),
            dispatch => dispatch,
        }
    }
}

impl Future for Dispatch {
    type Output = Result<Outcome, BoxError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Uncaught(dispatch) => dispatch.as_mut().poll(cx),
            Self::Caught(dispatch) => Pin::new(dispatch).poll(cx),
            Self::OnlyStep(dispatch) => Pin::new(dispatch).poll(cx).map(unless_skipped),
        }
    }
}

/// Turns a [`Skip`](crate::Skip) into an unhandled outcome. If the error panics while it is
/// dropped, that panic is a failure.
#[inline]
pub(crate) fn unless_skipped(result: Result<Outcome, BoxError>) -> Result<Outcome, BoxError> {
    match result {
        Err(mut error) => match meaning(&mut error) {
            Meaning::Skip => discard(error).map(|()| Outcome::Unhandled),
            Meaning::Cancel | Meaning::Failure => Err(error),
        },
        outcome => outcome,
    }
}

/// A dispatch whose result is known.
pub(crate) fn ready(result: Result<Outcome, BoxError>) -> BoxDispatch {
    Box::pin(std::future::ready(result))
}
