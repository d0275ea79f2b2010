//! Reports to the emulator how a bot handles each update.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use chappe_core::{BoxError, Outcome, Request, StepOutcome, Trace, is_cancel, is_skip};
use http::{Method, Uri, header};
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use pin_project_lite::pin_project;
use serde_json::{Map, Value, json};
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::emulator::Emulator;

/// A layer that reports to an emulator how a bot handles each update, for the inspector of the
/// chat page. Put it around a dispatcher that was built with
/// [`traced`](chappe_core::DispatcherBuilder::traced).
///
/// Without `traced`, it reports only the outcome of each update and its duration.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_emulator::{Emulator, InspectorLayer};
/// use tower::ServiceBuilder;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let emulator = Emulator::new();
/// let app = Router::new("app").message(|m| m.on(command("start"), async || {}));
/// let service = ServiceBuilder::new()
///     .layer(InspectorLayer::new(&emulator, 42))
///     .service(Dispatcher::builder(app).traced().build());
/// # let _ = service;
/// # }
/// ```
#[derive(Clone)]
pub struct InspectorLayer {
    sink: Sink,
}

/// The emulator to report to.
#[derive(Clone)]
enum Sink {
    Local { emulator: Emulator, bot: i64 },
    Remote { client: Client<HttpConnector, Full<Bytes>>, uri: Arc<Uri>, bot: i64 },
}

impl InspectorLayer {
    /// Creates a layer that reports to an emulator in this process, for the bot with this
    /// id.
    pub fn new(emulator: &Emulator, bot: i64) -> Self {
        Self { sink: Sink::Local { emulator: emulator.clone(), bot } }
    }

    /// Creates a layer that reports to an emulator in another process, by its URL. Returns `None`
    /// if the URL is invalid.
    ///
    /// The bot does not wait for reports to be sent, and reports that cannot be sent are dropped.
    pub fn at(url: &str, bot: i64) -> Option<Self> {
        let uri = format!("{}/emu/v1/traces", url.trim_end_matches('/')).parse().ok()?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Some(Self { sink: Sink::Remote { client, uri: Arc::new(uri), bot } })
    }
}

impl Sink {
    fn started(&self, update: i64) {
        if let Self::Local { emulator, bot } = self {
            emulator.shared().world().history.begin(*bot, update);
        }
    }

    fn finished(&self, update: i64, mut json: Value) {
        json["update_id"] = json!(update);
        match self {
            Self::Local { emulator, bot } => {
                json["bot"] = json!(bot);
                emulator.shared().world().trace(*bot, update, json);
            }
            Self::Remote { client, uri, bot } => {
                json["bot"] = json!(bot);
                let mut request = http::Request::new(Full::new(json.to_string().into()));
                *request.method_mut() = Method::POST;
                *request.uri_mut() = Uri::clone(uri);
                let json = http::HeaderValue::from_static("application/json");
                request.headers_mut().insert(header::CONTENT_TYPE, json);
                let sent = client.request(request);
                tokio::spawn(async move {
                    if let Err(error) = sent.await {
                        tracing::debug!(%error, "a report for the inspector could not be sent");
                    }
                });
            }
        }
    }
}

impl<S> Layer<S> for InspectorLayer {
    type Service = Inspector<S>;

    fn layer(&self, inner: S) -> Inspector<S> {
        Inspector { inner, sink: self.sink.clone() }
    }
}

impl fmt::Debug for InspectorLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InspectorLayer").finish_non_exhaustive()
    }
}

/// Service of [`InspectorLayer`].
#[derive(Clone)]
pub struct Inspector<S> {
    inner: S,
    sink: Sink,
}

impl<S> Service<Request> for Inspector<S>
where
    S: Service<Request, Response = Outcome>,
    S::Error: Into<BoxError>,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> ResponseFuture<S::Future> {
        let trace = Trace::new();
        let update = request.update_id().0;
        self.sink.started(update);
        let report = Report {
            sink: self.sink.clone(),
            update,
            trace: trace.clone(),
            started: Instant::now(),
            is_sent: false,
        };
        ResponseFuture { future: self.inner.call(request.with(trace)), report }
    }
}

impl<S: fmt::Debug> fmt::Debug for Inspector<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspector").field("inner", &self.inner).finish_non_exhaustive()
    }
}

pin_project! {
    /// Response future of [`Inspector`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        future: F,
        // Dropped after the future, because dropping the future adds to the trace.
        report: Report,
    }
}

impl<F, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Outcome, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Outcome, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.future.poll(cx)).map_err(Into::into);
        let (outcome, error) = match &result {
            Ok(Outcome::Unhandled) => ("unhandled", None),
            Ok(_) => ("handled", None),
            Err(error) if is_skip(&**error) => ("unhandled", None),
            Err(error) if is_cancel(&**error) => ("cancelled", None),
            Err(error) => ("failed", Some(error.to_string())),
        };
        this.report.send(outcome, error);
        Poll::Ready(result)
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// The report of one update. If it is dropped before the update completes, it reports a
/// cancellation.
struct Report {
    sink: Sink,
    update: i64,
    trace: Trace,
    started: Instant,
    is_sent: bool,
}

impl Report {
    fn send(&mut self, outcome: &str, error: Option<String>) {
        if std::mem::replace(&mut self.is_sent, true) {
            return;
        }
        let steps: Vec<Value> = self.trace.steps().iter().map(step).collect();
        let took = self.started.elapsed().as_secs_f64() * 1000.0;
        let mut json = json!({"outcome": outcome, "took_ms": took, "steps": steps});
        if let Some(handler) = self.trace.handler() {
            json["handler"] = json!(&*handler.name);
        }
        if let Some(error) = error {
            json["error"] = json!(error);
        }
        self.sink.finished(self.update, json);
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.send("cancelled", None);
    }
}

/// The JSON of a step.
fn step(step: &chappe_core::TraceStep) -> Value {
    let mut json = Map::new();
    let took = u64::try_from(step.took.as_micros()).unwrap_or(u64::MAX);
    json.insert("kind".to_owned(), json!(step.kind.as_str()));
    json.insert("name".to_owned(), json!(&*step.name));
    json.insert("router".to_owned(), json!(&*step.router));
    json.insert("observer".to_owned(), json!(step.observer));
    json.insert("depth".to_owned(), json!(step.depth));
    json.insert("took_us".to_owned(), json!(took));
    let verdict = match &step.outcome {
        StepOutcome::Yes => "yes",
        StepOutcome::No => "no",
        StepOutcome::Skipped => "skipped",
        StepOutcome::Cancelled => "cancelled",
        StepOutcome::Dropped => "dropped",
        StepOutcome::Failed(why) => {
            json.insert("error".to_owned(), json!(why));
            "failed"
        }
        _ => return Value::Object(json),
    };
    json.insert("verdict".to_owned(), json!(verdict));
    Value::Object(json)
}
