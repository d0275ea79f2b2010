//! Polls.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, edit},
    world::Poll,
};

/// The most options, and the longest texts, in characters.
const MAX_OPTIONS: usize = 12;
const MAX_OPTION: usize = 100;
const MAX_QUESTION: usize = 300;

/// The poll of the parameters.
pub(crate) fn from_params(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let question = params.text("question").unwrap_or_default().to_owned();
    if question.chars().count() > MAX_QUESTION {
        return Err(ApiError::bad_request("poll question length must not exceed 300"));
    }
    let options = params.get("options").and_then(Value::as_array).cloned().unwrap_or_default();
    let options = options.iter().map(|option| option.as_str().or_else(|| option["text"].as_str()));
    let options: Vec<&str> = options.map(Option::unwrap_or_default).collect();
    check(&options)?;
    let options: Vec<Value> = options
        .iter()
        .enumerate()
        .map(|(at, text)| json!({"persistent_id": at.to_string(), "text": text, "voter_count": 0}))
        .collect();
    let is_anonymous = params.get("is_anonymous").and_then(Value::as_bool).unwrap_or(true);
    let kind = params.text("type").unwrap_or("regular");
    let mut poll = json!({
        "question": question, "options": options, "total_voter_count": 0,
        "is_closed": params.flag("is_closed"), "is_anonymous": is_anonymous, "type": kind,
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": params.flag("allows_revoting"),
        "members_only": params.flag("members_only"),
    });
    for name in ["correct_option_ids", "explanation", "open_period", "close_date"] {
        if let Some(value) = params.get(name) {
            poll[name] = value.clone();
        }
    }
    Ok(without_votes(context, poll))
}

fn check(options: &[&str]) -> Result<(), ApiError> {
    let why = if options.is_empty() {
        "poll must have at least 1 option"
    } else if options.len() > MAX_OPTIONS {
        "poll can't have more than 12 options"
    } else if options.iter().any(|option| option.is_empty()) {
        "poll options must be non-empty"
    } else if options.iter().any(|option| option.chars().count() > MAX_OPTION) {
        "poll options length must not exceed 100"
    } else {
        return Ok(());
    };
    Err(ApiError::bad_request(why))
}

/// A copy of a poll without votes, under a new id.
pub(crate) fn without_votes(context: &mut Context<'_>, mut poll: Value) -> Value {
    let id = context.world.number("poll").to_string();
    poll["id"] = json!(id);
    poll["total_voter_count"] = json!(0);
    for option in poll["options"].as_array_mut().into_iter().flatten() {
        option["voter_count"] = json!(0);
    }
    context.world.polls.insert(id, Poll::new(context.bot, poll.clone()));
    poll
}

pub(crate) fn stop(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let message = context.world.message(talk, id);
    let message = message.filter(|message| message.json["poll"].is_object());
    let Some(message) = message else {
        return Err(ApiError::bad_request("message with poll to stop not found"));
    };
    if message.by != Some(context.bot) {
        return Err(ApiError::bad_request("poll can't be stopped"));
    }
    let mut poll = message.json["poll"].clone();
    if poll["is_closed"] == json!(true) {
        return Err(ApiError::bad_request("poll has already been closed"));
    }
    poll["is_closed"] = json!(true);
    let content = Map::from_iter([("poll".to_owned(), poll.clone())]);
    edit::change(context, talk, id, &["poll"], content)?;
    context.world.poll_changed(&poll);
    Ok(poll)
}
