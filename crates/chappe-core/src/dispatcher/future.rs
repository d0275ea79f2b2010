//! One update on its way through the dispatcher.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use crate::{
    dispatcher::dispatcher::Compiled,
    engine::{CaughtWork, HandlerFuture, offer},
    error::{BoxError, catch},
    flow::is_flow,
    outcome::Outcome,
    request::Parts,
};

/// Response future of [`Dispatcher`](crate::Dispatcher).
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    state: State,
    /// The tree and the request as it came; kept only for error observers.
    entered: Option<(Arc<Compiled>, Parts)>,
}

enum State {
    Running(CaughtWork),
    /// Error observers decide.
    Failed(HandlerFuture),
    Done,
}

impl ResponseFuture {
    pub(crate) fn new(tree: &Arc<Compiled>, parts: Parts) -> Self {
        let entered = tree.tree.errors.is_some().then(|| (Arc::clone(tree), parts.clone()));
        let mut this = Self { state: State::Running(CaughtWork::NOTHING), entered };
        if let State::Running(work) = &mut this.state {
            tree.tree.root.start_caught(parts, work);
        }
        this
    }

    /// A request that failed outside the tree.
    pub(crate) fn failed(tree: Arc<Compiled>, parts: Parts, error: BoxError) -> Self {
        Self { state: State::Running(CaughtWork::failed(error)), entered: Some((tree, parts)) }
    }

    /// Drops the error observers' future; if that panics, the update fails with it.
    fn finish(&mut self, result: Result<Outcome, BoxError>) -> Result<Outcome, BoxError> {
        match catch(&mut || self.state = State::Done) {
            Ok(()) => result,
            Err(error) => result.and(Err(error)),
        }
    }
}

impl Future for ResponseFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let (State::Running(work), None) = (&mut this.state, &this.entered) {
            // Nobody observes failures. The result is left where it was written.
            let polled = Pin::new(work).poll(cx);
            if polled.is_ready() {
                this.state = State::Done;
            }
            return polled;
        }
        loop {
            let result = match &mut this.state {
                State::Running(work) => ready!(Pin::new(work).poll(cx)),
                State::Failed(future) => {
                    let mut polled = Poll::Pending;
                    if let Err(error) = catch(&mut || polled = future.as_mut().poll(cx)) {
                        polled = Poll::Ready(Err(error));
                    }
                    let result = ready!(polled);
                    return Poll::Ready(this.finish(result));
                }
                State::Done => return Poll::Pending,
            };
            this.state = State::Done;
            match (result, this.entered.take()) {
                (Err(error), Some((tree, entered))) if !is_flow(&*error) => {
                    this.state = State::Failed(Box::pin(async move {
                        match &tree.tree.errors {
                            Some(errors) => offer(errors, error, entered).await,
                            None => Err(error),
                        }
                    }));
                }
                (result, _) => return Poll::Ready(result),
            }
        }
    }
}

// What is left of a cancelled dispatch may panic as it is dropped; that must
// not reach who cancelled it.
impl Drop for ResponseFuture {
    fn drop(&mut self) {
        if !matches!(self.state, State::Done) {
            let _ = catch(&mut || self.state = State::Done);
        }
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
