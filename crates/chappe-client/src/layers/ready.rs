//! Readiness of inner services.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
};

use chappe_core::BoxError;
use tower_service::Service;

use crate::{api_response::ApiResponse, call::Call};

/// Response future of the layers around calls.
pub type CallFuture = Pin<Box<dyn Future<Output = Result<ApiResponse, BoxError>> + Send>>;

/// Returns the instance that was polled ready, and leaves a clone in its place.
pub(crate) fn take_ready<S: Clone>(service: &mut S) -> S {
    let clone = service.clone();
    std::mem::replace(service, clone)
}

/// Makes a service ready and calls it.
pub(crate) async fn call_when_ready<S>(service: &mut S, call: Call) -> Result<ApiResponse, BoxError>
where
    S: Service<Call, Response = ApiResponse>,
    S::Error: Into<BoxError>,
{
    poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
    service.call(call).await.map_err(Into::into)
}
