//! Calls whose panics are failures.

use std::future::Future;

use chappe_client::{Call, Error};
use chappe_core::{BoxError, Caught};

/// Runs what makes `call`. If a layer of the bot panics, nobody knows whether the call was
/// made.
pub(crate) async fn caught<T: 'static>(
    call: &Call,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let work = async move { work.await.map_err(BoxError::from) };
    Caught::new(Box::pin(work)).await.map_err(|error| match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(panicked) => Error::ambiguous(call, panicked),
    })
}
