//! What follows a layer, and a dispatch into it.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    catch_panic::{catch, discard},
    control_flow::{Meaning, meaning},
    engine::{
        program::{Program, Scope, Step},
        route::HandlerFuture,
        routing::{self, Routing},
        stack::{Polled, Run, Stack},
    },
    error::{BoxError, ForeignRequest},
    outcome::Outcome,
    request::Parts,
};

/// What follows a layer.
#[derive(Clone)]
pub(crate) enum Target {
    /// Another layer of the same observer.
    Stack(Arc<dyn Stack>),
    /// The routes that the outer layers enclose.
    Scope(Arc<Scope>),
    /// The route that the request was matched to: its inner layers from this one
    /// on, or its handler.
    Route(usize),
}

impl Target {
    /// Makes ready to dispatch into it, if there is anything to make ready.
    #[inline]
    pub(crate) fn enter(&self) -> Option<Pin<Box<dyn Run>>> {
        match self {
            Self::Stack(stack) => Some(stack.enter()),
            Self::Scope(_) | Self::Route(_) => None,
        }
    }

    /// Dispatches into it, waiting for readiness where need be: what becomes of it
    /// takes the place of `work`, which is nothing yet.
    pub(crate) fn start(&self, parts: Parts, work: &mut Work) {
        match self {
            Self::Stack(stack) => *work = Work::Entered(stack.start(parts)),
            Self::Scope(_) if parts.shared.is_none() => {
                *work = Work::Failed(Some(Box::new(ForeignRequest(()))));
            }
            Self::Scope(scope) => {
                if let Some(program) = scope.peek(&parts.update.kind) {
                    start_program(program, parts, work);
                }
            }
            Self::Route(depth) => start_route(*depth, parts, work),
        }
    }

    /// Dispatches into it; a panic, be it at the start, is a failure.
    pub(crate) fn start_caught(&self, parts: Parts, CaughtWork(work): &mut CaughtWork) {
        let mut parts = Some(parts);
        let caught = catch(&mut || {
            if let Some(parts) = parts.take() {
                self.start(parts, work);
            }
        });
        if let Err(panicked) = caught {
            work.fail(panicked);
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stack(_) => "a layer",
            Self::Scope(_) => "routes",
            Self::Route(_) => "the matched route",
        })
    }
}

/// Walks a program; there is nothing to walk where all of it is one observer's
/// layers.
fn start_program(program: &Arc<Program>, parts: Parts, work: &mut Work) {
    let [Step::Enter { stack, .. }] = &*program.steps else {
        return routing::start(program, parts, work);
    };
    let mut parts = Some(parts);
    let started = catch(&mut || {
        if let Some(parts) = parts.take() {
            *work = Work::Only(stack.start(parts));
        }
    });
    if let Err(panicked) = started {
        work.fail(panicked);
    }
}

/// Goes on to the next inner layers of the matched route, or to its handler.
fn start_route(depth: usize, parts: Parts, work: &mut Work) {
    let Some(route) = parts.route() else {
        *work = Work::Failed(Some(Box::new(ForeignRequest(()))));
        return;
    };
    if let Some(stack) = route.inner.get(depth) {
        let mut run = stack.enter();
        run.as_mut().give(parts);
        *work = Work::Entered(run);
        return;
    }
    let entry = route.handler.entry();
    let route = if entry.is_none() { Some(Arc::clone(route)) } else { None };
    let mut parts = Some(parts);
    let called = catch(&mut || {
        if let Some(parts) = parts.take() {
            match (entry, &route) {
                (Some(enter), _) => *work = Work::Handler(enter(parts)),
                (None, Some(route)) => *work = Work::Handler(route.handler.call(parts)),
                (None, None) => {}
            }
        }
    });
    if let Err(panicked) = called {
        work.fail(panicked);
    }
}

/// One dispatch under way.
///
/// It is written where it stays, for the reason that [`Polled`] is.
pub(crate) enum Work {
    Entered(Pin<Box<dyn Run>>),
    Routing(Box<Routing>),
    /// The last step that could match: a skip leaves nothing to try.
    Only(Pin<Box<dyn Run>>),
    /// The same, of a route without layers.
    Last(HandlerFuture),
    Handler(HandlerFuture),
    Failed(Option<BoxError>),
    Nothing,
}

impl Work {
    /// A dispatch into `target`.
    #[inline]
    pub(crate) fn start(target: &Target, parts: Parts) -> Self {
        let mut work = Self::Nothing;
        target.start(parts, &mut work);
        work
    }

    /// Hands a request to what was made ready for it.
    #[inline]
    pub(crate) fn resume(mut run: Pin<Box<dyn Run>>, parts: Parts) -> Self {
        run.as_mut().start(parts);
        Self::Entered(run)
    }
}

/// A dispatch whose panics are its failures.
pub(crate) struct CaughtWork(Work);

impl CaughtWork {
    /// One that is yet to be started.
    pub(crate) const NOTHING: Self = Self(Work::Nothing);

    /// A dispatch into `target`; a panic, be it at the start, is a failure.
    pub(crate) fn start(target: &Target, parts: Parts) -> Self {
        let mut work = Self::NOTHING;
        target.start_caught(parts, &mut work);
        work
    }

    /// One that has failed.
    pub(crate) fn failed(error: BoxError) -> Self {
        Self(Work::Failed(Some(error)))
    }

    /// A future as it is.
    pub(crate) fn future(future: HandlerFuture) -> Self {
        Self(Work::Handler(future))
    }

    /// Drops what is left of it; a panic meanwhile is of no interest to anybody.
    pub(crate) fn cancel(&mut self) {
        if !matches!(self.0, Work::Nothing) {
            let _ = discard(mem::replace(&mut self.0, Work::Nothing));
        }
    }
}

impl Future for CaughtWork {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let work = &mut self.0;
        let mut polled = Poll::Pending;
        let caught = catch(&mut || {
            work.poll_to(cx, &mut polled);
            if polled.is_ready() {
                *work = Work::Nothing;
            }
        });
        if let Err(panicked) = caught {
            work.end(panicked, &mut polled);
        }
        polled
    }
}

impl Future for Work {
    type Output = Result<Outcome, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut polled = Poll::Pending;
        self.get_mut().poll_to(cx, &mut polled);
        polled
    }
}

impl Work {
    /// Polls, and leaves what came of it in `polled`, which is pending yet.
    fn poll_to(&mut self, cx: &mut Context<'_>, polled: &mut Polled) {
        match self {
            Self::Entered(run) => run.as_mut().poll(cx, polled),
            Self::Failed(error) => {
                if let Some(error) = error.take() {
                    *polled = Poll::Ready(Err(error));
                }
            }
            Self::Nothing => *polled = Poll::Ready(Ok(Outcome::Unhandled)),
            // CatchPanic here, so that layers and observers around it see a failure.
            Self::Routing(_) | Self::Only(_) | Self::Last(_) | Self::Handler(_) => {
                let caught = catch(&mut || {
                    self.poll_called(cx, polled);
                    if polled.is_ready() {
                        // What is left of it may panic too, and belongs to it.
                        *self = Self::Nothing;
                    }
                });
                if let Err(panicked) = caught {
                    self.end(panicked, polled);
                }
            }
        }
    }

    /// Polls what a walk or a route called.
    fn poll_called(&mut self, cx: &mut Context<'_>, polled: &mut Polled) {
        match self {
            Self::Routing(routing) => *polled = routing.poll(cx),
            Self::Only(run) => {
                run.as_mut().poll(cx, polled);
                forget_skip(polled);
            }
            Self::Last(future) => {
                *polled = future.as_mut().poll(cx);
                forget_skip(polled);
            }
            Self::Handler(future) => *polled = future.as_mut().poll(cx),
            Self::Entered(_) | Self::Failed(_) | Self::Nothing => {}
        }
    }
}

impl Work {
    /// Fails before it was polled.
    #[cold]
    pub(crate) fn fail(&mut self, panicked: BoxError) {
        let _ = discard(mem::replace(self, Self::Failed(Some(panicked))));
    }

    /// Ends with a panic; if it had failed already, that stays what it failed with.
    #[cold]
    fn end(&mut self, panicked: BoxError, polled: &mut Polled) {
        let _ = discard(mem::replace(self, Self::Nothing));
        if !matches!(polled, Poll::Ready(Err(_))) {
            let _ = discard(mem::replace(polled, Poll::Ready(Err(panicked))));
        }
    }
}

/// A skip, where nothing is left to try.
fn forget_skip(polled: &mut Polled) {
    if let Poll::Ready(Err(error)) = polled {
        if meaning(error) == Meaning::Skip {
            *polled = Poll::Ready(Ok(Outcome::Unhandled));
        }
    }
}
