//! Calls that turn panics into errors.

use chappe_client::{Bot, Call, Error, catch_panic};
use chappe_types::Method;

/// Sends a method. A panic in one of the bot's layers becomes an error.
pub(crate) async fn send<M: Method>(bot: &Bot, method: M) -> Result<M::Output, Error>
where
    M::Output: Send + 'static,
{
    let call = Call::new(&method);
    let bot = bot.clone();
    catch_panic(&call, async move { bot.send(method).await }).await
}
