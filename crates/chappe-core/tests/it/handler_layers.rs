//! Layers of one handler.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use chappe_core::{
    AddExtensionLayer, BoxError, Dispatcher, Handler, HandlerExt, IntoOutcome, Middleware, Next,
    Outcome, Request, Router, Skip,
    extract::{Extension, State, Text},
    filter::{command, failed_with, text},
    flagged, from_fn,
    handler::HandlerInfo,
    middleware::BoxLayer,
    reply,
};
use chappe_types::{Message, SendMessage, UpdateType, fixtures::message};
use tower::{
    Layer, ServiceBuilder,
    limit::ConcurrencyLimitLayer,
    load_shed::LoadShedLayer,
    timeout::{TimeoutLayer, error::Elapsed},
};

use crate::support::{ProbeLayer, Trace, dispatch, without_lines};

/// Counts the calls of `layer`.
#[derive(Clone)]
struct Counted(Arc<AtomicUsize>);

impl<S> Layer<S> for Counted {
    type Service = S;

    fn layer(&self, inner: S) -> S {
        self.0.fetch_add(1, SeqCst);
        inner
    }
}

async fn answer(Text(text): Text) -> impl IntoOutcome {
    reply(text)
}

#[tokio::test]
async fn layers_of_a_handler_are_inside_all_inner_layers_and_the_first_added_is_the_outermost() {
    let trace = Trace::default();
    let child = Router::new("child").message(|m| {
        m.inner_layer(trace.layer("child"))
            .on(command("one"), answer.layer(trace.layer("a")).layer(trace.layer("b")))
            .on(command("two"), answer)
            .fallback(answer.layer(trace.layer("f")))
    });
    let app = Router::new("root").message(|m| m.inner_layer(trace.layer("root"))).include(child);
    let app = Dispatcher::new(app);
    let mut calls = Vec::new();
    for text in ["/one", "/two", "three"] {
        let outcome = dispatch(&app, message(text)).await;
        calls.push((outcome, trace.take()));
    }
    let expected = [
        ("/one", ">root >child >a >b <b <a <child <root"),
        ("/two", ">root >child <child <root"),
        ("three", ">root >child >f <f <child <root"),
    ];
    assert_eq!(calls, expected.map(|(outcome, calls)| (outcome.to_owned(), calls.to_owned())));
}

#[tokio::test]
async fn the_layer_of_a_handler_is_applied_once_per_registration_whatever_the_number_of_updates() {
    let applied = Arc::new(AtomicUsize::new(0));
    let counted = || Counted(Arc::clone(&applied));
    let twice = answer.layer(counted());
    let app = Router::new("root")
        .message(|m| m.on(command("a"), twice.clone()).on(command("b"), twice))
        .update(|u| u.on((), (async || Err::<(), _>(Skip)).layer(counted())));
    let app = Dispatcher::new(app);
    assert_eq!(applied.load(SeqCst), 3);
    for text in ["/a", "/b", "/a"] {
        assert_eq!(dispatch(&app, message(text)).await, text);
    }
    assert_eq!(applied.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn the_updates_of_a_route_share_the_state_of_its_layer() {
    let slow = async || tokio::time::sleep(Duration::from_secs(1)).await;
    let app = Router::new("root").message(|m| {
        m.on(command("slow"), slow.layer(LoadShedLayer::new()).layer(ConcurrencyLimitLayer::new(1)))
            .on((), slow)
    });
    let app = Dispatcher::new(app);
    let (first, second, other) = tokio::join!(
        dispatch(&app, message("/slow")),
        dispatch(&app, message("/slow")),
        dispatch(&app, message("other")),
    );
    assert_eq!(
        [first, second, other],
        ["handled", "failed: service overloaded", "handled"],
        "the readiness of the limit reaches the layer outside of it",
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_layer_reaches_error_observers() {
    let slow = async |Text(text): Text| {
        tokio::time::sleep(Duration::from_secs(if text.contains("long") { 9 } else { 1 })).await;
        reply("done")
    };
    let app = Router::new("root")
        .message(|m| {
            m.on(command("limited"), slow.layer(TimeoutLayer::new(Duration::from_secs(5))))
                .on((), slow)
        })
        .error(|e| e.on(failed_with::<Elapsed>(), async || reply("too slow")));
    let app = Dispatcher::new(app);
    let started = tokio::time::Instant::now();
    let outcomes = [
        dispatch(&app, message("/limited")).await,
        dispatch(&app, message("/limited long")).await,
        dispatch(&app, message("long")).await,
    ];
    assert_eq!(outcomes, ["done", "too slow", "done"]);
    assert_eq!(started.elapsed().as_secs(), 1 + 5 + 9);
}

#[tokio::test]
async fn a_panic_inside_of_a_layer_reaches_the_layer_as_an_error() {
    async fn recovers(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
        match next.run(request).await {
            Err(error) => panic!("again, after: {error}"),
            outcome => outcome,
        }
    }
    let panics = async || -> Result<(), BoxError> { panic!("at noon") };
    let app = Router::new("root").message(|m| m.on((), panics.layer(recovers)));
    let outcome = dispatch(&Dispatcher::new(app), message("hi")).await;
    assert_eq!(outcome, "failed: panicked: again, after: panicked: at noon");
}

#[tokio::test]
async fn a_handler_takes_every_kind_of_layer() {
    struct Once(Trace);

    impl Middleware<Message> for Once {
        async fn handle(
            &self,
            request: Request<Message>,
            next: Next<Message>,
        ) -> Result<Outcome, BoxError> {
            self.0.note("once");
            next.run(request).await
        }
    }

    async fn stateful(
        State(state): State<&'static str>,
        Extension(trace): Extension<Trace>,
        request: Request<Message>,
        next: Next<Message>,
    ) -> Result<Outcome, BoxError> {
        trace.note(state);
        next.run(request).await
    }

    async fn plain(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
        next.run(request.with(7_u8)).await
    }

    let trace = Trace::default();
    let shared = Arc::new(Once(trace.clone()));
    let stack = ServiceBuilder::new()
        .layer(ProbeLayer)
        .layer(AddExtensionLayer::new(trace.clone()))
        .layer(ProbeLayer);
    let handler = async |Extension(number): Extension<u8>| reply(number.to_string());
    let handler = handler
        .layer(stack)
        .layer(ProbeLayer)
        .layer(from_fn(stateful))
        .layer(Arc::clone(&shared))
        .layer(shared)
        .layer(Once(trace.clone()))
        .layer(BoxLayer::new(ProbeLayer))
        .layer(plain)
        .layer(async |request: Request<Message>, next: Next<Message>| {
            let number = *request.get::<u8>().ok_or("no number")?;
            next.run(request.with(number + 1)).await
        });
    let app = Router::new("root").message(|m| m.on(text(), handler)).with_state("the state");
    assert_eq!(dispatch(&Dispatcher::new(app), message("hi")).await, "8");
    assert_eq!(trace.take(), "the state once once once");
}

#[tokio::test]
async fn a_layered_handler_keeps_its_flags_and_its_requirements() {
    async fn reads_flag(
        request: Request<Message>,
        next: Next<Message>,
    ) -> Result<Outcome, BoxError> {
        let flag = request.flag::<&str>().copied().unwrap_or("none");
        next.run(request.with(flag)).await
    }
    let handler = async |Extension(flag): Extension<&'static str>| reply(flag);
    let trace = Trace::default();
    let (a, b) = (trace.layer("a"), trace.layer("b"));
    let app = Router::new("root").message(|m| {
        m.on(command("in"), flagged(handler, "inside").layer(reads_flag))
            .on(command("out"), flagged(handler.layer(a).layer(reads_flag), "outside").layer(b))
    });
    let app = Dispatcher::new(app);
    let outcomes = [dispatch(&app, message("/in")).await, dispatch(&app, message("/out")).await];
    assert_eq!(outcomes, ["inside", "outside"]);
    assert_eq!(trace.take(), ">a >b <b <a");

    let app = Router::<()>::new("root").message(|m| {
        m.inner_layer(reads_flag)
            .on(text(), flagged(async |_: Requires| {}, "flag").layer(ProbeLayer))
    });
    let dispatcher = Dispatcher::new(app);
    let missing = dispatcher.check_source().unwrap_err().to_string();
    assert!(missing.contains("take it from the source"), "{missing}");
}

/// A value that only a source of updates provides.
struct Requires;

impl<S: Sync> chappe_core::extract::FromRequest<Message, S> for Requires {
    type Rejection = BoxError;

    async fn from_request(_: &Request<Message>, _: &S) -> Result<Self, BoxError> {
        Ok(Self)
    }

    fn requires() -> Vec<chappe_core::extract::Requirement> {
        vec![chappe_core::extract::Requirement::from_source::<Self>("take it from the source")]
    }
}

#[test]
fn what_a_layer_of_a_handler_requires_must_be_stored_outside_of_it() {
    async fn requires(
        _: Extension<u8>,
        request: Request<Message>,
        next: Next<Message>,
    ) -> Result<Outcome, BoxError> {
        next.run(request).await
    }
    let handler = async |_: Extension<u8>| {};
    let stores = || AddExtensionLayer::new(7_u8);
    let build = |app: Router| {
        let built = Dispatcher::builder(app).try_build();
        built.err().map(|error| {
            let mistake = error.mistakes().join("\n");
            let (_, what) = mistake.split_once("handler_layers.rs:").unwrap();
            let (what, _) = what.split_once(" needs").unwrap();
            what.split_once('`').unwrap().1.to_owned()
        })
    };
    let app = || Router::new("app");
    let built = [
        build(app().message(|m| m.on((), handler))),
        build(app().message(|m| m.on((), handler.layer(stores())))),
        build(app().message(|m| m.on((), handler.layer(stores()).layer(from_fn(requires))))),
        build(app().message(|m| m.on((), handler.layer(from_fn(requires)).layer(stores())))),
        build(app().message(|m| m.inner_layer(stores()).on((), handler.layer(from_fn(requires))))),
    ];
    let layer = ", layer `from_fn(requires)`";
    assert_eq!(built.each_ref().map(Option::as_deref), [Some(""), None, None, Some(layer), None],);
}

#[tokio::test]
async fn layers_of_a_handler_are_described_explained_and_traced() {
    use chappe_core::Trace as Recorded;
    use tower::ServiceExt;

    let app = || {
        Router::new("app").message(|m| {
            m.inner_layer(ProbeLayer).on(
                text(),
                answer.layer(TimeoutLayer::new(Duration::from_secs(1))).layer(ProbeLayer),
            )
        })
    };
    let dispatcher = Dispatcher::builder(app()).traced().build();
    let described = dispatcher.describe();
    assert_eq!(
        described.to_string(),
        "app\n  message\n    inner ProbeLayer\n    on text() -> TimeoutLayer -> ProbeLayer -> handler_layers::answer\n",
    );
    assert_eq!(
        described.json()["observers"][0]["routes"][0]["layers"],
        serde_json::json!(["TimeoutLayer", "ProbeLayer"]),
    );
    assert!(described.mermaid().contains("[\"layer TimeoutLayer\"]"), "{}", described.mermaid());
    assert_eq!(
        dispatcher.explain(&message("hi")).to_string(),
        "layers ProbeLayer, TimeoutLayer, ProbeLayer: may end or change the event, or store values\nhandler_layers::answer (app, message): matches\n=> handler_layers::answer\n",
    );
    let trace = Recorded::new();
    let _ = dispatcher.oneshot(Request::from(message("hi")).with(trace.clone())).await.unwrap();
    assert_eq!(
        trace.to_string(),
        "filter text() (app, message): yes\nlayer ProbeLayer (app, message): handled\n  layer TimeoutLayer (app, message): handled\n    layer ProbeLayer (app, message): handled\n      handler handler_layers::answer (app, message): handled\n",
    );
}

/// A handler of users that calls the one inside it.
#[derive(Clone)]
struct Doubled<H>(H);

impl<T, S, H: Handler<Message, T, S>> Handler<Message, (Doubled<()>, T), S> for Doubled<H>
where
    T: 'static,
    S: Send + Sync + 'static,
{
    async fn call(self, request: Request<Message>, state: Arc<S>) -> Result<Outcome, BoxError> {
        let _ = self.0.clone().call(request.clone(), Arc::clone(&state)).await?;
        self.0.call(request, state).await
    }

    fn info(&self) -> HandlerInfo {
        self.0.info()
    }
}

#[tokio::test]
async fn without_a_dispatcher_the_layers_are_applied_in_each_call() {
    let (trace, applied) = (Trace::default(), Arc::new(AtomicUsize::new(0)));
    let handler =
        answer.layer(Counted(Arc::clone(&applied))).layer(trace.layer("a")).layer(trace.layer("b"));
    let request = Request::from(message("hi")).try_into_event::<Message>().unwrap();
    for _ in 0..2 {
        let outcome = handler.clone().call(request.clone(), Arc::new(())).await.unwrap();
        let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
        assert_eq!(reply.map(|method| &*method.text), Some("hi"));
    }
    assert_eq!((trace.take().as_str(), applied.load(SeqCst)), (">a >b <b <a >a >b <b <a", 2));

    let app = Dispatcher::new(Router::new("app").message(|m| m.on((), Doubled(handler))));
    assert_eq!(dispatch(&app, message("hi")).await, "hi");
    assert_eq!((trace.take().as_str(), applied.load(SeqCst)), (">a >b <b <a >a >b <b <a", 4));
}

#[tokio::test]
async fn the_layer_of_a_router_that_skips_lets_the_next_route_try() {
    async fn skips(_: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
        Err(Skip.into())
    }
    let app = Router::new("app")
        .message(|m| m.on((), (async || reply("one")).layer(skips)).on((), async || reply("two")));
    let app = Dispatcher::new(app);
    assert_eq!(dispatch(&app, message("hi")).await, "two");
    assert_eq!(app.used_update_types(), [UpdateType::Message]);
}

#[tokio::test]
async fn an_arc_of_a_middleware_is_one_that_several_observers_share() {
    struct Counter(AtomicUsize);

    impl<E: chappe_core::EventType> Middleware<E> for Counter {
        async fn handle(&self, request: Request<E>, next: Next<E>) -> Result<Outcome, BoxError> {
            self.0.fetch_add(1, SeqCst);
            next.run(request).await
        }
    }

    let counter = Arc::new(Counter(AtomicUsize::new(0)));
    let app = Router::new("app")
        .update(|u| u.outer_layer(Arc::clone(&counter)))
        .message(|m| m.inner_layer(Arc::clone(&counter)).on((), async || {}));
    let app = Dispatcher::new(app);
    assert_eq!(dispatch(&app, message("hi")).await, "handled");
    assert_eq!(counter.0.load(SeqCst), 2);
    assert_eq!(
        without_lines(&app.describe().to_string()),
        "app\n  update\n    outer Counter\n  message\n    inner Counter\n    on anything -> closure at tests/it/handler_layers.rs\n",
    );
}

#[tokio::test]
async fn the_method_layer_of_tower_is_not_hidden() {
    fn applied<L: Layer<u8>>(layer: &Held<L>) -> L::Service {
        layer.0.layer(7)
    }
    struct Held<L>(L);
    assert_eq!(applied(&Held(Counted(Arc::default()))), 7);
    let _: tower::timeout::Timeout<u8> = TimeoutLayer::new(Duration::from_secs(1)).layer(7);
}
