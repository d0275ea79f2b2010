//! Methods that answer queries.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, web_files::stored_files},
};

/// How long a callback query can be answered, in seconds.
const CALLBACK_PERIOD: f64 = 900.0;
/// How long an inline query can be answered, in seconds.
const INLINE_PERIOD: f64 = 60.0;

/// How long a pre-checkout or shipping query can be answered, in seconds.
const PAYMENT_PERIOD: f64 = 10.0;

pub(super) fn too_old() -> ApiError {
    ApiError::bad_request("query is too old and response timeout expired or query ID is invalid")
}

pub(crate) fn callback(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("callback_query_id").unwrap_or_default().to_owned();
    let (bot, now) = (context.bot, context.world.clock.now());
    let mut answer = json!({});
    for name in ["text", "show_alert", "url", "cache_time"] {
        if let Some(value) = context.params.get(name) {
            answer[name] = value.clone();
        }
    }
    if answer["text"].as_str().is_some_and(|text| text.chars().count() > 200) {
        return Err(ApiError::bad_request("MESSAGE_TOO_LONG"));
    }
    let query = context.world.callbacks.get_mut(&id).filter(|query| {
        query.bot == bot && query.answer.is_none() && now - query.at < CALLBACK_PERIOD
    });
    let query = query.ok_or_else(too_old)?;
    query.answer = Some(answer.clone());
    let mut event = answer;
    event["callback_query_id"] = json!(id);
    event["user_id"] = json!(query.user);
    event["chat_id"] = json!(query.talk.chat_id());
    event["message_id"] = json!(query.message);
    context.world.emit("answer", event);
    Ok(json!(true))
}

pub(crate) fn inline(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("inline_query_id").unwrap_or_default().to_owned();
    let (bot, now) = (context.bot, context.world.clock.now());
    let mut answer = Value::Object(context.params.values.clone());
    check_results(&answer)?;
    for result in answer["results"].as_array_mut().into_iter().flatten() {
        // A file that cannot be fetched is not an error before a user chooses its result.
        if let Ok(stored) = stored_files(context, result.clone()) {
            *result = stored;
        }
    }
    let query = context.world.inlines.get_mut(&id).filter(|query| {
        query.bot == bot && query.answer.is_none() && now - query.at < INLINE_PERIOD
    });
    query.ok_or_else(too_old)?.answer = Some(answer.clone());
    context.world.emit("inline_answer", answer);
    Ok(json!(true))
}

/// Checks the results: their number and their ids.
pub(super) fn check_results(answer: &Value) -> Result<(), ApiError> {
    let results = answer["results"].as_array().map(Vec::as_slice).unwrap_or_default();
    if results.len() > 50 {
        return Err(ApiError::bad_request("RESULTS_TOO_MUCH"));
    }
    let mut seen = HashSet::new();
    for result in results {
        let id = result["id"].as_str().unwrap_or_default();
        if !(1..=64).contains(&id.len()) {
            return Err(ApiError::bad_request("RESULT_ID_INVALID"));
        }
        if !seen.insert(id) {
            return Err(ApiError::bad_request("RESULT_ID_DUPLICATE"));
        }
    }
    if answer["next_offset"].as_str().is_some_and(|offset| offset.len() > 64) {
        return Err(ApiError::bad_request("NEXT_OFFSET_INVALID"));
    }
    Ok(())
}

pub(crate) fn shipping(context: &mut Context<'_>) -> ApiResult {
    if context.params.flag("ok") && context.params.get("shipping_options").is_none() {
        let why = "parameter \"shipping_options\" is required";
        return Err(ApiError::bad_request(why));
    }
    payment(context, "shipping_query_id", CALLBACK_PERIOD)
}

/// Answers a query. A positive answer to a pre-checkout query completes the payment.
pub(crate) fn pre_checkout(context: &mut Context<'_>) -> ApiResult {
    payment(context, "pre_checkout_query_id", PAYMENT_PERIOD)
}

fn payment(context: &mut Context<'_>, name: &str, period: f64) -> ApiResult {
    let id = context.params.text(name).unwrap_or_default().to_owned();
    let (bot, now) = (context.bot, context.world.clock.now());
    let is_agreed = context.params.flag("ok");
    if !is_agreed && context.params.text("error_message").is_none() {
        return Err(ApiError::bad_request("parameter \"error_message\" is required"));
    }
    let event = Value::Object(context.params.values.clone());
    let query = context
        .world
        .payments
        .get_mut(&id)
        .filter(|query| query.bot == bot && !query.is_answered && now - query.at < period);
    let query = query.ok_or_else(too_old)?;
    query.is_answered = true;
    query.answer = Some(event.clone());
    let order = query.order.clone().filter(|_| is_agreed);
    context.world.emit("payment_answer", event);
    if let Some(order) = order {
        context.world.pay(&order);
    }
    Ok(json!(true))
}
