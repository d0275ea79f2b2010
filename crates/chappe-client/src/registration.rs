//! Registration of webhooks with Telegram.

use std::time::Duration;

use chappe_types::{GetWebhookInfo, SetWebhook, WebhookInfo};

use crate::{bot::Bot, call::Call, error::Error, layers::Backoff};

/// The outcome of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The webhook was already set as requested.
    Unchanged,
    /// This call set the webhook.
    Set,
}

/// The maximum number of attempts; with the pauses, they take about two minutes.
const MAX_ATTEMPTS: u32 = 12;

/// The longest `retry_after` after which another attempt is made.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// Sets the webhook unless it is already set as requested. Every replica of a bot can call this at
/// every start.
///
/// It compares Telegram's current settings with the URL in `desired`, and with the IP address, the
/// maximum number of connections and the update kinds if `desired` sets them. After a 429 or 409,
/// which mean that another replica is setting the webhook, it waits and compares again. It never
/// deletes a webhook.
///
/// If `desired` has no `allowed_updates`, Telegram keeps the previous ones, which default to all
/// kinds except `chat_member`, `message_reaction` and `message_reaction_count`. This function does
/// not know which kinds the dispatcher handles: list all of them. The methods `register` of
/// `chappe-webhook`'s `Webhook` and `Serve` do the same as this function, but fill in these kinds
/// and the secret.
///
/// Some settings cannot be read back. With a certificate or with `drop_pending_updates`, the
/// webhook is always set again. A changed secret is noticed only if Telegram's last delivery was
/// answered 401: after changing a secret, send [`SetWebhook`] yourself once, or change the URL
/// too.
///
/// # Errors
///
/// Fails if `getWebhookInfo` or `setWebhook` fails with another error than 429 and 409, if
/// Telegram requires a wait of more than a minute, and if other replicas keep setting the webhook
/// for about two minutes.
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
/// let desired = SetWebhook::new("https://bot.example.org/telegram")
///     .secret_token("s3cr3t")
///     .allowed_updates(vec!["message".into(), "message_reaction".into()]);
/// register_webhook(&bot, &desired).await?;
/// # Ok(())
/// # }
/// ```
pub async fn register_webhook(bot: &Bot, desired: &SetWebhook) -> Result<Registered, Error> {
    let backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(15));
    let mut attempts = 1;
    loop {
        if matches(&bot.send(GetWebhookInfo::new()).await?, desired) {
            return Ok(Registered::Unchanged);
        }
        // The client must not wait and retry this call itself: the settings are compared before
        // each attempt.
        let set = bot.call(Call::new(desired).without_waiting()).await;
        let Err(error) = set else { return Ok(Registered::Set) };
        let is_busy = error.is_conflict() || error.is_too_many_requests();
        let required = error.retry_after().unwrap_or_default();
        if !is_busy || attempts >= MAX_ATTEMPTS || required > MAX_PAUSE {
            return Err(error);
        }
        tokio::time::sleep(required.max(backoff.pause(attempts))).await;
        attempts += 1;
    }
}

#[inline]
fn matches(info: &WebhookInfo, desired: &SetWebhook) -> bool {
    let last_error = info.last_error_message.as_deref().unwrap_or_default();
    let has_secret = desired.secret_token.is_none() || !last_error.contains("401");
    let same = |desired: &Option<i64>, has: &Option<i64>| desired.is_none() || desired == has;
    let mut kinds = desired.allowed_updates.clone();
    let mut has = info.allowed_updates.clone().unwrap_or_default();
    if let Some(kinds) = &mut kinds {
        kinds.sort_unstable();
    }
    has.sort_unstable();
    info.url == desired.url
        && desired.certificate.is_none()
        && desired.drop_pending_updates != Some(true)
        && has_secret
        && same(&desired.max_connections, &info.max_connections)
        && (desired.ip_address.is_none() || desired.ip_address == info.ip_address)
        && kinds.is_none_or(|kinds| kinds == has)
}
