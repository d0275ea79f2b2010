//! Methods about the webhook.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    world::Webhook,
};

/// The longest secret, in bytes.
const MAX_SECRET: usize = 256;

/// Checks the characters of a secret.
fn check_secret(secret: &str) -> Result<(), ApiError> {
    if secret.len() > MAX_SECRET {
        return Err(ApiError::bad_request("secret token is too long"));
    }
    if secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
        return Ok(());
    }
    Err(ApiError::bad_request("secret token contains unallowed characters"))
}

pub(crate) fn set(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let url = params.text("url").unwrap_or_default().to_owned();
    if url.is_empty() {
        return delete(context);
    }
    let now = context.world.clock.now();
    context.world.limits.set_webhook(context.bot, now).map_err(ApiError::retry_after)?;
    let secret = params.text("secret_token").map(str::to_owned);
    secret.as_deref().map_or(Ok(()), check_secret)?;
    let is_url = url.parse::<http::Uri>().is_ok_and(|uri| {
        uri.host().is_some() && matches!(uri.scheme_str(), Some("http" | "https"))
    });
    if !is_url {
        return Err(ApiError::bad_request("invalid webhook URL specified"));
    }
    let max_connections = params.number("max_connections").unwrap_or(40).clamp(1, 100);
    let drops = params.flag("drop_pending_updates");
    let ip_address = params.text("ip_address").map(str::to_owned);
    let has_certificate = params.get("certificate").is_some();
    let generation = context.world.number("webhook").unsigned_abs();
    let bot = context.bot_state();
    if let Some(kinds) = params.get("allowed_updates").and_then(Value::as_array) {
        bot.allow(kinds);
    }
    if drops {
        bot.queue.clear();
    }
    let wanted = Webhook {
        url,
        secret,
        max_connections: usize::try_from(max_connections).unwrap_or(40),
        ip_address,
        has_certificate,
        generation,
        last_error: None,
        gone_since: None,
    };
    // Wakes a pending `getUpdates`, which ends with a conflict.
    if let Some(waiting) = bot.poll.waiting.take() {
        let _ = waiting.send("terminated by setWebhook request");
    }
    let is_same = bot.webhook.as_ref().is_some_and(|set| {
        (&set.url, &set.secret, set.max_connections, &set.ip_address)
            == (&wanted.url, &wanted.secret, wanted.max_connections, &wanted.ip_address)
    });
    if !is_same {
        bot.webhook = Some(wanted);
    }
    let id = context.bot;
    context.world.emit("webhook", json!({"bot": id}));
    Ok(json!(true))
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let drops = context.params.flag("drop_pending_updates");
    let bot = context.bot_state();
    bot.webhook = None;
    if drops {
        bot.queue.clear();
    }
    let id = context.bot;
    context.world.emit("webhook", json!({"bot": id}));
    Ok(json!(true))
}

pub(crate) fn info(context: &mut Context<'_>) -> ApiResult {
    let now = context.world.clock.now();
    let bot = context.bot_state();
    bot.queue.expire(now);
    let mut info = json!({
        "url": "", "has_custom_certificate": false, "pending_update_count": bot.queue.len(),
    });
    if let Some(webhook) = &bot.webhook {
        info["url"] = json!(webhook.url);
        info["has_custom_certificate"] = json!(webhook.has_certificate);
        info["max_connections"] = json!(webhook.max_connections);
        if let Some(address) = &webhook.ip_address {
            info["ip_address"] = json!(address);
        }
        if let Some((date, message)) = &webhook.last_error {
            info["last_error_date"] = json!(date);
            info["last_error_message"] = json!(message);
        }
    }
    if let Some(allowed) = bot.allowed.as_ref().filter(|allowed| !allowed.is_empty()) {
        info["allowed_updates"] = json!(allowed);
    }
    Ok(info)
}
