//! A panic is a failure of its update only.

use std::{
    error::Error,
    fmt,
    future::{Ready, ready},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use chappe_core::{
    BoxError, Cancel, Dispatcher, Next, Outcome, Panicked, Request, Router, Skip,
    filter::{command, failed_with},
    from_fn, is_cancel, reply,
};
use chappe_types::{Message, Update, fixtures::message};
use tower::{Service, layer::layer_fn, service_fn};

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

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("in the drop");
    }
}

/// A skip that panics when it is dropped.
#[derive(Debug)]
struct PanickingSkip;

impl fmt::Display for PanickingSkip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("skipped")
    }
}

impl Error for PanickingSkip {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Skip)
    }
}

impl Drop for PanickingSkip {
    fn drop(&mut self) {
        let _bomb = Bomb;
    }
}

async fn skips(_: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
    Err(PanickingSkip.into())
}

#[tokio::test]
async fn a_skip_that_panics_when_it_is_dropped_is_a_failure_of_its_update() {
    let outer =
        || Router::new("app").message(|m| m.outer_layer(from_fn(skips)).on((), async || {}));
    let inner =
        || Router::new("app").message(|m| m.inner_layer(from_fn(skips)).on((), async || {}));
    for app in [outer, inner as fn() -> Router] {
        let plain = Dispatcher::new(app());
        assert_eq!(dispatch(&plain, message("hi")).await, "failed: panicked: in the drop");
        let observed = Dispatcher::new(app().error(|e| e.on((), async || reply("caught"))));
        assert_eq!(dispatch(&observed, message("hi")).await, "caught");
    }
}

#[tokio::test]
async fn a_cancel_stays_one_if_a_value_of_the_request_panics_when_it_is_dropped() {
    let app = Router::new("app")
        .message(|m| m.on((), async || Err::<(), _>(Cancel)))
        .error(|e| e.on((), async || reply("caught")));
    let request = Request::from(message("hi")).with(Bomb);
    let result = Dispatcher::new(app).call(request).await;
    assert!(result.is_err_and(|error| is_cancel(&*error)));
}

/// Fails with an error, and panics when it is dropped.
struct Fails(Option<BoxError>);

impl Future for Fails {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error)))
    }
}

impl Drop for Fails {
    fn drop(&mut self) {
        panic!("in the drop");
    }
}

#[tokio::test]
async fn an_error_of_a_layer_is_not_replaced_by_a_panic_while_its_future_is_dropped() {
    for (error, ended) in [("broken", "failed: broken"), ("cancel", "cancelled")] {
        let layer = move |_: Next<Message>| {
            service_fn(move |_: Request<Message>| {
                Fails(Some(if error == "cancel" { Cancel.into() } else { error.into() }))
            })
        };
        for is_outer in [true, false] {
            let app = Router::new("root").message(|m| {
                let layer = layer_fn(layer);
                let m = if is_outer { m.outer_layer(layer) } else { m.inner_layer(layer) };
                m.on((), async || {}).fallback(async || {})
            });
            let dispatcher = Dispatcher::new(app);
            assert_eq!(dispatch(&dispatcher, message("hi")).await, ended, "outer: {is_outer}");
        }
    }
}

#[tokio::test]
async fn a_request_of_a_dropped_dispatcher_whose_handler_panics_when_it_is_dropped_is_accepted() {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let bomb = Arc::new(Bomb);
    let app = Router::new("first").message(|m| {
        m.on((), move |request: Request<Message>| {
            let _ = (&bomb, sender.send(request.into_update()));
            ready(())
        })
    });
    let mut first = Dispatcher::new(app);
    assert!(first.call(Request::from(message("hi"))).await.is_ok());
    let request = receiver.recv().await.unwrap();
    drop(first);
    let mut second = Dispatcher::new(Router::new("second").message(|m| m.on((), async || {})));
    assert!(second.call(request).await.is_ok());
}
