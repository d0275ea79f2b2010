//! What a bot does before it polls.

use std::{error::Error as StdError, time::Duration};

use chappe_client::{Backoff, Bot, Call, Error, caught};
use chappe_core::Me;
use chappe_intake::report;
use chappe_types::{DeleteWebhook, GetMe};

use crate::{calls::send, options::Options};

/// Pauses after failures of the network, or of Telegram.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// The longest pause that a server may ask for.
const LONGEST: Duration = Duration::from_secs(600);

/// The pause after so many failures in a row, this one the last.
pub(crate) fn pause(error: &Error, failures: u32) -> Duration {
    let told = error.retry_after().unwrap_or_default().min(LONGEST);
    told.max(BACKOFF.pause(failures))
}

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
            log_refused_token(bot, &error);
            return Err(error);
        }
        failures += 1;
        let wait = pause(&error, failures);
        log_retry(bot, &error, wait);
        tokio::time::sleep(wait).await;
    }
}

/// Logs that Telegram does not accept the token, which no further try can mend.
pub(crate) fn log_refused_token(bot: &Bot, error: &Error) {
    let (bot, error) = (bot.id().0, error as &(dyn StdError + 'static));
    report(|| {
        tracing::error!(
            bot,
            error,
            "Telegram does not accept the bot's token: copy the current one from @BotFather \
             (/mybots, API Token)"
        );
    });
}

/// Logs that a call failed which is made again.
pub(crate) fn log_retry(bot: &Bot, error: &Error, wait: Duration) {
    let (bot, is_unreachable) = (bot.id().0, error.is_not_sent());
    let error = error as &(dyn StdError + 'static);
    report(|| {
        if is_unreachable {
            tracing::warn!(bot, ?wait, error, "Telegram cannot be reached: trying again");
        } else {
            tracing::warn!(bot, ?wait, error, "Telegram gives no useful answer: trying again");
        }
    });
}

async fn greet(bot: &Bot, options: &Options) -> Result<Me, Error> {
    let asked = bot.clone();
    let me = caught(&Call::new(&GetMe::new()), async move { asked.who().await }).await?;
    if options.takes_over || options.drops_pending {
        let method = DeleteWebhook::new().drop_pending_updates(options.drops_pending);
        send(bot, method).await?;
    }
    Ok(me)
}
