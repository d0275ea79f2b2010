//! Refunds.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
};

/// The setting of a bot with the payments that it refunded.
const REFUNDED: &str = "refunded_payments";

/// Refunds a payment in stars.
pub(crate) fn refund(context: &mut Context<'_>) -> ApiResult {
    let charge = context.params.get("telegram_payment_charge_id").cloned().unwrap_or_default();
    let (bot, user) = (context.bot, context.params.number("user_id").unwrap_or_default());
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("user not found"));
    }
    let messages = context.world.talks.values().flat_map(|talk| talk.values());
    let mut messages = messages.map(|message| &message.json);
    let is_paid = messages.any(|message| {
        let paid = &message["successful_payment"];
        paid["telegram_payment_charge_id"] == charge
            && paid["currency"] == "XTR"
            && message["from"]["id"] == user
    });
    if !is_paid {
        return Err(ApiError::bad_request("CHARGE_NOT_FOUND"));
    }
    let refunded = context.world.bot(bot).settings.entry(REFUNDED.to_owned());
    let refunded = refunded.or_insert_with(|| json!([]));
    let Value::Array(refunded) = refunded else { return Ok(json!(true)) };
    if refunded.contains(&charge) {
        return Err(ApiError::bad_request("CHARGE_ALREADY_REFUNDED"));
    }
    refunded.push(charge);
    Ok(json!(true))
}
