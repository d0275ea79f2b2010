//! Panics outside of a dispatch: in cancelled dispatches, error observers, callbacks,
//! explanations, and failures from outside.

use std::{
    error::Error,
    fmt,
    future::{pending, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
};

use chappe_core::{
    BoxError, Dispatcher, EventType, Outcome, Panicked, Request, Router,
    filter::{Candidate, Filter, command},
    find_error, reply,
};
use chappe_types::{Message, fixtures::message};
use tower::Service;

use crate::support::{Trace, dispatch, without_lines};

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("as it was dropped");
    }
}

/// An error whose methods all panic.
struct Untouchable;

impl fmt::Debug for Untouchable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in debug")
    }
}

impl fmt::Display for Untouchable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in display")
    }
}

impl Error for Untouchable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        panic!("in source")
    }
}

impl Drop for Untouchable {
    fn drop(&mut self) {
        panic!("in drop");
    }
}

#[test]
fn dropping_a_pending_dispatch_does_not_panic() {
    for is_observed in [false, true] {
        for is_polled in [false, true] {
            let mut app = Router::new("app").message(|m| {
                m.on((), || {
                    let bomb = Bomb;
                    async move {
                        pending::<()>().await;
                        drop(bomb);
                    }
                })
            });
            if is_observed {
                app = app.error(|e| e.on((), async || {}));
            }
            let request = Request::from(message("hi")).with(Bomb).with(Arc::new(Bomb));
            let mut dispatcher = Dispatcher::new(app);
            let mut future = dispatcher.call(request);
            if is_polled {
                let mut cx = Context::from_waker(Waker::noop());
                assert!(Pin::new(&mut future).as_mut().poll(&mut cx).is_pending());
            }
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(future)));
            assert!(dropped.is_ok(), "observed: {is_observed}, polled: {is_polled}");
        }
    }
}

/// A filter that panics.
struct PanickingFilter;

impl<E: EventType> Filter<E> for PanickingFilter {
    fn check(&self, _: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        panic!("in the filter")
    }
}

/// Stores a value that panics when it is dropped.
struct StoresBomb;

impl<E: EventType> Filter<E> for StoresBomb {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        candidate.insert(Bomb);
        Ok(true)
    }
}

/// Fails with an error that panics.
struct FailingFilter;

impl<E: EventType> Filter<E> for FailingFilter {
    fn check(&self, _: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Err(Untouchable.into())
    }
}

#[tokio::test]
async fn a_panic_of_an_error_observer_replaces_the_failure() {
    let failing = || Router::new("failing").message(|m| m.on((), async || Err::<(), _>("broken")));
    let by_handler = failing().error(|e| {
        e.on((), async || {
            assert!(std::hint::black_box(false), "in the error handler");
        })
    });
    let by_filter = failing().error(|e| e.on(PanickingFilter, async || {}));
    let by_future = failing().error(|e| {
        e.on((), || {
            let bomb = Bomb;
            async move { drop(bomb) }
        })
    });
    let by_layer = failing().error(|e| {
        e.outer_layer(tower::layer::layer_fn(|next| {
            tower::util::MapResponse::new(next, |_: Outcome| -> Outcome { panic!("in the layer") })
        }))
        .on((), async || {})
    });
    let mut ended = Vec::new();
    for app in [by_handler, by_filter, by_future, by_layer] {
        ended.push(dispatch(&Dispatcher::new(app), message("hi")).await);
    }
    assert_eq!(
        ended,
        [
            "failed: panicked: in the error handler",
            "failed: panicked: in the filter",
            "failed: panicked: as it was dropped",
            "failed: panicked: in the layer",
        ]
    );
}

#[tokio::test]
async fn an_error_whose_methods_panic_is_replaced_by_its_panic() {
    let app = || Router::new("app").message(|m| m.on((), async || Err::<(), _>(Untouchable)));
    let plain = Dispatcher::new(app());
    assert_eq!(dispatch(&plain, message("hi")).await, "failed: panicked: in source");
    let observed = Dispatcher::new(app().error(|e| e.on((), async || reply("caught"))));
    assert_eq!(dispatch(&observed, message("hi")).await, "caught");
    let traced = Dispatcher::builder(app()).traced().build();
    let trace = chappe_core::Trace::new();
    let request = Request::from(message("hi")).with(trace.clone());
    assert!(traced.clone().call(request).await.is_err());
    assert_eq!(
        trace.steps()[0].outcome,
        chappe_core::StepOutcome::Failed("panicked: in source".to_owned())
    );
}

#[tokio::test]
async fn a_panic_of_a_shutdown_callback_is_the_first_failure_and_does_not_stop_the_others() {
    let trace = Trace::default();
    let noted = [(); 3].map(|()| trace.clone());
    let [first, second, third] = noted;
    let app = Router::<()>::new("app")
        .shutdown(move || {
            first.note("runs last");
            ready(())
        })
        .shutdown(move || {
            second.note("fails");
            ready(Err::<(), _>(Untouchable))
        })
        .shutdown(move || {
            third.note("panics");
            let bomb = Bomb;
            async move { drop(bomb) }
        })
        .shutdown(|| -> std::future::Ready<()> { panic!("before its future") });
    let dispatcher = Dispatcher::new(app);
    let ended = dispatcher.shutdown().await.map_err(|error| error.to_string());
    assert_eq!(
        (ended, trace.take()),
        (Err("panicked: before its future".to_owned()), "panics fails runs last".to_owned())
    );
}

#[tokio::test]
async fn a_panic_of_a_startup_callback_is_an_error_and_ends_the_startup() {
    let has_run = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&has_run);
    let app = Router::<()>::new("app")
        .startup(async || {
            assert!(std::hint::black_box(false), "at startup");
        })
        .startup(move || {
            flag.store(true, Ordering::Relaxed);
            ready(())
        });
    let ended = Dispatcher::new(app).startup().await.map_err(|error| error.to_string());
    assert_eq!(
        (ended, has_run.load(Ordering::Relaxed)),
        (Err("panicked: at startup".to_owned()), false)
    );
}

#[test]
fn an_explanation_reports_panics_of_filters_as_failures() {
    let explain = |app: Router| Dispatcher::new(app).explain(&message("/a")).to_string();
    let panics = Router::new("app").message(|m| m.on(PanickingFilter, async || {}));
    let fails = Router::new("app").message(|m| m.on(FailingFilter, async || {}));
    let stores = Router::new("app").message(|m| {
        m.filter(StoresBomb)
            .on((StoresBomb, command("b")), async || {})
            .on((command("a"), StoresBomb), async || {})
    });
    assert_eq!(
        [explain(panics), explain(fails), explain(stores)].map(|text| without_lines(&text)),
        [
            "closure at tests/it/panics_aside.rs (app, message): fails, PanickingFilter: panicked: in the filter\n=> unhandled\n",
            "closure at tests/it/panics_aside.rs (app, message): fails, FailingFilter: panicked: in source\n=> unhandled\n",
            "filters StoresBomb: matches\n\
             closure at tests/it/panics_aside.rs (app, message): no, command(\"b\")\n\
             closure at tests/it/panics_aside.rs (app, message): matches\n\
             => closure at tests/it/panics_aside.rs\n",
        ]
    );
}

/// A value whose conversion into an error panics.
struct Unconvertible;

impl From<Unconvertible> for BoxError {
    fn from(_: Unconvertible) -> Self {
        panic!("in the conversion")
    }
}

#[tokio::test]
async fn a_failure_from_outside_whose_conversion_panics_is_a_panic_of_its_update() {
    let app = || Router::new("app").message(|m| m.on((), async |_: Request<Message>| {}));
    let observed = Dispatcher::new(app().error(|e| e.on((), async || reply("caught"))));
    assert!(observed.raise(Request::from(message("hi")), Unconvertible).await.is_ok());
    assert!(observed.raise(Request::from(message("hi")), Untouchable).await.is_ok());
    let plain = Dispatcher::new(app());
    for error in [
        plain.raise(Request::from(message("hi")), Unconvertible).await.unwrap_err(),
        plain.raise(Request::from(message("hi")), Untouchable).await.unwrap_err(),
    ] {
        assert!(find_error::<Panicked>(&*error).is_some());
    }
}
