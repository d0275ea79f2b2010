//! What follows a layer, and a dispatch into it.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    engine::{
        program::{Program, Scope, Step},
        route::HandlerFuture,
        routing::{self, Routing},
        stack::{Run, Stack},
    },
    error::{BoxError, ForeignRequest, catch},
    flow::is_skip,
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

    /// Dispatches into it, waiting for readiness where need be.
    pub(crate) fn start(&self, parts: Parts) -> Work {
        match self {
            Self::Stack(stack) => Work::Entered(stack.start(parts)),
            Self::Scope(_) if parts.shared.is_none() => {
                Work::Failed(Some(Box::new(ForeignRequest(()))))
            }
            Self::Scope(scope) => match scope.peek(&parts.update.kind) {
                Some(program) => start_program(program, parts),
                None => Work::Nothing,
            },
            Self::Route(depth) => start_route(*depth, parts),
        }
    }
}

impl Target {
    /// Dispatches into it; a panic, be it at the start, is a failure.
    pub(crate) fn start_caught(&self, parts: Parts) -> CaughtWork {
        let work = catch(|| self.start(parts));
        work.map_or_else(CaughtWork::failed, CaughtWork)
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
fn start_program(program: &Arc<Program>, parts: Parts) -> Work {
    let [Step::Enter { stack, .. }] = &*program.steps else {
        return routing::start(program, parts);
    };
    match catch(|| stack.start(parts)) {
        Ok(run) => Work::Only(run),
        Err(error) => Work::Failed(Some(error)),
    }
}

/// Goes on to the next inner layers of the matched route, or to its handler.
fn start_route(depth: usize, parts: Parts) -> Work {
    let Some(route) = parts.route() else {
        return Work::Failed(Some(Box::new(ForeignRequest(()))));
    };
    if let Some(stack) = route.inner.get(depth) {
        let mut run = stack.enter();
        run.as_mut().give(parts);
        return Work::Entered(run);
    }
    let called = if let Some(enter) = route.handler.entry() {
        catch(|| enter(parts))
    } else {
        let route = Arc::clone(route);
        catch(|| route.handler.call(parts))
    };
    match called {
        Ok(future) => Work::Handler(future),
        Err(error) => Work::Failed(Some(error)),
    }
}

/// One dispatch under way.
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
    /// One that has failed.
    pub(crate) fn failed(error: BoxError) -> Self {
        Self(Work::Failed(Some(error)))
    }
}

impl Future for CaughtWork {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let work = &mut self.0;
        let mut polled = Poll::Pending;
        let caught = catch(|| {
            polled = Pin::new(&mut *work).poll(cx);
            if polled.is_ready() {
                // What is left of it may panic too: the update then fails with that.
                *work = Work::Nothing;
            }
        });
        if let Err(panicked) = caught {
            let _ = catch(|| *work = Work::Nothing);
            // A failure that was there already is what it failed with.
            if !matches!(polled, Poll::Ready(Err(_))) {
                polled = Poll::Ready(Err(panicked));
            }
        }
        polled
    }
}

impl Future for Work {
    type Output = Result<Outcome, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Entered(run) => run.as_mut().poll(cx),
            work => work.poll_inside(cx),
        }
    }
}

impl Work {
    /// Polls what is no layer.
    fn poll_inside(&mut self, cx: &mut Context<'_>) -> Poll<Result<Outcome, BoxError>> {
        match self {
            Self::Entered(run) => run.as_mut().poll(cx),
            // Caught here, so that layers and observers around it see a failure.
            Self::Routing(routing) => poll_caught(|| routing.poll(cx)),
            Self::Only(run) => without_skip(poll_caught(|| run.as_mut().poll(cx))),
            Self::Last(future) => without_skip(poll_caught(|| future.as_mut().poll(cx))),
            // Caught here, so that inner layers see a failure.
            Self::Handler(future) => poll_caught(|| future.as_mut().poll(cx)),
            Self::Failed(error) => {
                error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error)))
            }
            Self::Nothing => Poll::Ready(Ok(Outcome::Unhandled)),
        }
    }
}

/// How far a dispatch is. It is several words, which are best written where they stay:
/// the functions below change it in place and do not take it apart.
type Polled = Poll<Result<Outcome, BoxError>>;

/// Polls; a panic is a failure.
#[inline]
fn poll_caught(poll: impl FnOnce() -> Polled) -> Polled {
    let mut polled = Poll::Pending;
    if let Err(error) = catch(|| polled = poll()) {
        polled = Poll::Ready(Err(error));
    }
    polled
}

/// A skip, where nothing is left to try.
#[inline]
fn without_skip(mut polled: Polled) -> Polled {
    if matches!(&polled, Poll::Ready(Err(error)) if is_skip(&**error)) {
        polled = Poll::Ready(Ok(Outcome::Unhandled));
    }
    polled
}
