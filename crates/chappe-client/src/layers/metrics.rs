//! Metrics of calls.

use std::task::{Context, Poll};

use chappe_core::BoxError;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::Call,
    layers::{ready::CallFuture, trace::outcome},
};

/// A layer that counts calls in `telegram_calls_total` and records their duration, in
/// seconds, in the histogram `telegram_call_seconds`, with the facade of the `metrics` crate.
///
/// Labels: `method`, and for the counter also `outcome`: `ok`, an error code, `not sent`,
/// `timeout`, `ambiguous` or `failed`.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CallMetricsLayer(());

impl CallMetricsLayer {
    /// Creates the layer.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<S> Layer<S> for CallMetricsLayer {
    type Service = CallMetrics<S>;

    fn layer(&self, inner: S) -> CallMetrics<S> {
        CallMetrics { inner }
    }
}

/// The service of [`CallMetricsLayer`].
#[derive(Clone, Debug)]
pub struct CallMetrics<S> {
    inner: S,
}

impl<S> Service<Call> for CallMetrics<S>
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
        let method = call.method().to_owned();
        let (future, start) = (self.inner.call(call), Instant::now());
        Box::pin(async move {
            let result = future.await.map_err(Into::into);
            let seconds = start.elapsed().as_secs_f64();
            let outcome = outcome(&result);
            metrics::histogram!("telegram_call_seconds", "method" => method.clone())
                .record(seconds);
            metrics::counter!("telegram_calls_total", "method" => method, "outcome" => outcome)
                .increment(1);
            result
        })
    }
}
