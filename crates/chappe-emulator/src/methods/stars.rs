//! Stars: balances, transactions, refunds and subscriptions.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, send::announce},
    world::Partner,
};

pub(crate) fn my_balance(context: &mut Context<'_>) -> ApiResult {
    Ok(json!({"amount": context.world.stars.of(context.bot)}))
}

/// The transactions after `offset`, from the oldest to the newest.
pub(crate) fn transactions(context: &mut Context<'_>) -> ApiResult {
    let offset = context.params.number("offset").unwrap_or_default().max(0);
    let limit = context.params.number("limit").unwrap_or(100).clamp(1, 100);
    let [offset, limit] = [offset, limit].map(|number| usize::try_from(number).unwrap_or_default());
    let all = context.world.stars.transactions(context.bot);
    let page: Vec<Value> = all.iter().skip(offset).take(limit).cloned().collect();
    Ok(json!({"transactions": page}))
}

/// Returns the stars of a payment to the payer. A subscription that it was for is not renewed.
pub(crate) fn refund(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("telegram_payment_charge_id").unwrap_or_default().to_owned();
    let (bot, user) = (context.bot, context.params.number("user_id").unwrap_or_default());
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("user not found"));
    }
    let charge = context.world.bills.charges.get(&id);
    let charge = charge.filter(|charge| charge.bot == bot && charge.user == user).cloned();
    let Some(charge) = charge else {
        return Err(ApiError::bad_request("CHARGE_NOT_FOUND"));
    };
    if charge.is_refunded {
        return Err(ApiError::bad_request("CHARGE_ALREADY_REFUNDED"));
    }
    let amount = charge.paid["total_amount"].as_i64().unwrap_or_default();
    if !context.world.spend(bot, amount) {
        return Err(ApiError::bad_request("BALANCE_TOO_LOW"));
    }
    context.world.stars.add(user, amount);
    if let Some(charge) = context.world.bills.charges.get_mut(&id) {
        charge.is_refunded = true;
    }
    let mut partner = context.world.partner(user, "invoice_payment");
    partner["invoice_payload"] = charge.paid["invoice_payload"].clone();
    context.world.add_transaction(bot, Some(&id), amount, Partner::Receiver(partner));
    if let Some(subscription) = context.world.subscription_of(&id) {
        subscription.is_canceled_by_bot = true;
    }
    let names = [
        "currency",
        "total_amount",
        "invoice_payload",
        "telegram_payment_charge_id",
        "provider_payment_charge_id",
    ];
    let members = names.map(|name| (name.to_owned(), charge.paid[name].clone()));
    let refunded = Value::Object(members.into_iter().collect());
    announce(context, charge.talk, "refunded_payment", refunded);
    Ok(json!(true))
}

/// Cancels the renewal of a subscription, or allows the user to resume it.
pub(crate) fn edit_subscription(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("telegram_payment_charge_id").unwrap_or_default().to_owned();
    let (bot, user) = (context.bot, context.params.number("user_id").unwrap_or_default());
    let is_canceled = context.params.flag("is_canceled");
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("user not found"));
    }
    let subscription = context.world.subscription_of(&id);
    let subscription = subscription.filter(|found| found.bot() == bot && found.user() == user);
    let Some(subscription) = subscription else {
        return Err(ApiError::bad_request("CHARGE_ID_INVALID"));
    };
    subscription.is_canceled_by_bot = is_canceled;
    Ok(json!(true))
}
