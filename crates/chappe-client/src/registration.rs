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

/// How often it is attempted; with the pauses, for about two minutes.
const MAX_ATTEMPTS: u32 = 12;

/// The longest `retry_after` that is waited for.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// Sets the webhook unless it is already set as requested. Every replica may call it at
/// every start.
///
/// It compares the URL, and those of the address, the connections and the kinds of update
/// that are set in `desired`, with Telegram's settings. On a 429 or 409, which mean that
/// another replica is setting the webhook, it waits and compares again; it does not wait
/// longer than a minute at a time. It never deletes a webhook.
///
/// If `desired` has no `allowed_updates`, Telegram keeps the previous ones, which default to
/// all kinds except `chat_member`, `message_reaction` and `message_reaction_count`. A bot
/// does not know the kinds that its dispatcher handles, so name all of them. A webhook does:
/// `register` of `chappe-webhook`'s `Webhook` and `Serve` fill in the kinds and the secret,
/// then do the same.
///
/// Some settings cannot be read back: a certificate is always sent, and a secret is sent
/// again only if Telegram's last delivery was answered 401. After changing a secret, call
/// [`SetWebhook`] yourself once, or change the URL too.
///
/// # Errors
///
/// Fails as `getWebhookInfo` and `setWebhook` do, and if other replicas keep setting the
/// webhook for about two minutes.
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
        // Without waiting inside the client, which would then repeat the call without comparing.
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
