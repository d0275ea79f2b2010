//! The calls of a service, with its type erased.

use std::{future::poll_fn, sync::Arc};

use chappe_core::{BoxError, ErasedFuture, Outcome, Request};
use tower_service::Service;

/// A function that calls a service, once for each try of an update.
///
/// Erases the service's type: the task is instantiated once, not once per source and service. It is
/// not an `ErasedService`, because that would be cloned outside of the future, where panics are not
/// caught.
pub(crate) type Calls = Box<dyn FnMut(Request) -> ErasedFuture<Outcome> + Send>;

/// Returns a function that clones `service`, waits until the clone is ready, and calls it.
pub(crate) fn calls<D>(service: &Arc<D>) -> Calls
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    let service = Arc::clone(service);
    Box::new(move |request| {
        let service = Arc::clone(&service);
        // The service is cloned inside the future, where its panics are caught.
        Box::pin(async move {
            let mut service = D::clone(&service);
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            service.call(request).await.map_err(Into::into)
        })
    })
}
