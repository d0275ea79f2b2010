//! Helpers of the tests.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use chappe_core::{
    BoxError, Dispatcher, EventType, Middleware, Next, Outcome, Request, is_cancel, is_skip,
};
use chappe_types::{SendMessage, Update};
use tower::{Layer, Service, ServiceExt};

/// The names of the layers, handlers and filters that were called, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    pub(crate) fn note(&self, name: impl Into<String>) {
        self.0.lock().unwrap().push(name.into());
    }

    /// Takes all names, joined by spaces.
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap()).join(" ")
    }

    /// A middleware that records `>name` and, after a success, `<name`.
    pub(crate) fn layer(&self, name: &'static str) -> Noted {
        Noted { trace: self.clone(), name }
    }
}

pub(crate) struct Noted {
    trace: Trace,
    name: &'static str,
}

impl<E: EventType> Middleware<E> for Noted {
    async fn handle(&self, request: Request<E>, next: Next<E>) -> Result<Outcome, BoxError> {
        self.trace.note(format!(">{}", self.name));
        let outcome = next.run(request).await?;
        self.trace.note(format!("<{}", self.name));
        Ok(outcome)
    }
}

/// Dispatches an update and returns its outcome as text.
pub(crate) async fn dispatch(dispatcher: &Dispatcher, update: Update) -> String {
    let result = dispatcher.clone().oneshot(Request::from(update)).await;
    match result {
        Ok(outcome) => show(&outcome),
        Err(error) if is_cancel(&*error) => "cancelled".to_owned(),
        Err(error) if is_skip(&*error) => "skipped".to_owned(),
        Err(error) => format!("failed: {error}"),
    }
}

fn show(outcome: &Outcome) -> String {
    let method = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
    match (outcome, method) {
        (Outcome::Unhandled, _) => "unhandled".to_owned(),
        (_, Some(method)) => method.text.to_string(),
        (_, None) => "handled".to_owned(),
    }
}

/// A photo with a caption.
pub(crate) fn captioned(caption: &str) -> Update {
    let json = format!(
        r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"chat":{{"id":7,"type":"private"}},"photo":[],"caption":"{caption}"}}}}"#
    );
    Update::from_slice(json.as_bytes()).unwrap()
}

/// A layer whose service must be polled ready before it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProbeLayer;

impl<S> Layer<S> for ProbeLayer {
    type Service = Probe<S>;

    fn layer(&self, inner: S) -> Probe<S> {
        Probe { inner, is_ready: false }
    }
}

#[derive(Debug)]
pub(crate) struct Probe<S> {
    inner: S,
    is_ready: bool,
}

// A clone is not ready, even if the original is.
impl<S: Clone> Clone for Probe<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), is_ready: false }
    }
}

impl<S: Service<R>, R> Service<R> for Probe<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let poll = self.inner.poll_ready(cx);
        self.is_ready |= poll.is_ready();
        poll
    }

    fn call(&mut self, request: R) -> S::Future {
        assert!(std::mem::take(&mut self.is_ready), "called without having been polled ready");
        self.inner.call(request)
    }
}

/// Removes the lines and columns of source files, which change with the tests.
pub(crate) fn without_lines(text: &str) -> String {
    let mut parts = text.split(".rs:");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(".rs");
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out.replace("crates/chappe-core/", "")
}
