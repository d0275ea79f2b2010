//! Calls, told to `tracing`.

use std::task::{Context, Poll};

use chappe_core::BoxError;
use chappe_types::Recipient;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::{api_response::ApiResponse, call::Call, error::Error, layers::attempt::CallFuture};

/// Tells `tracing` of each call when it ended: its method, chat, outcome and
/// how long it took, at the level `DEBUG`. Neither parameters nor the token.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CallTraceLayer(());

impl CallTraceLayer {
    /// The layer.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<S> Layer<S> for CallTraceLayer {
    type Service = Trace<S>;

    fn layer(&self, inner: S) -> Trace<S> {
        Trace { inner }
    }
}

/// A service that tells of calls; made by [`CallTraceLayer`].
#[derive(Clone, Debug)]
pub struct Trace<S> {
    inner: S,
}

impl<S> Service<Call> for Trace<S>
where
    S: Service<Call, Response = ApiResponse>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, call: Call) -> CallFuture {
        if !tracing::enabled!(tracing::Level::DEBUG) {
            let answer = self.inner.call(call);
            return Box::pin(async move { answer.await.map_err(Into::into) });
        }
        let (method, chat) = (call.method_name(), call.chat().cloned());
        let (answer, start) = (self.inner.call(call), Instant::now());
        Box::pin(async move {
            let result = answer.await.map_err(Into::into);
            let chat = chat.as_ref().map(|chat| match chat {
                Recipient::Id(id) => id.0.to_string(),
                Recipient::Username(name) => name.to_string(),
            });
            let (chat, took) = (chat.as_deref(), start.elapsed());
            tracing::debug!(%method, chat, outcome = %outcome(&result), ?took, "a call ended");
            result
        })
    }
}

/// What became of a call, in a word or two of few: fit for a label.
pub(crate) fn outcome(result: &Result<ApiResponse, BoxError>) -> String {
    let error = match result {
        Ok(_) => return "ok".to_owned(),
        Err(error) => Error::find(&**error),
    };
    match error {
        Some(error) if error.is_not_sent() => "not sent".to_owned(),
        Some(error) if error.is_timeout() => "timeout".to_owned(),
        Some(error) => match error.status() {
            Some(code) => code.to_string(),
            None if error.is_ambiguous() => "ambiguous".to_owned(),
            None => "failed".to_owned(),
        },
        None => "failed".to_owned(),
    }
}
