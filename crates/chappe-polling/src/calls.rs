//! Calls whose panics are failures.

use chappe_client::{Bot, Call, Error, catch_panic};
use chappe_types::Method;

/// Calls a method. A layer of the bot's that panics fails the call.
pub(crate) async fn send<M: Method>(bot: &Bot, method: M) -> Result<M::Output, Error>
where
    M::Output: Send + 'static,
{
    let call = Call::new(&method);
    let bot = bot.clone();
    catch_panic(&call, async move { bot.send(method).await }).await
}
