//! The allocations of a dispatch.

use std::{
    ffi::OsString,
    future::Future,
    io::Write,
    pin::pin,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use chappe_core::{
    BoxError, Dispatcher, Observer, Outcome, Request, Router, Skip, filter::command,
};
use chappe_types::{Message, Update};
use serde_json::json;
use tower::{Service, layer::layer_fn};

/// Allocations per dispatch or decoding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Of one `outer_layer` or `inner_layer` call, whichever is more.
    pub layer: f64,
    /// Of a matching route, beyond routing.
    pub route: f64,
    /// Of a hundred commands in ten nested routers, none of which matches.
    pub routing: f64,
    /// Of decoding a text message.
    pub decode: f64,
}

/// Writes the costs as one line of JSON.
///
/// # Errors
///
/// Fails if the output cannot be written.
pub fn run(mut output: impl Write) -> Result<(), BoxError> {
    let cost = costs();
    let line = json!({
        "layer_allocs": cost.layer,
        "route_allocs": cost.route,
        "routing_allocs": cost.routing,
        "decode_allocs": cost.decode,
    });
    Ok(writeln!(output, "{line}")?)
}

/// Dispatches one message to a number of commands, repeatedly.
///
/// # Errors
///
/// Fails if the arguments are not `COMMANDS TEXT LOOPS`.
pub fn spin(arguments: &[OsString]) -> Result<(), BoxError> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let [count, text, loops] = *texts else { return Err("spin COMMANDS TEXT LOOPS".into()) };
    let (mut dispatcher, update) = (commands(count.parse()?, |m| m), message(text));
    for _ in 0..loops.parse::<u32>()? {
        let outcome = now(dispatcher.call(Request::from(update.clone())))?;
        std::hint::black_box(outcome.is_handled());
    }
    Ok(())
}

/// Measures the costs.
#[must_use]
pub fn costs() -> Cost {
    let bare = dispatch(&tree(|m| m), "/cmd37");
    let outer = dispatch(&tree(|m| m.outer_layer(pass()).outer_layer(pass())), "/cmd37");
    let inner = dispatch(&tree(|m| m.inner_layer(pass()).inner_layer(pass())), "/cmd37");
    let routing = dispatch(&tree(|m| m), "/nomatch");
    Cost {
        layer: (outer - bare).max(inner - bare) / 2.0,
        route: bare - routing,
        routing,
        decode: decode(),
    }
}

/// A layer that does not allocate.
fn pass() -> impl tower::Layer<chappe_core::Next<Message>, Service = Pass> + Send + 'static {
    layer_fn(Pass)
}

/// Forwards each request.
#[derive(Clone, Debug)]
pub struct Pass(chappe_core::Next<Message>);

impl Service<Request<Message>> for Pass {
    type Response = Outcome;
    type Error = BoxError;
    type Future = chappe_core::middleware::ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Message>) -> Self::Future {
        self.0.call(request)
    }
}

/// Ten nested routers of ten commands each, extended by a function.
fn tree(around: impl FnOnce(Observer<Message>) -> Observer<Message>) -> Dispatcher {
    commands(100, around)
}

/// Ten nested routers with `count` commands in all.
#[must_use]
pub fn commands(
    count: usize,
    around: impl FnOnce(Observer<Message>) -> Observer<Message>,
) -> Dispatcher {
    let mut root = Router::new("root").message(around);
    for router in 0..10 {
        let first = router * count / 10;
        let last = (router + 1) * count / 10;
        let nested = Router::new(format!("nested{router}")).message(|m| {
            (first..last).fold(m, |m, number| {
                m.on(command(format!("cmd{number}")), async || Ok::<(), Skip>(()))
            })
        });
        root = root.include(nested);
    }
    Dispatcher::new(root)
}

/// Allocations of one dispatch.
#[expect(clippy::cast_precision_loss, reason = "the number is small")]
fn dispatch(dispatcher: &Dispatcher, text: &str) -> f64 {
    let update = message(text);
    let mut dispatcher = dispatcher.clone();
    let mut once = move || now(dispatcher.call(Request::from(update.clone())));
    // The first dispatch may initialize statics.
    let _ = once();
    measure(|| drop(once())).count_total as f64
}

/// Allocations of decoding one text message.
#[expect(clippy::cast_precision_loss, reason = "the number is small")]
fn decode() -> f64 {
    let json = message("a text that is longer than what fits inline").to_json();
    measure(|| drop(Update::from_slice(&json))).count_total as f64
}

/// A private message.
#[must_use]
pub fn message(text: &str) -> Update {
    let document = json!({
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1_700_000_000,
            "chat": {"id": 7, "type": "private", "first_name": "Ada"},
            "from": {"id": 7, "is_bot": false, "first_name": "Ada"},
            "text": text,
        },
    });
    Update::from_slice(document.to_string().as_bytes()).expect("this is an update")
}

/// Returns the output of a future that is ready when it is first polled.
///
/// # Panics
///
/// Panics if the future is pending.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future is pending"),
    }
}
