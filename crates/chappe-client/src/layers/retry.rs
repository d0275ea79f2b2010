//! Retries of calls after failures of the network or the server.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::{BoxError, is_control_flow};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::{Call, Class},
    error::Error,
    layers::{
        backoff::Backoff,
        ready::{CallFuture, call_when_ready, take_ready},
    },
};

/// A layer that retries calls after failures of the network or the server, where that is safe.
///
/// | failure | retried |
/// |---|---|
/// | [nothing was sent](Error::is_not_sent) | every call |
/// | [the outcome is unknown](Error::is_ambiguous) | [idempotent](Call::is_idempotent) calls; with [`ambiguous`](Self::ambiguous), every call |
/// | Telegram refused | none |
///
/// The first attempt of a retried call may have succeeded. If Telegram refuses the retry because
/// its effect already exists, the call succeeds if its method can only return `true`. Otherwise it
/// fails with an error that [`is_probably_done`](Error::is_probably_done) and is not
/// [refused](Error::is_refused).
///
/// Defaults to 3 retries, after about 0.5, 1 and 2 seconds. Long polls are not retried: their
/// caller does that. Calls with a stream that was read cannot be retried.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::{Backoff, RetryLayer};
///
/// let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
/// let retry = RetryLayer::new(5).backoff(backoff);
/// # let _ = retry;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct RetryLayer {
    retries: u32,
    backoff: Backoff,
    ambiguous: bool,
}

impl RetryLayer {
    /// Creates a layer that retries a call at most this number of times.
    pub fn new(retries: u32) -> Self {
        let backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(10));
        Self { retries, backoff, ambiguous: false }
    }

    /// Sets the pauses before retries.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Retries every call whose outcome is unknown. A message may then arrive twice; without this,
    /// it may not arrive at all.
    pub fn ambiguous(mut self) -> Self {
        self.ambiguous = true;
        self
    }

    fn should_retry(&self, call: &Call, error: &(dyn std::error::Error + 'static)) -> bool {
        if is_control_flow(error) || !call.is_repeatable() {
            return false;
        }
        Error::find(error).is_some_and(|error| {
            error.is_not_sent()
                || (error.is_ambiguous() && (self.ambiguous || call.is_idempotent()))
        })
    }
}

impl Default for RetryLayer {
    fn default() -> Self {
        Self::new(3)
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retry<S>;

    fn layer(&self, inner: S) -> Retry<S> {
        Retry { inner, policy: *self }
    }
}

/// The service of [`RetryLayer`].
#[derive(Clone, Debug)]
pub struct Retry<S> {
    inner: S,
    policy: RetryLayer,
}

impl<S> Service<Call> for Retry<S>
where
    S: Service<Call, Response = ApiResponse> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, call: Call) -> CallFuture {
        let (mut inner, policy) = (take_ready(&mut self.inner), self.policy);
        if matches!(call.class(), Class::LongPoll(_)) {
            let future = inner.call(call);
            return Box::pin(async move { future.await.map_err(Into::into) });
        }
        let first = inner.call(call.clone());
        Box::pin(async move {
            let mut result = first.await.map_err(Into::into);
            let mut may_be_made = call.may_be_made();
            for failures in 1..=policy.retries {
                match &result {
                    Err(error) if policy.should_retry(&call, &**error) => {
                        let error = Error::find(&**error);
                        may_be_made |= error.is_some_and(Error::is_ambiguous);
                    }
                    _ => break,
                }
                tokio::time::sleep(policy.backoff.pause(failures)).await;
                result = call_when_ready(&mut inner, call.clone()).await;
            }
            if may_be_made { result.or_else(|error| after_ambiguity(&call, error)) } else { result }
        })
    }
}

/// Converts the error of a call whose earlier attempt may have been made.
fn after_ambiguity(call: &Call, error: BoxError) -> Result<ApiResponse, BoxError> {
    match error.downcast::<Error>() {
        Ok(error) if error.is_refused() && error.means_already_done(call.method()) => {
            if call.returns_true() {
                return Ok(ApiResponse::new("true"));
            }
            Err(error.into_already_done().into())
        }
        Ok(error) => Err(error.after_ambiguity().into()),
        Err(other) => Err(other),
    }
}
