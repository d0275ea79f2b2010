//! What a bot does before it polls.

use chappe_client::{Bot, Call, Error, catch_panic, retry_until_success};
use chappe_core::Me;
use chappe_types::{DeleteWebhook, GetMe};

use crate::{calls::send, options::Options};

/// Asks who the bot is, and takes over from a webhook if that is wanted; tries
/// until it is answered.
///
/// # Errors
///
/// What no try can mend: a token that is no longer good.
pub(crate) async fn identify(bot: &Bot, options: &Options) -> Result<Me, Error> {
    retry_until_success(bot, || greet(bot, options)).await
}

async fn greet(bot: &Bot, options: &Options) -> Result<Me, Error> {
    let asked = bot.clone();
    let me = catch_panic(&Call::new(&GetMe::new()), async move { asked.identity().await }).await?;
    if options.takes_over || options.drops_pending {
        let method = DeleteWebhook::new().drop_pending_updates(options.drops_pending);
        send(bot, method).await?;
    }
    Ok(me)
}
