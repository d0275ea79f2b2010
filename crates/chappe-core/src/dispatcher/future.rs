//! The response future of a dispatcher.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{self, Context, Poll},
};

use crate::{
    catch_panic::{attempt, discard},
    commands::BadArguments,
    control_flow::{Meaning, find_error, meaning},
    engine::{Continuation, Dispatch, observe, offer_outwards, ready},
    error::BoxError,
    outcome::Outcome,
    request::Parts,
};

/// Response future of [`Dispatcher`](crate::Dispatcher) and
/// [`EventService`](crate::EventService).
///
/// A panic of user code does not unwind into the caller, neither when the future is polled nor when
/// it is dropped.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    dispatch: Dispatch,
    /// Whether a command with bad arguments is answered with its usage line.
    sends_usage: bool,
}

impl ResponseFuture {
    /// Dispatches into a part of the tree. A failure is offered to `errors`.
    pub(crate) fn new(
        continuation: &Continuation,
        errors: Option<&Continuation>,
        parts: Box<Parts>,
    ) -> Self {
        let Some(errors) = errors else {
            return Self::of(continuation.dispatch_caught(parts));
        };
        let entered = parts.clone();
        Self::observed(continuation.dispatch_caught(parts), errors, entered)
    }

    /// Fails, and offers the failure to `errors`.
    pub(crate) fn failed(
        error: BoxError,
        errors: Option<&Continuation>,
        parts: Box<Parts>,
    ) -> Self {
        let failed = Dispatch::catching(ready(Err(error)));
        match errors {
            Some(errors) => Self::observed(failed, errors, parts),
            None => Self::of(failed),
        }
    }

    fn of(dispatch: Dispatch) -> Self {
        Self { dispatch, sends_usage: false }
    }

    /// Answers a failure that no error observer has handled with the usage line, if its cause is a
    /// command whose arguments do not parse.
    pub(crate) fn sending_usage(self, sends_usage: bool) -> Self {
        Self { sends_usage, ..self }
    }

    fn observed(dispatch: Dispatch, errors: &Continuation, entered: Box<Parts>) -> Self {
        let observed = observe(dispatch, errors.clone(), entered);
        Self::of(Dispatch::catching(Box::pin(observed)))
    }

    /// Offers a failure that happened outside of the tree to error observers, the innermost
    /// first.
    pub(crate) fn raising(
        observers: Arc<Vec<Continuation>>,
        error: impl Into<BoxError>,
        parts: Box<Parts>,
    ) -> Self {
        let error = attempt(|| error.into()).unwrap_or_else(|panicked| panicked);
        let offered = Box::pin(offer_outwards(observers, error, parts));
        Self::of(Dispatch::catching(offered))
    }
}

impl Future for ResponseFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut result = task::ready!(Pin::new(&mut self.dispatch).poll(cx));
        if let Err(error) = &mut result {
            // Replaces an error whose `source` panics: the caller may read it.
            let is_failure = meaning(error) == Meaning::Failure;
            if self.sends_usage && is_failure {
                let bad = find_error::<BadArguments>(&**error);
                if let Some(usage) = bad.and_then(BadArguments::usage_reply) {
                    result = discard(result).map(|()| usage);
                }
            }
        }
        Poll::Ready(result)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
