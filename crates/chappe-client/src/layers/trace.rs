//! Events of calls for `tracing`.

use std::task::{Context, Poll};

use chappe_core::BoxError;
use chappe_types::Recipient;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::{api_response::ApiResponse, call::Call, error::Error, layers::ready::CallFuture};

/// A layer that emits a `tracing` event at DEBUG when a call ends: its method, chat, outcome
/// and duration. Parameters and the token are never logged.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CallTraceLayer(());

impl CallTraceLayer {
    /// Creates the layer.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<S> Layer<S> for CallTraceLayer {
    type Service = CallTrace<S>;

    fn layer(&self, inner: S) -> CallTrace<S> {
        CallTrace { inner }
    }
}

/// The service of [`CallTraceLayer`].
#[derive(Clone, Debug)]
pub struct CallTrace<S> {
    inner: S,
}

impl<S> Service<Call> for CallTrace<S>
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
            let future = self.inner.call(call);
            return Box::pin(async move { future.await.map_err(Into::into) });
        }
        let (method, chat) = (call.method_name(), call.chat().cloned());
        let (future, start) = (self.inner.call(call), Instant::now());
        Box::pin(async move {
            let result = future.await.map_err(Into::into);
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

/// Returns the outcome of a call as one of a few short texts, for use as a label.
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
