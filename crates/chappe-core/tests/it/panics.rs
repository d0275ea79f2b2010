//! A panic is a failure of its update only.

use std::{
    future::{Ready, ready},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use chappe_core::{
    BoxError, Dispatcher, Next, Outcome, Panicked, Request, Router,
    filter::{command, failed_with},
    reply,
};
use chappe_types::{Message, Update, fixtures::message};
use tower::{Service, layer::layer_fn};

use crate::support::dispatch;

#[tokio::test]
async fn panics_of_filters_and_handlers_reach_error_observers_of_their_router() {
    let nested = Router::new("nested")
        .message(|m| {
            m.on(command("handler"), async || {
                assert!(std::hint::black_box(false), "in the handler");
            })
            .on(|_: &Message| panic!("in the filter"), async || {})
        })
        .error(|e| e.on(failed_with::<Panicked>(), async || reply("caught")));
    let dispatcher = Dispatcher::new(Router::new("root").include(nested));
    assert_eq!(dispatch(&dispatcher, message("/handler")).await, "caught");
    assert_eq!(dispatch(&dispatcher, message("hi")).await, "caught");
}

/// The function in which a service panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    PollReady,
    Call,
    Future,
    Drop,
}

#[derive(Clone)]
struct Panics {
    place: Place,
    inner: Next<Message>,
}

impl Panics {
    fn at(&self, place: Place) {
        assert!(self.place != place, "in {place:?}");
    }
}

impl Service<Request<Message>> for Panics {
    type Response = Outcome;
    type Error = BoxError;
    type Future = PanicsFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.at(Place::PollReady);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, _: Request<Message>) -> PanicsFuture {
        self.at(Place::Call);
        PanicsFuture { place: self.place, done: ready(Ok(Outcome::handled())) }
    }
}

struct PanicsFuture {
    place: Place,
    done: Ready<Result<Outcome, BoxError>>,
}

impl Future for PanicsFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(self.place != Place::Future, "in {:?}", self.place);
        std::pin::Pin::new(&mut self.done).poll(cx)
    }
}

impl Drop for PanicsFuture {
    fn drop(&mut self) {
        assert!(self.place != Place::Drop, "in {:?}", self.place);
    }
}

#[tokio::test]
async fn panics_of_layers_are_failures_whichever_function_panics() {
    for place in [Place::PollReady, Place::Call, Place::Future, Place::Drop] {
        for is_outer in [true, false] {
            let app = Router::new("root").message(|m| {
                let layer = layer_fn(move |inner| Panics { place, inner });
                let m = if is_outer { m.outer_layer(layer) } else { m.inner_layer(layer) };
                m.on((), async || {})
            });
            let dispatcher = Dispatcher::new(app);
            for _ in 0..3 {
                assert_eq!(
                    dispatch(&dispatcher, message("hi")).await,
                    format!("failed: panicked: in {place:?}"),
                    "outer: {is_outer}"
                );
            }
        }
    }
}

/// A service that panics when it is cloned for a dispatch, but not while the tree is built.
struct PanicsAtClone {
    inner: Next<Update>,
    is_built: Arc<AtomicBool>,
}

impl Clone for PanicsAtClone {
    fn clone(&self) -> Self {
        assert!(!self.is_built.load(Ordering::Relaxed), "in clone");
        Self { inner: self.inner.clone(), is_built: Arc::clone(&self.is_built) }
    }
}

impl Service<Request<Update>> for PanicsAtClone {
    type Response = Outcome;
    type Error = BoxError;
    type Future = chappe_core::middleware::ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Update>) -> Self::Future {
        self.inner.call(request)
    }
}

#[tokio::test]
async fn a_panic_of_the_clone_of_a_layer_is_passed_to_the_error_observers_of_its_router() {
    let is_built = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&is_built);
    let nested = Router::new("nested")
        .update(|m| {
            let layer = layer_fn(move |inner| PanicsAtClone { inner, is_built: Arc::clone(&flag) });
            m.outer_layer(layer).on((), async || {})
        })
        .error(|e| e.on((), async || reply("caught by its own")));
    let root = Router::new("root").error(|e| e.on((), async || reply("too far"))).include(nested);
    let dispatcher = Dispatcher::new(root);
    is_built.store(true, Ordering::Relaxed);
    assert_eq!(dispatch(&dispatcher, message("hi")).await, "caught by its own");
}
