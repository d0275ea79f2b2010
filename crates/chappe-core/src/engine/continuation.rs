//! The inner service of a layer, as data.

use std::{fmt, sync::Arc};

use crate::{
    catch_panic::{CatchPanic, attempt},
    engine::{
        dispatch::{Dispatch, ready},
        layer_service::{LayerService, Prepared},
        matcher,
        program::{Scope, Step},
        route::Route,
    },
    error::ForeignRequest,
    outcome::Outcome,
    request::Parts,
};

/// The inner service of a layer, with its types erased: [`Next`] dispatches into it.
///
/// [`Next`]: crate::Next
#[derive(Clone)]
pub(crate) enum Continuation {
    /// The next layer of the same observer.
    Layer(Arc<dyn LayerService>),
    /// The programs inside layers: an observer's filters and routes inside its outer layers, or the
    /// routes and the split inside the inner layers of an `update` observer.
    Scope(Arc<Scope>),
    /// Inside the inner layers of an observer: the route that the request has matched. The number
    /// is the index of the next service in [`Route::inner`]. After the last one, the handler is
    /// called.
    Route(usize),
}

impl Continuation {
    /// Clones the service of a layer, for a caller that polls its readiness. Returns `None` if
    /// the continuation is always ready.
    pub(crate) fn prepare(&self) -> Option<Prepared> {
        match self {
            Self::Layer(service) => service.prepare(),
            Self::Scope(_) | Self::Route(_) => None,
        }
    }

    /// Dispatches a request. If the continuation is a layer, the returned future waits until its
    /// service is ready.
    pub(crate) fn dispatch(&self, parts: Box<Parts>) -> Dispatch {
        match self {
            Self::Layer(service) => Dispatch::Uncaught(service.dispatch(parts)),
            Self::Scope(_) if parts.shared.is_none() => foreign(),
            Self::Scope(scope) => match scope.program(&parts.update.kind) {
                Some(program) => match &*program.steps {
                    [Step::Layers { service, .. }] => only_step(&**service, parts),
                    _ => Dispatch::catching(Box::pin(matcher::route(Arc::clone(program), parts))),
                },
                None => Dispatch::Uncaught(ready(Ok(Outcome::Unhandled))),
            },
            Self::Route(depth) => {
                let Some(route) = parts.route.clone() else { return foreign() };
                let Some(route) = route.as_any().downcast_ref::<Route>() else { return foreign() };
                match route.inner.get(*depth) {
                    Some(service) => Dispatch::Uncaught(service.dispatch(parts)),
                    None => match attempt(|| route.handler.call(parts)) {
                        Ok(handler) => Dispatch::catching(handler),
                        Err(panicked) => Dispatch::Uncaught(ready(Err(panicked))),
                    },
                }
            }
        }
    }

    /// Dispatches a request and turns every panic into an error, including those of layers.
    pub(crate) fn dispatch_caught(&self, parts: Box<Parts>) -> Dispatch {
        match attempt(|| self.dispatch(parts)) {
            Ok(dispatch) => dispatch.catch_panics(),
            Err(panicked) => Dispatch::Uncaught(ready(Err(panicked))),
        }
    }
}

fn only_step(service: &dyn LayerService, parts: Box<Parts>) -> Dispatch {
    match attempt(|| service.dispatch(parts)) {
        Ok(dispatch) => Dispatch::OnlyStep(CatchPanic::new(dispatch)),
        Err(panicked) => Dispatch::Uncaught(ready(Err(panicked))),
    }
}

/// Fails: a layer has created a request instead of passing on the one that it received.
fn foreign() -> Dispatch {
    Dispatch::Uncaught(ready(Err(ForeignRequest(()).into())))
}

impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layer(_) => "a layer",
            Self::Scope(_) => "routes",
            Self::Route(_) => "the matched route",
        })
    }
}
