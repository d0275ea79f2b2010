//! Calls that failed on the way are made again, where that is safe.

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
        attempt::{CallFuture, attempt, take_ready},
        backoff::Backoff,
    },
};

/// Makes calls again that failed on the way, where that is safe.
///
/// | what failed | made again |
/// |---|---|
/// | [nothing was sent](Error::is_not_sent) | every call |
/// | [nobody knows](Error::is_ambiguous) | [idempotent](Call::is_idempotent) calls; all with [`ambiguous`](Self::ambiguous) |
/// | Telegram refused | none |
///
/// A call that is made again may have been made before. Where Telegram then says that
/// what it wants is so already, it succeeds if its result can only be `true`; else
/// its error [is probably done](Error::is_probably_done), and no refusal.
///
/// Three times more at most unless set, after about 0.5, 1 and 2 seconds. Long
/// polls are left to who polls, and streams that were read cannot be sent again.
#[derive(Clone, Copy, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct RetryLayer {
    retries: u32,
    backoff: Backoff,
    ambiguous: bool,
}

impl RetryLayer {
    /// Makes a call again so often at most.
    pub fn new(retries: u32) -> Self {
        let backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(10));
        Self { retries, backoff, ambiguous: false }
    }

    /// The pauses in between.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Makes every call again of which nobody knows whether it was made: a
    /// message may come twice, rather than not at all.
    pub fn ambiguous(mut self) -> Self {
        self.ambiguous = true;
        self
    }

    fn retries(&self, call: &Call, error: &(dyn std::error::Error + 'static)) -> bool {
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

/// A service that makes calls again; made by [`RetryLayer`].
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
            let answer = inner.call(call);
            return Box::pin(async move { answer.await.map_err(Into::into) });
        }
        let first = inner.call(call.clone());
        Box::pin(async move {
            let mut result = first.await.map_err(Into::into);
            let mut may_be_made = call.may_be_made();
            for failures in 1..=policy.retries {
                match &result {
                    Err(error) if policy.retries(&call, &**error) => {
                        let error = Error::find(&**error);
                        may_be_made |= error.is_some_and(Error::is_ambiguous);
                    }
                    _ => break,
                }
                tokio::time::sleep(policy.backoff.pause(failures)).await;
                result = attempt(&mut inner, call.clone()).await;
            }
            if may_be_made { result.or_else(|error| made_before(&call, error)) } else { result }
        })
    }
}

/// What becomes of the error of a call that may have been made before.
fn made_before(call: &Call, error: BoxError) -> Result<ApiResponse, BoxError> {
    match error.downcast::<Error>() {
        Ok(error) if error.is_refused() && error.is_done_already(call.method()) => {
            if call.returns_true() {
                return Ok(ApiResponse::new("true"));
            }
            Err(error.done_before().into())
        }
        Ok(error) => Err(error.after_ambiguity().into()),
        Err(other) => Err(other),
    }
}
