//! What a bot does before it polls.

use std::time::Duration;

use chappe_client::{Backoff, Bot, Error};
use chappe_core::Me;
use chappe_types::DeleteWebhook;

use crate::options::Options;

/// Pauses after failures of the network, or of Telegram.
pub(crate) const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// Asks who the bot is, and takes over from a webhook if that is wanted; tries
/// until it is answered.
///
/// # Errors
///
/// What no try can mend: a token that is no longer good.
pub(crate) async fn identify(bot: &Bot, options: &Options) -> Result<Me, Error> {
    let mut failures = 0;
    loop {
        let error = match greet(bot, options).await {
            Ok(me) => return Ok(me),
            Err(error) => error,
        };
        if error.is_unauthorized() {
            return Err(error);
        }
        failures += 1;
        let wait = error.retry_after().unwrap_or_default().max(BACKOFF.pause(failures));
        tracing::warn!(bot = bot.id().0, %error, ?wait, "Telegram does not answer");
        tokio::time::sleep(wait).await;
    }
}

async fn greet(bot: &Bot, options: &Options) -> Result<Me, Error> {
    let me = bot.who().await?;
    if options.takes_over || options.drops_pending {
        let method = DeleteWebhook::new().drop_pending_updates(options.drops_pending);
        bot.send(method).await?;
    }
    Ok(me)
}
