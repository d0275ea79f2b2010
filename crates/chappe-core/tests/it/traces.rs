//! The trace of a dispatch.

use std::time::Duration;

use chappe_core::{
    BoxError, Dispatcher, Next, Outcome, Request, Router, Skip, StepKind, StepOutcome, Trace,
    filter::{Candidate, Filter, command, from_filter, text},
    from_fn, reply,
};
use chappe_types::{Message, fixtures::message};
use tower::{ServiceBuilder, ServiceExt as _, timeout::TimeoutLayer};

use crate::support::without_lines;

async fn pass(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
    next.run(request).await
}

async fn not_mine() -> Result<(), BoxError> {
    Err(Skip.into())
}

async fn admins(_: Request<Message>) -> bool {
    true
}

struct Disk;

impl Filter<Message> for Disk {
    fn check(&self, _: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Err("no disk".into())
    }
}

async fn answer() -> impl chappe_core::IntoOutcome {
    reply("hello")
}

fn app() -> Router {
    let nested = Router::new("nested").message(|m| {
        let stack = ServiceBuilder::new().layer(TimeoutLayer::new(Duration::from_secs(9)));
        m.filter(from_filter(admins)).inner_layer(stack).on((), not_mine).on((), answer)
    });
    Router::new("app")
        .message(|m| {
            m.outer_layer(from_fn(pass))
                .on((command("start"), text()), answer)
                .fallback(async || reply("what?"))
        })
        .error(|e| e.on((), async || reply("sorry")))
        .include(nested)
}

/// Dispatches a message and returns the trace.
async fn traced(app: Router, words: &str) -> Trace {
    let dispatcher = Dispatcher::builder(app).traced().build();
    let trace = Trace::new();
    let _ = dispatcher.oneshot(Request::from(message(words)).with(trace.clone())).await;
    trace
}

#[tokio::test]
async fn a_trace_records_layers_filters_and_handlers_in_order() {
    let trace = traced(app(), "hi").await.to_string();
    insta::assert_snapshot!(trace, @r#"
    layer from_fn(pass) (app, message): handled
      filter command("start") (app, message): no
      filter from_filter(admins) (app/nested, message): yes
      layer TimeoutLayer (app/nested, message): skipped
        handler traces::not_mine (app/nested, message): skipped
      layer TimeoutLayer (app/nested, message): handled
        handler traces::answer (app/nested, message): handled
    "#);
}

#[tokio::test]
async fn the_handler_of_a_trace_is_the_one_that_did_not_skip() {
    let handler = traced(app(), "hi").await.handler().unwrap();
    assert_eq!(
        (handler.kind, &*handler.name, &*handler.router, handler.observer, handler.outcome),
        (StepKind::Handler, "traces::answer", "app/nested", "message", StepOutcome::Handled)
    );
}

#[tokio::test]
async fn a_trace_records_failures_and_their_handlers() {
    let broken = Router::new("broken")
        .message(|m| m.on((), async || -> Result<(), BoxError> { panic!("at noon") }));
    let trace = traced(app().include(broken), "/start").await;
    assert_eq!(
        trace.handler().map(|step| step.name.to_string()).as_deref(),
        Some("traces::answer")
    );
    let failing = Router::new("failing")
        .message(|m| m.on(Disk, answer))
        .error(|e| e.on((), async || reply("sorry")));
    let trace = traced(failing, "hi").await.to_string();
    insta::assert_snapshot!(without_lines(&trace), @r"
    filter Disk (failing, message): failed, no disk
    handler closure at tests/it/traces.rs (failing, error): handled
    ");
}

#[tokio::test(start_paused = true)]
async fn a_trace_records_steps_that_are_dropped_while_pending() {
    let app = Router::new("app").message(|m| {
        m.inner_layer(TimeoutLayer::new(Duration::from_secs(1)))
            .on((), async || std::future::pending::<()>().await)
    });
    let trace = traced(app, "hi").await.to_string();
    insta::assert_snapshot!(without_lines(&trace), @r"
    layer TimeoutLayer (app, message): failed, request timed out
      handler closure at tests/it/traces.rs (app, message): dropped
    ");
}

#[tokio::test]
async fn a_dispatcher_records_nothing_unless_it_is_built_traced() {
    let trace = Trace::new();
    let request = Request::from(message("hi")).with(trace.clone());
    let _ = Dispatcher::new(app()).oneshot(request).await.unwrap();
    assert_eq!(trace.steps(), []);
}
