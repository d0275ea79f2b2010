//! Calls whose panics are failures.

use std::future::Future;

use chappe_client::{Bot, Call, Error};
use chappe_core::{BoxError, Caught};
use chappe_types::Method;

/// Calls a method. A layer of the bot's that panics fails the call.
pub(crate) async fn send<M: Method>(bot: &Bot, method: M) -> Result<M::Output, Error>
where
    M::Output: Send + 'static,
{
    let call = Call::new(&method);
    let bot = bot.clone();
    caught(&call, async move { bot.send(method).await }).await
}

/// Runs what makes `call`. If it panics, nobody knows whether the call was made.
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
