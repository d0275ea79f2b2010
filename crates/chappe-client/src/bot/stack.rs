//! The stack of layers around a bot's calls, with its type erased.

use std::{
    fmt,
    task::{Context, Poll},
};

use chappe_core::{BoxError, ErasedService};
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::Call,
    layers::{CallFuture, call_when_ready},
};

/// All layers of a bot with their type erased.
///
/// It has no `poll_ready`: a clone is made ready inside the future of each call.
pub(super) trait Stack: Send + Sync {
    /// Makes a clone of the layers ready and calls it.
    fn call(&self, call: Call) -> CallFuture;
}

impl<S> Stack for S
where
    S: Service<Call, Response = ApiResponse> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn call(&self, call: Call) -> CallFuture {
        let mut layers = self.clone();
        Box::pin(async move { call_when_ready(&mut layers, call).await })
    }
}

/// The layers with their type erased; forwards readiness.
pub(super) type BoxCalls = ErasedService<Call, ApiResponse>;

/// The service that a custom layer wraps: the layers inside of it, with their type erased.
///
/// See [`BotBuilder::layer`](crate::BotBuilder::layer).
#[derive(Clone)]
pub struct CallService(pub(super) BoxCalls);

impl Service<Call> for CallService {
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        self.0.call(call)
    }
}

impl fmt::Debug for CallService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallService").finish_non_exhaustive()
    }
}
