//! The calls of a bot before it polls: `getMe`, and `deleteWebhook` if set.

use chappe_client::{Bot, Call, Error, catch_panic, retry_until_success};
use chappe_core::Me;
use chappe_types::{DeleteWebhook, GetMe};

use crate::{calls::send, options::Options};

/// Looks up the bot's identity, and deletes its webhook if the options require it. Retries
/// until Telegram responds.
///
/// # Errors
///
/// Fails only if Telegram does not accept the token, because a retry would fail again.
pub(crate) async fn identify(bot: &Bot, options: &Options) -> Result<Me, Error> {
    retry_until_success(bot, || identify_once(bot, options)).await
}

async fn identify_once(bot: &Bot, options: &Options) -> Result<Me, Error> {
    let cloned = bot.clone();
    let me = catch_panic(&Call::new(&GetMe::new()), async move { cloned.identity().await }).await?;
    if options.takes_over || options.drops_pending {
        let method = DeleteWebhook::new().drop_pending_updates(options.drops_pending);
        send(bot, method).await?;
    }
    Ok(me)
}
