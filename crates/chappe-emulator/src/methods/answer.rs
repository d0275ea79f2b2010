//! Methods that answer queries.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
};

/// How long a press may be answered, in seconds.
const PATIENCE: f64 = 900.0;
/// How long an inline query may be answered, in seconds.
const INLINE_PATIENCE: f64 = 60.0;

fn too_old() -> ApiError {
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
    let query =
        context.world.callbacks.get_mut(&id).filter(|query| {
            query.bot == bot && query.answer.is_none() && now - query.at < PATIENCE
        });
    let query = query.ok_or_else(too_old)?;
    query.answer = Some(answer.clone());
    let mut event = answer;
    event["callback_query_id"] = json!(id);
    event["user_id"] = json!(query.user);
    event["chat_id"] = json!(query.talk.chat_id());
    event["message_id"] = json!(query.message);
    context.world.tell("answer", event);
    Ok(json!(true))
}

pub(crate) fn inline(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("inline_query_id").unwrap_or_default().to_owned();
    let (bot, now) = (context.bot, context.world.clock.now());
    let answer = Value::Object(context.params.values.clone());
    let results = answer["results"].as_array().map_or(0, Vec::len);
    if results > 50 {
        return Err(ApiError::bad_request("RESULTS_TOO_MUCH"));
    }
    let query = context.world.inlines.get_mut(&id).filter(|query| {
        query.bot == bot && query.answer.is_none() && now - query.at < INLINE_PATIENCE
    });
    query.ok_or_else(too_old)?.answer = Some(answer.clone());
    context.world.tell("inline_answer", answer);
    Ok(json!(true))
}

/// There is nothing to be paid here.
pub(crate) fn payment(context: &mut Context<'_>) -> ApiResult {
    let event = Value::Object(context.params.values.clone());
    context.world.tell("payment_answer", event);
    Ok(json!(true))
}
