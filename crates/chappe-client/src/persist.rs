//! What sources of updates do until Telegram answers.

use std::{error::Error as StdError, future::Future, time::Duration};

use chappe_core::attempt;

use crate::{bot::Bot, error::Error, layers::Backoff};

/// Pauses after failures of the network, or of Telegram.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// The longest pause that a server may ask for.
const LONGEST: Duration = Duration::from_secs(600);

/// Makes a call again and again until it is answered, for who cannot go on without it:
/// sources of updates. Each failure is logged at WARN, and followed by a
/// [pause](pause_after).
///
/// # Errors
///
/// What no further try can mend, logged at ERROR: a token that is not good.
///
/// # Cancel safety
///
/// Dropping the future ends the tries; the last call may have been made.
pub async fn until_answered<T, F>(bot: &Bot, mut call: impl FnMut() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut failures = 0;
    loop {
        let error = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        if error.is_unauthorized() {
            log_refused_token(bot, &error);
            return Err(error);
        }
        failures += 1;
        let wait = pause_after(&error, failures);
        log_retry(bot, &error, wait);
        tokio::time::sleep(wait).await;
    }
}

/// Returns the pause after so many failures in a row, from 1, this one the last: 1 s to 60 s,
/// or as long as the server asks for, 10 minutes at most.
pub fn pause_after(error: &Error, failures: u32) -> Duration {
    let told = error.retry_after().unwrap_or_default().min(LONGEST);
    told.max(BACKOFF.pause(failures))
}

/// Logs at ERROR that Telegram does not accept a bot's token, which no further try can mend.
pub fn log_refused_token(bot: &Bot, error: &Error) {
    let (bot, error) = (bot.id().0, error as &(dyn StdError + 'static));
    // A log that panics ends nothing.
    let _ = attempt(|| {
        tracing::error!(
            bot,
            error,
            "Telegram does not accept the bot's token: copy the current one from @BotFather \
             (/mybots, API Token)"
        );
    });
}

/// Logs at WARN that a call failed which is made again.
pub fn log_retry(bot: &Bot, error: &Error, wait: Duration) {
    let (bot, is_unreachable) = (bot.id().0, error.is_not_sent());
    let error = error as &(dyn StdError + 'static);
    let _ = attempt(|| {
        if is_unreachable {
            tracing::warn!(bot, ?wait, error, "Telegram cannot be reached: trying again");
        } else {
            tracing::warn!(bot, ?wait, error, "Telegram gives no useful answer: trying again");
        }
    });
}
