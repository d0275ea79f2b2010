//! Panics in a bot's layers as errors.

use std::future::Future;

use chappe_core::{BoxError, CatchPanic};

use crate::{call::Call, error::Error};

/// Runs a future that makes `call`, and converts a panic of the bot's layers into an error.
///
/// Sources of updates use it, because a panic in a layer must not stop them.
///
/// # Errors
///
/// Fails as the call does. If a layer panics, the outcome of the call is unknown: the error is
/// [ambiguous](Error::is_ambiguous), and its source is the panic.
///
/// # Example
///
/// ```
/// use chappe::client::{ApiResponse, Call, Error, catch_panic};
/// use chappe::prelude::*;
/// use chappe::types::GetMe;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let broken = tower::service_fn(|_: Call| async { Ok::<ApiResponse, Error>(panic!("broken")) });
/// let bot = Bot::from_service(UserId(42), broken);
/// let call = Call::new(&GetMe::new());
/// let result = catch_panic(&call, async move { bot.send(GetMe::new()).await }).await;
/// assert!(result.unwrap_err().is_ambiguous());
/// # }
/// ```
pub async fn catch_panic<T: 'static>(
    call: &Call,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let work = async move { work.await.map_err(BoxError::from) };
    CatchPanic::new(Box::pin(work)).await.map_err(|error| match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(panicked) => Error::ambiguous(call, panicked),
    })
}
