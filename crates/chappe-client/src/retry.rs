//! Retries for sources of updates, which cannot continue before a call succeeds.

use std::{error::Error as StdError, future::Future, time::Duration};

use chappe_core::attempt;

use crate::{bot::Bot, error::Error, layers::Backoff};

/// Delays after failures of the network or of Telegram.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// The longest delay that a server can request.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(600);

/// Makes a call until it succeeds.
///
/// Sources of updates use it for calls that they cannot continue without. Each failure is
/// logged at WARN and followed by the [delay](retry_delay).
///
/// # Errors
///
/// Fails only if Telegram rejects the token, because a retry would fail again. This is logged at
/// ERROR.
///
/// # Cancel safety
///
/// Dropping the future ends the retries; the last call may or may not have been made.
///
/// # Example
///
/// ```
/// use std::{
///     future::ready,
///     sync::{Arc, atomic::{AtomicU32, Ordering}},
/// };
///
/// use chappe::prelude::*;
/// use chappe::client::{ApiResponse, Call, Error, retry_until_success};
/// use chappe::types::GetMyName;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let calls = Arc::new(AtomicU32::new(0));
/// let telegram = tower::service_fn(move |call: Call| {
///     ready(match calls.fetch_add(1, Ordering::Relaxed) {
///         0..3 => Err(Error::refused(&call, 502, "Bad Gateway")),
///         _ => Ok(ApiResponse::new(r#"{"name":"Echo"}"#)),
///     })
/// });
/// let bot = Bot::from_service(UserId(42), telegram);
/// let name = retry_until_success(&bot, || bot.send(GetMyName::new())).await.unwrap();
/// assert_eq!(name.name, "Echo");
/// # }
/// ```
pub async fn retry_until_success<T, F>(bot: &Bot, mut call: impl FnMut() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut failures = 0;
    loop {
        let error = match call().await {
            Ok(result) => return Ok(result),
            Err(error) => error,
        };
        if error.is_unauthorized() {
            log_invalid_token(bot, &error);
            return Err(error);
        }
        failures += 1;
        let delay = retry_delay(&error, failures);
        log_retry(bot, &error, delay);
        tokio::time::sleep(delay).await;
    }
}

/// Returns the delay before the next attempt. `error` is the last error, and `failures` the number
/// of consecutive failures, counted from 1.
///
/// The delay doubles with each failure, from 1 s to at most 60 s, with jitter. If the error has a
/// [`retry_after`](Error::retry_after), the delay is at least that long, but at most 10 minutes.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::{Call, Error, retry_delay};
/// use chappe::types::GetMe;
///
/// let call = Call::new(&GetMe::new());
/// let overloaded = Error::refused(&call, 429, "").with_retry_after(Duration::from_secs(90));
/// assert_eq!(retry_delay(&overloaded, 1), Duration::from_secs(90));
/// assert!(retry_delay(&Error::not_sent(&call, "no network"), 1) <= Duration::from_secs(1));
/// ```
pub fn retry_delay(error: &Error, failures: u32) -> Duration {
    let required = error.retry_after().unwrap_or_default().min(MAX_RETRY_AFTER);
    required.max(BACKOFF.pause(failures))
}

/// Logs at ERROR that Telegram rejects the bot's token.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
/// use chappe::client::log_invalid_token;
///
/// # async fn run(bot: Bot) {
/// if let Err(error) = bot.me().await {
///     if error.is_unauthorized() {
///         log_invalid_token(&bot, &error);
///     }
/// }
/// # }
/// ```
pub fn log_invalid_token(bot: &Bot, error: &Error) {
    let (bot, error) = (bot.id().0, error as &(dyn StdError + 'static));
    // A panic of the subscriber must not end the source.
    let _ = attempt(|| {
        tracing::error!(
            bot,
            error,
            "Telegram does not accept the bot's token: copy the current one from @BotFather \
             (/mybots, API Token)"
        );
    });
}

/// Logs at WARN that a call failed and will be retried after `delay`.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
/// use chappe::client::{log_retry, retry_delay};
/// use chappe::types::GetUpdates;
///
/// # async fn run(bot: Bot) {
/// let mut failures = 0;
/// while let Err(error) = bot.send(GetUpdates::new()).await {
///     failures += 1;
///     let delay = retry_delay(&error, failures);
///     log_retry(&bot, &error, delay);
///     tokio::time::sleep(delay).await;
/// }
/// # }
/// ```
pub fn log_retry(bot: &Bot, error: &Error, delay: Duration) {
    let (bot, is_unreachable, wait) = (bot.id().0, error.is_not_sent(), delay);
    let error = error as &(dyn StdError + 'static);
    let _ = attempt(|| {
        if is_unreachable {
            tracing::warn!(bot, ?wait, error, "Telegram cannot be reached: trying again");
        } else {
            tracing::warn!(bot, ?wait, error, "a call of the Bot API failed: trying again");
        }
    });
}
