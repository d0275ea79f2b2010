//! Telling Telegram where the webhook is.

use std::time::Duration;

use chappe_types::{GetWebhookInfo, SetWebhook, WebhookInfo};

use crate::{bot::Bot, call::Call, error::Error, layers::Backoff};

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The webhook was set as wanted already.
    Unchanged,
    /// It was set by this call.
    Set,
}

/// How often it is tried; with the pauses, about two minutes.
const TRIES: u32 = 12;

/// The longest pause that is waited out, as for any other call.
const LONGEST: Duration = Duration::from_secs(60);

/// Sets the webhook unless it is set as wanted: safe to be called by every
/// replica at every start.
///
/// It compares the URL, and what else `wanted` tells of address, connections
/// and kinds of update, with what Telegram has; waits out 429 and 409, which
/// say that another replica is at it, but no pause of more than a minute; and
/// compares again. It never deletes a webhook.
///
/// Where `wanted` has no `allowed_updates`, Telegram keeps what was set before, or
/// else sends all kinds but `chat_member`, `message_reaction` and
/// `message_reaction_count`. A bot does not know what its dispatcher handles, so name
/// all of these kinds. A webhook knows: `register` of `chappe-webhook`'s `Webhook` and
/// `Serve` fill in the kinds and the secret, then do what this does.
///
/// What Telegram does not tell cannot be compared: a certificate is always sent,
/// and a secret is set anew only when Telegram's last delivery was answered 401.
/// After changing a secret, call [`SetWebhook`] itself once, or change the URL
/// with it.
///
/// # Errors
///
/// Fails as the two methods do, and when the others are at it for too long.
///
/// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
///
/// # Example
///
/// ```no_run
/// use chappe::client::{Error, register_webhook};
/// use chappe::prelude::*;
/// use chappe::types::SetWebhook;
///
/// # async fn run(bot: Bot) -> Result<(), Error> {
/// let wanted = SetWebhook::new("https://bot.example.org/telegram")
///     .secret_token("s3cr3t")
///     .allowed_updates(vec!["message".into(), "message_reaction".into()]);
/// register_webhook(&bot, &wanted).await?;
/// # Ok(())
/// # }
/// ```
pub async fn register_webhook(bot: &Bot, wanted: &SetWebhook) -> Result<Registered, Error> {
    let backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(15));
    let mut tries = 1;
    loop {
        if is_as_wanted(&bot.send(GetWebhookInfo::new()).await?, wanted) {
            return Ok(Registered::Unchanged);
        }
        // Not waited out below, where it would be made again as it is.
        let set = bot.call(Call::new(wanted).without_waiting()).await;
        let Err(error) = set else { return Ok(Registered::Set) };
        let is_busy = error.is_conflict() || error.is_too_many_requests();
        let told = error.retry_after().unwrap_or_default();
        if !is_busy || tries >= TRIES || told > LONGEST {
            return Err(error);
        }
        tokio::time::sleep(told.max(backoff.pause(tries))).await;
        tries += 1;
    }
}

#[inline]
fn is_as_wanted(info: &WebhookInfo, wanted: &SetWebhook) -> bool {
    let last_error = info.last_error_message.as_deref().unwrap_or_default();
    let secret_fits = wanted.secret_token.is_none() || !last_error.contains("401");
    let same = |wanted: &Option<i64>, has: &Option<i64>| wanted.is_none() || wanted == has;
    let mut kinds = wanted.allowed_updates.clone();
    let mut has = info.allowed_updates.clone().unwrap_or_default();
    if let Some(kinds) = &mut kinds {
        kinds.sort_unstable();
    }
    has.sort_unstable();
    info.url == wanted.url
        && wanted.certificate.is_none()
        && wanted.drop_pending_updates != Some(true)
        && secret_fits
        && same(&wanted.max_connections, &info.max_connections)
        && (wanted.ip_address.is_none() || wanted.ip_address == info.ip_address)
        && kinds.is_none_or(|kinds| kinds == has)
}
