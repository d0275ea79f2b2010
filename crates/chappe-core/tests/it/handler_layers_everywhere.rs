//! Layers of handlers in every position of a tree, around handlers that end in every way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use chappe_core::{
    AddExtensionLayer, BoxError, Cancel, Dispatcher, EventType, Handler, HandlerExt, Next, Outcome,
    Request, Router, Skip, Trace as Recorded,
    extract::{Extension, State},
    filter::{command, text, text_is},
    flagged, from_fn,
    handler::HandlerInfo,
    reply,
};
use chappe_types::{
    Message, Update,
    fixtures::{callback_query, message},
};
use tower::{Layer, Service, ServiceExt, retry::RetryLayer, util::MapRequestLayer};

use crate::support::{Trace, dispatch};

/// Stores the state.
async fn add(
    State(number): State<u8>,
    mut request: Request<Message>,
    next: Next<Message>,
) -> Result<Outcome, BoxError> {
    request.insert(u16::from(number));
    next.run(request).await
}

/// A tree with a layered handler in each kind of position.
fn tree(trace: &Trace) -> Router {
    let note = |name: &'static str| {
        let trace = trace.clone();
        move || {
            trace.note(name);
            std::future::ready(reply(name))
        }
    };
    let stateful = Router::new("stateful")
        .message(|m| {
            m.inner_layer(trace.layer("stateful-inner")).on(
                text_is("state"),
                (async |Extension(number): Extension<u16>| reply(number.to_string()))
                    .layer(from_fn(add))
                    .layer(trace.layer("own")),
            )
        })
        .with_state(7_u8);
    let failing = Router::new("failing")
        .message(|m| {
            m.on(
                text_is("fail"),
                (async || Err::<(), BoxError>("failed".into())).layer(trace.layer("own")),
            )
        })
        .error(|e| e.on((), note("recovered").layer(trace.layer("of-error"))));
    Router::new("app")
        .update(|u| {
            u.inner_layer(trace.layer("update-inner"))
                .on(text_is("early"), note("early").layer(trace.layer("of-update")))
                .fallback(note("late").layer(trace.layer("of-update-fallback")))
        })
        .message(|m| {
            m.inner_layer(trace.layer("inner"))
                .on(command("start"), flagged(note("start").layer(trace.layer("a")), 1_u8))
                .on(command("stop"), flagged(note("stop"), 2_u8).layer(trace.layer("a")))
                .on(command("two"), note("two").layer(trace.layer("a")).layer(trace.layer("b")))
                .fallback(note("fallback").layer(trace.layer("of-fallback")))
        })
        .include(stateful)
        .include(failing)
}

#[tokio::test]
async fn a_handler_in_every_position_is_called_inside_its_own_layers() {
    let trace = Trace::default();
    let dispatcher = Dispatcher::new(tree(&trace));
    let mut took = Vec::new();
    for text in ["early", "/start", "/stop", "/two", "state", "fail", "else"] {
        took.push((dispatch(&dispatcher, message(text)).await, trace.take()));
    }
    took.push((dispatch(&dispatcher, callback_query("x")).await, trace.take()));
    let took: Vec<_> = took.iter().map(|(outcome, trace)| (&**outcome, &**trace)).collect();
    assert_eq!(
        took,
        [
            ("early", ">update-inner >of-update early <of-update <update-inner"),
            ("start", ">update-inner >inner >a start <a <inner <update-inner"),
            ("stop", ">update-inner >inner >a stop <a <inner <update-inner"),
            ("two", ">update-inner >inner >a >b two <b <a <inner <update-inner"),
            (
                "7",
                ">update-inner >inner >stateful-inner >own <own <stateful-inner <inner <update-inner"
            ),
            ("recovered", ">update-inner >inner >own >of-error recovered <of-error <update-inner"),
            (
                "fallback",
                ">update-inner >inner >of-fallback fallback <of-fallback <inner <update-inner"
            ),
            ("late", ">update-inner >of-update-fallback late <of-update-fallback <update-inner"),
        ]
    );
}

#[tokio::test]
async fn traces_and_the_index_do_not_change_what_layered_handlers_do() {
    let trace = Trace::default();
    let plain = Dispatcher::new(tree(&trace));
    let without_index = Dispatcher::builder(tree(&trace)).without_index().build();
    let traced = Dispatcher::builder(tree(&trace)).traced().build();
    let updates = ["early", "/start", "/stop", "/two", "state", "fail", "else"].map(message);
    for update in updates.into_iter().chain([callback_query("x")]) {
        let expected = (dispatch(&plain, update.clone()).await, trace.take());
        let other = (dispatch(&without_index, update.clone()).await, trace.take());
        assert_eq!(other, expected);
        let recorded = Recorded::new();
        let request = Request::from(update.clone()).with(recorded.clone());
        let _ = traced.clone().oneshot(request).await.unwrap();
        assert_eq!(trace.take(), expected.1);
        // Each layer that was called is a step.
        let layers = recorded.to_string().matches("layer Noted").count();
        assert_eq!(layers, expected.1.matches('>').count(), "{recorded}");
    }
}

#[test]
fn the_layers_of_a_fallback_are_described() {
    let trace = Trace::default();
    let app = Router::<()>::new("app").message(|m| m.fallback(pass.layer(trace.layer("own"))));
    let dispatcher = Dispatcher::new(app);
    let described = dispatcher.describe();
    let fallback = "Noted -> handler_layers_everywhere::pass";
    assert_eq!(described.to_string(), format!("app\n  message\n    fallback -> {fallback}\n"));
    let observer = &described.json()["observers"][0];
    assert_eq!(observer["fallback"], "handler_layers_everywhere::pass");
    assert_eq!(observer["fallback_layers"], serde_json::json!(["Noted"]));
    assert!(described.mermaid().contains("[\"layer Noted\"]"), "{}", described.mermaid());
}

async fn pass() {}

/// A handler of users that calls the one inside it.
#[derive(Clone)]
struct Outer<H>(H);

impl<E: EventType, T: 'static, S, H: Handler<E, T, S>> Handler<E, (Outer<()>, T), S> for Outer<H>
where
    S: Send + Sync + 'static,
{
    async fn call(self, request: Request<E>, state: Arc<S>) -> Result<Outcome, BoxError> {
        self.0.call(request, state).await
    }

    fn info(&self) -> HandlerInfo {
        self.0.info()
    }
}

#[tokio::test]
async fn a_layer_may_store_what_the_handler_of_a_wrapper_requires() {
    async fn skips(_: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
        Err(Skip.into())
    }
    let handler = (async |Extension(number): Extension<u8>| reply(number.to_string()))
        .layer(AddExtensionLayer::new(7_u8));
    let app = Router::new("app").message(|m| {
        m.on(command("skip"), Outer((async || reply("never")).layer(skips)))
            .on(command("skip"), async || reply("next"))
            .on((), Outer(handler))
    });
    let app = Dispatcher::builder(app).try_build().unwrap();
    assert_eq!(dispatch(&app, message("x")).await, "7");
    assert_eq!(dispatch(&app, message("/skip")).await, "next");
    assert_eq!(app.warnings(), [""; 0]);
}

/// Retries three times.
#[derive(Clone)]
struct Thrice(u8);

impl<R: Clone, T, X> tower::retry::Policy<R, T, X> for Thrice {
    type Future = std::future::Ready<()>;

    fn retry(&mut self, _: &mut R, result: &mut Result<T, X>) -> Option<Self::Future> {
        (result.is_err() && self.0 > 0).then(|| {
            self.0 -= 1;
            std::future::ready(())
        })
    }

    fn clone_request(&mut self, request: &R) -> Option<R> {
        Some(request.clone())
    }
}

#[tokio::test]
async fn a_layer_may_call_the_handler_several_times() {
    let calls = Arc::new(AtomicUsize::new(0));
    let called = Arc::clone(&calls);
    let handler = move |Extension(values): Extension<u8>| {
        let call = called.fetch_add(1, SeqCst);
        std::future::ready(if call < 2 { Err("again") } else { Ok(reply(values.to_string())) })
    };
    let app = Router::new("app").message(|m| {
        m.on(text(), handler.layer(RetryLayer::new(Thrice(3))).layer(AddExtensionLayer::new(7_u8)))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), message("x")).await, "7");
    assert_eq!(calls.load(SeqCst), 3);
}

#[tokio::test]
async fn a_layered_handler_may_cancel_skip_and_return_unhandled() {
    async fn unhandled(_: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
        Ok(Outcome::Unhandled)
    }
    let trace = Trace::default();
    let layer = || trace.layer("own");
    let app = Router::new("app").message(|m| {
        m.on(text_is("cancel"), (async || Err::<(), _>(Cancel)).layer(layer()))
            .on(text_is("skip"), (async || Err::<(), _>(Skip)).layer(layer()))
            .on(text_is("unhandled"), (async || Outcome::Unhandled).layer(layer()))
            .on(text_is("layer"), (async || reply("never")).layer(unhandled))
            .on((), async || reply("next"))
    });
    let app = Dispatcher::new(app);
    let mut took = Vec::new();
    for text in ["cancel", "skip", "unhandled", "layer"] {
        took.push((dispatch(&app, message(text)).await, trace.take()));
    }
    let took: Vec<_> = took.iter().map(|(outcome, trace)| (&**outcome, &**trace)).collect();
    assert_eq!(
        took,
        [("cancelled", ">own"), ("next", ">own"), ("next", ">own <own"), ("next", ""),]
    );
}

/// Where a layer's service panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Clone,
    Ready,
    Call,
    Poll,
    Drop,
}

struct Panicky<S>(At, S);

impl<S: Clone> Clone for Panicky<S> {
    fn clone(&self) -> Self {
        assert_ne!(self.0, At::Clone, "in clone");
        Self(self.0, self.1.clone())
    }
}

impl<E: EventType, S: Service<Request<E>>> Service<Request<E>> for Panicky<S> {
    type Response = Outcome;
    type Error = S::Error;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Outcome, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        assert_ne!(self.0, At::Ready, "in poll_ready");
        self.1.poll_ready(cx)
    }

    fn call(&mut self, _: Request<E>) -> Self::Future {
        assert_ne!(self.0, At::Call, "in call");
        let at = self.0;
        Box::pin(async move {
            assert_ne!(at, At::Poll, "in poll");
            let _guard = Guard(at);
            Ok(Outcome::handled())
        })
    }
}

struct Guard(At);

impl Drop for Guard {
    fn drop(&mut self) {
        assert_ne!(self.0, At::Drop, "in drop");
    }
}

struct PanickyLayer(At);

impl<S> Layer<S> for PanickyLayer {
    type Service = Panicky<S>;

    fn layer(&self, inner: S) -> Panicky<S> {
        Panicky(self.0, inner)
    }
}

#[tokio::test]
async fn a_panic_in_the_service_of_a_handlers_layer_is_a_failure() {
    for (at, name) in [
        (At::Clone, "clone"),
        (At::Ready, "poll_ready"),
        (At::Call, "call"),
        (At::Poll, "poll"),
        (At::Drop, "drop"),
    ] {
        let app = Router::<()>::new("app").message(|m| {
            m.on(text(), (async || {}).layer(PanickyLayer(at))).fallback(async || reply("never"))
        });
        let outcome = dispatch(&Dispatcher::new(app), message("x")).await;
        assert!(outcome.starts_with("failed: panicked"), "{outcome}");
        assert!(outcome.contains(&format!("in {name}")), "{outcome}");
    }
}

#[tokio::test]
async fn a_layer_of_a_handler_may_not_replace_the_request() {
    let other = Request::<Update>::from(message("other")).try_into_event::<Message>().unwrap();
    let app = Router::new("app").message(|m| {
        m.on(
            text_is("x"),
            (async || reply("never"))
                .layer(MapRequestLayer::new(move |_: Request<Message>| other.clone())),
        )
    });
    let outcome = dispatch(&Dispatcher::new(app), message("x")).await;
    assert!(outcome.starts_with("failed: "), "{outcome}");
}
