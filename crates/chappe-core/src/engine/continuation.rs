//! The part of the tree that a layer is wrapped around.

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

/// The part of the tree that a layer is wrapped around; what its [`Next`] dispatches into.
///
/// [`Next`]: crate::Next
#[derive(Clone)]
pub(crate) enum Continuation {
    /// The next layer of the same observer.
    Layer(Arc<dyn LayerService>),
    /// The routes inside of outer layers.
    Scope(Arc<Scope>),
    /// The matched route: its inner layers from this one on, or its handler.
    Route(usize),
}

impl Continuation {
    /// Clones the service of a layer, for a caller that polls its readiness. `None` if
    /// this is always ready.
    pub(crate) fn prepare(&self) -> Option<Prepared> {
        match self {
            Self::Layer(service) => service.prepare(),
            Self::Scope(_) | Self::Route(_) => None,
        }
    }

    /// Dispatches a request; the dispatch waits until layers are ready.
    pub(crate) fn dispatch(&self, parts: Box<Parts>) -> Dispatch {
        match self {
            Self::Layer(service) => Dispatch::Layer(service.dispatch(parts)),
            Self::Scope(_) if parts.shared.is_none() => foreign(),
            Self::Scope(scope) => match scope.program(&parts.update.kind) {
                Some(program) => match &*program.steps {
                    [Step::Layers { service, .. }] => only_step(&**service, parts),
                    _ => Dispatch::caught(Box::pin(matcher::route(Arc::clone(program), parts))),
                },
                None => Dispatch::Layer(ready(Ok(Outcome::Unhandled))),
            },
            Self::Route(depth) => {
                let Some(route) = parts.route.clone() else { return foreign() };
                let Some(route) = route.as_any().downcast_ref::<Route>() else { return foreign() };
                match route.inner.get(*depth) {
                    Some(service) => Dispatch::Layer(service.dispatch(parts)),
                    None => match attempt(|| route.handler.call(parts)) {
                        Ok(handler) => Dispatch::caught(handler),
                        Err(panicked) => Dispatch::Layer(ready(Err(panicked))),
                    },
                }
            }
        }
    }

    /// Dispatches a request. Every panic is a failure of the dispatch.
    pub(crate) fn dispatch_caught(&self, parts: Box<Parts>) -> Dispatch {
        match attempt(|| self.dispatch(parts)) {
            Ok(dispatch) => dispatch.catch_panics(),
            Err(panicked) => Dispatch::Layer(ready(Err(panicked))),
        }
    }
}

fn only_step(service: &dyn LayerService, parts: Box<Parts>) -> Dispatch {
    match attempt(|| service.dispatch(parts)) {
        Ok(dispatch) => Dispatch::OnlyStep(CatchPanic::new(dispatch)),
        Err(panicked) => Dispatch::Layer(ready(Err(panicked))),
    }
}

/// Fails: a layer passed on a request that it has made itself.
fn foreign() -> Dispatch {
    Dispatch::Layer(ready(Err(ForeignRequest(()).into())))
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
