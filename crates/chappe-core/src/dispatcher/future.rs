//! One update on its way through the dispatcher.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use crate::{
    catch_panic::{attempt, discard},
    control_flow::{Meaning, meaning},
    dispatcher::dispatcher::Compiled,
    engine::{CaughtWork, Target, bubble, offer},
    error::BoxError,
    outcome::Outcome,
    request::Parts,
};

/// Response future of [`Dispatcher`](crate::Dispatcher) and
/// [`EventService`](crate::EventService).
///
/// No panic of user code leaves it, neither when it is polled nor when it is dropped.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    work: CaughtWork,
    /// The tree and the request as it came; kept only for error observers, until they
    /// have been asked.
    entered: Option<(Arc<Compiled>, Parts)>,
}

impl ResponseFuture {
    /// A dispatch into `target`, a part of `tree`.
    pub(crate) fn new(tree: &Arc<Compiled>, target: &Target, parts: Parts) -> Self {
        let entered = tree.tree.errors.is_some().then(|| (Arc::clone(tree), parts.clone()));
        let mut this = Self { work: CaughtWork::NOTHING, entered };
        target.start_caught(parts, &mut this.work);
        this
    }

    /// A request that no part of `tree` takes.
    pub(crate) fn failed(tree: Arc<Compiled>, parts: Parts, error: BoxError) -> Self {
        Self { work: CaughtWork::failed(error), entered: Some((tree, parts)) }
    }

    /// A failure from outside the tree, and the error observers that it is offered to,
    /// the innermost first.
    pub(crate) fn raising(
        outwards: Arc<Vec<Target>>,
        parts: Parts,
        error: impl Into<BoxError>,
    ) -> Self {
        let error = attempt(|| error.into()).unwrap_or_else(|panicked| panicked);
        let work = Box::pin(async move { bubble(&outwards, error, parts).await });
        Self { work: CaughtWork::future(work), entered: None }
    }

    /// What the update ends with; `None` if error observers are asked before.
    fn settle(&mut self, result: Result<Outcome, BoxError>) -> Option<Result<Outcome, BoxError>> {
        let Some((tree, mut entered)) = self.entered.take() else { return Some(result) };
        let failure = match result {
            Ok(outcome) => match discard(mem::take(&mut entered.values)) {
                Ok(()) => {
                    leave(tree, entered);
                    return Some(Ok(outcome));
                }
                Err(panicked) => {
                    let _ = discard(outcome);
                    panicked
                }
            },
            Err(mut error) => match meaning(&mut error) {
                Meaning::Failure => error,
                Meaning::Skip | Meaning::Cancel => {
                    leave(tree, entered);
                    return Some(Err(error));
                }
            },
        };
        self.work = CaughtWork::future(Box::pin(async move {
            match &tree.tree.errors {
                Some(errors) => offer(errors, failure, entered).await,
                None => Err(failure),
            }
        }));
        None
    }
}

/// Drops what was kept of a request; its failure, if it had one, is known already.
fn leave(tree: Arc<Compiled>, entered: Parts) {
    let _ = discard(entered);
    let _ = discard(tree);
}

impl Future for ResponseFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            let mut polled = Pin::new(&mut this.work).poll(cx);
            if this.entered.is_none() {
                // Nobody observes failures any more. The result is left where it was written.
                if let Poll::Ready(Err(error)) = &mut polled {
                    // Whoever gets the error may ask what it means.
                    meaning(error);
                }
                return polled;
            }
            let result = ready!(polled);
            if let Some(result) = this.settle(result) {
                return Poll::Ready(result);
            }
        }
    }
}

// What is left of a cancelled dispatch may panic as it is dropped; that must
// not reach who cancelled it.
impl Drop for ResponseFuture {
    fn drop(&mut self) {
        self.work.cancel();
        if let Some((tree, entered)) = self.entered.take() {
            leave(tree, entered);
        }
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
