//! Layers are applied once, are ready when called, and share their state.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use chappe_core::{
    AddExtensionLayer, BoxError, Cancel, Dispatcher, IntoOutcome, Next, Request, Router, Skip,
    after, before,
    extract::Extension,
    filter::{Candidate, Filter, command, text},
    from_fn, middleware, reply, shared,
};
use chappe_types::{Message, SendMessage, Update, fixtures::message};
use tower::{
    Layer, Service, ServiceBuilder,
    limit::{ConcurrencyLimitLayer, RateLimitLayer},
    load_shed::{LoadShedLayer, error::Overloaded},
    retry::RetryLayer,
};

use crate::{
    support::{ProbeLayer, Trace, dispatch},
    tower_layers_everywhere::OnceMore,
};

/// Counts the calls of `layer`.
struct Counted(Arc<AtomicUsize>);

impl<S> Layer<S> for Counted {
    type Service = S;

    fn layer(&self, inner: S) -> S {
        self.0.fetch_add(1, SeqCst);
        inner
    }
}

#[test]
fn a_layer_is_applied_once_whatever_the_number_of_handlers() {
    let applied = Arc::new(AtomicUsize::new(0));
    let count = || Counted(Arc::clone(&applied));
    let child =
        |name: &'static str| Router::<()>::new(name).message(|m| m.on(command(name), async || {}));
    let app = Router::new("root")
        .message(|m| {
            m.outer_layer(count())
                .inner_layer(count())
                .on(command("one"), async || {})
                .on(command("two"), async || {})
        })
        .update(|u| u.outer_layer(count()).inner_layer(count()))
        .include(child("three"))
        .include(child("four"));
    let _ = Dispatcher::new(app);
    assert_eq!(applied.load(SeqCst), 4);
}

#[tokio::test(start_paused = true)]
async fn an_inner_concurrency_limit_is_shared_by_all_handlers() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut app = Router::new("root").message(|m| m.inner_layer(ConcurrencyLimitLayer::new(10)));
    for number in 0..1000 {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        app = app.message(|m| {
            m.on(command(format!("cmd{number}")), move || {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                async move {
                    most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    running.fetch_sub(1, SeqCst);
                }
            })
        });
    }
    let dispatcher = Dispatcher::new(app);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let dispatcher = dispatcher.clone();
        tasks.spawn(async move { dispatch(&dispatcher, message(&format!("/cmd{number}"))).await });
    }
    assert_eq!(tasks.join_all().await, vec!["handled"; 100]);
    assert_eq!(most.load(SeqCst), 10);
}

#[tokio::test(start_paused = true)]
async fn load_shed_sees_the_readiness_of_a_limit_that_another_call_added() {
    let app = Router::new("root").message(|m| {
        m.outer_layer(LoadShedLayer::new())
            .outer_layer(ConcurrencyLimitLayer::new(1))
            .on((), async || tokio::time::sleep(Duration::from_secs(1)).await)
    });
    let dispatcher = Dispatcher::new(app);
    let (first, second) =
        tokio::join!(dispatch(&dispatcher, message("a")), dispatch(&dispatcher, message("b")));
    assert_eq!(first, "handled");
    assert_eq!(second, format!("failed: {}", Overloaded::new()));
    assert_eq!(dispatch(&dispatcher, message("c")).await, "handled");
}

#[tokio::test(start_paused = true)]
async fn clones_share_the_quota_of_a_shared_rate_limit() {
    let app = Router::new("root").message(|m| {
        m.outer_layer(shared(RateLimitLayer::new(2, Duration::from_secs(1)))).on((), async || {})
    });
    let dispatcher = Dispatcher::new(app);
    let started = tokio::time::Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let dispatcher = dispatcher.clone();
        tasks.spawn(async move {
            dispatch(&dispatcher, message("hi")).await;
            started.elapsed().as_millis() / 1000
        });
    }
    let mut seconds = tasks.join_all().await;
    seconds.sort_unstable();
    assert_eq!(seconds, [0, 0, 1, 1, 2, 2]);
}

#[tokio::test]
async fn retry_repeats_failures_but_not_skip_and_cancel() {
    let runs = |result: fn() -> Result<(), BoxError>| async move {
        let runs = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&runs);
        let app = Router::new("root").message(|m| {
            m.inner_layer(RetryLayer::new(OnceMore::new())).on((), move || {
                count.fetch_add(1, SeqCst);
                async move { result() }
            })
        });
        let outcome = dispatch(&Dispatcher::new(app), message("hi")).await;
        (outcome, runs.load(SeqCst))
    };
    assert_eq!(runs(|| Err("no".into())).await, ("failed: no".to_owned(), 2));
    assert_eq!(runs(|| Err(Skip.into())).await, ("unhandled".to_owned(), 1));
    assert_eq!(runs(|| Err(Cancel.into())).await, ("cancelled".to_owned(), 1));
}

#[tokio::test]
async fn the_layers_of_this_crate_call_the_service_that_was_polled_ready() {
    let trace = Trace::default();
    let stack = ServiceBuilder::new()
        .layer(before(async |request: chappe_core::Request<Message>| Ok(request)))
        .layer(ProbeLayer)
        .layer(after(async |outcome| Ok(outcome)))
        .layer(ProbeLayer)
        .layer(AddExtensionLayer::new(7_u32))
        .layer(ProbeLayer)
        .layer(shared(ProbeLayer))
        .layer(middleware(trace.layer("middleware")))
        .layer(ProbeLayer)
        .layer(from_fn(passed).with_state(()))
        .layer(ProbeLayer);
    let app = Router::<()>::new("root").message(|m| {
        m.outer_layer(stack)
            .on(text(), async |Extension(number): Extension<u32>| reply(number.to_string()))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "7");
    assert_eq!(trace.take(), ">middleware <middleware");
}

async fn passed(
    _: Update,
    request: chappe_core::Request<Message>,
    next: chappe_core::Next<Message>,
) -> Result<chappe_core::Outcome, BoxError> {
    next.run(request).await
}

struct Stores;

impl Filter<Message> for Stores {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        candidate.insert(7_u8);
        Ok(true)
    }
}

#[tokio::test]
async fn values_are_dropped_with_the_request_of_the_last_step() {
    let value = Arc::new(());
    let held = Arc::downgrade(&value);
    let layer = move |request: Request<Message>, _: Next<Message>| {
        drop(request);
        let holders = held.strong_count();
        async move { reply(holders.to_string()).into_outcome(&Request::from(message("hi"))) }
    };
    let app = Router::new("app")
        .message(|m| m.filter(Stores).inner_layer(from_fn(layer)).on(Stores, async || {}));
    let request = Request::from(message("hi")).with(value);
    let outcome = Dispatcher::new(app).call(request).await.unwrap();
    let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
    assert_eq!(reply.map(|method| &*method.text), Some("0"));
}
